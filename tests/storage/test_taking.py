"""Timers: taken by one worker, ended with what they did or not at all."""

import asyncio
from dataclasses import replace
from datetime import datetime
from itertools import chain

import pytest

from bot.domain.ids import PersonId, TimerId, WorkspaceId
from bot.domain.people import Person
from bot.ports.store import Conflict
from storage.store import Store
from tests.storage.conftest import NOON
from tests.storage.ticking import MINUTE, W, every, finish_all, keys_due, schedule, timer

# --- taking -------------------------------------------------------------------------------------


async def test_a_batch_is_of_one_kind_the_earliest_first(store: Store) -> None:
    await schedule(
        store,
        timer("late", NOON - MINUTE),
        timer("first", NOON - 3 * MINUTE),
        timer("other", NOON - 2 * MINUTE, kind="checkins.prompt"),
    )
    assert await keys_due(store) == ["first", "late"]
    assert await keys_due(store, most=1) == ["first"]
    assert await finish_all(store) == ["first", "late"]
    assert await finish_all(store) == ["other"]


async def test_a_batch_keeps_its_rows_and_its_ends_together(store: Store) -> None:
    await schedule(store, timer("a"), timer("b"))
    async with store.timers.take(NOON, 10) as due:
        assert due
        a, b = due.timers
        due.unit.add(Person(W, PersonId("p1"), "Ann"))
        due.unit.finish(a, "late", NOON)
        due.unit.keep(b, NOON + MINUTE, cursor="p7", attempts=2)
        await due.unit.commit()
    rows = await every(store)
    assert (rows["a"].done_at, rows["a"].outcome) == (NOON, "late")
    assert (rows["b"].due_at, rows["b"].cursor, rows["b"].attempts) == (NOON + MINUTE, "p7", 2)
    assert await store.unit(W).get(Person, "p1")
    assert await store.timers.next_due() == NOON + MINUTE


async def test_what_one_holds_no_other_takes(store: Store) -> None:
    await schedule(store, timer("a", NOON - MINUTE), replace(timer("b"), about=("a2", "p1")))
    async with store.timers.take(NOON, 1) as due, store.timers.take(NOON, 10) as rest:
        assert due
        assert rest
        assert [t.key for t in due.timers] == ["a"]
        assert [t.key for t in rest.timers] == ["b"]
    assert await keys_due(store) == ["a", "b"]


async def test_what_is_about_one_thing_is_one_workers(store: Store) -> None:
    monday, tuesday = (replace(timer(day), about=("daily", day)) for day in ("mon", "tue"))
    await schedule(store, monday, tuesday)
    async with store.timers.take(NOON, 1) as due, store.timers.take(NOON, 10) as rest:
        assert due
        assert rest is None


async def test_of_finish_and_keep_the_last_counts(store: Store) -> None:
    await schedule(store, timer("a"), timer("b"))
    async with store.timers.take(NOON, 10) as due:
        assert due
        a, b = due.timers
        due.unit.finish(a, "done", NOON)
        due.unit.keep(a, NOON + MINUTE)
        due.unit.keep(b, NOON + MINUTE)
        due.unit.finish(b, "done", NOON)
        await due.unit.commit()
    assert await keys_due(store, NOON + MINUTE) == ["a"]


async def test_a_batch_that_is_dropped_is_handed_back(store: Store) -> None:
    await schedule(store, timer("a"))

    async def fail() -> None:
        async with store.timers.take(NOON, 10) as due:
            assert due
            due.unit.finish(due.timers[0], "done", NOON)
            raise RuntimeError("the handler fails")

    with pytest.raises(RuntimeError):
        await fail()
    assert await keys_due(store) == ["a"]


async def test_a_batch_with_a_conflict_is_handed_back_whole(store: Store) -> None:
    await schedule(store, timer("a"))
    async with store.timers.take(NOON, 10) as due:
        assert due
        due.unit.finish(due.timers[0], "done", NOON)
        due.unit.save(Person(W, PersonId("nobody"), "Nobody"))
        with pytest.raises(Conflict):
            await due.unit.commit()
    assert await keys_due(store) == ["a"]


