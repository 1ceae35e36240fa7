"""What a use case is given: the unit, the time, who acts. It takes nothing by itself."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.facts import Fact
from bot.domain.ids import PersonId, TimerId, WorkspaceId
from bot.domain.letters import Letter
from bot.domain.people import Person
from bot.domain.timers import Timer
from bot.engine.intents import Origin
from bot.messages.forms import Form
from bot.messages.parts import Part
from bot.messages.refs import Ref
from bot.ports.dates import Dates
from bot.ports.holidays import Holidays
from bot.ports.places import Places
from bot.ports.store import TimerUnit, UnitOfWork


@dataclass(frozen=True, slots=True)
class VerbText:
    """What a command is called and says of itself. `usage` shows its words, such as
    `pair @who`; `explained` is for `help`, and says `{pair @who}` where that is to be typed:
    platforms differ in how."""

    name: str
    summary: str
    usage: str
    explained: str


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something that waits for a person: what, since when, and what can be done about it."""

    since: datetime
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One transaction: everything in `unit` is kept together, or not at all.

    `pressed` is the key of the message on which the button stood, or "": the Reply edits that
    one, so a letter to it would only say the same again.
    """

    workspace: WorkspaceId
    unit: UnitOfWork
    now: datetime
    new_id: Callable[[], str]
    pressed: str = ""
    facts: list[Fact] = field(default_factory=list)

    def note(self, fact: Fact) -> None:
        """Say what happened: the features that hear it act in this same transaction."""
        self.facts.append(fact)

    def schedule(self, kind: str, key: str, due_at: datetime, *about: str) -> None:
        """Promise an act of `kind` at `due_at`; see `UnitOfWork.schedule` for a repeated key."""
        timer = TimerId(self.new_id())
        self.unit.schedule(Timer(self.workspace, timer, kind, key, due_at, about))

    def cancel(self, key: str, why: str) -> None:
        self.unit.cancel(self.workspace, key, why)

    def post(self, letter: Letter) -> None:
        """Put a letter into the outbox, unless the Reply shows it already."""
        if letter.key != self.pressed:
            self.unit.post(letter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Change):
    """One Intent being handled: a Change, and who makes it."""

    origin: Origin
    actor: Person
    places: Places
    holidays: Holidays
    dates: Dates
    verbs: Mapping[str, VerbText]
    open_items: Callable[[], Awaitable[Sequence[OpenItem]]]
    build_form: "FormBuilder"

    @property
    def me(self) -> PersonId:
        return self.actor.id


FormBuilder = Callable[[Work, Ref], Awaitable[Form]]
"""Makes any feature's form as of now. Raises UnknownButton."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Timers of one kind that are due together, from any workspaces of the store.

    Each is finished or goes on; its rows, letters and end are one transaction.
    """

    unit: TimerUnit
    timers: tuple[Timer, ...]
    now: datetime
    new_id: Callable[[], str]
    holidays: Holidays

    def finish(self, timer: Timer, outcome: str = "done") -> None:
        """The timer has done what it promised, or `outcome` says why not."""
        self.unit.finish(timer, outcome, self.now)

    def drop(self, timer: Timer, why: str) -> None:
        """The timer did not do what it promised, and its key may be promised again."""
        self.unit.cancel(timer.workspace, timer.key, why)

    def go_on(self, timer: Timer, cursor: str) -> None:
        """There is more to do: the timer stays due, from `cursor`."""
        self.unit.keep(timer, timer.due_at, cursor)

    def schedule(self, timer: Timer, kind: str, key: str, due_at: datetime, *about: str) -> None:
        """Promise an act in the workspace of `timer`."""
        new = TimerId(self.new_id())
        self.unit.schedule(Timer(timer.workspace, new, kind, key, due_at, about))
