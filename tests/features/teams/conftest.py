"""The same office in a Discord server, of whose people no time zone is known."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.workspaces import Platform
from tests.clocks import StillClock
from tests.offices import Office, open_office


@pytest.fixture
async def server(url: str, clock: StillClock) -> AsyncIterator[Office]:
    async with open_office(url, clock, platform=Platform.DISCORD) as office:
        yield office
