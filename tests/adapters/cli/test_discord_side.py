"""Unstuck in Discord, put together, alone and beside Slack: against servers that speak their
protocols."""

import asyncio
import re
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.cli.compose import App, application
from adapters.cli.discord_side import DiscordSide
from adapters.cli.settings import Settings
from adapters.cli.sides import CannotServe, Together
from adapters.cli.slack_side import SlackSide
from adapters.discord.permissions import invite_link
from adapters.discord.settings import DiscordSettings
from adapters.slack.settings import SlackSettings
from bot.domain.workspaces import Platform
from tests.adapters.cli.process import Running, unstuck
from tests.servers.discord.server import DiscordServer
from tests.servers.slack.server import SlackServer


def settings_in(folder: Path, discord: DiscordServer) -> Settings:
    there = DiscordSettings(discord.token, discord.base_url)
    return Settings(f"sqlite:///{folder / 'unstuck.db'}", port=0, discord=there)


def with_slack(settings: Settings, slack: SlackServer) -> Settings:
    tokens = SlackSettings(slack.tokens.bot, slack.tokens.app, api_url=slack.base_url)
    return replace(settings, slack=tokens)


def environment(discord: DiscordServer) -> dict[str, str]:
    return {"DISCORD_TOKEN": discord.token, "DISCORD_API_URL": discord.base_url}


async def until(app: App, is_so: Callable[[list[str]], bool]) -> list[str]:
    """The names of its servers, once they are so."""
    async with asyncio.timeout(20):
        while True:
            found = [tenant.name for tenant in await app.store.installed(Platform.DISCORD)]
            if is_so(found):
                return found
            await asyncio.sleep(0.02)


async def test_its_servers_are_made_on_first_sight_and_found_again(
    tmp_path: Path, discord: DiscordServer
) -> None:
    discord.add_guild("Acme")
    discord.add_guild("Writers")
    seen = []
    for _ in range(2):
        async with application(settings_in(tmp_path, discord)) as app:
            assert await app.start() is None
            assert isinstance(app.side, DiscordSide)
            assert set(await until(app, lambda found: len(found) == 2)) == {"Acme", "Writers"}
            seen.append([each.workspace for each in await app.store.installed(Platform.DISCORD)])
            welcome = app.side.welcome
    assert seen[0] == seen[1]
    assert welcome == "Unstuck is in Acme and Writers on Discord. "


async def test_in_no_server_it_says_how_to_let_it_in(
    tmp_path: Path, discord: DiscordServer
) -> None:
    async with application(settings_in(tmp_path, discord)) as app:
        await app.start()
        assert invite_link(discord.application_id) in app.side.welcome


async def test_of_a_server_that_is_new_only_the_number_is_known(
    tmp_path: Path, discord: DiscordServer
) -> None:
    discord.add_guild("Acme")
    async with application(settings_in(tmp_path, discord)) as app:
        await app.start()
        assert app.side.welcome in (
            "Unstuck is in 1 server on Discord. ",
            "Unstuck is in Acme on Discord. ",
        )


async def test_a_token_that_discord_does_not_take(tmp_path: Path, discord: DiscordServer) -> None:
    settings = settings_in(tmp_path, discord)
    settings = replace(settings, discord=DiscordSettings("of-another", discord.base_url))
    async with application(settings) as app:
        with pytest.raises(CannotServe, match="DISCORD_TOKEN"):
            await app.start()


async def test_a_playgrounds_database_is_refused(tmp_path: Path, discord: DiscordServer) -> None:
    settings = settings_in(tmp_path, discord)
    async with application(replace(settings, discord=None)):
        pass
    with pytest.raises(CannotServe, match="holds a playground"):
        async with application(settings):
            pass
    assert not discord.calls


async def test_the_playground_refuses_discords_database(
    tmp_path: Path, discord: DiscordServer
) -> None:
    discord.add_guild("Acme")
    settings = settings_in(tmp_path, discord)
    async with application(settings) as app:
        await app.start()
        await until(app, bool)
    with pytest.raises(CannotServe, match="This database serves Discord"):
        async with application(replace(settings, discord=None)):
            pass


async def test_it_lets_go_of_everything(tmp_path: Path, discord: DiscordServer) -> None:
    before = asyncio.all_tasks()
    async with application(settings_in(tmp_path, discord)):
        pass
    async with application(settings_in(tmp_path, discord)) as app:
        await app.start()
        await app.stop()
    left = {task for task in asyncio.all_tasks() - before if "servers" not in repr(task)}
    assert not {task for task in left if "aiohttp" not in repr(task)}


# -- beside Slack -------------------------------------------------------------------------


async def test_slack_and_discord_in_one_process_on_one_database(
    tmp_path: Path, discord: DiscordServer, slack: SlackServer
) -> None:
    discord.add_guild("Acme")
    settings = with_slack(settings_in(tmp_path, discord), slack)
    async with application(settings) as app:
        await app.start()
        assert isinstance(app.side, Together)
        assert [type(side) for side in app.side.sides] == [SlackSide, DiscordSide]
        assert set(app.side.chats) == {Platform.SLACK, Platform.DISCORD}
        assert app.side.welcome.startswith("Unstuck is in Workspace. Unstuck is in ")
        await until(app, bool)
        assert len(await app.store.installed(Platform.SLACK)) == 1
    # Either of them goes on alone.
    for alone in (replace(settings, slack=None), replace(settings, discord=None)):
        async with application(alone) as app:
            await app.start()


async def test_slack_does_not_stay_when_discord_cannot_start(
    tmp_path: Path, discord: DiscordServer, slack: SlackServer
) -> None:
    settings = with_slack(settings_in(tmp_path, discord), slack)
    settings = replace(settings, discord=DiscordSettings("of-another", discord.base_url))
    async with application(settings) as app:
        with pytest.raises(CannotServe, match="DISCORD_TOKEN"):
            await app.start()
        assert slack.sockets.tickets
        async with asyncio.timeout(10):
            while slack.sockets.connections:
                await asyncio.sleep(0.02)


# -- as a process -------------------------------------------------------------------------


async def test_run_says_where_it_is_and_stops_in_order(
    tmp_path: Path, discord: DiscordServer
) -> None:
    discord.add_guild("Acme")
    with Running(tmp_path, **environment(discord)) as running:
        await asyncio.to_thread(running.wait_for, re.compile("Unstuck is in .* on Discord. Ctrl-C"))
        running.send(signal.SIGTERM)
        assert await asyncio.to_thread(running.end) == 0
        assert running.said.endswith("Stopped.\n")
        assert "Traceback" not in running.complained
    assert {path.name for path in (tmp_path / "data").iterdir()} >= {"unstuck.db"}


async def test_a_wrong_token_is_told(tmp_path: Path, discord: DiscordServer) -> None:
    wrong = {**environment(discord), "DISCORD_TOKEN": "of-another"}
    ended = await asyncio.to_thread(unstuck, "run", tmp_path, **wrong)
    assert ended.returncode == 1
    assert "DISCORD_TOKEN" in ended.stderr
    assert "Traceback" not in ended.stderr
