"""What can wait waits for whoever is away, however long, and no longer than they are."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from adapters.cli.compose import FEATURES
from bot.domain.letters import Letter, to_person
from bot.domain.people import Person
from bot.engine.intents import Command
from bot.engine.manifest import LetterKind, Manifest, Wait, Written
from bot.messages.parts import message, say
from bot.ports.store import Reader
from tests.clocks import StillClock
from tests.features.research import LONDON, instant, research
from tests.offices import Office, open_office

HELLO = "Hello"

Meanwhile = list[Callable[[], Awaitable[object]]]
"""What happens while a letter is written."""


@pytest.fixture
def meanwhile() -> Meanwhile:
    return []


@pytest.fixture
async def greeting(url: str, clock: StillClock, meanwhile: Meanwhile) -> AsyncIterator[Office]:
    """An office in which one can be greeted, on Monday at 10:00."""

    async def hello(reader: Reader, _: Letter, now: datetime) -> Written:
        until = (await reader.find(Person))[0].waits_until(now)
        while meanwhile:
            await meanwhile.pop()()
        return Wait(until) if until else message(say(HELLO))

    clock.set(instant("Mon", "10:00"))
    greets = Manifest("greets", letters={"greets.hello": LetterKind(hello)})
    async with open_office(url, clock, manifests=(*FEATURES, greets)) as office:
        yield office


async def greets(office: Office) -> None:
    to = to_person((await office.person("ann")).id)
    unit = office.store.unit(office.workspace)
    unit.post(Letter(office.workspace, to, "greets.hello", "greets.hello"))
    await unit.commit()
    await office.settle()


@pytest.mark.parametrize("words", ["until I'm back", "for 60 weeks"])
async def test_who_is_away_for_good_gets_nothing_that_can_wait(
    greeting: Office, words: str
) -> None:
    ann = greeting.hires("ann", LONDON)
    await ann.types(f"away {words}")
    await greets(greeting)
    await greeting.travel(greeting.now() + timedelta(days=30))
    assert await ann.counts(HELLO) == 0


async def test_who_is_back_early_gets_what_waited(greeting: Office) -> None:
    ann = greeting.hires("ann", LONDON)
    await ann.types("away for 20 days")
    await greets(greeting)
    await greeting.travel(instant("Thu", "11:00"))
    assert await ann.counts(HELLO) == 0
    await ann.types("back")
    assert await ann.counts(HELLO) == 1


async def test_other_hours_free_what_waited(greeting: Office) -> None:
    greeting.clock.set(instant("Mon", "20:00"))
    ann = greeting.hires("ann", LONDON)
    await ann.types("me")
    await greets(greeting)
    assert await ann.counts(HELLO) == 0
    await ann.clicks("Change")
    await ann.fills(ends="21:00")
    assert await ann.counts(HELLO) == 1


async def test_still_at_night_it_waits_for_the_morning(greeting: Office) -> None:
    ann = greeting.hires("ann", LONDON)
    await ann.types("away until I'm back")
    await greets(greeting)
    await greeting.travel(instant("Tue", "22:00"))
    await ann.types("back")
    assert await ann.counts(HELLO) == 0
    await greeting.travel(instant("Wed", "09:00"))
    assert await ann.counts(HELLO) == 1


async def test_back_just_as_it_is_put_off_they_get_it(
    greeting: Office, meanwhile: Meanwhile
) -> None:
    ann = greeting.hires("ann", LONDON)
    await ann.types("away until I'm back")
    back = Command(greeting.origin("ann"), "back")
    meanwhile.append(lambda: greeting.handle(back))
    await greets(greeting)
    assert await ann.counts(HELLO) == 1


async def test_a_summary_waits_for_whoever_is_away_for_good(office: Office) -> None:
    team = await research(office, place="", ben=LONDON)
    await team.at("Mon", "09:31")
    await team["ben"].types("away until I'm back")
    await team["ann"].clicks("Check in")
    await team["ann"].fills(done="x", next="y")
    await team.at("Fri", "12:00")
    assert await team["ann"].counts("Daily, Mon 23 Nov\n") == 1
    assert await team["ben"].counts("Daily, Mon 23 Nov\n") == 0


async def test_who_is_invited_while_away_for_good_is_asked_once_they_are_back(
    office: Office,
) -> None:
    office.clock.set(instant("Mon", "10:00"))
    ben = office.hires("ben", LONDON)
    await ben.types("away until I'm back")
    ann = office.hires("ann", LONDON)
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben"], place="")
    told = await ann.sees("I will ask Ben when their next working day begins.")
    assert not told.says("I have asked")
    await office.settle()
    assert await ben.counts("Research") == 0
    await ben.types("back")
    await ben.sees("Research")
    assert "Join" in (await ben.sees("Research")).buttons
