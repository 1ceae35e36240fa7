"""Whether a database has the tables that this version of Unstuck needs."""

from pathlib import Path

from sqlalchemy import Text, column, func, literal, select, table
from sqlalchemy.sql.base import Executable

from storage.database import Database
from storage.errors import SchemaAhead, SchemaBehind
from storage.statements import Kind, Question

_VERSIONS = Path(__file__).parent / "migrations" / "versions"


def revisions() -> list[str]:
    """The revisions that this version knows, oldest first: their names begin with a date."""
    return sorted(path.stem for path in _VERSIONS.glob("2*.py"))


def is_current(found: str | None) -> bool:
    """Whether a database of this revision (None: an empty one) can be used as it is.

    Raises SchemaAhead when a newer Unstuck has written it.
    """
    known = revisions()
    if found is not None and found not in known:
        raise SchemaAhead(found)
    return found == known[-1]


def demand_current(found: str | None) -> None:
    """Raises SchemaBehind or SchemaAhead unless the database can be used as it is."""
    if not is_current(found):
        raise SchemaBehind


def _has_revision(kind: Kind) -> Executable:
    if kind == "postgresql":
        return select(func.to_regclass(literal("alembic_version")).is_not(None))
    tables = table("sqlite_master", column("name", Text))
    is_it = tables.c.name == literal("alembic_version")
    return select(func.count()).select_from(tables).where(is_it)


_HAS_REVISION = Question(_has_revision)
_REVISION = Question(
    lambda kind: select(column("version_num")).select_from(table("alembic_version"))
)


async def revision_of(database: Database) -> str | None:
    """The revision of its tables; None when it has none."""
    ((has_revision,),) = await database.read(_HAS_REVISION, {})
    rows = await database.read(_REVISION, {}) if has_revision else []
    return str(rows[0][0]) if rows else None
