"""What Slack itself says of our tokens, for `unstuck doctor`. Changes nothing there."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.client import make_client, open_session
from adapters.slack.manifest import SCOPES
from adapters.slack.settings import SlackSettings
from adapters.slack.transports import PATH

_RENEW = "Run unstuck manifest slack, put what it prints under App Manifest, and install again."
_INSTALL = "Install the app into the workspace again, and set SLACK_BOT_TOKEN to its new token."
_COPY_BOT = "Copy the Bot User OAuth Token again, from OAuth & Permissions."
_COPY_APP = (
    "Make an app-level token with the scope connections:write, under Basic Information of the "
    "same app, and set SLACK_APP_TOKEN to it."
)

# The last three are slack_sdk's, where the body is no JSON object.
_FAILURES = (
    SlackApiError, aiohttp.ClientError, TimeoutError, AttributeError, TypeError, ValueError,
)  # fmt: skip

_BOT_FAULTS = {
    "account_inactive": ("the app was taken out of its workspace", _INSTALL),
    "token_revoked": ("it was withdrawn", _INSTALL),
    "token_expired": ("it has expired", _INSTALL),
    "invalid_auth": ("Slack knows no such token", _COPY_BOT),
    "not_allowed_token_type": ("it is of another kind", _COPY_BOT),
}
_APP_FAULTS = {
    "token_revoked": ("it was withdrawn", _COPY_APP),
    "token_expired": ("it has expired", _COPY_APP),
    "invalid_auth": ("Slack knows no such token", _COPY_APP),
    "not_allowed_token_type": ("it is of another kind", _COPY_APP),
    "missing_scope": ("it lacks the scope connections:write", _COPY_APP),
}


@dataclass(frozen=True, slots=True)
class Check:
    """What was found and, unless that `is_good`, how it is mended."""

    what: str
    is_good: bool = True
    mend: str = ""


async def check(settings: SlackSettings) -> list[Check]:
    """What is good and what is not, within about 10 s. Never raises."""
    async with open_session() as session:
        client = make_client(settings, session)
        found = await asyncio.gather(_bot(client, settings), _hearing(client, settings))
    # What cannot be reached is said once.
    return list(dict.fromkeys(chain(*found)))


async def _bot(client: AsyncWebClient, settings: SlackSettings) -> list[Check]:
    try:
        answer = await client.auth_test()
    except _FAILURES as error:
        return [_failed(settings, "SLACK_BOT_TOKEN", error, _BOT_FAULTS)]
    team = f"{answer['team']} ({answer['team_id']})"
    return [Check(f"The bot token is good, and belongs to the workspace {team}."), _scopes(answer)]


def _scopes(answer: AsyncSlackResponse) -> Check:
    said = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes")
    if said is None:
        return Check("Slack does not say which scopes the bot has.")
    granted = {scope.strip() for scope in said.split(",")}
    missing = [f"{scope}, to {why}" for scope, why in SCOPES.items() if scope not in granted]
    if not missing:
        return Check("It has every scope that this version needs.")
    return Check(
        f"The bot lacks {len(missing)} of its {len(SCOPES)} scopes: {'; '.join(missing)}. "
        "The app was made from an older manifest, or changed since.",
        False,
        _RENEW,
    )


async def _hearing(client: AsyncWebClient, settings: SlackSettings) -> list[Check]:
    """How what people do reaches us."""
    if not settings.app_token:
        return [
            Check(
                f"Slack is to call Unstuck under {PATH}. Whether it gets there shows when "
                "somebody types /unstuck."
            )
        ]
    try:
        await client.apps_connections_open(app_token=settings.app_token)
    except _FAILURES as error:
        return [_failed(settings, "SLACK_APP_TOKEN", error, _APP_FAULTS)]
    return [Check("The app token opens a connection (Socket Mode).")]


def _failed(
    settings: SlackSettings, setting: str, error: Exception, faults: Mapping[str, tuple[str, str]]
) -> Check:
    why = _why(error)
    if why in faults:
        what, mend = faults[why]
        return Check(f"Slack does not take {setting}: {what}.", False, mend)
    if why == "ratelimited":
        return Check("Slack asks to be asked less often.", False, "Try again in a minute.")
    return Check(
        f"Slack cannot be asked at {settings.api_url}: {why}.",
        False,
        "See that this machine reaches that address (a proxy is set with HTTPS_PROXY), and that "
        "status.slack.com knows of no trouble. Unstuck tries again by itself.",
    )


def _why(error: Exception) -> str:
    """Slack's own name for it, or what happened on the way."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, aiohttp.ClientError):
        return str(error) or type(error).__name__
    response: Any = getattr(error, "response", None)
    # Where the body is no JSON the response is aiohttp's, or holds a text.
    data = getattr(response, "data", None)
    code = data.get("error") if isinstance(data, Mapping) else None
    return str(code or "something else than Slack answers there")
