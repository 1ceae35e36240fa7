"""The far side: what Slack's or Discord's servers are to Unstuck, in one SQLite file.

What `add` has returned survives the death of the process. The table `messages` may be read by
others while we run; `nonce` tells a message sent twice from two messages.
"""

import asyncio
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from adapters.playground.bell import Bell

T = TypeVar("T")

BOT = "unstuck"
"""The author of what Unstuck says; people have their outer ids."""

VERSION = 1
"""The layout of the file, kept as its user_version."""

_PATIENCE_SECONDS = 5.0
"""With another process that has the file."""

_SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS messages (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    revision     INTEGER NOT NULL UNIQUE,
    conversation TEXT NOT NULL,
    author       TEXT NOT NULL,
    only_for     TEXT NOT NULL,
    parent       INTEGER,
    nonce        TEXT UNIQUE,
    body         TEXT NOT NULL,
    posted_at    TEXT NOT NULL,
    edited_at    TEXT,
    deleted_at   TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS messages_by_conversation ON messages (conversation, parent, id);
CREATE INDEX IF NOT EXISTS messages_by_parent ON messages (parent) WHERE parent IS NOT NULL;
CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
COMMIT;
"""

_SELECT = (
    "SELECT id, revision, conversation, author, only_for, parent, body, posted_at, edited_at,"
    " deleted_at FROM messages "
)
_ADD = (
    "INSERT INTO messages"
    " (revision, conversation, author, only_for, parent, nonce, body, posted_at)"
    " VALUES ((SELECT coalesce(max(revision), 0) + 1 FROM messages), ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (nonce) DO NOTHING"
)
_EDIT = (
    "UPDATE messages SET body = ?, edited_at = ?,"
    " revision = (SELECT max(revision) + 1 FROM messages)"
    " WHERE id = ? AND deleted_at IS NULL AND body != ?"
)
_DELETE = (
    "UPDATE messages SET body = '', deleted_at = ?,"
    " revision = (SELECT max(revision) + 1 FROM messages)"
    " WHERE id = ? AND deleted_at IS NULL"
)


class TranscriptError(Exception):
    """The transcript cannot be read or written; the text says why, for whoever runs Unstuck."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A message as it stands. `revision` rises with every change of any message.

    `only_for` is the one person who sees it, "" for all who read the conversation; `body` is
    JSON, and empty once it is deleted.
    """

    id: int
    revision: int
    conversation: str
    author: str
    only_for: str
    parent: int | None
    body: str
    posted_at: str
    edited_at: str | None
    deleted_at: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be added."""

    conversation: str
    author: str
    body: str
    nonce: str
    parent: int | None = None
    only_for: str = ""


class Transcript:
    """Messages, and a few words kept beside them. Raises TranscriptError from every method."""

    def __init__(self, path: Path) -> None:
        self.changed = Bell()
        self._path = path
        self._thread = ThreadPoolExecutor(1, "transcript")
        try:
            self._db = _open(path)
            rows = self._db.execute("SELECT name, value FROM kept").fetchall()
        except sqlite3.Error as trouble:
            self._thread.shutdown()
            raise TranscriptError(f"Cannot open the transcript {path}: {trouble}.") from trouble
        self._kept: dict[str, str] = dict(rows)

    async def close(self) -> None:
        """Finish what was begun. Nothing may be called afterwards."""
        await self._run(lambda db: db.close())
        self._thread.shutdown()

    # -- messages -------------------------------------------------------------------------

    async def add(self, draft: Draft, at: datetime) -> Entry:
        """Keep a message. The same nonce again is the message that it first made, unchanged."""

        def write(db: sqlite3.Connection) -> Entry:
            row = (
                draft.conversation,
                draft.author,
                draft.only_for,
                draft.parent,
                draft.nonce,
                draft.body,
                at.isoformat(),
            )
            db.execute(_ADD, row)
            return _entries(db, "WHERE nonce = ?", draft.nonce)[0]

        return await self._write(write)

    async def edit(self, message: int, body: str, at: datetime) -> Entry | None:
        """Replace a message's body; None when it is not there, or deleted. Twice is once."""

        def write(db: sqlite3.Connection) -> Entry | None:
            db.execute(_EDIT, (body, at.isoformat(), message, body))
            found = _entries(db, "WHERE id = ? AND deleted_at IS NULL", message)
            return found[0] if found else None

        return await self._write(write)

    async def delete(self, messages: Iterable[int], at: datetime) -> None:
        """Empty these messages; those that are gone count as emptied."""
        ids = tuple(messages)

        def write(db: sqlite3.Connection) -> None:
            db.executemany(_DELETE, [(at.isoformat(), message) for message in ids])

        await self._write(write)

    async def get(self, message: int) -> Entry | None:
        found = await self._run(lambda db: _entries(db, "WHERE id = ?", message))
        return found[0] if found else None

    async def since(self, revision: int, most: int) -> list[Entry]:
        """What changed after `revision`, in the order of its last change."""
        return await self._run(
            lambda db: _entries(db, "WHERE revision > ? ORDER BY revision LIMIT ?", revision, most)
        )

    async def page(
        self, conversation: str, most: int, before: int | None = None
    ) -> tuple[list[Entry], bool]:
        """The last `most` messages before the id `before`, with all their replies, in order;
        and whether there are earlier ones."""

        def read(db: sqlite3.Connection) -> tuple[list[Entry], bool]:
            roots = _entries(
                db,
                "WHERE conversation = ? AND parent IS NULL AND id < coalesce(?, id + 1)"
                " ORDER BY id DESC LIMIT ?",
                conversation,
                before,
                most + 1,
            )
            shown = roots[:most]
            replies = (
                _entries(
                    db,
                    "WHERE parent IN (SELECT id FROM messages WHERE conversation = ?"
                    " AND parent IS NULL AND id BETWEEN ? AND ?)",
                    conversation,
                    shown[-1].id,
                    shown[0].id,
                )
                if shown
                else []
            )
            return sorted(shown + replies, key=lambda entry: entry.id), len(roots) > most

        return await self._run(read)

    async def revision(self) -> int:
        """The revision of the last change, 0 when there was none."""

        def read(db: sqlite3.Connection) -> int:
            last: int = db.execute("SELECT coalesce(max(revision), 0) FROM messages").fetchone()[0]
            return last

        return await self._run(read)

    # -- words kept beside them -----------------------------------------------------------

    @property
    def birth(self) -> str:
        """Tells this transcript from one that is made anew at the same path."""
        return self._kept["birth"]

    def kept(self, name: str) -> str | None:
        return self._kept.get(name)

    async def keep(self, name: str, value: str) -> None:
        """Keep `value` under `name`, instead of what was there."""

        def write(db: sqlite3.Connection) -> None:
            db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (name, value))

        await self._write(write)
        self._kept[name] = value

    # -- its thread -----------------------------------------------------------------------

    async def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        loop = asyncio.get_running_loop()

        def write(db: sqlite3.Connection) -> T:
            with db:
                result = work(db)
            # From here, so that it rings even if the caller's patience has ended.
            if not loop.is_closed():
                loop.call_soon_threadsafe(self.changed.ring)
            return result

        return await self._run(write)

    async def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, self._db)
        except sqlite3.Error as trouble:
            raise TranscriptError(
                f"The playground's transcript {self._path} does not work: {trouble}."
            ) from trouble


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=_PATIENCE_SECONDS, check_same_thread=False)
    try:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise sqlite3.DatabaseError(
                f"a newer Unstuck wrote it (layout {version}, known here up to {VERSION}); "
                "use that one, or another path"
            )
        _write_ahead(db)
        db.execute("PRAGMA synchronous = FULL")
        db.executescript(_SCHEMA)
        with db:
            db.execute("INSERT OR IGNORE INTO kept VALUES ('birth', ?)", (secrets.token_hex(8),))
            db.execute(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        db.close()
        raise
    return db


def _write_ahead(db: sqlite3.Connection) -> None:
    """Switch to SQLite's write-ahead log. Of two that do it at one moment it may refuse both, at
    once: its own patience does not cover this switch."""
    patience_ends = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as trouble:
            is_busy = trouble.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > patience_ends:
                raise
        time.sleep(0.01)


def _entries(db: sqlite3.Connection, where: str, *values: object) -> list[Entry]:
    return [Entry(*row) for row in db.execute(_SELECT + where, values)]
