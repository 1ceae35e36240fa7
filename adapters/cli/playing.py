"""The playground, put together: its transcript, its time machine, its workspace."""

import asyncio
from collections.abc import Mapping

from adapters.cli.settings import Settings
from adapters.cli.sides import CannotServe, Core, demand_own, installed_in
from adapters.playground.chat import PlaygroundChat
from adapters.playground.clock import TimeMachine
from adapters.playground.people import CASTS, CHANNEL
from adapters.playground.server import Playground
from adapters.playground.transcript import Transcript, TranscriptError
from adapters.system.chance import SystemRandom
from bot.domain.ids import ChannelId, WorkspaceId, new_id
from bot.domain.workspaces import Channel, Installation, Platform, Workspace
from bot.engine.engine import Engine
from bot.ports.chat import Chat
from bot.ports.clock import Clock
from bot.ports.store import Conflict
from storage.store import Store

_INSTALLATION = "playground"
_KEPT_TOKEN = "token"  # noqa: S105 - the name of it
_TOKEN_BITS = 192


def open_time_machine(settings: Settings, real: Clock) -> tuple[TimeMachine, Transcript]:
    """The clock of everything: `real` as it was moved in the playground. Raises CannotServe."""
    try:
        transcript = Transcript(settings.transcript_file)
    except TranscriptError as trouble:
        raise CannotServe(str(trouble)) from trouble
    return TimeMachine(real, transcript), transcript


async def open_playground(
    settings: Settings, store: Store, machine: TimeMachine, transcript: Transcript
) -> "PlaygroundSide":
    """Raises CannotServe or StoreUnavailable."""
    demand_own(await installed_in(settings.database_url), Platform.PLAYGROUND)
    workspace = await _workspace(store, machine)
    return PlaygroundSide(settings, workspace, machine, transcript)


class PlaygroundSide:
    """A Side."""

    def __init__(
        self,
        settings: Settings,
        workspace: WorkspaceId,
        machine: TimeMachine,
        transcript: Transcript,
    ) -> None:
        self._cast = CASTS[settings.playground_people]
        self.chats: Mapping[Platform, Chat] = {
            Platform.PLAYGROUND: PlaygroundChat(transcript, machine, self._cast)
        }
        self._workspace = workspace
        self.address: str | None = None
        self.welcome = ""
        self._settings = settings
        self._machine = machine
        self._transcript = transcript
        self._playground: Playground | None = None
        self._ringing: asyncio.Task[None] | None = None

    async def start(self, core: Core, engine: Engine) -> None:
        try:
            token = await _token(self._transcript)
        except TranscriptError as trouble:
            raise CannotServe(str(trouble)) from trouble
        self._playground = Playground(
            core,
            engine,
            self._machine,
            self._transcript,
            self._workspace,
            self._settings.host,
            self._settings.port,
            token,
            self._cast,
        )
        self.address = await self._playground.start()
        self.welcome = f"Open the playground in a browser:\n\n{self.address}\n\n"
        self._ringing = asyncio.create_task(_ring_after_jumps(self._machine, engine))

    async def stop(self) -> None:
        if self._playground:
            await self._playground.stop()
        if self._ringing:
            self._ringing.cancel()
            await asyncio.gather(self._ringing, return_exceptions=True)


async def _ring_after_jumps(machine: TimeMachine, engine: Engine) -> None:
    """The alarm was set by the time before the jump."""
    with machine.changed.listened() as moved:
        while True:
            await moved.wait()
            moved.clear()
            if machine.journey is None:
                engine.ring()


async def _workspace(store: Store, clock: Clock) -> WorkspaceId:
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
        return await _workspace(store, clock)
    return workspace


async def _token(transcript: Transcript) -> str:
    """The same in every run, so that a page that is open goes on after a restart."""
    token = transcript.kept(_KEPT_TOKEN)
    if token is None:
        token = f"{SystemRandom().bits(_TOKEN_BITS):x}"
        await transcript.keep(_KEPT_TOKEN, token)
    return token
