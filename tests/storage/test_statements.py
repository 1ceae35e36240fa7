"""How rows reach PostgreSQL: an array in one text."""

from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.statements import array_text
from tests.postgres import PostgresServer

words = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
big = st.none() | st.integers(-(2**63), 2**63 - 1)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("kind", ["text", "bigint", "boolean"])
@given(data=st.data())
async def test_postgres_reads_the_array_that_was_meant(
    postgres: PostgresServer, kind: str, data: st.DataObject
) -> None:
    of = {"text": words, "bigint": big, "boolean": st.none() | st.booleans()}[kind]
    values: list[Any] = data.draw(st.lists(of))
    connection = await asyncpg.connect(postgres.url)
    try:
        found = await connection.fetchval(f"SELECT $1::text::{kind}[]", array_text(values))
    finally:
        await connection.close()
    assert found == values


@pytest.mark.parametrize("word", ["", "NULL", "null", '"', "\\", '","', "{}", "a,b", " a ", "\n"])
async def test_words_that_mean_something_in_an_array(postgres: PostgresServer, word: str) -> None:
    connection = await asyncpg.connect(postgres.url)
    for values in ([word], [word, word], ["a", None, word]):
        assert await connection.fetchval("SELECT $1::text::text[]", array_text(values)) == values
    await connection.close()
