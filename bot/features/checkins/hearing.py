"""What other features tell, and what check-ins offer, announce and promise on it."""

from collections.abc import Sequence

from bot.domain.checkins import Checkin
from bot.domain.facts import HoursChanged, MemberJoined, TeamPlaced, TeamStarted
from bot.domain.ids import TeamId
from bot.domain.teams import Belonging, Membership, Team
from bot.engine.work import Change, Work
from bot.features.checkins import organiser_messages as messages
from bot.features.checkins import rounds, rules
from bot.messages.parts import Part


async def offer_first(work: Work, fact: TeamStarted) -> Sequence[Part]:
    """In the reply to `setup`: one tap for the usual check-in, or another time."""
    team = await work.unit.get(Team, fact.team)
    return messages.first_checkin(team) if team else []


async def offer_first_still(work: Work, fact: TeamPlaced) -> Sequence[Part]:
    """The starter has said first where they are, in place of the reply that offered it."""
    team = await work.unit.get(Team, fact.team)
    known = await work.unit.find(Checkin, team=fact.team, deleted_at=None)
    return messages.first_checkin(team) if team and not known else []


async def announce(work: Work, fact: MemberJoined) -> Sequence[Part]:
    """In the reply to *Join*: when the first prompt comes."""
    team = await work.unit.get(Team, fact.team)
    if team is None:
        return []
    zone_name = work.actor.zone or team.zone
    checkins = await work.unit.find(Checkin, team=team.id, deleted_at=None)
    return [
        messages.comes_first(checkin, rules.next_round(checkin, zone_name, work.now)[1], zone_name)
        for checkin in checkins
        if checkin.is_running
    ]


async def follow_member(change: Change, fact: MemberJoined) -> None:
    """Somebody new may bring a new time zone."""
    await _promise_for_team(change, fact.team)


async def follow_hours(change: Change, fact: HoursChanged) -> None:
    """A person's prompts move with their zone."""
    for membership in await change.unit.find(
        Membership, person=fact.person, belonging=Belonging.JOINED
    ):
        await _promise_for_team(change, membership.team)


async def _promise_for_team(change: Change, team: TeamId) -> None:
    found = await change.unit.get(Team, team)
    checkins = await change.unit.find(Checkin, team=team, deleted_at=None)
    for checkin in checkins:
        if found is not None and checkin.is_running:
            await rounds.promise_prompts(change, checkin, found)
