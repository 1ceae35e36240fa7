"""Where rows are kept. `storage` keeps these promises on SQLite and on PostgreSQL.

A unit of work reads, and collects what it will write; `commit` hands all of it over at once.
Each saved row is guarded by its `version`: if somebody else changed it meanwhile, nothing of
the unit is written and `Conflict` is raised, and the caller runs the Intent again.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from bot.domain.ids import CheckinId, PersonId, RoundId, TeamId, WorkspaceId
from bot.domain.letters import Destination, Letter
from bot.domain.timers import Timer
from bot.domain.workspaces import Platform

Noun = TypeVar("Noun")
"""A frozen dataclass of `bot.domain` that has a table, with its workspace as a field."""


class Conflict(Exception):
    """Somebody else changed or made a row of this unit first; nothing was written."""


class StoreUnavailable(Exception):
    """The store cannot keep anything now; nothing was written.

    The text says what is wrong and how to mend it, in words for whoever runs Unstuck.
    """


class Reader(Protocol):
    """Sees one workspace (a batch: those of its timers), and what this unit has not yet kept."""

    async def get(self, noun: type[Noun], *key: str) -> Noun | None:
        """The row with this key (its id, or its ids in the order of the noun's fields)."""
        ...

    async def find(self, noun: type[Noun], **where: object) -> list[Noun]:
        """Every row whose fields equal `where`, in the order of their keys (oldest first).

        A collection means any of its members, None means that the field is empty.
        """
        ...

    async def get_each(self, noun: type[Noun], keys: Iterable[tuple[str, ...]]) -> list[Noun]:
        """The rows with these keys, each beginning with its workspace: those that exist, in
        any order. For a batch: `find` by two collections costs their product."""
        ...

    async def newest(self, noun: type[Noun], most: int, **where: object) -> list[Noun]:
        """As `find`, but in the reverse order of the keys, and `most` rows at most."""
        ...

    async def page(self, noun: type[Noun], after: str, most: int, **where: object) -> list[Noun]:
        """As `find`, but rows with an id above `after` only, and `most` at most; what this unit
        has not yet kept is left out. For a batch that goes through everything."""
        ...


class UnitOfWork(Reader, Protocol):
    """What one Intent, or one batch of timers, reads and will write."""

    def add(self, noun: object) -> None:
        """Make a row. On commit: Conflict if its key is taken."""
        ...

    def save(self, noun: object) -> None:
        """Replace the row of this key. On commit: Conflict unless its version is as read."""
        ...

    def remove(self, noun: object) -> None:
        """Delete the row. On commit: Conflict unless its version is as read."""
        ...

    def schedule(self, timer: Timer) -> None:
        """Promise an act. A pending timer of the same key moves to the new time;
        one that is done stays done."""
        ...

    def cancel(self, workspace: WorkspaceId, key: str, why: str) -> None:
        """A pending timer of this key is no longer needed; any other is left alone."""
        ...

    def post(self, letter: Letter) -> None:
        """Put a letter into the outbox."""
        ...

    def hurry(self, workspace: WorkspaceId, destination: Destination) -> None:
        """What was put off and waits for this destination is looked at again now."""
        ...

    @property
    def is_empty(self) -> bool:
        """Whether a commit would write nothing."""
        ...

    @property
    def checkins(self) -> "CheckinSets":
        """Writes over whole teams at once."""
        ...

    async def commit(self) -> None:
        """Keep everything, or nothing. Raises Conflict or StoreUnavailable."""
        ...


@dataclass(frozen=True, slots=True)
class ZoneRound:
    """The members of one zone in one round. `zone` None means every member.

    `team_zone` serves members who have not said theirs; `after` is the last person whom an
    earlier batch took, `opens_at` and `closes_at` are their window (UTC). A round that
    `is_in_channel` asks them there: each gets no letter.
    """

    workspace: WorkspaceId
    team: TeamId
    checkin: CheckinId
    round: RoundId
    zone: str | None
    team_zone: str
    local_date: date
    opens_at: datetime
    closes_at: datetime
    after: str = ""
    is_in_channel: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """How many people a set-based write took, and the last of them if more remain."""

    people: int
    go_on_after: PersonId | None


class CheckinSets(Protocol):
    """Set-based writes: their cost is the database's, not Python's, a person."""

    async def ask(self, rounds: Sequence[ZoneRound], now: datetime, most: int) -> Sequence[Taken]:
        """Give every due member a Response and a letter `checkins.prompt` to them.

        Due are the joined members of the zone who work on that date (no day off, holiday or
        absence), do not rest from the check-in and have no response in the round. Takes `most`
        people at most over all rounds, and answers for each what it took. Doing it twice asks
        nobody twice.
        """
        ...

    async def remind(
        self, rounds: Sequence[ZoneRound], now: datetime, most: int
    ) -> Sequence[Taken]:
        """A letter `checkins.reminder` to everyone asked in the zone who has not answered,
        skipped, or asked to be asked again later. Cursor and repetition as in `ask`."""
        ...


@dataclass(frozen=True, slots=True)
class DueTimers:
    """Timers of one kind that are due, and the unit in which they are handled.

    They are this worker's alone until the unit is committed or dropped.
    """

    kind: str
    timers: Sequence[Timer]
    unit: "TimerUnit"


class TimerUnit(UnitOfWork, Protocol):
    """The unit of a batch of timers: one transaction with their ends and their letters."""

    def finish(self, timer: Timer, outcome: str, now: datetime) -> None:
        """The timer is done; `outcome` says how, for `unstuck doctor`."""
        ...

    def keep(self, timer: Timer, due_at: datetime, cursor: str = "", attempts: int = 0) -> None:
        """The timer stays pending: it goes on from `cursor` at `due_at`."""
        ...


class TimerStore(Protocol):
    async def next_due(self) -> datetime | None:
        """When the earliest pending timer is due."""
        ...

    def take(self, now: datetime, most: int) -> AbstractAsyncContextManager[DueTimers | None]:
        """Up to `most` due timers of one kind, earliest first; None when nothing is due.

        Two workers never hold one timer, nor two of one process timers that are about the same
        thing. Leaving without a commit hands them back.
        """
        ...


class Store(Protocol):
    """One database."""

    @property
    def timers(self) -> TimerStore: ...

    def unit(self, workspace: WorkspaceId) -> UnitOfWork: ...

    async def workspace_of(self, platform: Platform, outer_id: str) -> WorkspaceId | None:
        """The workspace in which the platform's server or workspace `outer_id` is installed."""
        ...

    async def forget_before(self, repeats: datetime, done: datetime, drafts: datetime) -> None:
        """Delete older repeats, timers and letters that are done, and drafts."""
        ...

    async def close(self) -> None: ...
