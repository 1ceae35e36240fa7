"""What is typed and chosen in Discord's modals, as values."""

from typing import Any

import pytest
from hypothesis import given, settings

from adapters.discord.dialogs import chosen_in, modal_of, searches_in, values_of
from bot.messages.forms import (
    ChannelField,
    ChoiceField,
    Field,
    Form,
    GroupField,
    PeopleField,
    SearchField,
    TextField,
)
from bot.messages.limits import DISCORD_FORM
from bot.messages.pages import pages
from bot.messages.parts import Option
from tests.adapters.discord.drawn import squeezed
from tests.adapters.discord.modals import modal, options, page, sent, submission
from tests.messages.strategies import forms

patient = settings(deadline=None, max_examples=50)

ANN, BEN, CY = "100000000000000001", "100000000000000002", "100000000000000003"
OURS = "01hzx3nd6v8k2m4p"

TWO = (Option("big", "Too big"), Option("broken", "Environment broken"))


def shown_in(field: Field) -> tuple[str, ...]:
    """The values with which Discord can show a field; it shows no ids but its own."""
    match field:
        case TextField(value=value):
            return (value.replace("\x00", "\ufffd"),) if value else ()
        case ChoiceField(options=offered, chosen=chosen, takes_many=takes_many):
            values = [option.value for option in offered if option.value in chosen]
            return tuple(values if takes_many else values[:1])
        case PeopleField(chosen=chosen, takes_many=takes_many):
            users = [user for user in dict.fromkeys(chosen) if user.isdecimal()]
            return tuple(users if takes_many else users[:1])
        case ChannelField(chosen=chosen) | GroupField(chosen=chosen):
            return tuple(channel for channel in chosen if channel.isdecimal())[:1]
        case SearchField(value=value):
            fits = squeezed(value) and len(value.encode("utf-16-le")) <= 200
            return (value.replace("\x00", "\ufffd"),) if fits else ()


@patient
@given(forms)
def test_what_is_shown_comes_back(asked: Form) -> None:
    for shown in pages(asked, DISCORD_FORM):
        expected = {field.name: shown_in(field) for field in shown.fields}
        assert sent(modal_of(shown, "m").to_dict()) == expected


def test_every_kind_of_field_comes_back() -> None:
    first = modal(
        page(
            TextField("text", "A", "  as typed\n"),
            ChoiceField("radio", "A", TWO, ("broken",)),
            ChoiceField("menu", "A", options(9), ("v8", "v3")),
            ChoiceField("boxes", "A", TWO, ("broken", "big"), takes_many=True),
            ChoiceField("menus", "A", options(20), ("v19", "v3"), takes_many=True),
        )
    )
    assert sent(first) == {
        "text": ("  as typed\n",),
        "radio": ("broken",),
        "menu": ("v3",),
        "boxes": ("big", "broken"),
        "menus": ("v3", "v19"),
    }
    second = modal(
        page(
            PeopleField("people", "A", (ANN, BEN)),
            PeopleField("person", "A", (CY, ANN), takes_many=False),
            ChannelField("channel", "A", "None", ("300000000000000001",)),
            GroupField("group", "A", "None", ("400000000000000001",)),
            SearchField("search", "A", "zones", "Europe/London"),
        )
    )
    assert sent(second) == {
        "people": (ANN, BEN),
        "person": (CY,),
        "channel": ("300000000000000001",),
        "group": ("400000000000000001",),
        "search": ("Europe/London",),
    }
    chosen = chosen_in(submission(second))
    assert chosen.people == (ANN, BEN, CY)
    assert chosen.channels == ("300000000000000001",)
    assert chosen.groups == ("400000000000000001",)
    none = chosen_in(submission(first))
    assert (none.people, none.channels, none.groups) == ((), (), ())


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (PeopleField("a", "A", (OURS, ANN, ANN)), (ANN,)),
        (PeopleField("a", "A", (OURS, ANN), takes_many=False), (ANN,)),
        (PeopleField("a", "A", ("0", "12", "9" * 30, f"{ANN}\n", "٣" * 18)), ()),
        (PeopleField("a", "A", tuple(str(10**17 + n) for n in range(30))), None),
        (ChannelField("a", "A", "None", (OURS,)), ()),
        (GroupField("a", "A", "None", (OURS, BEN, ANN)), (BEN,)),
        (SearchField("a", "A", "zones", "x" * 100), ("x" * 100,)),
        (SearchField("a", "A", "zones", "x" * 101), ()),
        (SearchField("a", "A", "zones", " "), ()),
    ],
)
def test_what_discord_cannot_show_is_not_chosen(
    asked: Field, shown: tuple[str, ...] | None
) -> None:
    """Or it would refuse the dialog."""
    (found,) = sent(modal(page(asked))).values()
    assert found == shown or (shown is None and len(found) == 25)


def test_who_is_chosen_twice_is_named_once() -> None:
    asked = (PeopleField("a", "A", (ANN, BEN)), PeopleField("b", "B", (BEN,)))
    assert chosen_in(submission(modal(page(*asked)))).people == (ANN, BEN)


def test_a_search_is_what_was_typed_and_where() -> None:
    asked = modal(
        page(
            SearchField("zone", "Zone", "people.city"),
            SearchField("team", "Team", "teams.name"),
            TextField("text", "Text"),
        )
    )
    typed = {"zone!people.city": " Bris\x00bane ", "team!teams.name": "  ", "text": "x"}
    data = submission(asked, typed)
    assert searches_in(data) == {"zone": ("people.city", "Bris\ufffdbane")}
    assert values_of(data)["zone"] == (" Bris\ufffdbane ",)


@pytest.mark.parametrize(
    "component",
    [
        {"type": 4, "custom_id": "a", "value": ""},
        {"type": 4, "custom_id": "a", "value": None},
        {"type": 4, "custom_id": "a"},
        {"type": 21, "custom_id": "a", "value": None},
        {"type": 3, "custom_id": "a", "values": []},
        {"type": 22, "custom_id": "a", "values": []},
        {"type": 5, "custom_id": "a", "values": []},
        {"type": 23, "custom_id": "a", "value": True},
        {"type": 99, "custom_id": "a", "values": None},
    ],
)
def test_nothing_is_nothing(component: dict[str, Any]) -> None:
    data = {"components": [{"type": 10, "id": 1}, {"type": 18, "id": 2, "component": component}]}
    assert values_of(data) == {"a": ()}
    assert searches_in(data) == {}
    assert values_of({"custom_id": "m"}) == {}


def test_what_no_database_keeps_is_replaced() -> None:
    data = submission(modal(page(TextField("a", "A"))), {"a": "x\x00y\ud83dz"})
    assert values_of(data) == {"a": ("x\ufffdy\ufffdz",)}
