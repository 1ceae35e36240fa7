"""Whether a call of Slack's Web API, and an answer to one, is as Slack's documents and rules say.

Each function says what is wrong, one sentence a fault, with its place; [] is well. What the
documents know is in `documents`, what they do not say of blocks and views in `block_rules`.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal

from tests.servers.slack.answers import check_answer
from tests.servers.slack.arguments import faults_of_arguments, parsed
from tests.servers.slack.block_rules import Surface, faults_of_blocks, faults_of_text
from tests.servers.slack.documents import faults_of

__all__ = [
    "Surface",
    "check_ack",
    "check_answer",
    "check_call",
    "check_message",
    "check_view",
    "check_webhook",
]

MOST_TEXT = 40_000
"""Of `text`; Slack cuts what is longer (specs/limits.md)."""

# The forms of the Swagger document's defs_channel, defs_user_id and defs_ts. A direct message
# may be posted under its person's id.
_USER = r"[UW][A-Z0-9]{2,}"
_FORMS = {
    "channel": re.compile(r"[CGD][A-Z0-9]{8,}"),
    "channel_id": re.compile(r"[CGD][A-Z0-9]{8,}"),
    "user": re.compile(_USER),
    "user_id": re.compile(_USER),
    "users": re.compile(rf"{_USER}(,{_USER}){{0,7}}"),
    "ts": re.compile(r"\d{10}\.\d{6}"),
    "thread_ts": re.compile(r"\d{10}\.\d{6}"),
}
_POSTED = re.compile(rf"{_FORMS['channel'].pattern}|{_USER}")

# docs.slack.dev/interactivity/handling-user-interaction, "Message responses".
_OF_MESSAGES = {
    "text", "blocks", "attachments", "mrkdwn", "thread_ts", "metadata", "unfurl_links",
    "unfurl_media",
}  # fmt: skip
_OF_RESPONSES = _OF_MESSAGES | {"response_type", "replace_original", "delete_original"}
_POSTING = {"chat.postMessage", "chat.postEphemeral", "chat.update", "chat.scheduleMessage"}
_RESPONSE_TYPES = {"in_channel", "ephemeral"}

_WITHOUT_ANSWER = {
    "block_actions", "events_api", "message_action", "shortcut", "view_closed",
}  # fmt: skip


def check_call(method: str, args: Mapping[str, object]) -> list[str]:
    """What Slack would refuse in a call; values may be strings, as forms send them.

    What the documents refuse is said first and alone.
    """
    given = parsed(method, args)
    if faults := faults_of_arguments(method, given):
        return faults
    for name, form in _FORMS.items():
        if name in given:
            is_posted = (method, name) == ("chat.postMessage", "channel")
            if not (_POSTED if is_posted else form).fullmatch(str(given[name])):
                faults.append(f"{name}: {given[name]!r} has not the form of one")
    if method in _POSTING:
        faults += _faults_of_message(given)
    faults += faults_of_text("initial_comment", given.get("initial_comment", ""))
    if isinstance(view := given.get("view"), Mapping):
        faults += _faults_of_view(view, "home" if method == "views.publish" else "modal")
    return faults


def check_message(body: Mapping[str, object]) -> list[str]:
    """What Slack would refuse in the `text`, `blocks` and what else a message has."""
    # The document has alternatives by what a message holds; one that holds nothing fits none.
    addressed = {"channel": "C0123456789", "text": "", **body}
    return faults_of_arguments("chat.postMessage", addressed) or _faults_of_message(body)


def check_view(view: Mapping[str, object], surface: Literal["modal", "home"]) -> list[str]:
    """What Slack would refuse in a view; its hash and the depth of its stack are the server's."""
    definition = "HomeView" if surface == "home" else "ModalView"
    return faults_of(definition, view) or _faults_of_view(view, surface)


