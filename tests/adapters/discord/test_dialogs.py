"""Forms as Discord's modals: valid, and read as they were written."""

from dataclasses import replace

import discord
import pytest
from hypothesis import given, settings

from adapters.discord.dialogs import modal_of
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
from tests.adapters.discord.drawn import squeezed
from tests.adapters.discord.modals import (
    CUSTOM_ID,
    component,
    faults,
    form,
    label,
    modal,
    options,
    page,
    sent,
)
from tests.messages.strategies import HOSTILE, forms
from tests.servers.discord.markdown import read

patient = settings(deadline=None, max_examples=50)

# --- every form ---------------------------------------------------------------------------------


@patient
@given(forms)
def test_discord_takes_every_page(asked: Form) -> None:
    for shown in pages(asked, DISCORD_FORM):
        # A form without fields and words is no form.
        if shown.fields or shown.intro:
            assert faults(modal_of(shown, CUSTOM_ID).to_dict()) == []


@patient
@given(forms)
def test_every_word_of_a_form_is_read(asked: Form) -> None:
    for shown in pages(asked, DISCORD_FORM):
        outers = modal_of(shown, CUSTOM_ID).to_dict()["components"]
        if shown.intro:
            reading = read(outers.pop(0)["content"])
            assert squeezed(reading.text) == (squeezed(shown.intro) or "…")
            assert set(reading.marks) <= {"address"}
        for outer, field in zip(outers, shown.fields, strict=True):
            assert squeezed(outer["label"]) == (squeezed(field.label) or "…")
            assert squeezed(outer.get("description") or "") == squeezed(field.hint)


@pytest.mark.parametrize("typed", [text for text in HOSTILE if squeezed(text)])
def test_what_was_typed_is_read_as_typed(typed: str) -> None:
    asked = TextField("need", typed, hint=typed, example=typed[:100], value=typed)
    given = modal(page(asked, intro=typed[:1_000]))
    reading = read(given["components"][0]["content"])
    assert squeezed(reading.text) == squeezed(typed[:1_000])
    assert set(reading.marks) <= {"address"}
    assert all(words == address for words, address in reading.links)
    assert sent(given) == {"need": (typed.replace("\x00", "\ufffd"),)}


# --- a modal ------------------------------------------------------------------------------------


def test_a_modal_says_what_it_asks() -> None:
    given = modal(page(TextField("need", "Need", hint="Two words."), intro="Two minutes."))
    assert given["custom_id"] == CUSTOM_ID
    assert given["title"] == "Ask for context"
    intro, asked = given["components"]
    assert intro == {"type": 10, "content": "Two minutes\\."}
    assert (asked["label"], asked["description"]) == ("Need", "Two words.")
    assert asked["component"]["custom_id"] == "need"


async def test_discord_py_keeps_nothing_of_a_modal() -> None:
    assert modal_of(page(TextField("need", "Need")), "m").is_finished()


def test_words_without_shape_are_left_out() -> None:
    unseen = "\u200b\x00"
    shown = Form(form().does, unseen, "Send", (TextField("a", unseen, hint=unseen),), unseen)
    given = modal_of(shown, "m").to_dict()
    assert faults(given) == []
    assert given["title"] == given["components"][0]["content"] == "…"
    assert given["components"][1]["label"] == "…"
    assert "description" not in given["components"][1]


@pytest.mark.parametrize("is_required", [True, False])
@pytest.mark.parametrize(
    "asked",
    [
        TextField("a", "A"),
        ChoiceField("a", "A", options(3)),
        ChoiceField("a", "A", options(9)),
        ChoiceField("a", "A", options(3), takes_many=True),
        ChoiceField("a", "A", options(20), takes_many=True),
        PeopleField("a", "A"),
        SearchField("a", "A", "zones"),
    ],
)
def test_only_what_is_required_must_be_filled_in(
    asked: TextField | ChoiceField | PeopleField | SearchField, is_required: bool
) -> None:
    shown = component(replace(asked, is_required=is_required))
    assert shown["required"] is is_required
    assert shown.get("min_values", int(is_required)) == int(is_required)


# --- fields -------------------------------------------------------------------------------------


