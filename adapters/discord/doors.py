"""Our direct messages: opened once, at the pace that Discord takes, and then kept."""

from collections import OrderedDict
from collections.abc import Callable

import discord

from adapters.discord.errors import Calls
from adapters.discord.servers import Accounts
from bot.engine.pacing import Pacer, Rate
from bot.ports.chat import Address, TryLater

OPENING = Rate(1 / 2)
"""Discord names no number, and answers 40003 to who is too fast (specs/limits.md; design.md)."""

TOO_FAST_SECONDS = 60.0
"""After a 40003, which does not say for how long."""

MOST_KEPT = 20_000
"""Channels in memory; the store knows all."""


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
        self._known: OrderedDict[str, str] = OrderedDict()

    def known(self, account: str) -> str:
        """The channel of our direct messages with an account, "" if it is not at hand."""
        return self._known.get(account, "")

    async def channel_of(self, address: Address) -> str:
        """The channel of our direct messages. Raises TryLater and Refused."""
        account = address.outer_id
        if account in self._known:
            self._known.move_to_end(account)
            return self._known[account]
        channel = await self._accounts.direct(address.workspace, account)
        if not channel:
            channel = await self._open(account)
            await self._accounts.keep_direct(address.workspace, account, channel)
        self._keep(account, channel)
        return channel

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

    def _keep(self, account: str, channel: str) -> None:
        self._known[account] = channel
        while len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)
