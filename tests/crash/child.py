"""The process that dies: a whole Unstuck whose clock is moved from outside.

It is forked by the nursery. Commands come as lines of JSON, each is answered by one line once
its effect is kept; a command may come again, to another process, when no answer came.
"""

import asyncio
import importlib
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

from adapters.cli import compose
from adapters.cli.compose import App, application
from adapters.cli.logs import configure_logs
from adapters.cli.settings import Settings
from adapters.cli.sides import Core
from adapters.playground.chat import PlaygroundChat
from adapters.playground.people import Cast
from adapters.playground.transcript import Transcript
from bot.domain.letters import Urgency
from bot.domain.workspaces import Platform
from bot.engine.intents import Intent, Origin, Press, Submit
from bot.messages.limits import Limits
from bot.messages.parts import Message
from bot.messages.plain import plain
from bot.messages.refs import Ref
from bot.ports.chat import Address, Chat, Posted
from bot.ports.store import StoreUnavailable
from tests.clocks import SilentAlarm, StillClock
from tests.crash import disk
from tests.crash.far_side import Json
from tests.crash.points import ACT, Act, Watch, WatchedChat, WatchedCore, watch_store
from tests.crash.town import PEOPLE, TOWN


@dataclass(frozen=True, slots=True)
class Orders:
    """What a process is born to.

    `knows_nonces`: the far side knows a message that was sent twice. `has_points`: it stands
    still at every point.
    """

    url: str
    transcript: str
    log: str
    now: str = ""
    knows_nonces: bool = True
    has_points: bool = False
    is_served: bool = False
    """It is `unstuck run` itself, on a chat that never answers."""
    is_rehearsal: bool = False
    """It is the nursery itself: what that has compiled, all others have."""
    is_ordinary: bool = False
    """It may not write to what is read-only, even where root runs it."""
    is_slow: bool = False
    """The core takes longer for a form than the platform waits for a first answer."""
    platform: Platform = Platform.PLAYGROUND
    api_url: str = ""
    """Where the platform is, if that is a real one."""


class Forgetful:
    """A Chat that cannot tell a message sent twice from two messages, as Slack's cannot."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._calls = count()

    @property
    def limits(self) -> Limits:
        return self._chat.limits

    def pace(self, address: Address, urgency: Urgency) -> float:
        return self._chat.pace(address, urgency)

    def give_back(self, address: Address) -> None:
        self._chat.give_back(address)

    async def post(
        self, address: Address, message: Message, nonce: str, under: Posted | None = None
    ) -> Posted:
        once = f"{nonce}#{os.getpid()}-{next(self._calls)}"
        return await self._chat.post(address, message, once, under)

    async def edit(self, address: Address, posted: Posted, message: Message) -> None:
        await self._chat.edit(address, posted, message)

    async def delete(self, posted: Sequence[Posted]) -> None:
        await self._chat.delete(posted)


def run(orders: Orders, control: socket.socket, points: socket.socket) -> int:
    """Live until SIGTERM, or until the parent's end of the line is closed."""
    log = Path(orders.log).open("a")  # noqa: SIM115 - it is closed by the end of the process
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)
    sys.stdout = sys.stderr = log
    if orders.is_ordinary:
        disk.be_ordinary()
    watch = Watch(points) if orders.has_points else None
    with patch("sqlite3.connect", disk.connecting(watch)):
        if orders.is_served:
            return _serve(orders, Watch(points))
        configure_logs(log)
        asyncio.run(live(orders, control, watch))
    return 0


def _serve(orders: Orders, watch: Watch) -> int:
    """`unstuck run`: on a real platform, or on another chat than the playground's."""
    from adapters.cli.running import run_until_stopped

    if orders.api_url:
        on_it = on_platform(orders.platform)
        os.environ |= {"DATABASE_URL": orders.url, **on_it.variables(orders.api_url)}
        return run_until_stopped()

    def with_chat(settings: Settings) -> Any:
        return application(settings, chats={Platform.PLAYGROUND: disk.HangingChat(watch)})

    os.environ["DATABASE_URL"] = orders.url
    with patch.object(compose, "application", with_chat):
        return run_until_stopped()


