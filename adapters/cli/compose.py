"""The composition root: the one place that knows every feature, the store and every side."""

import asyncio
import gc
import os
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.cli.settings import Settings
from adapters.cli.sides import Core, NoSide, Side, Together
from adapters.system.alarm import SchedulerAlarm
from adapters.system.chance import SystemRandom
from adapters.system.clock import SystemClock
from adapters.system.dates import SpokenDates
from adapters.system.holidays import LibraryHolidays
from adapters.system.places import CityPlaces
from bot.domain.ids import new_id
from bot.domain.workspaces import Platform
from bot.engine.dispatcher import Dispatcher
from bot.engine.engine import Engine
from bot.engine.manifest import Manifest
from bot.engine.outbox import Outbox
from bot.engine.registry import Registry
from bot.engine.timers import Timers
from bot.features.blockers.feature import MANIFEST as BLOCKERS
from bot.features.checkins.feature import MANIFEST as CHECKINS
from bot.features.help.feature import MANIFEST as HELP
from bot.features.inbox.feature import MANIFEST as INBOX
from bot.features.people.feature import MANIFEST as PEOPLE
from bot.features.teams.feature import MANIFEST as TEAMS
from bot.ports.chat import Chat
from bot.ports.clock import Alarm, Clock
from bot.ports.store import StoreUnavailable
from storage.errors import SchemaBehind
from storage.store import Store, migrate, open_store

FEATURES: tuple[Manifest, ...] = (INBOX, CHECKINS, BLOCKERS, TEAMS, PEOPLE, HELP)
"""In the order in which `help` lists their verbs."""

HEAD_START_SECONDS = 1.5
"""For input under way, before the engine stops too: it needs most of the 10 s that we have."""


@dataclass(slots=True)
class App:
    """Unstuck, put together."""

    settings: Settings
    store: Store
    clock: Clock
    registry: Registry
    dispatcher: Dispatcher
    engine: Engine
    places: CityPlaces
    side: Side
    _warming: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> str | None:
        """Begin to work; the whole address to open, if there is one.

        Raises CannotServe, StoreUnavailable, or OSError if its address cannot be had.
        """
        await self.side.start(Core(self.registry, self.dispatcher), self.engine)
        await self.engine.start()
        # Whoever types the first city would wait for it, and everybody with them.
        self._warming = [asyncio.create_task(asyncio.to_thread(self.places.warm))]
        return self.side.address

    async def settle_in(self) -> None:
        """For a process that does nothing else: what is loaded by now stays to its end, and is
        looked through no more for what may go, which held everybody up for 60 ms and more. The
        little that might have gone by now is kept too."""
        await asyncio.gather(*self._warming, return_exceptions=True)
        gc.freeze()

    async def stop(self) -> None:
        """Take nothing new, finish what is begun. May be called without a start, and twice."""
        stopping = asyncio.create_task(self.side.stop())
        await asyncio.wait({stopping}, timeout=HEAD_START_SECONDS)
        for task in self._warming:
            task.cancel()
        await asyncio.gather(stopping, self.engine.stop())
        await asyncio.gather(*self._warming, return_exceptions=True)


