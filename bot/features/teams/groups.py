"""Which groups a team follows, and who hears of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.domain.ids import PersonId, TeamId
from bot.domain.teams import Belonging, Membership, Team, TeamGroup
from bot.engine.intents import Group
from bot.engine.work import Work
from bot.ports.store import Reader


async def follow(
    work: Work, team: Team, groups: Sequence[Group], through: Mapping[PersonId, tuple[str, ...]]
) -> list[TeamGroup]:
    """The team is kept in step with these from now on, as far as the platform tells of them; those
    that it did not follow before. `through` is who is in which of them, where we are told it.

    Whoever is in the team by their name stays so.
    """
    told = [group for group in groups if group.is_told]
    known = {g.group for g in await work.unit.find(TeamGroup, team=team.id)}
    new = [
        TeamGroup(work.workspace, team.id, group.outer_id, group.name, work.me)
        for group in told
        if group.outer_id not in known
    ]
    for followed in new:
        work.unit.add(followed)
    ids = {group.outer_id for group in told if not group.is_open}
    for membership in await work.unit.find(Membership, team=team.id) if ids else ():
        kept = tuple(group for group in membership.through if group not in ids)
        here = tuple(group for group in through.get(membership.person, ()) if group in ids)
        is_by_group = bool(membership.through) and not membership.belonging.is_past
        if is_by_group and membership.through != kept + here:
            work.unit.save(replace(membership, through=kept + here))
    return new


async def organisers_to_tell(reader: Reader, team: TeamId, group: str) -> list[PersonId]:
    """Who added the group, if they organise the team still; else all who do."""
    organisers = await organisers_of(reader, team)
    added = [each.added_by for each in await reader.find(TeamGroup, team=team, group=group)]
    return [person for person in added if person in organisers] or organisers


async def organisers_of(reader: Reader, team: TeamId) -> list[PersonId]:
    """Those who have organised it longest first."""
    found = await reader.find(Membership, team=team, is_organiser=True, belonging=Belonging.JOINED)
    return [m.person for m in sorted(found, key=lambda m: (m.since, m.person))]
