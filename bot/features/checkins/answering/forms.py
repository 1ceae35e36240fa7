"""The dialogs of `checkins`, and reading what was filled in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.blockers import BlockerKind
from bot.domain.checkins import Answer, Checkin, Response
from bot.domain.questions import STUCK, Audience, Question, QuestionKind
from bot.features.checkins.messages import last_time
from bot.features.checkins.rules import NOT_STUCK, Stuck
from bot.messages.forms import ChoiceField, Field, Form, TextField, Values, text_of
from bot.messages.parts import Option
from bot.messages.refs import Ref

TITLE_LENGTH = 24
LABEL_LENGTH = 75
WHAT, SINCE, SHOW = "what", "since", "show"
SHOWN = "yes"
DAYS_AGO = (
    (0, "Today"),
    (1, "Yesterday"),
    (2, "Two days ago"),
    (4, "A few days ago"),
    (7, "A week ago or more"),
)
YES, NO = "yes", "no"
READABLE: Mapping[str, str] = {YES: "Yes", NO: "No"}
ONLY_YOU = "Only you see this."


def stuck_form(does: Ref, questions: Sequence[Question], response: Response) -> Form:
    """*I'm stuck*: the person has said that they are, so only what and since when is asked."""
    fields = [f for q in questions for f in _blocker_fields(q, response, is_stuck=True)]
    return Form(does, "What holds you up?", "Send", tuple(fields))


def response_form(
    does: Ref,
    checkin: Checkin,
    response: Response,
    last: Sequence[tuple[Question, str]] = (),
    which: str = "",
) -> Form:
    """The questions of a check-in, with what was answered before put in; above them `which` round
    it is, where that needs saying, and the last answers."""
    fields = [f for q in checkin.questions for f in _fields(q, response)]
    said = [which, *(f"{last_time(question)} {answer}" for question, answer in last)]
    intro = "\n\n".join(words for words in said if words)
    return Form(does, checkin.name[:TITLE_LENGTH], "Send", tuple(fields), intro)


def _fields(question: Question, response: Response) -> list[Field]:
    given = response.answer_to(question.key)
    name, label = question.key, question.text[:LABEL_LENGTH]
    required = question.is_required
    hint = ONLY_YOU if question.audience is Audience.ONLY_ME else ""
    match question.kind:
        case QuestionKind.TEXT:
            return [TextField(name, label, given, required, is_long=True, hint=hint)]
        case QuestionKind.CHOICE:
            options = tuple(Option(o, o) for o in question.options)
            return [ChoiceField(name, label, options, _chosen(given), required, hint=hint)]
        case QuestionKind.SCALE:
            scale = tuple(Option(str(n), str(n)) for n in range(1, 6))
            hint = f"1 is low, 5 is high. {hint}".strip()
            return [ChoiceField(name, label, scale, _chosen(given), required, hint=hint)]
        case QuestionKind.YES_NO:
            both = tuple(Option(value, words) for value, words in READABLE.items())
            return [ChoiceField(name, label, both, _chosen(given), required, hint=hint)]
        case QuestionKind.BLOCKER:
            return _blocker_fields(question, response, is_stuck=False)


def _blocker_fields(question: Question, response: Response, *, is_stuck: bool) -> list[Field]:
    key = question.key
    given = response.answer_to(key)
    if is_stuck:
        label, sentence = "What kind of stuck?", "What is missing, in a sentence?"
        kinds = tuple(Option(k.value, k.value.capitalize()) for k in BlockerKind)
        chosen = _chosen(given if given != NOT_STUCK else "")
    else:
        label, sentence = question.text, "If you are stuck: what is missing, in a sentence?"
        yes = (Option(k.value, f"Yes: {k.value}") for k in BlockerKind)
        kinds, chosen = (Option(NOT_STUCK, "No"), *yes), _chosen(given or NOT_STUCK)
    days = tuple(Option(str(n), label) for n, label in DAYS_AGO)
    only_with = "" if is_stuck else key
    return [
        ChoiceField(key, label[:LABEL_LENGTH], kinds, chosen),
        TextField(
            f"{key}.{WHAT}",
            sentence,
            response.answer_to(f"{key}.{WHAT}"),
            is_required=False,
            only_with=only_with,
        ),
        ChoiceField(
            f"{key}.{SINCE}",
            "Since when?",
            days,
            _chosen(response.answer_to(f"{key}.{SINCE}") or "0"),
            is_required=False,
            only_with=only_with,
        ),
        ChoiceField(
            f"{key}.{SHOW}",
            "Who sees it?",
            (Option(SHOWN, "Show the team the kind and the sentence"),),
            _chosen(response.answer_to(f"{key}.{SHOW}")),
            is_required=False,
            takes_many=True,
            hint="“Don't know how to start”, “too big” and “not motivated” appear as “stuck” "
            "alone unless you tick this.",
            only_with=only_with,
        ),
    ]


