"""When a local rule ("Mon–Fri at 09:30 in Brisbane") happens: weekdays, times, zones, windows.

Everything here is pure. A clock change moves nothing by a day and loses nothing: a local time that
is skipped happens at the first instant after the gap, a repeated one at its first occurrence.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.errors import NoWeekdays, UnknownZone, UnreadableTime, UnreadableWeekdays

ONE_DAY = timedelta(days=1)

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FULL_MASK = 0b111_1111


@dataclass(frozen=True, slots=True)
class Weekdays:
    """A set of weekdays, never empty, kept as it is stored: bit 0 of `mask` is Monday, 6 Sunday.

    In SQL a date's weekday is in it if `mask & (1 << (iso_weekday - 1))` is not 0.
    Raises NoWeekdays for an empty mask, ValueError for one with other bits.
    """

    mask: int

    def __post_init__(self) -> None:
        if self.mask == 0:
            raise NoWeekdays
        if not 0 < self.mask <= _FULL_MASK:
            raise ValueError(f"a weekday mask has bits 0 to 6, not {self.mask:#b}")

    @classmethod
    def of(cls, iso_weekdays: Iterable[int]) -> Self:
        """The set of these ISO weekdays, 1 (Monday) to 7 (Sunday); repeats do not matter."""
        return cls(sum(1 << (day - 1) for day in set(iso_weekdays)))

    @property
    def iso(self) -> tuple[int, ...]:
        """The ISO weekdays in it, ascending."""
        return tuple(day for day in range(1, 8) if self.mask >> (day - 1) & 1)

    def __contains__(self, day: date) -> bool:
        return bool(self.mask >> day.weekday() & 1)

    def words(self) -> str:
        """As a user reads it: "Mon–Fri", "Mon, Wed, Fri", "Sun–Thu", "every day".

        `parse_weekdays` reads it back.
        """
        if self.mask == _FULL_MASK:
            return "every day"
        pieces: dict[int, str] = {}
        for first in self.iso:
            if _before(first) in self.iso:
                continue
            run = [first]
            while _after(run[-1]) in self.iso:
                run.append(_after(run[-1]))
            if len(run) > 2:
                pieces[first] = f"{_short(first)}–{_short(run[-1])}"
            else:
                pieces |= {day: _short(day) for day in run}
        return ", ".join(pieces[day] for day in sorted(pieces))


WORKWEEK = Weekdays(0b001_1111)
WEEKEND = Weekdays(0b110_0000)
EVERY_DAY = Weekdays(_FULL_MASK)


def _after(iso_weekday: int) -> int:
    return iso_weekday % 7 + 1


def _before(iso_weekday: int) -> int:
    return (iso_weekday - 2) % 7 + 1


def _short(iso_weekday: int) -> str:
    return WEEKDAY_NAMES[iso_weekday - 1][:3]


# One letter names a day only where no other day begins with it.
_DAY_WORDS = {"m": 1, "w": 3, "f": 5, "tues": 2, "weds": 3, "thur": 4, "thurs": 4} | {
    form: iso
    for iso, name in enumerate(map(str.lower, WEEKDAY_NAMES), start=1)
    for form in (name, name + "s", name[:3], name[:2])
}
_SET_WORDS = {
    **dict.fromkeys(("weekday", "weekdays", "workday", "workdays", "workweek"), WORKWEEK),
    **dict.fromkeys(("weekend", "weekends"), WEEKEND),
    **dict.fromkeys(("daily", "everyday", "all"), EVERY_DAY),
}
_REWRITES = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"\b(?:every|each) day\b|\ball days\b", "daily"),
        (r"\b(?:week|work|working) (days?)\b", r"week\1"),
        (r"\b(?:every|each|on)\b", " "),
        (r"\b(?:to|through|thru|until|till)\b|[\u2010-\u2015\u2212]", "-"),
        (r"\band\b|[,.;/&+]", " "),
        (r"\s*-\s*", "-"),
    )
)


def parse_weekdays(text: str) -> Weekdays:
    """The weekdays that somebody typed: "mon-fri", "Sat, Sun", "weekdays", "Monday to Friday".

    A range may wrap ("fri-mon"). Raises UnreadableWeekdays with the part that it cannot read.
    """
    plain = " ".join(_folded(text).split())
    for pattern, to in _REWRITES:
        plain = pattern.sub(to, plain)
    if not plain.split():
        raise UnreadableWeekdays(text)
    mask = 0
    for word in plain.split():
        if word in _SET_WORDS:
            mask |= _SET_WORDS[word].mask
            continue
        first, _, last = word.partition("-")
        last = last or first
        if word.endswith("-") or first not in _DAY_WORDS or last not in _DAY_WORDS:
            raise UnreadableWeekdays(word)
        day, end = _DAY_WORDS[first], _DAY_WORDS[last]
        mask |= 1 << (day - 1)
        while day != end:
            day = _after(day)
            mask |= 1 << (day - 1)
    return Weekdays(mask)


_TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(?:(am|pm|a\.m\.|p\.m\.)|h)?")
_TIME_WORDS = {"noon": time(12), "midday": time(12), "midnight": time(0)}


def parse_time(text: str) -> time:
    """The local time that somebody typed: "9", "9:30", "0930", "9.30 pm", "17h", "noon".

    "24:00" is midnight. Raises UnreadableTime.
    """
    plain = _folded(text).strip()
    if plain in _TIME_WORDS:
        return _TIME_WORDS[plain]
    match = _TIME.fullmatch(plain)
    if match is None:
        raise UnreadableTime(text)
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half is not None:
        if not 1 <= hour <= 12:
            raise UnreadableTime(text)
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if (hour, minute) == (24, 0):
        hour = 0
    if hour > 23 or minute > 59:
        raise UnreadableTime(text)
    return time(hour, minute)


def say_time(at: time) -> str:
    """A local time as a user reads it, on a 24-hour clock: "09:30"."""
    return f"{at:%H:%M}"


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


# The tz database's files hold these too, but none is a place's civil time: a machine's own setting,
# a placeholder, and copies (those under "right/" count leap seconds).
_NO_PLACE = re.compile(r"localtime|posixrules|Factory|(?:posix|right)/.*", re.DOTALL)


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The time zone with this name of the tz database, in its exact spelling; cached.

    Raises UnknownZone.
    """
    if _NO_PLACE.fullmatch(name):
        raise UnknownZone(name)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # OSError: the name of a folder ("America"), or one too long for a file.
        raise UnknownZone(name) from None


