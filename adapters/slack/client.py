"""The Web API client: one HTTP session for all calls, and nobody but the outbox tries again."""

import logging
import math

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.patience import PATIENCE, Patience
from adapters.slack.settings import SlackSettings


def open_session(patience: Patience = PATIENCE) -> ClientSession:
    """The session of every call to Slack; to be closed by whoever opened it."""
    # slack_sdk heeds its own timeout only in sessions that it opens itself.
    return ClientSession(timeout=ClientTimeout(total=patience.call), cookie_jar=DummyCookieJar())


def make_client(settings: SlackSettings, session: ClientSession) -> AsyncWebClient:
    """The client of the bot token, on this session.

    It keeps to the `HTTPS_PROXY` of its surroundings, as slack_sdk does.
    """
    log = logging.getLogger("adapters.slack.web")
    # slack_sdk formats and logs every body on DEBUG, and what people wrote is in them.
    log.setLevel(logging.INFO)
    return AsyncWebClient(
        token=settings.bot_token,
        base_url=settings.api_url,
        timeout=math.ceil(settings.patience.call),
        session=session,
        logger=log,
        retry_handlers=[],
    )
