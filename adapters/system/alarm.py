"""The wake-up: one job at the earliest due time, and a sweep as a net."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from bot.ports.clock import Clock

log = logging.getLogger(__name__)

SWEEP_SECONDS = 30.0

_JOB = "earliest due"
_AS_GOOD_AS = 0.001
"""Seconds. Nearer than that a job is not set anew: it costs as much as all reads of a press."""


class SchedulerAlarm:
    """An Alarm on APScheduler, in memory, for the loop in which it was started.

    `clock` may run apart from real time: what counts is how far `at` is ahead of it when it is
    set. Whoever moves that clock sets the alarm anew; at the latest the sweep finds out, which
    rings every `sweep_seconds`.
    """

    def __init__(self, clock: Clock, sweep_seconds: float = SWEEP_SECONDS) -> None:
        self._clock = clock
        self._sweep_seconds = sweep_seconds
        # UTC spares it the search for the machine's zone; a job late by anything still rings.
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            executors={"default": AsyncIOExecutor()},
            # Set again while it rings, it rings once more.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 100},
        )
        self._ring: Callable[[], None] | None = None
        self._rings_at: float | None = None
        self._sweep: asyncio.TimerHandle | None = None

    def start(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        self._scheduler.start()
        self._sweep_later()

    def set(self, at: datetime | None) -> None:
        if self._ring is None:
            return
        if at is None:
            self._rings_at = None
            if self._scheduler.get_job(_JOB):
                self._scheduler.remove_job(_JOB)
            return
        delay = at - self._clock.now()
        # Of the loop's own time, as the job is: after the machine's clock has jumped both differ.
        rings_at = asyncio.get_running_loop().time() + delay.total_seconds()
        if self._rings_at is not None and abs(rings_at - self._rings_at) < _AS_GOOD_AS:
            return
        self._rings_at = rings_at
        trigger = DateTrigger(datetime.now(UTC) + delay, UTC)
        self._scheduler.add_job(self._wake, trigger, id=_JOB, name=_JOB, replace_existing=True)

    def stop(self) -> None:
        """Ring no more. Twice is once."""
        if self._ring is None:
            return
        self._ring = None
        if self._sweep is not None:
            self._sweep.cancel()
        self._scheduler.shutdown(wait=False)

    async def _wake(self) -> None:
        # A coroutine function, so that the scheduler runs it in the loop and not on a thread.
        self._rings_at = None
        if self._ring is not None:
            self._ring()

    def _sweep_later(self) -> None:
        # The loop's monotonic time, not an interval job: that one would be silent for an hour
        # after the machine's clock went back an hour.
        self._sweep = asyncio.get_running_loop().call_later(self._sweep_seconds, self._swept)

    def _swept(self) -> None:
        if self._ring is not None:
            self._sweep_later()
            self._ring()
