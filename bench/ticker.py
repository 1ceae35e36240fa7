"""How long the event loop keeps others waiting."""

import asyncio
import time
from contextlib import suppress

_TICK_SECONDS = 0.001


class Ticker:
    """Wants to run every millisecond, and notes how late it does.

    One stall is felt by everything that falls due while it lasts, so a stall of n milliseconds
    counts as n ticks: late by n, n - 1, … milliseconds.
    """

    def __init__(self) -> None:
        self.late_milliseconds: list[float] = []
        self._task = asyncio.create_task(self._tick())

    async def stop(self) -> list[float]:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        return self.late_milliseconds

    async def _tick(self) -> None:
        note = self.late_milliseconds.append
        while True:
            due = time.perf_counter() + _TICK_SECONDS
            await asyncio.sleep(_TICK_SECONDS)
            late = max(0.0, (time.perf_counter() - due) * 1000)
            note(late)
            while late > 1:
                late -= 1
                note(late)
