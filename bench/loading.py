"""Fills a database with nouns: as rows, past the units of work, as a year of use would have."""

import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import asyncpg

from bench.databases import path_of
from storage.mapper import Mapper, mapper_of
from storage.store import migrate, sqlite_path
from storage.tables import TABLES

_AT_ONCE = 50_000
Chunk = tuple[str, Sequence[str], list[tuple[Any, ...]]]


async def load(url: str, nouns: Iterable[object]) -> None:
    """Make the tables, and a row of each noun."""
    await migrate(url)
    if sqlite_path(url):
        _load_sqlite(url, nouns)
    else:
        await _load_postgres(url, nouns)


async def count(url: str, table: str, where: str = "true") -> int:
    """How many rows of a table are so."""
    sql = f"SELECT count(*) FROM {table} WHERE {where}"
    if sqlite_path(url):
        connection = sqlite3.connect(path_of(url))
        try:
            return int(connection.execute(sql).fetchone()[0])
        finally:
            connection.close()
    pg = await asyncpg.connect(url)
    try:
        return int(await pg.fetchval(sql))
    finally:
        await pg.close()


def _chunks(nouns: Iterable[object]) -> Iterator[Chunk]:
    """Rows of one table at a time, in the order in which the nouns come."""
    for kind, alike in itertools.groupby(nouns, type):
        mapper: Mapper[Any] = mapper_of(kind)
        encode = mapper.encoder(mapper.fields)
        while rows := [encode(noun) for noun in itertools.islice(alike, _AT_ONCE)]:
            yield TABLES[kind].name, mapper.fields, rows


def _load_sqlite(url: str, nouns: Iterable[object]) -> None:
    connection = sqlite3.connect(path_of(url), isolation_level=None)
    connection.execute("BEGIN")
    for table, columns, rows in _chunks(nouns):
        names = ", ".join(f'"{column}"' for column in columns)
        places = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
    connection.execute("COMMIT")
    connection.close()


async def _load_postgres(url: str, nouns: Iterable[object]) -> None:
    connection = await asyncpg.connect(url)
    for table, columns, rows in _chunks(nouns):
        await connection.copy_records_to_table(table, records=rows, columns=list(columns))
    # As its autovacuum would have done.
    await connection.execute("VACUUM (ANALYZE)")
    await connection.close()
