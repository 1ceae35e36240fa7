"""A SQLite file: who may write to it, how it is opened, and what may be wrong with it."""

import fcntl
import os
import sqlite3
from pathlib import Path

from bot.ports.store import StoreUnavailable
from storage.errors import StoreInUse

_BUSY_MILLISECONDS = 5000


class FileLock:
    """Held by the one process that writes; the system frees it when that process dies."""

    def __init__(self, path: Path) -> None:
        """Raises StoreInUse when another process, or another store of this one, has it."""
        lock = path.with_name(path.name + ".lock")
        try:
            self._file = os.open(lock, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _cannot_open(path, error) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise StoreInUse(path) from None

    def release(self) -> None:
        # The file stays: were it removed, two processes could lock two files of this name.
        os.close(self._file)


def connect(path: Path, *, read_only: bool = False, is_patient: bool = True) -> sqlite3.Connection:
    """A connection that any thread may use, one at a time; only one that is patient waits for
    others. Raises StoreUnavailable."""
    mode = "ro" if read_only else "rwc"
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        connection.execute(f"PRAGMA busy_timeout={_BUSY_MILLISECONDS if is_patient else 0}")
        connection.execute("PRAGMA temp_store=MEMORY")
        if not read_only:
            connection.execute("PRAGMA journal_mode=WAL")
            # A commit that was answered outlives a loss of power.
            connection.execute("PRAGMA synchronous=FULL")
            # Room for the pages that a large batch touches; it fills as it is used.
            connection.execute("PRAGMA cache_size=-32768")
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise unavailable(error, path) from error
    if not read_only and not os.access(path, os.W_OK):
        # SQLite then opens it for reading, and says nothing until the first write.
        connection.close()
        raise _cannot_write(path)
    return connection


def unavailable(error: Exception, path: Path) -> Exception:
    """What to tell the operator about trouble with the file; any other error as it is."""
    if not isinstance(error, sqlite3.Error) or not hasattr(error, "sqlite_errorcode"):
        return error
    match error.sqlite_errorcode & 0xFF:
        case sqlite3.SQLITE_FULL:
            sentence = f"The disk that holds {path} is full. Free some space; Unstuck goes on then."
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return _cannot_write(path)
        case sqlite3.SQLITE_CANTOPEN:
            return _cannot_open(path, error)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            sentence = (
                f"{path} is damaged, or is no SQLite database. Put back a backup, "
                "or point DATABASE_URL at another file."
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            sentence = f"Another program is writing to {path}. Close it; Unstuck goes on then."
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_NOMEM:
            sentence = f"The disk that holds {path} fails: {error}. Look at the system's log."
        case _:
            return error
    return StoreUnavailable(sentence)


def _cannot_write(path: Path) -> StoreUnavailable:
    return StoreUnavailable(
        f"{path} cannot be written: the file, its folder or its disk is read-only. "
        "Give the user that runs Unstuck the right to write to both file and folder."
    )


def _cannot_open(path: Path, error: Exception) -> StoreUnavailable:
    folder = path.absolute().parent
    if not folder.is_dir():
        return StoreUnavailable(f"The folder {folder} does not exist. Make it, then start again.")
    if not os.access(folder, os.W_OK):
        return StoreUnavailable(
            f"The folder {folder} is read-only. "
            "Give the user that runs Unstuck the right to write to it."
        )
    if not path.exists():
        return StoreUnavailable(f"{path} does not exist. `unstuck run` makes it.")
    return StoreUnavailable(f"{path} cannot be opened: {error}.")
