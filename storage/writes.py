"""The statements that a unit of work writes with."""

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Table,
    delete,
    func,
    insert,
    literal,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.base import Executable

from bot.domain.letters import Letter
from bot.domain.timers import Timer
from storage.mapper import Mapper, mapper_of, to_instant
from storage.statements import Columns, Given, Statement, plain_type
from storage.tables import letters, timers


def columns_of(table: Table, *names: str) -> Columns:
    return {name: plain_type(table.c[name]) for name in names}


def upsert(given: Given, table: Table, names: tuple[str, ...]) -> Any:
    """An INSERT of the given rows, for `on_conflict_do_…`."""
    make = sqlite.insert if given.kind == "sqlite" else postgresql.insert
    # Without a WHERE, SQLite reads ON CONFLICT as part of a join.
    rows = select(*(given[name] for name in names)).where(true())
    return make(table).from_select(list(names), rows, include_defaults=False)


def inserting(table: Table, names: tuple[str, ...]) -> Statement:
    def build(given: Given) -> Executable:
        rows = select(*(given[name] for name in names))
        return insert(table).from_select(list(names), rows, include_defaults=False)

    return Statement(build, columns_of(table, *names), is_guarded=True)


@cache
def adding(mapper: Mapper[Any]) -> Statement:
    """Make the row, or conflict."""
    return inserting(mapper.table, mapper.fields)


@cache
def saving(mapper: Mapper[Any]) -> Statement:
    """Replace the row if its version is still the given one, or conflict."""
    table = mapper.table

    def build(given: Given) -> Executable:
        same = [table.c[name] == given[name] for name in (*mapper.key, "version")]
        changed = {n: given[n] for n in mapper.fields if n not in mapper.key and n != "version"}
        return update(table).where(*same).values(**changed, version=table.c.version + 1)

    return Statement(build, columns_of(table, *mapper.fields), is_guarded=True)


@cache
def removing(mapper: Mapper[Any]) -> Statement:
    """Delete the row if its version, where it has one, is still the given one, or conflict."""
    table = mapper.table
    names = (*mapper.key, "version") if mapper.has_version else mapper.key

    def build(given: Given) -> Executable:
        return delete(table).where(*(table.c[name] == given[name] for name in names))

    return Statement(build, columns_of(table, *names), is_guarded=True)


def is_pending(table: Table) -> ColumnElement[bool]:
    """The timer or letter is not done: for a row that is found by its key.

    Not `done_at IS NULL`: at a time when PostgreSQL knows of none that is pending, it would
    look for the row among the pending ones by reading all of them.
    """
    return func.coalesce(table.c.done_at, 0) == 0


def _schedule(given: Given) -> Executable:
    insertion = upsert(given, timers, mapper_of(Timer).fields)
    moved = {
        name: insertion.excluded[name] for name in ("kind", "due_at", "about", "cursor", "attempts")
    }
    statement: Executable = insertion.on_conflict_do_update(
        index_elements=[timers.c.workspace, timers.c.key],
        set_={**moved, "version": timers.c.version + 1},
        where=timers.c.done_at.is_(None),
    )
    return statement


SCHEDULE = Statement(_schedule, columns_of(timers, *mapper_of(Timer).fields))
"""Make the timer, or move the pending one of its key."""


def _cancel(given: Given) -> Executable:
    is_meant = (
        timers.c.workspace == given["workspace"],
        timers.c.key == given["key"],
        is_pending(timers),
    )
    return (
        update(timers)
        .where(*is_meant)
        .values(
            # It never fired, so its key is free: what was cancelled can be scheduled again.
            key=timers.c.key.concat("~").concat(timers.c.id),
            done_at=given["done_at"],
            outcome=given["outcome"],
            version=timers.c.version + 1,
        )
    )


CANCEL = Statement(_cancel, columns_of(timers, "workspace", "key", "done_at", "outcome"))
"""End the pending timer of this key, if there is one."""

LETTER_COLUMNS = (
    "workspace",
    "destination",
    "kind",
    "key",
    "about",
    "facts",
    "thread_of",
    "urgency",
    "not_before",
    "written_at",
    "outcome",
)
POST = inserting(letters, LETTER_COLUMNS)
"""Put the letter into the outbox."""


def _hurry(given: Given) -> Executable:
    is_meant = (
        letters.c.workspace == given["workspace"],
        letters.c.destination == given["destination"],
        letters.c.done_at.is_(None),
        letters.c.not_before > literal(0, BigInteger),
    )
    return update(letters).where(*is_meant).values(not_before=literal(0, BigInteger))


HURRY = Statement(_hurry, columns_of(letters, "workspace", "destination"))
"""What waits for this destination may go at once."""


def letter_encoder(written_at: int) -> Callable[[Letter], tuple[Any, ...]]:
    """Makes of a letter what POST is given."""
    encode = mapper_of(Letter).encoder(LETTER_COLUMNS[:8])

    def row(letter: Letter) -> tuple[Any, ...]:
        not_before = 0 if letter.not_before is None else to_instant(letter.not_before)
        return (*encode(letter), not_before, written_at, "")

    return row
