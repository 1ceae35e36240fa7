"""The two ways in which Slack's payloads reach us; both end in bolt's one dispatch."""

import asyncio
import json
import logging
from collections.abc import Mapping
from time import time
from typing import Any, Protocol
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

log = logging.getLogger(__name__)

DRAIN_SECONDS = 3.0
"""How long payloads under way may take when we stop: Slack waits as long for each."""

PATH = "/slack/events"

LARGEST_BODY = 1024 * 1024

PING_SECONDS = 5.0
"""Between looks at the connection: how long it may be lost before another is made."""


class Transport(Protocol):
    async def start(self) -> None: ...
    async def stop(self) -> None:
        """Take nothing new, finish what is begun."""
        ...


class SocketMode:
    """We connect to Slack; its library reconnects (docs.slack.dev, Socket Mode)."""

    def __init__(self, app: AsyncApp, app_token: str, client: AsyncWebClient) -> None:
        self._app = app
        self._app_token = app_token
        self._client = client
        self._socket: SocketModeClient | None = None
        self._handling: set[asyncio.Task[None]] = set()
        self._is_stopping = False

    async def start(self) -> None:
        self._socket = SocketModeClient(
            self._app_token, web_client=self._client, ping_interval=PING_SECONDS
        )
        self._socket.socket_mode_request_listeners.append(self._take)
        await self._socket.connect()  # type: ignore[no-untyped-call]

    async def stop(self) -> None:
        self._is_stopping = True
        if self._handling:
            _, late = await asyncio.wait(self._handling, timeout=DRAIN_SECONDS)
            # Not acknowledged: Slack delivers it again.
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()  # type: ignore[no-untyped-call]

    async def _take(self, socket: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        if self._is_stopping:
            # Not acknowledged: Slack delivers it again, to whoever runs then.
            return
        task = asyncio.create_task(self._handle(socket, request))
        self._handling.add(task)
        try:
            await asyncio.shield(task)
        finally:
            self._handling.discard(task)

    async def _handle(self, socket: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        began = time()
        response = await run_async_bolt_app(self._app, request)
        await send_async_response(socket, request, response, began)


class Http:
    """Slack calls us, and signs. Port 0 takes a free one, and `port` says which."""

    def __init__(self, app: AsyncApp, signing_secret: str, host: str, port: int) -> None:
        self._app = app
        self._signing_secret = signing_secret
        self._host = host
        self.port = port
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Raises OSError if the port cannot be had."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_post(PATH, self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=DRAIN_SECONDS)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self.port).start()
        except OSError:
            await self.stop()
            raise
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            if not self._is_slacks(body, request.headers):
                log.warning("request not signed by Slack: is SLACK_SIGNING_SECRET this app's?")
                return web.Response(status=401)
            payload = _read(body, request.content_type)
        except ValueError:
            log.warning("request not readable")
            return web.Response(status=400)
        # Read already, as over the socket: of a form in whose words “payload” stands bolt would
        # read nothing (test_transports.py).
        read = AsyncBoltRequest(mode="socket_mode", body=payload)
        return await to_aiohttp_response(await self._app.async_dispatch(read))

    def _is_slacks(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether it is signed with our secret, and not over five minutes ago. Raises ValueError
        if it is no text."""
        stamp = headers.get("X-Slack-Request-Timestamp", "")
        signature = headers.get("X-Slack-Signature", "")
        if not self._signing_secret or not stamp.isdecimal() or not signature.isascii():
            return False
        return SignatureVerifier(self._signing_secret).is_valid(body, stamp, signature)


def _read(body: bytes, content_type: str) -> dict[str, Any]:
    """Events come as JSON, commands as a form, all else as JSON in a form. Raises ValueError."""
    text = body.decode()
    if content_type != "application/json":
        form = dict(parse_qsl(text, keep_blank_values=True))
        if "payload" not in form:
            return form
        text = form["payload"]
    payload = json.loads(text)
    if not isinstance(payload, dict):
        raise ValueError("no object")
    return payload
