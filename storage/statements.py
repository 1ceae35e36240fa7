"""Statements: built once with SQLAlchemy, compiled once a process, then run as plain text.

A statement is *given* rows. SQLite runs it once for each of them; PostgreSQL takes all of them
as arrays and runs it once. One builder serves both: to it a given column is a parameter on
SQLite, and a column of `unnest(…)` on PostgreSQL.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, Literal

from sqlalchemy import ColumnElement, Table, Text, bindparam, cast, column, func, literal, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import ARRAY, asyncpg
from sqlalchemy.sql import FromClause
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Kind = Literal["sqlite", "postgresql"]
Columns = Mapping[str, TypeEngine[Any]]


_ROWS = "rows"
"""The one parameter of a statement that takes all rows at once on SQLite."""


def _inline(compiler: type[SQLCompiler]) -> type[SQLCompiler]:
    """The compiler, writing constants into the text: only what is given stays a parameter."""

    class Inline(compiler):  # type: ignore[misc, valid-type]
        def visit_bindparam(self, bindparam: Any, *rest: Any, **options: Any) -> Any:
            if not bindparam.required:
                options["literal_binds"] = True
            return super().visit_bindparam(bindparam, *rest, **options)

    return Inline


def _dialect(kind: Kind) -> Any:
    made: Any = sqlite.dialect(paramstyle="qmark") if kind == "sqlite" else asyncpg.dialect()  # type: ignore[no-untyped-call]
    made.statement_compiler = _inline(made.statement_compiler)
    return made


class Given:
    """The rows a statement is given, as a builder sees them."""

    def __init__(self, kind: Kind, columns: Columns, *, is_set: bool = False) -> None:
        self.kind = kind
        self.rows: FromClause | None = None
        """What to join to; None on SQLite, where the one row needs no FROM."""
        self._columns: dict[str, ColumnElement[Any]] = {}
        if kind == "sqlite" and is_set:
            each = func.json_each(bindparam(_ROWS)).table_valued("value", name="each")
            values = (
                func.json_extract(each.c.value, f"$[{place}]", type_=of).label(name)
                for place, (name, of) in enumerate(columns.items())
            )
            self.rows = select(*values).cte("given").prefix_with("MATERIALIZED")
            self._columns.update((n, self.rows.c[n]) for n in columns)
        elif kind == "sqlite":
            self._columns.update((n, bindparam(n, type_=t)) for n, t in columns.items())
        else:
            arrays = [_array(n, t) for n, t in columns.items()]
            names = [column(n, t) for n, t in columns.items()]
            self.rows = func.unnest(*arrays).table_valued(*names, name="given").render_derived()
            self._columns.update((n, self.rows.c[n]) for n in columns)

    def __getitem__(self, name: str) -> ColumnElement[Any]:
        return self._columns[name]


Builder = Callable[[Given], Executable]


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """Something to do for given rows.

    `is_guarded`: each of them must change exactly one row of the table, or there is a
    conflict. `returns`: its rows are wanted. `is_long`: it reads more than a moment allows.
    `is_set`: SQLite too takes all rows at once, as JSON. Between two runs of a statement its
    thread asks Python for the lock that the loop holds, which may cost more than the run.
    """

    build: Builder
    columns: Columns
    is_guarded: bool = False
    returns: bool = False
    is_long: bool = False
    is_set: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Something to read, with parameters. `build` has a parameter for every name in `columns`."""

    build: Callable[[Kind], Executable]


@dataclass(frozen=True, slots=True)
class Compiled:
    """Its text, and which of its parameters stands at which place."""

    sql: str
    names: tuple[str, ...]


class Compiler:
    """Compiles each statement for one kind of database, once."""

    def __init__(self, kind: Kind) -> None:
        self.kind: Kind = kind
        self._dialect = _dialect(kind)
        self._compiled: dict[Statement | Question, Compiled] = {}

    def __call__(self, wanted: Statement | Question) -> Compiled:
        found = self._compiled.get(wanted)
        if found is None:
            if isinstance(wanted, Statement):
                given = Given(self.kind, wanted.columns, is_set=wanted.is_set)
                executable = wanted.build(given)
            else:
                executable = wanted.build(self.kind)
            compiled = executable.compile(dialect=self._dialect)  # type: ignore[attr-defined]
            found = Compiled(compiled.string, tuple(compiled.positiontup or ()))
            self._compiled[wanted] = found
        return found

    def arrange(
        self, wanted: Statement | Question, rows: Sequence[Mapping[str, Any]]
    ) -> list[tuple[Any, ...]]:
        """Rows by name as rows by place."""
        if self.kind == "sqlite" and isinstance(wanted, Statement) and wanted.is_set:
            pick = itemgetter(*wanted.columns)
            return [(json.dumps(list(map(pick, rows))),)]
        names = self(wanted).names
        if len(names) > 1:
            return list(map(itemgetter(*names), rows))
        return [tuple(row[name] for name in names) for row in rows]


@cache
def compiler_for(kind: Kind) -> Compiler:
    """That of all databases of a kind: the text of a statement is the same for each."""
    return Compiler(kind)


@dataclass(frozen=True, slots=True)
class Batch:
    """A statement and the rows that it is given: in the order of `Compiled.names`."""

    statement: Statement
    rows: Sequence[tuple[Any, ...]]


def plain_type(of: ColumnElement[Any]) -> TypeEngine[Any]:
    """The column's type as a parameter has it: without a collation."""
    return Text() if isinstance(of.type, Text) else of.type


def is_absent(table: Table, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """The table has no such row; everything else that is named is of the query around.

    Not NOT EXISTS: of that PostgreSQL makes a join, and where it knows little of the table
    (it is new, or was empty this morning) a join that reads too much of it.
    """
    one = select(literal(1)).where(*where).limit(1).correlate_except(table)
    return one.scalar_subquery().is_(None)


def is_member(kind: Kind, of: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The column is one of the parameter `name`, which `members` makes."""
    if kind == "sqlite":
        members = func.json_each(bindparam(name)).table_valued("value")
        return of.in_(select(members.c.value))
    return of == func.any(_array(name, plain_type(of)))


def members(kind: Kind, values: Sequence[Any]) -> str:
    return json.dumps(values) if kind == "sqlite" else array_text(values)


def _array(name: str, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    """A parameter for `array_text`."""
    return cast(bindparam(name, type_=Text()), ARRAY(kind))


def array_text(values: Sequence[Any]) -> str:
    """An array as PostgreSQL reads it.

    asyncpg looks at each member of a list for lists within it: 1 µs a member, which is more
    than all the rest of writing a row.
    """
    kinds = set(map(type, values))
    if kinds == {str}:
        text = '","'.join(values)
        if "\\" not in text and text.count('"') == 2 * len(values) - 2:
            return f'{{"{text}"}}'
    if any(issubclass(kind, str) for kind in kinds):
        return "{" + ",".join(map(_quoted, values)) + "}"
    return "{" + ",".join(map(str, values)).replace("None", "NULL") + "}"


def _quoted(value: str | None) -> str:
    if value is None:
        return "NULL"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
