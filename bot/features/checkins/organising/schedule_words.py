"""A schedule as one sentence."""

from bot.domain.checkins import Checkin
from bot.domain.recurrence import WEEKDAY_NAMES, Weekdays, city_of, say_time
from bot.domain.teams import Team
from bot.domain.workspaces import Channel
from bot.features.checkins.organising.deadlines import say_deadline
from bot.features.checkins.rules import days_later

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
        pieces.append(f"summary at {say_time(checkin.summary_at)}{by}{_day(checkin)}")
    if checkin.is_in_channel and channel is not None:
        pieces.append(f"asked in {channel.label}")
    return f"{', '.join(pieces)}.{' Paused.' if checkin.is_paused else ''}"


def _day(checkin: Checkin) -> str:
    """The day of the deadline, where it is not the prompt's."""
    later = days_later(checkin)
    if later == 0:
        return ""
    if len(checkin.days.iso) == 1:
        return f" on {WEEKDAY_NAMES[(checkin.days.iso[0] - 1 + later) % 7]}"
    return " the next day" if later == 1 else f" {later} days later"


def days(weekdays: Weekdays, every_weeks: int) -> str:
    """“Mon–Fri”, “every Friday”, “every second Friday”, “Mon, Wed of every second week”."""
    ordinal = ORDINALS.get(every_weeks, "")
    if len(weekdays.iso) == 1:
        return " ".join(filter(None, ("every", ordinal, WEEKDAY_NAMES[weekdays.iso[0] - 1])))
    return f"{weekdays.words()} of every {ordinal} week" if ordinal else weekdays.words()