def check_webhook(body: Mapping[str, object]) -> list[str]:
    """What Slack would refuse from whoever posts to a response_url."""
    if body.get("delete_original") is True and len(body) == 1:
        return []
    return _faults_of_response(body, _OF_RESPONSES)


def check_ack(kind: str, body: Mapping[str, object]) -> list[str]:
    """What Slack would refuse in the body with which a payload is acknowledged.

    `kind` is the payload's type: slash_commands, view_submission, block_suggestion,
    block_actions, shortcut, message_action, view_closed, events_api.
    """
    if kind == "block_suggestion":
        return _faults_of_suggestions(body)
    if not body:
        return []
    if kind in _WITHOUT_ANSWER:
        return [f"{kind}: is acknowledged without a body, not {sorted(body)}"]
    if kind == "slash_commands":
        return _faults_of_response(body, _OF_MESSAGES | {"response_type"})
    if kind == "view_submission":
        return _faults_of_response_action(body)
    return [f"no such payload: {kind}"]


def _faults_of_message(body: Mapping[str, Any]) -> list[str]:
    text, blocks = body.get("text", ""), body.get("blocks") or []
    faults = faults_of_text("text", text)
    if isinstance(text, str) and len(text) > MOST_TEXT:
        faults.append(f"text: {len(text)} characters")
    if not str(text).strip():
        if blocks:
            faults.append("text: none beside the blocks, for notifications and screen readers")
        elif not body.get("attachments") and not body.get("markdown_text"):
            faults.append("text: none, and no blocks")
    return faults + faults_of_blocks("message", blocks)


def _faults_of_view(view: Mapping[str, Any], surface: Surface) -> list[str]:
    faults = faults_of_blocks(surface, view.get("blocks") or [])
    if view.get("type") != surface:
        faults.append(f"type: {view.get('type')!r} may not stand here, but {surface}")
    if surface == "modal" and "submit" not in view:
        kinds = [block.get("type") for block in view.get("blocks") or []]
        if "input" in kinds:
            faults.append("submit: none, and there are inputs")
    return faults


def _faults_of_response(body: Mapping[str, object], known: set[str]) -> list[str]:
    faults = [f"{key}: not of a response" for key in body if key not in known]
    if body.get("response_type", "ephemeral") not in _RESPONSE_TYPES:
        faults.append(f"response_type: {body['response_type']!r}")
    for flag in ("replace_original", "delete_original"):
        if not isinstance(body.get(flag, False), bool):
            faults.append(f"{flag}: {body[flag]!r} is not true or false")
    return faults + check_message({key: body[key] for key in body if key in _OF_MESSAGES})


def _faults_of_response_action(body: Mapping[str, object]) -> list[str]:
    """Source: docs.slack.dev/surfaces/modals, "response_action"."""
    action = body.get("response_action")
    expected = {"errors": "errors", "update": "view", "push": "view", "clear": None}
    if not isinstance(action, str) or action not in expected:
        return [f"response_action: {action!r} is not one of {', '.join(expected)}"]
    name = expected[action]
    faults = [f"{key}: not of {action}" for key in body if key not in {"response_action", name}]
    value = body.get(name) if name else None
    if name == "view":
        if not isinstance(value, Mapping):
            return [*faults, "view: none"]
        faults += [f"view.{fault}" for fault in check_view(value, "modal")]
    elif name == "errors":
        if not isinstance(value, Mapping) or not value:
            return [*faults, "errors: none"]
        faults += [
            f"errors.{block}: {sentence!r} is no sentence"
            for block, sentence in value.items()
            if not isinstance(sentence, str) or not sentence.strip()
        ]
    return faults


def _faults_of_suggestions(body: Mapping[str, object]) -> list[str]:
    """Source: docs.slack.dev/reference/block-kit/block-elements, external_select."""
    if body.keys() not in ({"options"}, {"option_groups"}):
        return [f"either options or option_groups, not {sorted(body)}"]
    return faults_of("StaticSelect", {"type": "static_select", **body})
