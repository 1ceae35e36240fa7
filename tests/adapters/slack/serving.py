"""The adapter's own client connected to our Slack, and what was called."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.client import make_client, open_session
from adapters.slack.settings import SlackSettings
from tests.servers.slack.server import SlackServer

TOKEN = "xoxb-1-2-three"
"""Of every SlackServer that is given no other."""


@asynccontextmanager
async def connected(server: SlackServer) -> AsyncIterator[AsyncWebClient]:
    async with open_session() as session:
        yield make_client(SlackSettings(TOKEN, api_url=server.base_url), session)


def methods(server: SlackServer) -> list[str]:
    """What was called, in order."""
    return [call.method for call in server.calls]


class Watch:
    """Monotonic seconds that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds
