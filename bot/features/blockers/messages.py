"""Every sentence of `blockers`."""

from collections.abc import Sequence
from datetime import date

from bot.domain.blockers import Blocker, BlockerKind, Reminder, Said
from bot.domain.people import Person
from bot.domain.teams import Team
from bot.messages.forms import Form, PeopleField, TextField
from bot.messages.parts import (
    Button,
    Buttons,
    Message,
    Part,
    Quote,
    Style,
    aside,
    message,
    say,
    strong,
)
from bot.messages.plain import say_list
from bot.messages.refs import Ref

HELPS = {
    BlockerKind.MISSING_CONTEXT: "ask the one who is likely to know: what you are trying to do, "
    "what you tried, and the one thing that you need to know.",
    BlockerKind.HOW_TO_START: "agree on a first step of fifteen minutes with whoever gave you "
    "this. Not knowing how to start is a reason to ask.",
    BlockerKind.ENVIRONMENT: "ask whoever got it running before you, with what you ran and the "
    "error as it was shown.",
    BlockerKind.WAITING: "remind them. I can do it for you, in their working hours.",
    BlockerKind.TOO_BIG: "split off one piece that fits into an hour, and start with that alone.",
    BlockerKind.NOT_MOTIVATED: "tell whoever it is for that you would like to know what it serves, "
    "or swap it for a task of somebody else's.",
    BlockerKind.SOMETHING_ELSE: "tell somebody who is near it, in one sentence.",
}

TELL = "Tell an organiser"


# -- to the one who is stuck ----------------------------------------------------------------


def next_step(kind: BlockerKind) -> Part:
    return say(f"What usually helps: {HELPS[kind]}")


def restated(times: int) -> Part:
    """`times`: the check-ins in which it came up."""
    return say(f"It has come up in {times} check-ins now.")


def choice(*, may_tell: bool) -> list[Part]:
    told = aside(f"An organiser hears of it only if you press “{TELL}”.")
    return [
        say(
            "That is worth a change: get help with it, or let it go. You can also keep it as it is."
        ),
        *([told] if may_tell else []),
    ]


def remind_button(blocker: Blocker) -> Button:
    return Button("Remind them", Ref("blockers.remind", (blocker.id,)), Style.MAIN)


def drop_button(blocker: Blocker) -> Button:
    return Button("Drop it", Ref("blockers.drop", (blocker.id,)))


def tell_button(blocker: Blocker) -> Button:
    return Button(TELL, Ref("blockers.tell", (blocker.id,)))


def item(blocker: Blocker, team: Team, days: int, *, may_tell: bool) -> tuple[Part, ...]:
    remind = (remind_button(blocker),) if blocker.kind is BlockerKind.WAITING else ()
    free = Button("Not stuck any more", Ref("blockers.over", (blocker.id,)))
    tell = (tell_button(blocker),) if may_tell else ()
    return (
        say(strong(f"Stuck in {team.name}"), f": {blocker.kind.value}, {age(days)}."),
        *quoted(blocker.sentence),
        Buttons((*remind, free, drop_button(blocker), *tell)),
    )


def age(days: int) -> str:
    if days <= 0:
        return "since today"
    return "since yesterday" if days == 1 else f"for {days} days"


def quoted(sentence: str) -> tuple[Part, ...]:
    return (Quote(sentence),) if sentence else ()


def not_stuck() -> Message:
    return message(say("Noted: it does not hold you up any more."))


def dropped() -> Message:
    return message(say("Dropped. If it comes back, name it in a check-in and I start anew."))


def over_already() -> str:
    return "That one is over already."


# -- reminding the one waited for -----------------------------------------------------------


def remind_form(blocker: Blocker, team: Team) -> Form:
    return Form(
        Ref("blockers.reminded", (blocker.id,)),
        title="Remind them",
        submit="Send",
        fields=(
            PeopleField(
                "who", "Whom do you wait for?", takes_many=False, hint=f"Somebody in {team.name}."
            ),
            TextField(
                "words",
                "What do you need from them?",
                blocker.sentence,
                is_long=True,
                hint="They get it in their working hours, with your name.",
            ),
        ),
    )


