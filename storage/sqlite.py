"""SQLite: one thread writes and commits together what waits together; short reads are done at
once, and longer ones in threads beside it (docs/decisions/0009)."""

import asyncio
import sqlite3
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from bot.ports.store import Conflict, StoreUnavailable
from storage.database import Row, Session
from storage.sqlite_file import FileLock, connect, unavailable
from storage.statements import Batch, Compiler, Question, Statement, compiler_for

_READERS = 3
_SHORT_SECONDS = 0.001
"""A read that is not done by then begins anew in a thread. A turn of a thread costs several times
what most reads do, and a press makes about twenty."""
_STEPS = 200
"""Of SQLite's machine, between two looks at the time: about 20 µs."""
_TURN_SECONDS = 0.002
"""After so long others have their turn on the loop, however many short reads follow each other."""
_MOST_TOGETHER = 256
_MOST_ROWS_TOGETHER = 200
"""Rows of a unit that is kept together with others: a savepoint makes each row dearer than the
sync that it saves (SQLite looks through all it has noted since, a row)."""

Written = list[Sequence[Row]]
Work = Callable[[sqlite3.Connection], list[Row]]


@dataclass(frozen=True, slots=True)
class _Unit:
    """The writes of one unit of work, and who waits for them."""

    batches: Sequence[Batch]
    done: asyncio.Future[Written]
    loop: asyncio.AbstractEventLoop

    @property
    def is_large(self) -> bool:
        return sum(len(batch.rows) for batch in self.batches) > _MOST_ROWS_TOGETHER


class _Writer(threading.Thread):
    """Takes all waiting units, and keeps them in one commit: one sync of the disk for all."""

    def __init__(self, path: Path, compiler: Compiler) -> None:
        super().__init__(name="sqlite-writer", daemon=True)
        self._path = path
        self._compiler = compiler
        self._connection = connect(path)
        self._waiting: SimpleQueue[_Unit | None] = SimpleQueue()
        self.start()

    def submit(self, unit: _Unit) -> None:
        self._waiting.put(unit)

    def stop(self) -> None:
        """Keep what waits, then end."""
        self._waiting.put(None)
        self.join()

    def run(self) -> None:
        large: deque[_Unit] = deque()
        is_last = False
        while large or not is_last:
            small: list[_Unit] = []
            # Whoever presses a button waits behind one large unit at most.
            while not is_last and len(small) < _MOST_TOGETHER:
                try:
                    unit = self._waiting.get(block=not (small or large))
                except Empty:
                    break
                is_last = unit is None
                if unit is not None:
                    (large if unit.is_large else small).append(unit)
            if small:
                self._keep(small)
            elif large:
                self._keep([large.popleft()])
        self._connection.close()

    def _keep(self, units: list[_Unit]) -> None:
        try:
            outcomes = self._commit(units)
        except Exception as error:
            self._roll_back()
            if len(units) > 1:
                # What is too much together (a disk that is nearly full) may fit one by one.
                for unit in units:
                    self._keep([unit])
                return
            outcomes = [Conflict() if _is_taken(error) else unavailable(error, self._path)]
        _resolve(units, outcomes)

    def _commit(self, units: list[_Unit]) -> list[Written | Exception]:
        execute = self._connection.execute
        outcomes: list[Written | Exception] = []
        execute("BEGIN IMMEDIATE")
        if len(units) == 1:
            outcomes.append([self._run(batch) for batch in units[0].batches])
            execute("COMMIT")
            return outcomes
        for unit in units:
            execute("SAVEPOINT unit")
            try:
                outcomes.append([self._run(batch) for batch in unit.batches])
            except Exception as error:
                if not self._connection.in_transaction:
                    raise  # SQLite has rolled back all of it, the other units too.
                if isinstance(unavailable(error, self._path), StoreUnavailable):
                    raise
                execute("ROLLBACK TO unit")
                outcomes.append(Conflict() if _is_taken(error) else error)
            execute("RELEASE unit")
        execute("COMMIT")
        return outcomes

    def _run(self, batch: Batch) -> Sequence[Row]:
        statement = batch.statement
        sql = self._compiler(statement).sql
        if statement.returns:
            execute = self._connection.execute
            return [found for row in batch.rows for found in execute(sql, row).fetchall()]
        cursor = self._connection.executemany(sql, batch.rows)
        if statement.is_guarded and cursor.rowcount != len(batch.rows):
            raise Conflict
        return ()

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")


def _is_taken(error: Exception) -> bool:
    return isinstance(error, sqlite3.IntegrityError) and error.sqlite_errorname in {
        "SQLITE_CONSTRAINT_PRIMARYKEY",
        "SQLITE_CONSTRAINT_ROWID",
        "SQLITE_CONSTRAINT_UNIQUE",
    }


