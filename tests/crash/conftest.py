"""Processes to kill, and towns for them to live in."""

import asyncio
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from bot.domain.workspaces import Platform
from storage.store import migrate
from tests.crash.child import Orders
from tests.crash.course import Course
from tests.crash.discord_side import DiscordSide
from tests.crash.fates import Fate, Mercy
from tests.crash.nursery import Nursery
from tests.crash.server_side import ServerSide
from tests.crash.slack_side import SlackSide
from tests.crash.town import settle_town
from tests.postgres import PostgresServer, postgres

__all__ = ["postgres"]

MakeCourse = Callable[..., Course]
Side = TypeVar("Side", bound=ServerSide)


def orders_in(folder: Path, url: str, side: ServerSide | None = None, **orders: bool) -> Orders:
    given = Orders(url, f"{folder}/far_side.db", f"{folder}/log.txt")
    if side:
        given = replace(given, platform=side.platform, api_url=side.url)
    return replace(given, **orders)  # type: ignore[arg-type]


def rehearse(nursery: Nursery, folder: Path, url: str, side: ServerSide | None = None) -> float:
    """Live through two days in the nursery itself; the seconds of the second."""
    orders = orders_in(folder, url, side, is_rehearsal=True)
    days = Course(nursery, orders, Mercy(), far_side=side)
    days.live_day()
    begun = time.monotonic()
    days.live_day()
    taken = time.monotonic() - begun
    days.leave()
    days.kill_all()
    return taken


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


def copied(settled: Path, folder: Path) -> str:
    """A town on a SQLite file of its own."""
    return f"sqlite:///{shutil.copy(settled, folder / 'unstuck.db')}"


@pytest.fixture(scope="session")
def day_seconds(
    nursery: Nursery, settled_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> float:
    """How long a process takes to live through a day, measured on SQLite."""
    folder: Path = tmp_path_factory.mktemp("rehearsal")
    return rehearse(nursery, folder, copied(settled_file, folder))


@pytest.fixture(scope="session")
def settled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return settled(tmp_path_factory, Platform.PLAYGROUND)


def settled(tmp_path_factory: pytest.TempPathFactory, platform: Platform) -> Path:
    """The file of a town that nobody has lived in."""
    path: Path = tmp_path_factory.mktemp("town") / "unstuck.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    asyncio.run(settle_town(f"sqlite:///{path}", platform))
    return path


@pytest.fixture(scope="session")
def settled_slack_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return settled(tmp_path_factory, Platform.SLACK)


@pytest.fixture(scope="session")
def slack_day_seconds(
    nursery: Nursery, settled_slack_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> float:
    """How long a day takes on Slack."""
    folder: Path = tmp_path_factory.mktemp("rehearsal")
    return rehearse(nursery, folder, copied(settled_slack_file, folder), SlackSide())


@pytest.fixture
def slack_url(settled_slack_file: Path, slack_day_seconds: float, tmp_path: Path) -> str:
    return copied(settled_slack_file, tmp_path)


@pytest.fixture
def slack() -> Iterator[SlackSide]:
    yield from used(SlackSide())


@pytest.fixture(scope="session")
def settled_discord_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return settled(tmp_path_factory, Platform.DISCORD)


@pytest.fixture(scope="session")
def discord_day_seconds(
    nursery: Nursery, settled_discord_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> float:
    """How long a day takes on Discord."""
    folder: Path = tmp_path_factory.mktemp("rehearsal")
    return rehearse(nursery, folder, copied(settled_discord_file, folder), DiscordSide())


@pytest.fixture
def discord_url(settled_discord_file: Path, discord_day_seconds: float, tmp_path: Path) -> str:
    return copied(settled_discord_file, tmp_path)


@pytest.fixture
def discord() -> Iterator[DiscordSide]:
    yield from used(DiscordSide())


def used(side: Side) -> Iterator[Side]:
    """A platform; at the end it has nothing to object to."""
    yield side
    side.close()
    assert side.violations == []


@pytest.fixture
def sqlite_url(settled_file: Path, day_seconds: float, tmp_path: Path) -> str:
    return copied(settled_file, tmp_path)


@pytest.fixture(scope="session")
def postgres_day_seconds(
    nursery: Nursery, postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> float:
    """The same on PostgreSQL."""
    url = asyncio.run(postgres.migrated())
    asyncio.run(settle_town(url))
    return rehearse(nursery, tmp_path_factory.mktemp("rehearsal"), url)


@pytest.fixture
def postgres_url(postgres: PostgresServer, postgres_day_seconds: float) -> str:
    """A town on PostgreSQL."""
    url = asyncio.run(postgres.migrated())
    asyncio.run(settle_town(url))
    return url


@pytest.fixture
def course(nursery: Nursery, tmp_path: Path) -> Iterator[MakeCourse]:
    """Makes courses on a database; whatever they leave alive is killed."""
    made: list[Course] = []

    def make(
        url: str,
        fate: Fate | None = None,
        *,
        workers: int = 1,
        side: ServerSide | None = None,
        **orders: bool,
    ) -> Course:
        folder = tmp_path / f"far side {len(made)}"
        folder.mkdir()
        given = orders_in(folder, url, side, **orders)
        made.append(Course(nursery, given, fate or Mercy(), workers, side))
        return made[-1]

    yield make
    for each in made:
        each.kill_all()
