"""Every sentence of writing a check-in ahead, and of the verb `checkin`."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.checkins import Checkin, Round
from bot.domain.errors import QUOTE_LENGTH
from bot.domain.ids import CheckinId
from bot.features.checkins.messages import long_date
from bot.messages.parts import Button, Buttons, Message, Part, message, say
from bot.messages.plain import say_list
from bot.messages.refs import Ref


def which(day: date, *, is_asked: bool) -> str:
    """On top of the form of a round that is still to come."""
    stays = "" if is_asked else " I no longer ask on that day, but what you write is kept."
    return f"This is for {day:%A}, {long_date(day)}, ahead of its time.{stays}"


def write(checkin: Checkin, day: date, today: date) -> Button:
    days = (day - today).days
    name = "today's" if days == 0 else f"{day:%A}'s" if days < 7 else f"that of {long_date(day)}"
    return Button(f"Write {name}", Ref("checkins.ahead", (checkin.id,)))


def change(round_: Round) -> Button:
    return Button("Change it", Ref("checkins.check_in", (round_.id,)))


def which_one(
    missed: Sequence[Round],
    written: Sequence[Round],
    to_write: Mapping[CheckinId, date],
    names: Mapping[CheckinId, str],
) -> Message:
    """Several to choose from: what is past its deadline, what is written ahead already, and what
    may be."""
    late = _each("Check in for", missed, names)
    ahead = _each("Change", written, names) + tuple(
        Button(f"Write {long_date(day)}{names[checkin]}", Ref("checkins.ahead", (checkin,)))
        for checkin, day in to_write.items()
    )
    parts: list[Part] = []
    if late:
        parts += [say("The deadline has passed; your answer is still welcome:"), Buttons(late)]
    if ahead:
        nothing = "" if late else "Nothing waits for you. "
        parts += [say(f"{nothing}Ahead of their time:"), Buttons(ahead)]
    return message(*parts)


def _each(does: str, rounds: Sequence[Round], names: Mapping[CheckinId, str]) -> tuple[Button, ...]:
    return tuple(
        Button(
            f"{does} {long_date(round_.local_date)}{names[round_.checkin]}",
            Ref("checkins.check_in", (round_.id,)),
        )
        for round_ in rounds
    )


def in_words(checkin: Checkin, team: str) -> str:
    """After a date, where there are several check-ins."""
    return f", {checkin.name} for {team}" if team else f", {checkin.name}"


def nothing_ahead(checkin: Checkin) -> str:
    return f"{checkin.name} does not ask you in the next weeks, so there is nothing to write."


def nothing_at_all() -> str:
    return "No check-in of yours is open, and none is to come in the next weeks."


def paused(checkin: Checkin) -> str:
    return f"{checkin.name} is paused, so nothing can be written ahead until it goes on."


def not_asked(checkin: Checkin, day: date) -> str:
    return f"{checkin.name} no longer asks on {long_date(day)}, so I cannot keep this for that day."


def over(checkin: Checkin, day: date) -> str:
    return f"{checkin.name} of {long_date(day)} is over, and nobody was asked."


def no_checkin() -> str:
    return "You are in no check-in yet."


def how_to_start() -> str:
    return "Type /unstuck to see what you can do."


def unknown_checkin(name: str, mine: Sequence[Checkin]) -> str:
    names = say_list(sorted({checkin.name for checkin in mine}))
    return f"You have no check-in “{name[:QUOTE_LENGTH]}”. Yours: {names}."
