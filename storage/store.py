"""One database as the core sees it, on SQLite or on PostgreSQL by its URL."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import bindparam, select

from bot.domain.ids import WorkspaceId
from bot.domain.workspaces import Platform
from bot.ports.clock import Clock
from storage.database import Database
from storage.errors import BadAddress
from storage.forgetting import forget
from storage.mapper import from_instant
from storage.outbox import Outbox
from storage.schema import demand_current, revision_of
from storage.sqlite import SqliteDatabase
from storage.statements import Question
from storage.tables import installations
from storage.tenants import Tenant, installed, of_account
from storage.timers import Timers
from storage.unit import Unit

WORKSPACE_OF = Question(
    lambda kind: select(installations.c.workspace).where(
        installations.c.platform == bindparam("platform"),
        installations.c.outer_id == bindparam("outer_id"),
    )
)


class Store:
    """Keeps the promises of `bot.ports.store.Store`.

    `outbox` is its `bot.ports.outbox.OutboxStore`. `on_change`, if set, is called with the
    earliest instant at which a timer or letter may be due because of a commit; a past one
    means at once. It is called in the event loop, and must not raise.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self.on_change: Callable[[datetime], None] | None = None
        self.timers = Timers(database, clock, self._kept)
        self.outbox = Outbox(database)
        self._database = database
        self._clock = clock

    def unit(self, workspace: WorkspaceId) -> Unit:
        return Unit(self._database, {workspace}, self._clock, self._kept)

    async def workspace_of(self, platform: Platform, outer_id: str) -> WorkspaceId | None:
        rows = await self._database.read(
            WORKSPACE_OF, {"platform": platform.value, "outer_id": outer_id}
        )
        return WorkspaceId(rows[0][0]) if rows else None

    async def installed(self, platform: Platform) -> Sequence[Tenant]:
        """The platform's workspaces that have the bot now, in the order of its ids."""
        return await installed(self._database, platform)

    async def of_account(self, platform: Platform, outer_id: str) -> Sequence[Tenant]:
        """Those in which this account is known and has not left, by name."""
        return await of_account(self._database, platform, outer_id)

    async def forget_before(self, repeats: datetime, done: datetime, drafts: datetime) -> None:
        await forget(self._database, repeats, done, drafts)

    async def listen(self) -> None:
        """From now on `on_change` also hears of what other processes commit, where several
        may use one database."""
        await self._database.listen(self._kept)

    async def close(self) -> None:
        """Keep what was handed over; then let go of the database."""
        await self._database.close()

    def _kept(self, wake_at: int | None) -> None:
        if wake_at is not None and self.on_change is not None:
            self.on_change(from_instant(wake_at))


async def open_store(url: str, clock: Clock, *, read_only: bool = False) -> Store:
    """The store at `sqlite:///path` or `postgresql://…`.

    Raises StoreUnavailable with what is wrong and how to mend it: among these StoreInUse,
    SchemaBehind, SchemaAhead and BadAddress. On SQLite the file is this process's alone until
    the store is closed, unless it is `read_only`.
    """
    database = await open_database(url, read_only=read_only)
    try:
        demand_current(await revision_of(database))
    except BaseException:
        await database.close()
        raise
    return Store(database, clock)


async def open_database(url: str, *, read_only: bool = False) -> Database:
    """The database at this URL, whatever its tables."""
    if path := sqlite_path(url):
        return SqliteDatabase(path, read_only=read_only)
    if is_postgres(url):
        # Not imported for those who use SQLite.
        from storage.postgres import PostgresDatabase

        return await PostgresDatabase.open(url)
    raise BadAddress


async def migrate(url: str) -> bool:
    """Bring the database up to this version's tables; whether there was anything to do.

    Either all of it is done or nothing. Raises StoreUnavailable, as `open_store` does.
    """
    # Alembic takes its time to import, and a database is rarely behind.
    if path := sqlite_path(url):
        from storage.migrations.run import upgrade_sqlite

        return upgrade_sqlite(path)
    if is_postgres(url):
        from storage.migrations.run import upgrade_postgres

        return await upgrade_postgres(url)
    raise BadAddress


def sqlite_path(url: str) -> Path | None:
    prefix = "sqlite:///"
    return Path(url.removeprefix(prefix)) if url.startswith(prefix) and url != prefix else None


def is_postgres(url: str) -> bool:
    return url.startswith(("postgresql://", "postgres://"))
