"""A disk that is full or read-only: who presses gets a sentence, and nothing kept is lost."""

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from storage.store import sqlite_path
from tests.crash import disk
from tests.crash.books import Books
from tests.crash.conftest import MakeCourse, orders_in
from tests.crash.course import Course
from tests.crash.far_side import Json
from tests.crash.fates import Mercy
from tests.crash.nursery import Nursery
from tests.crash.points import Point
from tests.crash.tables import Row, rows
from tests.crash.town import DAWN

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs prlimit and capset")

NO_BYTE_MORE = "no byte more"
LONDON_IS_ASKED = DAWN + timedelta(hours=10, minutes=45)
A_MINUTE = timedelta(minutes=1)
SENTENCES = {
    disk.FULL: "is full. Free some space",
    disk.READ_ONLY: "is read-only. Give the user that runs Unstuck the right to write",
    NO_BYTE_MORE: "The disk that holds ",
}


def let_grow(days: Course, byte: int) -> None:
    """The process cannot write beyond this byte of any file."""
    _, most = resource.prlimit(days.pid, resource.RLIMIT_FSIZE)
    limit = most if byte == resource.RLIM_INFINITY else byte
    resource.prlimit(days.pid, resource.RLIMIT_FSIZE, (limit, most))


def stop_growing(days: Course) -> None:
    """From now on there is no room, at the end of the log or, where it begins anew, within it."""
    let_grow(days, 1)


@contextmanager
def broken(days: Course, how: str) -> Iterator[None]:
    """Meanwhile the disk is so."""
    if how == NO_BYTE_MORE:
        stop_growing(days)
        yield
        let_grow(days, resource.RLIM_INFINITY)
    else:
        days.ask([{"id": "fill", "do": "fill", "how": how}])
        yield
        days.ask([{"id": "free", "do": "free"}])


def kept(days: Course) -> list[list[Row]]:
    tables = ("responses", "letters", "sent_messages", "timers", "drafts", "repeats", "blockers")
    return [rows(days.orders.url, f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables]


def long_answers(days: Course) -> list[Json]:
    """What those who were asked now want to send: it needs room."""
    acts = days.people.acts(days.far_side.messages())
    assert len(acts) == 2
    for act in acts:
        act["values"]["done"] = ["so much " * 370]
    return acts


@pytest.mark.parametrize("how", SENTENCES)
def test_who_answers_is_told_and_may_answer_again(
    how: str, course: MakeCourse, sqlite_url: str
) -> None:
    days = course(sqlite_url)
    days.live_until(LONDON_IS_ASKED - A_MINUTE)
    days.now = LONDON_IS_ASKED
    next_due = days.go(days.now)
    assert next_due is not None
    acts = long_answers(days)
    before = kept(days)
    with broken(days, how):
        for reply in days.ask(acts):
            said = reply["told"] + "".join(reply["faults"].values())
            assert "I cannot save anything at the moment" in said
            assert SENTENCES[how] in said
        if how != disk.FULL:  # There, what needs no new page still fits.
            days.now = next_due
            (answer,) = days.ask([{"id": "go", "do": "go", "at": days.now.isoformat()}])
            assert SENTENCES[how] in answer["trouble"]
        assert kept(days) == before
    days.act(acts)
    lived = [days.live_day()]
    days.leave()
    Books(days, lived).balance()


@pytest.mark.parametrize("dies", [False, True])
def test_an_id_that_cannot_be_stored(dies: bool, course: MakeCourse, sqlite_url: str) -> None:
    """It arrives once all the same."""

    class Filling(Mercy):
        has_filled = True

        def strikes(self, point: str) -> bool:
            if point == f"{Point.AFTER_SEND}: checkins.prompt" and not self.has_filled:
                self.has_filled = True
                stop_growing(days)
            return False

    fate = Filling()
    days = course(sqlite_url, fate, has_points=True)
    days.live_until(LONDON_IS_ASKED - A_MINUTE)
    days.now = LONDON_IS_ASKED
    fate.has_filled = False
    (answer,) = days.ask([{"id": "go", "do": "go", "at": days.now.isoformat()}])
    assert fate.has_filled
    assert rows(sqlite_url, "SELECT * FROM letters WHERE done_at IS NULL")
    # The engine's own worker may have sent it; then it is the one that hears of the trouble.
    assert SENTENCES[NO_BYTE_MORE] in answer.get("trouble", SENTENCES[NO_BYTE_MORE])
    if dies:
        days.kill()
    else:
        let_grow(days, resource.RLIM_INFINITY)
    lived = [days.live_day()]
    days.leave()
    Books(days, lived).balance()


@pytest.mark.parametrize("is_folder_too", [False, True])
def test_a_start_on_a_read_only_file(
    is_folder_too: bool, nursery: Nursery, sqlite_url: str, tmp_path: Path
) -> None:
    path = sqlite_path(sqlite_url)
    assert path is not None
    before = path.read_bytes()
    far_side = tmp_path / "far side"
    far_side.mkdir()
    path.chmod(0o444)
    if is_folder_too:
        tmp_path.chmod(0o555)
    child = nursery.bear(orders_in(far_side, sqlite_url, is_served=True, is_ordinary=True))
    assert child.end() == 1
    said = (far_side / "log.txt").read_text()
    assert SENTENCES[disk.READ_ONLY] in said
    assert "Traceback" not in said
    assert path.read_bytes() == before
