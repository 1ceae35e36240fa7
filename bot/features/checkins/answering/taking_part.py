"""One's own part in a round: the one that was asked for, or that of a member who was not asked
and answers all the same; and which rounds of a check-in are open for them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot.access import round_of_member
from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.ids import CheckinId, PersonId, RoundId
from bot.domain.people import Person
from bot.domain.teams import Team
from bot.engine.work import Work
from bot.features.checkins import rules
from bot.ports.store import Reader

ROUNDS_LOOKED_AT = 10
"""Of one check-in; no more are ever open together."""


@dataclass(frozen=True, slots=True)
class Part:
    """A response and what it is part of. One that `is_new` is not kept yet."""

    checkin: Checkin
    round: Round
    response: Response
    is_new: bool = False

    def is_open(self, now: datetime) -> bool:
        """Whether it is still to be answered, and in time."""
        return is_open(self.response, now)


async def own_part(work: Work, round_: RoundId) -> Part:
    """One's own part in a round, and no one else's. Raises NotFound or CheckinDeleted."""
    return await part_of(work, *await round_of_member(work.unit, work.me, round_))


async def part_of(work: Work, checkin: Checkin, round_: Round, response: Response | None) -> Part:
    """A person's part: as it was written ahead, it moves with their zone and the schedule."""
    if response is None:
        return Part(checkin, round_, await _blank(work, checkin, round_), is_new=True)
    if response.opens_at > work.now and checkin.asks_on(round_.local_date):
        now = await _blank(work, checkin, round_)
        response = replace(response, opens_at=now.opens_at, closes_at=now.closes_at)
    return Part(checkin, round_, response)


async def _blank(work: Work, checkin: Checkin, round_: Round) -> Response:
    """A response that nobody asked for, in the window that is the actor's on this date."""
    zone = await zone_of(work.unit, work.actor, checkin)
    usual = rules.usual_window(checkin, round_.local_date, zone)
    closes_at = usual.closes_at
    if closes_at <= work.now:
        # A round that was started by hand may be open when the usual hours are over.
        closes_at = max(closes_at, round_.closes_at)
    return Response(work.workspace, round_.id, work.me, checkin.id, usual.opens_at, closes_at)


async def zone_of(reader: Reader, person: Person, checkin: Checkin) -> str:
    """The zone in which this check-in reaches this person."""
    return checkin.zone or await reading_zone(reader, person, checkin)


async def reading_zone(reader: Reader, person: Person, checkin: Checkin) -> str:
    """The zone in which this person reads of times."""
    if person.zone:
        return person.zone
    team = await reader.get(Team, checkin.team)
    return team.zone if team else "UTC"


def save(work: Work, part: Part, response: Response) -> None:
    (work.unit.add if part.is_new else work.unit.save)(response)


def is_open(response: Response, now: datetime) -> bool:
    """Whether it is still to be answered, and in time: also when the summary went out early."""
    is_waiting = response.progress is Progress.ASKED
    return is_waiting and response.opens_at <= now < response.closes_at


async def open_rounds(
    reader: Reader, person: PersonId, checkins: Collection[CheckinId], now: datetime
) -> list[Round]:
    """Those that were asked of this person, not answered yet and still in time; oldest first."""
    recent = await reader.newest(
        Response,
        ROUNDS_LOOKED_AT * len(checkins),
        person=person,
        checkin=list(checkins),
        progress=Progress.ASKED,
    )
    waiting = [r for r in recent if is_open(r, now)]
    if not waiting:
        return []
    opened = {r.round: r.opens_at for r in waiting}
    rounds = await reader.find(Round, id=list(opened))
    return sorted(rounds, key=lambda r: (r.local_date, opened[r.id]))
