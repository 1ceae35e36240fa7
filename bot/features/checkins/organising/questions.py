"""What an organiser does with the questions of a check-in: see, add and remove them."""

from dataclasses import replace

from bot.access import checkin_of_organiser
from bot.domain.checkins import Checkin
from bot.domain.errors import Refusal
from bot.domain.ids import CheckinId
from bot.domain.questions import MOST_QUESTIONS, Audience, Question, QuestionKind
from bot.engine.faults import FieldFaults
from bot.engine.intents import Reply
from bot.engine.work import Work
from bot.features.checkins.answering.forms import NO, YES
from bot.features.checkins.organising import forms, messages
from bot.messages.forms import Form, Values, text_of
from bot.messages.refs import Ref

LONGEST_OPTION = 75
MOST_OPTIONS = 25


class LastQuestion(Refusal):
    """A check-in asks something, or it is deleted."""

    kind = "last_question"


async def show_questions(work: Work, checkin: str) -> Reply:
    return Reply(tell=messages.questions(await _checkin(work, checkin)))


async def open_question(work: Work, checkin: str) -> Reply:
    return Reply(form=await question_form(work, checkin))


async def question_form(work: Work, checkin: str) -> Form:
    await _checkin(work, checkin)
    return forms.question_form(Ref("checkins.added", (checkin,)))


async def add_question(work: Work, checkin: str, values: Values) -> Reply:
    found = await _checkin(work, checkin)
    question = _question(found, work.new_id(), values)
    changed = replace(found, questions=(*found.questions, question))
    work.unit.save(changed)
    return Reply(tell=messages.questions(changed))


async def remove_question(work: Work, checkin: str, key: str) -> Reply:
    """A second press finds it gone and shows what is left. Raises LastQuestion."""
    found = await _checkin(work, checkin)
    left = tuple(q for q in found.questions if q.key != key)
    if not left:
        raise LastQuestion(messages.last_question())
    changed = replace(found, questions=left)
    if changed != found:
        work.unit.save(changed)
    return Reply(tell=messages.questions(changed))


def _question(checkin: Checkin, key: str, values: Values) -> Question:
    kind, audience = QuestionKind(text_of(values, "kind")), Audience(text_of(values, "audience"))
    options = tuple(o.strip() for o in text_of(values, "options").splitlines() if o.strip())
    if len(checkin.questions) >= MOST_QUESTIONS:
        raise FieldFaults({"text": messages.too_many_questions(MOST_QUESTIONS)})
    if kind is QuestionKind.BLOCKER and any(q.kind is kind for q in checkin.questions):
        raise FieldFaults({"kind": messages.one_blocker_question()})
    if kind is QuestionKind.BLOCKER and audience is Audience.ONLY_ME:
        raise FieldFaults({"audience": messages.blockers_are_for_the_team()})
    if kind is QuestionKind.CHOICE and (
        not 2 <= len(options) <= MOST_OPTIONS
        or len(set(options)) < len(options)
        or any(len(o) > LONGEST_OPTION for o in options)
    ):
        raise FieldFaults({"options": messages.needs_options()})
    return Question(
        key,
        kind,
        text_of(values, "text"),
        text_of(values, "required") != NO,
        options if kind is QuestionKind.CHOICE else (),
        audience,
        shows_last=text_of(values, "last") == YES,
    )


async def _checkin(work: Work, checkin: str) -> Checkin:
    return await checkin_of_organiser(
        work.unit, work.me, CheckinId(checkin), is_admin=work.origin.is_admin
    )
