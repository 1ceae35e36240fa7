"""Waiting for something to have happened here, without looking again and again."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(eq=False)
class Changes:
    """Whoever changes what others may wait for says so."""

    _waiters: list[asyncio.Future[None]] = field(default_factory=list)

    async def until(self, condition: Callable[[], bool], seconds: float) -> None:
        """Looks again after every change. TimeoutError: it has not come to be."""
        async with asyncio.timeout(seconds):
            while not condition():
                waiter = asyncio.get_running_loop().create_future()
                self._waiters.append(waiter)
                await waiter

    def happened(self) -> None:
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)
