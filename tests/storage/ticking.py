"""What tests say about timers."""

from datetime import datetime, timedelta

from bot.domain.ids import TimerId, WorkspaceId
from bot.domain.timers import Timer
from storage.store import Store
from tests.storage.conftest import NOON

W = WorkspaceId("w1")
MINUTE = timedelta(minutes=1)


def timer(name: str, due_at: datetime = NOON, kind: str = "asks.remind") -> Timer:
    return Timer(W, TimerId(f"id-{name}"), kind, name, due_at, ("a1", "p1"))


async def schedule(store: Store, *timers: Timer) -> None:
    for one in timers:
        unit = store.unit(one.workspace)
        unit.schedule(one)
        await unit.commit()


async def cancel(store: Store, key: str) -> None:
    unit = store.unit(W)
    unit.cancel(W, key, "answered")
    await unit.commit()


async def keys_due(store: Store, now: datetime = NOON, most: int = 100) -> list[str]:
    """What a worker would be given; it hands it back."""
    async with store.timers.take(now, most) as due:
        return [one.key for one in due.timers] if due else []


async def finish_all(store: Store, now: datetime = NOON, outcome: str = "done") -> list[str]:
    async with store.timers.take(now, 100) as due:
        if due is None:
            return []
        for one in due.timers:
            due.unit.finish(one, outcome, now)
        await due.unit.commit()
        return [one.key for one in due.timers]


async def every(store: Store) -> dict[str, Timer]:
    return {one.key: one for one in await store.unit(W).find(Timer)}
