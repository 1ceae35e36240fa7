"""Due timers: taken in batches of one kind, ended in the transaction of what they do."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ScalarSelect, Select, bindparam, func, select, update
from sqlalchemy.sql.base import Executable

from bot.domain.timers import Timer
from bot.ports.clock import Clock
from bot.ports.store import DueTimers
from storage.database import Database, Row, Session
from storage.mapper import from_instant, mapper_of, to_instant
from storage.pieces import in_pieces
from storage.statements import Batch, Given, Kind, Question, Statement
from storage.tables import timers
from storage.unit import Unit
from storage.writes import columns_of

_TIMER = mapper_of(Timer)
_WORKSPACE, _ID, _ABOUT = (_TIMER.fields.index(name) for name in ("workspace", "id", "about"))
_MOST_PAIRS = 200_000


def _due() -> Select[Any]:
    return (
        select(*(timers.c[name] for name in _TIMER.fields))
        .where(timers.c.done_at.is_(None), timers.c.due_at <= bindparam("now"))
        .order_by(timers.c.due_at)
    )


def _take(kind: Kind) -> Executable:
    first = _due().with_only_columns(timers.c.kind).limit(1)
    if kind == "sqlite":
        wanted: ScalarSelect[Any] = first.scalar_subquery()
        return _due().where(timers.c.kind == wanted).limit(bindparam("most", type_=BigInteger()))
    free = first.with_for_update(skip_locked=True).cte("first").prefix_with("MATERIALIZED")
    wanted = select(free.c.kind).scalar_subquery()
    return (
        _due()
        .where(timers.c.kind == wanted)
        .limit(bindparam("most", type_=BigInteger()))
        .with_for_update(skip_locked=True, of=timers)
    )


TAKE = Question(_take)
NEXT_DUE = Question(
    lambda kind: select(func.min(timers.c.due_at)).where(timers.c.done_at.is_(None))
)


def _ending(*changed: str) -> Statement:
    """Change pending timers, each still as it was read, or conflict."""

    def build(given: Given) -> Executable:
        return (
            update(timers)
            .where(
                timers.c.workspace == given["workspace"],
                timers.c.id == given["id"],
                # The end of a timer is a version too: one that is done is not met here.
                timers.c.version == given["version"],
            )
            .values({name: given[name] for name in changed} | {"version": timers.c.version + 1})
        )

    names = ("workspace", "id", "version", *changed)
    return Statement(build, columns_of(timers, *names), is_guarded=True)


FINISH = _ending("done_at", "outcome")
KEEP = _ending("due_at", "cursor", "attempts")


class TimerUnit(Unit):
    """Keeps the promises of `bot.ports.store.TimerUnit`."""

    def __init__(
        self,
        session: Session,
        taken: list[Timer],
        clock: Clock,
        kept: Callable[[int | None], None],
    ) -> None:
        super().__init__(session, {timer.workspace for timer in taken}, clock, kept)
        self._finished: dict[tuple[str, str], dict[str, Any]] = {}
        self._going_on: dict[tuple[str, str], dict[str, Any]] = {}

    def finish(self, timer: Timer, outcome: str, now: datetime) -> None:
        key = (timer.workspace, timer.id)
        self._going_on.pop(key, None)
        self._finished[key] = {
            "workspace": timer.workspace,
            "id": timer.id,
            "version": timer.version,
            "done_at": to_instant(now),
            "outcome": outcome,
        }

    def keep(self, timer: Timer, due_at: datetime, cursor: str = "", attempts: int = 0) -> None:
        key = (timer.workspace, timer.id)
        self._finished.pop(key, None)
        self._going_on[key] = {
            "workspace": timer.workspace,
            "id": timer.id,
            "version": timer.version,
            "due_at": to_instant(due_at),
            "cursor": cursor,
            "attempts": attempts,
        }

    def _forget(self) -> None:
        super()._forget()
        self._finished.clear()
        self._going_on.clear()

    def _wakes_at(self) -> int | None:
        instants: list[int] = [row["due_at"] for row in self._going_on.values()]
        unit = super()._wakes_at()
        return min(instants if unit is None else [unit, *instants], default=None)

    async def _batches(self) -> list[Batch]:
        arrange = self._session.compiler.arrange
        ends = [
            Batch(statement, arrange(statement, list(rows.values())))
            for statement, rows in ((FINISH, self._finished), (KEEP, self._going_on))
            if rows
        ]
        return ends + await super()._batches()


class _Hand(NamedTuple):
    """What one worker of this process is handling."""

    timers: int
    subjects: set[tuple[str, str]]


class Timers:
    """Keeps the promises of `bot.ports.store.TimerStore`."""

    def __init__(
        self, database: Database, clock: Clock, kept: Callable[[int | None], None]
    ) -> None:
        self._database = database
        self._clock = clock
        self._kept = kept
        self._in_hand: list[_Hand] = []

    async def next_due(self) -> datetime | None:
        ((due_at,),) = await self._database.read(NEXT_DUE, {})
        return None if due_at is None else from_instant(due_at)

    @asynccontextmanager
    async def take(self, now: datetime, most: int) -> AsyncIterator[DueTimers | None]:
        async with self._database.claiming() as session:
            rows: Sequence[Row] = ()
            looked_at = 0
            # Those in hand are found too, and others may have come to hand while we looked.
            while not rows and (wanted := most + self._are_in_hand()) > looked_at:
                looked_at = wanted
                due = await session.read(TAKE, {"now": to_instant(now), "most": wanted})
                rows = self._free(due)[:most]
            if session.compiler.kind == "sqlite":
                rows = _some(rows)
            if not rows:
                yield None
                return
            hand = _Hand(len(rows), {_subject(row) for row in rows})
            self._in_hand.append(hand)
            try:
                taken = await in_pieces(_TIMER.decode, rows)
                unit = TimerUnit(session, taken, self._clock, self._kept)
                yield DueTimers(taken[0].kind, taken, unit)
            finally:
                self._in_hand.remove(hand)

    def _are_in_hand(self) -> int:
        return sum(hand.timers for hand in self._in_hand)

    def _free(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Those of which nothing is in hand: what belongs together would be a conflict."""
        if not self._in_hand:
            return rows
        in_hand = set().union(*(hand.subjects for hand in self._in_hand))
        return [row for row in rows if _subject(row) not in in_hand]


def _subject(row: Row) -> tuple[str, str]:
    """What the timer is about first; an id needs no quoting in JSON."""
    _, *about = row[_ABOUT].split('"', 2)
    return row[_WORKSPACE], about[0] if about else row[_ID]


def _some(rows: Sequence[Row]) -> Sequence[Row]:
    """As many timers as can be read about at once.

    A batch finds rows by workspaces and by ids: SQLite tries every pair of them.
    """
    workspaces: set[str] = set()
    for count, row in enumerate(rows):
        workspaces.add(row[0])
        if len(workspaces) > 1 and len(workspaces) * (count + 1) > _MOST_PAIRS:
            return rows[:count]
    return rows
