"""What a phrase such as “until monday” says of an absence. Pure but for its single dates, which
are read by whoever is given."""

import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.errors import Refusal, quoted
from bot.domain.recurrence import ONE_DAY, monday_of
from bot.domain.worktime import Away

LONGEST_WORDS = 120

Read = Callable[[str, date], Awaitable[date | None]]
"""Reads one date, as it is meant on a day."""

_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_UNITS = {"day": 1, "week": 7, "fortnight": 14}
_NOW = {"", "now", "right now", "today"}

_DASH = re.compile(r"[\u2012-\u2015]")
_RANGE = re.compile(r"(?<![\w-])(\d{1,2}|[a-z]{3,9})-(\d{1,2}|[a-z]{3,9})(?![\w-])")
"""“20-24 dec”, “mon-wed”, and no date in figures."""
_FILLERS = re.compile(r"^(?:(?:i am|i'm|i will be|i'll be|be|away|off|out)\b ?)+")
_FROM = r"(?:(?:from|starting|(?P<since>since)) )?"
_UNTIL_WORDS = ("until", "till", "til")
_UNTIL = f"(?:{'|'.join(_UNTIL_WORDS)})"
_OPEN = re.compile(
    rf"{_FROM}(?P<first>.*?) ?(?:indefinitely|"
    rf"{_UNTIL} (?:(?:i am|i'm|im) back|i (?:come|get) back|further notice))"
)
_BETWEEN = re.compile(
    rf"{_FROM}(?P<first>.*?) ?(?<!\S)(?P<how>{_UNTIL}|to|through|thru|-) (?P<last>.+)"
)
_LASTING = re.compile(
    rf"{_FROM}(?P<first>.*?) ?(?<!\S)(?<!\bin )(?:for )?(?:the next |next )?"
    rf"(?P<count>[1-9]\d{{0,3}}|{'|'.join(_COUNTS)}) (?P<unit>{'|'.join(_UNITS)})s?"
    r"(?: (?:from|starting|on) (?P<later>.+))?"
)
_SINCE = re.compile(r"(?:from|starting|(?P<since>since)) (?P<first>.+)")
_NEXT_ONE = re.compile(r"\bfor the next (?=(?:day|week|fortnight)\b)")
_COMING = re.compile(r"(?:next|coming|in|tomorrow|the day after)\b")
"""What never means a day that has passed."""
_DAYS_BACK = (0, 7, 31, 62, 365)
"""A weekday, a day of a month or of a year has come at least once within one of these."""
LONG = timedelta(days=183)
"""A year is asked for rather than guessed where the absence would last longer."""
_INCLUSIVE = re.compile(r"and including |including | ?\(?\b(?:inclusive|included)\)?$")
_WEEK = re.compile(
    r"(?:for )?(?:all )?(?:of )?(?P<which>this|next|the rest of the|the rest of this) week"
)
_NUMBER = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?")
_NUMBER_WITHIN = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\b")
_PART_OF_A_DAY = re.compile(
    r"\b(?:half|morning|noon|lunch|afternoon|evening|hours?|minutes?|mins?)\b|\d ?[ap]m\b|\d:\d"
)
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")


class UnreadableAbsence(Refusal):
    """Words that do not say from when to when somebody is away."""

    kind = "unreadable_absence"

    def __init__(self, given: str) -> None:
        super().__init__(
            f"I cannot read {quoted(given)} as the days on which you are away.",
            hint="Say it like “until monday”, “friday” or “2026-12-20 to 2027-01-02”.",
        )


class UnreadableDay(Refusal):
    """Words that do not say one day."""

    kind = "unreadable_day"

    def __init__(self, given: str) -> None:
        super().__init__(
            f"I cannot read {quoted(given)} as a day; write it like monday, 20 dec or 2026-12-20."
        )


class UnclearYear(Refusal):
    """A last day without a year that has passed in this one: a slip, or a very long absence."""

    kind = "unclear_year"

    def __init__(self, first: date, last: date) -> None:
        from_, to = (f"{day.day} {day:%b} {day.year}" for day in (first, last))
        super().__init__(f"Do you mean from {from_} to {to}? Then write the years too.")


class AbsenceOver(Refusal):
    """An absence that was to end before today."""

    kind = "absence_over"

    def __init__(self) -> None:
        super().__init__("Those days are over already, so there is nothing left to keep free.")


class BackAtOnce(Refusal):
    """An absence whose first day is the first day back."""

    kind = "back_at_once"

    def __init__(self) -> None:
        super().__init__(
            "You would be back on the very day on which you go, so no day is left to keep free.",
            hint="“until” names your first day back: “until monday” is away through Sunday.",
        )


@dataclass(frozen=True, slots=True)
class Phrase:
    """An absence as a phrase says it, its dates still in words. `first` is "" for today, and has
    come already if it `has_begun`; one of the others says how it ends, or none of them: with the
    first day."""

    first: str = ""
    last: str = ""
    back: str = ""
    days: int = 0
    is_open: bool = False
    has_begun: bool = False


