"""Sessions with all that was dispatched to them, and the connections that carry them."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from aiohttp import web

from tests.servers.discord.compression import Compression
from tests.servers.discord.intents import ALWAYS, intent_for, is_of_shard
from tests.servers.discord.opcodes import TRACE, write_payload
from tests.servers.discord.state import Json

SENDS_A_MINUTE = 120
"""Source: discord-api-docs, events/gateway#rate-limiting."""


@dataclass(frozen=True)
class Event:
    """One dispatch as it went over the wire, or would have."""

    name: str
    text: str


@dataclass(eq=False)
class Session:
    """Begins with an IDENTIFY; outlives its connections, as long as it may be resumed."""

    id: str
    intents: int
    shard: tuple[int, int]
    is_sharded: bool
    """IDENTIFY had a shard; READY repeats it only then."""
    events: list[Event] = field(default_factory=list)
    """The event with `s` 1 comes first."""
    connection: "Connection | None" = None
    is_lost: bool = False
    """It goes on as long as its connection does, and cannot be resumed."""

    @property
    def seq(self) -> int:
        return len(self.events)

    def wants(self, event: str, data: Json) -> bool:
        intent = intent_for(event, data)
        is_asked = intent == ALWAYS or bool(self.intents & intent)
        return is_asked and is_of_shard(event, data, self.shard)

    def add(self, event: str, data: Json) -> None:
        """Written down as it is now; flush() of the connection sends it."""
        self.events.append(Event(event, write_payload(0, data, self.seq + 1, event)))


@dataclass(eq=False)
class Connection:
    """A WebSocket with the request that opened it."""

    request: web.Request
    socket: web.WebSocketResponse
    compression: Compression | None
    interval: float
    """Between two heartbeats, as HELLO said; seconds."""
    session: Session | None = None
    is_live: bool = False
    """READY with its guilds, or RESUMED with what was missed, has been sent."""
    is_deaf: bool = False
    """Heartbeats are not acknowledged."""
    is_silent: bool = False
    """Nothing goes out any more: half of the connection is dead."""
    beaten_at: float = 0.0
    """When the last heartbeat came, by the loop's clock."""
    _sent: int = 0
    """So many of the session's events are with the client."""
    _replayed: int = 0
    """So many had been dispatched before this connection resumed."""
    _taken: deque[float] = field(default_factory=deque)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def send(self, op: int, data: object = None) -> None:
        """Anything but a dispatch."""
        async with self._turn:
            await self._write(write_payload(op, data))

    def carry(self, session: Session, seq: int) -> None:
        """Takes the session over behind the event with this `s`."""
        self.session, session.connection = session, self
        self._sent, self._replayed = seq, session.seq

    async def flush(self) -> None:
        """Sends what the session has and the client has not, in order.

        A RESUMED of an earlier connection is not repeated.
        """
        async with self._turn:
            while self.session and not self.is_silent and self._sent < self.session.seq:
                event = self.session.events[self._sent]
                self._sent += 1
                if event.name != "RESUMED" or self._sent > self._replayed:
                    await self._write(event.text)

    def is_too_much(self, now: float) -> bool:
        """Counts one payload of the client's."""
        self._taken.append(now)
        while self._taken[0] <= now - 60:
            self._taken.popleft()
        return len(self._taken) > SENDS_A_MINUTE

    def release(self) -> None:
        """The session goes on without this connection."""
        self.is_live = False
        if self.session is not None and self.session.connection is self:
            self.session.connection = None
        self.session = None

    def abort(self) -> None:
        """Breaks without a word."""
        self.release()
        if self.request.transport is not None:
            self.request.transport.abort()

    async def _write(self, text: str) -> None:
        if self.is_silent:
            return
        if self.compression is None:
            await self.socket.send_str(text)
        else:
            await self.socket.send_bytes(self.compression.frame(text))


def ready_of(session: Session, guilds: list[Json], url: str) -> Json:
    """READY but for `user` and `application`. Source: events/gateway-events#ready."""
    return {
        "v": 10,
        "user_settings": {},
        "session_type": "normal",
        "session_id": session.id,
        "resume_gateway_url": url,
        "relationships": [],
        "private_channels": [],
        "presences": [],
        "guilds": [{"id": str(guild["id"]), "unavailable": True} for guild in guilds],
        **({"shard": list(session.shard)} if session.is_sharded else {}),
        "_trace": TRACE,
    }
