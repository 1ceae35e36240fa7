"""The dialogs in which organisers write a check-in: its schedule and its questions."""

from bot.domain.checkins import Checkin
from bot.domain.questions import MOST_QUESTIONS, Audience, QuestionKind, Template
from bot.domain.recurrence import say_time
from bot.features.checkins.answering.forms import LABEL_LENGTH, NO, YES
from bot.features.checkins.organising.deadlines import say_deadline
from bot.features.checkins.organising.schedule_words import days
from bot.messages.forms import ChoiceField, Field, Form, SearchField, TextField
from bot.messages.parts import Option
from bot.messages.refs import Ref

LONGEST_NAME = 60
DEADLINES = "Such as 16:00, 10:00 next day, or 10:00, 3 days later."
OWN_QUESTIONS = "own"
EACH_ONES_CLOCK = "own"
"""In place of a city, in any case: no one clock for all, for a menu in which a choice cannot be
undone."""

DIRECT, IN_CHANNEL = "direct", "channel"
KINDS = {
    QuestionKind.TEXT: "Text",
    QuestionKind.CHOICE: "One of some options",
    QuestionKind.SCALE: "A scale from 1 to 5",
    QuestionKind.YES_NO: "Yes or no",
    QuestionKind.BLOCKER: "Whether one is stuck, and by what",
}
EVERY = {1: "Every week", 2: "Every second week", 3: "Every third week", 4: "Every fourth week"}


def template_form(does: Ref, templates: tuple[Template, ...], *, has_channel: bool) -> Form:
    """A new check-in from a template: one choice is enough."""
    own = Option(OWN_QUESTIONS, "My own questions")
    return Form(
        does,
        title="New check-in",
        submit="Start",
        fields=(
            ChoiceField(
                "asks",
                "What does it ask?",
                (*(Option(t.key, t.name) for t in templates), own),
                (templates[0].key,),
                hint="What you leave empty below is as usual for it.",
            ),
            TextField("name", "Its name", is_required=False, longest=LONGEST_NAME),
            _questions(is_required=False),
            *_usual_times(templates[0]),
            *_further(None, has_channel=has_channel),
        ),
    )


def own_form(does: Ref, checkin: Checkin, *, has_channel: bool) -> Form:
    """A new check-in with questions of one's own; its schedule is the usual one so far."""
    name, *schedule = _schedule(checkin, has_channel=has_channel)
    fields = (name, _questions(is_required=True), *schedule)
    return Form(does, title="New check-in", submit="Start", fields=fields)


def schedule_form(does: Ref, checkin: Checkin, *, has_channel: bool) -> Form:
    """The schedule of a check-in that exists."""
    fields = _schedule(checkin, has_channel=has_channel)
    return Form(does, title="Check-in", submit="Save", fields=fields)


def _questions(*, is_required: bool) -> TextField:
    only = "" if is_required else "Only for “My own questions”. "
    return TextField(
        "questions",
        "Your own questions, one a line",
        is_required=is_required,
        is_long=True,
        hint=f"{only}{MOST_QUESTIONS} at most.",
    )


def _usual_times(template: Template) -> tuple[Field, ...]:
    usual = say_deadline(template.days, template.opens, template.closes, 0)
    return (
        TextField("days", "On which days?", is_required=False, example=template.days.words()),
        TextField("opens", "I ask at", is_required=False, example=say_time(template.opens)),
        TextField("closes", "Deadline", is_required=False, example=usual, hint=DEADLINES),
        ChoiceField("every", "How often?", _often(), is_required=False),
    )


def _schedule(checkin: Checkin, *, has_channel: bool) -> tuple[Field, ...]:
    deadline = say_deadline(checkin.days, checkin.opens, checkin.closes, checkin.lasts_days)
    return (
        TextField("name", "Its name", checkin.name, longest=LONGEST_NAME, example="Weekly"),
        TextField("days", "On which days?", checkin.days.words(), example="Mon–Fri"),
        TextField("opens", "I ask at", say_time(checkin.opens)),
        TextField("closes", "Deadline", deadline, hint=DEADLINES),
        ChoiceField("every", "How often?", _often(), (str(checkin.every_weeks),)),
        *_further(checkin, has_channel=has_channel),
    )


def _often() -> tuple[Option, ...]:
    return tuple(Option(str(weeks), label) for weeks, label in EVERY.items())


def _further(checkin: Checkin | None, *, has_channel: bool) -> tuple[Field, ...]:
    """What most teams leave as it is. It ends in a field that is required: what is sent page by
    page is sent with the last such one, and what is sent twice would start two check-ins."""
    summary_at = checkin.summary_at if checkin else None
    fields: tuple[Field, ...] = (
        SearchField(
            "city",
            "One clock for all",
            source="checkins.city",
            value=(checkin.zone if checkin else None) or "",
            is_required=False,
            hint="Type a city. Empty, or “own”: each member has the times in their own zone.",
        ),
        TextField(
            "summary",
            "Summary at",
            say_time(summary_at) if summary_at is not None else "",
            is_required=False,
            hint="On the deadline's day. Empty: when all have responded, or the last deadline.",
        ),
        TextField(
            "remind",
            "Remind before the deadline (minutes)",
            str(checkin.remind_minutes) if checkin else "60",
            hint="0 reminds nobody.",
        ),
    )
    if not has_channel:
        return fields
    places = (
        Option(DIRECT, "Each member directly"),
        Option(IN_CHANNEL, "In a thread of the team's channel"),
    )
    chosen = IN_CHANNEL if checkin and checkin.is_in_channel else DIRECT
    return (*fields, ChoiceField("where", "Where do I ask?", places, (chosen,)))


def usual_schedule(template: Template) -> str:
    """“Mon–Fri 09:30 to 16:00”, “every second Friday 13:00 to 15:00”."""
    often = days(template.days, template.every_weeks)
    deadline = say_deadline(template.days, template.opens, template.closes, 0)
    return f"{often} {say_time(template.opens)} to {deadline}"


def question_form(does: Ref) -> Form:
    kinds = tuple(Option(kind.value, label) for kind, label in KINDS.items())
    no_or_yes = (Option(NO, "No"), Option(YES, "Yes"))
    return Form(
        does,
        title="Add a question",
        submit="Add",
        fields=(
            TextField("text", "The question", longest=LABEL_LENGTH, example="What did you learn?"),
            ChoiceField("kind", "What kind of answer?", kinds, (QuestionKind.TEXT.value,)),
            TextField(
                "options",
                "Options, one a line",
                is_required=False,
                is_long=True,
                hint="Only for “One of some options”.",
            ),
            ChoiceField(
                "audience",
                "Who sees the answers?",
                (Option(Audience.TEAM, "The team"), Option(Audience.ONLY_ME, "Only who answers")),
                (Audience.TEAM,),
            ),
            ChoiceField(
                "required",
                "Must it be answered?",
                (Option(YES, "Yes"), Option(NO, "No")),
                (YES,),
            ),
            ChoiceField(
                "last",
                "Show the last answer when I ask again?",
                no_or_yes,
                (NO,),
                hint="Such as “last time you planned: …”.",
            ),
        ),
    )
