"""`unstuck doctor` on set-ups that are well and on broken ones."""

import asyncio
import shutil
import signal
import socket
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.cli.doctor_page import relative, span
from adapters.cli.doctor_settings import without_password
from adapters.system.clock import SystemClock
from bot.domain.ids import TimerId, WorkspaceId
from bot.domain.letters import Destination, Letter
from bot.domain.timers import Timer
from bot.domain.workspaces import Installation, Platform
from storage.store import migrate, open_store
from tests.adapters.cli.conftest import Doctor
from tests.adapters.cli.process import Running, unstuck

HERE = WorkspaceId("w1")


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file: Path = tmp_path_factory.mktemp("migrated") / "playground.db"
    asyncio.run(migrate(f"sqlite:///{file}"))
    return file


@pytest.fixture
def migrated(tables: Path, tmp_path: Path) -> Path:
    """A folder whose database has its tables."""
    (tmp_path / "data").mkdir()
    shutil.copy(tables, tmp_path / "data" / "playground.db")
    return tmp_path


def keep(folder: Path, *kept: Timer | Letter | Installation) -> None:
    async def write() -> None:
        store = await open_store(f"sqlite:///{folder}/data/playground.db", SystemClock())
        unit = store.unit(HERE)
        for one in kept:
            match one:
                case Timer():
                    unit.schedule(one)
                case Letter():
                    unit.post(one)
                case _:
                    unit.add(one)
        await unit.commit()
        await store.close()

    asyncio.run(write())


def change(folder: Path, sql: str) -> None:
    database = sqlite3.connect(folder / "data" / "playground.db")
    with database:
        database.execute(sql)
    database.close()


def timer(kind: str, due_in: timedelta, about: str = "checkin1") -> Timer:
    due_at = datetime.now(UTC) + due_in
    return Timer(HERE, TimerId(f"{kind}1"), kind, f"{kind}:1", due_at, (about,))


def test_before_the_first_start(tmp_path: Path, doctor: Doctor) -> None:
    code, said = doctor(tmp_path)
    assert code == 0
    assert "sqlite:///data/playground.db  default" in said
    assert "Not made yet: unstuck run makes it." in said
    assert "Nothing needs mending." in said
    assert not list(tmp_path.iterdir())


def test_while_it_runs(tmp_path: Path) -> None:
    with Running(tmp_path) as running:
        running.address()
        examined = unstuck("doctor", tmp_path)
        assert (examined.returncode, examined.stderr) == (0, "")
        assert "Nothing needs mending." in examined.stdout
        assert "1 on playground" in examined.stdout
        running.send(signal.SIGTERM)
        assert running.end() == 0


def test_what_comes_next_and_why(migrated: Path, doctor: Doctor) -> None:
    keep(migrated, timer("checkins.prompt", timedelta(hours=3, minutes=20, seconds=30)))
    code, said = doctor(migrated)
    (row,) = [line for line in said.splitlines() if "checkins.prompt" in line]
    assert row.strip().startswith("in 3 h 20 min")
    assert "checkin1" in row
    assert code == 0


def test_what_should_have_happened(migrated: Path, doctor: Doctor) -> None:
    keep(migrated, timer("checkins.close", timedelta(hours=-5)))
    code, said = doctor(migrated)
    assert code == 1
    assert "1 act is overdue" in said
    assert "Start it: unstuck run." in said


def test_what_was_not_done_and_why_not(migrated: Path, doctor: Doctor) -> None:
    keep(migrated, timer("checkins.prompt", timedelta(hours=-5)))
    now = int(datetime.now(UTC).timestamp() * 1_000_000)
    change(migrated, f"UPDATE timers SET done_at = {now}, outcome = 'late'")
    code, said = doctor(migrated)
    (row,) = [line for line in said.splitlines() if "checkins.prompt" in line]
    assert row.rstrip().endswith("late")
    assert code == 0


def test_a_timer_that_fails(migrated: Path, doctor: Doctor) -> None:
    keep(migrated, timer("checkins.close", timedelta(hours=1)))
    change(migrated, "UPDATE timers SET attempts = 4")
    code, said = doctor(migrated)
    assert code == 1
    assert "checkins.close has failed 4 times" in said
    assert "Look at its log" in said


def test_a_timer_of_a_kind_that_nobody_knows(migrated: Path, doctor: Doctor) -> None:
    keep(migrated, timer("asks.remind", timedelta(hours=1)))
    assert "no feature of this version knows it" in doctor(migrated)[1]


