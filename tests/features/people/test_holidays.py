"""Public holidays: said in words, none before they are said, and kept as they are known."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from adapters.cli.compose import FEATURES
from bot.domain.facts import HoursChanged
from bot.domain.ids import PersonId
from bot.domain.people import Person
from bot.domain.timers import Timer
from bot.engine.intents import Search
from bot.engine.manifest import Manifest
from bot.engine.work import Change
from tests.clocks import StillClock
from tests.features.research import BRISBANE, LONDON
from tests.offices import Office, open_office
from tests.people import Someone

BERLIN = "Europe/Berlin"


async def says(someone: Someone, holidays: str) -> None:
    await someone.types("me")
    await someone.clicks("Change")
    await someone.fills(holidays=holidays)


async def shown(someone: Someone) -> str:
    await someone.types("me")
    _, _, line = (await someone.sees("Public holidays")).text.partition("Public holidays")
    return line.strip(" :\n").splitlines()[0]


async def test_none_are_known_before_they_are_said(office: Office) -> None:
    ann = office.hires("ann", BERLIN)
    assert await shown(ann) == "none said"
    person = await office.person("ann")
    assert (person.holidays, person.days_off) == (None, ())


async def test_ones_own_country_is_offered(office: Office) -> None:
    for who, zone, country in (("ann", BERLIN, "Germany"), ("uma", "UTC", ""), ("nia", None, "")):
        someone = office.hires(who, zone)
        await someone.types("me")
        await someone.clicks("Change")
        assert someone.dialog is not None
        assert someone.dialog.values["holidays"] == [country]


async def test_a_region_has_its_own(office: Office) -> None:
    ann = office.hires("ann", BERLIN)
    await says(ann, "bayern")
    await ann.sees("Saved.", "Germany, Bavaria")
    person = await office.person("ann")
    assert person.holidays == "DE-BY"
    # Christmas and, of Bavaria alone, Epiphany; for as long as is looked ahead, and no longer.
    assert {date(2026, 12, 25), date(2027, 1, 6), date(2027, 12, 25)} <= set(person.days_off)
    assert max(person.days_off) <= date(2028, 2, 3)
    assert list(person.days_off) == sorted(person.days_off)
    assert not person.works_on(date(2027, 1, 6))
    await ann.clicks("Change")
    assert ann.dialog is not None
    assert ann.dialog.values["holidays"] == ["Germany, Bavaria"]


@pytest.mark.parametrize("words", ["", "none", "No public holidays", "no", "None", "nobody", "-"])
async def test_none_can_be_said(office: Office, words: str) -> None:
    ann = office.hires("ann", BERLIN)
    await says(ann, "Germany")
    await says(ann, words)
    assert await shown(ann) == "none"
    person = await office.person("ann")
    assert (person.holidays, person.days_off) == ("", ())
    await ann.clicks("Change")
    assert ann.dialog is not None
    assert ann.dialog.values["holidays"] == [""]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("atlantis", "I do not know the public holidays of “atlantis”"),
        ("korea", "Which one do you mean? North Korea; South Korea."),
    ],
)
async def test_what_is_not_clear_is_asked_at_its_field(
    office: Office, words: str, said: str
) -> None:
    ann = office.hires("ann", BERLIN)
    await says(ann, words)
    assert ann.dialog is not None
    assert said in ann.dialog.faults["holidays"]
    assert ann.dialog.values["holidays"] == [words]
    await ann.fills(holidays="japan")
    assert (await office.person("ann")).holidays == "JP"


@pytest.mark.parametrize(
    ("zone", "code"), [("America/New_York", "US-GA"), ("Asia/Tbilisi", "GE"), (BERLIN, None)]
)
async def test_a_name_of_two_is_the_one_where_they_are(
    office: Office, zone: str, code: str | None
) -> None:
    ann = office.hires("ann", zone)
    await says(ann, "georgia")
    if code is None:
        assert ann.dialog is not None
        assert ann.dialog.faults["holidays"].startswith(
            "Which one do you mean? Georgia (type GE); United States, Georgia"
        )
        await ann.fills(holidays="GE")
    assert (await office.person("ann")).holidays == (code or "GE")


async def test_a_country_stays_that_though_a_region_near_has_its_name(office: Office) -> None:
    ann = office.hires("ann", "America/New_York")
    for words in ("GE", "Georgia"):
        await says(ann, words)
        assert (await office.person("ann")).holidays == "GE"


async def test_what_completes_them_can_be_sent(office: Office) -> None:
    ann = office.hires("ann", BERLIN)
    await ann.types("me")
    for words, code in (("bav", "DE-BY"), ("sao p", "BR-SP"), ("geor", "GE"), ("none", "")):
        query = Search(office.origin("ann"), "people.holidays", words)
        ((value, _), *_) = await office.dispatcher.search(query)
        await says(ann, value)
        assert (await office.person("ann")).holidays == code


heard: list[HoursChanged] = []


async def _hear(_: Change, fact: HoursChanged) -> None:
    heard.append(fact)


async def test_others_hear_that_their_days_changed(url: str, clock: StillClock) -> None:
    """Once, when they say so: neither the same again is news, nor what a refresh brings."""
    heard.clear()
    spy = Manifest("spy", hears=((HoursChanged, _hear),))
    async with open_office(url, clock, manifests=(*FEATURES, spy)) as office:
        ann = office.hires("ann", BERLIN)
        await says(ann, "Japan")
        clock.set(datetime(2026, 11, 29, 12, tzinfo=UTC))
        await says(ann, "japan")
        await office.travel(datetime(2027, 3, 2, tzinfo=UTC))
        assert heard == [HoursChanged((await office.person("ann")).id)]


# -- joining ------------------------------------------------------------------------------


async def test_who_joins_is_told_how_to_say_them(office: Office) -> None:
    ann, ben = office.hires("ann", LONDON), office.hires("ben", BRISBANE)
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben"], place="")
    assert await ann.counts("public holidays") == 0
    await office.travel(datetime(2026, 11, 24, 1, tzinfo=UTC))
    await ben.clicks("Join")
    told = await ben.sees("I do not know your public holidays.")
    assert "Set my public holidays" in told.buttons
    await ben.clicks("Set my public holidays")
    assert ben.dialog is not None
    assert ben.dialog.values["holidays"] == ["Australia"]
    await ben.fills()
    assert (await office.person("ben")).holidays == "AU"


async def test_who_starts_a_check_in_is_told_too(office: Office) -> None:
    ann, nia = office.hires("ann", LONDON), office.hires("nia", None)
    await ann.types("setup")
    await ann.fills(name="Research", people=["nia"], place="")
    await ann.clicks("Mon–Fri 09:30, daily")
    await ann.sees("I do not know your public holidays.")
    await ann.clicks("Set my public holidays")
    assert ann.dialog is not None
    assert ann.dialog.values["holidays"] == ["United Kingdom"]
    await ann.fills()
    await ann.types("setup")
    await ann.fills(name="Writing", people=["nia"], place="")
    await ann.clicks("Mon–Fri 09:30, daily")
    assert await ann.counts("I do not know your public holidays.") == 1
    # Who never said where they are is asked for that, by the form that has these too.
    await nia.types("setup")
    await nia.fills(name="Reading", people=["ann"], place="")
    await nia.clicks("Mon–Fri 09:30, daily")
    await nia.sees("where are you?")
    assert await nia.counts("public holidays") == 0


async def test_left_empty_on_joining_they_are_offered_of_the_zone_that_was_said(
    office: Office,
) -> None:
    ann, ben = office.hires("ann", LONDON), office.hires("ben", None)
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben"], place="")
    await office.travel(datetime(2026, 11, 24, 1, tzinfo=UTC))
    await ben.clicks("Join")
    await ben.fills(city="Brisbane")
    assert (await office.person("ben")).holidays is None
    await ben.sees("I do not know your public holidays.")
    await ben.clicks("Set my public holidays")
    assert ben.dialog is not None
    assert ben.dialog.values["holidays"] == ["Australia"]


async def test_who_says_them_with_their_zone_is_not_told(office: Office) -> None:
    ann, ben = office.hires("ann", LONDON), office.hires("ben", None)
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben"], place="")
    await office.travel(datetime(2026, 11, 24, 1, tzinfo=UTC))
    await ben.clicks("Join")
    assert ben.dialog is not None
    assert ben.dialog.values["holidays"] == [""]
    await ben.fills(city="Brisbane", holidays="queensland")
    await ben.sees("less public holidays in Australia, Queensland")
    assert await ben.counts("I do not know your public holidays") == 0


# -- keeping ------------------------------------------------------------------------------


async def refreshes(office: Office) -> list[Timer]:
    unit = office.store.unit(office.workspace)
    found = await unit.find(Timer, kind="people.holidays")
    return sorted(found, key=lambda timer: timer.due_at)


async def test_they_are_looked_up_again_each_month(office: Office) -> None:
    ann, ben = office.hires("ann", BERLIN), office.hires("ben", LONDON)
    assert await refreshes(office) == []
    for someone, words in ((ann, "Germany"), (ben, "england"), (ann, "Bavaria")):
        await says(someone, words)
    assert [t.due_at for t in await refreshes(office)] == [datetime(2026, 12, 1, tzinfo=UTC)]
    await office.travel(datetime(2027, 3, 2, tzinfo=UTC))
    for who in ("ann", "ben"):
        person = await office.person(who)
        assert date(2027, 1, 1) not in person.days_off
        assert date(2028, 4, 17) in person.days_off
    assert [t.due_at for t in await refreshes(office) if t.done_at is None] == [
        datetime(2027, 4, 1, tzinfo=UTC)
    ]


async def test_a_holiday_that_moved_is_right_without_a_word(office: Office) -> None:
    ann = office.hires("ann", BERLIN)
    await says(ann, "Germany")
    was = await office.person("ann")
    unit = office.store.unit(office.workspace)
    unit.save(replace(was, days_off=(date(2026, 12, 24),)))
    await unit.commit()
    seen = len(await ann.screen())
    await office.travel(datetime(2026, 12, 1, 12, tzinfo=UTC))
    now = await office.person("ann")
    assert date(2026, 12, 25) in now.days_off
    assert date(2026, 12, 24) not in now.days_off
    assert len(await ann.screen()) == seen


async def test_a_calendar_that_nobody_knows_any_more_stays_as_it_was(office: Office) -> None:
    ann, ben = office.hires("ann", BERLIN), office.hires("ben", LONDON)
    await says(ann, "Germany")
    await says(ben, "england")
    unit = office.store.unit(office.workspace)
    was = replace(await office.person("ann"), holidays="DE-XX", days_off=(date(2027, 5, 1),))
    unit.save(was)
    unit.save(replace(await office.person("ben"), days_off=()))
    await unit.commit()
    await office.travel(datetime(2026, 12, 1, 12, tzinfo=UTC))
    assert (await office.person("ann")).days_off == was.days_off
    assert max((await office.person("ben")).days_off) > date(2027, 12, 28)
    assert "DE-XX" in await shown(ann)


async def test_a_crowd_is_gone_through_in_parts(office: Office) -> None:
    """More than fit in one transaction, of two workspaces."""
    unit = office.store.unit(office.workspace)
    for number in range(2500):
        calendar = ("DE", "", None)[number % 3]
        unit.add(
            Person(office.workspace, PersonId(f"p-{number:04}"), "Di", BERLIN, holidays=calendar)
        )
    await unit.commit()
    await says(office.hires("ann", BERLIN), "Germany")
    await office.travel(datetime(2026, 12, 1, 12, tzinfo=UTC))
    people = await office.store.unit(office.workspace).find(Person)
    assert len(people) == 2501
    for person in people:
        assert bool(person.days_off) == (person.holidays == "DE")
