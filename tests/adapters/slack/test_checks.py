"""What `unstuck doctor` asks Slack, and what it makes of the answers."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.slack import checks
from adapters.slack.checks import Check, Team
from adapters.slack.manifest import SCOPES
from adapters.slack.patience import PATIENCE, Patience
from adapters.slack.settings import SlackSettings
from bot.engine.engine import STOP_SECONDS
from bot.engine.putting import SEND_SECONDS
from tests.servers.slack.faults import Answers, BadStatus, Fault, HtmlBody, RateLimited, Reset
from tests.servers.slack.server import SlackServer

SLACK_WAITS_SECONDS = 3
"""For what somebody does to be acknowledged."""


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    server = SlackServer()
    await server.start()
    yield server
    await server.stop()
    assert not server.violations


def tokens_of(slack: SlackServer) -> SlackSettings:
    return SlackSettings(slack.tokens.bot, slack.tokens.app, api_url=slack.base_url)


async def check(settings: SlackSettings) -> tuple[Check, ...]:
    return (await checks.check(settings)).found


async def bad(settings: SlackSettings) -> Check:
    """The one thing that is to be mended."""
    (found,) = [each for each in await check(settings) if not each.is_good]
    assert found.mend
    assert settings.bot_token not in repr(found)
    return found


async def test_all_is_well(slack: SlackServer) -> None:
    checked = await checks.check(tokens_of(slack))
    assert [each.what for each in checked.found] == [
        f"The bot token is good, and belongs to the workspace Workspace ({slack.team_id}).",
        "It has just the scopes of this version's manifest: the app was made from it.",
        "Commands, events, interactivity and Home are to be seen on Slack's page of the app only, "
        "not from here: its App Manifest must hold what unstuck manifest slack prints.",
        "The app token opens a connection (Socket Mode).",
    ]
    assert all(each.is_good for each in checked.found)
    assert checked.team == Team(slack.team_id, "Workspace")


async def test_over_http_it_says_what_it_cannot_see(slack: SlackServer) -> None:
    settings = SlackSettings(slack.tokens.bot, signing_secret="abc", api_url=slack.base_url)
    found = await check(settings)
    assert "Slack is to call Unstuck under /slack/events" in found[-1].what
    assert "what unstuck manifest slack --url … prints" in found[-2].what
    assert all(each.is_good for each in found)
    assert [call.method for call in slack.calls] == ["auth.test"]


async def test_scopes_that_are_missing_and_what_would_not_work(slack: SlackServer) -> None:
    slack.tokens.scopes = [scope for scope in SCOPES if scope not in ("im:write", "users:read")]
    found = await bad(tokens_of(slack))
    assert "lacks 2 of its 7 scopes" in found.what
    assert "im:write, to open a direct message with somebody" in found.what
    assert "an older manifest" in found.what
    assert "unstuck manifest slack" in found.mend
    assert "install again" in found.mend


async def test_more_scopes_do_no_harm(slack: SlackServer) -> None:
    slack.tokens.scopes.append("reactions:write")
    found = await check(tokens_of(slack))
    assert all(each.is_good for each in found)
    assert found[1].what == (
        "It has every scope that this version needs, and more: reactions:write."
    )


@pytest.mark.parametrize(
    ("error", "what"),
    [
        ("account_inactive", "taken out of its workspace"),
        ("token_revoked", "withdrawn"),
        ("token_expired", "expired"),
        ("invalid_auth", "no such token"),
    ],
)
async def test_a_bot_token_that_is_not_good(error: str, what: str, slack: SlackServer) -> None:
    slack.tokens.bot_error = error
    found = await bad(tokens_of(slack))
    assert found.what.startswith("Slack does not take SLACK_BOT_TOKEN: ")
    assert what in found.what


async def test_an_app_token_that_is_not_good(slack: SlackServer) -> None:
    settings = SlackSettings(slack.tokens.bot, "xapp-of-another", api_url=slack.base_url)
    found = await bad(settings)
    assert found.what.startswith("Slack does not take SLACK_APP_TOKEN: ")
    assert "connections:write" in found.mend
    slack.faults.next("apps.connections.open", Answers("missing_scope"))
    assert "connections:write" in (await bad(tokens_of(slack))).what


@pytest.mark.parametrize(
    "fault", [BadStatus(503), HtmlBody(200), HtmlBody(502), Reset(), Answers("fatal_error")]
)
async def test_trouble_that_says_nothing_of_the_tokens(fault: Fault, slack: SlackServer) -> None:
    slack.faults.always("*", fault)
    found = await check(tokens_of(slack))
    assert found
    for each in found:
        assert each.what.startswith(f"Slack cannot be asked at {slack.base_url}: ")
        assert "status.slack.com" in each.mend


@pytest.mark.parametrize("body", ["[1]", '"ok"', "5", "", "null", "{}", "{"])
async def test_another_server_that_answers_anything(body: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    async with TestServer(app) as server:
        found = await check(SlackSettings("xoxb-1", "xapp-1", api_url=str(server.make_url("/"))))
    assert [each.is_good for each in found] == [False]
    assert "something else than Slack answers there" in found[0].what


async def test_nobody_there_is_said_once() -> None:
    settings = SlackSettings("xoxb-1", "xapp-1", api_url="http://127.0.0.1:9/api/")
    assert (await bad(settings)).what.startswith("Slack cannot be asked at http://127.0.0.1:9")


def test_patience_ends_before_those_who_wait_for_us() -> None:
    assert PATIENCE.call < PATIENCE.post < SEND_SECONDS
    assert max(PATIENCE.lookup, PATIENCE.members) < SLACK_WAITS_SECONDS
    assert PATIENCE.drain + PATIENCE.last_words < STOP_SECONDS


async def test_no_answer_in_time(slack: SlackServer) -> None:
    slack.faults.hangs("*")
    hurried = replace(tokens_of(slack), patience=Patience(call=0.2))
    assert "no answer in time" in (await bad(hurried)).what


async def test_a_rate_limit(slack: SlackServer) -> None:
    slack.faults.always("auth.test", RateLimited(30))
    assert "minute" in (await bad(tokens_of(slack))).mend
