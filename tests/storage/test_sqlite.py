"""What is SQLite's alone: commits that several share, one process a file, files with faults."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.people import Person
from bot.ports.store import Conflict, StoreUnavailable
from storage.errors import StoreInUse
from storage.sqlite_file import connect, unavailable
from storage.store import Store, migrate, open_store
from tests.storage.conftest import Clock

W = WorkspaceId("w1")


def person(number: int, name: str = "Ann") -> Person:
    return Person(W, PersonId(f"p{number:04}"), name)


@pytest.fixture
def path(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


async def test_a_unit_that_conflicts_does_not_hurt_its_neighbours(
    sqlite_url: str, clock: Clock
) -> None:
    """They are committed together, each in a savepoint of its own."""
    store = await open_store(sqlite_url, clock)
    units = [store.unit(W) for _ in range(60)]
    for number, unit in enumerate(units):
        # Three of them want the same row; the rest of each must go with it.
        unit.add(person(1000 + number))
        unit.add(person(number // 3))
    outcomes = await asyncio.gather(*(u.commit() for u in units), return_exceptions=True)
    assert [isinstance(one, Conflict) for one in outcomes] == [False, True, True] * 20
    kept = {p.id for p in await store.unit(W).find(Person)}
    assert kept == {f"p{n:04}" for n in range(20)} | {f"p{1000 + 3 * n:04}" for n in range(20)}
    await store.close()


async def test_an_error_in_a_unit_does_not_hurt_its_neighbours(
    sqlite_url: str, clock: Clock
) -> None:
    store = await open_store(sqlite_url, clock)
    units = [store.unit(W) for _ in range(3)]
    for number, unit in enumerate(units):
        unit.add(person(number, "\ud800" if number == 1 else "Ann"))
    outcomes = await asyncio.gather(*(u.commit() for u in units), return_exceptions=True)
    assert [type(one).__name__ for one in outcomes] == [
        "NoneType",
        "UnicodeEncodeError",
        "NoneType",
    ]
    assert len(await store.unit(W).find(Person)) == 2
    await store.close()


async def test_what_was_handed_over_before_closing_is_kept(sqlite_url: str, clock: Clock) -> None:
    store = await open_store(sqlite_url, clock)
    unit = store.unit(W)
    unit.add(person(1))
    commit = asyncio.create_task(unit.commit())
    await asyncio.sleep(0)
    await store.close()
    await commit
    store = await open_store(sqlite_url, clock)
    assert await store.unit(W).find(Person) == [person(1)]
    await store.close()


async def test_a_closed_store_says_so(sqlite_url: str, clock: Clock) -> None:
    store = await open_store(sqlite_url, clock)
    await store.close()
    unit = store.unit(W)
    unit.add(person(1))
    with pytest.raises(StoreUnavailable, match="closed"):
        await unit.commit()
    with pytest.raises(StoreUnavailable, match="closed"):
        await unit.find(Person, id="p9")


# --- one process --------------------------------------------------------------------------------


async def test_a_second_process_is_told_to_stop_the_first(sqlite_url: str, clock: Clock) -> None:
    store = await open_store(sqlite_url, clock)
    for refused in (open_store(sqlite_url, clock), migrate(sqlite_url)):
        with pytest.raises(StoreInUse, match="Stop Unstuck first"):
            await refused
    other = (
        "import sys; from pathlib import Path; from storage.sqlite_file import FileLock\n"
        "FileLock(Path(sys.argv[1]))"
    )
    path = sqlite_url.removeprefix("sqlite:///")
    ran = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", other, path], capture_output=True, text=True
    )
    assert "StoreInUse" in ran.stderr
    await store.close()
    await (await open_store(sqlite_url, clock)).close()


async def test_commands_that_only_read_may_look_on(sqlite_url: str, clock: Clock) -> None:
    store = await open_store(sqlite_url, clock)
    onlooker = await open_store(sqlite_url, clock, read_only=True)
    unit = store.unit(W)
    unit.add(person(1))
    await unit.commit()
    assert await onlooker.unit(W).find(Person) == [person(1)]
    unit = onlooker.unit(W)
    unit.add(person(2))
    with pytest.raises(StoreUnavailable, match="reading only"):
        await unit.commit()
    await onlooker.close()
    await store.close()


async def test_reading_needs_no_writer(sqlite_url: str, clock: Clock) -> None:
    onlooker = await open_store(sqlite_url, clock, read_only=True)
    assert await onlooker.unit(W).find(Person) == []
    await onlooker.close()


# --- faults -------------------------------------------------------------------------------------


async def fill(store: Store, first: int, text: str) -> None:
    unit = store.unit(W)
    for number in range(first, first + 50):
        unit.add(person(number, text))
    await unit.commit()


async def test_a_full_disk_loses_nothing_that_was_committed(
    sqlite_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect_to_a_small_disk(path: Path, **how: bool) -> sqlite3.Connection:
        connection = connect(path, **how)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 20}")
        return connection

    monkeypatch.setattr("storage.sqlite.connect", connect_to_a_small_disk)
    store = await open_store(sqlite_url, clock)
    await fill(store, 0, "short")
    with pytest.raises(StoreUnavailable, match=r"full.*Free some space"):
        await fill(store, 100, "long" * 1000)
    assert len(await store.unit(W).find(Person)) == 50
    # What is small still fits, beside what does not.
    small, large = store.unit(W), store.unit(W)
    small.add(person(500))
    large.add(person(501, "long" * 100_000))
    outcomes = await asyncio.gather(small.commit(), large.commit(), return_exceptions=True)
    assert [type(one) for one in outcomes] == [type(None), StoreUnavailable]
    await store.close()
    monkeypatch.undo()
    store = await open_store(sqlite_url, clock)
    assert len(await store.unit(W).find(Person)) == 51
    await fill(store, 100, "long" * 1000)
    await store.close()


async def test_a_file_that_cannot_be_written_is_named(
    sqlite_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect_read_only(path: Path, **how: bool) -> sqlite3.Connection:
        connection = connect(path, **how)
        connection.execute("PRAGMA query_only = 1")
        return connection

    monkeypatch.setattr("storage.sqlite.connect", connect_read_only)
    store = await open_store(sqlite_url, clock)
    with pytest.raises(StoreUnavailable, match=r"unstuck\.db cannot be written"):
        await fill(store, 0, "short")
    assert await store.unit(W).find(Person) == []
    await store.close()


async def test_a_program_that_holds_the_file_is_waited_for_then_named(
    sqlite_url: str, path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite_file._BUSY_MILLISECONDS", 200)
    store = await open_store(sqlite_url, clock)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="Another program"):
        await fill(store, 0, "short")
    other.execute("ROLLBACK")
    other.close()
    await fill(store, 0, "short")
    assert len(await store.unit(W).find(Person)) == 50
    await store.close()


async def test_a_damaged_file_is_named(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear diary, this is no database. " * 100)
    for refused in (open_store(f"sqlite:///{path}", clock), migrate(f"sqlite:///{path}")):
        with pytest.raises(StoreUnavailable, match="no SQLite database"):
            await refused


async def test_a_missing_folder_is_named(tmp_path: Path, clock: Clock) -> None:
    url = f"sqlite:///{tmp_path / 'nowhere' / 'unstuck.db'}"
    for refused in (open_store(url, clock), migrate(url)):
        with pytest.raises(StoreUnavailable, match=r"folder .*nowhere does not exist"):
            await refused
    with pytest.raises(StoreUnavailable, match="nowhere"):
        await open_store(url, clock, read_only=True)


async def test_a_file_is_not_made_by_reading(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(StoreUnavailable, match="does not exist"):
        await open_store(f"sqlite:///{tmp_path / 'absent.db'}", clock, read_only=True)
    assert not (tmp_path / "absent.db").exists()


async def test_a_copy_of_the_file_is_a_whole_database(
    sqlite_url: str, path: Path, clock: Clock
) -> None:
    store = await open_store(sqlite_url, clock)
    await fill(store, 0, "short")
    await store.close()
    copy = shutil.copy(path, path.with_name("copy.db"))
    store = await open_store(f"sqlite:///{copy}", clock)
    assert len(await store.unit(W).find(Person)) == 50
    await store.close()


def test_errors_that_are_bugs_stay_as_they_are() -> None:
    bug = sqlite3.ProgrammingError("wrong number of parameters")
    assert unavailable(bug, Path("x.db")) is bug
    assert unavailable(KeyError("x"), Path("x.db")).args == ("x",)


async def test_versions_are_guarded_within_one_shared_commit(sqlite_url: str, clock: Clock) -> None:
    store = await open_store(sqlite_url, clock)
    unit = store.unit(W)
    unit.add(person(1))
    await unit.commit()
    units = [store.unit(W) for _ in range(10)]
    for unit in units:
        unit.save(replace(person(1), name="Anna"))
    outcomes = await asyncio.gather(*(u.commit() for u in units), return_exceptions=True)
    assert sum(one is None for one in outcomes) == 1
    assert sum(isinstance(one, Conflict) for one in outcomes) == 9
    await store.close()
