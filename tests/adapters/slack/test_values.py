"""What is typed and chosen in Slack's modals, as values."""

from typing import Any

import pytest
from hypothesis import given, settings

from adapters.slack.dialogs import chosen_in, modal_of, values_of
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
from bot.messages.limits import SLACK_FORM
from bot.messages.pages import pages
from bot.messages.parts import Option
from tests.adapters.slack.modals import options, page, sent
from tests.messages.strategies import forms
from tests.servers.slack.blocks import initial_values
from tests.servers.slack.rules import check_view

patient = settings(deadline=None, max_examples=50)

TWO = (Option("big", "Too big"), Option("broken", "Environment broken"))


def shown_in(field: Field) -> tuple[str, ...]:
    """The values with which Slack can show a field; it shows no ids but its own."""
    match field:
        case TextField(value=value):
            return (value,) if value else ()
        case ChoiceField(options=offered, chosen=chosen, takes_many=takes_many):
            values = [option.value for option in offered if option.value in chosen]
            return tuple(values if takes_many else values[:1])
        case PeopleField(chosen=chosen, takes_many=takes_many):
            users = [user for user in dict.fromkeys(chosen) if user[0] in "UW"]
            return tuple(users if takes_many else users[:1])
        case ChannelField(chosen=chosen) | GroupField(chosen=chosen):
            return tuple(channel for channel in chosen if channel[0] in "CG")[:1]
        case SearchField(value=value):
            return (value,) if value.strip() and len(value) <= 75 else ()


@patient
@given(forms)
def test_what_is_shown_comes_back(asked: Form) -> None:
    for shown in pages(asked, SLACK_FORM):
        expected = {field.name: shown_in(field) for field in shown.fields}
        assert sent(modal_of(shown, "")) == expected


def test_every_kind_of_field_comes_back() -> None:
    modal = modal_of(
        page(
            TextField("text", "A", "  as typed\n"),
            ChoiceField("radio", "A", TWO, ("broken",)),
            ChoiceField("menu", "A", options(9), ("v8",)),
            ChoiceField("boxes", "A", TWO, ("broken", "big"), takes_many=True),
            ChoiceField("menus", "A", options(20), ("v19", "v3"), takes_many=True),
            PeopleField("people", "A", ("U01", "W02")),
            PeopleField("person", "A", ("U03",), takes_many=False),
            ChannelField("channel", "A", "None", ("C04",)),
            GroupField("group", "A", "None", ("G05",)),
            SearchField("search", "A", "zones", "Europe/London"),
        ),
        "",
    )
    assert check_view(modal, "modal") == []
    assert sent(modal) == {
        "text": ("  as typed\n",),
        "radio": ("broken",),
        "menu": ("v8",),
        "boxes": ("big", "broken"),
        "menus": ("v3", "v19"),
        "people": ("U01", "W02"),
        "person": ("U03",),
        "channel": ("C04",),
        "group": ("G05",),
        "search": ("Europe/London",),
    }
    chosen = chosen_in(initial_values(modal["blocks"]))
    assert chosen.people == ("U01", "W02", "U03")
    assert chosen.channels == ("C04",)
    assert chosen.groups == ("G05",)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (PeopleField("a", "A", ("01hzx3nd6v8k2m4p", "U01", "U01")), ("U01",)),
        (PeopleField("a", "A", ("01hzx3nd6v8k2m4p",), takes_many=False), ()),
        (ChannelField("a", "A", "None", ("01hzx3nd6v8k2m4p",)), ()),
        (ChannelField("a", "A", "None", ("D0123",)), ()),
        (GroupField("a", "A", "None", ("U01", "C02")), ("C02",)),
        (SearchField("a", "A", "zones", "x" * 75), ("x" * 75,)),
        (SearchField("a", "A", "zones", "x" * 76), ()),
        (SearchField("a", "A", "zones", " "), ()),
    ],
)
def test_what_slack_cannot_show_is_not_chosen(asked: Field, shown: tuple[str, ...]) -> None:
    """Or it would refuse the dialog."""
    modal = modal_of(page(asked), "")
    assert check_view(modal, "modal") == []
    assert sent(modal) == {"a": shown}


def test_who_is_chosen_twice_is_named_once() -> None:
    asked = (PeopleField("a", "A", ("U01", "U02")), PeopleField("b", "B", ("U02",)))
    assert chosen_in(initial_values(modal_of(page(*asked), "")["blocks"])).people == ("U01", "U02")


@pytest.mark.parametrize(
    "state",
    [
        {"type": "plain_text_input", "value": None},
        {"type": "plain_text_input", "value": ""},
        {"type": "plain_text_input"},
        {"type": "static_select", "selected_option": None},
        {"type": "checkboxes", "selected_options": []},
        {"type": "users_select", "selected_user": None},
        {"type": "multi_users_select", "selected_users": []},
        {"type": "conversations_select", "selected_conversation": None},
        {"type": "rich_text_input", "rich_text_value": {"type": "rich_text", "elements": []}},
        {"type": "from_the_future", "value": "x"},
        {},
    ],
)
def test_nothing_is_nothing(state: dict[str, Any]) -> None:
    assert values_of({"a": {"value": state}}) == {"a": ()}


def test_what_slack_sent_is_read() -> None:
    """payloads/view_submission.json."""
    state = {"hspI": {"maBWU": {"type": "plain_text_input", "value": "test"}}}
    assert values_of(state) == {"hspI": ("test",)}
