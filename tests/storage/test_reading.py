"""SQLite's reads: short ones are done at once, and nobody on the loop waits for long ones."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.people import Person
from storage.store import Store, open_store
from tests.storage.conftest import Clock

W = WorkspaceId("w1")
MANY = 30_000


@pytest.fixture
async def store(sqlite_url: str, clock: Clock) -> AsyncIterator[Store]:
    store = await open_store(sqlite_url, clock)
    unit = store.unit(W)
    for number in range(MANY):
        unit.add(Person(W, PersonId(f"p{number:06}"), f"Ann {number}"))
    await unit.commit()
    yield store
    await store.close()


class Turns:
    """How often somebody else on the loop had their turn."""

    def __init__(self) -> None:
        self.count = 0

    async def take(self) -> None:
        while True:
            self.count += 1
            await asyncio.sleep(0)


@asynccontextmanager
async def turns() -> AsyncIterator[Turns]:
    taken = Turns()
    taking = asyncio.create_task(taken.take())
    await asyncio.sleep(0)
    taken.count = 0
    yield taken
    taking.cancel()


async def test_others_have_their_turns_during_a_long_read(store: Store) -> None:
    async with turns() as taken:
        # No index knows names: all rows are looked at.
        (found,) = await store.unit(W).find(Person, name=f"Ann {MANY - 1}")
    assert found.id == f"p{MANY - 1:06}"
    assert taken.count > 3


async def test_others_have_their_turns_between_many_short_reads(store: Store) -> None:
    async with turns() as taken:
        for number in range(1_000):
            assert await store.unit(W).get(Person, f"p{number:06}")
    assert taken.count > 3


async def test_no_thread_is_begun_for_short_ones(sqlite_url: str, clock: Clock) -> None:
    store = await open_store(sqlite_url, clock)
    unit = store.unit(W)
    unit.add(Person(W, PersonId("p1"), "Ann"))
    await unit.commit()
    assert await store.unit(W).get(Person, "p1")
    assert await store.unit(W).find(Person, name="Ann")
    readers = [t.name for t in threading.enumerate() if t.name.startswith("sqlite-reader")]
    await store.close()
    assert readers == []


async def test_what_was_just_kept_is_read(store: Store) -> None:
    for number in range(50):
        unit = store.unit(W)
        unit.add(Person(W, PersonId(f"new{number}"), "Ben"))
        await unit.commit()
        assert await store.unit(W).get(Person, f"new{number}")
