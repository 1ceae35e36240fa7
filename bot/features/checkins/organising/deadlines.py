"""A deadline in words, both ways: "16:00", "10:00 next day", "10:00, 3 days later", "Mon 10:00"."""

import re
import unicodedata
from datetime import time
from typing import NamedTuple

from bot.domain.errors import Refusal, quoted
from bot.domain.recurrence import Weekdays, parse_time, parse_weekdays, say_time

MOST_DAYS_LATER = 6
MINUTES_A_DAY = 24 * 60
_NUMBERS = {w: n for n, w in enumerate(("one", "two", "three", "four", "five", "six"), start=1)}
_NEXT = r"(?:on )?(?:the )?(?:next|following) day|(?:on )?the day after|tomorrow"
_LATER = re.compile(rf"(?P<at>.+?),? (?:(?P<next>{_NEXT})|(?P<days>\w+) days? (?:later|after))")


class UnreadableDeadline(Refusal):
    """A deadline was typed in a way that we cannot read."""

    kind = "unreadable_deadline"

    def __init__(self, given: str) -> None:
        super().__init__(
            f"I cannot read {quoted(given)} as a deadline; write it like 16:00 or 10:00 next day."
        )


class UnclearWeekday(Refusal):
    """A deadline on a weekday, of a check-in that asks on several."""

    kind = "unclear_weekday"

    def __init__(self) -> None:
        super().__init__("It asks on several days, so write it like 16:00 or 10:00 next day.")


class TooLong(Refusal):
    """A round would last too long, or too many at once."""

    kind = "too_long"


class Typed(NamedTuple):
    """What was typed: a local time, and at most one of so many days later or an ISO weekday."""

    at: time
    later: int | None = None
    weekday: int | None = None


class Deadline(NamedTuple):
    """As a Checkin keeps it (`closes`, `lasts_days`)."""

    closes: time
    lasts_days: int


def read_deadline(text: str) -> Typed:
    """Raises UnreadableDeadline."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    try:
        if match := _LATER.fullmatch(plain):
            days = match["days"] or "1"
            return Typed(parse_time(match["at"]), int(_NUMBERS.get(days, days)))
        words = [w for w in plain.replace(",", " ").split() if w not in {"on", "at"}]
        for rest, word in ((words[1:], words[0]), (words[:-1], words[-1])) if words[1:] else ():
            if (weekday := _weekday(word)) is not None:
                return Typed(parse_time(" ".join(rest)), weekday=weekday)
        return Typed(parse_time(plain))
    except (Refusal, ValueError):
        raise UnreadableDeadline(text) from None


def _weekday(word: str) -> int | None:
    try:
        days = parse_weekdays(word).iso
    except Refusal:
        return None
    return days[0] if len(days) == 1 else None


def resolve(typed: Typed, days: Weekdays, every_weeks: int, opens: time) -> Deadline:
    """The deadline of a schedule. Raises UnclearWeekday, and TooLong where it is more than six
    days later or a third round would open before it."""
    is_over_night = typed.at <= opens
    later = typed.later or 0
    if typed.weekday is not None:
        if len(days.iso) > 1:
            raise UnclearWeekday
        later = (typed.weekday - days.iso[0]) % 7
        if later == 0 and is_over_night:
            later = 7
    if later > MOST_DAYS_LATER:
        raise TooLong("That is too late. A round lasts six days at most.")
    found = Deadline(typed.at, later if later > int(is_over_night) else 0)
    if minutes_open(opens, found) > _days_to_the_next_but_one(days, every_weeks) * MINUTES_A_DAY:
        raise TooLong("That would keep three rounds open at once; two may be. Make it earlier.")
    return found


def say_deadline(days: Weekdays, opens: time, closes: time, lasts_days: int) -> str:
    """`read_deadline` and `resolve` read it back."""
    later = lasts_days or int(closes <= opens)
    if later == 0:
        return say_time(closes)
    if len(days.iso) == 1:
        return f"{Weekdays.of(((days.iso[0] + later - 1) % 7 + 1,)).words()} {say_time(closes)}"
    return (
        f"{say_time(closes)} next day" if later == 1 else f"{say_time(closes)}, {later} days later"
    )


def minutes_open(opens: time, deadline: Deadline) -> int:
    """From the prompt to the deadline by the clock on the wall."""
    days = deadline.lasts_days or int(deadline.closes <= opens)
    return days * MINUTES_A_DAY + _minutes(deadline.closes) - _minutes(opens)


def after(opens: time, minutes: int) -> Deadline:
    """The deadline so long after `opens`."""
    days, rest = divmod(_minutes(opens) + minutes, MINUTES_A_DAY)
    closes = time(*divmod(rest, 60))
    return Deadline(closes, days if days > int(closes <= opens) else 0)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _days_to_the_next_but_one(days: Weekdays, every_weeks: int) -> int:
    """From a round to the second one after it, where that comes soonest."""
    dates = [day + 7 * every_weeks * cycle for cycle in range(3) for day in days.iso]
    return min(dates[n + 2] - dates[n] for n in range(len(days.iso)))
