"""What a team does when a person or its channel is gone from the workspace."""

from dataclasses import replace

from bot.domain.facts import ChannelGone, MemberLeft, PersonGone
from bot.domain.ids import PersonId
from bot.domain.letters import Letter, to_person
from bot.domain.teams import Belonging, Membership, OpenInvitation, Team, TeamGroup
from bot.domain.workspaces import Channel
from bot.engine.work import Change
from bot.features.teams.invitations import rewrite_where_asked


async def let_go(change: Change, fact: PersonGone) -> None:
    """Somebody has left the workspace: they are in no team any more, and are asked nothing.

    A team never loses its last organiser silently (product.md, "Words"): who has been in it
    longest takes over, and is told.
    """
    for membership in await change.unit.find(Membership, person=fact.person):
        change.unit.remove(membership)
        rewrite_where_asked(change, [membership])
        team = await change.unit.get(Team, membership.team)
        if team is None:
            continue
        # Two who leave at once would each see the other stay: the team's version tells.
        change.unit.save(team)
        if membership.belonging is Belonging.JOINED:
            await _leave_to_others(change, team, membership)
            change.note(MemberLeft(team.id, fact.person))


async def _leave_to_others(change: Change, team: Team, gone: Membership) -> None:
    memberships = await change.unit.find(Membership, team=team.id)
    others = [m for m in memberships if m.belonging is Belonging.JOINED]
    if not others:
        await disband(change, team)
    elif gone.is_organiser and not any(m.is_organiser for m in others):
        heir = min(others, key=lambda m: (m.since, m.person))
        change.unit.save(replace(heir, is_organiser=True))
        change.post(_letter(change, team, heir.person, "teams.inherited", gone.person))


async def disband(change: Change, team: Team) -> None:
    """Nobody is left whom one could join: who is still asked to is so no more."""
    asked = await change.unit.find(Membership, team=team.id)
    opened = await change.unit.find(OpenInvitation, team=team.id)
    followed = await change.unit.find(TeamGroup, team=team.id)
    for row in (*asked, *opened, *followed):
        change.unit.remove(row)
    rewrite_where_asked(change, [*asked, *opened])


async def leave_channel(change: Change, fact: ChannelGone) -> None:
    """Summaries go to each member from now on, and the organisers are told; also that who comes
    and goes there is followed no longer, if it was."""
    lost = await change.unit.get(Channel, fact.channel)
    for team in await change.unit.find(Team, channel=fact.channel):
        change.unit.save(replace(team, channel=None))
        facts = {"why": fact.why}
        followed = await change.unit.get(TeamGroup, team.id, lost.outer_id) if lost else None
        if followed is not None:
            change.unit.remove(followed)
            facts["followed"] = "yes"
        for organiser in await change.unit.find(Membership, team=team.id, is_organiser=True):
            letter = _letter(change, team, organiser.person, "teams.channel_gone", fact.channel)
            change.post(replace(letter, facts=facts))


def _letter(change: Change, team: Team, to: PersonId, kind: str, about: str) -> Letter:
    """Each is a message of its own: the same may happen again."""
    key = f"{kind}:{team.id}:{to}:{about}:{change.new_id()}"
    return Letter(team.workspace, to_person(to), kind, key, (team.id, to, about))
