"""What Slack itself says of our tokens, for `unstuck doctor`. Changes nothing there."""

import asyncio
from dataclasses import dataclass
from itertools import chain

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.client import make_client, open_session
from adapters.slack.manifest import SCOPES
from adapters.slack.settings import SlackSettings
from adapters.slack.tokens import APP, BOT, FAILURES, fault_of, why_of
from adapters.slack.transports import PATH

_RENEW = "Run unstuck manifest slack, put what it prints under App Manifest, and install again."


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
    except FAILURES as error:
        return [_failed(settings, BOT, error)]
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
    except FAILURES as error:
        return [_failed(settings, APP, error)]
    return [Check("The app token opens a connection (Socket Mode).")]


def _failed(settings: SlackSettings, setting: str, error: Exception) -> Check:
    why = why_of(error)
    fault = fault_of(setting, why)
    if fault is not None:
        return Check(fault.what, False, fault.mend)
    if why == "ratelimited":
        return Check("Slack asks to be asked less often.", False, "Try again in a minute.")
    return Check(
        f"Slack cannot be asked at {settings.api_url}: {why}.",
        False,
        "See that this machine reaches that address (a proxy is set with HTTPS_PROXY), and that "
        "status.slack.com knows of no trouble. Unstuck tries again by itself.",
    )