def _resolve(units: Sequence[_Unit], outcomes: Sequence[Written | Exception]) -> None:
    """Tell those who wait, in one call into each of their loops."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[_Unit, Written | Exception]]] = {}
    for unit, outcome in zip(units, outcomes, strict=True):
        by_loop.setdefault(unit.loop, []).append((unit, outcome))
    for loop, settled in by_loop.items():
        with suppress(RuntimeError):  # The loop was closed: nobody waits any more.
            loop.call_soon_threadsafe(_tell, settled)


def _tell(settled: Sequence[tuple[_Unit, Written | Exception]]) -> None:
    for unit, outcome in settled:
        if unit.done.cancelled():
            continue
        if isinstance(outcome, Exception):
            unit.done.set_exception(outcome)
        else:
            unit.done.set_result(outcome)


class SqliteDatabase:
    """One SQLite file. While it is open for writing no other process may write to it."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Raises StoreInUse, or StoreUnavailable with what is wrong with the file."""
        self._path = path
        self._compiler = compiler_for("sqlite")
        self._lock = None if read_only else FileLock(path)
        try:
            self._writer = None if read_only else _Writer(path, self._compiler)
        except BaseException:
            if self._lock:
                self._lock.release()
            raise
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._readers = ThreadPoolExecutor(_READERS, "sqlite-reader")
        self._turned_at = time.perf_counter()
        self._is_closed = False

    @property
    def compiler(self) -> Compiler:
        return self._compiler

    async def read(self, question: Question, parameters: Mapping[str, Any]) -> Sequence[Row]:
        compiled = self._compiler(question)
        (values,) = self._compiler.arrange(question, [parameters])
        return await self._read(lambda c: c.execute(compiled.sql, values).fetchall())

    async def read_each(
        self, statement: Statement, rows: Sequence[Mapping[str, Any]]
    ) -> Sequence[Row]:
        compiled = self._compiler(statement)
        values = self._compiler.arrange(statement, rows)

        def read_all(connection: sqlite3.Connection) -> list[Row]:
            execute = connection.execute
            return [found for row in values for found in execute(compiled.sql, row).fetchall()]

        return await self._read(read_all, is_long=statement.is_long)

    async def _read(self, work: Work, *, is_long: bool = False) -> Sequence[Row]:
        if time.perf_counter() - self._turned_at > _TURN_SECONDS:
            await asyncio.sleep(0)
            self._turned_at = time.perf_counter()
        self._demand_open()
        found = None if is_long else self._read_shortly(work)
        if found is not None:
            return found

        def read_on() -> list[Row]:
            try:
                return work(self._own_connection(is_patient=True))
            except sqlite3.Error as error:
                raise unavailable(error, self._path) from error

        return await asyncio.get_running_loop().run_in_executor(self._readers, read_on)

    def _read_shortly(self, work: Work) -> list[Row] | None:
        """What it reads, here and now; None if that takes long, or meets any trouble: a reader
        then says which."""
        try:
            connection = self._own_connection(is_patient=False)
            ends_at = time.perf_counter() + _SHORT_SECONDS
            connection.set_progress_handler(lambda: time.perf_counter() > ends_at, _STEPS)
            return work(connection)
        except (sqlite3.Error, StoreUnavailable):
            return None

    def _own_connection(self, *, is_patient: bool) -> sqlite3.Connection:
        """This thread's, for reading. Raises StoreUnavailable."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = connect(self._path, read_only=True, is_patient=is_patient)
            self._local.connection = connection
            self._connections.append(connection)
        return connection

    async def write(
        self, batches: Sequence[Batch], wake_at: int | None = None
    ) -> list[Sequence[Row]]:
        self._demand_open()
        if self._writer is None:
            raise StoreUnavailable(f"{self._path} was opened for reading only.")
        loop = asyncio.get_running_loop()
        unit = _Unit(batches, loop.create_future(), loop)
        self._writer.submit(unit)
        return await unit.done

    def _demand_open(self) -> None:
        if self._is_closed:
            raise StoreUnavailable(f"{self._path} was closed.")

    @asynccontextmanager
    async def claiming(self) -> AsyncIterator[Session]:
        """Only this process writes to the file: nobody else claims."""
        yield self

    async def listen(self, hear: Callable[[int], None]) -> None:
        """No other process writes to the file: there is nothing to hear."""

    async def close(self) -> None:
        """Keep what was handed over, then give the file back."""
        if not self._is_closed:
            self._is_closed = True
            await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._readers.shutdown()
        for connection in self._connections:
            connection.close()
        if self._writer:
            self._writer.stop()
        if self._lock:
            self._lock.release()
