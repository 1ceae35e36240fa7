"""Every sentence to somebody whom a check-in leaves in peace."""

from datetime import datetime

from bot.domain.checkins import Checkin
from bot.domain.teams import Team
from bot.messages.parts import (
    Button,
    Buttons,
    Clock,
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


def asked_no_more(checkin: Checkin, team: Team) -> Message:
    """Told once."""
    return message(
        say(
            "The last three rounds of ",
            strong(checkin.name),
            f" for {team.name} passed without a word from you, so I do not ask you any more.",
        ),
        say("That is fine, and nobody is told your name. One tap, and I ask you again."),
        Buttons((_ask_me_again(checkin, Style.MAIN),)),
    )


def asked_again(checkin: Checkin, team: Team, next_at: datetime | None, zone: str) -> Message:
    """What that message reads like, and the reply, once they are back."""
    head = ("I ask you again: ", strong(checkin.name), f" for {team.name}")
    if checkin.is_paused:
        return message(say(*head, ", once it is no longer paused."))
    if next_at is None:
        return message(say(*head, ", when it falls on a day on which you work."))
    return message(say(*head, " next comes ", When(next_at, zone, Clock.DATE_AND_TIME), "."))


def item(checkin: Checkin, team: Team) -> tuple[Part, ...]:
    """In the inbox, as long as they are left in peace."""
    return (
        aside(strong(checkin.name), f" for {team.name} does not ask you at present."),
        Buttons((_ask_me_again(checkin, Style.PLAIN),)),
    )


def _ask_me_again(checkin: Checkin, style: Style) -> Button:
    return Button("Ask me again", Ref("checkins.ask_me_again", (checkin.id,)), style)
