"""Migrations, and databases of another age."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import NullPool
from sqlalchemy.ext.asyncio import create_async_engine

from bot.domain.ids import WorkspaceId
from bot.domain.workspaces import Workspace
from storage.errors import BadAddress, SchemaAhead, SchemaBehind
from storage.migrations import check
from storage.migrations.run import differences
from storage.postgres_connection import open_connection
from storage.schema import revisions
from storage.store import migrate, open_store
from tests.postgres import PostgresServer, execute
from tests.storage.conftest import Clock

W = WorkspaceId("w1")


def test_migrations_and_tables_are_in_step() -> None:
    assert check.faults() == []


def test_a_step_that_is_missing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import Column, MetaData, Table, Text

    later = MetaData()
    Table("pulses", later, Column("workspace", Text, primary_key=True))
    monkeypatch.setattr("storage.migrations.run.metadata", later)
    assert any("pulses" in fault for fault in check.faults())


async def test_migrations_are_in_step_on_postgres_too(postgres: PostgresServer) -> None:
    url = await postgres.empty()
    await migrate(url)
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: open_connection(url), poolclass=NullPool
    )
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return asyncio.run(server.empty())


async def test_an_empty_database_is_brought_up_once(empty_url: str, clock: Clock) -> None:
    with pytest.raises(SchemaBehind, match="unstuck migrate"):
        await open_store(empty_url, clock)
    assert await migrate(empty_url) is True
    assert await migrate(empty_url) is False
    store = await open_store(empty_url, clock)
    unit = store.unit(W)
    unit.add(Workspace(W, "Lab"))
    await unit.commit()
    await store.close()
    assert await migrate(empty_url) is False


async def test_two_processes_may_bring_up_one_postgres(postgres: PostgresServer) -> None:
    url = await postgres.empty()
    assert sorted(await asyncio.gather(*(migrate(url) for _ in range(3)))) == [False, False, True]


async def test_a_database_of_a_newer_unstuck_is_refused(empty_url: str, clock: Clock) -> None:
    await migrate(empty_url)
    newer = "UPDATE alembic_version SET version_num = '29991231_mind_reading'"
    if empty_url.startswith("sqlite"):
        with sqlite3.connect(empty_url.removeprefix("sqlite:///")) as connection:
            connection.execute(newer)
        connection.close()
    else:
        await execute(empty_url, newer)
    for refused in (open_store(empty_url, clock), migrate(empty_url)):
        with pytest.raises(SchemaAhead, match="29991231_mind_reading"):
            await refused


@pytest.mark.parametrize("url", ["", "sqlite:///", "mysql://host/name", "unstuck.db"])
async def test_an_address_that_names_no_database_is_refused(url: str, clock: Clock) -> None:
    for refused in (open_store(url, clock), migrate(url)):
        with pytest.raises(BadAddress, match="DATABASE_URL"):
            await refused


def test_revisions_are_named_by_their_day() -> None:
    assert revisions()
    assert all(name[:8].isdigit() and name[8] == "_" for name in revisions())
