"""Fresh databases for tests that do not care which, and all that is in one."""

import asyncio
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from storage.store import migrate


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Import it in a conftest to have it."""
    path: Path = tmp_path_factory.mktemp("office") / "migrated.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


def copied(migrated: Path, folder: Path) -> str:
    """The URL of a new SQLite file with the tables of today."""
    return f"sqlite:///{shutil.copy(migrated, folder / 'unstuck.db')}"


def rows_in(url: str, without: Sequence[str] = ()) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, to compare what was with what is."""
    file = sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True)
    try:
        found = file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        tables = [name for (name,) in found if name not in without]
        return {name: sorted(file.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
                for name in tables}  # fmt: skip
    finally:
        file.close()
