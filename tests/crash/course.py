"""The course of days on which processes die: each is replaced, and nobody is told."""

import selectors
import signal
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from tests.crash.child import Orders
from tests.crash.far_side import FarSide, Json
from tests.crash.fates import Fate, Mercy
from tests.crash.habits import Townspeople
from tests.crash.nursery import PATIENCE_SECONDS, Child, Nursery
from tests.crash.town import DAWN, FIRST_DAY, end_of, working_day_after
from tests.crash.transcript_side import TranscriptSide

STOP_SECONDS = 10.0
MOST_ROUNDS = 40
"""How often one instant is gone to before it counts as never settling."""


class _Worker:
    """A process and its successors. `open` is what it was told and has not answered."""

    def __init__(self) -> None:
        self.child: Child | None = None
        self.dies_at: float | None = None
        self.open: dict[str, Json] = {}


class Course:
    """Days on one database, with one process or several. A process that dies is replaced."""

    def __init__(
        self,
        nursery: Nursery,
        orders: Orders,
        fate: Fate,
        workers: int = 1,
        far_side: FarSide | None = None,
    ) -> None:
        self.fate = fate
        self.orders = orders
        self.far_side = far_side or TranscriptSide(Path(orders.transcript))
        self.now = DAWN
        self.today = FIRST_DAY
        self.people = Townspeople()
        self.deaths: list[str] = []
        self.dead: set[int] = set()
        """The processes that were replaced."""
        self.replies: list[Json] = []
        self._nursery = nursery
        self._workers = [_Worker() for _ in range(workers)]

    # -- days -----------------------------------------------------------------------------

    def live_day(self) -> date:
        """From where we are to the end of the day; which day it was."""
        day, begun = self.today, time.monotonic()
        self.live_until(end_of(day))
        self.fate.lived(time.monotonic() - begun)
        self.today = working_day_after(day)
        return day

    def live_until(self, end: datetime) -> None:
        """Go to every instant at which something is due, and let people do what they do."""
        rounds = 0
        while True:
            due = self.go(self.now)
            acts = self.people.acts(self.far_side.messages())
            self.act(acts)
            rounds += 1
            assert rounds < MOST_ROUNDS, f"{self.now} never settles:\n{self.log()}"
            if acts or (due is not None and due <= self.now):
                continue
            if due is None or due > end:
                break
            self.now, rounds = due, 0
        self.now = max(self.now, end)
        self.go(self.now)

    def go(self, at: datetime) -> datetime | None:
        """Do all that is due then, everywhere; when the next is due."""
        self.far_side.moves(at)
        commands = [
            {"id": f"go-{number}", "do": "go", "at": at.isoformat()}
            for number in range(len(self._workers))
        ]
        answers = self.ask(commands)
        for answer in answers:
            assert "trouble" not in answer, answer
        due = [datetime.fromisoformat(a["due"]) for a in answers if a["due"]]
        return min(due, default=None)

    def act(self, acts: Sequence[Json]) -> None:
        """Do these, until each is acknowledged."""
        for reply in self.ask([act for act in acts if not self.far_side.begins(act)]):
            self.replies.append(reply)
            self.people.acknowledged(reply["id"], reply.get("again", 0))

    # -- processes ------------------------------------------------------------------------

    def ask(self, commands: Sequence[Json]) -> list[Json]:
        """Tell each command to a process, again if that dies; the answers, in any order, and
        those of the far side, if something was begun there."""
        for number, command in enumerate(commands):
            worker = self._workers[number % len(self._workers)]
            worker.open[command["id"]] = command
            if worker.child:
                worker.child.tell(command)
        answers: list[Json] = []
        patience_ends = time.monotonic() + PATIENCE_SECONDS
        while self.far_side.is_busy or any(worker.open for worker in self._workers):
            for worker in self._workers:
                if worker.child is None:
                    self._bear(worker)
            answers += self._hear(patience_ends)
            assert time.monotonic() < patience_ends, f"no answer:\n{self.log()}"
        return answers

    def _bear(self, worker: _Worker) -> None:
        worker.child = self._nursery.bear(replace(self.orders, now=self.now.isoformat()))
        life = self.fate.life()
        worker.dies_at = None if life is None else time.monotonic() + life
        for command in worker.open.values():
            worker.child.tell(command)

    def _hear(self, until: float) -> list[Json]:
        """What some process says next; whose time has come dies."""
        ends = [w.dies_at for w in self._workers if w.dies_at is not None]
        answers: list[Json] = []
        with selectors.DefaultSelector() as selector:
            for worker in self._workers:
                if worker.child:
                    selector.register(worker.child.control, selectors.EVENT_READ, worker)
                    selector.register(worker.child.points, selectors.EVENT_READ, worker)
            if self.far_side.bell:
                selector.register(self.far_side.bell, selectors.EVENT_READ)
            ready = selector.select(max(0.0, min([until, *ends]) - time.monotonic()))
        for key, _ in ready:
            worker = key.data
            if worker is None:
                answers += self.far_side.ended()
                continue
            if worker.child is None:
                continue  # It died a moment ago.
            if key.fileobj is worker.child.points:
                self._meet(worker, worker.child)
            else:
                answers += self._read(worker, worker.child)
        for worker in self._workers:
            if worker.dies_at is not None and worker.dies_at <= time.monotonic():
                self._end(worker, "at a random moment")
        return answers

    def _meet(self, worker: _Worker, child: Child) -> None:
        point = child.point()
        if point is None:
            return  # It is dead, which its other line will say.
        if self.fate.strikes(point):
            self._end(worker, point, stands_still=True)
        else:
            child.go_on()

    def _read(self, worker: _Worker, child: Child) -> list[Json]:
        answers = child.answers()
        assert answers is not None, f"a process ended by itself: {child.end()}\n{self.log()}"
        for answer in answers:
            del worker.open[answer["id"]]
        return answers

    def _end(self, worker: _Worker, where: str, *, stands_still: bool = False) -> None:
        assert worker.child is not None
        child, number = worker.child, self.fate.sends
        child.send(number)
        worker.child = worker.dies_at = None
        self.deaths.append(where)
        if stands_still and number != signal.SIGKILL:
            child.go_on()
        code = child.end() if number == signal.SIGKILL else _end_in_order(child)
        # A process that was hardly born has nothing to end in order.
        assert code in ({-number} if number == signal.SIGKILL else {0, -number}), self.log()
        self.dead.add(child.pid)

    @property
    def pid(self) -> int:
        """Of the process that lives now."""
        (child,) = [worker.child for worker in self._workers if worker.child]
        return child.pid

    def kill(self) -> None:
        """Whoever lives dies now."""
        self._end_all(Mercy(signal.SIGKILL))

    def leave(self) -> None:
        """Every process ends in order."""
        self._end_all(Mercy())

    def _end_all(self, fate: Fate) -> None:
        self.fate = fate
        for worker in self._workers:
            if worker.child:
                self._end(worker, "by hand")

    def kill_all(self) -> None:
        """After a test, however it went."""
        for worker in self._workers:
            if worker.child:
                worker.child.send(signal.SIGKILL)
                worker.child.end()
                worker.child = None
        self.far_side.close()

    def log(self) -> str:
        """What the processes said, and where they died."""
        said = Path(self.orders.log).read_text()[-6000:]
        return f"deaths: {self.deaths[-10:]}\n{said}"


def _end_in_order(child: Child) -> int:
    """Its code, letting it go on at every point on the way. It has 10 s to end."""
    begun = time.monotonic()
    while child.point() is not None:
        child.go_on()
    code = child.end()
    assert time.monotonic() - begun < STOP_SECONDS
    return code