async def test_a_batch_sees_the_workspaces_of_its_timers_and_no_other(store: Store) -> None:
    workspaces = [WorkspaceId(f"w{number}") for number in (1, 2, 3)]
    for workspace in workspaces:
        unit = store.unit(workspace)
        unit.add(Person(workspace, PersonId(f"p-{workspace}"), "Ann"))
        if workspace != "w3":
            unit.schedule(replace(timer("a"), workspace=workspace, id=TimerId(workspace)))
        await unit.commit()
    async with store.timers.take(NOON, 10) as due:
        assert due
        assert [p.workspace for p in await due.unit.find(Person)] == workspaces[:2]
        assert await due.unit.get(Person, "p-w2")
        assert await due.unit.get(Person, "w2", "p-w2")
        assert await due.unit.get(Person, "p-w3") is None
        with pytest.raises(ValueError, match="workspace"):
            due.unit.add(Person(workspaces[2], PersonId("p9"), "Ben"))


# --- several workers ----------------------------------------------------------------------------


async def test_two_workers_never_hold_one_timer(workers: list[Store]) -> None:
    await schedule(workers[0], *(timer(f"k{number:03}") for number in range(20)))
    async with (
        workers[0].timers.take(NOON, 8) as first,
        workers[1].timers.take(NOON, 8) as second,
        workers[2].timers.take(NOON, 8) as third,
    ):
        batches = [[one.key for one in due.timers] if due else [] for due in (first, second, third)]
    assert [len(batch) for batch in batches] == [8, 8, 4]
    assert len(set(chain.from_iterable(batches))) == 20


async def test_a_worker_turns_to_another_kind_while_one_is_held(workers: list[Store]) -> None:
    await schedule(workers[0], timer("a", NOON - MINUTE), timer("b", kind="checkins.prompt"))
    async with workers[0].timers.take(NOON, 8), workers[1].timers.take(NOON, 8) as second:
        assert second
        assert second.kind == "checkins.prompt"
        async with workers[2].timers.take(NOON, 8) as third:
            assert third is None


async def test_many_workers_end_every_timer_once(workers: list[Store]) -> None:
    """Each leaves a row whose key would clash if a timer were handled twice."""
    count = 300
    unit = workers[0].unit(W)
    for number in range(count):
        unit.schedule(timer(f"k{number:03}", NOON - number * MINUTE / 100))
    await unit.commit()

    async def work(store: Store) -> int:
        handled = 0
        while True:
            async with store.timers.take(NOON, 7) as due:
                if due is None:
                    return handled
                for one in due.timers:
                    due.unit.add(Person(W, PersonId(one.id), one.key))
                    due.unit.finish(one, "done", NOON)
                await due.unit.commit()
                handled += len(due.timers)

    handled = await asyncio.gather(*(work(store) for store in workers for _ in range(2)))
    assert sum(handled) == count
    assert len(await workers[0].unit(W).find(Person)) == count


async def test_takes_of_one_process_do_not_share_timers_either(store: Store) -> None:
    await schedule(store, *(timer(f"k{number}") for number in range(6)))

    async def work() -> list[str]:
        return await finish_all(store)

    handled = await asyncio.gather(*(work() for _ in range(4)))
    assert sorted(chain.from_iterable(handled)) == [f"k{number}" for number in range(6)]


async def test_a_timer_that_moved_meanwhile_is_not_ended(store: Store) -> None:
    """On PostgreSQL the mover waits for the batch; on SQLite the batch gives way."""
    await schedule(store, timer("a"))
    async with store.timers.take(NOON, 10) as due:
        assert due
        moving = asyncio.create_task(schedule(store, timer("a", NOON + MINUTE)))
        await asyncio.sleep(0.05)
        due.unit.finish(due.timers[0], "done", NOON)
        try:
            await due.unit.commit()
        except Conflict:
            assert await keys_due_of_a_mover(store, moving) == NOON + MINUTE
            return
    await moving
    assert await store.timers.next_due() is None


async def keys_due_of_a_mover(store: Store, moving: asyncio.Task[None]) -> datetime | None:
    await moving
    return await store.timers.next_due()