@asynccontextmanager
async def application(
    settings: Settings,
    *,
    clock: Clock | None = None,
    alarm: Alarm | None = None,
    chats: Mapping[Platform, Chat] | None = None,
    features: Sequence[Manifest] = FEATURES,
) -> AsyncIterator[App]:
    """Unstuck on its store, ready to be started; stopped and closed at the end.

    With `chats` nobody comes by themselves; else the settings say which platforms it serves, or
    that it is the playground, whose time machine moves `clock`. Makes and updates the tables of
    an embedded database. Raises StoreUnavailable or CannotServe.
    """
    if settings.sqlite_file:
        make_folder(settings.sqlite_file)
    real = clock or SystemClock()
    # Real time does not go back; a clock that is given is to be the only time there is.
    seconds = time.monotonic if clock is None else lambda: real.now().timestamp()
    async with AsyncExitStack() as opened:
        if chats is not None:
            store = await _open_store(opened, settings, real)
            yield _put_together(opened, settings, store, real, alarm, NoSide(chats), features)
        elif settings.slack or settings.discord:
            store = await _open_store(opened, settings, real)
            side = await _open_platforms(opened, settings, store, real, seconds)
            yield _put_together(opened, settings, store, real, alarm, side, features)
        else:
            # Here and below imported late, so that what is off costs neither time nor memory.
            from adapters.cli.playing import open_playground, open_time_machine

            make_folder(settings.transcript_file)
            machine, transcript = open_time_machine(settings, real)
            opened.push_async_callback(transcript.close)
            store = await _open_store(opened, settings, machine)
            playground = await open_playground(settings, store, machine, transcript)
            yield _put_together(opened, settings, store, machine, alarm, playground, features)


async def _open_platforms(
    opened: AsyncExitStack,
    settings: Settings,
    store: Store,
    clock: Clock,
    seconds: Callable[[], float],
) -> Side:
    """The platforms whose tokens are set, as one side; closed by `opened`."""
    sides: list[Side] = []
    if settings.slack is not None:
        from adapters.cli.slack_side import open_slack

        slack = await open_slack(settings, settings.slack, store, clock, seconds)
        opened.push_async_callback(slack.close)
        sides.append(slack)
    if settings.discord is not None:
        from adapters.cli.discord_side import open_discord

        discord = await open_discord(settings, settings.discord, store, clock, seconds)
        opened.push_async_callback(discord.close)
        sides.append(discord)
    return sides[0] if len(sides) == 1 else Together(sides)


def _put_together(
    opened: AsyncExitStack,
    settings: Settings,
    store: Store,
    clock: Clock,
    alarm: Alarm | None,
    side: Side,
    features: Sequence[Manifest],
) -> App:
    """What works between the store and the side; stopped by `opened`."""
    random = SystemRandom()

    def fresh_id() -> str:
        return new_id(clock.now(), random.bits)

    registry = Registry(features)
    places, holidays = CityPlaces(), LibraryHolidays()
    outbox = Outbox(registry, store, store.outbox, side.chats, clock, owner=fresh_id())
    timers = Timers(registry, store, clock, fresh_id, holidays)
    engine = Engine(timers, outbox, store.outbox, store, clock, alarm or SchedulerAlarm(clock))
    store.on_change = engine.expect
    dates = SpokenDates()
    dispatcher = Dispatcher(registry, store, clock, random, places, holidays, dates)
    app = App(settings, store, clock, registry, dispatcher, engine, places, side)
    opened.push_async_callback(app.stop)
    return app


async def _open_store(opened: AsyncExitStack, settings: Settings, clock: Clock) -> Store:
    store = await _up_to_date_store(settings, clock)
    opened.push_async_callback(store.close)
    await store.listen()
    return store


async def _up_to_date_store(settings: Settings, clock: Clock) -> Store:
    """An embedded database is brought up to date by itself, any other by `unstuck migrate`."""
    try:
        return await open_store(settings.database_url, clock)
    except SchemaBehind:
        if settings.sqlite_file is None:
            raise
    await migrate(settings.database_url)
    return await open_store(settings.database_url, clock)


def make_folder(file: Path) -> None:
    """The folder in which `file` lies, ours alone if it has to be made.

    Only the last one: a path that begins with a slip of the pen is not made. Raises
    StoreUnavailable if nothing can be written there.
    """
    folder = file.absolute().parent
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"The folder {folder} cannot be made: {error.strerror}. "
            "Make it yourself, or point DATABASE_URL elsewhere."
        ) from error
    if not os.access(folder, os.W_OK):
        raise StoreUnavailable(
            f"The folder {folder} is read-only. "
            "Give the user that runs Unstuck the right to write to it."
        )
