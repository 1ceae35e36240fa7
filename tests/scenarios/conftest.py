"""A world for each scenario: a whole Unstuck, its far side, and three people."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from adapters.cli.compose import App, application
from adapters.cli.settings import Settings
from adapters.playground.clock import TimeMachine
from tests.clocks import SilentAlarm, StillClock
from tests.people import World
from tests.platforms.playground import PlaygroundDriver

LONDON = ZoneInfo("Europe/London")
BRISBANE = ZoneInfo("Australia/Brisbane")
NEW_YORK = ZoneInfo("America/New_York")

START = datetime(2026, 3, 26, 6, tzinfo=LONDON)
"""An early Thursday in London, while Brisbane still works; on Sunday London's clocks change."""


@asynccontextmanager
async def playground_world(folder: Path, start: datetime) -> AsyncIterator[tuple[World, App]]:
    settings = Settings(database_url=f"sqlite:///{folder}/unstuck.db", port=0)
    async with application(settings, clock=StillClock(start), alarm=SilentAlarm()) as app:
        address = await app.start()
        assert address is not None
        assert isinstance(app.clock, TimeMachine)
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            driver = PlaygroundDriver(address, session, app.clock, app.engine)
            await driver.enter()
            yield World(driver), app


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with playground_world(tmp_path, START) as (world, _):
        yield world
