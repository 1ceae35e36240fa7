"""A schedule as one sentence."""

from bot.domain.checkins import Checkin
from bot.domain.recurrence import Weekdays, city_of, say_time
from bot.domain.teams import Team
from bot.domain.workspaces import Channel
from bot.features.checkins.organising.deadlines import say_deadline

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDINALS = {2: "second", 3: "third", 4: "fourth"}


def schedule(checkin: Checkin, team: Team, channel: Channel | None) -> str:
    """When it asks, until when, by whose clock and where. `channel` is the team's,
    if it has one."""
    deadline = say_deadline(checkin.days, checkin.opens, checkin.closes, checkin.lasts_days)
    zone = f"in {city_of(checkin.zone)} time" if checkin.zone else "in each member's own time zone"
    pieces = [days(checkin.days, checkin.every_weeks)]
    pieces += [f"{say_time(checkin.opens)} to {deadline}", zone]
    if checkin.summary_at is not None:
        by = "" if checkin.zone else f" {city_of(team.zone)} time"
        pieces.append(f"summary at {say_time(checkin.summary_at)}{by}")
    if checkin.is_in_channel and channel is not None:
        pieces.append(f"asked in {channel.label}")
    return f"{', '.join(pieces)}.{' Paused.' if checkin.is_paused else ''}"


def days(weekdays: Weekdays, every_weeks: int) -> str:
    """“Mon–Fri”, “every Friday”, “every second Friday”, “Mon, Wed of every second week”."""
    ordinal = ORDINALS.get(every_weeks, "")
    if len(weekdays.iso) == 1:
        return " ".join(filter(None, ("every", ordinal, NAMES[weekdays.iso[0] - 1])))
    return f"{weekdays.words()} of every {ordinal} week" if ordinal else weekdays.words()
