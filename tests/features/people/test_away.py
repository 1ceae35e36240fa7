"""`away` and `back`: in words, in one's own zone, with every date said back."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from adapters.cli.compose import FEATURES
from bot.domain.facts import AwayChanged
from bot.engine.manifest import Manifest
from bot.engine.work import Change
from tests.clocks import StillClock
from tests.features.research import LONDON, research
from tests.offices import Office, open_office
from tests.people import Someone

THURSDAY = datetime(2026, 11, 26, 10, tzinfo=UTC)
TO_SUNDAY = (
    "You are away from Thu 26 Nov to Sun 29 Nov. "
    "I ask you nothing then; Monday 30 Nov is your first day back."
)


@pytest.fixture
def clock() -> StillClock:
    return StillClock(THURSDAY)


@pytest.fixture
async def ann(office: Office) -> Someone:
    ann = office.hires("ann")
    await ann.types("me")
    return ann


async def away(office: Office, who: str = "ann") -> list[str]:
    return [f"{a.start}..{a.end}" for a in (await office.person(who)).away]


async def test_until_names_the_first_day_back(ann: Someone) -> None:
    await ann.types("away until monday")
    assert (await ann.sees(TO_SUNDAY)).buttons == ("I am back", "Change")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("tomorrow", "on Fri 27 Nov. I ask you nothing then; Monday 30 Nov is"),
        ("for 3 days", "from Thu 26 Nov to Sat 28 Nov. I ask you nothing then; Monday 30 Nov"),
        ("next week", "from Mon 30 Nov to Sun 6 Dec. I ask you nothing then; Monday 7 Dec"),
        (
            "2026-12-20 to 2027-01-02",
            "from Sun 20 Dec to Sat 2 Jan 2027. I ask you nothing then; Monday 4 Jan 2027",
        ),
        ("from 20 dec to 2 jan", "from Sun 20 Dec to Sat 2 Jan 2027."),
        ("29 feb", "on Tue 29 Feb 2028. I ask you nothing then; Wednesday 1 Mar 2028"),
        (
            "until I’m back",
            "from Thu 26 Nov until you say that you are back. "
            "I ask you nothing until you say that you are back.",
        ),
    ],
)
async def test_the_days_are_said_back(ann: Someone, words: str, said: str) -> None:
    await ann.types(f"away {words}")
    await ann.sees(f"You are away {said}")


async def test_the_first_day_back_is_one_on_which_they_work(office: Office, ann: Someone) -> None:
    await ann.types("me")
    await ann.clicks("Change")
    await ann.fills(days="Mon–Thu", holidays="united kingdom, england")
    await ann.types("away 2026-12-25 to 2026-12-27")
    # Monday is Boxing Day's substitute, and Tuesday the 29th an absence of its own.
    await ann.types("away 2026-12-29")
    await ann.types("away from 23 dec to 24 dec")
    await ann.sees("away from Wed 23 Dec to Sun 27 Dec.", "Wednesday 30 Dec is your first day back")


async def test_what_cannot_be_read_is_said_with_examples(office: Office, ann: Someone) -> None:
    await ann.types("away when the swallows return")
    refused = await ann.sees("I cannot read “when the swallows return”")
    assert refused.says("“until monday”, “friday” or “2026-12-20 to 2027-01-02”")
    assert await away(office) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("2020-01-01", "Those days are over already"),
        ("until yesterday", "Those days are over already"),
        ("until today", "no day is left to keep free"),
        ("2027-01-02 to 2026-12-20", "before it starts on 2027-01-02"),
    ],
)
async def test_what_is_no_absence_is_said_kindly(
    office: Office, ann: Someone, words: str, said: str
) -> None:
    await ann.types(f"away {words}")
    await ann.sees(said)
    assert await away(office) == []


async def test_today_is_that_of_whoever_types(office: Office, clock: StillClock) -> None:
    """At 11:30 in UTC it is still Wednesday on Midway, and Friday already on Kiritimati."""
    clock.set(datetime(2026, 11, 26, 10, 30, tzinfo=UTC))
    for who, zone in (("moe", "Pacific/Midway"), ("kit", "Pacific/Kiritimati")):
        await office.hires(who, zone).types("away until sunday")
    assert await away(office, "moe") == ["2026-11-25..2026-11-28"]
    assert await away(office, "kit") == ["2026-11-27..2026-11-28"]


# -- the form -----------------------------------------------------------------------------


async def test_alone_it_asks_from_when_to_when(office: Office, ann: Someone) -> None:
    await ann.types("away")
    assert ann.dialog is not None
    assert ann.dialog.values == {"first": ["today"], "last": [""]}
    await ann.fills(last="sunday")
    await ann.sees(TO_SUNDAY)


async def test_without_a_last_day_it_lasts_until_they_are_back(
    office: Office, ann: Someone
) -> None:
    await ann.types("away")
    await ann.fills(first="friday")
    await ann.sees("You are away from Fri 27 Nov until you say that you are back.")
    await ann.types("me")
    shown = await ann.sees("Time zone")
    assert shown.says("Away", "from Fri 27 Nov until you say that you are back")


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        ("soon", "later", {"first": "“soon” as a day", "last": "“later” as a day"}),
        ("2026-12-20", "2026-12-19", {"last": "before the first day, Sunday 20 Dec"}),
        ("2026-11-01", "2026-11-02", {"last": "over already"}),
    ],
)
async def test_what_is_wrong_stands_at_its_field(
    office: Office, ann: Someone, first: str, last: str, wrong: dict[str, str]
) -> None:
    await ann.types("away")
    await ann.fills(first=first, last=last)
    assert ann.dialog is not None
    assert ann.dialog.values == {"first": [first], "last": [last]}
    assert ann.dialog.faults.keys() == wrong.keys()
    for name, sentence in wrong.items():
        assert sentence in ann.dialog.faults[name]
    await ann.fills(first="tomorrow", last="tomorrow")
    assert await away(office) == ["2026-11-27..2026-11-27"]


async def test_a_first_day_that_has_come_is_not_next_years(office: Office, ann: Someone) -> None:
    await ann.types("away")
    await ann.fills(first="20 nov", last="2 dec")
    await ann.sees("You are away from Fri 20 Nov to Wed 2 Dec.")
    assert await away(office) == ["2026-11-20..2026-12-02"]


async def test_a_last_day_that_has_passed_is_asked_again(office: Office, ann: Someone) -> None:
    asked = "Do you mean from 2 Dec 2026 to 20 Nov 2027? Then write the years too."
    await ann.types("away 2 dec to 20 nov")
    await ann.sees(asked)
    await ann.types("away")
    await ann.fills(first="2 dec", last="20 nov")
    assert ann.dialog is not None
    assert ann.dialog.faults == {"last": asked}
    assert await away(office) == []


async def test_change_is_instead_of_what_was_said(office: Office, ann: Someone) -> None:
    await ann.types("away 20 dec to 2 jan")
    await ann.types("away until monday")
    await ann.clicks("Change")
    assert ann.dialog is not None
    assert ann.dialog.values == {"first": ["26 Nov 2026"], "last": ["29 Nov 2026"]}
    await ann.fills(last="27 nov")
    await ann.sees("You are away from Thu 26 Nov to Fri 27 Nov.")
    assert await away(office) == ["2026-11-26..2026-11-27", "2026-12-20..2027-01-02"]
    # The button of what was is as good as new.
    await ann.clicks("Change", on="20 Dec")
    await ann.fills(first="20 dec", last="24 dec")
    assert await away(office) == ["2026-11-26..2026-11-27", "2026-12-20..2026-12-24"]


# -- several ------------------------------------------------------------------------------


async def test_what_overlaps_or_touches_is_one(office: Office, ann: Someone) -> None:
    for words in ("20 dec to 22 dec", "until monday", "23 dec", "21 dec to 28 dec", "29 dec"):
        await ann.types(f"away {words}")
    await ann.sees("You are away from Sun 20 Dec to Tue 29 Dec.")
    assert await away(office) == ["2026-11-26..2026-11-29", "2026-12-20..2026-12-29"]


async def test_an_open_end_gives_way_to_a_known_one(office: Office, ann: Someone) -> None:
    await ann.types("away until I'm back")
    await ann.types("away until monday")
    await ann.sees(TO_SUNDAY)


async def test_an_open_end_of_a_later_leave_stays_open(office: Office, ann: Someone) -> None:
    await ann.types("away from 1 dec until I'm back")
    await ann.types("away until 1 dec")
    await ann.sees("You are away from Thu 26 Nov until you say that you are back.")
    assert await away(office) == ["2026-11-26..9999-12-31"]


async def test_what_is_long_over_is_forgotten(
    office: Office, ann: Someone, clock: StillClock
) -> None:
    await ann.types("away tomorrow")
    clock.set(datetime(2026, 12, 4, 10, tzinfo=UTC))
    await ann.types("away 20 dec")
    assert await away(office) == ["2026-11-27..2026-11-27", "2026-12-20..2026-12-20"]
    await ann.types("me")
    shown = await ann.sees("Time zone")
    assert shown.says("on Sun 20 Dec")
    assert not shown.says("27 Nov")
    clock.set(datetime(2026, 12, 5, 10, tzinfo=UTC))
    await ann.types("away 22 dec")
    assert await away(office) == ["2026-12-20..2026-12-20", "2026-12-22..2026-12-22"]


# -- back ---------------------------------------------------------------------------------


async def test_back_ends_it_with_yesterday(office: Office, ann: Someone, clock: StillClock) -> None:
    await ann.types("away until monday")
    clock.set(datetime(2026, 11, 28, 10, tzinfo=UTC))
    await ann.types("back")
    await ann.sees("You are back. I ask you again at your working times.")
    assert await away(office) == ["2026-11-26..2026-11-27"]
    await ann.types("back")
    await ann.sees("You are not away.", "away until monday")


async def test_back_on_the_first_day_leaves_nothing_of_it(office: Office, ann: Someone) -> None:
    await ann.types("away until monday")
    await ann.clicks("I am back")
    await ann.sees("You are back.")
    assert await away(office) == []


async def test_back_before_it_began_offers_to_remove_it(office: Office, ann: Someone) -> None:
    await ann.types("away 20 dec to 2 jan")
    assert (await ann.sees("away from Sun 20 Dec")).buttons == ("Remove", "Change")
    await ann.types("back")
    told = await ann.sees("You are not away now.", "You will be away from Sun 20 Dec to Sat 2 Jan")
    assert told.buttons == ("Remove", "Change")
    assert await away(office) == ["2026-12-20..2027-01-02"]
    await ann.clicks("Remove", on="You are not away now.")
    await ann.sees("You are not away from Sun 20 Dec to Sat 2 Jan 2027 after all.")
    assert await away(office) == []
    # The first message still has its button.
    await ann.clicks("Remove")
    await ann.sees("That absence is over, or you changed it since.")


async def test_who_is_back_hears_of_what_is_to_come(office: Office, ann: Someone) -> None:
    await ann.types("away 20 dec to 2 jan")
    await ann.types("away until monday")
    await ann.types("back")
    await ann.sees("You are back.", "You will be away from Sun 20 Dec to Sat 2 Jan 2027.")


async def test_remove_after_it_began_is_back(
    office: Office, ann: Someone, clock: StillClock
) -> None:
    await ann.types("away tomorrow for 3 days")
    clock.set(datetime(2026, 11, 28, 10, tzinfo=UTC))
    await ann.clicks("Remove")
    await ann.sees("You are back.")
    assert await away(office) == ["2026-11-27..2026-11-27"]


async def test_settings_lead_there_and_back(office: Office, ann: Someone) -> None:
    await ann.types("me")
    assert (await ann.sees("Time zone")).buttons == ("Change", "I am away")
    await ann.clicks("I am away")
    await ann.fills(last="sunday")
    await ann.types("me")
    shown = await ann.sees("Away", "from Thu 26 Nov to Sun 29 Nov")
    assert shown.buttons == ("Change", "I am back")


# -- what others hear ---------------------------------------------------------------------

heard: list[AwayChanged] = []


async def _hear(_: Change, fact: AwayChanged) -> None:
    heard.append(fact)


@pytest.fixture
async def listening(url: str, clock: StillClock) -> AsyncIterator[Office]:
    heard.clear()
    spy = Manifest("spy", hears=((AwayChanged, _hear),))
    async with open_office(url, clock, manifests=(*FEATURES, spy)) as office:
        yield office


async def test_others_hear_what_changed_and_nothing_else(listening: Office) -> None:
    ann = listening.hires("ann")
    await ann.types("away until monday")
    person = await listening.person("ann")
    assert heard == [AwayChanged(person.id, ())]
    # The same again, what is not one, and the settings.
    await ann.types("away until monday")
    await ann.types("away until yesterday")
    await ann.types("me brisbane")
    assert len(heard) == 1
    await ann.types("back")
    assert heard[1:] == [AwayChanged(person.id, person.away)]
    await ann.types("back")
    assert len(heard) == 2


async def test_nothing_that_can_wait_comes_while_they_are_away(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team["ben"].types("away from friday to monday")
    await team.at("Tue", "12:00", week=1)
    assert await team.prompts("ben") == ["Tue 09:30"]
    assert await team.prompts("ann") == ["Fri 09:30", "Mon 09:30", "Tue 09:30"]


async def test_nothing_that_can_wait_comes_on_their_public_holidays(
    office: Office, clock: StillClock
) -> None:
    """Christmas is a Friday, and the Monday after it Boxing Day's substitute."""
    clock.set(datetime(2026, 12, 24, 12, tzinfo=UTC))
    team = await research(office, ben=LONDON)
    await team["ben"].types("me")
    await team["ben"].clicks("Change", on="Working days")
    await team["ben"].fills(holidays="england")
    await team.at("Tue", "12:00", week=5)
    assert await team.prompts("ben") == ["Tue 09:30"]
    assert await team.prompts("ann") == ["Fri 09:30", "Mon 09:30", "Tue 09:30"]