def test_a_text_is_asked_for_in_its_length() -> None:
    asked = TextField("a", "A", "so far", is_long=True, longest=200, example="like this")
    assert component(asked) == {
        "type": 4,
        "style": discord.TextStyle.paragraph.value,
        "label": None,
        "custom_id": "a",
        "required": True,
        "placeholder": "like this",
        "value": "so far",
        "max_length": 200,
    }
    plain = component(TextField("a", "A"))
    assert plain["style"] == discord.TextStyle.short.value
    assert plain["max_length"] == 3_000
    assert not {"value", "placeholder", "min_length"} & plain.keys()
    assert "description" not in label(TextField("a", "A"))


def test_lines_are_not_pressed_into_one() -> None:
    assert component(TextField("a", "A", "x\ny"))["style"] == discord.TextStyle.paragraph.value


def test_what_was_typed_is_not_escaped_where_it_is_typed() -> None:
    assert component(TextField("a", "A", "R&D *b*"))["value"] == "R&D *b*"
    assert label(TextField("a", "R&D *b*", hint="*c*"))["label"] == "R&D *b*"


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (ChoiceField("a", "A", options(2)), discord.ComponentType.radio_group),
        (ChoiceField("a", "A", options(4)), discord.ComponentType.radio_group),
        (ChoiceField("a", "A", options(5)), discord.ComponentType.string_select),
        (ChoiceField("a", "A", options(1)), discord.ComponentType.string_select),
        (ChoiceField("a", "A", options(2, "x" * 39)), discord.ComponentType.radio_group),
        (ChoiceField("a", "A", options(2, "x" * 40)), discord.ComponentType.string_select),
        (ChoiceField("a", "A", options(2), is_required=False), discord.ComponentType.string_select),
        (ChoiceField("a", "A", options(1), takes_many=True), discord.ComponentType.checkbox_group),
        (ChoiceField("a", "A", options(10), takes_many=True), discord.ComponentType.checkbox_group),
        (ChoiceField("a", "A", options(11), takes_many=True), discord.ComponentType.string_select),
        (PeopleField("a", "A"), discord.ComponentType.user_select),
        (PeopleField("a", "A", takes_many=False), discord.ComponentType.user_select),
        (ChannelField("a", "A", "Nowhere"), discord.ComponentType.channel_select),
        (GroupField("a", "A", "Nobody"), discord.ComponentType.role_select),
        (SearchField("a", "A", "zones"), discord.ComponentType.text_input),
    ],
)
def test_each_field_is_asked_for_in_its_kind(asked: Field, kind: discord.ComponentType) -> None:
    shown = component(asked)
    assert shown["type"] == kind.value
    assert not shown.keys() & {"value", "default_values"}
    assert not any(option["default"] for option in shown.get("options", ()))
    assert sent(modal(page(asked))) == {"a": ()}


@pytest.mark.parametrize(
    ("asked", "most"),
    [
        (ChoiceField("a", "A", options(9)), 1),
        (ChoiceField("a", "A", options(9), takes_many=True), 9),
        (ChoiceField("a", "A", options(20), takes_many=True), 20),
        (PeopleField("a", "A"), 25),
        (PeopleField("a", "A", takes_many=False), 1),
        (ChannelField("a", "A", ""), 1),
        (GroupField("a", "A", ""), 1),
    ],
)
def test_as_many_can_be_chosen_as_are_asked_for(asked: Field, most: int) -> None:
    assert component(asked)["max_values"] == most


def test_a_search_says_where_it_looks() -> None:
    asked = component(SearchField("zone", "Zone", "people.city", "Europe/London"))
    assert asked["custom_id"] == "zone!people.city"
    assert asked["value"] == "Europe/London"
    assert asked["placeholder"] == "Type …"
    assert asked["max_length"] == 100


def test_channels_are_such_as_take_a_summary_and_may_be_none() -> None:
    menu = component(ChannelField("a", "A", "None & all"))
    assert menu["channel_types"] == [0, 5]
    for asked in (menu, component(GroupField("a", "A", "None & all"))):
        assert (asked["required"], asked["min_values"]) == (False, 0)
        assert asked["placeholder"] == "None & all"


def test_what_none_means_is_said_in_short() -> None:
    said = component(GroupField("a", "A", "Nobody. " * 30))["placeholder"]
    assert said.endswith("…")
    assert len(said) <= 100
