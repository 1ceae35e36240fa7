"""Every sentence that organisers read about their check-ins."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.checkins import Checkin
from bot.domain.people import Person
from bot.domain.recurrence import city_of, say_time
from bot.domain.teams import Team
from bot.features.checkins.forms import KINDS
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


def overview(team: Team, checkins: Sequence[Checkin], *, is_organiser: bool) -> Message:
    parts: list[Part] = [Heading(f"Check-ins of {team.name}")]
    if not checkins:
        parts.append(say("There is none yet."))
    for checkin in checkins:
        parts.append(say(strong(checkin.name), ": ", schedule(checkin)))
        if is_organiser:
            parts.append(Buttons(_organiser_buttons(checkin)))
    if is_organiser:
        parts.append(Buttons(_start_buttons(team, is_first=not checkins)))
    return message(*parts)


def schedule(checkin: Checkin) -> str:
    paused = " Paused." if checkin.is_paused else ""
    times = f"{say_time(checkin.opens)} to {say_time(checkin.closes)}"
    zone = f"{city_of(checkin.zone)} time" if checkin.zone else "in each member's own time zone"
    return f"{checkin.days.words()}, {times}, {zone}.{paused}"


def _organiser_buttons(checkin: Checkin) -> tuple[Button, ...]:
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


def _start_buttons(team: Team, *, is_first: bool) -> tuple[Button, ...]:
    ids = (team.id,)
    daily = Button("Mon–Fri 09:30, daily", Ref("checkins.start_daily", ids), Style.MAIN)
    other = Button("Another time" if is_first else "Add a check-in", Ref("checkins.new", ids))
    return (daily, other) if is_first else (other,)


def first_checkin(team: Team) -> list[Part]:
    """Offered in the reply to `setup`: one tap, or change it."""
    return [
        say("When shall I ask how it goes?"),
        Buttons(_start_buttons(team, is_first=True)),
    ]


def comes_first(checkin: Checkin, at: datetime, zone: str) -> Part:
    """To somebody who has just joined."""
    return say(strong(checkin.name), " first comes ", When(at, zone, Clock.DATE_AND_TIME), ".")


def started(checkin: Checkin, team: Team) -> Message:
    return message(
        say(strong(checkin.name), f" for {team.name}: {schedule(checkin)}"),
        Buttons(_organiser_buttons(checkin)),
    )


def changed(checkin: Checkin) -> Message:
    return message(say("Saved. ", strong(checkin.name), f": {schedule(checkin)}"))


def has_daily_already(checkin: Checkin) -> Message:
    return message(say("It is running already: ", strong(checkin.name), f": {schedule(checkin)}"))


def started_now(checkin: Checkin) -> Message:
    return message(
        say(f"{checkin.name} goes out now to everybody who works today and was not asked yet.")
    )


def nobody_while_paused(checkin: Checkin) -> str:
    return f"{checkin.name} is paused, so nobody is asked. Choose “Go on” first."


def paused(checkin: Checkin) -> Message:
    return message(say(f"{checkin.name} is paused: nobody is asked."))


def resumed(checkin: Checkin) -> Message:
    return message(say(f"{checkin.name} goes on: {schedule(checkin)}"))


def ask_delete(checkin: Checkin) -> Message:
    yes = Button("Yes, delete", Ref("checkins.delete_now", (checkin.id,)), Style.GRAVE)
    return message(
        say("Delete ", strong(checkin.name), "? Nobody is asked any more."), Buttons((yes,))
    )


def deleted(checkin: Checkin) -> Message:
    return message(say(f"{checkin.name} is deleted."))


def preview(checkin: Checkin, team: Team) -> Message:
    try_it = Button("Check in", Ref("checkins.try_out", (checkin.id,)), Style.MAIN)
    return message(
        aside("A preview: only you see it, and nothing is kept."),
        say(strong(checkin.name), f" for {team.name}"),
        *(aside(question.text) for question in checkin.questions),
        Buttons((try_it,)),
    )


def preview_sent() -> Message:
    return message(say("I have sent it to you, as a member would get it."))


def tried_out() -> Message:
    return message(say("That is how it works. It was a preview, so nothing was kept."))


def questions(checkin: Checkin) -> Message:
    parts: list[Part] = [Heading(f"Questions of {checkin.name}")]
    for question in checkin.questions:
        optional = "" if question.is_required else ", optional"
        parts.append(say(question.text, f"  ({KINDS[question.kind].lower()}{optional})"))
        if question.options:
            parts.append(aside(" · ".join(question.options)))
        remove = Ref("checkins.remove_question", (checkin.id, question.key))
        parts.append(Buttons((Button("Remove", remove),)))
    add = Button("Add a question", Ref("checkins.add_question", (checkin.id,)), Style.MAIN)
    parts.append(Buttons((add,)))
    return message(*parts)


def unreached(checkin: Checkin, person: Person) -> Message:
    return message(
        say("I could not reach ", strong(person.name), f" with {checkin.name}."),
        aside("It waits for them: they find it by typing /unstuck."),
    )


def too_many_questions(most: int) -> str:
    return f"A check-in has {most} questions at most. Remove one first."


def last_question() -> str:
    return "A check-in needs at least one question. Add another first, or delete the check-in."


def one_blocker_question() -> str:
    return "This check-in already asks whether one is stuck."


def needs_options() -> str:
    return "Give 2 to 25 different options, each on a line of its own, up to 75 characters."


def reminds_too_early() -> str:
    return "That is before I have asked at all. Give fewer minutes."


def unreadable_minutes() -> str:
    return "Give a number of minutes from 0 to 720, such as 60."
