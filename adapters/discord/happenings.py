"""What happens there with nobody acting, and what somebody writes to us in words."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import discord

from adapters.discord.core import Core
from adapters.discord.custom_ids import CustomId
from adapters.discord.errors import Calls
from adapters.discord.guilds import Guilds
from adapters.discord.inbound import Inbound
from adapters.discord.questions import which_server
from adapters.discord.render import rendered
from adapters.discord.servers import Servers
from bot.domain.errors import Refusal
from bot.domain.workspaces import Platform
from bot.engine.faults import refused, unsaved
from bot.engine.intents import ChannelLost, GroupLost, Notice, Opened, Removed
from bot.messages.limits import DISCORD
from bot.messages.parts import Message
from bot.messages.refs import Ref
from bot.messages.split import split
from bot.ports.chat import ChatError
from bot.ports.store import Conflict, StoreUnavailable

log = logging.getLogger(__name__)

TROUBLE = (Conflict, StoreUnavailable)


class Happenings:
    """Discord tells each once, and does not hear whether we kept it: of what was missed the next
    start finds the rest."""

    def __init__(
        self,
        client: discord.Client,
        calls: Calls,
        core: Core,
        guilds: Guilds,
        servers: Servers,
        inbound: Inbound,
    ) -> None:
        self._client = client
        self._calls = calls
        self._core = core
        self._guilds = guilds
        self._servers = servers
        self._inbound = inbound
        self._under_way: set[asyncio.Task[Any]] = set()

    async def finish(self) -> None:
        """Wait for what is still being kept and said."""
        while others := self._under_way - {asyncio.current_task()}:
            await asyncio.gather(*others, return_exceptions=True)

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """discord.py gives each of its events a task; those under way are waited for at the end."""
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("an event without a task")
        self._under_way.add(task)
        try:
            yield
        finally:
            self._under_way.discard(task)

    # -- servers --------------------------------------------------------------------------------

    async def on_ready(self) -> None:
        """All servers are known by now: those that came, went, or have another name since we
        were there."""
        known = self._guilds.known()
        for guild in list(self._client.guilds):
            if not guild.unavailable:
                await self._enrol(guild)
        for each in known:
            await self._leave(each)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._enrol(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Also when the gateway tells of a server late."""
        if self._guilds.workspace(str(guild.id)) is None:
            await self._enrol(guild)

    async def on_guild_update(self, before: discord.Guild, after: discord.Guild) -> None:
        if before.name != after.name:
            await self._enrol(after)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._leave(str(guild.id))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        workspace = self._guilds.workspace(str(channel.guild.id))
        if workspace is not None:
            lost = ChannelLost(str(channel.id), "was deleted")
            event = f"channel:{channel.id}:deleted"
            with self._kept():
                await self._tell(Notice(workspace, Platform.DISCORD, event, lost))

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        workspace = self._guilds.workspace(str(role.guild.id))
        if workspace is not None:
            lost = GroupLost(str(role.id), "was deleted")
            with self._kept():
                await self._tell(
                    Notice(workspace, Platform.DISCORD, f"role:{role.id}:deleted", lost)
                )

    async def _enrol(self, guild: discord.Guild) -> None:
        """Unless it removed us before its turn came."""
        if self._client.get_guild(guild.id) is None:
            return
        with self._kept():
            try:
                await self._guilds.enrol(str(guild.id), guild.name)
            except TROUBLE as trouble:
                # Whoever acts there first is asked for it again.
                log.error("server not enrolled", extra={"guild": guild.id, "why": str(trouble)})

    async def _leave(self, guild: str) -> None:
        """Unless it has us, or has us again."""
        with self._kept():
            async with self._guilds.turn(guild):
                if self._client.get_guild(int(guild)) is not None:
                    return
                workspace = self._guilds.forget(guild)
                if workspace is not None:
                    # It may come back, and leave again on the same day.
                    event = f"guild:{guild}:removed:{time.time_ns()}"
                    await self._tell(Notice(workspace, Platform.DISCORD, event, Removed()))

    async def _tell(self, notice: Notice) -> None:
        try:
            await self._core.notice(notice)
        except TROUBLE as trouble:
            kind = type(notice.what).__name__
            log.error("notice not kept", extra={"kind": kind, "why": str(trouble)})

    # -- words ----------------------------------------------------------------------------------

    async def on_message(self, message: discord.Message) -> None:
        """Whoever types to us in a direct message gets what is open, and what they can do."""
        if message.guild is not None or message.author.bot or message.is_system():
            return
        with self._kept():
            try:
                told, id_of = await self._answer(message)
            except StoreUnavailable as trouble:
                log.error("store unavailable", extra={"why": str(trouble)})
                told, id_of = unsaved(str(trouble)), Ref.encode
            if told is not None:
                await self._write(message, told, id_of)

    async def _answer(
        self, message: discord.Message
    ) -> tuple[Message | None, Callable[[Ref], str]]:
        """And the custom_ids of its buttons. Raises StoreUnavailable."""
        servers = await self._servers.of_account(str(message.author.id))
        if len(servers) != 1:
            asked = which_server(servers)
            return asked.message, lambda ref: asked.choice
        guild = servers[0][0]
        try:
            event = f"message:{message.id}"
            origin = await self._inbound.in_direct(message.author, guild, event)
            told = (await self._core.handle(Opened(origin))).tell
        except Refusal as refusal:
            told = refused(refusal)
        return told, lambda ref: CustomId(ref, guild).encode()

    async def _write(self, to: discord.Message, told: Message, id_of: Callable[[Ref], str]) -> None:
        """What does not arrive is lost: they may type again."""
        for number, piece in enumerate(split(told, DISCORD)):
            shown = rendered(piece, lambda _: None, id_of)
            try:
                async with self._calls.call():
                    await to.channel.send(
                        view=shown.view, files=shown.files, nonce=f"{to.id}.{number}"[-25:]
                    )
            except ChatError as error:
                log.warning("answer lost", extra={"why": str(error)})
                return
