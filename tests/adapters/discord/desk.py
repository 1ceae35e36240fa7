"""Unstuck in our Discord, whole or with a stand-in for its core, and what people do there."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from adapters.cli.compose import FEATURES, App, application
from adapters.cli.discord_side import DiscordSide
from adapters.cli.settings import Settings
from adapters.discord.app import Discord
from adapters.discord.core import Core
from adapters.discord.patience import PATIENCE, Patience
from adapters.discord.settings import DiscordSettings
from bot.domain.ids import WorkspaceId
from bot.domain.workspaces import Platform
from bot.engine.manifest import Manifest
from bot.messages.parts import Message
from bot.ports.chat import Address, Posted
from tests.adapters.discord.stand_ins import Book, workspace_of
from tests.adapters.time_passing import let_pass, settle
from tests.clocks import SilentAlarm, StillClock, eventually
from tests.servers.discord.forms import Filled, Thing
from tests.servers.discord.records import Answered
from tests.servers.discord.screen import SeenMessage, SeenModal
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, User

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
"""A Monday on which both London and Berlin are at work."""

QUICK = replace(
    PATIENCE, identify=0.01, guilds=0.05, first_ask=0.01, longest_ask=0.02, between_looks=0
)
"""Ours with Discord, but for pauses that nobody watches."""


@dataclass
class Desk:
    """What people do and see. Each act ends when all that is to be said to it is said."""

    server: DiscordServer
    discord: Discord
    clock: StillClock
    guild: Guild
    channel: Channel
    """Where people act, if nothing else is said."""

    async def types(
        self,
        who: User,
        command: str = "unstuck",
        place: Channel | None = None,
        /,
        **options: object,
    ) -> Answered:
        place = place or self.channel
        return await self._ended(self.server.types_command(who, place, command, options))

    async def types_directly(self, who: User, /, **options: object) -> Answered:
        """`/unstuck` in our direct messages with them."""
        return await self.types(who, "unstuck", self.server.direct_channel(who), **options)

    async def completes(
        self, who: User, command: str, option: str, typed: str, /, **others: object
    ) -> list[tuple[str, Any]]:
        return await self.server.completes(who, self.channel, command, option, typed, others)

    async def writes(self, who: User, text: str) -> None:
        """Words in our direct messages with them."""
        await self.server.writes(who, self.server.direct_channel(who), text)
        await self.discord.finish()

    async def posts(self, place: Channel, message: Message, under: Posted | None = None) -> Posted:
        """Unstuck writes something there by itself."""
        outer_id = place.recipient.id if place.recipient else place.id
        address = Address(workspace_of(self.guild), place.is_direct, outer_id)
        return await self.discord.chat.post(address, message, f"n-{len(self.calls())}", under)

    async def presses(self, who: User, label: str, on: SeenMessage | None = None) -> Answered:
        """A button, by default on the newest message that has it."""
        on = on or [m for m in self.server.screen(who) if label in labels_of(m)][-1]
        return await self._ended(self.server.presses(who, on, on.button(label).custom_id))

    async def chooses(self, who: User, on: SeenMessage, *chosen: Thing) -> Answered:
        """Options of its first select."""
        return await self._ended(self.server.chooses(who, on, on.selects[0].custom_id, chosen))

    async def submits(self, who: User, /, **values: Filled) -> Answered:
        """The dialog before them, by the names of its fields."""
        modal = self.dialog(who)
        ids = {id.partition("!")[0]: id for id in modal.labels}
        given = {ids[name]: value for name, value in values.items()}
        return await self._ended(self.server.submits(who, modal, given))

    async def _ended(self, act: Awaitable[Answered]) -> Answered:
        answer = await act
        await self.discord.finish()
        return answer

    def dialog(self, who: User) -> SeenModal:
        modal = self.server.modal(who)
        assert modal is not None, f"{who.username} has no dialog"
        return modal

    def seen(self, who: User) -> list[SeenMessage]:
        return self.server.screen(who)

    def last(self, who: User) -> SeenMessage:
        return self.server.screen(who)[-1]

    def calls(self, route: str = "") -> list[Any]:
        """The bodies of requests; the route with its method, "POST /channels/{channel_id}/…"."""
        asked = self.server.calls
        return [call.body for call in asked if route in ("", f"{call.method} {call.route}")]


@dataclass
class Office(Desk):
    """With the real core, on SQLite."""

    app: App
    workspace: WorkspaceId

    async def settle(self) -> None:
        """Send what is due; what waits for its turn only is given the time."""
        await settle(self.app.engine, self.clock, self.discord.finish)

    async def until(self, to: datetime) -> None:
        """Time passes; what falls due on the way happens at its instant."""
        await self.settle()
        await let_pass(self.app.engine, self.clock, to)


def labels_of(seen: SeenMessage) -> list[str]:
    return [button.label for button in seen.buttons]


def settings_for(server: DiscordServer, patience: Patience = QUICK) -> DiscordSettings:
    return DiscordSettings(server.token, server.base_url, patience)


@asynccontextmanager
async def open_discord(
    server: DiscordServer, core: Core, book: Book, patience: Patience = QUICK
) -> AsyncIterator[Discord]:
    """The adapter alone, serving."""
    settings = settings_for(server, patience)
    discord = Discord(settings, book, lambda: book.clock.now().timestamp())
    try:
        await discord.connect()
        await discord.serve(core, book)
        await has_begun(server, discord)
        yield discord
        await discord.stop()
    finally:
        await discord.close()


@asynccontextmanager
async def open_office(
    server: DiscordServer,
    clock: StillClock,
    url: str,
    channel: Channel,
    patience: Patience = QUICK,
    features: Sequence[Manifest] = FEATURES,
) -> AsyncIterator[Office]:
    """`channel` is of the server in which people act."""
    settings = Settings(database_url=url, port=0, discord=settings_for(server, patience))
    async with application(settings, clock=clock, alarm=SilentAlarm(), features=features) as app:
        await app.start()
        assert isinstance(app.side, DiscordSide)
        discord = app.side.discord
        await has_begun(server, discord)
        assert channel.guild is not None
        workspace = await app.store.workspace_of(Platform.DISCORD, channel.guild.id)
        assert workspace is not None
        yield Office(server, discord, clock, channel.guild, channel, app, workspace)


async def has_begun(server: DiscordServer, discord: Discord) -> None:
    """Wait until it was told of its servers, and Discord of its commands."""
    there = [guild for guild in server.world.guilds.values() if guild.has_bot]

    async def is_so() -> bool:
        known = all(
            discord.client.get_guild(int(guild.id)) is not None
            and discord.guilds.workspace(guild.id) is not None
            for guild in there
            if guild.is_available
        )
        return known and bool(server.registered_commands())

    await eventually(is_so)


async def soon(condition: Callable[[], object]) -> None:
    """Wait until it is so."""

    async def is_so() -> bool:
        return bool(condition())

    await eventually(is_so)
