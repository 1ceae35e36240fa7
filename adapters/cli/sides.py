"""The sides from which people come: the playground or platforms, as `compose` starts and stops
them.

Each is a module of its own, imported when it is on.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from bot.domain.workspaces import Platform
from bot.engine.dispatcher import Dispatcher
from bot.engine.engine import Engine
from bot.engine.manifest import Verb
from bot.engine.registry import Registry
from bot.ports.chat import Chat
from storage.inspection import installations_in
from storage.store import open_database

log = logging.getLogger(__name__)

TOGETHER_SECONDS = 10.0
"""How long several sides start together, before those that are there serve alone."""


class CannotServe(Exception):
    """Unstuck cannot serve what is set; the text says why, and how to mend it."""


class OtherPlatform(CannotServe):
    """The database is a real platform's where it should be a playground's, or the other way."""

    def __init__(self, found: Platform) -> None:
        holds = (
            "holds a playground"
            if found is Platform.PLAYGROUND
            else f"serves {found.value.capitalize()}"
        )
        super().__init__(
            f"This database {holds}, and a playground keeps to a database of its own. "
            "Point DATABASE_URL at another one."
        )


class Core:
    """What adapters ask the core for."""

    def __init__(self, registry: Registry, dispatcher: Dispatcher) -> None:
        self.verbs: Sequence[Verb] = tuple(registry.verbs.values())
        self.handle = dispatcher.handle
        self.search = dispatcher.search
        self.notice = dispatcher.notice


class Side(Protocol):
    """Where people come from; its letters go to `chats`.

    Once it is started, `address` is where to open it, if anywhere, and `welcome` what the
    operator reads.
    """

    chats: Mapping[Platform, Chat]
    address: str | None
    welcome: str

    async def start(self, core: Core, engine: Engine) -> None:
        """Begin to take input. Raises CannotServe, StoreUnavailable, or OSError if its address
        cannot be had."""
        ...

    async def stop(self) -> None:
        """Take no more input, and finish what is begun. May be called without a start, and
        twice."""
        ...


class NoSide:
    """Nobody comes by themselves: others hand Intents to the dispatcher."""

    def __init__(self, chats: Mapping[Platform, Chat]) -> None:
        self.chats = chats
        self.address: str | None = None
        self.welcome = ""

    async def start(self, core: Core, engine: Engine) -> None: ...

    async def stop(self) -> None: ...


class Together:
    """Several sides as one. What cannot be reached yet keeps no other from serving: its chats are
    there once it has started, and its letters wait. Each is stopped, whatever becomes of the
    others."""

    def __init__(self, sides: Sequence[Side], patience: float = TOGETHER_SECONDS) -> None:
        self.sides = tuple(sides)
        self._chats: dict[Platform, Chat] = {}
        self.chats: Mapping[Platform, Chat] = self._chats
        self.address: str | None = None
        self.welcome = ""
        self._patience = patience
        self._late: set[asyncio.Task[None]] = set()

    async def start(self, core: Core, engine: Engine) -> None:
        """All at once. When one cannot start, none is left serving; who is not there after
        `patience` seconds comes later, if there is another to serve."""
        starting = {asyncio.create_task(self._start(side, core, engine)) for side in self.sides}
        try:
            waiting = await self._first(starting)
        except BaseException:
            await _cancelled(starting)
            for error in await self._stopped():
                # What is told is why it could not start.
                log.error("a side did not stop", exc_info=error)
            raise
        self._late = waiting
        for task in waiting:
            log.warning("one platform cannot be reached yet: the others are served meanwhile")
            task.add_done_callback(_tell_if_failed)
        self.address = next((side.address for side in self.sides if side.address), None)
        self.welcome = "".join(side.welcome for side in self.sides)

    async def stop(self) -> None:
        await _cancelled(self._late)
        if errors := await self._stopped():
            raise ExceptionGroup("sides did not stop", errors)

    async def _first(self, starting: set["asyncio.Task[None]"]) -> set["asyncio.Task[None]"]:
        """Those that are still starting when there is one to serve. Raises what one of them
        raises."""
        done, waiting = await asyncio.wait(
            starting, timeout=self._patience, return_when=asyncio.FIRST_EXCEPTION
        )
        if not done:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
        return waiting

    async def _start(self, side: Side, core: Core, engine: Engine) -> None:
        await side.start(core, engine)
        self._chats.update(side.chats)

    async def _stopped(self) -> list[Exception]:
        """What stopping them raised."""
        stopping = [asyncio.create_task(side.stop()) for side in self.sides]
        ended = await asyncio.gather(*stopping, return_exceptions=True)
        return [error for error in ended if isinstance(error, Exception)]


async def _cancelled(tasks: Iterable["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _tell_if_failed(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("one platform is not served: %s", error)


def demand_own(installed: Iterable[Platform], wanted: Platform) -> None:
    """Raises OtherPlatform where a playground and a real platform would meet."""
    for found in installed:
        if (found is Platform.PLAYGROUND) != (wanted is Platform.PLAYGROUND):
            raise OtherPlatform(found)


async def installed_in(url: str) -> dict[Platform, int]:
    """How many workspaces of each platform the database holds. Raises StoreUnavailable."""
    database = await open_database(url, read_only=True)
    try:
        return await installations_in(database)
    finally:
        await database.close()
