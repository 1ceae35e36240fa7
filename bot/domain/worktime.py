"""Working time: the hours inside somebody's working days and hours, less their days off.

Instants are aware and in UTC, amounts are real elapsed time: a day of 09:00 to 17:00 with a clock
change inside it has 7 or 9 hours. A shift that crosses midnight belongs wholly to the date on
which it starts: a day off takes that date's shift and no other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from bot.domain.errors import AwayEndsBeforeItStarts, EmptyWorkingHours
from bot.domain.recurrence import ONE_DAY, Weekdays, in_utc, say_time, window, zone

# Longer than any leave that should still end in a reminder; a search ends here.
HORIZON = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """A person's usual week: from `start` to `end`, local times in `zone`, on each of `days`.

    An `end` before `start` is the next day's. Raises EmptyWorkingHours when they are the same.
    `zone` is looked up when the hours are used, so a row with a zone that is gone can be read.
    """

    zone: str
    days: Weekdays
    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise EmptyWorkingHours(say_time(self.start))


@dataclass(frozen=True, slots=True)
class Away:
    """An absence: local dates, both inclusive; `date.max` as its end leaves it open.

    Raises AwayEndsBeforeItStarts.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise AwayEndsBeforeItStarts(self.start.isoformat(), self.end.isoformat())

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody works: their usual week, less public holidays and absences.

    `holidays` must be known for all the time that is asked about; a search looks at most
    `HORIZON` ahead.
    """

    hours: WorkingHours
    holidays: frozenset[date] = frozenset()
    away: tuple[Away, ...] = ()

    def works_on(self, day: date) -> bool:
        """Whether a shift starts on this local date."""
        return (
            day in self.hours.days
            and day not in self.holidays
            and not any(day in absence for absence in self.away)
        )


class Span(NamedTuple):
    """From `start` up to, not including, `end`: instants in UTC, `start` < `end`."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


def working_spans(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Span]:
    """The working time between two instants: ascending, never touching, cut to [start, end).

    Raises UnknownZone, and ValueError for a naive instant, as all functions here do.
    """
    start, end = in_utc(start), in_utc(end)
    hours, place = calendar.hours, zone(calendar.hours.zone)
    # A day more on either side: yesterday's shift may last until today, and a clock that goes
    # back over midnight shows yesterday's date again.
    day = start.astimezone(place).date() - ONE_DAY
    last_day = end.astimezone(place).date() + ONE_DAY
    held: Span | None = None
    while day <= last_day:
        if calendar.works_on(day):
            opens_at, closes_at = window(day, hours.start, hours.end, place)
            shift = Span(max(opens_at, start), min(closes_at, end))
            if shift.start < shift.end:
                # Two shifts meet where a gap skips the break between them.
                if held is not None and shift.start <= held.end:
                    held = Span(held.start, shift.end)
                else:
                    if held is not None:
                        yield held
                    held = shift
        day += ONE_DAY
    if held is not None:
        yield held


def is_working(calendar: Calendar, at: datetime) -> bool:
    """Whether the instant `at` is working time; the instant at which a day ends is not."""
    return next_working(calendar, at) == at


def next_working(calendar: Calendar, at: datetime) -> datetime | None:
    """The first working instant at or after `at`; None when there is none within `HORIZON`."""
    span = _next_span(calendar, at)
    return None if span is None else span.start


def end_of_day(calendar: Calendar, at: datetime) -> datetime | None:
    """When the working day ends that `at` is in or, outside one, the next to come.

    None when there is none within `HORIZON`.
    """
    span = _next_span(calendar, at)
    return None if span is None else span.end


def add_working(calendar: Calendar, at: datetime, amount: timedelta) -> datetime | None:
    """The first instant by which `amount` of working time has passed since `at`.

    It may be the very end of a working day, which is itself not working time: what must reach
    somebody at work goes through `next_working`. None when there is not so much within `HORIZON`.
    Raises ValueError for a negative amount.
    """
    if amount < timedelta(0):
        raise ValueError(f"working time is added, not taken away: {amount}")
    at = in_utc(at)
    if not amount:
        return at
    for span in working_spans(calendar, at, at + HORIZON):
        if amount <= span.length:
            return span.start + amount
        amount -= span.length
    return None


def working_between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How much working time lies in [start, end); zero when `end` is not after `start`."""
    return sum((span.length for span in working_spans(calendar, start, end)), timedelta(0))


def overlap(one: Calendar, other: Calendar, start: datetime, end: datetime) -> list[Span]:
    """The spans inside [start, end) in which both work: ascending, never touching."""
    shared: list[Span] = []
    mine, theirs = working_spans(one, start, end), working_spans(other, start, end)
    a, b = next(mine, None), next(theirs, None)
    while a is not None and b is not None:
        both = Span(max(a.start, b.start), min(a.end, b.end))
        if both.start < both.end:
            shared.append(both)
        if a.end <= b.end:
            a = next(mine, None)
        else:
            b = next(theirs, None)
    return shared


def _next_span(calendar: Calendar, at: datetime) -> Span | None:
    at = in_utc(at)
    return next(working_spans(calendar, at, at + HORIZON), None)
