"""A world for each scenario: a whole Unstuck, its far side, and three people."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from adapters.cli.compose import App, application
from adapters.cli.discord_side import DiscordSide
from adapters.cli.settings import Settings
from adapters.cli.slack_side import SlackSide
from adapters.discord.settings import DiscordSettings
from adapters.playground.clock import TimeMachine
from adapters.playground.people import LAB, Cast
from adapters.slack.settings import SlackSettings
from tests.clocks import SilentAlarm, StillClock
from tests.databases import copied, migrated_file
from tests.people import World
from tests.platforms.discord import DiscordDriver
from tests.platforms.playground import PlaygroundDriver
from tests.platforms.slack import SlackDriver
from tests.servers.discord.server import DiscordServer
from tests.servers.slack.server import SlackServer

__all__ = ["migrated_file"]

LONDON = ZoneInfo("Europe/London")
BRISBANE = ZoneInfo("Australia/Brisbane")
NEW_YORK = ZoneInfo("America/New_York")

START = datetime(2026, 3, 26, 6, tzinfo=LONDON)
"""An early Thursday in London, while Brisbane still works; on Sunday London's clocks change."""


@asynccontextmanager
async def playground_world(
    folder: Path, start: datetime, cast: Cast = LAB
) -> AsyncIterator[tuple[World, App]]:
    url, people = f"sqlite:///{folder}/unstuck.db", len(cast.people)
    settings = Settings(database_url=url, port=0, playground_people=people)
    async with application(settings, clock=StillClock(start), alarm=SilentAlarm()) as app:
        address = await app.start()
        assert address is not None
        assert isinstance(app.clock, TimeMachine)
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            driver = PlaygroundDriver(address, session, app.clock, app.engine)
            await driver.enter()
            yield World(driver, "playground", cast), app


@asynccontextmanager
async def slack_world(
    folder: Path, start: datetime, cast: Cast = LAB
) -> AsyncIterator[tuple[World, App]]:
    clock = StillClock(start)
    server = SlackServer(clock.now)
    await server.start()
    slack = SlackSettings("xoxb-1-2-three", "xapp-1-A0UNSTUCK-2-three", api_url=server.base_url)
    settings = Settings(database_url=f"sqlite:///{folder}/unstuck.db", slack=slack)
    try:
        async with application(settings, clock=clock, alarm=SilentAlarm()) as app:
            await app.start()
            assert isinstance(app.side, SlackSide)
            verbs = app.registry.verbs.keys()
            driver = SlackDriver(server, app.side.slack, clock, app.engine, verbs, cast)
            yield World(driver, "slack", cast), app
        assert server.violations == []
    finally:
        await server.stop()


@asynccontextmanager
async def discord_world(
    folder: Path, start: datetime, cast: Cast = LAB, *, is_known: bool = True
) -> AsyncIterator[tuple[World, App]]:
    """Unless everybody `is_known` nobody has said yet where they are."""
    clock = StillClock(start)
    server = DiscordServer(clock.now)
    await server.start()
    discord = DiscordSettings(server.token, server.base_url)
    settings = Settings(database_url=f"sqlite:///{folder}/unstuck.db", discord=discord)
    try:
        async with application(settings, clock=clock, alarm=SilentAlarm()) as app:
            assert isinstance(app.side, DiscordSide)
            verbs = app.registry.verbs
            driver = DiscordDriver(server, app.side.discord, clock, app.engine, verbs, cast)
            await app.start()
            await driver.enter(is_known=is_known)
            yield World(driver, "discord", cast), app
        assert server.violations == []
    finally:
        await server.stop()


WORLDS = {"playground": playground_world, "slack": slack_world, "discord": discord_world}


@pytest.fixture(autouse=True)
def tables(migrated_file: Path, tmp_path: Path) -> None:
    """A world in the test's folder finds its tables there: to make them takes longer than most."""
    copied(migrated_file, tmp_path)


@pytest.fixture(params=WORLDS)
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """The same people on every platform."""
    async with WORLDS[request.param](tmp_path, START) as (world, _):
        yield world
