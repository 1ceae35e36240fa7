"""What people type for times, weekdays and zones, and when local rules happen, by example."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.errors import NoWeekdays, Refusal, UnknownZone, UnreadableTime, UnreadableWeekdays
from bot.domain.recurrence import (
    EVERY_DAY,
    WEEKEND,
    WORKWEEK,
    Weekdays,
    instant,
    next_date,
    next_occurrence,
    parse_time,
    parse_weekdays,
    say_time,
    window,
    zone,
)

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def happens(place: str, local: str) -> str:
    """The instant of a local date and time, as "2026-03-29 00:30" in UTC."""
    wall = datetime.fromisoformat(local)
    return f"{instant(wall.date(), wall.time(), zone(place)):%Y-%m-%d %H:%M}"


# What people type, and what they read.


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        *(("9:30", "09:30"), ("09:30", "09:30"), ("9", "09:00"), ("9am", "09:00")),
        *(("9.30 pm", "21:30"), ("0930", "09:30"), ("930", "09:30"), ("17h", "17:00")),
        *(("17h45", "17:45"), ("9 P.M.", "21:00"), ("12am", "00:00"), ("12:05 pm", "12:05")),
        *(("noon", "12:00"), (" Midnight ", "00:00"), ("0:00", "00:00"), ("24:00", "00:00")),
        *(("23:59", "23:59"), ("\uff19\uff1a\uff13\uff10", "09:30"), ("9\u202fam", "09:00")),
    ],
)
def test_a_time_can_be_typed_in_many_ways(typed: str, said: str) -> None:
    assert say_time(parse_time(typed)) == said


@pytest.mark.parametrize(
    "typed",
    [
        "25:00",
        "9:60",
        "9:5",
        "13pm",
        "0am",
        "24:01",
        "-1",
        "half past nine",
        "9:30:00",
        "9 9",
        "①h②",
    ],
)
def test_an_unreadable_time_is_refused(typed: str) -> None:
    with pytest.raises(UnreadableTime):
        parse_time(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        *(("mon-fri", "Mon–Fri"), ("weekdays", "Mon–Fri"), ("Monday to Friday", "Mon–Fri")),
        *(("mon–fri", "Mon–Fri"), ("Mon. — Fri.", "Mon–Fri"), ("working days", "Mon–Fri")),
        *(("mon wed fri", "Mon, Wed, Fri"), ("every Monday and Friday", "Mon, Fri")),
        *(("daily", "every day"), ("Every day", "every day"), ("weekdays, weekends", "every day")),
        *(("sat,sun", "Sat, Sun"), ("weekend", "Sat, Sun"), ("tues/thurs", "Tue, Thu")),
        *(("sun-thu", "Sun–Thu"), ("fri-mon", "Fri–Mon"), ("mo-we, Saturdays", "Mon–Wed, Sat")),
        *(
            ("sunday", "Sun"),
            ("m w f", "Mon, Wed, Fri"),
            ("mon-mon", "Mon"),
            ("sun mon", "Mon, Sun"),
        ),
    ],
)
def test_weekdays_can_be_typed_in_many_ways(typed: str, said: str) -> None:
    assert parse_weekdays(typed).words() == said


@pytest.mark.parametrize("mask", range(1, 128))
def test_weekdays_are_read_back_as_they_are_said(mask: int) -> None:
    days = Weekdays(mask)
    assert parse_weekdays(days.words()) == days == Weekdays.of(days.iso)
    assert [day for day in range(1, 8) if date(2026, 6, day) in days] == list(days.iso)


@pytest.mark.parametrize(
    "typed", ["funday", "", "t", "mon-", "-fri", "mon-wed-fri", "1-5", "mon to"]
)
def test_unreadable_weekdays_are_refused(typed: str) -> None:
    with pytest.raises(UnreadableWeekdays):
        parse_weekdays(typed)


def test_there_is_no_empty_set_of_weekdays() -> None:
    with pytest.raises(NoWeekdays) as refused:
        Weekdays.of([])
    assert refused.value.sentence == "At least one weekday is needed, such as Mon or Mon–Fri."
    for mask in (128, -1):
        with pytest.raises(ValueError, match="bits 0 to 6"):
            Weekdays(mask)


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (UnreadableTime("9:75"), "I cannot read “9:75” as a time; write it like 09:30 or 5 pm."),
        (
            UnreadableTime(" "),
            "I cannot read an empty text as a time; write it like 09:30 or 5 pm.",
        ),
        (
            UnreadableWeekdays("\u202efun\n" + "day" * 3333),
            "I cannot read “fun daydaydaydaydaydaydaydaydaydaydayday…” as weekdays; "
            "write them like Mon–Fri or Mon, Wed, Fri.",
        ),
        (
            UnknownZone("Mars/Base"),
            "I do not know the time zone “Mars/Base”; one is named like Europe/London.",
        ),
    ],
)
def test_a_refusal_says_what_was_not_understood_and_how_to_write_it(
    refusal: Refusal, sentence: str
) -> None:
    assert str(refusal) == refusal.sentence == sentence


def test_only_the_part_that_cannot_be_read_is_named() -> None:
    with pytest.raises(UnreadableWeekdays, match="read “tus” as"):
        parse_weekdays("Mon, Tus, Wed")


@pytest.mark.parametrize(
    "name",
    [
        *("", "Mars/Base", "europe/london", "Europe/London ", "../etc/passwd", "/etc/localtime"),
        *("America", "x" * 5000, "a\0b", "\ud800", "localtime", "Factory", "right/Europe/London"),
    ],
)
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone(name)


# Examples.


@pytest.mark.parametrize(
    ("place", "local", "in_utc"),
    [
        ("Europe/London", "2026-03-27 09:30", "2026-03-27 09:30"),
        ("Europe/London", "2026-03-30 09:30", "2026-03-30 08:30"),
        ("Europe/London", "2026-10-26 09:30", "2026-10-26 09:30"),
        ("America/New_York", "2026-03-06 09:30", "2026-03-06 14:30"),
        ("America/New_York", "2026-03-09 09:30", "2026-03-09 13:30"),
        ("America/New_York", "2026-10-30 09:30", "2026-10-30 13:30"),
        ("Australia/Brisbane", "2026-03-30 09:30", "2026-03-29 23:30"),
        ("Australia/Brisbane", "2026-10-26 09:30", "2026-10-25 23:30"),
    ],
)
def test_half_past_nine_stays_half_past_nine(place: str, local: str, in_utc: str) -> None:
    assert happens(place, local) == in_utc


def test_a_skipped_local_time_happens_at_the_first_instant_after_the_gap() -> None:
    assert happens("Europe/London", "2026-03-29 01:30") == "2026-03-29 01:00"
    assert happens("Australia/Lord_Howe", "2026-10-04 02:15") == "2026-10-03 15:30"  # half an hour
    assert happens("Africa/Cairo", "2024-04-26 00:00") == "2024-04-25 22:00"
    assert happens("Africa/Casablanca", "2024-04-14 02:30") == "2024-04-14 02:00"
    assert happens("America/Nuuk", "2024-03-30 23:30") == "2024-03-31 01:00"  # Sunday 00:00


def test_a_repeated_local_time_happens_at_its_first_occurrence() -> None:
    assert happens("Europe/London", "2026-10-25 01:30") == "2026-10-25 00:30"
    assert happens("Australia/Lord_Howe", "2026-04-05 01:45") == "2026-04-04 14:45"
    assert happens("Africa/Cairo", "2024-10-31 23:30") == "2024-10-31 20:30"
    assert happens("Africa/Casablanca", "2024-03-10 02:30") == "2024-03-10 01:30"
    assert happens("America/Santiago", "2024-04-06 23:59") == "2024-04-07 02:59"


def test_samoa_left_out_a_date_so_nothing_is_asked_on_it() -> None:
    apia = zone("Pacific/Apia")
    assert happens("Pacific/Apia", "2011-12-30 09:30") == "2011-12-30 10:00"
    opens_at, closes_at = window(date(2011, 12, 30), time(9), time(17), apia)
    assert opens_at == closes_at
    for local_time in (time(0), time(9, 30)):
        before = instant(date(2011, 12, 29), local_time, apia)
        day, at = next_occurrence(before, EVERY_DAY, local_time, apia)
        assert (day, at) == (date(2011, 12, 31), before + DAY)


def test_the_29th_of_february_is_a_day_like_any_other() -> None:
    london = zone("Europe/London")
    assert next_date(date(2028, 2, 28), WORKWEEK) == date(2028, 2, 29)
    assert next_date(date(2027, 2, 28), EVERY_DAY) == date(2027, 3, 1)
    assert window(date(2028, 2, 29), time(18), time(9), london) == (
        utc("2028-02-29 18:00"),
        utc("2028-03-01 09:00"),
    )


def test_a_window_keeps_its_deadline_over_midnight_a_weekend_and_a_clock_change() -> None:
    london = zone("Europe/London")
    friday, saturday = date(2026, 3, 27), date(2026, 3, 28)
    assert window(friday, time(9), time(23, 59), london).closes_at == utc("2026-03-27 23:59")
    assert window(saturday + DAY, time(9), time(23, 59), london).closes_at == utc(
        "2026-03-29 22:59"
    )
    opens_at, closes_at = window(saturday, time(17), time(17), london)
    assert closes_at - opens_at == 23 * HOUR


def test_the_next_occurrence_is_strictly_later_and_may_be_next_week() -> None:
    london, tuesday = zone("Europe/London"), Weekdays.of([2])
    at = utc("2026-03-24 09:30")
    assert next_occurrence(at - SECOND, tuesday, time(9, 30), london) == (date(2026, 3, 24), at)
    assert next_occurrence(at, tuesday, time(9, 30), london) == (
        date(2026, 3, 31),
        utc("2026-03-31 08:30"),
    )
    assert next_date(date(2026, 3, 27), WEEKEND) == date(2026, 3, 28)
    with pytest.raises(ValueError, match="no zone"):
        next_occurrence(at.replace(tzinfo=None), tuesday, time(9, 30), london)
