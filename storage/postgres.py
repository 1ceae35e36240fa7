"""PostgreSQL: a pool; a unit's writes are few statements, each for all rows of its kind."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

import asyncpg

from bot.ports.store import Conflict, StoreUnavailable
from storage.database import Row, Session
from storage.postgres_connection import (
    COMMAND_SECONDS,
    CONNECT_SECONDS,
    SETTINGS,
    open_connection,
    telling,
)
from storage.statements import Batch, Compiler, Question, Statement, array_text, compiler_for

if TYPE_CHECKING:
    from storage.postgres_connection import Connection

    Pool = asyncpg.Pool[asyncpg.Record]

log = logging.getLogger(__name__)

_CHANNEL = "unstuck"
_MOST_CONNECTIONS = 10
_LONGEST_PAUSE_SECONDS = 30.0


async def _clean(connection: "Connection") -> None:
    """Instead of asyncpg's reset, which costs a round trip: we leave nothing behind but this."""
    if connection.is_in_transaction():
        await connection.execute("ROLLBACK")


class _Work:
    """Our statements on one connection."""

    def __init__(self, connection: "Connection", compiler: Compiler) -> None:
        self._connection = connection
        self._compiler = compiler

    async def read(self, question: Question, parameters: Mapping[str, Any]) -> Sequence[Row]:
        compiled = self._compiler(question)
        (values,) = self._compiler.arrange(question, [parameters])
        return await self._fetch(compiled.sql, values)

    async def _fetch(self, sql: str, values: Sequence[Any]) -> Sequence[Row]:
        # A Record is a sequence in all but its type.
        return cast(Sequence[Row], await self._connection.fetch(sql, *values))

    async def read_each(
        self, statement: Statement, rows: Sequence[Mapping[str, Any]]
    ) -> Sequence[Row]:
        return await self._run(Batch(statement, self._compiler.arrange(statement, rows)))

    async def write(self, batches: Sequence[Batch], wake_at: int | None) -> list[Sequence[Row]]:
        """A transaction of its own; where one statement is all of it, without saying so."""
        if wake_at is None and len(batches) == 1 and len(batches[0].rows) == 1:
            return [await self._run(batches[0])]
        await self._connection.execute("BEGIN")
        return await self.write_and_end(batches, wake_at)

    async def write_and_end(
        self, batches: Sequence[Batch], wake_at: int | None
    ) -> list[Sequence[Row]]:
        """The rest of a transaction that has begun."""
        try:
            found = [await self._run(batch) for batch in batches]
            notify = "" if wake_at is None else f"NOTIFY {_CHANNEL}, '{wake_at}'; "
            await self._connection.execute(f"{notify}COMMIT")
        except BaseException:
            await self.roll_back()
            raise
        return found

    async def roll_back(self) -> None:
        # A connection that is gone has rolled back.
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            if self._connection.is_in_transaction():
                await self._connection.execute("ROLLBACK")

    async def _run(self, batch: Batch) -> Sequence[Row]:
        statement = batch.statement
        sql = self._compiler(statement).sql
        arrays = [array_text(column) for column in zip(*batch.rows, strict=True)]
        if statement.returns:
            return await self._fetch(sql, arrays)
        status = await self._connection.execute(sql, *arrays)
        if statement.is_guarded and int(status.rpartition(" ")[2]) != len(batch.rows):
            raise Conflict
        return ()


class _Claiming:
    """A session on one connection, in one transaction until its `write`."""

    def __init__(self, work: _Work, compiler: Compiler) -> None:
        self.compiler = compiler
        self._work = work
        self._is_over = False
        # A connection does one thing at a time.
        self._turn = asyncio.Lock()

    async def read(self, question: Question, parameters: Mapping[str, Any]) -> Sequence[Row]:
        async with self._turn:
            with telling():
                return await self._work.read(question, parameters)

    async def read_each(
        self, statement: Statement, rows: Sequence[Mapping[str, Any]]
    ) -> Sequence[Row]:
        async with self._turn:
            with telling():
                return await self._work.read_each(statement, rows)

    async def write(
        self, batches: Sequence[Batch], wake_at: int | None = None
    ) -> list[Sequence[Row]]:
        write = self._work.write if self._is_over else self._work.write_and_end
        self._is_over = True
        async with self._turn:
            with telling():
                return await write(batches, wake_at)


class PostgresDatabase:
    """One PostgreSQL database; any number of processes may share it."""

    def __init__(self, url: str, pool: "Pool") -> None:
        self._url = url
        self._pool = pool
        self._compiler = compiler_for("postgresql")
        self._listener: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, url: str) -> "PostgresDatabase":
        """Raises StoreUnavailable when it cannot be reached."""
        with telling():
            pool = await asyncpg.create_pool(
                url,
                min_size=1,
                max_size=_MOST_CONNECTIONS,
                reset=_clean,
                timeout=CONNECT_SECONDS,
                command_timeout=COMMAND_SECONDS,
                server_settings=SETTINGS,
            )
        return cls(url, pool)

    @property
    def compiler(self) -> Compiler:
        return self._compiler

    async def read(self, question: Question, parameters: Mapping[str, Any]) -> Sequence[Row]:
        with telling():
            async with self._pool.acquire() as connection:
                return await self._work(connection).read(question, parameters)

    async def read_each(
        self, statement: Statement, rows: Sequence[Mapping[str, Any]]
    ) -> Sequence[Row]:
        with telling():
            async with self._pool.acquire() as connection:
                return await self._work(connection).read_each(statement, rows)

    async def write(
        self, batches: Sequence[Batch], wake_at: int | None = None
    ) -> list[Sequence[Row]]:
        with telling():
            async with self._pool.acquire() as connection:
                return await self._work(connection).write(batches, wake_at)

    def _work(self, connection: Any) -> _Work:
        return _Work(connection, self._compiler)

    @asynccontextmanager
    async def claiming(self) -> AsyncIterator[Session]:
        """The rows it locks are free again when it is left, or when its worker dies."""
        async with self._connection() as connection:
            work = self._work(connection)
            with telling():
                await connection.execute("BEGIN")
            try:
                yield _Claiming(work, self._compiler)
            finally:
                await work.roll_back()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        with telling():
            connection = await self._pool.acquire()
        try:
            yield connection
        finally:
            await self._pool.release(connection)

    async def listen(self, hear: Callable[[int], None]) -> None:
        """Raises StoreUnavailable; a connection lost later is made again, as long as it takes."""
        connection = await self._listening(hear)
        self._listener = asyncio.create_task(self._keep_listening(connection, hear))

    async def _listening(self, hear: Callable[[int], None]) -> "Connection":
        connection = await open_connection(self._url)

        def heard(_connection: object, _pid: int, _channel: str, payload: object) -> None:
            hear(int(str(payload)))

        with telling():
            await connection.add_listener(_CHANNEL, heard)
        return connection

    async def _keep_listening(self, connection: "Connection", hear: Callable[[int], None]) -> None:
        pause = 1.0
        try:
            while True:
                is_lost = asyncio.Event()
                connection.add_termination_listener(lambda _: is_lost.set())  # noqa: B023
                if not connection.is_closed():
                    await is_lost.wait()
                while connection.is_closed():
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
                    try:
                        connection = await self._listening(hear)
                    except StoreUnavailable as error:
                        log.warning("cannot listen to PostgreSQL: %s", error)
                pause = 1.0
                hear(0)
        finally:
            connection.terminate()

    async def close(self) -> None:
        if self._listener:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener
        await self._pool.close()
