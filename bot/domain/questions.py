"""What a check-in asks, and the templates that one tap chooses."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from bot.domain.recurrence import WORKWEEK, Weekdays


class QuestionKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    SCALE = "scale"
    YES_NO = "yes_no"
    BLOCKER = "blocker"


class Audience(StrEnum):
    TEAM = "team"
    ONLY_ME = "only_me"


MOST_QUESTIONS = 10
"""product.md, "Check-ins": ten questions at most."""

PLAN = "next"
"""The question whose answer *Same plan* repeats."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `key` is unique within its check-in and never reused for another text."""

    key: str
    kind: QuestionKind
    text: str
    is_required: bool = True
    options: tuple[str, ...] = ()
    audience: Audience = Audience.TEAM
    shows_last: bool = False
    """Whether it is asked with what the person answered last time."""


STUCK = Question("stuck", QuestionKind.BLOCKER, "Are you stuck?")
"""Asked in every template, and by *I'm stuck* where a check-in does not ask it."""

DAILY = (
    Question("done", QuestionKind.TEXT, "What got done?"),
    Question(PLAN, QuestionKind.TEXT, "What is next?", shows_last=True),
    STUCK,
)

KEEPING_UP = "keeping_up"
BEHIND = "behind"
"""The answer to it that counts as low (product.md, "Words")."""


@dataclass(frozen=True, slots=True)
class Template:
    """Questions with the schedule that one usually asks them on."""

    key: str
    name: str
    questions: tuple[Question, ...]
    days: Weekdays
    opens: time
    closes: time
    every_weeks: int = 1


TEMPLATES = {
    template.key: template
    for template in (
        # Its summary comes while the usual day still lasts, so that somebody can help.
        Template("daily", "Daily", DAILY, WORKWEEK, time(9, 30), time(16)),
        Template(
            "pair",
            "Pair",
            (
                *DAILY,
                Question(
                    KEEPING_UP,
                    QuestionKind.CHOICE,
                    "Keeping up?",
                    options=("ahead", "on track", BEHIND),
                    audience=Audience.ONLY_ME,
                ),
            ),
            WORKWEEK,
            time(9, 30),
            time(16),
        ),
        Template(
            "weekly",
            "Weekly",
            (
                Question("done", QuestionKind.TEXT, "What got done this week?"),
                Question(
                    PLAN, QuestionKind.TEXT, "What is planned for next week?", shows_last=True
                ),
                Question("learned", QuestionKind.TEXT, "What did you learn?", is_required=False),
                STUCK,
            ),
            Weekdays.of((5,)),
            time(14),
            time(16, 30),
        ),
        Template(
            "retro",
            "Sprint retro",
            (
                Question("well", QuestionKind.TEXT, "What went well?"),
                Question("badly", QuestionKind.TEXT, "What went badly?"),
                Question(
                    "try",
                    QuestionKind.TEXT,
                    "What should we try in the next sprint?",
                    shows_last=True,
                ),
                Question("sprint", QuestionKind.SCALE, "How was the sprint?", is_required=False),
            ),
            Weekdays.of((5,)),
            time(13),
            time(15),
            every_weeks=2,
        ),
    )
}
"""By their key (product.md, "Check-ins")."""
