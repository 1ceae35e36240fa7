"""Our direct messages: opened once, at the pace that Discord takes, and then kept."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import discord

from adapters.discord.errors import Calls, NoAccess, NoChannel
from adapters.discord.servers import Accounts
from bot.domain.ids import WorkspaceId
from bot.engine.pacing import Pacer, Rate
from bot.ports.chat import Address, Posted, TryLater

OPENING = Rate(1 / 2)
"""Discord names no number, and answers 40003 to who is too fast (specs/limits.md; design.md)."""

TOO_FAST_SECONDS = 60.0
"""After a 40003, which does not say for how long."""

MOST_KEPT = 20_000
"""Channels in memory; the store knows all."""


NOT_OURS = (NoChannel, NoAccess)
"""Of a channel that was opened by another bot: the token is of a new one."""


@dataclass(frozen=True, slots=True)
class Door:
    """A channel, and in which workspaces the store has it: it is one for all of them."""

    channel: str
    kept_in: set[WorkspaceId] = field(default_factory=set)


class Doors:
    """`seconds` is a monotonic clock."""

    def __init__(
        self,
        client: discord.Client,
        calls: Calls,
        accounts: Accounts,
        seconds: Callable[[], float],
    ) -> None:
        self._client = client
        self._calls = calls
        self._accounts = accounts
        self._seconds = seconds
        self._pacer = Pacer(OPENING)
        self._known: OrderedDict[str, Door] = OrderedDict()

    def known(self, account: str) -> str:
        """The channel of our direct messages with an account, "" if it is not at hand."""
        door = self._known.get(account)
        return door.channel if door else ""

    async def through(self, address: Address, send: Callable[[str], Awaitable[Posted]]) -> Posted:
        """Sends into the channel of our direct messages; opened anew if it is not ours any more.
        Raises TryLater and Refused."""
        channel = await self._found(address)
        if channel:
            try:
                return await send(channel)
            except NOT_OURS:
                await self.forget(address, channel)
        return await send(await self._opened(address))

    async def forget(self, address: Address, channel: str) -> None:
        """It is not ours any more; another one that is known by now is kept."""
        account = address.outer_id
        if self.known(account) == channel:
            del self._known[account]
        if await self._accounts.direct(address.workspace, account) == channel:
            await self._accounts.keep_direct(address.workspace, account, "")

    async def _found(self, address: Address) -> str:
        """The channel, if it was opened before, for whichever workspace."""
        account, workspace = address.outer_id, address.workspace
        door = self._known.get(account)
        if door is None:
            channel = await self._accounts.direct(workspace, account)
            if channel:
                self._keep(account, Door(channel, {workspace}))
            return channel
        self._known.move_to_end(account)
        if workspace not in door.kept_in:
            await self._accounts.keep_direct(workspace, account, door.channel)
            door.kept_in.add(workspace)
        return door.channel

    async def _opened(self, address: Address) -> str:
        account, workspace = address.outer_id, address.workspace
        door = Door(await self._open(account))
        self._keep(account, door)
        await self._accounts.keep_direct(workspace, account, door.channel)
        door.kept_in.add(workspace)
        return door.channel

    async def _open(self, account: str) -> str:
        seconds = self._pacer.seconds_until(account, self._seconds())
        if seconds:
            raise TryLater(
                "Discord lets me open only so many direct messages", seconds, is_limit=True
            )
        try:
            async with self._calls.call():
                opened = await self._client.create_dm(discord.Object(int(account)))
                return str(opened.id)
        except TryLater as later:
            if not later.is_limit:
                raise
            pause = later.after_seconds or TOO_FAST_SECONDS
            self._pacer.pause(pause, self._seconds())
            raise TryLater(str(later), pause, is_limit=True) from None

    def _keep(self, account: str, door: Door) -> None:
        self._known[account] = door
        while len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)
