"""Forms as Slack's modals: valid, and read as they were written."""

import pytest
from hypothesis import given, settings

from adapters.slack.dialogs import SEARCH, modal_of, notice_of
from bot.domain.ids import PersonId
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
from bot.messages.limits import SLACK, SLACK_FORM
from bot.messages.pages import pages
from bot.messages.parts import Mention, Message, Quote, say
from bot.messages.split import split
from tests.adapters.slack.modals import READER, element, options, page, read, sent
from tests.messages.strategies import HOSTILE, forms, messages
from tests.servers.slack.mrkdwn import UNSEEN
from tests.servers.slack.rules import check_view

patient = settings(deadline=None, max_examples=50)

# --- every form ---------------------------------------------------------------------------------


@patient
@given(forms)
def test_slack_takes_every_page(asked: Form) -> None:
    for shown in pages(asked, SLACK_FORM):
        faults = {field.name: "Please fill this in." for field in shown.fields[:3]}
        assert check_view(modal_of(shown, "m" * 3_000), "modal") == []
        assert check_view(modal_of(shown, "", faults | {"other": "No."}), "modal") == []


@patient
@given(forms)
def test_every_word_of_a_form_is_read(asked: Form) -> None:
    for shown in pages(asked, SLACK_FORM):
        said = read(modal_of(shown, ""))
        for field in shown.fields:
            assert field.label.translate(UNSEEN).rstrip("\n") in said
        # A long one is several blocks, each a line of its own.
        assert "".join(shown.intro.translate(UNSEEN).split()) in "".join(said.split())


@pytest.mark.parametrize("typed", [text for text in HOSTILE if text.strip()])
def test_what_was_typed_is_read_as_typed(typed: str) -> None:
    asked = TextField("need", typed[:2_000], hint=typed, example=typed[:100], value=typed)
    modal = modal_of(page(asked, intro=typed), "")
    reading = READER.blocks(modal["blocks"])
    assert reading.text.startswith(typed.translate(UNSEEN).removesuffix("\n"))
    assert not reading.mentions
    assert not reading.links
    assert sent(modal) == {"need": (typed,)}


@patient
@given(messages)
def test_slack_takes_every_notice(said: Message) -> None:
    for piece in split(said, SLACK):
        notice = notice_of(piece, "Unstuck", "kept")
        assert check_view(notice, "modal") == []
        assert READER.blocks(notice["blocks"]).mentions == []


# --- a modal ------------------------------------------------------------------------------------


def test_a_modal_says_what_sending_it_means() -> None:
    modal = modal_of(page(TextField("need", "Need"), intro="Two minutes."), "kept")
    assert modal["callback_id"] == "1~asks.send~a1"
    assert modal["private_metadata"] == "kept"
    assert modal["notify_on_close"] is False
    titles = [modal[key]["text"] for key in ("title", "submit", "close")]
    assert titles == ["Ask for context", "Send", "Not now"]
    assert read(modal) == "Two minutes.\nNeed"


def test_a_notice_can_only_be_closed() -> None:
    ann = Mention(PersonId("p1"), "Ann")
    notice = notice_of(Message((say(ann, " asks:"), Quote("which?")), (ann.person,)), "Unstuck")
    assert check_view(notice, "modal") == []
    assert "submit" not in notice
    assert notice["close"]["text"] == "Close"
    assert read(notice) == "Ann asks:\nwhich?"


def test_faults_stand_on_top_with_the_labels_of_their_fields() -> None:
    faults = {"need": "Please fill this in.", "kind": "Please choose one.", "": "Not today."}
    modal = modal_of(page(TextField("need", "Need *"), intro="Hello."), "", faults)
    assert read(modal).splitlines() == [
        "Need *: Please fill this in.",
        "Please choose one.",
        "Not today.",
        "Hello.",
        "Need *",
    ]
    assert modal_of(page(TextField("need", "Need")), "", {}) == modal_of(
        page(TextField("need", "Need")), ""
    )


def test_an_intro_too_long_for_one_block_is_read_whole() -> None:
    words = " ".join(f"*{n:05}*" for n in range(1_500))
    modal = modal_of(page(TextField("need", "Need"), intro=words), "")
    assert check_view(modal, "modal") == []
    assert read(modal).split() == [*words.translate(UNSEEN).split(), "Need"]


def test_a_full_modal_has_room_for_its_faults() -> None:
    many = tuple(TextField(f"q{number}", "Q") for number in range(98))
    modal = modal_of(page(*many, intro="Hello."), "", {"q0": "No."})
    assert len(modal["blocks"]) == 100
    assert check_view(modal, "modal") == []


@pytest.mark.parametrize("is_required", [True, False])
def test_only_what_is_required_must_be_filled_in(is_required: bool) -> None:
    (block,) = modal_of(page(TextField("a", "A", is_required=is_required)), "")["blocks"]
    assert block["optional"] is not is_required
    assert block["block_id"] == "a"
    assert "hint" not in block


# --- fields -------------------------------------------------------------------------------------


def test_a_text_is_asked_for_in_its_length() -> None:
    asked = TextField("a", "A", "so far", is_long=True, longest=200, hint="H", example="like this")
    assert element(asked) == {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": True,
        "max_length": 200,
        "initial_value": "so far",
        "placeholder": {"type": "plain_text", "text": "like this", "emoji": False},
    }
    plain = element(TextField("a", "A"))
    assert not plain["multiline"]
    assert not {"initial_value", "placeholder"} & plain.keys()


def test_what_was_typed_is_not_escaped_where_it_is_typed() -> None:
    assert element(TextField("a", "A", "R&D <b>"))["initial_value"] == "R&D <b>"


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (ChoiceField("a", "A", options(2)), "radio_buttons"),
        (ChoiceField("a", "A", options(4)), "radio_buttons"),
        (ChoiceField("a", "A", options(5)), "static_select"),
        (ChoiceField("a", "A", options(1)), "static_select"),
        (ChoiceField("a", "A", options(2, "x" * 40)), "static_select"),
        (ChoiceField("a", "A", options(2), is_required=False), "static_select"),
        (ChoiceField("a", "A", options(10), takes_many=True), "checkboxes"),
        (ChoiceField("a", "A", options(11), takes_many=True), "multi_static_select"),
        (PeopleField("a", "A"), "multi_users_select"),
        (PeopleField("a", "A", takes_many=False), "users_select"),
        (ChannelField("a", "A", "Nowhere"), "conversations_select"),
        (GroupField("a", "A", "Nobody"), "conversations_select"),
        (SearchField("a", "A", "zones"), "external_select"),
    ],
)
def test_each_field_is_asked_for_in_its_kind(asked: Field, kind: str) -> None:
    asked_with = element(asked)
    assert asked_with["type"] == kind
    assert not any(key.startswith("initial") for key in asked_with)
    assert sent(modal_of(page(asked), "")) == {"a": ()}


def test_a_search_says_where_it_looks() -> None:
    asked = element(SearchField("zone", "Zone", "zones", "Europe/London"))
    assert asked["action_id"] == f"{SEARCH}zones"
    assert asked["min_query_length"] == 1
    assert asked["initial_option"]["value"] == "Europe/London"


def test_channels_are_public_or_private_and_may_be_none() -> None:
    for asked in (ChannelField("a", "A", "None & all"), GroupField("a", "A", "None & all")):
        menu = element(asked)
        # No summary goes where another company reads it.
        assert menu["filter"] == {
            "include": ["public", "private"],
            "exclude_bot_users": True,
            "exclude_external_shared_channels": isinstance(asked, ChannelField),
        }
        assert menu["placeholder"]["text"] == "None &amp; all"
