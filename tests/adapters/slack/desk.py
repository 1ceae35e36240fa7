"""Unstuck in our Slack, whole or with a stand-in for its core, and what people do there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from adapters.cli.compose import FEATURES, App, application
from adapters.cli.settings import Settings
from adapters.cli.slack_side import SlackSide
from adapters.slack.app import Slack
from adapters.slack.core import Core
from adapters.slack.http_requests import PATH, Http
from adapters.slack.patience import PATIENCE, Patience
from adapters.slack.settings import SlackSettings
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.workspaces import Platform
from bot.engine.intents import (
    Intent,
    Origin,
    Reply,
)
from bot.engine.manifest import Manifest
from bot.messages.parts import Message
from bot.ports.chat import Address, Posted
from tests.adapters.time_passing import let_pass, settle
from tests.clocks import SilentAlarm, StillClock, eventually
from tests.servers.slack.http_events import HttpEvents
from tests.servers.slack.people import Filled
from tests.servers.slack.records import Acknowledged
from tests.servers.slack.screen import SeenMessage, SeenView
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import Channel, User

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
"""A Monday on which both London and Berlin are at work."""

SIGNING_SECRET = "a0123456789abcdef0123456789abcdef"
WORKSPACE = WorkspaceId("w-1")

Way = Literal["socket", "http"]
Answer = Callable[[Intent], Awaitable[Reply]]


def channel_of(origin: Origin) -> str:
    """The channel it came from; "" in direct messages."""
    return origin.channel.outer_id if origin.channel else ""


@dataclass
class Desk:
    """What people do and see. Each act ends when all that is to be said to it is said."""

    server: SlackServer
    slack: Slack
    clock: StillClock

    @property
    def http(self) -> HttpEvents:
        assert self.server.deliveries.http is not None
        return self.server.deliveries.http

    async def types(
        self, who: User, words: str = "", place: Channel | None = None, command: str = "/unstuck"
    ) -> Acknowledged:
        channel = place or self.server.direct_channel(who)
        answer = await self.server.types_command(who, channel, command, words)
        await self.slack.finish()
        return answer

    async def posts(self, place: Channel, message: Message, under: Posted | None = None) -> Posted:
        """Unstuck writes something there by itself."""
        address = Address(WORKSPACE, place.is_direct, place.id)
        return await self.slack.chat.post(address, message, "nonce", under)

    async def presses(
        self,
        who: User,
        label: str,
        on: SeenMessage | SeenView | None = None,
        option: Filled = None,
    ) -> Acknowledged:
        """A button, by default on the newest message that has it."""
        on = on or [m for m in self.server.screen(who) if label in labels_of(m)][-1]
        answer = await self.server.presses(who, on, on.button(label).action_id)
        await self.slack.finish()
        return answer

    async def chooses(self, who: User, option: str, on: SeenMessage | SeenView) -> Acknowledged:
        """An option of its first select."""
        answer = await self.server.presses(who, on, on.selects[0].action_id, option)
        await self.slack.finish()
        return answer

    async def submits(self, who: User, **values: Filled) -> Acknowledged:
        """The dialog before them."""
        answer = await self.server.submits(who, self.dialog(who), values)
        await self.slack.finish()
        return answer

    def dialog(self, who: User) -> SeenView:
        view = self.server.modal(who)
        assert view is not None, f"{who.name} has no dialog"
        return view

    def seen(self, who: User) -> list[SeenMessage]:
        return self.server.screen(who)

    def last(self, who: User) -> SeenMessage:
        return self.server.screen(who)[-1]

    def calls(self, method: str) -> list[Mapping[str, object]]:
        return [call.args for call in self.server.calls if call.method == method]


@dataclass
class Office(Desk):
    """With the real core, on SQLite."""

    app: App
    workspace: WorkspaceId

    async def settle(self) -> None:
        """Send what is due; what waits for its turn only is given the time."""
        await settle(self.app.engine, self.clock, self.slack.finish)

    async def until(self, to: datetime) -> None:
        """Time passes; what falls due on the way happens at its instant."""
        await self.settle()
        await let_pass(self.app.engine, self.clock, to)


def labels_of(seen: SeenMessage | SeenView) -> list[str]:
    return [button.label for button in seen.buttons]


def settings_for(server: SlackServer, way: Way, patience: Patience = PATIENCE) -> SlackSettings:
    app_token = server.tokens.app if way == "socket" else ""
    return SlackSettings(server.tokens.bot, app_token, SIGNING_SECRET, server.base_url, patience)


async def nobody(_: WorkspaceId, __: Sequence[PersonId]) -> Mapping[PersonId, str]:
    return {}


@asynccontextmanager
async def open_slack(
    server: SlackServer, core: Core, way: Way, patience: Patience = PATIENCE
) -> AsyncIterator[Slack]:
    """The adapter alone, serving."""
    slack = Slack(settings_for(server, way, patience), "127.0.0.1", 0, nobody)
    await slack.connect()
    await slack.serve(core, WORKSPACE)
    await point(server, slack)
    yield slack
    await slack.stop()
    await slack.close()


@asynccontextmanager
async def open_office(
    server: SlackServer,
    clock: StillClock,
    url: str,
    way: Way,
    patience: Patience = PATIENCE,
    features: Sequence[Manifest] = FEATURES,
) -> AsyncIterator[Office]:
    settings = Settings(database_url=url, port=0, slack=settings_for(server, way, patience))
    async with application(settings, clock=clock, alarm=SilentAlarm(), features=features) as app:
        await app.start()
        assert isinstance(app.side, SlackSide)
        slack = app.side.slack
        await point(server, slack)
        workspace = await app.store.workspace_of(Platform.SLACK, server.team_id)
        assert workspace is not None
        yield Office(server, slack, clock, app, workspace)


async def point(server: SlackServer, slack: Slack) -> None:
    """Let Slack know where it is."""
    if isinstance(slack.transport, Http):
        server.use_http(f"http://127.0.0.1:{slack.transport.port}{PATH}", SIGNING_SECRET)
        return

    async def is_known() -> bool:
        return bool(server.sockets.connections)

    await eventually(is_known)


async def soon(condition: Callable[[], object]) -> None:
    """Wait until it is so."""

    async def is_so() -> bool:
        return bool(condition())

    await eventually(is_so)


def at_once(*acts: Awaitable[Acknowledged]) -> Awaitable[list[Acknowledged]]:
    return asyncio.gather(*acts)
