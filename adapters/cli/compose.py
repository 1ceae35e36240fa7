"""The composition root: the one place that knows every adapter, every feature and the store."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.cli.settings import Settings
from adapters.playground.chat import PlaygroundChat
from adapters.playground.clock import TimeMachine
from adapters.playground.people import CHANNEL
from adapters.playground.server import Playground
from adapters.playground.transcript import Transcript
from adapters.system.alarm import SchedulerAlarm
from adapters.system.chance import SystemRandom
from adapters.system.clock import SystemClock
from adapters.system.places import CityPlaces
from bot.domain.ids import ChannelId, WorkspaceId, new_id
from bot.domain.workspaces import Channel, Installation, Platform, Workspace
from bot.engine.dispatcher import Dispatcher
from bot.engine.engine import Engine
from bot.engine.manifest import Manifest, Verb
from bot.engine.outbox import Outbox
from bot.engine.registry import Registry
from bot.engine.timers import Timers
from bot.features.checkins.feature import MANIFEST as CHECKINS
from bot.features.help.feature import MANIFEST as HELP
from bot.features.inbox.feature import MANIFEST as INBOX
from bot.features.people.feature import MANIFEST as PEOPLE
from bot.features.teams.feature import MANIFEST as TEAMS
from bot.ports.chat import Chat
from bot.ports.clock import Alarm, Clock
from bot.ports.store import Conflict, StoreUnavailable
from storage.errors import SchemaBehind
from storage.inspection import installations_in
from storage.store import Store, migrate, open_database, open_store

FEATURES: tuple[Manifest, ...] = (INBOX, CHECKINS, TEAMS, PEOPLE, HELP)
"""In the order in which `help` lists their verbs."""

_INSTALLATION = "playground"
_KEPT_TOKEN = "token"  # noqa: S105 - the name of it
_TOKEN_BITS = 192


class NotForPlayground(Exception):
    """The database is a real platform's; the text says so, and what to do."""

    def __init__(self, platform: Platform) -> None:
        super().__init__(
            f"This database serves {platform.value.capitalize()}, and the playground keeps to one "
            "of its own. Point DATABASE_URL at another database."
        )


@dataclass(slots=True)
class App:
    """Unstuck, put together. `playground` is None where it serves other chats."""

    settings: Settings
    store: Store
    clock: Clock
    registry: Registry
    dispatcher: Dispatcher
    engine: Engine
    places: CityPlaces
    playground: Playground | None = None
    workspace: WorkspaceId | None = None
    _beside: list[asyncio.Task[None]] = field(default_factory=list)

    async def start(self) -> str | None:
        """Begin to work; the playground's whole address, if it is served.

        Raises OSError if its port cannot be had."""
        address = await self.playground.start() if self.playground else None
        await self.engine.start()
        # Whoever types the first city would wait for it, and everybody with them.
        self._beside = [asyncio.create_task(asyncio.to_thread(self.places.warm))]
        if isinstance(self.clock, TimeMachine):
            self._beside.append(asyncio.create_task(_ring_after_jumps(self.clock, self.engine)))
        return address

    async def stop(self) -> None:
        """Take nothing new, finish what is begun. May be called without a start, and twice."""
        stops = [self.engine.stop()]
        if self.playground:
            stops.append(self.playground.stop())
        for task in self._beside:
            task.cancel()
        await asyncio.gather(*stops)
        await asyncio.gather(*self._beside, return_exceptions=True)


