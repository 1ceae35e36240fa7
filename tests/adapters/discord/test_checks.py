"""What `unstuck doctor` asks Discord, and what it makes of the answers."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from adapters.cli.compose import FEATURES
from adapters.discord import checks
from adapters.discord.checks import MOST_LINES, MOST_SERVERS, Check
from adapters.discord.commands import commands_of
from adapters.discord.patience import PATIENCE, Patience
from adapters.discord.permissions import (
    ADMINISTRATOR,
    ALL_NEEDED,
    NEEDED,
    invite_link,
    missing_of,
)
from adapters.discord.settings import DiscordSettings
from bot.engine.registry import Registry
from tests.servers.discord.faults import BadStatus, Fault, HtmlBody, RateLimited, Reset
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Guild, Json

VERBS = tuple(Registry(FEATURES).verbs.values())

SEND, THREADS = 1 << 11, 1 << 35


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    server = DiscordServer()
    await server.start()
    yield server
    await server.stop()
    assert not server.violations


def settings_of(discord: DiscordServer, token: str = "") -> DiscordSettings:
    return DiscordSettings(token or discord.token, discord.base_url)


async def check(settings: DiscordSettings) -> list[Check]:
    found = await checks.check(settings, VERBS)
    assert settings.token not in repr(found)
    return list(found)


async def bad(settings: DiscordSettings) -> Check:
    """The one thing that is to be mended."""
    (found,) = [each for each in await check(settings) if not each.is_good]
    assert found.mend
    return found


def hold(guild: Guild, permissions: int) -> None:
    """All that the bot may do there."""
    for role in guild.roles.values():
        role.permissions = permissions


async def register(discord: DiscordServer, commands: list[Json]) -> None:
    url = f"{discord.base_url}/applications/{discord.application_id}/commands"
    headers = {"Authorization": f"Bot {discord.token}", "User-Agent": "DiscordBot (tests, 1)"}
    async with (
        ClientSession(headers=headers) as http,
        http.put(url, json=commands, raise_for_status=True),
    ):
        pass


async def test_all_is_well(discord: DiscordServer) -> None:
    discord.add_guild("Acme")
    found = await check(settings_of(discord))
    link = invite_link(discord.application_id)
    assert [each.what for each in found[:-2]] == [
        f"The token is good, and belongs to the application Unstuck ({discord.application_id}).",
        "It has no privileged intent, and needs none.",
        "It is in the server Acme, with all that it needs.",
        "Its commands are not registered yet: they are registered when Unstuck starts.",
    ]
    assert found[-2].what.startswith("Discord lets it connect ")
    assert found[-1].what == f"To let it into a server, with just what it needs: {link}"
    assert all(each.is_good for each in found)
    assert {call.method for call in discord.calls} == {"GET"}


async def test_in_no_server_yet_it_says_how_to_let_it_in(discord: DiscordServer) -> None:
    found = await bad(settings_of(discord))
    assert found.what == "It is in no server yet."
    assert found.mend == f"Let it into one: {invite_link(discord.application_id)}"


async def test_a_permission_that_is_missing_and_what_it_is_for(discord: DiscordServer) -> None:
    discord.add_guild("Writers")
    acme = discord.add_guild("Acme")
    hold(acme, ALL_NEEDED & ~SEND & ~THREADS)
    found = await bad(settings_of(discord))
    assert found.what == (
        f"In Acme ({acme.id}) it lacks Send Messages, to send invitations and summaries there; "
        "Create Public Threads, to open that thread."
    )
    assert "Server Settings, Roles" in found.mend
    assert invite_link(discord.application_id) in found.mend
    assert "It is in 2 servers: Writers, Acme." in [
        each.what for each in await check(settings_of(discord))
    ]


async def test_many_servers_are_a_few_lines(discord: DiscordServer) -> None:
    for number in range(MOST_LINES + 3):
        hold(discord.add_guild(f"S{number}"), 0)
    found = [each for each in await check(settings_of(discord)) if not each.is_good]
    assert len(found) == MOST_LINES + 1
    assert found[-1].what == "So it is in 3 more."


async def test_it_asks_for_as_many_servers_as_it_looks_at(discord: DiscordServer) -> None:
    for number in range(MOST_SERVERS + 1):
        discord.add_guild(f"S{number}")
    found = await check(settings_of(discord))
    assert f"It is in {MOST_SERVERS} or more servers: S0, " in found[2].what
    assert found[2].what.endswith(f" and {MOST_SERVERS - MOST_LINES} more, with all that it needs.")


@pytest.mark.parametrize(
    ("flags", "what"),
    [
        (1 << 18, "It may use the Message Content Intent; Unstuck uses no privileged intent"),
        (1 << 13 | 1 << 15, "the Presence Intent and Server Members Intent;"),
        (1 << 12 | 1 << 14 | 1 << 19, "Presence Intent, Server Members Intent and Message Content"),
        (1 << 23, "It has no privileged intent, and needs none."),
    ],
)
async def test_privileged_intents_are_not_needed(
    flags: int, what: str, discord: DiscordServer
) -> None:
    discord.add_guild("Acme")
    discord.directory.application = {"flags": flags, "flags_new": str(flags)}
    found = await check(settings_of(discord))
    assert what in found[1].what
    assert all(each.is_good for each in found)


async def test_another_endpoint_would_take_what_people_do(discord: DiscordServer) -> None:
    discord.add_guild("Acme")
    discord.directory.application = {"interactions_endpoint_url": "https://example.org/there"}
    found = await bad(settings_of(discord))
    assert "and not to Unstuck" in found.what
    assert f"/applications/{discord.application_id}/information" in found.mend


async def test_a_code_grant_would_shut_the_door(discord: DiscordServer) -> None:
    discord.add_guild("Acme")
    discord.directory.application = {"bot_require_code_grant": True}
    assert "Turn off Requires OAuth2 Code Grant" in (await bad(settings_of(discord))).mend


async def test_commands_that_are_registered(discord: DiscordServer) -> None:
    discord.add_guild("Acme")
    wanted = commands_of(VERBS)
    await register(discord, wanted)
    what = f"Its {len(wanted)} commands are registered as this version has them."
    assert what in [each.what for each in await check(settings_of(discord))]
    await register(discord, wanted[:-1])
    found = [each for each in await check(settings_of(discord)) if "Its commands" in each.what]
    assert [each.is_good for each in found] == [True]
    assert "not those of this version: they are registered when Unstuck starts" in found[0].what


async def test_no_connection_is_left(discord: DiscordServer) -> None:
    discord.add_guild("Acme")
    discord.gateway.identifies = 1000
    found = await bad(settings_of(discord))
    assert found.what.startswith("Discord lets it connect 0 more times of 1000 until ")
    assert "Something starts it again and again" in found.mend


async def test_a_token_that_is_not_good(discord: DiscordServer) -> None:
    found = await bad(settings_of(discord, "of-another"))
    assert found.what == "Discord does not take DISCORD_TOKEN: it was reset, or is not whole."
    assert "Reset Token" in found.mend
    assert len(discord.calls) == 1


@pytest.mark.parametrize("fault", [BadStatus(503), HtmlBody(200), HtmlBody(502), Reset()])
@pytest.mark.parametrize("route", ["*", "/users/@me/guilds", "/gateway/bot"])
async def test_trouble_that_says_nothing_of_the_token(
    fault: Fault, route: str, discord: DiscordServer
) -> None:
    discord.add_guild("Acme")
    discord.faults.always(route, fault)
    found = await bad(settings_of(discord))
    assert found.what.startswith(f"Discord cannot be asked at {discord.base_url}: ")
    assert "discordstatus.com" in found.mend


@pytest.mark.parametrize("body", ["[1]", '"ok"', "5", "", "null", "{}", "{"])
async def test_another_server_that_answers_anything(body: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    async with TestServer(app) as server:
        found = await check(DiscordSettings("a-token", str(server.make_url("/api"))))
    assert [each.is_good for each in found] == [False]
    assert "something else than Discord answers there" in found[0].what


async def test_nobody_there_is_said_once() -> None:
    found = await bad(DiscordSettings("a-token", "http://127.0.0.1:9/api/v10"))
    assert found.what.startswith("Discord cannot be asked at http://127.0.0.1:9/api/v10: ")


async def test_no_answer_in_time(discord: DiscordServer) -> None:
    discord.faults.hangs("*")
    hurried = replace(settings_of(discord), patience=Patience(call=0.2))
    async with asyncio.timeout(5):
        assert "no answer in time" in (await bad(hurried)).what


async def test_a_rate_limit(discord: DiscordServer) -> None:
    discord.faults.always("/applications/@me", RateLimited(30))
    assert "minute" in (await bad(settings_of(discord))).mend


def test_it_ends_within_ten_seconds() -> None:
    assert PATIENCE.call < 10


# -- permissions --------------------------------------------------------------------------


def test_an_administrator_lacks_nothing() -> None:
    assert missing_of(ADMINISTRATOR) == []
    assert missing_of(0) == list(NEEDED.values())
    assert missing_of(ALL_NEEDED) == []


def test_the_link_asks_for_just_what_is_needed() -> None:
    assert invite_link("42") == (
        "https://discord.com/oauth2/authorize"
        "?client_id=42&scope=bot+applications.commands&permissions=309237746688"
    )
    assert len(NEEDED) == 6
