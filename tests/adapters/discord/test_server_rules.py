"""What the protocol server refuses in messages and in answers to interactions."""

from time import perf_counter

import pytest

from tests.adapters.discord.server_bodies import (
    V2,
    Json,
    button,
    choices,
    display,
    file,
    label,
    modal,
    row,
    text_input,
    told,
)
from tests.servers.discord.documents import faults_of_request
from tests.servers.discord.rules import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    PING,
    check_interaction_response,
    check_message,
)

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
MESSAGES = "/channels/{channel_id}/messages"


def embed(**more: object) -> Json:
    return {"embeds": [{"title": "x", **more}]}


# Each rule: what is well, what is not, and words of the fault.
POSTS: dict[str, tuple[Json, Json, str]] = {
    "content": ({"content": "x" * 2_000}, {"content": "x" * 2_001}, "2001 characters"),
    "nothing": ({"content": "x"}, {"content": " "}, "an empty message"),
    "a file only": ({"attachments": [{"id": 0, "filename": "x.png"}]}, {}, "an empty message"),
    "V2 with content": (
        {"flags": V2, "components": [display()]},
        {"flags": V2, "components": [display()], "content": "x"},
        "content: none beside components V2",
    ),
    "V2 with embeds": (
        {"flags": V2, "components": [display()], "embeds": []},
        {"flags": V2, "components": [display()], **embed()},
        "embeds: none beside",
    ),
    "V2 without its flag": (
        {"components": [row(button())]},
        {"components": [display()]},
        "without their flag",
    ),
    "V2's file": (
        {
            "flags": V2,
            "components": [file()],
            "attachments": [{"id": 0, "filename": "x.png"}],
        },
        {"flags": V2, "components": [file()]},
        "names no file",
    ),
    "flags": ({"content": "x", "flags": 1 << 12}, {"content": "x", "flags": 1 << 6}, "64 may not"),
    "embeds": (
        embed(description="x" * 4_000, footer={"text": "x" * 1_999}),
        embed(description="x" * 4_000, footer={"text": "x" * 2_000}),
        "6001 characters in all",
    ),
    "empty embed": (embed(), {"embeds": [{"color": 1}]}, "embeds[0]: empty"),
    "empty field": (
        embed(fields=[{"name": "x", "value": "x"}]),
        embed(fields=[{"name": "x", "value": ""}]),
        "a blank value",
    ),
    "mentions": (
        {"content": "x", "allowed_mentions": {"parse": ["roles"], "users": ["1"]}},
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "either all users or some",
    ),
    "nonce": (
        {"content": "x", "nonce": "x", "enforce_nonce": True},
        {"content": "x", "enforce_nonce": True},
        "nonce: none",
    ),
}

EDITS: dict[str, tuple[Json, Json, str]] = {
    "content": ({"content": ""}, {"content": "x" * 2_001}, "2001 characters"),
    "flags": ({"flags": 1 << 2}, {"flags": 1 << 12}, "4096 may not be set"),
    "emptied": ({"flags": V2, "components": [display()]}, {"flags": V2, "components": []}, "empty"),
    "kept file": (
        {"flags": V2, "components": [file()], "attachments": [{"id": "1"}]},
        {"flags": V2, "components": [file()], "attachments": [{"id": 0, "filename": "y"}]},
        "names no file",
    ),
    "V2 by its components": (
        {"components": [display()]},
        {"components": [display()], "content": "x"},
        "content: none beside",
    ),
}

RESPONSES: dict[str, tuple[int, Json, Json, str]] = {
    "ping": (PING, {"type": 1}, {"type": 4, "data": {"content": "x"}}, "type: 4"),
    "command": (COMMAND, {"type": 4, "data": {"content": "x"}}, {"type": 7}, "type: 7"),
    "no data": (COMMAND, {"type": 4, "data": {"content": "x"}}, {"type": 4}, "data: none"),
    "nothing said": (
        COMMAND,
        {"type": 4, "data": {"content": "x", "flags": 64}},
        {"type": 4, "data": {"flags": 64}},
        "data.it: an empty message",
    ),
    "deferral": (
        COMMAND,
        {"type": 5, "data": {"flags": 64}},
        {"type": 5, "data": {"flags": V2}},
        "only EPHEMERAL",
    ),
    "deferral with words": (
        COMMAND,
        {"type": 5},
        {"type": 5, "data": {"content": "x"}},
        "only flags may be said",
    ),
    "press": (COMPONENT, {"type": 6}, {"type": 8, "data": {"choices": []}}, "type: 8"),
    "deferred update": (COMPONENT, {"type": 6}, {"type": 6, "data": {"content": "x"}}, "none"),
    "update": (
        COMPONENT,
        {"type": 7, "data": {"content": "x"}},
        {"type": 7, "data": {"content": "x", "flags": 64}},
        "data.flags: 64 may not be set",
    ),
    "update without data": (COMPONENT, {"type": 7, "data": {"content": ""}}, {"type": 7}, "needs"),
    "modal": (
        COMPONENT,
        {"type": 9, "data": modal(label(text_input()))},
        {"type": 9, "data": modal()},
        "data.components: 0, 1 to 5",
    ),
    "a modal upon a modal": (
        MODAL_SUBMIT,
        {"type": 4, "data": {"content": "x"}},
        {"type": 9, "data": modal(label(text_input()))},
        "type: 9",
    ),
    "an update from nowhere": (MODAL_SUBMIT, {"type": 5}, {"type": 6}, "type: 6"),
    "suggestions": (
        AUTOCOMPLETE,
        {"type": 8, "data": {"choices": choices(25)}},
        {"type": 8, "data": {"choices": choices(26)}},
        "26, at most 25",
    ),
    "no list of suggestions": (
        AUTOCOMPLETE,
        {"type": 8, "data": {"choices": []}},
        {"type": 8, "data": {}},
        "choices: none",
    ),
    "suggestion's name": (
        AUTOCOMPLETE,
        {"type": 8, "data": {"choices": [{"name": "x" * 100, "value": 1}]}},
        {"type": 8, "data": {"choices": [{"name": "x" * 101, "value": 1}]}},
        "101 characters of name",
    ),
    "suggestion's value": (
        AUTOCOMPLETE,
        {"type": 8, "data": {"choices": [{"name": "x", "value": "x" * 100}]}},
        {"type": 8, "data": {"choices": [{"name": "x", "value": "x" * 101}]}},
        "101 characters of value",
    ),
    "only suggestions": (
        AUTOCOMPLETE,
        {"type": 8, "data": {"choices": []}},
        {"type": 4, "data": {"content": "x"}},
        "type: 4",
    ),
}


