"""A recurring schedule of questions, its rounds, and each person's part in a round."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.domain.ids import ChannelId, CheckinId, PersonId, RoundId, TeamId, WorkspaceId
from bot.domain.questions import Question
from bot.domain.recurrence import Weekdays, monday_of


@dataclass(frozen=True, slots=True)
class Checkin:
    """A schedule of questions for a team.

    `opens` and `closes` are local times; the deadline is `lasts_days` days later, and with 0
    a `closes` at or before `opens` is the next day's. `zone` None means each member's own zone.
    `remind_minutes` counts back from the deadline; 0 reminds nobody. Of `every_weeks` weeks it
    asks in one, counted from the week of `since`. `summary_at` is when the summary goes out, on
    the day of the deadline in `zone` or the team's; None: once nobody is left to answer.
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
    lasts_days: int = 0
    every_weeks: int = 1
    since: date | None = None
    summary_at: time | None = None
    is_in_channel: bool = False
    """Asked in a thread of the team's channel, where it has one, instead of directly."""
    version: int = 0

    @property
    def is_running(self) -> bool:
        return not self.is_paused and self.deleted_at is None

    def asks_on(self, day: date) -> bool:
        """Whether the schedule has a round of this local date."""
        weeks = (monday_of(day) - monday_of(self.since or day)).days // 7
        return day in self.days and weeks % self.every_weeks == 0


@dataclass(frozen=True, slots=True)
class Round:
    """One local date of a check-in. `closes_at` is the last asked member's deadline; `asked_in`
    is the channel where its members are asked, None: each directly."""

    workspace: WorkspaceId
    id: RoundId
    checkin: CheckinId
    local_date: date
    closes_at: datetime
    summarised_at: datetime | None = None
    asked_in: ChannelId | None = None
    version: int = 0


class Progress(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    MISSED = "missed"
    """Its deadline has passed and the summary is out; it may still come late."""
    OFF = "off"
    """They went away after they were asked: nobody waits for it."""


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
    is_changed_later: bool = False
    """Written anew when the summary had shown it."""
    is_same_plan: bool = False
    ask_again_at: datetime | None = None
    version: int = 0

    def answer_to(self, question: str) -> str:
        return next((a.value for a in self.answers if a.question == question), "")
