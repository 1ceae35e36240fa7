"""A disk that takes its time: every commit lasts 5 ms longer than it does here."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from storage.sqlite_file import connect
from storage.store import sqlite_path

MILLISECONDS = 5


class _SlowToCommit:
    """A connection that pauses before COMMIT, in the writer's thread, as a slow sync would."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
        if sql == "COMMIT":
            time.sleep(MILLISECONDS / 1000)
        return self._connection.execute(sql, *given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@contextmanager
def with_slow_commits(url: str) -> Iterator[str]:
    """The URL with which this process finds the database slow."""
    if not sqlite_path(url):
        # PostgreSQL waits by itself before it writes a commit to the disk.
        yield f"{url}&commit_delay={MILLISECONDS * 1000}&commit_siblings=0"
        return

    def slow(path: Path, *, read_only: bool = False, is_patient: bool = True) -> Any:
        opened = connect(path, read_only=read_only, is_patient=is_patient)
        return opened if read_only else _SlowToCommit(opened)

    with patch("storage.sqlite.connect", slow):
        yield url
