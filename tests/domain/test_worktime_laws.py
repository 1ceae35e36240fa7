"""What holds of working time in the weeks around the clock changes of every zone."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from bot.domain.recurrence import Weekdays, window
from bot.domain.worktime import (
    Away,
    Calendar,
    Span,
    WorkingHours,
    add_working,
    end_of_day,
    is_working,
    next_working,
    overlap,
    working_between,
    working_spans,
)
from tests.domain.clock_changes import DAY, TICK, ZONES, clock_changes

HOUR, NOTHING = timedelta(hours=1), timedelta(0)


class Case(NamedTuple):
    """A calendar and three instants, in order, around a clock change in its zone."""

    calendar: Calendar
    a: datetime
    b: datetime
    c: datetime


@cache
def changes_by_place() -> dict[str, list[datetime]]:
    found = {place: [datetime(2026, 6, 1, tzinfo=UTC)] for place in ZONES}
    for change in clock_changes():
        found[change.place.key].append(change.at)
    return found


def half_hour(number: int) -> time:
    return time(number // 2, number % 2 * 30)


places = st.sampled_from(ZONES)
numbers = st.integers(0, 10**6)
weekdays = st.integers(1, 127).map(Weekdays)
# Times on the half hour meet the edges of gaps and repeated hours; odd ones fall inside.
some_time = st.integers(0, 47).map(half_hour) | st.times()
hours = st.tuples(some_time, some_time).filter(lambda both: both[0] != both[1])
days_near = st.integers(-8, 8).map(lambda number: number * DAY)
holidays = st.frozensets(days_near, max_size=3)
absences = st.lists(st.tuples(days_near, days_near).map(sorted), max_size=1)
near = st.timedeltas(-9 * DAY, 9 * DAY)
three_near = st.tuples(near, near, near).map(sorted)


@st.composite
def calendars(draw: st.DrawFn, around: date, place: str) -> Calendar:
    return Calendar(
        WorkingHours(place, draw(weekdays), *draw(hours)),
        frozenset(around + distance for distance in draw(holidays)),
        tuple(Away(around + first, around + last) for first, last in draw(absences)),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    place = draw(places)
    changes = changes_by_place()[place]
    change = changes[draw(numbers) % len(changes)]
    a, b, c = (change + distance for distance in draw(three_near))
    return Case(draw(calendars(change.date(), place)), a, b, c)


amounts = st.timedeltas(NOTHING, 40 * HOUR)
law = settings(deadline=None, max_examples=200)


@law
@given(cases(), amounts)
def test_what_was_added_lies_between_and_not_a_moment_sooner(case: Case, amount: timedelta) -> None:
    end = add_working(case.calendar, case.a, amount)
    if end is None:
        reject()
    assert working_between(case.calendar, case.a, end) == amount
    if amount:
        assert working_between(case.calendar, case.a, end - TICK) == amount - TICK


@law
@given(cases())
def test_working_time_adds_up(case: Case) -> None:
    calendar, a, b, c = case
    whole = working_between(calendar, a, c)
    assert working_between(calendar, a, b) + working_between(calendar, b, c) == whole
    assert NOTHING <= whole <= c - a


@law
@given(cases(), amounts, amounts)
def test_adding_twice_is_adding_the_sum_and_more_is_never_sooner(
    case: Case, one: timedelta, other: timedelta
) -> None:
    calendar, a, b, _ = case
    both = add_working(calendar, a, one + other)
    if both is None:  # They work for minutes a week.
        reject()
    first, from_b = add_working(calendar, a, one), add_working(calendar, b, one)
    assert first is not None
    assert add_working(calendar, first, other) == (both if other else first)
    assert a <= first <= both
    assert from_b is None or first <= from_b


@law
@given(cases())
def test_spans_are_in_order_apart_and_inside_what_was_asked(case: Case) -> None:
    edges = [case.a - TICK]
    for start, end in working_spans(case.calendar, case.a, case.c):
        assert edges[-1] < start < end <= case.c
        assert start.tzinfo is end.tzinfo is UTC
        edges.append(end)


@law
@given(cases())
def test_it_is_working_time_exactly_when_the_clock_on_the_wall_says_so(case: Case) -> None:
    calendar, at = case.calendar, case.b
    shown = at.astimezone(ZoneInfo(calendar.hours.zone))
    # In a repeated hour the wall cannot say whether a shift has begun: the laws of recurrence do.
    assume(shown.utcoffset() == shown.replace(fold=1 - shown.fold).utcoffset())
    wall = shown.replace(tzinfo=None)
    assert is_working(calendar, at) == any(
        calendar.works_on(day) and start <= wall < end
        for day in (wall.date() - DAY, wall.date())
        for start, end in [shift_on_the_wall(calendar.hours, day)]
    )


def shift_on_the_wall(hours: WorkingHours, day: date) -> tuple[datetime, datetime]:
    last = day if hours.start < hours.end else day + DAY
    return datetime.combine(day, hours.start), datetime.combine(last, hours.end)


@law
@given(cases())
def test_a_day_off_has_no_working_time(case: Case) -> None:
    hours, place = case.calendar.hours, ZoneInfo(case.calendar.hours.zone)
    day = case.b.astimezone(place).date()
    opens_at, closes_at = window(day, hours.start, hours.end, place)
    if not case.calendar.works_on(day):
        assert working_between(case.calendar, opens_at, closes_at) == NOTHING
    else:
        assert working_between(case.calendar, opens_at, closes_at) == closes_at - opens_at


@law
@given(cases())
def test_the_next_working_time_is_working_time_and_nothing_lies_before_it(case: Case) -> None:
    found, end = next_working(case.calendar, case.a), end_of_day(case.calendar, case.a)
    assert found is not None
    assert end is not None
    assert is_working(case.calendar, found)
    assert working_between(case.calendar, case.a, found) == NOTHING
    assert working_between(case.calendar, found, end) == end - found > NOTHING
    assert not is_working(case.calendar, end)


@law
@given(cases(), places, st.data())
def test_shared_time_is_symmetric_and_exactly_where_both_work(
    case: Case, elsewhere: str, data: st.DataObject
) -> None:
    one, other = case.calendar, data.draw(calendars(case.b.date(), elsewhere))
    shared = overlap(one, other, case.a, case.c)
    assert shared == overlap(other, one, case.a, case.c)
    for span in shared:
        assert working_between(one, *span) == working_between(other, *span) == span.length
    only_one = subtract(list(working_spans(one, case.a, case.c)), shared)
    assert sum((working_between(other, *span) for span in only_one), NOTHING) == NOTHING


def subtract(spans: list[Span], taken: list[Span]) -> list[Span]:
    """What is left of `spans` without `taken`, which lies inside them."""
    edges = sorted(edge for span in spans + taken for edge in span)
    pairs = [Span(*edges[number : number + 2]) for number in range(0, len(edges), 2)]
    return [pair for pair in pairs if pair.start < pair.end]
