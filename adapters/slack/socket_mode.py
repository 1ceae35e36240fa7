"""Socket Mode: we connect to Slack, and again whenever that ends (docs.slack.dev)."""

import asyncio
import json
import logging
from collections.abc import Coroutine, Mapping
from time import monotonic, time
from typing import Any, cast

from aiohttp import (
    ClientError,
    ClientSession,
    ClientWebSocketResponse,
    ClientWSTimeout,
    DummyCookieJar,
    WSMsgType,
    WSServerHandshakeError,
)
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import limit_in
from adapters.slack.patience import PATIENCE, Patience
from adapters.slack.payloads import Payload
from adapters.slack.tokens import APP, fault_of, why_of

log = logging.getLogger(__name__)

LOST = "Slack's connection is lost"

AS_USUAL = ("warning", "refresh_requested")
"""Why Slack closes connections every few hours."""


class NoHello(Exception):
    """Slack closes what was just opened; the text is its word for why."""


class Connection(AsyncBaseSocketModeClient):
    """One WebSocket, from Slack's hello to its end."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.logger = _quiet_log()
        self.closed = False
        self.began = monotonic()
        self.over: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        """Set when another is needed, to why: it is lost, or Slack is about to close it."""

    def ends(self, why: str) -> None:
        if not self.over.done():
            self.over.set_result(why)

    async def send_message(self, message: str) -> None:
        await self.socket.send_str(message)

    async def close(self) -> None:
        self.closed = True
        await self.socket.close()


class SocketMode:
    """We connect to Slack (docs.slack.dev, Socket Mode), and again whenever that ends.

    slack_sdk's own client is of no use: an address of Slack's is good for one try, and it goes on
    trying the same one, logging it with its ticket.
    """

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        client: AsyncWebClient,
        patience: Patience = PATIENCE,
    ) -> None:
        self._patience = patience
        self._app = app
        self._app_token = app_token
        self._client = client
        self._session: ClientSession | None = None
        self._staying: asyncio.Task[None] | None = None
        self._has_tried = asyncio.Event()
        self._connection: Connection | None = None
        """The newest."""
        self._reading: set[asyncio.Task[None]] = set()
        self._handling: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Returns after the first try: if that failed it is tried again until `stop`."""
        # Of its own: calls have a limit, connections last for hours.
        self._session = ClientSession(cookie_jar=DummyCookieJar())
        self._staying = asyncio.create_task(self._stay_connected(self._session))
        await self._has_tried.wait()

    async def stop(self) -> None:
        """What is under way can be acknowledged only while the connection is open, and while it
        is open Slack sends: what still comes is handled as ever, until nothing is under way.

        Refusing it would be worse. Slack repeats events only; whoever types or presses reads that
        Unstuck failed. So they do of what Slack sent just before it reads that we close.
        """
        if self._staying is not None:
            await _end({self._staying})
        ends_at = monotonic() + self._patience.drain
        while self._handling and (seconds := ends_at - monotonic()) > 0:
            await asyncio.wait(self._handling, timeout=seconds)
        # The readers close their connections.
        await _end(self._reading)
        await _end(self._handling)
        if self._session is not None:
            await self._session.close()

    async def _stay_connected(self, session: ClientSession) -> None:
        pause, is_back = self._patience.first_pause, True
        while True:
            at_least = 0.0
            try:
                connection = await self._connect(session)
            except Exception as error:
                # Whatever it is: who does not try again is deaf.
                why, at_least = _why(error), _limit(error)
            else:
                self._connection = connection
                _own(self._reading, self._read(connection))
                self._has_tried.set()
                if not is_back:
                    log.info("Slack's connection is back")
                is_back = True
                why = await connection.over
                if monotonic() - connection.began >= self._patience.steady:
                    pause = self._patience.first_pause
                    if why not in AS_USUAL:
                        log.warning(LOST, extra={"why": why, "again_in_s": 0})
                        is_back = False
                    continue
            again_in = max(pause, at_least)
            log.warning(LOST, extra={"why": why, "again_in_s": again_in})
            is_back = False
            self._has_tried.set()
            await asyncio.sleep(again_in)
            pause = min(2 * pause, self._patience.longest_pause)

    async def _connect(self, session: ClientSession) -> Connection:
        """One try, of an address of its own. Raises whatever happens on the way."""
        async with asyncio.timeout(self._patience.connect):
            opened = await self._client.apps_connections_open(app_token=self._app_token)
            socket = await session.ws_connect(
                Payload(opened.data).needed("url"),
                heartbeat=self._patience.ping,
                timeout=ClientWSTimeout(ws_close=self._patience.close),
                proxy=self._client.proxy,
                ssl=self._client.ssl or True,
            )
            connection = Connection(socket)
            try:
                hello = Payload(_object(await socket.receive_str()))
                if hello.text("type") != "hello":
                    raise NoHello(_reason(hello))
            except BaseException:
                await connection.close()
                raise
        return connection

    async def _read(self, connection: Connection) -> None:
        """Until it is closed; when Slack says that it will be, no longer than that takes."""
        try:
            async with asyncio.timeout(None) as limit:
                async for frame in connection.socket:
                    if frame.type is not WSMsgType.TEXT:
                        continue
                    message = _object(frame.data)
                    if message.get("type") == "disconnect":
                        limit.reschedule(asyncio.get_running_loop().time() + self._patience.goodbye)
                        connection.ends(_reason(Payload(message)))
                    elif "envelope_id" in message and isinstance(message.get("payload"), dict):
                        request = SocketModeRequest(
                            str(message.get("type")), message["envelope_id"], message["payload"]
                        )
                        _own(self._handling, self._handle(connection, request))
        except TimeoutError:
            pass
        finally:
            connection.ends("it broke off")
            await connection.close()

    async def _handle(self, connection: Connection, request: SocketModeRequest) -> None:
        began = time()
        try:
            response = await run_async_bolt_app(self._app, request)
            if connection.socket.closed and self._connection is not None:
                # As slack_sdk does: over the one that came after.
                connection = self._connection
            await send_async_response(connection, request, response, began)
        except ConnectionError:
            log.warning("not acknowledged: Slack's connection is lost")
        except Exception:
            log.exception("payload not handled")


