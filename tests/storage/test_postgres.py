"""What is PostgreSQL's alone: processes that hear of each other, and connections that are lost."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.domain.ids import PersonId, TimerId, WorkspaceId
from bot.domain.letters import Letter, to_person
from bot.domain.people import Person
from bot.domain.timers import Timer
from bot.ports.store import Conflict, StoreUnavailable
from storage.store import Store, migrate, open_store
from tests.postgres import PostgresServer, execute
from tests.storage.conftest import NOON, Clock

W = WorkspaceId("w1")

KILL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE application_name = 'unstuck' AND pid <> pg_backend_pid()"
)


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def test_processes_hear_what_the_others_promise(workers: list[Store]) -> None:
    told: list[datetime] = []
    workers[1].on_change = told.append
    await workers[1].listen()
    unit = workers[0].unit(W)
    unit.schedule(Timer(W, TimerId("t1"), "kind", "key", NOON + timedelta(minutes=1)))
    await unit.commit()
    await until(lambda: told == [NOON + timedelta(minutes=1)])
    unit.post(Letter(W, to_person(PersonId("p1")), "kind", "key"))
    await unit.commit()
    await until(lambda: len(told) == 2)
    assert told[1] <= NOON
    unit.add(Person(W, PersonId("p1"), "Ann"))
    await unit.commit()
    await asyncio.sleep(0.1)
    assert len(told) == 2


async def test_lost_connections_are_made_again(workers: list[Store], postgres_url: str) -> None:
    told: list[datetime] = []
    workers[1].on_change = told.append
    await workers[1].listen()
    await execute(postgres_url, KILL)
    await until(lambda: len(told) == 1)
    assert told[0] <= NOON  # Something may have been missed.
    unit = workers[0].unit(W)
    unit.schedule(Timer(W, TimerId("t1"), "kind", "key", NOON))
    for _ in range(20):
        try:
            await unit.commit()
        except StoreUnavailable:
            await asyncio.sleep(0.05)
        else:
            break
    await until(lambda: len(told) == 2)
    assert await workers[2].timers.next_due() == NOON


async def test_a_connection_lost_in_a_batch_hands_the_timers_back(
    workers: list[Store], postgres_url: str
) -> None:
    unit = workers[0].unit(W)
    unit.schedule(Timer(W, TimerId("t1"), "kind", "key", NOON))
    await unit.commit()

    async def lose() -> None:
        async with workers[0].timers.take(NOON, 10) as due:
            assert due
            due.unit.finish(due.timers[0], "done", NOON)
            await execute(postgres_url, KILL)
            await due.unit.commit()

    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        await lose()
    for _ in range(20):
        try:
            async with workers[0].timers.take(NOON, 10) as due:
                assert due
                break
        except StoreUnavailable:
            await asyncio.sleep(0.05)
    else:
        pytest.fail("the pool did not recover")


async def test_two_units_that_wait_for_each_other_do_not_wait_for_ever(
    workers: list[Store],
) -> None:
    people = [Person(W, PersonId(f"p{number}"), "Ann") for number in (1, 2)]
    unit = workers[0].unit(W)
    for person in people:
        unit.add(person)
    timers = [Timer(W, TimerId(f"t{n}"), f"kind{n}", f"key{n}", NOON) for n in (1, 2)]
    for timer in timers:
        unit.schedule(timer)
    await unit.commit()

    async def cross(store: Store, other: Timer) -> None:
        async with store.timers.take(NOON, 1) as due:
            assert due
            await asyncio.sleep(0.1)
            due.unit.cancel(W, other.key, "crossed")
            due.unit.finish(due.timers[0], "done", NOON)
            await due.unit.commit()

    first = asyncio.create_task(cross(workers[0], timers[1]))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(cross(workers[1], timers[0]))
    outcomes = await asyncio.gather(first, second, return_exceptions=True)
    assert [type(one) for one in outcomes].count(Conflict) == 1


async def test_an_abandoned_unit_leaves_the_connection_clean(
    postgres_url: str, clock: Clock
) -> None:
    store = await open_store(postgres_url, clock)
    unit = store.unit(W)
    unit.add(Person(W, PersonId("p1"), "Ann"))
    unit.post(Letter(W, to_person(PersonId("p1")), "kind", "key"))
    for delay in (0.0, 0.0005, 0.001, 0.002):
        commit = asyncio.create_task(unit.commit())
        await asyncio.sleep(delay)
        commit.cancel()
        await asyncio.gather(commit, return_exceptions=True)
    assert len(await store.unit(W).find(Person)) <= 1
    other = store.unit(W)
    other.add(Person(W, PersonId("p2"), "Ben"))
    await other.commit()
    assert await store.unit(W).get(Person, "p2")
    await store.close()


async def test_a_host_that_does_not_answer_is_named(clock: Clock) -> None:
    url = "postgresql://unstuck:sesame@127.0.0.1:1/unstuck"
    for refused in (open_store(url, clock), migrate(url)):
        with pytest.raises(StoreUnavailable, match="cannot be reached") as caught:
            await refused
        assert "sesame" not in str(caught.value)


async def test_a_database_that_does_not_exist_is_named(postgres_url: str, clock: Clock) -> None:
    absent = postgres_url.replace("/test_", "/absent_")
    for refused in (open_store(absent, clock), migrate(absent)):
        with pytest.raises(StoreUnavailable, match="createdb"):
            await refused


async def test_a_user_without_rights_is_named(postgres: PostgresServer, clock: Clock) -> None:
    url = await postgres.empty()
    await execute(url, "CREATE ROLE guest LOGIN")
    as_guest = url.replace("//postgres:", "//guest:")
    with pytest.raises(StoreUnavailable, match="may not make or use the tables"):
        await migrate(as_guest)
    await migrate(url)
    with pytest.raises(StoreUnavailable, match="may not make or use the tables"):
        await open_store(as_guest, clock)
