"""The commands on PostgreSQL."""

import asyncio
import signal
from pathlib import Path

from tests.adapters.cli.process import Running, unstuck
from tests.postgres import PostgresServer


def test_from_an_empty_database_to_a_clean_stop(tmp_path: Path, postgres: PostgresServer) -> None:
    url = asyncio.run(postgres.empty())

    refused = unstuck("run", tmp_path, DATABASE_URL=url)
    assert refused.returncode == 1
    assert "unstuck migrate" in refused.stderr
    assert "Traceback" not in refused.stderr
    examined = unstuck("doctor", tmp_path, DATABASE_URL=url)
    assert examined.returncode == 1
    assert "Run unstuck migrate." in examined.stdout

    migrated = unstuck("migrate", tmp_path, DATABASE_URL=url)
    assert (migrated.returncode, migrated.stderr) == (0, "")
    assert "now" in migrated.stdout
    again = unstuck("migrate", tmp_path, DATABASE_URL=url)
    assert (again.returncode, "already" in again.stdout) == (0, True)

    with Running(tmp_path, DATABASE_URL=url) as running:
        running.address()
        examined = unstuck("doctor", tmp_path, DATABASE_URL=url)
        assert examined.returncode == 0, examined.stdout
        assert "1 on playground" in examined.stdout
        running.send(signal.SIGTERM)
        assert running.end() == 0
        assert running.complained == ""
