"""The alarm, on the real scheduler and in real time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from adapters.system.alarm import SWEEP_SECONDS, SchedulerAlarm

SOON = timedelta(milliseconds=40)


class Shifted:
    """A clock apart from real time, as the playground's."""

    def __init__(self, by: timedelta = timedelta()) -> None:
        self.by = by

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


class Rings:
    """Counts and notes when it was rung."""

    def __init__(self) -> None:
        self.at: list[datetime] = []
        self._rung = asyncio.Event()

    def __call__(self) -> None:
        self.at.append(datetime.now(UTC))
        self._rung.set()

    async def next(self, within_seconds: float = 5) -> datetime:
        async with asyncio.timeout(within_seconds):
            await self._rung.wait()
        self._rung.clear()
        return self.at[-1]


@pytest.fixture
def sweep_seconds() -> float:
    return SWEEP_SECONDS


@pytest.fixture
async def start(
    sweep_seconds: float,
) -> AsyncIterator[Callable[[Shifted], tuple[SchedulerAlarm, Rings]]]:
    started: list[SchedulerAlarm] = []

    def begin(clock: Shifted) -> tuple[SchedulerAlarm, Rings]:
        alarm, rings = SchedulerAlarm(clock, sweep_seconds), Rings()
        alarm.start(rings)
        started.append(alarm)
        return alarm, rings

    yield begin
    for alarm in started:
        alarm.stop()
    await asyncio.sleep(0)


Start = Callable[[Shifted], tuple[SchedulerAlarm, Rings]]


async def test_rings_at_the_time_set(start: Start) -> None:
    clock = Shifted()
    alarm, rings = start(clock)
    due = clock.now() + SOON
    alarm.set(due)
    assert timedelta() <= await rings.next() - due < timedelta(seconds=1)


async def test_rings_at_once_when_it_has_passed(start: Start) -> None:
    clock = Shifted()
    alarm, rings = start(clock)
    alarm.set(clock.now() - timedelta(days=400))
    await rings.next(within_seconds=2)


@pytest.mark.parametrize("shift", [timedelta(days=30), timedelta(days=-30)])
async def test_a_clock_apart_from_real_time(start: Start, shift: timedelta) -> None:
    clock = Shifted(shift)
    alarm, rings = start(clock)
    due = clock.now() + SOON
    alarm.set(due)
    assert timedelta() <= await rings.next() + shift - due < timedelta(seconds=1)


async def test_the_last_time_set_counts(start: Start) -> None:
    clock = Shifted()
    alarm, rings = start(clock)
    alarm.set(clock.now() + SOON)
    alarm.set(clock.now() + timedelta(hours=1))
    await asyncio.sleep(4 * SOON.total_seconds())
    assert rings.at == []
    alarm.set(clock.now() + SOON)
    await rings.next()
    await asyncio.sleep(4 * SOON.total_seconds())
    assert len(rings.at) == 1


async def test_none_takes_it_back(start: Start) -> None:
    clock = Shifted()
    alarm, rings = start(clock)
    alarm.set(None)
    alarm.set(clock.now() + SOON)
    alarm.set(None)
    await asyncio.sleep(4 * SOON.total_seconds())
    assert rings.at == []


async def test_rings_again_after_it_rang(start: Start) -> None:
    clock = Shifted()
    alarm, rings = start(clock)
    for _ in range(3):
        alarm.set(clock.now() + SOON)
        await rings.next()
    assert len(rings.at) == 3


async def test_the_same_time_set_again_rings_once(start: Start) -> None:
    clock = Shifted()
    alarm, rings = start(clock)
    due = clock.now() + SOON
    for _ in range(20):
        alarm.set(due)
    await rings.next()
    await asyncio.sleep(4 * SOON.total_seconds())
    assert len(rings.at) == 1


async def test_a_time_that_stays_due_rings_whenever_it_is_set(start: Start) -> None:
    clock = Shifted()
    alarm, rings = start(clock)
    due = clock.now() - SOON
    for _ in range(3):
        alarm.set(due)
        await rings.next()


async def test_set_again_and_again_while_it_rings_it_skips_none(
    start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Shifted()
    alarm, rings = start(clock)
    for seconds in range(50):
        alarm.set(clock.now() - timedelta(seconds=seconds))
        await asyncio.sleep(0)
    await rings.next()
    assert caplog.records == []


async def test_the_clock_that_is_moved_moves_the_ring(start: Start) -> None:
    clock = Shifted()
    alarm, rings = start(clock)
    due = clock.now() + timedelta(hours=1)
    alarm.set(due)
    clock.by += timedelta(hours=1)
    alarm.set(due)
    await rings.next(within_seconds=2)


@pytest.mark.parametrize("sweep_seconds", [0.02], ids=["often"])
async def test_the_sweep_rings_without_any_time_set(start: Start) -> None:
    _, rings = start(Shifted())
    for _ in range(3):
        await rings.next()


async def test_stopped_it_is_silent_and_takes_no_time(start: Start) -> None:
    clock = Shifted()
    alarm, rings = start(clock)
    alarm.set(clock.now() + SOON)
    alarm.stop()
    alarm.stop()
    alarm.set(clock.now())
    alarm.set(None)
    await asyncio.sleep(4 * SOON.total_seconds())
    assert rings.at == []
