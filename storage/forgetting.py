"""What need not be remembered: deleted in small pieces, so that nobody waits for it."""

from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, Table, and_, delete, literal, select, tuple_
from sqlalchemy.sql.base import Executable

from storage.database import Database
from storage.mapper import to_instant
from storage.statements import Batch, Given, Statement
from storage.tables import destinations, drafts, letters, repeats, timers

_A_PIECE = 500
"""Rows a transaction: a few milliseconds."""


def _forgetting(table: Table, *instants: str) -> Statement:
    """Delete some rows of which all these instants are before the given one."""

    def build(given: Given) -> Executable:
        def is_old() -> ColumnElement[bool]:
            return and_(*(table.c[name] < given["before"] for name in instants))

        key = tuple_(*table.primary_key)
        some = select(*table.primary_key).where(is_old()).limit(_A_PIECE).correlate(None)
        # Asked twice: a row may have been saved anew between.
        return delete(table).where(key.in_(some), is_old()).returning(literal(1, BigInteger))

    return Statement(build, {"before": BigInteger()}, returns=True)


_REPEATS = _forgetting(repeats, "handled_at")
_DRAFTS = _forgetting(drafts, "saved_at")
_DONE = (
    _forgetting(timers, "done_at"),
    _forgetting(letters, "done_at"),
    # Left by a worker that died after the last letter.
    _forgetting(destinations, "lease_until", "hold_until"),
)


async def forget(database: Database, repeats: datetime, done: datetime, drafts: datetime) -> None:
    """Delete what is older than these instants."""
    wanted = [(_REPEATS, repeats), (_DRAFTS, drafts), *((one, done) for one in _DONE)]
    for statement, before in wanted:
        deleted = _A_PIECE
        while deleted >= _A_PIECE:
            rows = database.compiler.arrange(statement, [{"before": to_instant(before)}])
            (gone,) = await database.write([Batch(statement, rows)])
            deleted = len(gone)
