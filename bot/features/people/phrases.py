"""What a phrase such as “until monday” says of an absence. Pure but for its single dates, which
are read by whoever is given."""

import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
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
_FROM = r"(?:(?:from|starting|since) )?"
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
_SINCE = re.compile(r"(?:from|starting|since) (?P<first>.+)")
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
class Said:
    """An absence as a phrase says it, its dates still in words. `first` is "" for today; one of
    the others says how it ends, or none of them: with the first day."""

    first: str = ""
    last: str = ""
    back: str = ""
    days: int = 0
    is_open: bool = False


def parse(words: str) -> Said:
    """The structure of a phrase; whether its dates are any is not known yet."""
    plain = _plain(words)
    is_inclusive = bool(_INCLUSIVE.search(plain))
    plain = _INCLUSIVE.sub("", plain)
    if found := _OPEN.fullmatch(plain):
        return Said(_first(found["first"]), is_open=True)
    if found := _BETWEEN.fullmatch(plain):
        first, last = _completed(found["first"], found["last"])
        is_last = is_inclusive or found["how"] not in _UNTIL_WORDS
        return Said(_first(first), last=last) if is_last else Said(_first(first), back=last)
    if found := _LASTING.fullmatch(plain):
        count = _COUNTS.get(found["count"]) or int(found["count"])
        first = found["later"] or found["first"]
        return Said(_first(first), days=count * _UNITS[found["unit"]])
    if found := _SINCE.fullmatch(plain):
        return Said(_first(found["first"]), is_open=True)
    return Said(_first(plain.removeprefix("for ")))


async def read_absence(words: str, today: date, read: Read) -> Away:
    """The absence that the words mean when they are typed on `today`.

    Raises UnreadableAbsence, AbsenceOver, BackAtOnce, AwayEndsBeforeItStarts."""
    if len(words) > LONGEST_WORDS or _PART_OF_A_DAY.search(words.casefold()):
        raise UnreadableAbsence(words)
    said = parse(words)
    try:
        first, last = await _span(said.first, today, read)
        if said.is_open:
            last = date.max
        elif said.days:
            last = first + timedelta(days=said.days - 1)
        elif said.last:
            _, last = await _span(said.last, today, read)
            if last < first:
                _, last = await _span(said.last, first, read)
        elif said.back:
            back, _ = await _span(said.back, today, read)
            if back <= first:
                back, _ = await _span(said.back, first, read)
            if today <= back <= first:
                raise BackAtOnce
            last = back - ONE_DAY
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


async def read_last(words: str, first: date, today: date, read: Read) -> date:
    """A day that is meant on `today`, or else, as of “monday to friday”, once it is `first`.
    Raises UnreadableDay."""
    last = await read_day(words, today, read)
    return last if last >= first else await read_day(words, first, read)


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
