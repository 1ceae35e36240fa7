"""Making a round: its row, and the timers that end it."""

from collections.abc import Callable
from datetime import date, datetime

from bot.domain.checkins import Checkin, Round
from bot.domain.ids import RoundId, TimerId
from bot.domain.timers import Timer
from bot.ports.store import UnitOfWork


def begin(
    unit: UnitOfWork,
    new_id: Callable[[], str],
    checkin: Checkin,
    local_date: date,
    closes_at: datetime,
) -> Round:
    """The round of this date, until `closes_at` or later: its first prompt or response needs it."""
    workspace = checkin.workspace
    round_ = Round(workspace, RoundId(new_id()), checkin.id, local_date, closes_at)
    unit.add(round_)
    key, timer = f"checkins.close:{round_.id}", TimerId(new_id())
    unit.schedule(Timer(workspace, timer, "checkins.close", key, closes_at, (round_.id,)))
    return round_
