"""Our Slack with three people, and Unstuck in it, connected in both ways one after the other."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from adapters.cli.compose import FEATURES
from adapters.slack.patience import PATIENCE, Patience
from bot.engine.manifest import Manifest
from tests.adapters.slack.desk import START, Desk, Office, Way, open_office, open_slack
from tests.adapters.stand_in_core import StandInCore
from tests.clocks import StillClock
from tests.databases import copied, migrated_file
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import Channel, User

__all__ = ["migrated_file"]


@pytest.fixture
def clock() -> StillClock:
    return StillClock(START)


@pytest.fixture
def patience() -> Patience:
    """Ours with Slack, as it is; a test that waits for its end says how long it is."""
    return PATIENCE


@pytest.fixture
def features() -> Sequence[Manifest]:
    return FEATURES


@pytest.fixture
async def server(clock: StillClock) -> AsyncIterator[SlackServer]:
    server = SlackServer(clock.now)
    await server.start()
    yield server
    await server.stop()
    assert server.violations == []


@pytest.fixture
def ann(server: SlackServer) -> User:
    return server.add_user("ann", "Ann Lee", "Europe/London")


@pytest.fixture
def ben(server: SlackServer) -> User:
    return server.add_user("ben", "Ben Ito", "Europe/Berlin")


@pytest.fixture
def maya(server: SlackServer) -> User:
    return server.add_user("maya", "Maya Cole", "Europe/London", is_admin=True)


@pytest.fixture
def research(server: SlackServer, ann: User, ben: User, maya: User) -> Channel:
    return server.add_channel("research", [ann, ben, maya])


@pytest.fixture
def core() -> StandInCore:
    return StandInCore()


@pytest.fixture(params=["socket", "http"])
def way(request: pytest.FixtureRequest) -> Way:
    chosen: Way = request.param
    return chosen


@pytest.fixture
async def desk(
    server: SlackServer, clock: StillClock, core: StandInCore, way: Way, patience: Patience
) -> AsyncIterator[Desk]:
    """The adapter with a stand-in core."""
    async with open_slack(server, core, way, patience) as slack:
        yield Desk(server, slack, clock)


@pytest.fixture
def url(migrated_file: Path, tmp_path: Path) -> str:
    return copied(migrated_file, tmp_path)


@pytest.fixture
async def office(
    server: SlackServer,
    clock: StillClock,
    url: str,
    way: Way,
    patience: Patience,
    features: Sequence[Manifest],
) -> AsyncIterator[Office]:
    """All of Unstuck."""
    async with open_office(server, clock, url, way, patience, features) as office:
        yield office
