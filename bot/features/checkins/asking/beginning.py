"""Making a round: its row, and the timers that end it; which of them are recent."""

from collections.abc import Callable
from datetime import date, datetime

from bot.domain.checkins import Checkin, Round
from bot.domain.ids import CheckinId, RoundId, TimerId
from bot.domain.recurrence import ONE_DAY
from bot.domain.teams import Team
from bot.domain.timers import Timer
from bot.features.checkins import rules
from bot.features.checkins.asking import in_channel
from bot.ports.store import Reader, UnitOfWork


def begin(
    unit: UnitOfWork,
    new_id: Callable[[], str],
    checkin: Checkin,
    team: Team,
    local_date: date,
    closes_at: datetime,
    now: datetime,
) -> Round:
    """The round of this date, until `closes_at` or later: its first prompt or response needs it.

    Where the time of its summary has passed already, it ends as one without such a time.
    """
    workspace = checkin.workspace
    asked_in = in_channel.channel_for(checkin, team)
    id_ = RoundId(new_id())
    round_ = Round(workspace, id_, checkin.id, local_date, closes_at, asked_in=asked_in)
    unit.add(round_)

    def promise(kind: str, due_at: datetime) -> None:
        timer, key = TimerId(new_id()), f"{kind}:{round_.id}"
        unit.schedule(Timer(workspace, timer, kind, key, due_at, (round_.id,)))

    promise("checkins.close", closes_at)
    summary_at = rules.summary_at(checkin, local_date, team.zone)
    if summary_at is not None and summary_at > now:
        promise("checkins.summarise", summary_at)
    return round_


def end_again(
    unit: UnitOfWork,
    new_id: Callable[[], str],
    round_: Round,
    closes_at: datetime,
    due_at: datetime,
) -> None:
    """Somebody is asked, until `closes_at`, in a round whose summary is out: the timer that was to
    end it may have done so."""
    kind, timer = "checkins.close", TimerId(new_id())
    key = f"{kind}:{round_.id}:{closes_at.timestamp():.0f}"
    unit.schedule(Timer(round_.workspace, timer, kind, key, due_at, (round_.id,)))


async def rounds_between(
    reader: Reader, checkin: CheckinId, first: date, last: date
) -> list[Round]:
    """The rounds of these local dates, the newest first: the order in which they were made is
    another, as some are written ahead."""
    dates = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    found = await reader.find(Round, checkin=checkin, local_date=dates)
    return sorted(found, key=lambda r: r.local_date, reverse=True)
