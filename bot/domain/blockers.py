"""What a stuck response names."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import BlockerId, PersonId, ReminderId, RoundId, TeamId, WorkspaceId


class BlockerKind(StrEnum):
    """Most low days are a situation, not a character (product.md, "Check-ins")."""

    MISSING_CONTEXT = "missing context"
    HOW_TO_START = "don't know how to start"
    ENVIRONMENT = "environment or access broken"
    WAITING = "waiting for someone"
    TOO_BIG = "too big"
    NOT_MOTIVATED = "not motivated"
    SOMETHING_ELSE = "something else"

    @property
    def is_private(self) -> bool:
        """Shown to the team as "stuck" alone, unless the person ticks *show the team*."""
        return self in {self.HOW_TO_START, self.TOO_BIG, self.NOT_MOTIVATED}


class BlockerEnd(StrEnum):
    NOT_STUCK = "a later response was not stuck"
    ANOTHER = "a later response named another"
    DROPPED = "dropped"
    LEFT = "its person left the team"


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something that holds a person up. Open while `ended_at` is None.

    `restated` counts the rounds that named it again after the first.
    """

    workspace: WorkspaceId
    id: BlockerId
    person: PersonId
    team: TeamId
    kind: BlockerKind
    sentence: str
    since: datetime
    is_shown: bool
    named_in: RoundId
    restated: int = 0
    ended_at: datetime | None = None
    end: BlockerEnd | None = None
    ended_in: RoundId | None = None
    """The round whose response ended it; None: a press did."""
    told_at: datetime | None = None
    """When its person had the organisers told of it."""
    version: int = 0


class Said(StrEnum):
    """What somebody answers to a reminder."""

    ON_IT = "on it"
    NOT_MINE = "not with me"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A blocker's person has `person` reminded that they wait for them, in these words."""

    workspace: WorkspaceId
    id: ReminderId
    blocker: BlockerId
    person: PersonId
    words: str
    asked_at: datetime
    said: Said | None = None
    version: int = 0
