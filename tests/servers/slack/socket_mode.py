"""Socket Mode: connections, envelopes, acknowledgements.

Source: docs.slack.dev, apis/events-api/using-socket-mode; payloads/socket.*.json.
"""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from uuid import uuid4

from aiohttp import WSCloseCode, WSMsgType, web

from tests.servers.lived import lived
from tests.servers.slack.records import Acknowledged, Records
from tests.servers.slack.state import Json

MOST_CONNECTIONS = 10
ANSWERABLE = {"slash_commands", "block_actions", "view_submission", "block_suggestion"}
"""Of these an acknowledgement may carry a payload."""
HOST = "applink-7fc4fdbb64-4x5xq"


@dataclass(eq=False)
class Connection:
    """A WebSocket with the request that opened it."""

    request: web.Request
    socket: web.WebSocketResponse = field(
        default_factory=lambda: web.WebSocketResponse(autoping=False)
    )


@dataclass(eq=False)
class Waiting:
    """An envelope that was sent and not acknowledged yet."""

    kind: str
    connection: Connection
    answer: asyncio.Future[Json | None]
    sent_at: float


@dataclass
class SocketMode:
    """All open connections; each envelope goes to one of them, in turn."""

    app_id: str
    records: Records
    ack_seconds: float = 3.0
    host: str = ""
    is_deaf: bool = False
    """Pings are not answered any more: the connections look open and are dead."""
    refusals: int = 0
    """So many handshakes to come are refused; the ticket is used up all the same."""
    is_hanging: bool = False
    """Handshakes are not answered."""
    is_mute: bool = False
    """Connections open, and no hello comes."""
    connections: list[Connection] = field(default_factory=list)
    tickets: list[str] = field(default_factory=list)
    """All that were ever given."""
    _tickets: set[str] = field(default_factory=set)
    _waiting: dict[str, Waiting] = field(default_factory=dict)
    _late: dict[str, Waiting] = field(default_factory=dict)
    _turn: Iterator[int] = field(default_factory=count)

    def new_url(self) -> str:
        """A wss address for one connection."""
        ticket = str(uuid4())
        self._tickets.add(ticket)
        self.tickets.append(ticket)
        return f"ws://{self.host}/link/?ticket={ticket}&app_id={self.app_id}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection from its hello to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.remove(ticket)
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=403)
        while self.is_hanging:
            await asyncio.sleep(0.01)
        connection = Connection(request)
        socket = connection.socket
        await socket.prepare(request)
        if len(self.connections) >= MOST_CONNECTIONS:
            await self._disconnect(connection, "too_many_websockets")
            return socket
        self.connections.append(connection)
        try:
            if not self.is_mute:
                await socket.send_json(self._hello())
            await socket.ping(f"Ping from {HOST}".encode())
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._acknowledge(json.loads(frame.data))
                elif frame.type is WSMsgType.PING and not self.is_deaf:
                    await socket.pong(frame.data)
        finally:
            self._forget(connection)
        return socket

    async def send(
        self, kind: str, payload: Json, retry: int = 0, reason: str = ""
    ) -> Acknowledged:
        """One attempt: to one connection, acknowledged in time or not."""
        started = time.monotonic()
        open_ones = [each for each in self.connections if not each.socket.closed]
        if not open_ones:
            return Acknowledged(0, {}, 0)
        connection = open_ones[next(self._turn) % len(open_ones)]
        type = payload["type"] if kind == "interactive" else kind
        envelope: Json = {
            "envelope_id": str(uuid4()),
            "payload": payload,
            "type": kind,
            "accepts_response_payload": type in ANSWERABLE,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        answer: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        waiting = Waiting(type, connection, answer, started)
        self._waiting[envelope["envelope_id"]] = waiting
        try:
            await connection.socket.send_json(envelope)
            async with lived(self.ack_seconds):
                body = await answer
        except (TimeoutError, ConnectionError):
            self._late[envelope["envelope_id"]] = waiting
            return Acknowledged(0, {}, time.monotonic() - started)
        finally:
            self._waiting.pop(envelope["envelope_id"], None)
        return Acknowledged(0 if body is None else 200, body or {}, time.monotonic() - started)

    async def warn(self) -> None:
        """Says about ten seconds ahead that the connections will be refreshed."""
        for connection in list(self.connections):
            await connection.socket.send_json(self._goodbye("warning"))

    async def refresh(self) -> None:
        """Asks every connection to be made anew, and closes it."""
        for connection in list(self.connections):
            await self._disconnect(connection, "refresh_requested")

    def lose(self) -> None:
        """Every connection breaks in the middle, without a word."""
        for connection in list(self.connections):
            self._forget(connection)
            if connection.request.transport is not None:
                connection.request.transport.abort()

    async def stop(self) -> None:
        for connection in list(self.connections):
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {
                "host": HOST,
                "build_number": 10,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self.app_id},
        }

    def _goodbye(self, reason: str) -> Json:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}}

    async def _disconnect(self, connection: Connection, reason: str) -> None:
        await connection.socket.send_json(self._goodbye(reason))
        self._forget(connection)
        await connection.socket.close()

    def _forget(self, connection: Connection) -> None:
        """What waits for this connection is known to be lost at once."""
        if connection in self.connections:
            self.connections.remove(connection)
        for waiting in self._waiting.values():
            if waiting.connection is connection and not waiting.answer.done():
                waiting.answer.set_result(None)

    def _acknowledge(self, ack: Json) -> None:
        id = str(ack.get("envelope_id"))
        unknown = sorted(set(ack) - {"envelope_id", "payload"})
        if unknown:
            self.records.found(f"acknowledgement with {unknown}")
        waiting = self._waiting.get(id)
        if waiting is None or waiting.answer.done():
            late = self._late.pop(id, None)
            if late is None:
                self.records.found(f"acknowledgement of an envelope that does not wait: {ack}")
            else:
                seconds = time.monotonic() - late.sent_at
                self.records.found(f"{late.kind} acknowledged after {seconds:.1f} s")
            return
        body = ack.get("payload") or {}
        if body and waiting.kind not in ANSWERABLE:
            self.records.found(f"{waiting.kind} acknowledged with a payload: {body}")
        waiting.answer.set_result(body)