SOMEBODY = "This person"


def that_is_you() -> str:
    return "That is you. Choose the one you wait for."


def not_in_team(name: str, team: Team) -> str:
    return f"{name} has not joined {team.name}, so I do not write to them. Choose a member of it."


def reminded_today(name: str) -> str:
    return f"{name} has your reminder of today, and one a day is enough. Tomorrow you can again."


def reminded_already(name: str) -> str:
    """One is on its way to them."""
    return f"{name} gets your reminder when their next working day begins, and one is enough."


def on_its_way(name: str) -> Message:
    return message(say(f"{name} gets it in their working hours. I tell you what they say."))


def reminder(asker: Person, team: Team, asked: Reminder, *, is_over: bool) -> Message:
    """To the one waited for, as it reads in every state."""
    if is_over:
        return message(
            say(strong(asker.name), " was waiting for you, and is not any more:"),
            *quoted(asked.words),
        )
    why = aside(f"You get this because {asker.name}, who is in {team.name} too, chose you.")
    return message(*waited_for(asker, asked), why, *answers(asker, asked))


def waited_for(asker: Person, asked: Reminder) -> tuple[Part, ...]:
    return (
        say(strong(asker.name), " is waiting for you, and asked me to remind you:"),
        *quoted(asked.words),
    )


def answers(asker: Person, asked: Reminder) -> tuple[Part, ...]:
    on_it = Button("I am on it", Ref("blockers.on_it", (asked.id,)), Style.MAIN)
    not_mine = Button("Not with me", Ref("blockers.not_mine", (asked.id,)))
    match asked.said:
        case None:
            return (Buttons((on_it, not_mine)),)
        case Said.ON_IT:
            return (said(asker, Said.ON_IT), Buttons((not_mine,)))
        case Said.NOT_MINE:
            return (said(asker, Said.NOT_MINE), Buttons((on_it,)))


def said(asker: Person, answer: Said) -> Part:
    what = {Said.ON_IT: "that you are on it", Said.NOT_MINE: "that it is not with you"}
    return say(f"You said {what[answer]}; I tell {asker.name}.")


def heard(asker: Person, answer: Said) -> Message:
    return message(said(asker, answer))


def nobody_waits() -> Message:
    return message(say("Nobody waits for that any more, so there is nothing to do."))


def answered(person: Person, asked: Reminder, answer: Said, blocker: Blocker) -> Message:
    """To the one who waits."""
    if answer is Said.ON_IT:
        return message(say(strong(person.name), " is on it:"), *quoted(asked.words))
    other = Button("Remind somebody else", Ref("blockers.remind", (blocker.id,)))
    return message(
        say(strong(person.name), " says that it is not with them:"),
        *quoted(asked.words),
        *((Buttons((other,)),) if blocker.ended_at is None else ()),
    )


# -- telling the organisers -----------------------------------------------------------------


def told(name: str, team: Team, kind: BlockerKind, sentence: str, since: date) -> tuple[Part, ...]:
    """What organisers get, and what is shown before."""
    day = f"{since:%a} {since.day} {since:%b}"
    return (
        say(strong(name), " would like your help."),
        say(f"Stuck in {team.name} since {day}: {kind.value}."),
        *quoted(sentence),
        aside(f"{name} has read these words and chose to send them to you."),
    )


def before_telling(blocker: Blocker, organisers: Sequence[str], shown: Sequence[Part]) -> Message:
    """`shown` is what they would get."""
    send = Button(
        "Send it", Ref("blockers.tell_now", (blocker.id, str(blocker.version))), Style.MAIN
    )
    return message(
        say(f"This is what {say_list(organisers)} would get, in their working hours:"),
        *shown,
        say("Nothing is sent unless you press."),
        Buttons((send,)),
    )


def telling(organisers: Sequence[str]) -> Message:
    return message(say(f"{say_list(organisers)} will have it in their working hours."))


def told_already() -> Message:
    return message(
        say("I told them once, and that is enough: they have it, or get it in their working hours.")
    )


def nobody_to_tell() -> str:
    return "There is no other organiser whom I could tell."
