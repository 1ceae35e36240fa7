"""HTTP: Slack calls us, and signs (docs.slack.dev, verifying requests)."""

import json
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from adapters.slack.patience import PATIENCE, Patience

log = logging.getLogger(__name__)

PATH = "/slack/events"

LARGEST_BODY = 1024 * 1024


class Http:
    """Slack calls us, and signs. Port 0 takes a free one, and `port` says which."""

    def __init__(
        self,
        app: AsyncApp,
        signing_secret: str,
        host: str,
        port: int,
        patience: Patience = PATIENCE,
    ) -> None:
        self._app = app
        self._signing_secret = signing_secret
        self._host = host
        self.port = port
        self._drain = patience.drain
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Raises OSError if the port cannot be had."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_post(PATH, self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=self._drain)
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
