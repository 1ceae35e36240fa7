"""A deadline is read back as it is said, and never keeps a third round open."""

from contextlib import suppress
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.errors import Refusal
from bot.domain.recurrence import ONE_DAY, Weekdays, parse_weekdays, window
from bot.features.checkins.organising.deadlines import (
    Deadline,
    TooLong,
    UnclearWeekday,
    UnreadableDeadline,
    read_deadline,
    resolve,
    say_deadline,
)

UTC = ZoneInfo("UTC")
MONDAY = date(2028, 2, 21)
"""Of a week before a 29 February."""

a_time = st.builds(time, st.integers(0, 23), st.integers(0, 59))
some_days = st.builds(Weekdays, st.integers(1, 0b111_1111))


def read(text: str, days: str, opens: time, every_weeks: int = 1) -> Deadline:
    return resolve(read_deadline(text), parse_weekdays(days), every_weeks, opens)


@given(some_days, st.integers(1, 4), a_time, a_time, st.integers(0, 6))
def test_what_is_said_is_read_back(
    days: Weekdays, every_weeks: int, opens: time, closes: time, later: int
) -> None:
    assume(later != 1 or closes > opens)
    said = say_deadline(days, opens, closes, later)
    try:
        assert resolve(read_deadline(said), days, every_weeks, opens) == (closes, later)
    except TooLong:
        assert _most_open(days, every_weeks, opens, closes, later) > 2


@given(some_days, st.integers(1, 4), a_time, a_time, st.integers(0, 6))
def test_what_is_taken_never_keeps_three_open(
    days: Weekdays, every_weeks: int, opens: time, closes: time, later: int
) -> None:
    words = f"{closes:%H:%M}, {later} days later" if later else f"{closes:%H:%M}"
    try:
        found = resolve(read_deadline(words), days, every_weeks, opens)
    except TooLong:
        return
    assert _most_open(days, every_weeks, opens, *found) <= 2


@given(st.text(max_size=30))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with suppress(Refusal):
        resolve(read_deadline(text), Weekdays.of((5,)), 1, time(14))


def _most_open(days: Weekdays, every_weeks: int, opens: time, closes: time, later: int) -> int:
    dates = (MONDAY + n * ONE_DAY for n in range(21 * every_weeks))
    asked = [day for day in dates if (day - MONDAY).days // 7 % every_weeks == 0 and day in days]
    windows = [window(day, opens, closes, UTC, later) for day in asked]
    return max(sum(w.opens_at <= at < w.closes_at for w in windows) for at, _ in windows)


@pytest.mark.parametrize(
    ("text", "days", "expected"),
    [
        ("16:00", "Mon–Fri", (time(16), 0)),
        ("4 pm", "Fri", (time(16), 0)),
        ("9:00", "Mon–Fri", (time(9), 0)),
        ("10:00 next day", "Mon–Fri", (time(10), 1)),
        ("10:00 the day after", "Mon–Fri", (time(10), 1)),
        ("noon tomorrow", "Mon–Fri", (time(12), 1)),
        ("10:00, 3 days later", "Tue", (time(10), 3)),
        ("10:00 three days later", "Tue", (time(10), 3)),
        ("Mon 10:00", "Fri", (time(10), 3)),
        ("on Monday at 10:00", "Fri", (time(10), 3)),
        ("10 am Monday", "Fri", (time(10), 3)),
        ("Fri 16:00", "Fri", (time(16), 0)),
    ],
)
def test_ways_of_saying_it(text: str, days: str, expected: tuple[time, int]) -> None:
    assert read(text, days, time(9, 30)) == expected


def test_what_cannot_be_is_refused() -> None:
    for text in ("", "half past", "10:00 next month", "10:00, some days later", "Mon", "Mon Tue"):
        with pytest.raises(UnreadableDeadline):
            read(text, "Fri", time(14))
    with pytest.raises(UnclearWeekday):
        read("Mon 10:00", "Thu, Fri", time(14))
    for text in ("Fri 10:00", "16:00, 7 days later"):
        with pytest.raises(TooLong, match="six days at most"):
            read(text, "Fri", time(14))
    for text in ("10:00, 2 days later", "9:31, 2 days later"):
        with pytest.raises(TooLong, match="three rounds open at once"):
            read(text, "Mon–Fri", time(9, 30))
    assert read("09:30, 2 days later", "Mon–Fri", time(9, 30)) == (time(9, 30), 2)