def city_of(zone: str) -> str:
    """The city in a zone's name, as one reads it."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def in_utc(at: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError for a naive one, which names no instant."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no zone")
    return at.astimezone(UTC)


def instant(local_date: date, local_time: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which clocks in `zone` show this naive local date and time.

    Skipped by a clock change: the first instant after the gap. Repeated: the first of the two.
    """
    return _instant(local_date, local_time, zone)


@lru_cache(maxsize=4096)
def _instant(local_date: date, local_time: time, zone: ZoneInfo) -> datetime:
    # A morning's thousand rounds are asked about a handful of instants, each several times.
    wall = datetime.combine(local_date, local_time.replace(fold=0))
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if _wall(at, zone) == wall:
        return at
    # In a gap fold=0 reads with the offset from before it, fold=1 with the one from after it: the
    # first lies after the change and the second before it (PEP 495).
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC).replace(microsecond=0)
    gap = int((at - before) / timedelta(seconds=1)) + 1
    return before + timedelta(
        seconds=bisect_left(
            range(gap), True, key=lambda s: _wall(before + timedelta(seconds=s), zone) >= wall
        )
    )


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


class Window(NamedTuple):
    """A round's time in one zone, from prompt to deadline, in UTC; `opens_at` <= `closes_at`."""

    opens_at: datetime
    closes_at: datetime


def window(
    local_date: date, opens: time, closes: time, zone: ZoneInfo, lasts_days: int = 0
) -> Window:
    """The window of the round of `local_date`, which ends `lasts_days` days later.

    With 0, and `closes` at or before `opens`, it ends the next day, whichever weekday that is.
    Empty (`opens_at == closes_at`) only where a clock change skips the whole of it.
    """
    last_date = local_date + timedelta(days=lasts_days or int(closes <= opens))
    return Window(instant(local_date, opens, zone), instant(last_date, closes, zone))


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def next_date(after: date, days: Weekdays) -> date:
    """The first date in `days` strictly after `after`."""
    day = after + ONE_DAY
    while day not in days:
        day += ONE_DAY
    return day


def next_occurrence(
    after: datetime, days: Weekdays, local_time: time, zone: ZoneInfo
) -> tuple[date, datetime]:
    """The first time strictly after the instant `after` that it is `local_time` on one of `days`.

    Gives the schedule's local date and the instant in UTC. The instant's own local date is the
    next one if a gap reaches from `local_time` over midnight (as in Nuuk). A date that its zone
    left out (Samoa, 30 December 2011) has no occurrence. Raises ValueError if `after` is naive.
    """
    after = in_utc(after)
    day = after.astimezone(zone).date() - ONE_DAY
    while True:
        day = next_date(day, days)
        at = instant(day, local_time, zone)
        if at > after and _exists(day, zone):
            return day, at


def _exists(local_date: date, zone: ZoneInfo) -> bool:
    midnight = time(0)
    return instant(local_date, midnight, zone) < instant(local_date + ONE_DAY, midnight, zone)
