"""What of a person's teams waits for them: invitations, and what they may come back to."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, Team, TeamGroup
from bot.domain.workspaces import Installation
from bot.engine.work import OpenItem
from bot.features.teams import group_messages, invitation_messages
from bot.features.teams.messages import label_of
from bot.ports.store import Reader


async def open_items(reader: Reader, person: Person, _: datetime) -> Sequence[OpenItem]:
    return [*await _invitations(reader, person), *await _parted_from(reader, person)]


async def _invitations(reader: Reader, person: Person) -> Sequence[OpenItem]:
    asked = await reader.find(Membership, person=person.id, belonging=Belonging.INVITED)
    teams = {t.id: t for t in await reader.find(Team, id=[m.team for m in asked])}
    inviters = {p.id: p for p in await reader.find(Person, id=[m.invited_by for m in asked])}
    return [
        OpenItem(
            m.since,
            invitation_messages.invitation_item(
                teams[m.team],
                inviters[m.invited_by].name if m.invited_by in inviters else "Somebody",
            ),
        )
        for m in asked
        if m.team in teams
    ]


async def _parted_from(reader: Reader, person: Person) -> Sequence[OpenItem]:
    """The letter that says so may not have arrived."""
    parted = await reader.find(Membership, person=person.id, belonging=Belonging.PARTED)
    were_in = [m for m in parted if m.through]
    installation = await reader.get(Installation) if were_in else None
    if installation is None:
        return []
    platform, ids = installation.platform, [m.team for m in were_in]
    teams = {t.id: t for t in await reader.find(Team, id=ids)}
    names = {(g.team, g.group): g.name for g in await reader.find(TeamGroup, team=ids)}
    items = []
    for membership in were_in:
        group = membership.through[0]
        label = label_of(group, names.get((membership.team, group), ""), platform)
        told = group_messages.parted(teams[membership.team], label, platform)
        items.append(OpenItem(membership.since, told.parts))
    return items
