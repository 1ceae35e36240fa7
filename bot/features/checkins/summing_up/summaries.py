"""Every sentence of a summary and its thread."""

from collections.abc import Mapping, Sequence

from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.ids import PersonId
from bot.domain.people import Person
from bot.domain.questions import Audience, Question, QuestionKind
from bot.domain.recurrence import zone
from bot.features.checkins.answering.forms import READABLE
from bot.features.checkins.messages import long_date
from bot.features.checkins.rules import Stuck, folded
from bot.features.checkins.summing_up.held_up import HeldUp, Standing
from bot.messages.parts import (
    Divider,
    Heading,
    Message,
    Part,
    Quote,
    Span,
    aside,
    message,
    say,
    strong,
)

A_THIRD_TIME = 3
TIMES = {3: "for the third time", 4: "for the fourth time", 5: "for the fifth time"}


def summary(
    checkin: Checkin,
    round_: Round,
    responses: Sequence[Response],
    people: Mapping[PersonId, Person],
    standing: Standing,
    team_zone: str,
) -> Message:
    """What the team sees first: how many, and who is stuck. Who is missing is a number; of who
    is off nobody is told."""
    asked = [r for r in responses if r.progress is not Progress.OFF]
    done = [r for r in asked if r.progress is Progress.ANSWERED]
    parts: list[Part] = [
        Heading(f"{checkin.name}, {long_date(round_.local_date)}"),
        aside(f"{len(done)} of {len(asked)} checked in."),
    ]

    def days_of(person: PersonId, stuck: Stuck) -> int:
        """Days of their own calendar, from its beginning to this round's."""
        zone_name = people[person].zone or team_zone
        return (round_.local_date - stuck.since.astimezone(zone(zone_name)).date()).days

    for person, held in sorted(
        standing.stuck.items(),
        key=lambda one: (one[1].stuck.since, people[one[0]].name.casefold(), one[0]),
    ):
        parts += _held_up(people[person].name, held, days_of(person, held.stuck))
    if standing.freed:
        names = sorted(standing.freed, key=lambda id_: (people[id_].name.casefold(), id_))
        spans: list[str | Span] = ["No longer stuck: "]
        for number, person in enumerate(names):
            freed = standing.freed[person]
            of_what = _of_what(freed, days_of(person, freed))
            spans += [", " if number else "", strong(people[person].name), of_what]
        parts.append(say(*spans, "."))
    return message(*parts)


def _held_up(name: str, held: HeldUp, days: int) -> list[Part]:
    """What holds somebody up, for how long, and what of it has changed."""
    stuck, before = held.stuck, held.before
    silent = " Nothing new." if held.is_silent else ""
    if not stuck.is_shown:
        return [say(strong(name), f" is stuck.{silent}")]
    is_other = before is not None and before.kind is not stuck.kind
    words = folded(stuck.sentence)
    is_reworded = before is not None and words not in {"", folded(before.sentence)}
    again = ""
    if held.times >= A_THIRD_TIME:
        again = f", named {TIMES.get(held.times, 'many times')}"
    elif before is not None and not is_other and not is_reworded:
        again = ", as before"
    parts: list[Part] = [
        say(strong(name), f" is stuck: {stuck.kind.value}{age_of(days)}{again}.{silent}")
    ]
    if stuck.sentence:
        parts.append(Quote(stuck.sentence))
    if before is not None and is_other:
        parts.append(aside(f"Before: {before.kind.value}."))
    elif before is not None and is_reworded and before.sentence:
        parts.append(aside(f"Before: “{before.sentence}”"))
    return parts


def _of_what(freed: Stuck, days: int) -> str:
    if not freed.is_shown:
        return ""
    length = "" if days <= 0 else ", after a day" if days == 1 else f", after {days} days"
    return f" ({freed.kind.value}{length})"


def age_of(days: int) -> str:
    """How long it has held its person up."""
    if days <= 0:
        return ""
    return ", since yesterday" if days == 1 else f", for {days} days"


def details(
    checkin: Checkin, responses: Sequence[Response], people: Mapping[PersonId, Person]
) -> Message | None:
    """Each person's answers, for the thread of the summary. None: nobody answered."""
    done = [r for r in responses if r.progress is Progress.ANSWERED]
    parts: list[Part] = []
    for response in sorted(done, key=lambda r: people[r.person].name.casefold()):
        if parts:
            parts.append(Divider())
        parts.append(say(strong(people[response.person].name), _mark(response)))
        if response.is_same_plan:
            parts.append(aside("Same plan as before."))
        answers = _answers(checkin.questions, response)
        parts += answers or [aside("Said only that they are stuck.")]
    return message(*parts) if parts else None


def _mark(response: Response) -> str:
    """What came after the summary."""
    if response.is_late:
        return " (late)"
    return " (changed later)" if response.is_changed_later else ""


def _answers(questions: Sequence[Question], response: Response) -> list[Part]:
    parts: list[Part] = []
    for question in questions:
        if question.audience is Audience.ONLY_ME or question.kind is QuestionKind.BLOCKER:
            continue
        value = response.answer_to(question.key)
        if not value:
            continue
        if question.kind is QuestionKind.TEXT:
            parts += [aside(question.text), Quote(value)]
        else:
            parts.append(aside(f"{question.text} ", strong(READABLE.get(value, value))))
    return parts
