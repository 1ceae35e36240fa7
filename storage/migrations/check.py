"""`python -m storage.migrations.check`: do the migrations make the tables that the code has?"""

import sys
import tempfile
from pathlib import Path

from alembic.script import ScriptDirectory

import storage.tables  # noqa: F401 - fills the metadata
from storage.migrations.run import config, differences, sqlite_engine, upgrade_sqlite
from storage.schema import revisions


def faults() -> list[str]:
    """What is out of step, a line each."""
    found: list[str] = []
    head = ScriptDirectory.from_config(config()).get_current_head()
    if head != revisions()[-1]:
        found.append(f"the newest file is {revisions()[-1]}, the head of the revisions {head}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "check.db"
        upgrade_sqlite(path)
        with sqlite_engine(path).begin() as connection:
            found += [f"no revision makes this change: {one}" for one in differences(connection)]
    return found


if __name__ == "__main__":
    lines = faults()
    for line in lines:
        sys.stderr.write(f"migrations: {line}\n")
    sys.exit(bool(lines))
