"""What a check-in asks, and the templates that one tap chooses."""

from dataclasses import dataclass
from enum import StrEnum


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


STUCK = Question("stuck", QuestionKind.BLOCKER, "Are you stuck?")
"""Asked in every template, and by *I'm stuck* where a check-in does not ask it."""

DAILY = (
    Question("done", QuestionKind.TEXT, "What got done?"),
    Question(PLAN, QuestionKind.TEXT, "What is next?"),
    STUCK,
)