@asynccontextmanager
async def application(
    settings: Settings,
    *,
    clock: Clock | None = None,
    alarm: Alarm | None = None,
    chats: Mapping[Platform, Chat] | None = None,
) -> AsyncIterator[App]:
    """Unstuck on its store, ready to be started; stopped and closed at the end.

    Without `chats` it serves the playground, whose time machine moves `clock`. Makes and
    updates the tables of an embedded database. Raises StoreUnavailable, TranscriptError or
    NotForPlayground.
    """
    if settings.sqlite_file:
        make_folder(settings.sqlite_file)
    real = clock or SystemClock()
    async with AsyncExitStack() as opened:
        if chats is not None:
            yield await _put_together(opened, settings, real, alarm, chats)
            return
        make_folder(settings.transcript_file)
        transcript = Transcript(settings.transcript_file)
        opened.push_async_callback(transcript.close)
        machine = TimeMachine(real, transcript)
        chat = PlaygroundChat(transcript, machine)
        app = await _put_together(opened, settings, machine, alarm, {Platform.PLAYGROUND: chat})
        await _refuse_other_platforms(settings.database_url)
        app.workspace = await _playground_workspace(app.store, machine)
        app.playground = Playground(
            _Core(app.registry, app.dispatcher),
            app.engine,
            machine,
            transcript,
            app.workspace,
            settings.host,
            settings.port,
            await _token(transcript),
        )
        yield app


async def _put_together(
    opened: AsyncExitStack,
    settings: Settings,
    clock: Clock,
    alarm: Alarm | None,
    chats: Mapping[Platform, Chat],
) -> App:
    """All but the playground. Stopped and closed by `opened`, last made first."""
    random = SystemRandom()

    def fresh_id() -> str:
        return new_id(clock.now(), random.bits)

    registry = Registry(FEATURES)
    store = await _up_to_date_store(settings, clock)
    opened.push_async_callback(store.close)
    places = CityPlaces()
    outbox = Outbox(registry, store, store.outbox, chats, clock, owner=fresh_id())
    engine = Engine(
        Timers(registry, store, clock, fresh_id),
        outbox,
        store.outbox,
        store,
        clock,
        alarm or SchedulerAlarm(clock),
    )
    store.on_change = engine.expect
    await store.listen()
    app = App(
        settings=settings,
        store=store,
        clock=clock,
        registry=registry,
        dispatcher=Dispatcher(registry, store, clock, random, places),
        engine=engine,
        places=places,
    )
    opened.push_async_callback(app.stop)
    return app


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


# -- the playground -----------------------------------------------------------------------


class _Core:
    """The core as the playground asks for it."""

    def __init__(self, registry: Registry, dispatcher: Dispatcher) -> None:
        self.verbs: Sequence[Verb] = tuple(registry.verbs.values())
        self.handle = dispatcher.handle
        self.search = dispatcher.search


async def _ring_after_jumps(machine: TimeMachine, engine: Engine) -> None:
    """The alarm was set by the time before the jump."""
    with machine.changed.listened() as moved:
        while True:
            await moved.wait()
            moved.clear()
            if machine.journey is None:
                engine.ring()


async def _playground_workspace(store: Store, clock: Clock) -> WorkspaceId:
    """The playground's own workspace, made on first sight."""
    known = await store.workspace_of(Platform.PLAYGROUND, _INSTALLATION)
    if known:
        return known
    random = SystemRandom()
    workspace = WorkspaceId(new_id(clock.now(), random.bits))
    channel = ChannelId(new_id(clock.now(), random.bits))
    unit = store.unit(workspace)
    unit.add(Workspace(workspace, "Playground"))
    unit.add(Installation(workspace, Platform.PLAYGROUND, _INSTALLATION))
    unit.add(Channel(workspace, channel, CHANNEL, CHANNEL))
    try:
        await unit.commit()
    except Conflict:
        # Another process was quicker.
        return await _playground_workspace(store, clock)
    return workspace


async def _refuse_other_platforms(url: str) -> None:
    database = await open_database(url, read_only=True)
    try:
        installed = await installations_in(database)
    finally:
        await database.close()
    for platform in installed:
        if platform is not Platform.PLAYGROUND:
            raise NotForPlayground(platform)


async def _token(transcript: Transcript) -> str:
    """The same in every run, so that a page that is open goes on after a restart."""
    token = transcript.kept(_KEPT_TOKEN)
    if token is None:
        token = f"{SystemRandom().bits(_TOKEN_BITS):x}"
        await transcript.keep(_KEPT_TOKEN, token)
    return token
