"""Every sentence of `people` about being away."""

from collections.abc import Sequence
from datetime import date

from bot.domain.people import Person
from bot.domain.workspaces import Platform
from bot.domain.worktime import Away
from bot.features.people.absences import Absences, first_day_back
from bot.messages.forms import Form, TextField
from bot.messages.parts import Button, Buttons, Message, Part, aside, code, message, say
from bot.messages.refs import Ref

AWAY = Button("I am away", Ref("people.away"))
BACK = Button("I am back", Ref("people.back"))


def gone(person: Person, absence: Away, today: date) -> Message:
    """The whole of an absence, as it is kept now."""
    days = f"You are away {period(absence, today)}."
    if absence.end == date.max:
        then = "I ask you nothing until you say that you are back."
    else:
        then = "I ask you nothing then"
        back = first_day_back(person, absence)
        then += f"; {_full(back, today)} is your first day back." if back else "."
    return message(say(f"{days} {then}"), _buttons(absence, today))


def back(absences: Absences, today: date) -> Message:
    return message(
        say("You are back. I ask you again at your working times."), *_still(absences, today)
    )


def removed(absence: Away, absences: Absences, today: date) -> Message:
    return message(
        say(f"You are not away {period(absence, today)} after all."), *_still(absences, today)
    )


def not_away(absences: Absences, today: date, platform: Platform) -> Message:
    """To who says that they are back, and was not away; `absences` are still to come."""
    if absences:
        return message(say("You are not away now."), *_still(absences, today))
    typed = code(platform.typed("away until monday"))
    return message(
        say("You are not away."), aside("When you will be, say it like this: ", typed, ".")
    )


def gone_by() -> Message:
    """A button of an absence that is over, or was changed since."""
    return message(say("That absence is over, or you changed it since."))


def in_short(absences: Absences, today: date) -> str:
    return "; ".join(period(absence, today) for absence in absences)


def period(absence: Away, today: date) -> str:
    """When it is, as a sentence goes on with it."""
    if absence.end == date.max:
        return f"from {_short(absence.start, today)} until you say that you are back"
    if absence.start == absence.end:
        return f"on {_short(absence.start, today)}"
    return f"from {_short(absence.start, today)} to {_short(absence.end, today)}"


def away_form(does: Ref, absence: Away | None) -> Form:
    """Asks from when to when, with `absence` as it is."""
    first = "today" if absence is None else _exact(absence.start)
    last = "" if absence is None or absence.end == date.max else _exact(absence.end)
    return Form(
        does,
        title="When are you away?",
        submit="Save",
        fields=(
            TextField("first", "First day", first, example="today, monday, 20 dec", longest=60),
            TextField(
                "last",
                "Last day",
                last,
                is_required=False,
                example="friday, 2 jan, 2027-01-02",
                hint="You are away on this day too. Leave it empty if you do not know it yet.",
                longest=60,
            ),
        ),
    )


def ends_too_early(first: date, today: date) -> str:
    return f"This is before the first day, {_full(first, today)}."


def over() -> str:
    return "This day is over already."


def _still(absences: Absences, today: date) -> Sequence[Part]:
    """What else is kept, each with its buttons."""
    parts: list[Part] = []
    for absence in absences:
        parts += [say(f"You will be away {period(absence, today)}."), _buttons(absence, today)]
    return parts


def _buttons(absence: Away, today: date) -> Buttons:
    start = absence.start.isoformat()
    end = BACK if today in absence else Button("Remove", Ref("people.stay", (start,)))
    return Buttons((end, Button("Change", Ref("people.change_away", (start,)))))


def _short(day: date, today: date) -> str:
    return f"{day:%a} {day.day} {day:%b}{_year(day, today)}"


def _full(day: date, today: date) -> str:
    return f"{day:%A} {day.day} {day:%b}{_year(day, today)}"


def _year(day: date, today: date) -> str:
    return "" if day.year == today.year else f" {day.year}"


def _exact(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"
