"""Whether the checks of requests and answers say what Discord's document says, and its examples."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.adapters.discord.server_bodies import (
    V2,
    Json,
    button,
    choices,
    command,
    display,
    label,
    modal,
    parameter,
    row,
    text_input,
    told,
)
from tests.servers.discord.documents import (
    SPECS,
    faults_of_answer,
    faults_of_request,
    faults_of_schema,
    route_of,
)
from tests.servers.discord.rules import (
    COMMAND,
    check_commands,
    check_interaction_response,
    check_message,
)

MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = f"{MESSAGES}/{{message_id}}"
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"


def example(name: str) -> Any:
    return json.loads((SPECS / "payloads" / f"{name}.json").read_text())


def examples(*patterns: str) -> list[str]:
    found = (path for pattern in patterns for path in (SPECS / "payloads").glob(f"{pattern}.json"))
    return sorted(path.stem for path in found)


# --- routes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "route"),
    [
        ("GET", "/gateway/bot", "/gateway/bot"),
        ("GET", "/users/@me", "/users/@me"),
        ("GET", "/users/1", "/users/{user_id}"),
        ("GET", "/users/ann", None),
        ("GET", "/channels/None", None),
        ("POST", "/channels/1/messages", MESSAGES),
        ("POST", "/channels/1/messages?x=1", MESSAGES),
        ("POST", "/channels//messages", None),
        ("PUT", "/channels/1/messages", None),
        ("PATCH", "/channels/1/messages/2", MESSAGE),
        ("POST", "/channels/1/messages/2/threads", f"{MESSAGE}/threads"),
        ("GET", "/guilds/templates/x", "/guilds/templates/{code}"),
        ("POST", "/interactions/1/aW50/callback", CALLBACK),
        (
            "PATCH",
            "/webhooks/1/aW50/messages/@original",
            "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
        ),
        (
            "DELETE",
            "/webhooks/1/aW50/messages/2",
            "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
        ),
        ("GET", "/zebra", None),
    ],
)
def test_routes(method: str, path: str, route: str | None) -> None:
    assert route_of(method, path) == route


# --- requests ---------------------------------------------------------------------------------


def test_a_request() -> None:
    assert faults_of_request("POST", MESSAGES, {"content": "x", "nonce": 5}, {}) == []
    assert faults_of_request("GET", MESSAGES, None, {"limit": "100", "before": "5"}) == []
    assert faults_of_request("DELETE", MESSAGE, None, {}) == []
    assert faults_of_request("POST", "/users/@me/channels", {"recipient_id": 5}, {}) == []


@pytest.mark.parametrize(
    ("method", "route", "body", "query", "words"),
    [
        ("GET", "/zebra", None, {}, "no such route: GET /zebra"),
        ("POST", MESSAGES, None, {}, "without a body"),
        ("DELETE", MESSAGE, {"content": "x"}, {}, "takes no body"),
        ("POST", MESSAGES, [], {}, "it: [] is not of type object"),
        ("POST", MESSAGES, {"contents": "x"}, {}, "'contents' is not in the document"),
        ("POST", MESSAGES, {"tts": "no"}, {}, "tts: 'no' is not of type boolean or null"),
        ("POST", MESSAGES, {"flags": True}, {}, "flags: True is not of type integer"),
        ("POST", MESSAGES, {"nonce": "x" * 26}, {}, "nonce: 'xxx"),
        ("PATCH", MESSAGE, {"nonce": "x"}, {}, "'nonce' is not in the document"),
        ("PATCH", MESSAGE, {"tts": True}, {}, "tts: True is not one of False"),
        ("GET", MESSAGES, None, {"limit": "101"}, "?limit: 101 is too great"),
        ("GET", MESSAGES, None, {"limit": "many"}, "?limit: 'many' is not of type integer"),
        ("GET", MESSAGES, None, {"before": "x"}, "?before: 'x' has not the form"),
        ("GET", MESSAGES, None, {"zebra": "x"}, "?zebra: is not in the document"),
        ("POST", CALLBACK, {"type": 6}, {"with_response": "maybe"}, "?with_response: 'maybe'"),
        ("POST", CALLBACK, {"type": 2}, {}, "type 2 may not stand here, but 8, 4, 5"),
        ("POST", "/users/@me/channels", {"recipient_id": "ann"}, {}, "'ann' has not the form"),
        ("POST", "/users/@me/channels", {"recipient_id": -5}, {}, "-5 is not of type string"),
        ("POST", "/users/@me/channels", {"recipient_id": []}, {}, "[] is not of type"),
    ],
)
def test_faults_of_requests(
    method: str, route: str, body: object, query: Mapping[str, str], words: str
) -> None:
    assert words in told(faults_of_request(method, route, body, query))


def test_a_fault_tells_its_place_and_its_own_alternative() -> None:
    wrong = {"components": [row(button(style=9), {"type": 4}), {"type": 99}]}
    assert faults_of_request("POST", MESSAGES, wrong, {}) == [
        "components[0].components[0].style: 9 is not one of 1, 2, 3, 4, 5, 6",
        "components[0].components[1]: type 4 may not stand here, but 2, 8, 7, 6, 3, 5",
        "components[1]: type 99 may not stand here, but 1, 17, 13, 12, 9, 14, 10",
    ]


def test_a_long_value_is_told_in_short() -> None:
    (fault,) = faults_of_request("POST", MESSAGES, {"content": "x" * 5_000}, {})
    assert "too long: at most 4000 characters" in fault
    assert len(fault) < 200


# --- answers ----------------------------------------------------------------------------------

CHANNEL = "/users/@me/channels"
ERROR = {"code": 50035, "message": "Invalid Form Body"}
LIMITED = {"message": "You are being rate limited.", "retry_after": 0.5, "global": False}
USER: Json = {
    "id": "1",
    "username": "ann",
    "avatar": None,
    "discriminator": "0",
    "public_flags": 0,
    "flags": 0,
    "global_name": "Ann",
    "primary_guild": None,
}


def test_an_answer() -> None:
    channel = {"id": "1", "type": 1, "flags": 0, "last_message_id": None, "recipients": [USER]}
    assert faults_of_answer("POST", CHANNEL, 200, channel) == []
    assert "'flags' is required" in told(
        faults_of_answer("POST", CHANNEL, 200, {"id": "1", "type": 1, "recipients": []})
    )
    # discord.py may send an id as a number; Discord sends strings.
    number = channel | {"recipients": [USER | {"id": 1}]}
    assert faults_of_answer("POST", CHANNEL, 200, number) == [
        "recipients[0].id: 1 is not of type string"
    ]
    assert "is not answered with 201" in told(faults_of_answer("POST", CHANNEL, 201, channel))


def test_an_answer_without_body() -> None:
    assert faults_of_answer("DELETE", MESSAGE, 204, None) == []
    assert "has no body" in told(faults_of_answer("DELETE", MESSAGE, 204, {"id": "1"}))
    assert faults_of_answer("POST", CALLBACK, 204, None) == []
    assert faults_of_answer("POST", CALLBACK, 200, None) != []


def test_answers_of_refusals() -> None:
    fields = {"content": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "x"}]}}
    assert faults_of_answer("POST", MESSAGES, 400, ERROR | {"errors": fields}) == []
    assert "'code' is required" in told(faults_of_answer("POST", MESSAGES, 404, {"message": "x"}))
    assert faults_of_answer("POST", MESSAGES, 400, ERROR | {"errors": {"content": "x"}}) != []
    assert faults_of_answer("POST", MESSAGES, 429, LIMITED) == []
    assert faults_of_answer("POST", MESSAGES, 429, LIMITED | {"code": 40003}) == []
    assert "'retry_after'" in told(faults_of_answer("POST", MESSAGES, 429, ERROR))
    assert faults_of_answer("POST", MESSAGES, 502, "<html>") == []
    assert faults_of_answer("GET", "/zebra", 404, {"code": 0, "message": "404: Not Found"}) == []
    assert faults_of_answer("GET", "/zebra", 200, {}) == ["no such route: GET /zebra"]


@pytest.mark.parametrize(
    ("when", "is_well"),
    [
        ("2026-11-23T09:00:00.000000+00:00", True),
        ("2026-11-23T09:00:00Z", True),
        ("2026-11-23T09:00:00", False),
        ("2026-11-23 09:00:00+00:00", False),
        ("soon", False),
    ],
)
def test_times_have_a_zone(when: str, is_well: bool) -> None:
    pin = {"id": "1", "type": 1, "flags": 0, "recipients": [], "last_pin_timestamp": when}
    assert (faults_of_answer("POST", CHANNEL, 200, pin) == []) is is_well


# --- the documentation's examples -------------------------------------------------------------


@pytest.mark.parametrize(
    "name", examples("reference-examples*", "using-m*", "reference-legacy*", "message-allowed*")
)
def test_components_of_the_documentation_are_well(name: str) -> None:
    body = example(name)
    if "data" in body:
        faults = faults_of_request("POST", CALLBACK, body, {})
        faults += check_interaction_response(body, COMMAND)
    else:
        faults = faults_of_request("POST", MESSAGES, body, {})
        faults += check_message(body, files=["game.zip", "manual.pdf"])
    # Of one the documentation says that it is refused.
    is_refused = name == "message-allowed-mentions-examples-5"
    assert faults == (["allowed_mentions: either all users or some"] if is_refused else [])


@pytest.mark.parametrize(
    "name",
    [
        "application-commands-example-slash-command",
        "application-commands-localization",
        # Not the second, which stops half-way: its groups have no subcommands yet.
        *examples("application-commands-example-walkthrough*[!2]"),
    ],
)
def test_commands_of_the_documentation_are_well(name: str) -> None:
    route = "/applications/{application_id}/commands"
    assert faults_of_request("POST", route, example(name), {}) == []
    assert check_commands([example(name)]) == []


ANSWERS = {
    "permissions-example-role": "GuildRoleResponse",
    "gateway-example-response": "GatewayBotResponse",
    "opcodes-and-status-codes-example-json-error-response": "ErrorResponse",
    **dict.fromkeys(examples("reference-error-messages*"), "ErrorResponse"),
}
ABRIDGED = {
    "channel-example-dm-channel": "PrivateChannelResponse",
    "channel-example-guild-text-channel": "GuildChannelResponse",
    "channel-example-thread-channel": "ThreadResponse",
    "guild-example-guild-member": "GuildMemberResponse",
    "message-example-message": "MessageResponse",
    "user-example-user": "UserPIIResponse",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_of_the_documentation_are_well(name: str) -> None:
    assert faults_of_schema(ANSWERS[name], example(name)) == []


@pytest.mark.parametrize("name", ABRIDGED)
def test_abridged_answers_lack_only_keys(name: str) -> None:
    faults = faults_of_schema(ABRIDGED[name], example(name))
    assert [fault for fault in faults if not fault.endswith("is required")] == []


# --- beside jsonschema ------------------------------------------------------------------------

# What jsonschema does not look at: formats, and keys beyond a schema's.
STRICTER = ("is no time", "is no address", "is too", "is not in the document")

COMPARED = {
    "MessageCreateRequest": {
        "content": "x",
        "flags": V2,
        "nonce": "x",
        "components": [row()],
        "allowed_mentions": {"parse": ["users"], "roles": ["1", "2"]},
    },
    "SectionComponentForMessageRequest": {
        "type": 9,
        "components": [display()],
        "accessory": button(),
    },
    "ModalInteractionCallbackRequest": {"type": 9, "data": modal(label(text_input()))},
    "ApplicationCommandAutocompleteCallbackRequest": {"type": 8, "data": {"choices": choices(1)}},
    "ApplicationCommandCreateRequest": command("ask", parameter()),
    "RichEmbed": {"title": "x", "fields": [{"name": "x", "value": "x"}]},
    "GuildRoleResponse": example("permissions-example-role"),
    "UserResponse": USER,
}


def changed(value: Any) -> Iterator[Any]:
    """A value with one part of it left out, twice there, or another."""
    yield from (None, True, -1, 0.5, "", "x" * 5_000, [], {}, "1", ["1", "1"])
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield {other: value[other] for other in value if other != key}
            yield from ({**value, key: one} for one in changed(inner))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            before, after = value[:number], value[number + 1 :]
            yield [*value, inner]
            yield [*before, *after]
            yield from ([*before, one, *after] for one in changed(inner))


@pytest.mark.parametrize("name", COMPARED)
def test_jsonschema_says_the_same(name: str) -> None:
    document = json.loads((SPECS / "discord-openapi.json").read_text())
    root = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    validator = Draft202012Validator(root)
    differing = []
    for value in changed(COMPARED[name]):
        faults = faults_of_schema(name, value)
        is_well = validator.is_valid(value)
        if is_well and any(not any(words in f for words in STRICTER) for f in faults):
            differing.append((value, faults))
        if not is_well and not faults:
            differing.append((value, ["jsonschema alone"]))
    assert differing == []
