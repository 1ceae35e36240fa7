"""Migrations, and databases of another age."""

import asyncio
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import NullPool
from sqlalchemy.ext.asyncio import create_async_engine

from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.people import Person
from bot.domain.recurrence import Weekdays
from bot.domain.workspaces import Channel, Installation, Platform, Workspace
from storage.errors import BadAddress, SchemaAhead, SchemaBehind
from storage.migrations import check
from storage.migrations.run import differences
from storage.postgres_connection import open_connection
from storage.schema import revisions
from storage.store import migrate, open_store
from tests.postgres import PostgresServer, execute
from tests.storage.conftest import NOON, Clock

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


async def run_sql(url: str, *statements: str) -> None:
    """Past all of our code."""
    if not url.startswith("sqlite"):
        await execute(url, "; ".join(statements))
        return
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


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


FIRST = "20261122_the_core"
FIRST_ROWS = (
    "INSERT INTO installations (workspace, platform, outer_id, version)"
    " VALUES ('w1', 'slack', 'T1', 1)",
    "INSERT INTO channels (workspace, id, outer_id, name, version)"
    " VALUES ('w1', 'c1', 'C1', 'general', 3)",
    "INSERT INTO people (workspace, id, name, zone, days, starts, ends, agreed_at, version)"
    " VALUES ('w1', 'p1', 'Ann', 'Europe/London', 31, '10:00', '18:30', 1795435200000000, 2),"
    " ('w1', 'p2', 'Zoë', NULL, 127, '09:00', '17:00', NULL, 0)",
)
"""What somebody has who ran the first Unstuck."""


async def test_what_the_first_unstuck_kept_is_still_there(
    empty_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("storage.migrations.run.revisions", lambda: [FIRST])
        assert await migrate(empty_url) is True
    await run_sql(empty_url, *FIRST_ROWS)
    with pytest.raises(SchemaBehind, match="unstuck migrate"):
        await open_store(empty_url, clock)

    assert await migrate(empty_url) is True
    store = await open_store(empty_url, clock)
    unit = store.unit(W)
    ann, zoe = await unit.find(Person)
    # Whoever had a zone said it; a platform's serves who has none.
    assert ann == Person(
        W,
        PersonId("p1"),
        "Ann",
        "Europe/London",
        starts=time(10),
        ends=time(18, 30),
        agreed_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
        is_zone_own=True,
        version=2,
    )
    assert zoe == Person(W, PersonId("p2"), "Zoë", days=Weekdays(127))
    assert await unit.find(Channel) == [Channel(W, ChannelId("c1"), "C1", "general", version=3)]
    assert await unit.get(Installation) == Installation(W, Platform.SLACK, "T1", version=1)
    assert (zoe.is_zone_own, zoe.gone_at) == (False, None)

    # They can be changed like any other.
    unit.save(replace(ann, gone_at=NOON))
    unit.save(replace(zoe, zone="Australia/Brisbane"))
    await unit.commit()
    ann, zoe = await store.unit(W).find(Person)
    assert (ann.gone_at, zoe.zone, zoe.is_zone_own) == (NOON, "Australia/Brisbane", False)
    await store.close()


async def test_two_processes_may_bring_up_one_postgres(postgres: PostgresServer) -> None:
    url = await postgres.empty()
    assert sorted(await asyncio.gather(*(migrate(url) for _ in range(3)))) == [False, False, True]


async def test_a_database_of_a_newer_unstuck_is_refused(empty_url: str, clock: Clock) -> None:
    await migrate(empty_url)
    await run_sql(empty_url, "UPDATE alembic_version SET version_num = '29991231_mind_reading'")
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
