"""A recurring schedule of questions, its rounds, and each person's part in a round."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.domain.ids import CheckinId, PersonId, RoundId, TeamId, WorkspaceId
from bot.domain.questions import Question
from bot.domain.recurrence import Weekdays


@dataclass(frozen=True, slots=True)
class Checkin:
    """A schedule of questions for a team.

    `opens` and `closes` are local times; `closes` at or before `opens` is the next day's.
    `zone` None means each member's own zone. `remind_minutes` counts back from the deadline;
    0 reminds nobody.
    """

    workspace: WorkspaceId
    id: CheckinId
    team: TeamId
    name: str
    questions: tuple[Question, ...]
    days: Weekdays
    opens: time
    closes: time
    zone: str | None = None
    remind_minutes: int = 60
    is_paused: bool = False
    deleted_at: datetime | None = None
    version: int = 0

    @property
    def is_running(self) -> bool:
        return not self.is_paused and self.deleted_at is None


@dataclass(frozen=True, slots=True)
class Round:
    """One local date of a check-in. `closes_at` is the last asked member's deadline."""

    workspace: WorkspaceId
    id: RoundId
    checkin: CheckinId
    local_date: date
    closes_at: datetime
    summarised_at: datetime | None = None
    version: int = 0


class Progress(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    MISSED = "missed"
    """The summary went out without it; it may still come late."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody typed or chose, as they did: `value` is never cut or reworded."""

    question: str
    value: str


@dataclass(frozen=True, slots=True)
class Response:
    """One person's part in a round; their window is [`opens_at`, `closes_at`], in UTC."""

    workspace: WorkspaceId
    round: RoundId
    person: PersonId
    checkin: CheckinId
    opens_at: datetime
    closes_at: datetime
    progress: Progress = Progress.ASKED
    answers: tuple[Answer, ...] = ()
    answered_at: datetime | None = None
    is_late: bool = False
    is_same_plan: bool = False
    ask_again_at: datetime | None = None
    version: int = 0

    def answer_to(self, question: str) -> str:
        return next((a.value for a in self.answers if a.question == question), "")
