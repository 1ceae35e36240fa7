"""`python -m storage.migrations add_tags`: write the revision that the tables now need."""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from alembic import command

import storage.tables  # noqa: F401 - fills the metadata
from storage.migrations.run import config, sqlite_engine, upgrade
from storage.schema import revisions


def add(name: str) -> None:
    """Compare the tables with those of the newest revision, and write what is between."""
    revision = f"{datetime.now(UTC):%Y%m%d}_{name}"
    with (
        tempfile.TemporaryDirectory() as folder,
        sqlite_engine(Path(folder) / "before.db").begin() as connection,
    ):
        if revisions():
            upgrade(connection)
        command.revision(config(connection), name.replace("_", " "), True, rev_id=revision)


if __name__ == "__main__":
    add(sys.argv[1])
