"""Time under a test's control: it stands still until the test moves it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta


class StillClock:
    """A clock that shows what it was set to."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def set(self, at: datetime) -> None:
        """Any instant, also an earlier one: clocks of machines do go back."""
        self._at = at.astimezone(UTC)

    def advance(self, **amount: float) -> None:
        self._at += timedelta(**amount)


class SilentAlarm:
    """Never rings: whoever moves the clock says so to the engine."""

    def start(self, ring: Callable[[], None]) -> None:
        pass

    def set(self, at: datetime | None) -> None:
        pass

    def stop(self) -> None:
        pass


async def eventually(condition: Callable[[], Awaitable[bool]], within_seconds: float = 10) -> None:
    """Wait in real time for what other tasks do, no longer than it takes."""
    async with asyncio.timeout(within_seconds):
        while not await condition():
            await asyncio.sleep(0.002)
