"""What somebody answered last time, for the questions that show it."""

from collections.abc import Sequence

from bot.domain.checkins import Checkin, Progress, Response
from bot.domain.questions import PLAN, Question, QuestionKind
from bot.features.checkins.answering.forms import READABLE, WHAT
from bot.ports.store import Reader

PLANS_LOOKED_AT = 10


Last = tuple[Question, str]
"""A question, and the last answer to it, whole, as one reads it."""


async def last_answers(reader: Reader, checkin: Checkin, response: Response) -> list[Last]:
    """The last answers of the person, before this round, to the questions that show them. A day
    on which they only said that they are stuck has none."""
    questions = [q for q in checkin.questions if q.shows_last]
    if not questions:
        return []
    recent = await reader.newest(
        Response,
        PLANS_LOOKED_AT,
        person=response.person,
        checkin=response.checkin,
        progress=Progress.ANSWERED,
    )
    # One that is written ahead may be older than the one before it.
    before = sorted(
        (r for r in recent if r.round != response.round and r.opens_at <= response.opens_at),
        key=lambda r: r.opens_at,
        reverse=True,
    )
    found = []
    for question in questions:
        said = (_readable(question, each) for each in before)
        answer = next((answer for answer in said if answer), "")
        if answer:
            found.append((question, answer))
    return found


def plan_in(last: Sequence[Last]) -> str:
    """The plan that *Same plan* repeats, or ""."""
    return next((answer for question, answer in last if question.key == PLAN), "")


def _readable(question: Question, response: Response) -> str:
    value = response.answer_to(question.key)
    if question.kind is QuestionKind.TEXT:
        return value
    what = response.answer_to(f"{question.key}.{WHAT}")
    return ": ".join(part for part in (READABLE.get(value, value), what) if part)
