"""What tables are made of: only types that both databases keep alike."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    false,
    true,
)
from sqlalchemy import text as sql_text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

# Compared byte by byte, as SQLite and Python do, whatever PostgreSQL's locale is.
WORD = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
# SQLite numbers rows by itself only in a column declared INTEGER.
SERIAL = BigInteger().with_variant(Integer(), "sqlite")


_BEFORE = {None: None, True: true(), False: false()}


def key(name: str) -> Column[Any]:
    """Part of the table's key."""
    return Column(name, WORD, primary_key=True)


def word(name: str, *, empty: bool = False, before: str | None = None) -> Column[Any]:
    """An id, or a word of a small set; `before` is what rows have that are older than the
    column."""
    default = None if before is None else sql_text(f"'{before}'")
    return Column(name, WORD, nullable=empty, server_default=default)


def text(name: str, *, empty: bool = False, before: str | None = None) -> Column[Any]:
    default = None if before is None else sql_text(f"'{before}'")
    return Column(name, Text, nullable=empty, server_default=default)


def number(name: str, *, empty: bool = False, before: int | None = None) -> Column[Any]:
    default = None if before is None else sql_text(str(before))
    return Column(name, BigInteger, nullable=empty, server_default=default)


def flag(name: str, *, before: bool | None = None) -> Column[Any]:
    """Yes or no; `before` is what rows have that are older than the column."""
    return Column(name, Boolean, nullable=False, server_default=_BEFORE[before])


def partial_index(name: str, where: str, *columns: str) -> Index:
    """An index that holds only the rows for which `where` is true, and stays as small as they."""
    condition = sql_text(where)
    return Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


def table(name: str, *parts: SchemaItem) -> Table:
    # WITHOUT ROWID: rows lie in the tree of their key, so that a write touches one tree less.
    return Table(name, metadata, *parts, sqlite_with_rowid=False)
