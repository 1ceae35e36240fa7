"""Working time by example: weekends, holidays, nights, clock changes and shared hours."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.errors import AwayEndsBeforeItStarts, EmptyWorkingHours, UnknownZone
from bot.domain.recurrence import WORKWEEK, Weekdays, zone
from bot.domain.worktime import (
    Away,
    Calendar,
    WorkingHours,
    add_working,
    end_of_day,
    is_working,
    next_working,
    overlap,
    working_between,
    working_spans,
)
from tests.domain.clock_changes import DAY, TICK

HOUR, NOTHING = timedelta(hours=1), timedelta(0)
NIGHTS = WorkingHours("Europe/London", WORKWEEK, time(22), time(6))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def office(
    place: str = "Europe/London",
    *away: Away,
    start: int = 9,
    end: int = 17,
    holidays: frozenset[date] = frozenset(),
) -> Calendar:
    return Calendar(WorkingHours(place, WORKWEEK, time(start), time(end)), holidays, away)


# Examples. 2026-03-27 and 2026-10-23 are Fridays; London's clocks change on the Sundays after.


def test_four_working_hours_from_friday_afternoon_end_on_monday() -> None:
    friday_at_three = utc("2026-03-27 15:00")
    monday_at_eleven = utc("2026-03-30 10:00")
    assert add_working(office(), friday_at_three, 4 * HOUR) == monday_at_eleven
    assert working_between(office(), friday_at_three, monday_at_eleven) == 4 * HOUR


def test_what_ends_with_the_day_is_at_its_end_and_the_next_day_is_asked_for() -> None:
    five = utc("2026-03-27 17:00")
    assert add_working(office(), utc("2026-03-27 13:00"), 4 * HOUR) == five
    assert not is_working(office(), five)
    assert is_working(office(), five - TICK)
    assert next_working(office(), five) == utc("2026-03-30 08:00")


def test_nothing_added_is_now_even_at_night() -> None:
    assert add_working(office(), utc("2026-03-28 03:00"), NOTHING) == utc("2026-03-28 03:00")
    with pytest.raises(ValueError, match="not taken away"):
        add_working(office(), utc("2026-03-28 03:00"), -HOUR)


def test_a_day_with_a_clock_change_inside_has_an_hour_less_or_more() -> None:
    sundays = Calendar(WorkingHours("Europe/London", Weekdays.of([7]), time(0), time(8)))
    for day, hours in (("2026-03-22", 8), ("2026-03-29", 7), ("2026-10-25", 9)):
        start = utc(day) - 2 * HOUR
        assert working_between(sundays, start, start + DAY) == hours * HOUR


def test_elapsed_time_is_real_in_whichever_zone_the_instants_are_given() -> None:
    sundays = Calendar(WorkingHours("Europe/London", Weekdays.of([7]), time(0), time(8)))
    half_past_midnight = utc("2026-03-29 00:30").astimezone(zone("Europe/London"))
    half_past_two = utc("2026-03-29 01:30").astimezone(zone("Europe/London"))
    assert working_between(sundays, half_past_midnight, half_past_two) == HOUR
    with pytest.raises(ValueError, match="no zone"):
        working_between(sundays, half_past_midnight.replace(tzinfo=None), half_past_two)


def test_a_shift_begun_before_the_clock_went_back_over_midnight_goes_on() -> None:
    # In St John's clocks went back from 00:01 on that Sunday to 23:01 on Saturday.
    sundays = Calendar(WorkingHours("America/St_Johns", Weekdays.of([7]), time(0), time(8)))
    midnight, saturday_again = utc("2010-11-07 02:30"), utc("2010-11-07 02:45")
    assert working_between(sundays, midnight - HOUR, saturday_again) == saturday_again - midnight


def test_two_shifts_are_one_span_where_the_clock_change_skips_the_break_between() -> None:
    nearly_always = Calendar(
        WorkingHours("Europe/London", Weekdays.of(range(1, 8)), time(1, 30), time(1, 15))
    )
    start, end = utc("2026-03-28 12:00"), utc("2026-03-29 12:00")
    assert list(working_spans(nearly_always, start, end)) == [(start, end)]


def test_holidays_and_absences_are_days_off() -> None:
    easter = office(holidays=frozenset({date(2026, 4, 3), date(2026, 4, 6)}))
    assert next_working(easter, utc("2026-04-02 16:00")) == utc("2026-04-07 08:00")
    leave = office("Europe/London", Away(date(2026, 12, 21), date(2027, 1, 1)))
    assert next_working(leave, utc("2026-12-18 17:00")) == utc("2027-01-04 09:00")
    assert working_between(leave, utc("2026-12-19"), utc("2027-01-03")) == NOTHING


def test_whoever_is_away_for_good_has_no_next_working_time() -> None:
    gone = office("Europe/London", Away(date(2026, 1, 1), date.max))
    at = utc("2026-03-27 12:00")
    assert next_working(gone, at) is None
    assert end_of_day(gone, at) is None
    assert add_working(gone, at, HOUR) is None
    assert add_working(office(), at, 400 * 8 * HOUR) is None


def test_a_night_shift_belongs_to_the_date_on_which_it_starts() -> None:
    friday_off = Calendar(NIGHTS, frozenset({date(2026, 3, 20)}))
    saturday_off = Calendar(NIGHTS, frozenset({date(2026, 3, 21)}))
    saturday_at_two = utc("2026-03-21 02:00")
    assert not is_working(friday_off, saturday_at_two)
    assert is_working(friday_off, saturday_at_two - DAY)
    assert is_working(saturday_off, saturday_at_two)
    assert end_of_day(saturday_off, saturday_at_two) == utc("2026-03-21 06:00")
    assert next_working(saturday_off, utc("2026-03-21 06:00")) == utc("2026-03-23 22:00")


def test_the_end_of_the_day_is_todays_or_outside_working_time_the_next_ones() -> None:
    friday_at_five = utc("2026-03-27 17:00")
    assert end_of_day(office(), utc("2026-03-27 12:00")) == friday_at_five
    assert end_of_day(office(), friday_at_five) == utc("2026-03-30 16:00")


def test_the_hours_that_brisbane_and_london_share_shrink_when_londons_clocks_go_back() -> None:
    jay, joseph = office("Australia/Brisbane", start=12, end=20), office("Europe/London")
    assert overlap(jay, joseph, utc("2026-10-23"), utc("2026-10-27")) == [
        (utc("2026-10-23 08:00"), utc("2026-10-23 10:00")),
        (utc("2026-10-26 09:00"), utc("2026-10-26 10:00")),
    ]
    assert overlap(office("Australia/Brisbane"), joseph, utc("2026-10-23"), utc("2026-10-27")) == []


def test_who_starts_when_the_other_leaves_shares_no_time() -> None:
    early, late = office(start=8, end=12), office(start=12, end=20)
    assert overlap(early, late, utc("2026-10-23"), utc("2026-10-27")) == []


def test_time_that_ran_backwards_is_no_working_time() -> None:
    assert working_between(office(), utc("2026-03-27 12:00"), utc("2026-03-27 11:00")) == NOTHING


def test_what_says_nothing_is_refused() -> None:
    with pytest.raises(EmptyWorkingHours) as hours:
        office(start=9, end=9)
    assert hours.value.sentence == (
        "A working day cannot start and end at 09:00; give two times, such as 09:00 to 17:00."
    )
    with pytest.raises(AwayEndsBeforeItStarts) as away:
        Away(date(2026, 12, 20), date(2026, 12, 2))
    assert away.value.sentence == (
        "That absence would end on 2026-12-02, before it starts on 2026-12-20; "
        "give the first day first, such as 2026-12-20 to 2027-01-02."
    )
    with pytest.raises(UnknownZone):
        next_working(office("Mars/Base"), utc("2026-03-27"))
    with pytest.raises(ValueError, match="no zone"):
        next_working(office(), datetime.fromisoformat("2026-03-27"))
