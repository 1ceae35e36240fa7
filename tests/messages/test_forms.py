"""What a form says of its values, and its pages on every platform."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages.forms import (
    LONGEST_TEXT,
    ChannelField,
    ChoiceField,
    Field,
    Form,
    GroupField,
    PeopleField,
    SearchField,
    TextField,
    Values,
    text_of,
)
from bot.messages.limits import DISCORD_FORM, PLAYGROUND_FORM, SLACK_FORM, FormLimits
from bot.messages.pages import pages
from bot.messages.parts import Option
from bot.messages.refs import Ref
from tests.messages.dialogs import discord_refuses_form, slack_refuses_form
from tests.messages.strategies import forms, texts

patient = settings(deadline=None, max_examples=50)

ALL = (SLACK_FORM, DISCORD_FORM, PLAYGROUND_FORM)
KINDS = (Option("broken", "Environment broken"), Option("waiting", "Waiting"), Option("big", "Big"))

EMPTY = "Please fill this in."


def form(*fields: Field, intro: str = "") -> Form:
    return Form(Ref("asks.send"), "Ask for context", "Send", fields, intro)


def text(name: str) -> TextField:
    return TextField(name, name)


def shown(page: Form) -> Values:
    """The values that a dialog shows, and sends back if nobody changes them."""
    found: dict[str, tuple[str, ...]] = {}
    for field in page.fields:
        match field:
            case TextField() | SearchField():
                found[field.name] = (field.value,)
            case ChoiceField() | PeopleField() | ChannelField() | GroupField():
                found[field.name] = field.chosen
    return found


# --- values -----------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [(), ("",), (" \n",)])
@pytest.mark.parametrize(
    "field",
    [
        text("a"),
        ChoiceField("a", "A", KINDS),
        PeopleField("a", "A"),
        SearchField("a", "A", "zones"),
    ],
    ids=lambda field: type(field).__name__,
)
def test_only_a_required_field_must_be_filled_in(
    field: TextField | ChoiceField | PeopleField | SearchField, given: tuple[str, ...]
) -> None:
    assert form(field).faults({"a": given}) == {"a": EMPTY}
    assert form(field).faults({}) == {"a": EMPTY}
    assert form(replace(field, is_required=False)).faults({"a": given}) == {}


def test_a_channel_and_a_group_may_be_left_out() -> None:
    asked = form(ChannelField("where", "Where?", "Nowhere"), GroupField("who", "Who?", "Nobody"))
    assert asked.faults({}) == asked.faults({"where": [], "who": [""]}) == {}
    assert asked.filled({"where": [""], "who": ["C1"]}) == form(
        ChannelField("where", "Where?", "Nowhere"), GroupField("who", "Who?", "Nobody", ("C1",))
    )


def test_a_text_may_be_as_long_as_its_field_says() -> None:
    asked = form(TextField("need", "What do you need?", longest=10), text("why"))
    assert asked.faults({"need": ["x" * 10], "why": ["x" * LONGEST_TEXT]}) == {}
    assert asked.faults({"need": ["x" * 1_011], "why": ["y"]}) == {
        "need": "This is 1,001 characters too long: 10 fit. Nothing was cut."
    }


def test_a_choice_is_one_of_the_options() -> None:
    asked = form(ChoiceField("kind", "What kind?", KINDS))
    assert asked.faults({"kind": ["waiting"]}) == {}
    assert asked.faults({"kind": ["bored"]}) == {"kind": "Please choose one of the options shown."}
    assert asked.faults({"kind": ["waiting", "big"]}) == {"kind": "Please choose one."}


def test_a_choice_of_several_takes_several() -> None:
    asked = form(ChoiceField("kind", "What kinds?", KINDS, takes_many=True))
    assert asked.faults({"kind": ["waiting", "big"]}) == {}
    assert "kind" in asked.faults({"kind": ["waiting", "bored"]})


def test_one_person_is_one_person() -> None:
    asked = form(PeopleField("whom", "Whom?", takes_many=False), PeopleField("also", "Who else?"))
    assert asked.faults({"whom": ["ann"], "also": ["ben", "cleo"]}) == {}
    assert asked.faults({"whom": ["ann", "ben"], "also": ["cleo"]}) == {
        "whom": "Please choose one person."
    }


def test_every_fault_is_named_by_its_field() -> None:
    asked = form(text("a"), TextField("b", "B", longest=1), ChoiceField("c", "C", KINDS), text("d"))
    faults = asked.faults({"b": ["xx"], "c": ["?"], "d": ["fine"], "unknown": ["x"]})
    assert list(faults) == ["a", "b", "c"]


@patient
@given(forms, st.data())
def test_what_was_typed_is_put_back_in(empty: Form, data: st.DataObject) -> None:
    some = [f for f in empty.fields if data.draw(st.booleans())]
    values = {
        f.name: (data.draw(texts),)
        if isinstance(f, TextField | SearchField)
        else tuple(data.draw(st.lists(st.text(min_size=1, max_size=5), max_size=3)))
        for f in some
    }
    filled = empty.filled(values)
    assert shown(filled) == {**shown(empty), **values}
    assert filled.filled(values) == filled
    assert filled.filled(shown(empty)) == empty
    assert filled.faults(values) == empty.faults(values)


def test_a_text_is_read_without_the_white_space_around_it() -> None:
    assert text_of({"need": ["  the seed\n"]}, "need") == "the seed"
    assert text_of({"need": []}, "need") == text_of({}, "need") == ""


# --- pages ------------------------------------------------------------------------------------


@patient
@given(forms)
def test_the_platforms_take_every_page(asked: Form) -> None:
    refusals = [slack_refuses_form(page) for page in pages(asked, SLACK_FORM)]
    refusals += [discord_refuses_form(page) for page in pages(asked, DISCORD_FORM)]
    assert not any(refusals), refusals


@pytest.mark.parametrize("sizes", [range(20, 60), range(90, 160), range(1_990, 2_010)], ids=str)
def test_the_platforms_take_words_of_every_length(sizes: range) -> None:
    for words in ("x" * size for size in sizes):
        asked = Form(
            Ref("asks.send"),
            title=words,
            submit=words,
            fields=(
                TextField("a", words, hint=words, example=words),
                ChoiceField("b", words, (Option("b", words),), hint=words),
                PeopleField("c", words, hint=words),
                SearchField("d", words, "zones", hint=words),
                ChannelField("e", words, nothing=words, hint=words),
                GroupField("f", words, nothing=words, hint=words),
            ),
            intro=words,
        )
        assert not any(slack_refuses_form(page) for page in pages(asked, SLACK_FORM)), len(words)
        assert not any(discord_refuses_form(page) for page in pages(asked, DISCORD_FORM)), len(
            words
        )


@patient
@given(forms)
def test_no_field_is_lost(asked: Form) -> None:
    for limits in ALL:
        found = pages(asked, limits)
        fields = [field for page in found for field in page.fields]
        assert [(type(f), f.name) for f in fields] == [(type(f), f.name) for f in asked.fields]
        assert [f.is_required for f in fields] == [f.is_required for f in asked.fields]
        assert {page.does for page in found} == {asked.does}
        said = "".join(page.intro for page in found)
        assert said.split() == asked.intro.split()


@pytest.mark.parametrize("limits", ALL, ids=["slack", "discord", "playground"])
def test_a_short_form_is_left_as_it_is(limits: FormLimits) -> None:
    asked = form(text("need"), ChoiceField("kind", "What kind?", KINDS, ("big",)), intro="Hello.")
    assert pages(asked, limits) == (asked,)
    assert pages(form(), limits) == (form(),)


def test_discord_shows_five_things_on_a_page() -> None:
    eleven = tuple(text(f"q{n}") for n in range(11))
    assert [len(page.fields) for page in pages(form(*eleven), DISCORD_FORM)] == [5, 5, 1]
    with_intro = pages(form(*eleven, intro="Two minutes."), DISCORD_FORM)
    assert [len(page.fields) for page in with_intro] == [4, 5, 2]
    assert [page.intro for page in with_intro] == ["Two minutes.", "", ""]
    assert len(pages(form(*eleven), SLACK_FORM)) == 1


def test_a_long_intro_is_said_whole() -> None:
    words = " ".join(f"{n:05}" for n in range(1_600))
    asked = form(*(text(f"q{n}") for n in range(6)), intro=words)
    (page,) = pages(asked, SLACK_FORM)
    assert page.intro == words
    # On Discord each page of a dialog says a text of it, beside a field.
    found = pages(asked, DISCORD_FORM)
    assert [len(page.fields) for page in found] == [4, 1, 1]
    assert "".join(page.intro for page in found) == words


def test_a_label_too_long_for_discord_goes_on_in_the_hint() -> None:
    asked = TextField("q", "Which of the papers that you read this week would you read again?")
    (page,) = pages(form(replace(asked, hint="One is enough.")), DISCORD_FORM)
    (field,) = page.fields
    assert field.label == "Which of the papers that you read this week…"
    assert field.hint == "…would you read again? One is enough."


def test_a_text_too_long_for_its_field_is_shown_whole_where_it_can_be() -> None:
    asked = form(TextField("need", "Need", value="x" * 2_500, longest=200))
    (page,) = pages(asked, SLACK_FORM)
    (field,) = page.fields
    assert isinstance(field, TextField)
    assert (field.value, field.longest, field.hint) == ("x" * 2_500, 3_000, "")


def test_a_text_too_long_for_the_platform_says_how_much_is_shown() -> None:
    asked = form(TextField("need", "Need", value="x" * 3_500))
    (page,) = pages(asked, SLACK_FORM)
    (field,) = page.fields
    assert isinstance(field, TextField)
    assert field.value == "x" * 3_000
    assert field.hint == "Only the first 3,000 of 3,500 characters fit here."
    assert [len(shown(p)["need"][0]) for p in pages(asked, DISCORD_FORM)] == [3_500]


def test_what_is_no_longer_offered_is_not_chosen() -> None:
    asked = form(ChoiceField("kind", "What kind?", KINDS, ("big", "bored")))
    assert [shown(page) for page in pages(asked, SLACK_FORM)] == [{"kind": ("big",)}]


@pytest.mark.parametrize("count", [0, 26])
def test_a_choice_that_no_dialog_can_show_is_a_bug(count: int) -> None:
    options = tuple(Option(str(n), str(n)) for n in range(count))
    for limits in ALL:
        with pytest.raises(ValueError, match=f"not {count}"):
            pages(form(ChoiceField("kind", "What kind?", options)), limits)
