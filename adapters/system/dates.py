"""Dates from words: what English says in one way only, by ourselves, the rest by dateparser."""

import asyncio
import re
from datetime import date, datetime, time, timedelta
from threading import Lock
from typing import Any

from bot.domain.recurrence import WEEKDAY_NAMES, monday_of

LONGEST_WORDS = 60
"""Longer words name no date."""

_WEEKDAYS = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3} | {
    form: number
    for number, name in enumerate(map(str.lower, WEEKDAY_NAMES))
    for form in (name, name[:3])
}
_WEEKDAY = re.compile(r"(?:on |by )?(?:the )?(?:(this|coming|next) )?([a-z]+)")
_ORDINAL = re.compile(r"(?:on |by )?(?:the )?(\d{1,2})(?:st|nd|rd|th)")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d{2})?)?")
_NO_DATE = re.compile(r"[\d\s]*|(?:this|next|coming|last) (?:week|weekend|month|quarter|year)")
"""Numbers, and what is more than a day."""


class SpokenDates:
    """Dates. Its library takes half a second to load: on first use, in a thread."""

    def __init__(self) -> None:
        self._lock = Lock()

    async def read(self, words: str, today: date) -> date | None:
        plain = " ".join(words.casefold().replace(",", " ").split())
        if len(plain) > LONGEST_WORDS:
            return None
        try:
            return date.fromisoformat(plain)
        except ValueError:
            pass
        if _NO_DATE.fullmatch(plain):
            return None
        if weekday := _WEEKDAY.fullmatch(plain):
            found = _weekday(weekday[1], weekday[2], today)
            if found is not None:
                return found
        if ordinal := _ORDINAL.fullmatch(plain):
            return _day_of_month(int(ordinal[1]), today)
        if numeric := _NUMERIC.fullmatch(plain):
            return _numeric(numeric, today)
        return await asyncio.to_thread(self._parsed, plain, today)

    def _parsed(self, plain: str, today: date) -> date | None:
        with self._lock:
            found = _parse(plain, today, "current_period")
            # It takes today itself for a day of the next year.
            if found != today:
                found = _parse(plain, today, "future")
        named = {_WEEKDAYS[word] for word in plain.split() if word in _WEEKDAYS}
        if found is None or named - {found.weekday()}:
            return None
        return found


def _parse(plain: str, today: date, prefer: str) -> date | None:
    # Imported here, as it costs time and memory that a process may never need.
    import dateparser

    settings: dict[str, Any] = {
        "PREFER_DATES_FROM": prefer,
        "RELATIVE_BASE": datetime.combine(today, time(0)),
        # Else a month alone, or a number, would be a day of it that nobody named.
        "REQUIRE_PARTS": ["day"],
    }
    try:
        found = dateparser.parse(plain, languages=["en"], settings=settings)
    except (ValueError, OverflowError):
        return None
    return found.date() if found is not None else None


def _weekday(which: str | None, name: str, today: date) -> date | None:
    if name not in _WEEKDAYS:
        return None
    number = _WEEKDAYS[name]
    if which == "next":
        return monday_of(today) + timedelta(days=7 + number)
    if which == "this" and number == today.weekday():
        return today
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _day_of_month(day: int, today: date) -> date | None:
    """The next one; every day of a month comes within two."""
    coming = (today + timedelta(days=n) for n in range(62))
    return next((one for one in coming if one.day == day), None)


def _numeric(found: re.Match[str], today: date) -> date | None:
    """20.12., 20/12/2026. What may be a day or a month in either place is nothing: half of those
    who read 2/1 would be wrong. With full stops the day is first everywhere."""
    day, month = int(found[1]), int(found[3])
    if found[2] != "." and day != month:
        if day <= 12 and month <= 12:
            return None
        if month > 12:
            day, month = month, day
    if found[4]:
        return _day(int(found[4]) + 2000 * (len(found[4]) == 2), month, day)
    # The 29th of February comes within eight years.
    coming = (_day(today.year + n, month, day) for n in range(9))
    return next((one for one in coming if one is not None and one >= today), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
