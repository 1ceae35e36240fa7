"""What the protocol server refuses in calls, views, responses and acknowledgements."""

import json
from time import perf_counter

import pytest

from tests.adapters.slack.bodies import (
    POST,
    Json,
    actions,
    asked,
    button,
    home,
    modal,
    options,
    plain,
    section,
    text_input,
    told,
)
from tests.servers.slack.documents import SPECS
from tests.servers.slack.rules import (
    check_ack,
    check_answer,
    check_call,
    check_message,
    check_view,
    check_webhook,
)

# Each rule: what is well, what is not, and words of the fault.
VIEWS: dict[str, tuple[Json, Json, str]] = {
    "blocks": (modal(*[section()] * 100), modal(*[section()] * 101), "too long"),
    "title": (modal(title=plain("x" * 24)), modal(title=plain("x" * 25)), "too long"),
    "no title": (modal(), modal(title=None), "'title' is a required property"),
    "metadata": (modal(private_metadata="x" * 3_000), modal(private_metadata="x" * 3_001), "long"),
    "callback": (modal(callback_id="x" * 255), modal(callback_id="x" * 256), "too long"),
    "no submit": (modal(asked(text_input())), modal(asked(text_input()), submit=None), "submit"),
    "surface": (modal(section()), modal({"type": "markdown", "text": "x"}), "stand in a modal"),
    "kind": (modal(), home(), "'modal' was expected"),
    "same field": (
        modal(asked(text_input(), block_id="a"), asked(text_input(), block_id="b")),
        modal(asked(text_input(), block_id="a"), asked(text_input(), block_id="a")),
        "'a' is there twice",
    ),
}

CALLS: dict[str, tuple[str, Json, Json, str]] = {
    "method": ("chat.postMessage", POST, {}, "required"),
    "unknown argument": ("chat.postMessage", POST, POST | {"colour": "x"}, "no argument of"),
    "fallback": ("chat.postMessage", POST, POST | {"text": "", "blocks": [section()]}, "beside"),
    "nothing said": ("chat.postMessage", POST, POST | {"text": " "}, "text: none"),
    "text": ("chat.postMessage", POST | {"text": "&lt;"}, POST | {"text": "<"}, "not escaped"),
    "too much text": (
        "chat.postMessage",
        POST | {"text": "x" * 40_000},
        POST | {"text": "x" * 40_001},
        "40001 characters",
    ),
    "channel": (
        "chat.postMessage",
        POST | {"channel": "U0123"},
        POST | {"channel": "#general"},
        "channel: '#general'",
    ),
    "thread": (
        "chat.postMessage",
        POST | {"thread_ts": "1503435956.000247"},
        POST | {"thread_ts": "1503435956"},
        "thread_ts",
    ),
    "blocks in a string": (
        "chat.postMessage",
        POST | {"blocks": json.dumps([section()])},
        POST | {"blocks": json.dumps([section("<")])},
        "not escaped",
    ),
    "no blocks in a string": (
        "chat.postMessage",
        POST | {"blocks": "[]"},
        POST | {"blocks": "[{"},
        "is not of type 'array'",
    ),
    "to whom": (
        "chat.postEphemeral",
        POST | {"user": "U0123"},
        POST | {"user": "ann"},
        "user: 'ann'",
    ),
    "which message": (
        "chat.update",
        POST | {"ts": "1503435956.000247"},
        POST,
        "ts: required by chat.update",
    ),
    "which view": (
        "views.update",
        {"view": modal(), "view_id": "V1", "hash": "1.x"},
        {"view": modal()},
        "required by views.update",
    ),
    "a modal": (
        "views.open",
        {"trigger_id": "1.2.x", "view": modal()},
        {"trigger_id": "1.2.x", "view": home()},
        "'home' may not stand here, but modal",
    ),
    "a home": (
        "views.publish",
        {"user_id": "U0123", "view": json.dumps(home(section()))},
        {"user_id": "U0123", "view": modal()},
        "'modal' may not stand here, but home",
    ),
    "a field of a view": (
        "views.open",
        {"trigger_id": "1.2.x", "view": modal(asked(text_input(max_length=9)))},
        {"trigger_id": "1.2.x", "view": modal(asked(text_input(max_length="9")))},
        "view.blocks[0].element.max_length: '9' is not of type 'number'",
    ),
    "person": ("users.info", {"user": "U0123"}, {}, "user: required"),
    "people": (
        "conversations.open",
        {"users": "U0123,U0124", "return_im": "1"},
        {"users": "U0123 U0124"},
        "users:",
    ),
    "a flag": (
        "conversations.open",
        {"users": "U0123", "return_im": "true"},
        {"users": "U0123", "return_im": "maybe"},
        "return_im: 'maybe' is not of type 'boolean'",
    ),
    "members": (
        "conversations.members",
        {"channel": "C0123456789", "limit": "200"},
        {"channel": "C0123456789", "limit": "many"},
        "limit: 'many' is not of type 'integer'",
    ),
    "code": ("oauth.v2.access", {"code": "x", "client_id": "1"}, {"client_id": "1"}, "code"),
    "upload": (
        "files.getUploadURLExternal",
        {"filename": "x.png", "length": "9", "alt_txt": "x"},
        {"filename": "x.png", "length": "0"},
        "less than the minimum",
    ),
    "uploaded": (
        "files.completeUploadExternal",
        {"files": '[{"id": "F0123", "title": "x"}]', "channel_id": "D0123456789"},
        {"files": '[{"title": "x"}]'},
        "'id' is a required property",
    ),
    "uploaded to whom": (
        "files.completeUploadExternal",
        {"files": [{"id": "F0123"}], "channel_id": "C0123456789"},
        {"files": [{"id": "F0123"}], "channel_id": "U0123456789"},
        "channel_id",
    ),
    "uploaded with words": (
        "files.completeUploadExternal",
        {"files": [{"id": "F0123"}], "initial_comment": "&lt;"},
        {"files": [{"id": "F0123"}], "initial_comment": "<!channel"},
        "not escaped",
    ),
}

