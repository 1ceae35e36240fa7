"""What holds of local times, windows and occurrences at every clock change of every zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.recurrence import (
    EVERY_DAY,
    Weekdays,
    instant,
    next_date,
    next_occurrence,
    window,
    zone,
)
from tests.domain.clock_changes import DAY, FIRST, LAST, ZONES, ClockChange, clock_changes

changes = st.deferred(lambda: st.sampled_from(clock_changes()))
places = st.sampled_from(ZONES).map(ZoneInfo)
weekdays = st.integers(1, 127).map(Weekdays)
moments = st.datetimes(
    FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None), timezones=st.just(UTC)
)


def local_times(how_often: int) -> Iterator[tuple[ClockChange, datetime, list[datetime]]]:
    """Every local time at a change that clocks show so many times, and the instants of it."""
    count = 0
    for change in clock_changes():
        for wall in change.walls():
            shown = change.showing(wall)
            if len(shown) == how_often:
                count += 1
                yield change, wall, shown
    assert count > 1000, "so few prove nothing"


def test_every_zone_is_known() -> None:
    assert [zone(name).key for name in ZONES] == ZONES


def test_a_local_time_that_exists_once_is_that_instant() -> None:
    for change, wall, shown in local_times(1):
        assert instant(wall.date(), wall.time(), change.place) == shown[0], (change, wall)


def test_a_skipped_local_time_is_the_first_instant_after_the_gap() -> None:
    for change, wall, _ in local_times(0):
        assert instant(wall.date(), wall.time(), change.place) == change.at, (change, wall)


def test_a_repeated_local_time_is_the_first_of_the_two() -> None:
    for change, wall, shown in local_times(2):
        assert instant(wall.date(), wall.time(), change.place) == shown[0], (change, wall)


def test_a_daily_time_beside_a_change_is_neither_lost_nor_doubled() -> None:
    for change in clock_changes():
        *_, wall = change.walls()
        day = wall.date() - 2 * DAY
        at = instant(day, wall.time(), change.place)
        for _ in range(4):
            expected = day + DAY, instant(day + DAY, wall.time(), change.place)
            found = next_occurrence(at, EVERY_DAY, wall.time(), change.place)
            assert found == expected, (change, wall)
            assert found[1] > at, (change, wall)
            day, at = found


@settings(deadline=None)
@given(moments, places)
def test_an_instant_is_found_again_from_what_clocks_show(at: datetime, place: ZoneInfo) -> None:
    shown = at.astimezone(place)
    found = instant(shown.date(), shown.time(), place)
    assert found == (at if shown.fold == 0 else at - repeated(shown))
    assert found.tzinfo is UTC


def repeated(shown: datetime) -> timedelta:
    first, second = (shown.replace(fold=fold).utcoffset() for fold in (0, 1))
    assert first is not None
    assert second is not None
    return first - second


@settings(deadline=None)
@given(changes, st.timedeltas(-DAY, DAY), st.timedeltas(timedelta(0), DAY))
def test_a_later_local_time_is_never_an_earlier_instant(
    change: ClockChange, start: timedelta, later: timedelta
) -> None:
    one = change.at.replace(tzinfo=None) + change.before + start
    other = one + later
    assert instant(one.date(), one.time(), change.place) <= instant(
        other.date(), other.time(), change.place
    )


@settings(deadline=None)
@given(changes, st.integers(-2, 1), st.times(), st.times())
def test_a_window_is_never_negative_and_ends_on_its_date_or_the_next(
    change: ClockChange, days: int, opens: time, closes: time
) -> None:
    day = change.at.astimezone(change.place).date() + days * DAY
    opens_at, closes_at = window(day, opens, closes, change.place)
    assert opens_at <= closes_at
    nominal = datetime.combine(day, closes) - datetime.combine(day, opens)
    nominal += DAY if closes <= opens else timedelta(0)
    assert abs(closes_at - opens_at - nominal) <= abs(change.after - change.before)
    if opens_at == closes_at:
        assert opens_at == change.at


@settings(deadline=None, max_examples=60)
@given(places, moments, weekdays, st.times())
def test_in_a_year_no_occurrence_is_lost_or_doubled(
    place: ZoneInfo, start: datetime, days: Weekdays, local_time: time
) -> None:
    found = []
    at = start
    while at < start + 366 * DAY:
        day, later = next_occurrence(at, days, local_time, place)
        assert later > at
        assert day in days
        found.append((day, later))
        at = later
    first = start.astimezone(place).date() - DAY
    every = ((day, instant(day, local_time, place)) for day in dates(first, 380))
    assert found == [(day, i) for day, i in every if day in days and start < i <= at]


def dates(first: date, count: int) -> Iterator[date]:
    return (first + number * DAY for number in range(count))


@settings(deadline=None)
@given(st.dates(date(2016, 1, 1), date(2038, 1, 1)), weekdays)
def test_the_next_date_is_the_first_allowed_one_of_the_week_to_come(
    after: date, days: Weekdays
) -> None:
    allowed = [day for day in dates(after + DAY, 7) if day.isoweekday() in days.iso]
    assert next_date(after, days) == allowed[0]
