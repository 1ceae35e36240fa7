"""Alembic runs this; `storage.migrations.run` gives it the connection."""

from typing import Any, Literal

from alembic import context

from storage.columns import SERIAL, WORD, metadata


def render(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Our own column types, by the names that `script.py.mako` gives them."""
    if item is WORD:
        return "WORD"
    return "SERIAL" if item is SERIAL else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    # SQLite cannot change a table in place: Alembic makes it anew and copies the rows.
    render_as_batch=True,
    render_item=render,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
