"""The adapter's own client logged in to our Discord, without its gateway, and what was called."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from heapq import heappop, heappush

from adapters.discord.chat import DiscordChat
from adapters.discord.client import Client
from adapters.discord.errors import Calls
from adapters.discord.guilds import Guilds
from adapters.discord.rate_limits import MOST_BUCKETS, RateLimits
from adapters.discord.settings import DiscordSettings
from bot.domain.ids import WorkspaceId
from bot.domain.letters import Urgency
from bot.messages.parts import Message
from bot.ports.chat import Address, Posted, TryLater
from tests.adapters.discord.desk import QUICK
from tests.adapters.discord.stand_ins import Book
from tests.clocks import StillClock
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, User

POST = "POST /channels/{channel_id}/messages"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
DELETE = "DELETE /channels/{channel_id}/messages/{message_id}"
OPEN = "POST /users/@me/channels"
THREAD = "POST /channels/{channel_id}/messages/{message_id}/threads"


@dataclass
class Line:
    """To Discord, for what Unstuck writes by itself; time stands still but for its pace."""

    server: DiscordServer
    client: Client
    calls: Calls
    limits: RateLimits
    chat: DiscordChat
    clock: StillClock
    workspace: WorkspaceId

    def to(self, place: Channel | User) -> Address:
        return Address(self.workspace, isinstance(place, User), place.id)

    async def posts(
        self,
        place: Channel | User,
        message: Message,
        nonce: str = "",
        under: Posted | None = None,
    ) -> Posted:
        """Once its turn has come."""
        address = self.to(place)
        self.comes_to(address)
        return await self.chat.post(address, message, nonce or self._new_nonce(), under)

    async def edits(self, place: Channel | User, posted: Posted, message: Message) -> None:
        address = self.to(place)
        self.comes_to(address)
        await self.chat.edit(address, posted, message)

    def comes_to(self, address: Address, urgency: Urgency = Urgency.PROMPT) -> None:
        """Time passes until it may go."""
        while seconds := self.chat.pace(address, urgency):
            self.clock.advance(seconds=seconds)

    async def delivers(self, places: Sequence[Channel | User], message: Message) -> float:
        """A message to each, as the outbox sends: in the order of a place, and who has to wait
        asks again then. In so many seconds."""
        began = self.clock.now()
        left: dict[str, list[Channel | User]] = {}
        for place in places:
            left.setdefault(place.id, []).append(place)
        turns = [(began, number, place) for number, place in enumerate(left)]
        while turns:
            at, number, key = heappop(turns)
            self.clock.set(max(at, self.clock.now()))
            seconds = await self._tries(left[key][0], message)
            if seconds == 0:
                left[key].pop(0)
            if left[key]:
                heappush(turns, (self.clock.now() + timedelta(seconds=seconds), number, key))
        return (self.clock.now() - began).total_seconds()

    async def _tries(self, place: Channel | User, message: Message) -> float:
        """0, or when to ask again."""
        address = self.to(place)
        if seconds := self.chat.pace(address, Urgency.PROMPT):
            return seconds
        try:
            await self.chat.post(address, message, self._new_nonce())
        except TryLater as later:
            if not later.is_limit:
                raise
            return later.after_seconds or 1
        return 0

    def _new_nonce(self) -> str:
        return f"n-{len(self.server.world.messages)}"


@asynccontextmanager
async def connected(
    server: DiscordServer,
    book: Book,
    clock: StillClock,
    workspace: WorkspaceId,
    longest: float = QUICK.call,
    most_buckets: int = MOST_BUCKETS,
) -> AsyncIterator[Line]:
    """`longest` is how long a call may take; `most_buckets` are remembered before any is
    forgotten."""

    def seconds() -> float:
        return clock.now().timestamp()

    limits = RateLimits(seconds, most_buckets)
    client = Client(DiscordSettings(server.token, server.base_url, QUICK), limits)
    calls = Calls(longest)
    guilds = Guilds()
    await guilds.load(book)
    chat = DiscordChat(client, calls, limits, guilds, book, seconds)
    await client.login(server.token)
    server.calls.clear()
    yield Line(server, client, calls, limits, chat, clock, workspace)
    await client.close()


def routes(server: DiscordServer) -> list[str]:
    """What was called, in order."""
    return [f"{call.method} {call.route}" for call in server.calls]
