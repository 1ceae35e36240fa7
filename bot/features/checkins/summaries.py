"""Every sentence of a summary and its thread."""

from collections.abc import Mapping, Sequence

from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.ids import PersonId
from bot.domain.people import Person
from bot.domain.questions import Audience, Question, QuestionKind
from bot.domain.recurrence import zone
from bot.features.checkins.forms import NO, YES
from bot.features.checkins.messages import long_date
from bot.features.checkins.rules import Stuck
from bot.messages.parts import Divider, Heading, Message, Part, Quote, aside, message, say, strong

READABLE = {YES: "Yes", NO: "No"}


def summary(
    checkin: Checkin,
    round_: Round,
    responses: Sequence[Response],
    people: Mapping[PersonId, Person],
    stuck: Mapping[PersonId, Stuck],
    team_zone: str,
) -> Message:
    """What the team sees first: how many, and who is stuck. Who is missing is a number."""
    done = [r for r in responses if r.progress is Progress.ANSWERED]
    parts: list[Part] = [
        Heading(f"{checkin.name}, {long_date(round_.local_date)}"),
        aside(f"{len(done)} of {len(responses)} checked in."),
    ]
    for person_id, blocker in sorted(stuck.items(), key=lambda item: item[1].since):
        person = people[person_id]
        name, age = person.name, age_of(blocker, round_, person.zone or team_zone)
        if not blocker.is_shown:
            parts.append(say(strong(name), " is stuck."))
            continue
        parts.append(say(strong(name), f" is stuck: {blocker.kind.value}{age}."))
        if blocker.sentence:
            parts.append(Quote(blocker.sentence))
    return message(*parts)


def age_of(blocker: Stuck, round_: Round, zone_name: str) -> str:
    """How long it has held its person up, in days of their own calendar."""
    since = blocker.since.astimezone(zone(zone_name)).date()
    days = (round_.local_date - since).days
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
        late = " (late)" if response.is_late else ""
        parts.append(say(strong(people[response.person].name), late))
        if response.is_same_plan:
            parts.append(aside("Same plan as before."))
        answers = _answers(checkin.questions, response)
        parts += answers or [aside("Said only that they are stuck.")]
    return message(*parts) if parts else None


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
