"""Each test of the promises runs on SQLite and on PostgreSQL."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.domain.ids import WorkspaceId
from bot.ports import store as ports
from bot.ports.outbox import OutboxStore
from storage.store import Store, migrate, open_store
from tests.postgres import PostgresServer, postgres

__all__ = ["postgres"]

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""A Monday."""


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.instant = NOON

    def now(self) -> datetime:
        return self.instant

    def advance(self, **by: float) -> datetime:
        self.instant += timedelta(**by)
        return self.instant


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """A new SQLite file with the tables of today."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'unstuck.db')}"


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> str:
    """A new PostgreSQL database with the tables of today."""
    return asyncio.run(postgres.migrated())


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """Either of them."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest_asyncio.fixture
async def store(url: str, clock: Clock) -> AsyncIterator[Store]:
    opened = await open_store(url, clock)
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def workers(postgres_url: str, clock: Clock) -> AsyncIterator[list[Store]]:
    """Three processes on one PostgreSQL, as far as it can tell."""
    stores = [await open_store(postgres_url, clock) for _ in range(3)]
    yield stores
    for store in stores:
        await store.close()


def promises(store: Store) -> tuple[ports.Store, ports.UnitOfWork, ports.TimerStore, OutboxStore]:
    """For mypy alone: the store has the shape that the core asks for."""
    return store, store.unit(WorkspaceId("w1")), store.timers, store.outbox
