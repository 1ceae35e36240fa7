"""SIGTERM, and a second process where only one may be."""

import asyncio
import signal
import time
from pathlib import Path

import pytest

from bot.domain.ids import PersonId
from bot.domain.letters import Letter, to_person
from storage.store import open_store
from tests.clocks import StillClock
from tests.crash.books import Books, balance_after
from tests.crash.child import Orders
from tests.crash.conftest import MakeCourse, orders_in
from tests.crash.course import STOP_SECONDS
from tests.crash.fates import AtAnyMoment, Mercy, chosen_seed
from tests.crash.nursery import Nursery
from tests.crash.points import Point
from tests.crash.tables import rows
from tests.crash.town import DAWN, TOWN

STOPS = 10
WAITING = ("ann", "ben", "cho")


def test_stops_at_any_moment(course: MakeCourse, sqlite_url: str, day_seconds: float) -> None:
    """What is begun is finished: nothing arrives twice, even where no nonce is known."""
    fate = AtAnyMoment(chosen_seed("of stops"), day_seconds, STOPS, sends=signal.SIGTERM)
    days = course(sqlite_url, fate, knows_nonces=False)
    books = balance_after(days, STOPS)
    assert not books.doubled
    assert not days.orphans


async def _write(url: str) -> None:
    store = await open_store(url, StillClock(DAWN))
    unit = store.unit(TOWN)
    for name in WAITING:
        for number in range(2):
            key = f"checkins.preview:{name}:{number}"
            unit.post(Letter(TOWN, to_person(PersonId(name)), "checkins.preview", key, ("daily",)))
    await unit.commit()
    await store.close()


def test_a_stop_while_sends_hang(nursery: Nursery, sqlite_url: str, tmp_path: Path) -> None:
    """`unstuck run` itself: what hangs is handed back, and free for the next at once."""
    asyncio.run(_write(sqlite_url))
    child = nursery.bear(orders_in(tmp_path, sqlite_url, is_served=True))
    for _ in WAITING:
        said = child.point()
        assert said is not None, (tmp_path / "log.txt").read_text()
        assert said.startswith(Point.BEFORE_SEND)
        child.go_on()
    begun = time.monotonic()
    child.send(signal.SIGTERM)
    assert child.end() == 0, (tmp_path / "log.txt").read_text()
    assert time.monotonic() - begun < STOP_SECONDS
    assert (tmp_path / "log.txt").read_text().endswith("Stopped.\n")
    waiting = rows(sqlite_url, "SELECT count(*) FROM letters WHERE done_at IS NULL")
    assert waiting == [(2 * len(WAITING),)]
    leased = rows(sqlite_url, "SELECT destination FROM destinations WHERE owner <> ''")
    assert leased == []


class Visited(Mercy):
    """While the first process is in a commit, a second one comes to its database."""

    def __init__(self, nursery: Nursery, second: Orders) -> None:
        super().__init__()
        self._nursery = nursery
        self._second = second
        self.said = ""

    def strikes(self, point: str) -> bool:
        if point == f"{Point.IN_COMMIT}: checkins.prompt" and not self.said:
            child = self._nursery.bear(self._second)
            assert child.end() == 1
            self.said = Path(self._second.log).read_text()
        return False


def test_a_second_process_on_one_sqlite_file(
    nursery: Nursery, course: MakeCourse, sqlite_url: str, tmp_path: Path
) -> None:
    """It says what to do, and harms nothing."""
    fate = Visited(nursery, orders_in(tmp_path, sqlite_url, is_served=True))
    days = course(sqlite_url, fate, has_points=True)
    lived = [days.live_day()]
    assert "Stop Unstuck first" in fate.said
    assert "Traceback" not in fate.said
    days.leave()
    Books(days, lived).balance()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_while_nothing_happens(
    number: signal.Signals, nursery: Nursery, sqlite_url: str, tmp_path: Path
) -> None:
    child = nursery.bear(orders_in(tmp_path, sqlite_url, is_served=True))
    log = tmp_path / "log.txt"
    begun = time.monotonic()
    while not log.exists() or "Ctrl-C" not in log.read_text():
        assert time.monotonic() - begun < STOP_SECONDS
        time.sleep(0.01)
    child.send(number)
    assert child.end() == 0, log.read_text()
    assert time.monotonic() - begun < STOP_SECONDS
