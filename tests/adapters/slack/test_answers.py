"""What the protocol server may answer."""

from collections.abc import Mapping

import pytest

from tests.adapters.slack.bodies import (
    Json,
    told,
)
from tests.servers.slack.documents import swagger
from tests.servers.slack.rules import check_answer, check_view

FITTING = (
    "auth.test", "auth.revoke", "chat.delete", "chat.postEphemeral", "chat.update",
    "conversations.list", "conversations.members", "conversations.open", "oauth.v2.access",
    "users.conversations", "views.open", "views.publish", "views.push", "views.update",
)  # fmt: skip
"""Methods whose own examples in the document fit their schemas."""


def example(method: str, which: str = "200") -> Json:
    (operation,) = swagger()["paths"][f"/{method}"].values()
    shown: Json = operation["responses"][which]["examples"]["application/json"]
    return shown


@pytest.mark.parametrize("method", FITTING)
def test_the_documents_own_answers_are_well(method: str) -> None:
    assert check_answer(method, example(method)) == []
    assert check_answer(method, example(method, "default")) == []


@pytest.mark.parametrize(
    ("method", "answer", "words"),
    [
        ("chat.postMessage", {"channel": "C1H9RESGL", "ts": "1"}, "ts: '1' does not match"),
        ("chat.postMessage", {"colour": "red"}, "'colour' was unexpected"),
        ("conversations.members", {"members": []}, "members"),
        ("conversations.open", {"channel": {"id": "X"}}, "channel"),
        ("views.open", {"view": {"id": "V1"}}, "views.open: view: without 'hash'"),
        ("oauth.v2.access", {"access_token": "x"}, "without 'bot_user_id'"),
        ("apps.connections.open", {"url": "http://x"}, "url"),
        ("files.getUploadURLExternal", {"upload_url": "https://x"}, "'file_id'"),
        ("files.completeUploadExternal", {"files": [{"title": "x"}]}, "'id'"),
    ],
)
def test_an_answer_is_as_the_documents_say(method: str, answer: Json, words: str) -> None:
    assert words in told(check_answer(method, {"ok": True, **answer}))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"ok": False, "error": "channel_not_found"}, ""),
        ({"ok": False, "error": "missing_scope", "needed": "x", "provided": "y"}, ""),
        ({"ok": False, "error": "invalid_blocks", "response_metadata": {"messages": []}}, ""),
        ({"ok": False, "error": "No."}, "no name of an error"),
        ({"ok": False}, "no name of an error"),
        ({"ok": "false", "error": "x"}, "neither true nor false"),
        ({"ok": False, "error": "x", "detail": "y"}, "not of an error"),
    ],
)
def test_errors_have_a_form(answer: Mapping[str, object], words: str) -> None:
    faults = told(check_answer("chat.postMessage", answer))
    assert words in faults
    assert bool(words) == bool(faults)


@pytest.mark.parametrize("method", ["views.open", "views.push", "views.update"])
def test_views_of_the_documents_are_well(method: str) -> None:
    view = example(method)["view"]
    known = {"type", "title", "submit", "close", "blocks", "private_metadata", "callback_id"}
    shown = {key: value for key, value in view.items() if key in known and value is not None}
    assert check_view(shown, "modal") == []
