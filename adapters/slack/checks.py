"""What Slack itself says of our tokens, for `unstuck doctor`. Changes nothing there."""

import asyncio
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.client import make_client, open_session
from adapters.slack.http_requests import PATH
from adapters.slack.manifest import SCOPES
from adapters.slack.settings import SlackSettings
from adapters.slack.tokens import APP, BOT, FAILURES, fault_of, why_of

_RENEW = "Run unstuck manifest slack, put what it prints under App Manifest, and install again."

_UNSEEN = (
    "Commands, events, interactivity and Home are to be seen on Slack's page of the app only, not "
    "from here: its App Manifest must hold what {command} prints."
)


@dataclass(frozen=True, slots=True)
class Check:
    """What was found and, unless that `is_good`, how it is mended."""

    what: str
    is_good: bool = True
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Team:
    """The workspace to which the bot token belongs."""

    outer_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Checked:
    """All that was found; `team` is None if Slack does not say it."""

    found: tuple[Check, ...]
    team: Team | None = None


async def check(settings: SlackSettings) -> Checked:
    """What is good and what is not, within about 10 s. Never raises."""
    async with open_session(settings.patience) as session:
        client = make_client(settings, session)
        bot, hearing = await asyncio.gather(_bot(client, settings), _hearing(client, settings))
    # What cannot be reached is said once.
    return Checked(tuple(dict.fromkeys((*bot.found, *hearing))), bot.team)


async def _bot(client: AsyncWebClient, settings: SlackSettings) -> Checked:
    try:
        answer = await client.auth_test()
    except FAILURES as error:
        return Checked((_failed(settings, BOT, error),))
    team = Team(str(answer["team_id"]), str(answer["team"]))
    good = f"The bot token is good, and belongs to the workspace {team.name} ({team.outer_id})."
    command = "unstuck manifest slack" + ("" if settings.app_token else " --url …")
    unseen = Check(_UNSEEN.format(command=command))
    return Checked((Check(good), _scopes(answer), unseen), team)


def _scopes(answer: AsyncSlackResponse) -> Check:
    said = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes")
    if said is None:
        return Check("Slack does not say which scopes the bot has.")
    granted = {scope.strip() for scope in said.split(",")}
    missing = [f"{scope}, to {why}" for scope, why in SCOPES.items() if scope not in granted]
    more = sorted(granted - SCOPES.keys())
    if not missing and not more:
        return Check("It has just the scopes of this version's manifest: the app was made from it.")
    if not missing:
        return Check(f"It has every scope that this version needs, and more: {', '.join(more)}.")
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
