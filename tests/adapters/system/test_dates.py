"""Dates as people type them: read as they meant it, or not at all."""

from datetime import date

import pytest

from adapters.system.dates import SpokenDates

DATES = SpokenDates()
THURSDAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", "2026-11-26"),
        ("tomorrow", "2026-11-27"),
        ("yesterday", "2026-11-25"),
        ("in 3 days", "2026-11-29"),
        ("in two weeks", "2026-12-10"),
        ("Monday", "2026-11-30"),
        ("on tues", "2026-12-01"),
        ("thursday", "2026-12-03"),
        ("this thursday", "2026-11-26"),
        ("this friday", "2026-11-27"),
        ("next friday", "2026-12-04"),
        ("next monday", "2026-11-30"),
        ("the 5th", "2026-12-05"),
        ("26th", "2026-11-26"),
        ("31st", "2026-12-31"),
        ("20 dec", "2026-12-20"),
        ("Dec 20, 2026", "2026-12-20"),
        ("the 20th of December", "2026-12-20"),
        ("26 nov", "2026-11-26"),
        ("25 nov", "2027-11-25"),
        ("2 Jan", "2027-01-02"),
        ("29 feb", "2028-02-29"),
        ("29 feb 2028", "2028-02-29"),
        ("Sun 29 Nov", "2026-11-29"),
        ("2026-12-20", "2026-12-20"),
        ("2020-02-29", "2020-02-29"),
        ("20.12.", "2026-12-20"),
        ("1.2.2027", "2027-02-01"),
        ("29.2.", "2028-02-29"),
        ("20/12", "2026-12-20"),
        ("12/20/26", "2026-12-20"),
        ("3/3", "2027-03-03"),
    ],
)
async def test_it_is_the_day_meant(words: str, day: str) -> None:
    assert await DATES.read(words, THURSDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "words",
    [
        "", "x", "may", "december", "5", "12 30", "2026", "1766188800", "1/2", "2/1/2027",
        "31 apr", "29 feb 2027", "2026-02-30", "40th", "monday 29 nov", "every friday", "mondays",
        "next month", "next week", "in 9999999999 years", "🙂", "x" * 10_000,
    ],
)  # fmt: skip
async def test_what_is_no_day_or_two_is_not_guessed(words: str) -> None:
    assert await DATES.read(words, THURSDAY) is None


async def test_the_year_turns() -> None:
    last = date(2026, 12, 31)
    assert await DATES.read("tomorrow", last) == date(2027, 1, 1)
    assert await DATES.read("friday", last) == date(2027, 1, 1)
    assert await DATES.read("31 dec", last) == last
    assert await DATES.read("1 jan", last) == date(2027, 1, 1)


async def test_the_29th_of_february_is_today_once() -> None:
    leap = date(2028, 2, 29)
    assert await DATES.read("29 feb", leap) == leap
    assert await DATES.read("in a year", leap) == date(2029, 2, 28)
    assert await DATES.read("29 feb", date(2028, 3, 1)) == date(2032, 2, 29)
