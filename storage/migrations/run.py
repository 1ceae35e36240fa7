"""Bring a database up to the tables of this version."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from storage.columns import metadata
from storage.postgres_connection import open_connection, telling
from storage.schema import is_current, revisions
from storage.sqlite_file import FileLock, connect

_FOLDER = Path(__file__).parent
_LOCK = 7_382_915_364
"""Two processes that migrate one PostgreSQL wait for each other on this number."""


def config(connection: Connection | None = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.set_main_option("file_template", "%%(rev)s")
    made.attributes["connection"] = connection
    return made


def sqlite_engine(path: Path) -> Engine:
    """An engine whose transactions take in changes of tables too."""
    engine = create_engine("sqlite://", creator=lambda: connect(path), poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def upgrade(connection: Connection) -> bool:
    """To the newest tables, in the transaction of the connection; whether there was anything
    to do. Raises SchemaAhead."""
    if is_current(MigrationContext.configure(connection).get_current_revision()):
        return False
    command.upgrade(config(connection), revisions()[-1])
    return True


def upgrade_sqlite(path: Path) -> bool:
    """Raises StoreInUse while Unstuck runs on the file."""
    lock = FileLock(path)
    try:
        with sqlite_engine(path).begin() as connection:
            return upgrade(connection)
    finally:
        lock.release()


async def upgrade_postgres(url: str) -> bool:
    """Two processes that try it at once wait for each other. Raises StoreUnavailable."""
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: open_connection(url), poolclass=NullPool
    )
    with telling():
        try:
            async with engine.begin() as connection:
                await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                return await connection.run_sync(upgrade)
        except DBAPIError as error:
            # What asyncpg said lies under two layers of SQLAlchemy's.
            raise (error.orig and error.orig.__cause__) or error from None


def differences(connection: Connection) -> list[Any]:
    """In what the database's tables differ from `storage.tables`."""
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    return list(compare_metadata(context, metadata))