def _chosen(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def answers_after(
    asked: Iterable[Question], response: Response, values: Values
) -> tuple[Answer, ...]:
    """What is answered once a form that asked these questions was sent, whole; fields left empty
    are left out. What the form did not have stays as it was. What is no longer asked is kept."""
    names = dict.fromkeys([*(name for q in asked for name in names_of(q)), *values])
    others = tuple(a for a in response.answers if a.question not in names)
    given = (Answer(name, text) for name in names if (text := text_of(values, name)))
    return (*others, *given)


def no_longer_asked(checkin: Checkin, values: Values) -> list[str]:
    """The words in fields of questions that are gone since the form was opened."""
    known = {name for q in understood(checkin) for name in names_of(q)}
    gone = [n for n in values if n not in known and not n.endswith((f".{SINCE}", f".{SHOW}"))]
    return [text for name in gone if (text := text_of(values, name))]


def names_of(question: Question) -> list[str]:
    """The fields that one question becomes."""
    if question.kind is not QuestionKind.BLOCKER:
        return [question.key]
    return [question.key, *(f"{question.key}.{part}" for part in (WHAT, SINCE, SHOW))]


def blocker_questions(checkin: Checkin) -> list[Question]:
    """Those that ask whether one is stuck; *I'm stuck* asks it where none does."""
    return [q for q in checkin.questions if q.kind is QuestionKind.BLOCKER] or [STUCK]


def understood(checkin: Checkin) -> list[Question]:
    """The questions of a check-in, and that of *I'm stuck*."""
    return [*checkin.questions, *blocker_questions(checkin)]


def unsaid_kinds(questions: Iterable[Question], values: Values) -> dict[str, str]:
    """Faults where somebody wrote what is missing and left “are you stuck” at no."""
    return {
        question.key: "You wrote what is missing. What kind of stuck is it?"
        for question in questions
        if question.kind is QuestionKind.BLOCKER
        and text_of(values, question.key) == NOT_STUCK
        and text_of(values, f"{question.key}.{WHAT}")
    }


def says_whether_stuck(checkin: Checkin, response: Response) -> bool:
    """One tap does not say it, nor does a form that does not ask."""
    return any(response.answer_to(q.key) for q in blocker_questions(checkin))


def stuck_in(checkin: Checkin, response: Response, now: datetime) -> Stuck | None:
    """What the response says of a blocker; None: not stuck, or nothing."""
    found = (_stuck_in(q, response, now) for q in blocker_questions(checkin))
    return next((stuck for stuck in found if stuck), None)


def for_team(
    checkin: Checkin, response: Response, now: datetime
) -> tuple[set[Answer], Stuck | str]:
    """What may stand in a summary: the answers, and of what holds somebody up in private only
    that something does."""
    asked = {q.key for q in checkin.questions if q.audience is Audience.TEAM}
    asked -= {q.key for q in blocker_questions(checkin)}
    stuck = stuck_in(checkin, response, now)
    shown = stuck if stuck and stuck.is_shown else "stuck" if stuck else ""
    return {a for a in response.answers if a.question in asked}, shown


def _stuck_in(question: Question, response: Response, now: datetime) -> Stuck | None:
    key = question.key
    kind = response.answer_to(key)
    if kind in {"", NOT_STUCK}:
        return None
    days = int(response.answer_to(f"{key}.{SINCE}") or 0)
    is_private = BlockerKind(kind).is_private
    ticked = response.answer_to(f"{key}.{SHOW}") == SHOWN
    return Stuck(
        BlockerKind(kind),
        response.answer_to(f"{key}.{WHAT}"),
        now - timedelta(days=days),
        ticked or not is_private,
    )