def parse(words: str) -> Phrase:
    """The structure of a phrase; whether its dates are any is not known yet."""
    plain = _plain(words)
    is_inclusive = bool(_INCLUSIVE.search(plain))
    plain = _NEXT_ONE.sub("for 1 ", _INCLUSIVE.sub("", plain))
    if found := _OPEN.fullmatch(plain):
        return Phrase(_first(found["first"]), is_open=True, has_begun=bool(found["since"]))
    if found := _BETWEEN.fullmatch(plain):
        first, last = _completed(found["first"], found["last"])
        is_last = is_inclusive or found["how"] not in _UNTIL_WORDS
        phrase = Phrase(_first(first), has_begun=bool(found["since"]))
        return replace(phrase, last=last) if is_last else replace(phrase, back=last)
    if found := _LASTING.fullmatch(plain):
        count = _COUNTS.get(found["count"]) or int(found["count"])
        first = _first(found["later"] or found["first"])
        days = count * _UNITS[found["unit"]]
        return Phrase(first, days=days, has_begun=bool(found["since"]))
    if found := _SINCE.fullmatch(plain):
        return Phrase(_first(found["first"]), is_open=True, has_begun=bool(found["since"]))
    return Phrase(_first(plain.removeprefix("for ")))


async def read_absence(words: str, today: date, read: Read) -> Away:
    """The absence that the words mean when they are typed on `today`.

    Raises UnreadableAbsence, UnclearYear, AbsenceOver, BackAtOnce, AwayEndsBeforeItStarts."""
    if len(words) > LONGEST_WORDS or _PART_OF_A_DAY.search(words.casefold()):
        raise UnreadableAbsence(words)
    said = parse(words)
    try:
        first, last = await _beginning(said, today, read)
        if said.is_open:
            last = date.max
        elif said.days:
            last = first + timedelta(days=said.days - 1)
        elif said.last:
            first, last = await read_last(said.last, said.first, first, today, read)
        elif said.back:
            first, last = await _until(said, first, today, read)
    except (UnreadableDay, OverflowError):
        raise UnreadableAbsence(words) from None
    if last < today:
        raise AbsenceOver
    return Away(first, last)


async def read_day(words: str, today: date, read: Read) -> date:
    """One day. Raises UnreadableDay."""
    plain = _plain(words)
    found = today if plain in _NOW else await read(plain, today)
    if found is None:
        raise UnreadableDay(words)
    return found


async def read_last(
    words: str, first_words: str, first: date, today: date, read: Read
) -> tuple[date, date]:
    """The first and the last day: both as they are meant on `today`, or else, as of “20 nov to
    2 dec” on 25 November, the first one as it has come, or, as of “monday to friday”, the last
    one as it is meant on the first. Raises UnreadableDay, UnclearYear."""
    _, last = await _span(words, today, read)
    if last < first:
        begun = await _begun(first_words, first, today, read)
        if begun is not None and last >= today:
            return begun, last
        _, last = await _span(words, first, read)
    await _check_year(words, first, last, today, read)
    return first, last


async def _until(said: Phrase, first: date, today: date, read: Read) -> tuple[date, date]:
    """Likewise of a first day back."""
    back, _ = await _span(said.back, today, read)
    if back <= first:
        begun = await _begun(said.first, first, today, read)
        if begun is not None and back > today:
            return begun, back - ONE_DAY
        back, _ = await _span(said.back, first, read)
    if today <= back <= first:
        raise BackAtOnce
    await _check_year(said.back, first, back, today, read)
    return first, back - ONE_DAY


async def _check_year(words: str, first: date, last: date, today: date, read: Read) -> None:
    """Raises UnclearYear."""
    if last - first > LONG and last.year > first.year and await read(words, last + ONE_DAY) != last:
        raise UnclearYear(first, last)


async def _beginning(said: Phrase, today: date, read: Read) -> tuple[date, date]:
    """The first day, or all the days of a week. Raises UnreadableDay."""
    if not said.has_begun:
        return await _span(said.first, today, read)
    if said.first in _NOW:
        if said.days:
            # “since 3 days” began before today.
            raise UnreadableDay(said.first)
        return today, today
    begun = await _latest(said.first, today, read)
    if begun is None:
        raise UnreadableDay(said.first)
    return begun, begun


async def _latest(words: str, today: date, read: Read) -> date | None:
    """The newest day that has come and that these words mean."""
    plain = _plain(words)
    for days in _DAYS_BACK if not _COMING.match(plain) else ():
        day = await read(plain, today - timedelta(days=days))
        if day is not None and day <= today:
            return day
    return None


async def _begun(words: str, first: date, today: date, read: Read) -> date | None:
    """The day of a month or of a year, whose next one is `first`, as it has come. A weekday is
    the next one: “monday to friday” on a Thursday is not last Monday."""
    begun = await _latest(words, today, read)
    return begun if begun is not None and first - begun > timedelta(days=7) else None


async def _span(words: str, today: date, read: Read) -> tuple[date, date]:
    """The first and the last day of a week, or one day twice. Raises UnreadableDay."""
    if week := _WEEK.fullmatch(words):
        monday = monday_of(today)
        if week["which"] == "next":
            return monday + timedelta(days=7), monday + timedelta(days=13)
        return today, monday + timedelta(days=6)
    day = await read_day(words, today, read)
    return day, day


def _plain(words: str) -> str:
    folded = unicodedata.normalize("NFKC", words).casefold().replace("\u2019", "'")
    dashed = _RANGE.sub(r"\1 - \2", _DASH.sub(" - ", folded))
    return _FILLERS.sub("", " ".join(dashed.split()).strip(" .,;!"))


def _first(words: str) -> str:
    return "" if words in _NOW else words


def _completed(first: str, last: str) -> tuple[str, str]:
    """“20 to 24 dec”: either borrows from the other what it lacks."""
    if (number := _NUMBER.fullmatch(first)) and _MONTH.search(last):
        return _NUMBER_WITHIN.sub(number[1], last, count=1), last
    if (number := _NUMBER.fullmatch(last)) and _MONTH.search(first):
        return first, _NUMBER_WITHIN.sub(number[1], first, count=1)
    first, last = (f"{each}th" if each.isdigit() else each for each in (first, last))
    return first, last
