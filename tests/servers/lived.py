"""How long a platform waits, by time in which we could answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_TICK_SECONDS = 0.05


@asynccontextmanager
async def lived(seconds: float) -> AsyncIterator[None]:
    """As `asyncio.timeout`, but a machine that stands still for a while, which the platform would
    not do, is not counted against the app. Raises TimeoutError."""

    async def count_down() -> None:
        whole, rest = divmod(seconds, _TICK_SECONDS)
        for _ in range(int(whole)):
            await asyncio.sleep(_TICK_SECONDS)
        await asyncio.sleep(rest)
        limit.reschedule(asyncio.get_running_loop().time())

    async with asyncio.timeout(None) as limit:
        counting = asyncio.create_task(count_down())
        try:
            yield
        finally:
            counting.cancel()