def test_letters_that_wait_and_a_door_that_is_shut(migrated: Path, doctor: Doctor) -> None:
    keep(migrated, Letter(HERE, Destination("person:p1"), "teams.invitation", "i:1"))
    now = int(datetime.now(UTC).timestamp() * 1_000_000)
    change(
        migrated,
        "INSERT INTO destinations VALUES"
        f" ('{HERE}', 'person:p1', '', 0, {now + 60_000_000}, {now - 600_000_000}, 7)",
    )
    code, said = doctor(migrated)
    assert code == 1
    assert "1 waiting" in said
    assert "person:p1" in said
    assert "tried 7 times" in said
    assert "Nothing can be sent to person:p1" in said


def test_a_letter_that_never_arrived(migrated: Path, doctor: Doctor) -> None:
    keep(migrated, Letter(HERE, Destination("person:p1"), "teams.invitation", "i:1"))
    now = int(datetime.now(UTC).timestamp() * 1_000_000)
    change(migrated, f"UPDATE letters SET done_at = {now}, outcome = 'undelivered: door closed'")
    said = doctor(migrated)[1]
    assert "teams.invitation" in said
    assert "undelivered: door closed" in said


def test_a_newer_database(migrated: Path, doctor: Doctor) -> None:
    change(migrated, "UPDATE alembic_version SET version_num = '29991231_the_future'")
    code, said = doctor(migrated)
    assert code == 1
    assert "newer Unstuck" in said
    assert "Update Unstuck" in said


def test_a_file_that_is_no_database(tmp_path: Path, doctor: Doctor) -> None:
    (tmp_path / "notes.db").write_text("Dear diary, " * 1000)
    code, said = doctor(tmp_path, DATABASE_URL="sqlite:///notes.db")
    assert code == 1
    assert "no SQLite database" in said
    assert "Put back a backup" in said


def test_a_database_of_a_real_platform(migrated: Path, doctor: Doctor) -> None:
    keep(migrated, Installation(HERE, Platform.SLACK, "T1"))
    code, said = doctor(migrated)
    assert code == 1
    assert "This database serves Slack" in said
    ended = unstuck("run", migrated)
    assert ended.returncode == 1
    assert "Point DATABASE_URL at another one" in ended.stderr


def test_a_taken_port(tmp_path: Path, doctor: Doctor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, said = doctor(tmp_path, UNSTUCK_PORT=str(taken.getsockname()[1]))
    assert code == 1
    assert "cannot be had" in said


def test_wrong_settings_and_vain_ones(tmp_path: Path, doctor: Doctor) -> None:
    code, said = doctor(tmp_path, UNSTUCK_PORT="eighty")
    assert (code, "UNSTUCK_PORT, set in the environment, is no port" in said) == (1, True)
    code, said = doctor(tmp_path, DISCORD_API_URL="https://proxy/api/v10", UNSTUCK_PROT="1")
    assert code == 1
    assert "is not used: no DISCORD_TOKEN is set" in said
    assert "Did you mean UNSTUCK_PORT?" in said


def test_a_postgresql_that_is_not_there(tmp_path: Path, doctor: Doctor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    url = f"postgresql://ann:hunter2@127.0.0.1:{port}/unstuck"
    code, said = doctor(tmp_path, DATABASE_URL=url)
    assert code == 1
    assert "PostgreSQL cannot be reached" in said
    assert "postgresql://ann:***@127.0.0.1" in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:///data/unstuck.db", "sqlite:///data/unstuck.db"),
        ("postgresql://ann@db/u", "postgresql://ann@db/u"),
        ("postgresql://ann:p@ss@db:5432/u", "postgresql://ann:***@db:5432/u"),
        ("postgresql://db/u?user=ann&password=secret", "postgresql://db/u"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, shown: str) -> None:
    assert without_password(url) == shown


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(0), "0 s"),
        (timedelta(milliseconds=20), "0 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(hours=3, minutes=20, seconds=9), "3 h 20 min"),
        (timedelta(days=2, minutes=4), "2 d"),
        (timedelta(days=-1), "1 d"),
    ],
)
def test_lengths_of_time(length: timedelta, said: str) -> None:
    assert span(length) == said


def test_before_and_after() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert relative(now + timedelta(minutes=5), now) == "in 5 min"
    assert relative(now - timedelta(minutes=5), now) == "5 min ago"
