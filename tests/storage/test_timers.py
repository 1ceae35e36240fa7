"""Timers: promised once, moved, cancelled, forgotten."""

from dataclasses import replace
from datetime import datetime

from bot.domain.ids import PersonId, TimerId, WorkspaceId
from bot.domain.people import Person
from bot.domain.timers import Timer
from storage.store import Store
from tests.storage.conftest import NOON
from tests.storage.ticking import MINUTE, W, cancel, every, finish_all, keys_due, schedule, timer

# --- promising ----------------------------------------------------------------------------------


async def test_nothing_is_due_in_an_empty_store(store: Store) -> None:
    assert await store.timers.next_due() is None
    async with store.timers.take(NOON, 10) as due:
        assert due is None


async def test_the_earliest_pending_timer_is_the_next(store: Store) -> None:
    await schedule(store, timer("b", NOON + 2 * MINUTE), timer("a", NOON + MINUTE))
    assert await store.timers.next_due() == NOON + MINUTE
    assert await keys_due(store) == []
    assert await keys_due(store, NOON + MINUTE) == ["a"]


async def test_scheduling_twice_is_one_timer_that_moves(store: Store) -> None:
    await schedule(store, timer("a"))
    moved = replace(timer("a", NOON + MINUTE), id=TimerId("another"), about=("a2",))
    await schedule(store, moved)
    assert await every(store) == {"a": replace(timer("a", NOON + MINUTE), about=("a2",), version=1)}


async def test_the_last_schedule_of_a_unit_counts(store: Store) -> None:
    unit = store.unit(W)
    for minutes in (1, 3, 2):
        unit.schedule(timer("a", NOON + minutes * MINUTE))
    await unit.commit()
    assert await store.timers.next_due() == NOON + 2 * MINUTE


async def test_what_is_done_stays_done(store: Store) -> None:
    await schedule(store, timer("a"))
    assert await finish_all(store) == ["a"]
    await schedule(store, timer("a", NOON + MINUTE))
    assert await store.timers.next_due() is None


async def test_a_cancelled_timer_says_why_and_does_not_fire(store: Store) -> None:
    await schedule(store, timer("a"), timer("b"))
    await cancel(store, "a")
    assert await keys_due(store) == ["b"]
    (ended,) = await store.unit(W).find(Timer, outcome="answered")
    assert ended.done_at == NOON


async def test_what_was_cancelled_can_be_promised_again(store: Store) -> None:
    await schedule(store, timer("a"))
    await cancel(store, "a")
    again = replace(timer("a", NOON + MINUTE), id=TimerId("again"))
    await schedule(store, again)
    assert await keys_due(store, NOON + MINUTE) == ["a"]


async def test_within_a_unit_the_last_word_counts(store: Store) -> None:
    await schedule(store, timer("a"), timer("b"))
    unit = store.unit(W)
    unit.cancel(W, "a", "moved")
    unit.schedule(replace(timer("a", NOON + MINUTE), id=TimerId("again")))
    unit.schedule(timer("b", NOON + MINUTE))
    unit.cancel(W, "b", "answered")
    unit.schedule(timer("c"))
    unit.cancel(W, "c", "answered")
    await unit.commit()
    assert await keys_due(store, NOON + MINUTE) == ["a"]


async def test_cancelling_what_is_done_or_never_was_changes_nothing(store: Store) -> None:
    await schedule(store, timer("a"))
    await finish_all(store)
    await cancel(store, "a")
    await cancel(store, "never")
    assert [one.outcome for one in (await every(store)).values()] == ["done"]


async def test_a_key_belongs_to_its_workspace(store: Store) -> None:
    other = replace(timer("a"), workspace=WorkspaceId("w2"), id=TimerId("other"))
    await schedule(store, timer("a"), other)
    await cancel(store, "a")
    async with store.timers.take(NOON, 10) as due:
        assert due
        assert list(due.timers) == [other]


# --- waking and forgetting ----------------------------------------------------------------------


async def test_a_commit_tells_when_something_may_be_due(store: Store) -> None:
    told: list[datetime] = []
    store.on_change = told.append
    await schedule(store, timer("a", NOON + 2 * MINUTE))
    unit = store.unit(W)
    unit.schedule(timer("b", NOON + MINUTE))
    unit.schedule(timer("c", NOON + 3 * MINUTE))
    await unit.commit()
    unit.add(Person(W, PersonId("p1"), "Ann"))
    await unit.commit()
    async with store.timers.take(NOON + MINUTE, 10) as due:
        assert due
        due.unit.keep(due.timers[0], NOON + 5 * MINUTE)
        await due.unit.commit()
    assert told == [NOON + 2 * MINUTE, NOON + MINUTE, NOON + 5 * MINUTE]


async def test_finished_timers_are_forgotten_and_pending_ones_never(store: Store) -> None:
    await schedule(store, timer("a", NOON - MINUTE))
    await finish_all(store, NOON - MINUTE)
    await schedule(store, timer("b"), timer("c", NOON - MINUTE))
    await finish_all(store, NOON)
    await schedule(store, timer("d", NOON - 9 * MINUTE))
    await store.forget_before(repeats=NOON, done=NOON, drafts=NOON)
    assert set(await every(store)) == {"b", "c", "d"}
