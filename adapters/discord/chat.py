"""Unstuck's way to write into Discord: the chat port over its HTTP API."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from uuid import uuid4

import discord

from adapters.discord.custom_ids import CustomId
from adapters.discord.doors import NOT_OURS, Doors
from adapters.discord.errors import Archived, Calls, LockedOut, NoChannel
from adapters.discord.guilds import Guilds
from adapters.discord.rate_limits import RateLimits
from adapters.discord.render import Rendered, rendered, with_file
from adapters.discord.servers import Accounts
from adapters.discord.threads import Locked, open_again, post_below
from bot.domain.ids import PersonId
from bot.domain.letters import Urgency
from bot.engine.addresses import LOOK_FOR_RETURN_SECONDS
from bot.engine.pacing import Pacer, Rate
from bot.messages.limits import DISCORD, Limits
from bot.messages.parts import Message
from bot.messages.refs import Ref
from bot.ports.chat import Address, File, Gone, Posted, Refused, TryLater

log = logging.getLogger(__name__)


IN_ALL = Rate(48, burst=2)
"""What Discord takes of a bot (specs/limits.md: 50 a second), less what is asked beside messages;
what a channel takes it says in its answers."""


class DiscordChat:
    """A Chat. A message that was under way when the process died is posted again under the same
    nonce: within some minutes Discord then gives the first one back.

    `accounts` is asked only when a message addresses somebody; `seconds` is a monotonic clock;
    `on_closed` hears of a person who cannot be written to.
    """

    def __init__(
        self,
        client: discord.Client,
        calls: Calls,
        limits: RateLimits,
        guilds: Guilds,
        accounts: Accounts,
        seconds: Callable[[], float],
    ) -> None:
        self._client = client
        self._calls = calls
        self._limits = limits
        self._guilds = guilds
        self._accounts = accounts
        self._seconds = seconds
        self._doors = Doors(client, calls, accounts, seconds)
        self._pacer = Pacer(IN_ALL)
        # Whose turn was taken by `pace`.
        self._paced: set[str] = set()
        self.on_closed: Callable[[Address], None] = lambda address: None

    @property
    def limits(self) -> Limits:
        return DISCORD

    def pace(self, address: Address, urgency: Urgency) -> float:
        channel = self._doors.known(address.outer_id) if address.is_direct else address.outer_id
        seconds = self._limits.seconds_until(channel)
        if seconds:
            return seconds
        is_urgent = urgency is Urgency.INTERACTIVE
        seconds = self._pacer.seconds_until(address.outer_id, self._seconds(), is_urgent=is_urgent)
        if seconds == 0:
            self._paced.add(address.outer_id)
        return seconds

    def give_back(self, address: Address) -> None:
        self._paced.discard(address.outer_id)
        self._pacer.give_back(address.outer_id)

    async def post(
        self, address: Address, message: Message, nonce: str, under: Posted | None = None
    ) -> Posted:
        return await self._post(address, await self._rendered(message, address), nonce, under)

    async def _post(
        self, address: Address, shown: Rendered, nonce: str, under: Posted | None
    ) -> Posted:
        self._take_turn(address.outer_id)
        try:
            with self._held_back():
                send = partial(self._send, shown, nonce)
                if address.is_direct:
                    # They know no threads: what belongs to a message stands after it.
                    return await self._doors.through(address, send)
                if under is None:
                    return await send(address.outer_id)
                return await post_below(self._client, self._calls, under, send)
        except Refused:
            if address.is_direct:
                self.on_closed(address)
            raise

    async def edit(self, address: Address, posted: Posted, message: Message) -> None:
        self._take_turn(address.outer_id)
        shown = await self._rendered(message, address)

        async def edit() -> None:
            async with self._calls.call():
                await self._at(posted).edit(
                    view=shown.view, attachments=shown.files, allowed_mentions=shown.mentions
                )

        try:
            with self._held_back():
                await self._in_open_thread(posted, edit)
        except Locked as why:
            raise Gone(str(why)) from why
        except NOT_OURS as why:
            # Whether the channel is there turns out when it is posted.
            if address.is_direct:
                await self._doors.forget(address, posted.place)
                raise Gone("those direct messages are not mine any more") from why
            if isinstance(why, NoChannel) and posted.place != address.outer_id:
                raise Gone("that thread was deleted") from why
            raise

    async def upload(self, address: Address, file: File, under: Posted | None = None) -> None:
        """A Files, too: the file in a message of its own, under its title."""
        await self._post(address, with_file(file), uuid4().hex[:25], under)

    async def delete(self, posted: Sequence[Posted]) -> None:
        for each in posted:

            async def delete(each: Posted = each) -> None:
                async with self._calls.call():
                    await self._at(each).delete()

            with suppress(Gone, NoChannel), self._held_back():
                await self._in_open_thread(each, delete)

    async def _in_open_thread(self, posted: Posted, do: Callable[[], Awaitable[None]]) -> None:
        """Discord archives threads by itself, and then lets nobody change what stands there."""
        try:
            await do()
        except Archived:
            await open_again(self._client, self._calls, posted.place)
            await do()

    async def _send(self, shown: Rendered, nonce: str, channel: str) -> Posted:
        for file in shown.files:
            file.reset()
        async with self._calls.call():
            sent = await self._client.get_partial_messageable(int(channel)).send(
                view=shown.view,
                files=shown.files,
                nonce=nonce,
                allowed_mentions=shown.mentions,
            )
        return Posted(channel, str(sent.id))

    def _at(self, posted: Posted) -> discord.PartialMessage:
        channel = self._client.get_partial_messageable(int(posted.place))
        return channel.get_partial_message(int(posted.outer_id))

    async def _rendered(self, message: Message, address: Address) -> Rendered:
        known: Mapping[PersonId, str] = {}
        if message.addresses:
            known = await self._accounts.of(address.workspace, message.addresses)
        guild = self._guilds.guild(address.workspace) if address.is_direct else ""
        if address.is_direct and not guild:
            # Its buttons would never find their server.
            why = "that server does not have Unstuck now"
            raise TryLater(why, LOOK_FOR_RETURN_SECONDS, is_limit=True)
        return rendered(message, known.get, partial(_custom_id, guild))

    def _take_turn(self, key: str) -> None:
        """The outbox asks once a letter: pieces after the first take turns of their own."""
        if key in self._paced:
            self._paced.remove(key)
            return
        seconds = self._pacer.seconds_until(key, self._seconds())
        if seconds:
            raise TryLater("Discord takes only so many messages", seconds, is_limit=True)

    @contextmanager
    def _held_back(self) -> Iterator[None]:
        """When Discord does not know us, nobody asks until it may be mended: whoever goes on
        asking is shut out (specs/limits.md, "ban"). Its limits RateLimits keeps."""
        try:
            yield
        except LockedOut as locked:
            self._pacer.pause(locked.after_seconds or 0, self._seconds())
            raise


def _custom_id(guild: str, ref: Ref) -> str:
    """In direct messages Discord does not say of which server a button is."""
    return CustomId(ref, guild).encode()