async def live(orders: Orders, control: socket.socket, watch: Watch | None) -> None:
    """Obey until SIGTERM."""
    clock = StillClock(datetime.fromisoformat(orders.now))
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with AsyncExitStack() as opened:
        if orders.api_url:
            on_it = on_platform(orders.platform)
            opened.enter_context(on_it.marking(watch))
            settings, chats = on_it.settings(orders), None
        else:
            settings, chats = Settings(orders.url), _playground(orders, opened, clock, watch)
        made = application(settings, clock=clock, alarm=SilentAlarm(), chats=chats)
        app = await opened.enter_async_context(made)
        if watch:
            watch_store(app.store, watch)
        # Not the whole start: that reads the names of all cities, which costs more than a day here.
        core = Core(app.registry, app.dispatcher)
        if orders.is_slow:
            core = on_platform(orders.platform).SlowCore(core)
        await app.side.start(WatchedCore(core, watch), app.engine)
        await app.engine.start()
        await _Commands(app, clock, control, stopped).obey()


def on_platform(platform: str) -> Any:
    """What a process does on that platform beyond the rest: only who is on it loads its SDK."""
    return importlib.import_module(f"tests.crash.on_{platform}")


def _playground(
    orders: Orders, opened: AsyncExitStack, clock: StillClock, watch: Watch | None
) -> dict[Platform, Chat]:
    transcript = Transcript(Path(orders.transcript))
    opened.push_async_callback(transcript.close)
    chat: Chat = PlaygroundChat(transcript, clock, Cast(PEOPLE))
    if not orders.knows_nonces:
        chat = Forgetful(chat)
    if watch:
        chat = WatchedChat(chat, watch)
    return {Platform.PLAYGROUND: chat}


class _Commands:
    def __init__(
        self,
        app: App,
        clock: StillClock,
        control: socket.socket,
        stopped: asyncio.Event,
    ) -> None:
        self._app = app
        self._clock = clock
        self._control = control
        self._stopped = stopped

    async def obey(self) -> None:
        reader, writer = await asyncio.open_connection(sock=self._control)
        doing: set[asyncio.Task[None]] = set()

        async def answer(command: Json) -> None:
            said = await self._act(command)
            writer.write(json.dumps({"id": command["id"], **said}).encode() + b"\n")

        asked_to_stop = asyncio.create_task(self._stopped.wait())
        while True:
            reading = asyncio.create_task(reader.readline())
            await asyncio.wait({reading, asked_to_stop}, return_when=asyncio.FIRST_COMPLETED)
            if asked_to_stop.done() or not reading.result():
                break
            task = asyncio.create_task(answer(json.loads(reading.result())))
            doing.add(task)
            task.add_done_callback(_fail_aloud)
        # What has no answer yet is told to the next process.
        left: list[asyncio.Task[Any]] = [*doing, reading, asked_to_stop]
        for each in left:
            each.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _act(self, command: Json) -> Json:
        match command["do"]:
            case "go":
                return await self._go(datetime.fromisoformat(command["at"]))
            case "act":
                return await self._handle(command)
            case "fill":
                disk.fill(command["how"])
            case "free":
                disk.free()
            case unknown:
                raise ValueError(unknown)
        return {}

    async def _go(self, at: datetime) -> Json:
        """Let it be `at`, and do all that is due; when the next is due."""
        self._clock.set(at)
        self._app.engine.ring()
        try:
            await self._app.engine.settle()
            due = await self._app.engine.next_due()
        except StoreUnavailable as trouble:
            return {"trouble": str(trouble)}
        return {"due": due and due.isoformat()}

    async def _handle(self, command: Json) -> Json:
        """As an adapter does: the core's answer is put where the button stood."""
        does = Ref.decode(command["does"])
        ACT.set(Act(does.name))
        origin = Origin(TOWN, Platform.PLAYGROUND, PEOPLE[command["who"]].profile, command["event"])
        place, message = command["place"], command["message"]
        intent: Intent
        if command["values"] is None:
            intent = Press(origin, does, place, message)
        else:
            intent = Submit(origin, does, command["values"])
        reply = await self._app.dispatcher.handle(intent)
        if reply.edit is not None:
            chat = self._app.side.chats[Platform.PLAYGROUND]
            address = Address(TOWN, True, place)
            await chat.edit(address, Posted(place, message), reply.edit)
        return {
            "told": plain(reply.tell) if reply.tell else "",
            "faults": dict(reply.faults),
            "is_edited": reply.edit is not None,
        }


def _fail_aloud(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception():
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        task.print_stack(file=sys.stderr)
        print(repr(task.exception()), file=sys.stderr, flush=True)
        os._exit(2)