@pytest.mark.parametrize("rule", POSTS)
def test_rules_of_messages(rule: str) -> None:
    well, wrong, words = POSTS[rule]
    assert check_message(well) == []
    assert faults_of_request("POST", MESSAGES, well, {}) == []
    assert words in told(check_message(wrong))


@pytest.mark.parametrize("rule", EDITS)
def test_rules_of_edits(rule: str) -> None:
    well, wrong, words = EDITS[rule]
    assert check_message(well, is_edit=True) == []
    assert words in told(check_message(wrong, is_edit=True))


def test_an_edit_is_of_the_kind_of_its_message() -> None:
    assert check_message({"content": "x"}, is_edit=True, was_v2=False) == []
    assert "content" in told(check_message({"content": "x"}, is_edit=True, was_v2=True))
    layout = {"components": [display()]}
    assert check_message(layout, is_edit=True, was_v2=True) == []
    assert "flag" in told(check_message(layout, is_edit=True, was_v2=False))


def test_only_interactions_are_answered_unseen_by_others() -> None:
    whisper = {"content": "x", "flags": 64}
    assert check_message(whisper, is_interaction=True) == []
    assert "64 may not be set" in told(check_message(whisper))


def test_files_may_be_named_apart() -> None:
    layout = {"flags": V2, "components": [file()]}
    assert check_message(layout, files=["x.png"]) == []
    assert check_message({}, files=["x.png"]) == []


@pytest.mark.parametrize("rule", RESPONSES)
def test_rules_of_answers_to_interactions(rule: str) -> None:
    interaction, well, wrong, words = RESPONSES[rule]
    assert check_interaction_response(well, interaction) == []
    assert faults_of_request("POST", CALLBACK, well, {"with_response": "1"}) == []
    assert words in told(check_interaction_response(wrong, interaction))


def test_a_modal_updates_the_message_that_it_was_opened_from() -> None:
    for answer in {"type": 6}, {"type": 7, "data": {"content": "x"}}:
        assert check_interaction_response(answer, MODAL_SUBMIT, is_component=True) == []
        assert check_interaction_response(answer, COMMAND) != []


def test_an_interaction_may_be_told_by_its_traits() -> None:
    again = {"type": 9, "data": modal(label(text_input()))}
    assert check_interaction_response(again, COMPONENT) == []
    assert check_interaction_response(again, COMPONENT, is_from_modal=True) != []
    assert check_interaction_response(again, COMMAND, is_autocomplete=True) != []


@pytest.mark.parametrize("junk", [None, 5, "x", [], [None], {"x": 5}])
def test_what_is_no_message_breaks_nothing(junk: object) -> None:
    """The document refuses it."""
    keys = ("content", "flags", "embeds", "components", "attachments", "allowed_mentions")
    for body in ({key: junk} for key in keys):
        check_message(body)
        check_message(body, is_edit=True)
    check_interaction_response({"type": 4, "data": junk}, COMMAND)
    check_interaction_response({"type": junk}, COMMAND)


def test_a_check_costs_little() -> None:
    """It is called for every request of thousands of tests."""
    components = [display("x" * 300)] * 5 + [row(*(button(str(n)) for n in range(4)))]
    body = {"flags": V2, "components": components}
    durations = []
    for _ in range(50):
        start = perf_counter()
        assert not faults_of_request("POST", MESSAGES, body, {}) + check_message(body)
        durations.append(perf_counter() - start)
    assert min(durations) < 0.002
