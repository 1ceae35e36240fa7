"""Laws of absences, and of the phrases that say them, for any dates."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adapters.system.dates import SpokenDates
from bot.domain.errors import AwayEndsBeforeItStarts, Refusal
from bot.domain.recurrence import ONE_DAY
from bot.domain.worktime import Away
from bot.features.people.absences import REMEMBERED, Absences, added, ended, holding, not_over
from bot.features.people.phrases import (
    AbsenceOver,
    BackAtOnce,
    UnclearYear,
    UnreadableAbsence,
    parse,
    read_absence,
)

TODAY = date(2026, 11, 26)
"""A Thursday."""

DATES = SpokenDates()

laws = settings(deadline=None, max_examples=50)
"""What reads the dates takes some milliseconds, and to load a second."""

near = st.dates(TODAY - timedelta(days=30), TODAY + timedelta(days=60))
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
lengths = st.integers(1, 40)


@st.composite
def absence(draw: st.DrawFn) -> Away:
    start = draw(near)
    end = draw(st.one_of(near.filter(lambda day: day >= start), st.just(date.max)))
    return Away(start, end)


absences = st.lists(absence(), max_size=6)


def kept(given: list[Away]) -> Absences:
    all_of_them: Absences = ()
    for one in given:
        all_of_them = added(all_of_them, one, TODAY)
    return all_of_them


def covered(given: Absences | list[Away]) -> set[date]:
    span = (TODAY + timedelta(days=n) for n in range(-40, 80))
    return {day for day in span if any(day in one for one in given)}


@laws
@given(absences)
def test_between_any_two_lies_a_day(given: list[Away]) -> None:
    found = kept(given)
    for one, later in pairwise(found):
        assert one.end + ONE_DAY < later.start


@laws
@given(absences, absence())
def test_a_new_one_is_kept_whole_and_takes_nothing_away(given: list[Away], new: Away) -> None:
    before = kept([one for one in given if one.end < date.max])
    after = added(before, new, TODAY)
    old = TODAY - REMEMBERED
    assert {d for d in covered(after) if d >= old} == {
        d for d in covered([*before, new]) if d >= old
    }


@laws
@given(absences, absence())
def test_saying_it_twice_is_saying_it_once(given: list[Away], new: Away) -> None:
    before = kept(given)
    # With an open one that is still to come it becomes one whose end is open, and that has begun.
    assume(not any(one.end == date.max and one.start > TODAY for one in before))
    once = added(before, new, TODAY)
    assert added(once, new, TODAY) == once


@laws
@given(absences)
def test_ending_one_frees_today_and_what_follows_of_it_alone(given: list[Away]) -> None:
    before = kept(given)
    for one in before:
        after = ended(before, one, TODAY)
        freed = {day for day in covered([one]) if day >= TODAY}
        assert covered(before) - covered(after) == freed
        assert not freed or holding(after, min(freed)) is None


@laws
@given(absences)
def test_nothing_is_kept_longer_than_its_rounds_may_be_open(given: list[Away]) -> None:
    found = kept([*given, Away(TODAY, TODAY)])
    assert all(one.end >= TODAY - REMEMBERED for one in found)
    assert all(one.end >= TODAY for one in not_over(found, TODAY))


# -- phrases ------------------------------------------------------------------------------


def iso(day: date) -> str:
    return day.isoformat()


def in_words(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"


Write = Callable[[date], str]
written = st.sampled_from([iso, in_words])


async def said(words: str) -> Away | type[Refusal]:
    try:
        return await read_absence(words, TODAY, DATES.read)
    except Refusal as refusal:
        return type(refusal)


@laws
@given(
    days, days, written, st.sampled_from(["{} to {}", "from {} to {}", "{} – {}", "Away {} - {}"])
)
async def test_both_days_of_two_are_in_it(first: date, last: date, write: Write, form: str) -> None:
    found = await said(form.format(write(first), write(last)))
    if last < TODAY:
        assert found is AbsenceOver
    elif last < first:
        assert found is AwayEndsBeforeItStarts
    else:
        assert found == Away(first, last)


@laws
@given(days, written, st.sampled_from(["until", "till", "I’m away until"]))
async def test_until_is_through_the_day_before(back: date, write: Write, until: str) -> None:
    found = await said(f"{until} {write(back)}")
    if back < TODAY:
        assert found is AbsenceOver
    elif back == TODAY:
        assert found is BackAtOnce
    else:
        assert found == Away(TODAY, back - ONE_DAY)


@laws
@given(days, lengths, written)
async def test_so_many_days_begin_with_the_first(first: date, count: int, write: Write) -> None:
    last = first + timedelta(days=count - 1)
    expected = Away(first, last) if last >= TODAY else AbsenceOver
    unit = "day" if count == 1 else "days"
    for form in ("{1} {2} from {0}", "from {0} for {1} {2}", "for {1} {2} from {0}"):
        assert await said(form.format(write(first), count, unit)) == expected
    assert await said(f"for {count} {unit}") == Away(TODAY, TODAY + timedelta(days=count - 1))


@laws
@given(st.text(max_size=80))
async def test_any_words_are_read_or_refused(words: str) -> None:
    parse(words)
    found = await said(words)
    assert isinstance(found, Away) or issubclass(found, Refusal)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("until next week", "2026-11-26", "2026-11-29"),
        ("the rest of the week", "2026-11-26", "2026-11-29"),
        ("20-24 dec", "2026-12-20", "2026-12-24"),
        ("dec 20 to 24", "2026-12-20", "2026-12-24"),
        ("from 28 to 30", "2026-11-28", "2026-11-30"),
        ("mon-wed", "2026-11-30", "2026-12-02"),
        ("31 dec to 1 jan", "2026-12-31", "2027-01-01"),
        ("until 1 mar 2028", "2026-11-26", "2028-02-29"),
        ("for a fortnight", "2026-11-26", "2026-12-09"),
        ("for the next three days", "2026-11-26", "2026-11-28"),
        ("for the next week", "2026-11-26", "2026-12-02"),
        ("for the next week from monday", "2026-11-30", "2026-12-06"),
        ("from monday to friday", "2026-11-30", "2026-12-04"),
        ("from friday until friday", "2026-11-27", "2026-12-03"),
        ("from tomorrow to tomorrow", "2026-11-27", "2026-11-27"),
        ("in 3 days", "2026-11-29", "2026-11-29"),
        ("until and including friday", "2026-11-26", "2026-11-27"),
        ("from monday until further notice", "2026-11-30", "9999-12-31"),
        ("since monday", "2026-11-23", "9999-12-31"),
        ("since thursday", "2026-11-26", "9999-12-31"),
        ("since 20 nov", "2026-11-20", "9999-12-31"),
        ("since 20 jan", "2026-01-20", "9999-12-31"),
        ("since the 28th", "2026-10-28", "9999-12-31"),
        ("since yesterday", "2026-11-25", "9999-12-31"),
        ("since today", "2026-11-26", "9999-12-31"),
        ("since monday until I'm back", "2026-11-23", "9999-12-31"),
        ("since monday until tuesday", "2026-11-23", "2026-11-30"),
        ("since monday until friday", "2026-11-23", "2026-11-26"),
        ("since monday for 5 days", "2026-11-23", "2026-11-27"),
        ("20 nov to 2 dec", "2026-11-20", "2026-12-02"),
        ("20 nov until 2 dec", "2026-11-20", "2026-12-01"),
        ("20 to 27 nov", "2026-11-20", "2026-11-27"),
        ("from the 20th to the 2nd", "2026-11-20", "2026-12-02"),
        ("2 dec to 1 may", "2026-12-02", "2027-05-01"),
        ("2 dec 2026 to 20 nov 2027", "2026-12-02", "2027-11-20"),
        ("until 20 nov 2027", "2026-11-26", "2027-11-19"),
        ("I'm off on Friday!", "2026-11-27", "2026-11-27"),
    ],
)
async def test_as_people_say_it(words: str, first: str, last: str) -> None:
    assert await said(words) == Away(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ("2 dec to 20 nov", UnclearYear),
        ("until 20 nov", UnclearYear),
        ("27 feb to 29 feb", UnclearYear),
        ("29 feb 2027", UnreadableAbsence),
        ("2027-02-29", UnreadableAbsence),
        ("since tomorrow", UnreadableAbsence),
        ("since next friday", UnreadableAbsence),
        ("since in 3 days", UnreadableAbsence),
        ("since 2026-12-01", UnreadableAbsence),
        ("since 3 days", UnreadableAbsence),
        ("since monday for 2 days", AbsenceOver),
    ],
)
async def test_what_may_be_a_slip_is_asked_again(words: str, refused: type[Refusal]) -> None:
    assert await said(words) is refused


@pytest.mark.parametrize(
    "words",
    ["every friday", "half a day", "this afternoon", "for 2 hours", "until 5pm", "next month",
     "1/2", "until", "to", "x" * 2000, "9999 weeks from 9999-01-01"],
)  # fmt: skip
async def test_what_is_no_day_or_more_than_one_meaning_is_refused(words: str) -> None:
    found = await said(words)
    assert isinstance(found, type)
