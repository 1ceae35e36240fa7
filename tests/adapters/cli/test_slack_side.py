"""Unstuck in Slack, put together: against a server that speaks Slack's protocol."""

import asyncio
import re
import signal
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.cli.compose import App, application
from adapters.cli.settings import Settings
from adapters.cli.sides import CannotServe
from adapters.slack.settings import SlackSettings
from bot.domain.workspaces import Installation, Platform, Workspace
from tests.adapters.cli.process import Running, unstuck
from tests.servers.slack.server import SlackServer

SECRET = "8f742231b10e8888"


def settings_in(folder: Path, slack: SlackServer) -> Settings:
    tokens = SlackSettings(slack.tokens.bot, slack.tokens.app, api_url=slack.base_url)
    return Settings(f"sqlite:///{folder / 'unstuck.db'}", port=0, slack=tokens)


def environment(slack: SlackServer) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.tokens.bot,
        "SLACK_APP_TOKEN": slack.tokens.app,
        "SLACK_API_URL": slack.base_url,
    }


async def rows_of(app: App) -> tuple[Workspace, Installation]:
    (tenant,) = await app.store.installed(Platform.SLACK)
    unit = app.store.unit(tenant.workspace)
    workspace, installation = await unit.get(Workspace), await unit.get(Installation)
    assert workspace is not None
    assert installation is not None
    return workspace, installation


async def test_its_workspace_is_made_on_first_sight_and_found_again(
    tmp_path: Path, slack: SlackServer
) -> None:
    seen = []
    for _ in range(2):
        async with application(settings_in(tmp_path, slack)) as app:
            assert await app.start() is None
            workspace, installation = await rows_of(app)
            assert workspace.name == "Workspace"
            assert installation.platform is Platform.SLACK
            assert installation.outer_id == slack.team_id
            assert app.side.welcome == "Unstuck is in Workspace. "
            seen.append(workspace.workspace)
    assert seen[0] == seen[1]


async def test_it_comes_back_under_the_name_of_today(tmp_path: Path, slack: SlackServer) -> None:
    async with application(settings_in(tmp_path, slack)) as app:
        await app.start()
        workspace, installation = await rows_of(app)
        unit = app.store.unit(workspace.workspace)
        unit.save(replace(workspace, name="As it was"))
        unit.save(replace(installation, removed_at=datetime(2026, 11, 1, tzinfo=UTC)))
        await unit.commit()
    async with application(settings_in(tmp_path, slack)) as app:
        await app.start()
        workspace, installation = await rows_of(app)
        assert workspace.name == "Workspace"
        assert installation.removed_at is None


async def test_a_playgrounds_database_is_refused(tmp_path: Path, slack: SlackServer) -> None:
    settings = settings_in(tmp_path, slack)
    async with application(replace(settings, slack=None)):
        pass
    with pytest.raises(CannotServe, match="holds a playground"):
        async with application(settings):
            pass
    assert not slack.calls


async def test_the_playground_refuses_slacks_database(tmp_path: Path, slack: SlackServer) -> None:
    settings = settings_in(tmp_path, slack)
    async with application(settings) as app:
        await app.start()
    with pytest.raises(CannotServe, match="This database serves Slack"):
        async with application(replace(settings, slack=None)):
            pass


async def test_the_database_of_another_workspace_is_refused(
    tmp_path: Path, slack: SlackServer
) -> None:
    async with application(settings_in(tmp_path, slack)) as app:
        await app.start()
    slack.workspace.team_id = "T0OTHER"
    async with application(settings_in(tmp_path, slack)) as app:
        with pytest.raises(CannotServe, match="another Slack workspace than Workspace"):
            await app.start()


async def test_a_token_that_slack_does_not_take(tmp_path: Path, slack: SlackServer) -> None:
    slack.tokens.bot_error = "account_inactive"
    async with application(settings_in(tmp_path, slack)) as app:
        with pytest.raises(CannotServe, match="SLACK_BOT_TOKEN"):
            await app.start()


async def test_it_lets_go_of_everything(tmp_path: Path, slack: SlackServer) -> None:
    before = asyncio.all_tasks()
    async with application(settings_in(tmp_path, slack)):
        pass
    async with application(settings_in(tmp_path, slack)) as app:
        await app.start()
        await app.stop()
    left = {task for task in asyncio.all_tasks() - before if "aiohttp" not in repr(task)}
    assert not left


async def test_over_http_it_listens(tmp_path: Path, slack: SlackServer) -> None:
    with_secret = SlackSettings(slack.tokens.bot, signing_secret=SECRET, api_url=slack.base_url)
    async with application(replace(settings_in(tmp_path, slack), slack=with_secret)) as app:
        await app.start()
    assert [call.method for call in slack.calls] == ["auth.test"]


# -- as a process -------------------------------------------------------------------------


async def test_run_says_where_it_is_and_stops_in_order(tmp_path: Path, slack: SlackServer) -> None:
    with Running(tmp_path, **environment(slack)) as running:
        said = await asyncio.to_thread(running.wait_for, re.compile("Unstuck is in"))
        assert said == "Unstuck is in Workspace. Ctrl-C stops Unstuck.\n"
        running.send(signal.SIGTERM)
        assert await asyncio.to_thread(running.end) == 0
        assert running.said.endswith("Stopped.\n")
        assert running.complained == ""
    assert {path.name for path in (tmp_path / "data").iterdir()} >= {"unstuck.db"}


async def test_a_wrong_token_is_told(tmp_path: Path, slack: SlackServer) -> None:
    slack.tokens.bot_error = "token_revoked"
    ended = await asyncio.to_thread(unstuck, "run", tmp_path, **environment(slack))
    assert ended.returncode == 1
    assert "SLACK_BOT_TOKEN" in ended.stderr
    assert "Traceback" not in ended.stderr


async def test_it_stops_while_slack_cannot_be_reached(tmp_path: Path, slack: SlackServer) -> None:
    nobody = {**environment(slack), "SLACK_API_URL": "http://127.0.0.1:9/api/"}
    with Running(tmp_path, **nobody) as running:
        while "cannot be reached" not in running.complained:
            assert not running.has_ended, running.complained
            await asyncio.sleep(0.05)
        begun = time.monotonic()
        running.send(signal.SIGTERM)
        assert await asyncio.to_thread(running.end) == 0
        assert time.monotonic() - begun < 5
        assert running.said.endswith("Stopped.\n")
        assert "Traceback" not in running.complained


async def test_a_taken_port_is_told_in_http_mode(tmp_path: Path, slack: SlackServer) -> None:
    given = {**environment(slack), "SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": SECRET}
    port = slack.host.partition(":")[2]
    ended = await asyncio.to_thread(unstuck, "run", tmp_path, **given, UNSTUCK_PORT=port)
    assert ended.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in ended.stderr
    assert "Traceback" not in ended.stderr
