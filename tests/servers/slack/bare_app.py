"""A bolt app without features: it writes down what it gets and answers what a test says."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.clocks import eventually
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import Json

SIGNING_SECRET = "a-signing-secret"
Answer = Callable[[Json, AsyncWebClient], Awaitable[Any]]


async def says_nothing(body: Json, client: AsyncWebClient) -> None:
    return None


class BareApp:
    """Connected to a server in one of its two ways, with the real client libraries."""

    def __init__(self, server: SlackServer) -> None:
        self.server = server
        self.heard: list[Json] = []
        """Bodies, in the order in which they came."""
        self.retries: list[tuple[int, str]] = []
        """(number, reason) of each."""
        self.answer: Answer = says_nothing
        self.client = AsyncWebClient(server.tokens.bot, base_url=server.base_url)
        self.bolt = AsyncApp(
            client=self.client, signing_secret=SIGNING_SECRET, process_before_response=True
        )
        self.bolt.use(self._hear)
        self._handlers: list[AsyncSocketModeHandler] = []
        self._runner: web.AppRunner | None = None

    async def connect(self, ping_seconds: float = 0.05) -> AsyncSocketModeHandler:
        """One more Socket Mode connection."""
        handler = AsyncSocketModeHandler(
            self.bolt, self.server.tokens.app, web_client=self.client, ping_interval=ping_seconds
        )
        before = len(self.server.sockets.connections)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        self._handlers.append(handler)

        async def is_known() -> bool:
            return len(self.server.sockets.connections) > before

        await eventually(is_known)
        return handler

    async def listen(self) -> str:
        """Serve a request url."""
        self._runner = web.AppRunner(self.bolt.web_app("/slack/events"))
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/slack/events"

    async def stop(self) -> None:
        for handler in self._handlers:
            await handler.close_async()  # type: ignore[no-untyped-call]
        if self._runner is not None:
            await self._runner.cleanup()

    async def _hear(self, req: AsyncBoltRequest, client: AsyncWebClient) -> BoltResponse:
        """A middleware that answers, so that no listener is needed."""
        self.heard.append(req.body)
        number = req.headers.get("x-slack-retry-num", ["0"])[0]
        self.retries.append((int(number), req.headers.get("x-slack-retry-reason", [""])[0]))
        answer = await self.answer(req.body, client)
        return BoltResponse(status=200, body=answer or "")
