"""Our Discord with three people in a server, and Unstuck in it."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from adapters.cli.compose import FEATURES
from adapters.discord.patience import Patience
from bot.engine.manifest import Manifest
from tests.adapters.discord.desk import QUICK, START, Desk, Office, open_discord, open_office
from tests.adapters.discord.stand_ins import Book, StandInCore
from tests.clocks import StillClock
from tests.databases import copied, migrated_file
from tests.servers.discord.permissions import MANAGE_GUILD
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, User

__all__ = ["migrated_file"]


@pytest.fixture
def clock() -> StillClock:
    return StillClock(START)


@pytest.fixture
def patience() -> Patience:
    """A test that waits for its end says how long it is."""
    return QUICK


@pytest.fixture
def features() -> Sequence[Manifest]:
    return FEATURES


@pytest.fixture
async def server(clock: StillClock) -> AsyncIterator[DiscordServer]:
    server = DiscordServer(clock.now)
    await server.start()
    yield server
    await server.stop()
    assert server.violations == []


@pytest.fixture
def lab(server: DiscordServer) -> Guild:
    return server.add_guild("Lab")


@pytest.fixture
def ann(server: DiscordServer, lab: Guild) -> User:
    ann = server.add_user("ann", "Ann Lee")
    server.add_member(lab, ann)
    return ann


@pytest.fixture
def ben(server: DiscordServer, lab: Guild) -> User:
    ben = server.add_user("ben", "Ben Ito")
    server.add_member(lab, ben)
    return ben


@pytest.fixture
def maya(server: DiscordServer, lab: Guild) -> User:
    """She manages the server."""
    maya = server.add_user("maya", "Maya Cole")
    server.add_member(lab, maya, permissions=MANAGE_GUILD)
    return maya


@pytest.fixture
def research(server: DiscordServer, lab: Guild, ann: User, ben: User, maya: User) -> Channel:
    return server.add_channel(lab, "research")


@pytest.fixture
def core() -> StandInCore:
    return StandInCore()


@pytest.fixture
def book(clock: StillClock) -> Book:
    """Of what the adapter is told of; a test says whom it knows."""
    return Book(clock)


@pytest.fixture
async def desk(
    server: DiscordServer,
    clock: StillClock,
    core: StandInCore,
    book: Book,
    lab: Guild,
    research: Channel,
    patience: Patience,
) -> AsyncIterator[Desk]:
    """The adapter with a stand-in core."""
    async with open_discord(server, core, book, patience) as discord:
        yield Desk(server, discord, clock, lab, research)


@pytest.fixture
def url(migrated_file: Path, tmp_path: Path) -> str:
    return copied(migrated_file, tmp_path)


@pytest.fixture
async def office(
    server: DiscordServer,
    clock: StillClock,
    url: str,
    research: Channel,
    patience: Patience,
    features: Sequence[Manifest],
) -> AsyncIterator[Office]:
    """All of Unstuck."""
    async with open_office(server, clock, url, research, patience, features) as office:
        yield office
