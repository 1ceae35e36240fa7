"""Every sentence of `people`."""

from collections.abc import Sequence

from bot.domain.people import Person
from bot.domain.recurrence import city_of, say_time
from bot.domain.teams import Team
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
from bot.ports.places import Place

CHANGE = Ref("people.change")


def settings(person: Person) -> Message:
    zone = city_of(person.zone) if person.zone else "not said yet"
    return message(
        Fields(
            (
                ("Time zone", spans(zone)),
                ("Working days", spans(person.days.words())),
                ("Working hours", spans(f"{say_time(person.starts)} to {say_time(person.ends)}")),
            )
        ),
        aside("I write to you at these times only, unless you act first."),
        Buttons((Button("Change", CHANGE, Style.MAIN),)),
    )


def saved(person: Person) -> Message:
    return message(say("Saved."), *settings(person).parts)


def noted(person: Person) -> Message:
    zone = city_of(person.zone) if person.zone else "no time zone"
    hours = f"{say_time(person.starts)} to {say_time(person.ends)}"
    return message(aside(f"Your working time: {person.days.words()}, {hours}, {zone}."))


def ask_for_zone() -> Sequence[Part]:
    return (
        say("One thing is missing: where are you? I ask everybody in their own time zone."),
        Buttons((Button("Set my time zone", CHANGE),)),
    )


def settings_form(person: Person, does: Ref) -> Form:
    return Form(does, title="Your working time", submit="Save", fields=_working_time(person))


def joining_form(person: Person, team: Team, does: Ref) -> Form:
    return Form(
        does,
        title="Join",
        submit="Join",
        fields=_working_time(person),
        intro=f"When do you work? {team.name} asks you at these times only.",
    )


def _working_time(person: Person) -> tuple[Field, ...]:
    return (
        SearchField(
            "city",
            "Where are you?",
            source="people.city",
            value=person.zone or "",
            hint="Type a city near you. I follow its clock changes.",
        ),
        TextField("days", "Working days", person.days.words(), example="Mon–Fri"),
        TextField("starts", "From", say_time(person.starts), example="09:00"),
        TextField("ends", "To", say_time(person.ends), example="17:00"),
    )


def unknown_city(words: str) -> str:
    return f"I do not know “{words[:40]}”. Try a larger city near you, such as Sydney or Chicago."


def several_cities(places: Sequence[Place]) -> str:
    names = ", ".join(f"{place.name} ({place.zone})" for place in places[:4])
    return f"Which one do you mean? {names}."