WEBHOOKS: dict[str, tuple[Json, Json, str]] = {
    "text": ({"text": "x", "replace_original": True}, {"replace_original": True}, "text: none"),
    "deletion": ({"delete_original": True}, {"delete_original": "yes"}, "not true or false"),
    "type": ({"text": "x", "response_type": "ephemeral"}, {"text": "x", "response_type": "x"}, "x"),
    "key": ({"text": "x", "thread_ts": "1.2"}, {"text": "x", "channel": "C01"}, "not of a"),
    "blocks": ({"text": "x", "blocks": [section()]}, {"blocks": [section()]}, "beside"),
}

ACKS: dict[str, tuple[str, Json, Json, str]] = {
    "command": (
        "slash_commands",
        {"text": "x", "response_type": "ephemeral"},
        {"text": "x", "replace_original": True},
        "not of a response",
    ),
    "press": ("block_actions", {}, {"text": "x"}, "without a body"),
    "event": ("events_api", {}, {"text": "x"}, "without a body"),
    "payload": ("view_submission", {}, {"ok": True}, "response_action"),
    "errors": (
        "view_submission",
        {"response_action": "errors", "errors": {"a": "Please fill this in."}},
        {"response_action": "errors", "errors": {"a": ""}},
        "no sentence",
    ),
    "no errors": (
        "view_submission",
        {"response_action": "clear"},
        {"response_action": "errors", "errors": {}},
        "errors: none",
    ),
    "next view": (
        "view_submission",
        {"response_action": "update", "view": modal(section())},
        {"response_action": "update", "view": modal(section("<"))},
        "view.blocks[0]",
    ),
    "pushed view": (
        "view_submission",
        {"response_action": "push", "view": modal()},
        {"response_action": "push"},
        "view: none",
    ),
    "suggestions": (
        "block_suggestion",
        {"options": options(100)},
        {"options": options(101)},
        "too long",
    ),
    "no suggestions": ("block_suggestion", {"options": []}, {}, "either options or"),
    "unknown": ("slash_commands", {}, {"text": "<"}, "not escaped"),
}


@pytest.mark.parametrize("rule", VIEWS)
def test_rules_of_views(rule: str) -> None:
    well, wrong, words = VIEWS[rule]
    assert check_view(well, "modal") == []
    assert words in told(check_view(wrong, "modal"))


def test_a_home_has_no_title() -> None:
    assert check_view(home(section(), asked(text_input())), "home") == []
    assert "'title' was unexpected" in told(check_view(home() | {"title": plain("x")}, "home"))


@pytest.mark.parametrize("rule", CALLS)
def test_rules_of_calls(rule: str) -> None:
    method, well, wrong, words = CALLS[rule]
    assert check_call(method, {"token": "xoxb", **well}) == []
    assert words in told(check_call(method, wrong))


def test_there_are_no_other_methods() -> None:
    assert check_call("chat.shout", {}) == ["no such method: chat.shout"]
    assert check_answer("chat.shout", {"ok": True}) == ["no such method: chat.shout"]
    assert check_call("apps.connections.open", {"token": "xapp"}) == []
    assert check_call("auth.test", {}) == []
    assert check_ack("party", {"text": "x"}) == ["no such payload: party"]


@pytest.mark.parametrize("rule", WEBHOOKS)
def test_rules_of_a_response_url(rule: str) -> None:
    well, wrong, words = WEBHOOKS[rule]
    assert check_webhook(well) == []
    assert words in told(check_webhook(wrong))


@pytest.mark.parametrize("rule", ACKS)
def test_rules_of_acknowledgements(rule: str) -> None:
    kind, well, wrong, words = ACKS[rule]
    assert check_ack(kind, well) == []
    assert words in told(check_ack(kind, wrong))


# --- what Slack sent ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["view_submission", "view_closed", "block_suggestion"])
def test_views_that_slack_sent_are_well(name: str) -> None:
    view = json.loads((SPECS / "payloads" / f"{name}.json").read_text())["view"]
    known = ("type", "title", "submit", "close", "blocks", "private_metadata", "callback_id")
    assert check_view({key: view[key] for key in known}, "modal") == []


def test_a_button_that_slack_sent_is_well() -> None:
    payload = json.loads((SPECS / "payloads" / "block_actions.json").read_text())
    (action,) = payload["actions"]
    sent = {key: action[key] for key in ("type", "action_id", "text", "value")}
    assert check_message({"text": "x", "blocks": [actions(sent, block_id="b")]}) == []


def test_a_check_costs_little() -> None:
    """It is called for every request of thousands of tests."""
    blocks = [section("x" * 300)] * 5 + [actions(*(button(str(n)) for n in range(4)))]
    check_call("chat.postMessage", POST | {"blocks": blocks})
    durations = []
    for _ in range(50):
        start = perf_counter()
        check_call("chat.postMessage", POST | {"blocks": blocks})
        durations.append(perf_counter() - start)
    assert min(durations) < 0.005
