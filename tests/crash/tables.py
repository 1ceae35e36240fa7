"""The tables, read from outside."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import asyncpg

from storage.store import sqlite_path

Row = Sequence[Any]


def rows(url: str, sql: str) -> list[Row]:
    if path := sqlite_path(url):
        with closing(sqlite3.connect(path)) as database:
            return list(database.execute(sql))
    return asyncio.run(_postgres_rows(url, sql))


async def _postgres_rows(url: str, sql: str) -> list[Row]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()
