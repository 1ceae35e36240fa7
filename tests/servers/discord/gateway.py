"""The gateway: connections, sessions, dispatches; what it does to a client on its own account.

Source: discord-api-docs, events/gateway, events/gateway-events,
topics/opcodes-and-status-codes#gateway; payloads/discord/gateway*.json.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from aiohttp import WSCloseCode, WSMsgType, web

from tests.servers.discord.compression import compression_of
from tests.servers.discord.identify import check_identify, check_resume
from tests.servers.discord.intents import DIRECT_MESSAGES, GUILDS
from tests.servers.discord.opcodes import (
    ENDS_SESSION,
    HEARTBEAT,
    HEARTBEAT_ACK,
    HELLO,
    INVALID_SESSION,
    NOT_FOR_US,
    RECONNECT,
    TRACE,
    Refused,
    read_payload,
)
from tests.servers.discord.records import Records
from tests.servers.discord.sessions import SENDS_A_MINUTE, Connection, Session, ready_of
from tests.servers.discord.state import Json
from tests.servers.discord.waiting import Changes

STARTS_A_DAY = 1000


@dataclass(eq=False)
class Gateway:
    """All open connections and every session that is known.

    discord.py takes a connection anew (not resumed) to DiscordWebSocket.DEFAULT_GATEWAY and not
    to what GET /gateway/bot said: a client under test needs that set to `url` too.
    """

    records: Records
    url_of: Callable[[], str]
    ready: Callable[[], list[tuple[str, Json]]]
    """What follows READY: a GUILD_CREATE of every guild; of one that has an outage,
    a GUILD_DELETE with `unavailable`, which only tells that there is such a guild."""
    identity: Callable[[], Json]
    """`user` and `application` (id, flags) of READY."""
    token: str
    heartbeat_interval: float = 41.25
    patience: float = 20.0
    """So many seconds a heartbeat may be late, then 4009 and a violation."""
    needed_intents: int = GUILDS | DIRECT_MESSAGES
    """Any other is a violation."""
    enabled_intents: int = 0
    """The privileged ones that are switched on in the developer portal; any other: 4014."""
    refusals: int = 0
    """So many handshakes to come are refused with 503."""
    is_mute: bool = False
    """Connections open, and no HELLO comes."""
    identifies: int = 0
    resumes: int = 0
    heartbeats: int = 0
    identified: list[Json] = field(default_factory=list)
    """`d` of every IDENTIFY that was taken."""
    presences: list[Json] = field(default_factory=list)
    """`d` of every presence that the app set."""
    closes: list[int | None] = field(default_factory=list)
    """The code with which each connection ended; None or 1006: without a word."""
    sessions: dict[str, Session] = field(default_factory=dict)
    """Those that can be resumed, connected or not."""
    connections: list[Connection] = field(default_factory=list)
    _changes: Changes = field(default_factory=Changes)
    _answering: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._answering.set()

    # --- facts ------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return self.url_of()

    @property
    def is_connected(self) -> bool:
        """Somebody has got READY with all guilds, or RESUMED."""
        return any(each.is_live for each in self.connections)

    async def connected(self, seconds: float = 10) -> None:
        await self.until(lambda: self.is_connected, seconds)

    async def until(self, condition: Callable[[], bool], seconds: float = 10) -> None:
        """Looks again whenever something has happened here."""
        await self._changes.until(condition, seconds)

    def session_start_limit(self) -> Json:
        """For GET /gateway/bot."""
        return {
            "total": STARTS_A_DAY,
            "remaining": max(0, STARTS_A_DAY - self.identifies),
            "reset_after": 14400000,
            "max_concurrency": 1,
        }

    # --- acts -------------------------------------------------------------------------------

    async def dispatch(self, event: str, data: Json) -> None:
        """To every session with the intent and the shard; unconnected ones keep it for later."""
        wanting = [each for each in self.sessions.values() if each.wants(event, data)]
        for session in wanting:
            session.add(event, data)
        for session in wanting:
            if session.connection is not None:
                with suppress(ConnectionError):
                    await session.connection.flush()

    async def drops(self) -> None:
        """Every connection breaks in the middle, without a word."""
        for connection in list(self.connections):
            self.connections.remove(connection)
            connection.abort()
        self._changes.happened()

    async def asks_reconnect(self) -> None:
        """Opcode 7: the client shall connect anew and resume."""
        await self._tell(RECONNECT, None)

    async def invalidates(self, resumable: bool) -> None:
        """Opcode 9; if not resumable, the sessions are gone."""
        if not resumable:
            self.sessions.clear()
        await self._tell(INVALID_SESSION, resumable)

    async def asks_heartbeat(self) -> None:
        """Opcode 1: a heartbeat at once."""
        await self._tell(HEARTBEAT, None)

    async def closes_with(self, code: int) -> None:
        """Every connection is closed with this code; the session ends if the code says so."""
        for connection in list(self.connections):
            await self._close(connection, code)

    def stops_acknowledging(self) -> None:
        """No heartbeat of the present connections is acknowledged; events still come."""
        for connection in self.connections:
            connection.is_deaf = True

    def goes_silent(self) -> None:
        """The present connections look open, and nothing comes: the client must find out."""
        for connection in self.connections:
            connection.is_deaf = connection.is_silent = True

    def forgets(self) -> None:
        """No session of now can be resumed any more; what is connected stays connected."""
        for session in self.sessions.values():
            session.is_lost = True

    def hangs(self) -> None:
        """Handshakes are not answered until recovers()."""
        self._answering.clear()

    def recovers(self) -> None:
        self._answering.set()

    async def stop(self) -> None:
        self._answering.set()
        await asyncio.gather(
            *(self._close(each, WSCloseCode.GOING_AWAY) for each in list(self.connections))
        )

    # --- one connection ---------------------------------------------------------------------

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """From HELLO to the end."""
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=503)
        await self._answering.wait()
        socket = web.WebSocketResponse(compress=False, timeout=2)
        try:
            compression = compression_of(request.query.get("compress", ""))
        except ValueError as error:
            self.records.found(f"gateway: {error}")
            return web.Response(status=400)
        await socket.prepare(request)
        connection = Connection(request, socket, compression, self.heartbeat_interval)
        self.connections.append(connection)
        try:
            await self._converse(connection)
        except Refused as refused:
            if refused.is_violation:
                self.records.found(f"gateway: {refused}")
            await self._close(connection, refused.code, str(refused))
        except ConnectionError:
            pass
        finally:
            self._ended(connection)
        return socket

    async def _converse(self, connection: Connection) -> None:
        loop = asyncio.get_running_loop()
        query = connection.request.query
        if query.get("v") != "10":
            raise Refused(4012, f"version {query.get('v')} asked, not 10")
        if query.get("encoding", "json") != "json":
            raise Refused(4002, f"encoding {query['encoding']} asked, not json")
        if not self.is_mute:
            interval = round(connection.interval * 1000)
            await connection.send(HELLO, {"heartbeat_interval": interval, "_trace": TRACE})
        connection.beaten_at = loop.time()
        while True:
            deadline = connection.beaten_at + connection.interval + self.patience
            try:
                async with asyncio.timeout_at(deadline):
                    frame = await connection.socket.receive()
            except TimeoutError:
                raise Refused(4009, "no heartbeat in time") from None
            if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            if connection.is_too_much(loop.time()):
                raise Refused(4008, f"more than {SENDS_A_MINUTE} payloads a minute")
            await self._take(connection, frame.data)
            self._changes.happened()

    async def _take(self, connection: Connection, text: str | bytes) -> None:
        op, data = read_payload(text)
        match op:
            case 1:
                await self._beat(connection, data)
            case 2:
                await self._identify(connection, data)
            case 6:
                await self._resume(connection, data)
            case 3 | 4 | 8 | 31 | 43 if connection.session is None:
                raise Refused(4003, f"opcode {op} before IDENTIFY")
            case 3:
                self.presences.append(data)
            case 4 | 8 | 31 | 43:
                self.records.found(f"gateway: asked for {NOT_FOR_US[op]}")
            case _:
                raise Refused(4001, f"opcode {op}")

    async def _beat(self, connection: Connection, seq: Any) -> None:
        connection.beaten_at = asyncio.get_running_loop().time()
        self.heartbeats += 1
        session = connection.session
        if session is not None and seq not in (None, *range(session.seq + 1)):
            self.records.found(f"gateway: heartbeat with {seq!r}, the last was {session.seq}")
        if not connection.is_deaf:
            await connection.send(HEARTBEAT_ACK)

    async def _identify(self, connection: Connection, data: Any) -> None:
        if connection.session is not None:
            raise Refused(4005, "IDENTIFY twice")
        intents, shard = check_identify(data, self.token, self.enabled_intents)
        if intents & ~self.needed_intents:
            self.records.found(f"gateway: intents {intents}, needed {self.needed_intents}")
        if self.identifies >= STARTS_A_DAY:
            raise Refused(4004, f"more than {STARTS_A_DAY} sessions a day: the token is reset")
        session = Session(uuid4().hex, intents, shard, "shard" in data)
        events = [each for each in self.ready() if session.wants(*each)]
        ready = ready_of(session, [guild for _, guild in events], self.url) | self.identity()
        session.add("READY", ready)
        for event, guild in events:
            if event == "GUILD_CREATE":
                session.add(event, {**guild, "unavailable": False})
        self.sessions[session.id] = session
        connection.carry(session, 0)
        self.identifies += 1
        self.identified.append(data)
        await connection.flush()
        connection.is_live = True

    async def _resume(self, connection: Connection, data: Any) -> None:
        if connection.session is not None:
            raise Refused(4005, "RESUME of an identified connection")
        id, seq = check_resume(data, self.token)
        session = self.sessions.get(id)
        if session is None or session.is_lost or not 0 <= seq <= session.seq:
            self.sessions.pop(id, None)
            await connection.send(INVALID_SESSION, False)
            return
        if session.connection is not None:
            session.connection.abort()
        connection.carry(session, seq)
        session.add("RESUMED", {"_trace": TRACE})
        self.resumes += 1
        await connection.flush()
        connection.is_live = True

    # --- ends -------------------------------------------------------------------------------

    async def _tell(self, op: int, data: object) -> None:
        for connection in list(self.connections):
            with suppress(ConnectionError):
                await connection.send(op, data)

    async def _close(self, connection: Connection, code: int, reason: str = "") -> None:
        self._end(connection, code)
        with suppress(ConnectionError):
            await connection.socket.close(code=code, message=reason.encode()[:123])

    def _ended(self, connection: Connection) -> None:
        code = connection.socket.close_code
        self.closes.append(code)
        self._end(connection, code)

    def _end(self, connection: Connection, code: int | None) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        if connection.session is not None and code in ENDS_SESSION:
            self.sessions.pop(connection.session.id, None)
        connection.release()
        self._changes.happened()