def _own(tasks: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)


async def _end(tasks: set[asyncio.Task[None]]) -> None:
    ending = list(tasks)
    for task in ending:
        task.cancel()
    await asyncio.gather(*ending, return_exceptions=True)


def _quiet_log() -> logging.Logger:
    # What bolt answers is in its line on INFO.
    quiet = logging.getLogger("adapters.slack.socket")
    quiet.setLevel(logging.ERROR)
    return quiet


def _object(text: str) -> Mapping[str, Any]:
    """Empty if it is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _reason(goodbye: Payload) -> str:
    return goodbye.text("reason") or "no hello"


def _why(error: Exception) -> str:
    """Not in the error's own words: the address may be among them, and its ticket is a secret."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, NoHello):
        return str(error)
    if isinstance(error, WSServerHandshakeError):
        return f"the handshake was refused (HTTP {error.status})"
    if isinstance(error, ClientError | OSError):
        return f"Slack cannot be reached ({type(error).__name__})"
    if isinstance(error, SlackApiError):
        status = _status(error)
        if status >= 500:
            return f"Slack has trouble of its own (HTTP {status})"
        word = why_of(error)
        fault = fault_of(APP, word)
        return word if fault is None else f"{fault.what} {fault.mend}"
    return f"something else than Slack answers there ({type(error).__name__})"


def _limit(error: Exception) -> float:
    """How long Slack wants to be left alone."""
    return limit_in(cast(Any, error).response.headers) if _status(error) == 429 else 0.0


def _status(error: Exception) -> int:
    """Of the answer that is in it, slack_sdk's or aiohttp's."""
    response: Any = getattr(error, "response", None)
    return getattr(response, "status_code", 0) or getattr(response, "status", 0)
