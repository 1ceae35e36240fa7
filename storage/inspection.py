"""What the rows say to `unstuck doctor`: read only, and bounded however much is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, func, select

from bot.domain.timers import Timer
from bot.domain.workspaces import Platform
from storage.database import Database
from storage.mapper import from_instant, mapper_of, to_instant
from storage.schema import revision_of
from storage.statements import Question
from storage.tables import destinations, installations, letters, timers

MOST = 8
"""Rows of a kind that are shown."""

RECENT = timedelta(days=2)

_TIMER = mapper_of(Timer)


@dataclass(frozen=True, slots=True)
class Silent:
    """Letters of one kind that were not sent, and why."""

    kind: str
    why: str
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Failing:
    """A destination to which nothing can be sent at present."""

    destination: str
    since: datetime
    attempts: int
    next_try_at: datetime


@dataclass(frozen=True, slots=True)
class Gone:
    """A workspace out of which the bot was taken."""

    platform: Platform
    outer_id: str
    removed_at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """The database as it is at one time; `in_use` are the platforms of which the bot was not
    taken out everywhere."""

    revision: str | None
    installations: dict[Platform, int]
    in_use: tuple[Platform, ...]
    removed: tuple[Gone, ...]
    next_timers: tuple[Timer, ...]
    overdue: int
    stuck_timers: tuple[Timer, ...]
    ended_otherwise: tuple[Timer, ...]
    waiting: int
    waiting_since: datetime | None
    failing: tuple[Failing, ...]
    silent: tuple[Silent, ...]


def _timers() -> Select[Any]:
    return select(*(timers.c[name] for name in _TIMER.fields)).limit(MOST)


_SINCE = bindparam("since", type_=BigInteger())
_NOW = bindparam("now", type_=BigInteger())

_INSTALLATIONS = Question(
    lambda kind: (
        select(installations.c.platform, func.count())
        .group_by(installations.c.platform)
        .order_by(installations.c.platform)
    )
)
_IN_USE = Question(
    lambda kind: (
        select(installations.c.platform)
        .where(installations.c.removed_at.is_(None))
        .distinct()
        .order_by(installations.c.platform)
    )
)
_REMOVED = Question(
    lambda kind: (
        select(installations.c.platform, installations.c.outer_id, installations.c.removed_at)
        .where(installations.c.removed_at.is_not(None))
        .order_by(installations.c.removed_at.desc())
        .limit(MOST)
    )
)
_INSTALLED = Question(
    lambda kind: (
        select(func.count())
        .select_from(installations)
        .where(
            installations.c.platform == bindparam("platform"),
            installations.c.outer_id == bindparam("outer_id"),
        )
    )
)
_NEXT = Question(lambda kind: _timers().where(timers.c.done_at.is_(None)).order_by(timers.c.due_at))
_OVERDUE = Question(
    lambda kind: select(func.count()).where(timers.c.done_at.is_(None), timers.c.due_at < _NOW)
)
_STUCK = Question(
    lambda kind: (
        _timers().where(timers.c.done_at.is_(None), timers.c.attempts > 0).order_by(timers.c.due_at)
    )
)
_ENDED_OTHERWISE = Question(
    lambda kind: (
        _timers()
        .where(timers.c.done_at >= _SINCE, timers.c.outcome != "done")
        .order_by(timers.c.done_at.desc())
    )
)
_WAITING = Question(
    lambda kind: select(func.count(), func.min(letters.c.written_at)).where(
        letters.c.done_at.is_(None)
    )
)
_FAILING = Question(
    lambda kind: (
        select(
            destinations.c.destination,
            destinations.c.failing_since,
            destinations.c.attempts,
            destinations.c.hold_until,
        )
        .where(destinations.c.failing_since.is_not(None))
        .order_by(destinations.c.failing_since)
        .limit(MOST)
    )
)
_SILENT = Question(
    lambda kind: (
        select(letters.c.kind, letters.c.outcome, func.count(), func.max(letters.c.done_at))
        .where(letters.c.done_at >= _SINCE, letters.c.outcome != "sent")
        .group_by(letters.c.kind, letters.c.outcome)
        .order_by(func.max(letters.c.done_at).desc())
        .limit(MOST)
    )
)


async def installations_in(database: Database) -> dict[Platform, int]:
    """How many workspaces it holds of each platform."""
    rows = await database.read(_INSTALLATIONS, {})
    return {Platform(name): count for name, count in rows}


async def is_installed(database: Database, platform: Platform, outer_id: str) -> bool:
    """Whether it holds that workspace, the bot being there still or no more."""
    at = {"platform": platform.value, "outer_id": outer_id}
    ((count,),) = await database.read(_INSTALLED, at)
    return bool(count)


async def gather(database: Database, now: datetime) -> Evidence:
    """What the database says at `now`; its tables must be of this version.

    Raises StoreUnavailable.
    """
    at = {"now": to_instant(now), "since": to_instant(now - RECENT)}

    async def ask(question: Question) -> Sequence[Any]:
        return await database.read(question, at)

    ((overdue,),) = await ask(_OVERDUE)
    ((waiting, waiting_since),) = await ask(_WAITING)
    return Evidence(
        revision=await revision_of(database),
        installations=await installations_in(database),
        in_use=tuple(Platform(name) for (name,) in await ask(_IN_USE)),
        removed=tuple(
            Gone(Platform(platform), outer_id, from_instant(at))
            for platform, outer_id, at in await ask(_REMOVED)
        ),
        next_timers=tuple(map(_TIMER.decode, await ask(_NEXT))),
        overdue=overdue,
        stuck_timers=tuple(map(_TIMER.decode, await ask(_STUCK))),
        ended_otherwise=tuple(map(_TIMER.decode, await ask(_ENDED_OTHERWISE))),
        waiting=waiting,
        waiting_since=None if waiting_since is None else from_instant(waiting_since),
        failing=tuple(
            Failing(destination, from_instant(since), attempts, from_instant(until))
            for destination, since, attempts, until in await ask(_FAILING)
        ),
        silent=tuple(
            Silent(kind, why, count, from_instant(last))
            for kind, why, count, last in await ask(_SILENT)
        ),
    )
