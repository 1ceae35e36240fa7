"""SIGTERM, and a second process where only one may be."""

import asyncio
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from adapters.cli.compose import application
from adapters.cli.settings import Settings
from bot.domain.workspaces import Platform
from bot.messages.parts import Message
from bot.ports.chat import Address, Posted
from bot.ports.outbox import Claim
from tests.chats import ScriptedChat
from tests.clocks import SilentAlarm, StillClock
from tests.crash.books import Books, balance_after
from tests.crash.child import Orders
from tests.crash.conftest import MakeCourse, orders_in
from tests.crash.course import STOP_SECONDS
from tests.crash.fates import AtAnyMoment, Mercy, chosen_seed
from tests.crash.nursery import PATIENCE_SECONDS, Nursery
from tests.crash.points import Point
from tests.crash.tables import rows
from tests.crash.town import DAWN, WAITING, write_letters

STOPS = 10


def test_stops_at_any_moment(course: MakeCourse, sqlite_url: str, day_seconds: float) -> None:
    """What is begun is finished: nothing arrives twice, even where no nonce is known."""
    fate = AtAnyMoment(chosen_seed("of stops"), day_seconds, STOPS, sends=signal.SIGTERM)
    days = course(sqlite_url, fate, knows_nonces=False)
    books = balance_after(days, STOPS)
    assert not books.doubled
    assert not books.orphans


def test_a_stop_while_sends_hang(nursery: Nursery, sqlite_url: str, tmp_path: Path) -> None:
    """`unstuck run` itself: what hangs is handed back, and free for the next at once."""
    asyncio.run(write_letters(sqlite_url))
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


class Slow(ScriptedChat):
    """Says when it is called, and answers when it may."""

    def __init__(self, clock: StillClock) -> None:
        super().__init__(clock)
        self.is_called, self.may_answer = asyncio.Event(), asyncio.Event()

    async def post(
        self, address: Address, message: Message, nonce: str, under: Posted | None = None
    ) -> Posted:
        self.is_called.set()
        await self.may_answer.wait()
        return await super().post(address, message, nonce, under)


async def test_a_stop_while_destinations_are_claimed(sqlite_url: str) -> None:
    """Its ring comes before the sender clears the bell to wait for the sends under way."""
    await write_letters(sqlite_url)
    clock = StillClock(DAWN)
    chat = Slow(clock)
    made = application(
        Settings(sqlite_url), clock=clock, alarm=SilentAlarm(), chats={Platform.PLAYGROUND: chat}
    )
    async with made as app:
        ports: Any = app.store.outbox
        claim, may_claim, is_claiming = ports.claim, asyncio.Event(), asyncio.Event()

        async def slow_claim(*given: Any) -> Sequence[Claim]:
            if chat.is_called.is_set():
                is_claiming.set()
                await may_claim.wait()
            claims: Sequence[Claim] = await claim(*given)
            return claims

        ports.claim = slow_claim
        await app.engine.start()
        await chat.is_called.wait()
        app.engine.ring()
        await is_claiming.wait()
        stopping = asyncio.create_task(app.engine.stop())
        await asyncio.sleep(0)
        may_claim.set()
        chat.may_answer.set()
        async with asyncio.timeout(PATIENCE_SECONDS / 20):
            await stopping
        assert len(chat.messages) == len(WAITING)


class Visited(Mercy):
    """While the first process is in a commit, a second one comes to its database."""

    def __init__(self, nursery: Nursery, second: Orders) -> None:
        super().__init__()
        self._nursery = nursery
        self._second = second
        self.said = ""

    def strikes(self, point: str) -> bool:
        if point.startswith(f"{Point.IN_COMMIT}: checkins.prompt") and not self.said:
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
