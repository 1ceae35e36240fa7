"""Every sentence of `people`."""

from collections.abc import Sequence
from datetime import date

from bot.domain.people import Person
from bot.domain.recurrence import city_of, say_time
from bot.domain.teams import Team
from bot.features.people.absences import holding, not_over
from bot.features.people.away_messages import AWAY, BACK, in_short
from bot.messages.forms import Field, Form, SearchField, TextField
from bot.messages.parts import (
    Button,
    Buttons,
    Fields,
    Message,
    Part,
    Style,
    aside,
    message,
    say,
    spans,
)
from bot.messages.refs import Ref

CHANGE = Ref("people.change")
NO_HOLIDAYS = "No public holidays"


def settings(person: Person, holidays: str, today: date) -> Message:
    """`holidays` is the name of whose public holidays are theirs, "" if nobody's."""
    zone = city_of(person.zone) if person.zone else "not said yet"
    fields = [
        ("Time zone", spans(zone)),
        ("Working days", spans(person.days.words())),
        ("Working hours", spans(f"{say_time(person.starts)} to {say_time(person.ends)}")),
        ("Public holidays", spans(holidays or _no_holidays(person))),
    ]
    absences = not_over(person.away, today)
    if absences:
        fields.append(("Away", spans(in_short(absences, today))))
    away = BACK if holding(absences, today) else AWAY
    return message(
        Fields(tuple(fields)),
        aside("I write to you at these times only, unless you act first."),
        Buttons((Button("Change", CHANGE, Style.MAIN), away)),
    )


def _no_holidays(person: Person) -> str:
    return "none said" if person.holidays is None else "none"


def saved(settings: Message) -> Message:
    return message(say("Saved."), *settings.parts)


def noted(person: Person, holidays: str) -> Message:
    zone = city_of(person.zone) if person.zone else "no time zone"
    hours = f"{say_time(person.starts)} to {say_time(person.ends)}"
    off = f", less public holidays in {holidays}" if holidays else ""
    return message(aside(f"Your working time: {person.days.words()}, {hours}, {zone}{off}."))


def ask_for_holidays() -> Sequence[Part]:
    return (
        aside(
            "I do not know your public holidays. Until you tell me, I ask you on those days too."
        ),
        Buttons((Button("Set my public holidays", CHANGE),)),
    )


def ask_for_zone() -> Sequence[Part]:
    return (
        say("One thing is missing: where are you? I ask everybody in their own time zone."),
        Buttons((Button("Set my time zone", CHANGE),)),
    )


def settings_form(person: Person, holidays: str, does: Ref) -> Form:
    """`holidays` is what is offered for public holidays."""
    fields = _working_time(person, holidays)
    return Form(does, title="Your working time", submit="Save", fields=fields)


def joining_form(person: Person, holidays: str, team: Team, does: Ref) -> Form:
    # No intro: with one these fields would be two pages on Discord.
    fields = _working_time(person, holidays, f"{team.name} asks you at these times only.")
    return Form(does, title="Join", submit="Join", fields=fields)


def _working_time(person: Person, holidays: str, why: str = "") -> tuple[Field, ...]:
    return (
        SearchField(
            "city",
            "Where are you?",
            source="people.city",
            value=person.zone or "",
            hint="Type a city near you. I follow its clock changes.",
        ),
        TextField("days", "Working days", person.days.words(), example="Mon–Fri", hint=why),
        TextField("starts", "From", say_time(person.starts), example="09:00"),
        TextField("ends", "To", say_time(person.ends), example="17:00"),
        SearchField(
            "holidays",
            "Public holidays",
            source="people.holidays",
            value=holidays,
            is_required=False,
            hint="A country or a region, such as Bavaria; none if I am to ask you on them too.",
        ),
    )


def several_calendars(found: Sequence[tuple[str, str]]) -> str:
    """What can be typed for each, and its name."""
    ways = [name if typed == name else f"{name} (type {typed})" for typed, name in found[:4]]
    return f"Which one do you mean? {'; '.join(ways)}."
