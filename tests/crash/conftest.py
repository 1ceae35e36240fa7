"""Processes to kill, and towns for them to live in."""

import asyncio
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from storage.store import migrate
from tests.crash.child import Orders
from tests.crash.course import Course
from tests.crash.fates import Fate, Mercy
from tests.crash.nursery import Nursery
from tests.crash.town import settle_town
from tests.postgres import PostgresServer, postgres

__all__ = ["postgres"]

MakeCourse = Callable[..., Course]


def orders_in(folder: Path, url: str, **orders: bool) -> Orders:
    given = Orders(url, f"{folder}/far_side.db", f"{folder}/log.txt")
    return replace(given, **orders)  # type: ignore[arg-type]


def rehearse(nursery: Nursery, folder: Path, url: str) -> float:
    """Live through two days in the nursery itself; the seconds of the second."""
    days = Course(nursery, orders_in(folder, url, is_rehearsal=True), Mercy())
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


@pytest.fixture(scope="session")
def day_seconds(
    nursery: Nursery, settled_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> float:
    """How long a process takes to live through a day, measured on SQLite."""
    folder: Path = tmp_path_factory.mktemp("rehearsal")
    return rehearse(
        nursery, folder, f"sqlite:///{shutil.copy(settled_file, folder / 'unstuck.db')}"
    )


@pytest.fixture(scope="session")
def settled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("town") / "unstuck.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    asyncio.run(settle_town(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(settled_file: Path, day_seconds: float, tmp_path: Path) -> str:
    """A town on a SQLite file of its own."""
    return f"sqlite:///{shutil.copy(settled_file, tmp_path / 'unstuck.db')}"


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

    def make(url: str, fate: Fate | None = None, *, workers: int = 1, **orders: bool) -> Course:
        folder = tmp_path / f"far side {len(made)}"
        folder.mkdir()
        given = orders_in(folder, url, **orders)
        made.append(Course(nursery, given, fate or Mercy(), workers))
        return made[-1]

    yield make
    for each in made:
        each.kill_all()
