"""The same office in a Discord server, of whose people no time zone is known; and a team in each
that is kept in step with a group."""

from collections.abc import AsyncIterator

import pytest

from bot.domain.workspaces import Platform
from tests.clocks import StillClock
from tests.features.research import instant
from tests.features.teams.crew import WRITERS, Crew
from tests.offices import CHANNEL, Office, open_office


@pytest.fixture
async def server(url: str, clock: StillClock) -> AsyncIterator[Office]:
    async with open_office(url, clock, platform=Platform.DISCORD) as office:
        yield office


@pytest.fixture
async def crew(office: Office) -> Crew:
    office.clock.set(instant("Mon", "10:00"))
    ann, ben = office.hires("ann"), office.hires("ben")
    office.readers[CHANNEL] = ["ann", "ben"]
    await ann.types("setup")
    await ann.fills(name="Research", everybody=[CHANNEL])
    await ben.clicks("Join")
    return Crew(office, ann, ben)


@pytest.fixture
async def writers(server: Office) -> Crew:
    """Research is open to writers: Ben has joined as one."""
    server.clock.set(instant("Mon", "10:00"))
    ann, ben = server.hires("ann", None), server.hires("ben", None)
    server.roles[WRITERS] = "writers"
    server.roles[str(server.workspace)] = "everyone"
    server.holders[WRITERS] = {"ben"}
    server.holders[str(server.workspace)] = {"ann", "ben"}
    await ann.types("setup")
    await ann.fills(name="Research", everybody=[WRITERS], place=[CHANNEL])
    await ann.types("me london")
    await ben.clicks("Join")
    await ben.fills(city="London")
    return Crew(server, ann, ben)
