"""What organisers read when they try, change or delete a check-in."""

from datetime import datetime, time

from bot.domain.checkins import Checkin
from bot.domain.people import Person
from bot.domain.questions import Audience, Question
from bot.domain.recurrence import say_time
from bot.domain.teams import Team
from bot.domain.workspaces import Channel
from bot.features.checkins.organising.forms import KINDS
from bot.features.checkins.organising.schedule_words import schedule
from bot.messages.parts import (
    Button,
    Buttons,
    Clock,
    Heading,
    Message,
    Part,
    Style,
    When,
    aside,
    message,
    say,
    strong,
)
from bot.messages.refs import Ref


def organiser_buttons(checkin: Checkin) -> tuple[Button, ...]:
    pause = ("Go on", "checkins.resume") if checkin.is_paused else ("Pause", "checkins.pause")
    labels = (
        ("Start now", "checkins.start_now"),
        ("Preview", "checkins.preview"),
        ("Change", "checkins.change"),
        ("Questions", "checkins.questions"),
        pause,
        ("Delete", "checkins.delete"),
    )
    return tuple(Button(label, Ref(action, (checkin.id,))) for label, action in labels)


def add_button(team: Team) -> Button:
    return Button("Add a check-in", Ref("checkins.templates", (team.id,)))


# -- changing -----------------------------------------------------------------------------


def changed(checkin: Checkin, team: Team, channel: Channel | None) -> Message:
    said = schedule(checkin, team, channel)
    return message(say("Saved. ", strong(checkin.name), f": {said}"))


def comes_next(at: datetime, zone: str) -> Message:
    return message(aside("It comes next ", When(at, zone, Clock.DATE_AND_TIME), "."))


def reminds_nobody(at: time) -> Message:
    """`at` is when the reminder would be due."""
    return message(
        aside(
            f"Nobody works between {say_time(at)}, when I would remind them, and the deadline, so "
            "nobody is reminded."
        )
    )


def started_now(checkin: Checkin) -> Message:
    return message(
        say(f"{checkin.name} goes out now to everybody who works today and was not asked yet.")
    )


def nobody_to_ask(checkin: Checkin) -> Message:
    return message(
        say(f"{checkin.name} goes to nobody: nobody works today who was not asked already.")
    )


def nobody_while_paused(checkin: Checkin) -> str:
    return f"{checkin.name} is paused, so nobody is asked. Choose “Go on” first."


def paused(checkin: Checkin) -> Message:
    return message(say(f"{checkin.name} is paused: nobody is asked."))


def resumed(checkin: Checkin, team: Team, channel: Channel | None) -> Message:
    return message(say(f"{checkin.name} goes on: {schedule(checkin, team, channel)}"))


def ask_delete(checkin: Checkin) -> Message:
    yes = Button("Yes, delete", Ref("checkins.delete_now", (checkin.id,)), Style.GRAVE)
    return message(
        say("Delete ", strong(checkin.name), "? Nobody is asked any more."),
        aside("You can bring it back for 7 days."),
        Buttons((yes,)),
    )


def deleted(checkin: Checkin) -> Message:
    return message(say(f"{checkin.name} is deleted. You can bring it back for 7 days."))


def restored(checkin: Checkin, team: Team, channel: Channel | None, was_named: str) -> Message:
    said = schedule(checkin, team, channel)
    parts: list[Part] = [say(strong(checkin.name), f" is back: {said}")]
    if checkin.name != was_named:
        parts.append(
            aside(f"Another check-in is called {was_named} now, so this one got a new name.")
        )
    return message(*parts)


def not_deleted(checkin: Checkin) -> Message:
    return message(say(f"{checkin.name} is there already; nothing is to be brought back."))


def too_late_to_restore(checkin: Checkin, team: Team) -> Message:
    return message(
        say(
            f"{checkin.name} was deleted more than 7 days ago, so it cannot be brought back. "
            "You can start a new one:"
        ),
        Buttons((add_button(team),)),
    )


# -- trying and asking --------------------------------------------------------------------


def preview(checkin: Checkin, team: Team) -> Message:
    try_it = Button("Check in", Ref("checkins.try_out", (checkin.id,)), Style.MAIN)
    return message(
        aside("A preview: only you see it, and nothing is kept."),
        say(strong(checkin.name), f" for {team.name}"),
        *(aside(asked(question)) for question in checkin.questions),
        Buttons((try_it,)),
    )


def preview_sent() -> Message:
    return message(say("I have sent it to you, as a member would get it."))


def tried_out() -> Message:
    return message(say("That is how it works. It was a preview, so nothing was kept."))


def questions(checkin: Checkin) -> Message:
    parts: list[Part] = [Heading(f"Questions of {checkin.name}")]
    for question in checkin.questions:
        parts.append(say(question.text, f"  ({', '.join(_properties(question))})"))
        if question.options:
            parts.append(aside(" · ".join(question.options)))
        remove = Ref("checkins.remove_question", (checkin.id, question.key))
        parts.append(Buttons((Button("Remove", remove),)))
    add = Button("Add a question", Ref("checkins.add_question", (checkin.id,)), Style.MAIN)
    parts.append(Buttons((add,)))
    return message(*parts)


def _properties(question: Question) -> list[str]:
    found = [KINDS[question.kind].lower()]
    if not question.is_required:
        found.append("optional")
    if question.audience is Audience.ONLY_ME:
        found.append("only who answers sees it")
    if question.shows_last:
        found.append("with the last answer")
    return found


def asked(question: Question) -> str:
    """The question, with what its reader cannot tell from it."""
    notes = []
    if question.audience is Audience.ONLY_ME:
        notes.append("only you see your answer")
    if question.shows_last:
        notes.append("with your last answer")
    return f"{question.text} ({', '.join(notes)})" if notes else question.text


def unreached(checkin: Checkin, person: Person) -> Message:
    return message(
        say("I could not reach ", strong(person.name), f" with {checkin.name}."),
        aside("It waits for them: they find it by typing /unstuck."),
    )


# -- what cannot stay as it is ------------------------------------------------------------


def needs_name() -> str:
    return "Give it a name, so that members can tell it from others."


def name_taken(name: str) -> str:
    return f"This team has a check-in called {name} already. Give this one another name."


def too_many_questions(most: int) -> str:
    return f"A check-in has {most} questions at most. Remove one first."


def last_question() -> str:
    return "A check-in needs at least one question. Add another first, or delete the check-in."


def one_blocker_question() -> str:
    return "This check-in already asks whether one is stuck."


def blockers_are_for_the_team() -> str:
    return (
        "The team sees who is stuck, so that somebody can help. What is personal, such as “not "
        "motivated”, reads “stuck” and no more."
    )


def needs_options() -> str:
    return "Give 2 to 25 different options, each on a line of its own, up to 75 characters."


def reminds_too_early() -> str:
    return "That is before I have asked at all. Give fewer minutes."


def sums_up_too_early() -> str:
    return "That is before I have asked at all. Give a later time."


def unreadable_minutes() -> str:
    return "Give a number of minutes from 0 to 720, such as 60."
