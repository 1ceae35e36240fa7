"""Making a round: its row, and the timers that end it."""

from collections.abc import Callable
from datetime import date, datetime

from bot.domain.checkins import Checkin, Round
from bot.domain.ids import RoundId, TimerId
from bot.domain.teams import Team
from bot.domain.timers import Timer
from bot.features.checkins import rules
from bot.features.checkins.asking import in_channel
from bot.ports.store import UnitOfWork


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
