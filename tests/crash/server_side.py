"""A real platform as the far side: its protocol server in a thread, to which the processes
connect, and where people press and fill in."""

import asyncio
import socket
import threading
from collections.abc import Coroutine, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from bot.domain.workspaces import Platform
from tests.clocks import StillClock
from tests.crash.far_side import FarSide, Json, Message
from tests.crash.habits import ANSWER, STUCK
from tests.crash.nursery import PATIENCE_SECONDS

Given = TypeVar("Given")

OPENS = {ANSWER: "checkins.check_in", STUCK: "checkins.stuck"}
"""The button that opens each form."""

LOOK_SECONDS = 0.001


class Server(Protocol):
    """Belongs to the thread, once it is started."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    @property
    def base_url(self) -> str: ...
    @property
    def violations(self) -> list[str]: ...


class ServerSide(FarSide):
    """One workspace, with the town's people, as `clock` says that it is."""

    platform: Platform

    def __init__(self, clock: StillClock, server: Server) -> None:
        self._clock = clock
        self._its_server = server
        self._ahead = timedelta()
        self.bell, self._rings = socket.socketpair()
        self._doing: set[asyncio.Task[None]] = set()
        self._begun = 0
        self._ended: list[Json] = []
        self._one_at_a_time: dict[str, asyncio.Lock] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.there(server.start())

    # -- for each platform its own --------------------------------------------------------

    async def read(self) -> list[Message]:
        """What `messages` gives."""
        raise NotImplementedError

    async def press(self, act: Json) -> Json:
        """Somebody presses a button, until they are answered: how."""
        raise NotImplementedError

    async def fill_in(self, act: Json) -> Json:
        """Somebody opens a form, fills it in and sends it, until they are answered: how."""
        raise NotImplementedError

    def connections(self) -> Sequence[object]:
        """Of the processes that would hear of it if somebody acted now."""
        raise NotImplementedError

    # -- the same on all ------------------------------------------------------------------

    def there(self, what: Coroutine[Any, Any, Given]) -> Given:
        """Do it in the server's thread, and wait for it."""
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(PATIENCE_SECONDS)

    @property
    def url(self) -> str:
        return self._its_server.base_url

    @property
    def violations(self) -> list[str]:
        return self._its_server.violations

    def moves(self, now: datetime) -> None:
        self._clock.set(now + self._ahead)

    def passes(self, time: timedelta) -> None:
        """So much more time passes there than for the processes."""
        self._ahead += time
        self._clock.set(self._clock.now() + time)

    def messages(self) -> list[Message]:
        return self.there(self.read())

    def close(self) -> None:
        if self._thread.is_alive():
            self.there(self._stop())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
            for end in (self.bell, self._rings):
                if end:
                    end.close()

    async def _stop(self) -> None:
        for task in self._doing:
            task.cancel()
        await asyncio.gather(*self._doing, return_exceptions=True)
        await self._its_server.stop()

    # -- what people do -------------------------------------------------------------------

    def begins(self, act: Json) -> bool:
        self._begun += 1
        self._loop.call_soon_threadsafe(self._begin, act)
        return True

    def _begin(self, act: Json) -> None:
        self._doing.add(asyncio.create_task(self._do(act)))

    async def _do(self, act: Json) -> None:
        answer = {"id": act["id"]}
        try:
            # A dialog takes the place of another one.
            async with self._one_at_a_time.setdefault(act["who"], asyncio.Lock()):
                does = self.press if act["values"] is None else self.fill_in
                answer |= await does(act)
        except Exception as error:
            answer["trouble"] = repr(error)
        self._ended.append(answer)
        self._rings.send(b".")

    def ended(self) -> Iterable[Json]:
        """Raises AssertionError where one came to nothing."""
        assert self.bell
        count = len(self.bell.recv(4096))
        ended, self._ended[:count] = self._ended[:count], []
        self._begun -= len(ended)
        for each in ended:
            assert "trouble" not in each, each
        return ended

    @property
    def is_busy(self) -> bool:
        return self._begun > 0

    async def connected(self) -> object:
        """Wait until a process is connected; how."""
        while not self.connections():
            await asyncio.sleep(LOOK_SECONDS)
        return self.connections()[0]


def typed(given: list[str]) -> str | list[str]:
    """What is filled into a field."""
    return given[0] if len(given) == 1 else given
