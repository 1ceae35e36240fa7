"""The one way to the gateway: what happened is sent in the order in which it happened."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from tests.servers.discord.gateway import Gateway
from tests.servers.discord.state import Json


@dataclass
class Telling:
    """Handlers tell at once and go on; a task sends. Before `start` nobody can listen."""

    gateway: Gateway
    _row: asyncio.Queue[tuple[str, Json]] = field(default_factory=asyncio.Queue)
    _task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._send())

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def tell(self, event: str, data: Json) -> None:
        if self._task:
            self._row.put_nowait((event, data))

    async def settles(self) -> None:
        await self._row.join()

    async def _send(self) -> None:
        while True:
            event, data = await self._row.get()
            try:
                await self.gateway.dispatch(event, data)
            except ValueError as error:
                self.gateway.records.found(f"own event {event}: {error}")
            finally:
                self._row.task_done()
