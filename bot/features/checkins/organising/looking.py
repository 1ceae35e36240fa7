"""Looking at a team's check-ins: how many have responded, and for organisers who."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.access import members_of, round_of_organiser, team_to_read
from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.ids import RoundId, TeamId
from bot.domain.people import Person
from bot.domain.recurrence import ONE_DAY
from bot.domain.teams import Belonging, Membership, OpenInvitation, Team, TeamGroup
from bot.domain.workspaces import Channel
from bot.engine.intents import Reply
from bot.engine.work import Work
from bot.features.checkins import rules
from bot.features.checkins.asking.beginning import rounds_between
from bot.features.checkins.asking.resting import count_resting
from bot.features.checkins.organising import looking_messages as messages
from bot.features.checkins.organising.looking_messages import Attendance, Shown
from bot.features.checkins.organising.scheduling import name_key
from bot.messages.parts import Message
from bot.ports.store import Reader

COMES_BACK_FOR = timedelta(days=7)
"""How long a check-in that was deleted can be brought back."""

MOST_ROUNDS = 4
"""Until tomorrow: two may be open, of a third the first zones are asked, a fourth was written
ahead."""


@dataclass(frozen=True, slots=True)
class Group:
    """The members of a team."""

    team: Team
    memberships: Sequence[Membership]
    people: Sequence[Person]


async def overview(work: Work, team: str) -> Reply:
    """The check-ins of a team; with its buttons for who may change them."""
    is_admin = work.origin.is_admin
    found = await team_to_read(work.unit, work.me, TeamId(team), is_admin=is_admin)
    mine = await work.unit.get(Membership, found.id, work.me)
    is_organiser = is_admin or bool(mine and mine.is_organiser)
    return Reply(tell=await panel(work, found, is_organiser=is_organiser))


async def panel(work: Work, team: Team, *, is_organiser: bool = True) -> Message:
    """The check-ins as they are now."""
    found = await work.unit.find(Checkin, team=team.id)
    group = await _group(work.unit, team)
    resting = await count_resting(work.unit, team.id)
    shown = [
        Shown(c, await _open_rounds(work, c, group), resting[c.id])
        for c in found
        if c.deleted_at is None
    ]
    gone = [(c, c.deleted_at + COMES_BACK_FOR) for c in found if c.deleted_at is not None]
    return messages.overview(
        team,
        await channel_of(work.unit, team),
        shown,
        [(checkin, until) for checkin, until in gone if until > work.now],
        zone=work.actor.zone or team.zone,
        is_organiser=is_organiser,
        is_pair=await is_pair(work.unit, team.id),
    )


async def who_responded(work: Work, round_: str) -> Reply:
    """Names, so that an organiser can help: only while the round is open, and only to them."""
    checkin, team, found = await round_of_organiser(
        work.unit, work.me, RoundId(round_), is_admin=work.origin.is_admin
    )
    attendance = await _attendance(work, checkin, found, await _group(work.unit, team))
    return Reply(tell=messages.who_responded(checkin, attendance))


async def channel_of(reader: Reader, team: Team) -> Channel | None:
    return await reader.get(Channel, team.channel) if team.channel else None


async def is_pair(reader: Reader, team: TeamId) -> bool:
    """Whether two people are in it, or asked, and nobody else may join."""
    belong = [Belonging.JOINED, Belonging.INVITED]
    memberships = await reader.find(Membership, team=team, belonging=belong)
    if len(memberships) != 2 or await reader.find(OpenInvitation, team=team):
        return False
    return not await reader.find(TeamGroup, team=team)


async def names_taken(reader: Reader, team: Team, but: str = "") -> set[str]:
    """The names of the team's check-ins, folded, but for that of the one with the id `but`."""
    known = await reader.find(Checkin, team=team.id, deleted_at=None)
    return {name_key(checkin.name) for checkin in known if checkin.id != but}


async def _group(reader: Reader, team: Team) -> Group:
    memberships = await reader.find(Membership, team=team.id, belonging=Belonging.JOINED)
    return Group(team, memberships, await members_of(reader, team.id))


async def _open_rounds(work: Work, checkin: Checkin, group: Group) -> tuple[Attendance, ...]:
    """The oldest first."""
    today = work.now.date()
    around = await rounds_between(work.unit, checkin.id, today - rules.MAY_BE_OPEN, today + ONE_DAY)
    newest = around[:MOST_ROUNDS]
    rounds = [await _attendance(work, checkin, round_, group) for round_ in reversed(newest)]
    return tuple(attendance for attendance in rounds if attendance.is_open)


async def _attendance(work: Work, checkin: Checkin, round_: Round, group: Group) -> Attendance:
    """Who is off or away is in none of it."""
    people = {person.id: person for person in group.people}
    responses = {
        r.person: r
        for r in await work.unit.find(Response, round=round_.id)
        if r.person in people and _counts(r, people[r.person], round_, group.team)
    }
    due = rules.due(checkin, round_.local_date, group.memberships, group.people)
    others = [person for person in due if person.id not in responses]
    zone_name = group.team.zone
    coming = rules.still_to_ask(checkin, round_.local_date, others, zone_name, work.now)
    answered: list[Person] = []
    skipped: list[Person] = []
    waiting: list[Person] = []
    for response in responses.values():
        person = people[response.person]
        if response.progress is Progress.ANSWERED:
            answered.append(person)
        elif response.progress is Progress.SKIPPED:
            skipped.append(person)
        else:
            (coming if response.opens_at > work.now else waiting).append(person)
    has_begun = any(r.opens_at <= work.now for r in responses.values())
    goes_on = bool(coming) or any(r.closes_at > work.now for r in responses.values())
    return Attendance(
        round_,
        tuple(answered),
        tuple(skipped),
        tuple(waiting),
        tuple(coming),
        is_open=has_begun and goes_on,
    )


def _counts(response: Response, person: Person, round_: Round, team: Team) -> bool:
    """Whoever said something counts, also on a day off."""
    if response.progress in {Progress.ANSWERED, Progress.SKIPPED}:
        return True
    is_off = rules.is_off(person, response.opens_at, response.closes_at, team.zone)
    works = person.works_on(round_.local_date) and not is_off
    return response.progress is not Progress.OFF and works
