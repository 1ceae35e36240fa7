"""Discord's own document as checks: its OpenAPI document of the HTTP API v10 (tests/specs/discord).

Of it are the routes, and what may be asked of each and answered. What it does not say is in
`rules`.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.servers.discord.schemas import Checks, Schema

SPECS = Path(__file__).parents[2] / "specs" / "discord"

_JSON = "application/json"
_ID = {"$ref": "#/components/schemas/SnowflakeType"}
_FLAGS = {"1": True, "true": True, "True": True, "0": False, "false": False, "False": False}

_OF_LIMITS: Schema = {
    "type": "object",
    "properties": {
        "code": {"type": "integer"},
        "message": {"type": "string"},
        "retry_after": {"type": "number"},
        "global": {"type": "boolean"},
    },
    "required": ["message", "retry_after", "global"],
}
"""Of a 429. The document asks for `code` too, docs topics/rate-limits does not."""


_OF_FIELDS: Schema = {
    "type": "object",
    "properties": {
        "_errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
                "required": ["code", "message"],
            },
        }
    },
    "additionalProperties": False,
    "required": ["_errors"],
}
"""Source: docs reference, "Error Messages". The document says that the code is a number."""

# Keys that discord.py 2.7 sends beyond the document: nsfw is in docs
# interactions/application-commands; Discord ignores the others.
_NSFW: Schema = {"nsfw": {"type": ["boolean", "null"]}}
_TTS: Schema = {"tts": {"const": False}}
_SENT_BESIDES: Mapping[str, Schema] = {
    "ApplicationCommandCreateRequest": _NSFW,
    "ApplicationCommandPatchRequestPartial": _NSFW,
    "ApplicationCommandUpdateRequest": _NSFW,
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": _TTS,
    "IncomingWebhookUpdateRequestPartial": _TTS,
    "MessageEditRequestPartial": _TTS,
    "RichEmbed": {"flags": {"const": 0}},
}


def route_of(method: str, path: str) -> str | None:
    """The route that a path without /api/v10 belongs to; None if the document has none.

    Such as "/channels/{channel_id}/messages".
    """
    segments = path.partition("?")[0].strip("/").split("/")
    found = _routes_below(_routes(), segments)
    return next((route for route in found if _operation(method, route) is not None), None)


def faults_of_request(
    method: str, route: str, body: object | None, query: Mapping[str, str]
) -> list[str]:
    """What the document has against a request; of a form with files, `body` is payload_json."""
    operation = _operation(method, route)
    if operation is None:
        return [f"no such route: {method} {route}"]
    checks = _checks_of_requests()
    faults = _faults_of_query(method, route, query)
    contents = operation.get("requestBody", {}).get("content", {})
    if contents and body is not None:
        schema = contents.get(_JSON) or next(iter(contents.values()))
        faults += checks.faults_of(schema["schema"], body)
    elif contents and operation["requestBody"].get("required"):
        faults.append(f"{method} {route}: without a body")
    elif body and not contents:
        faults.append(f"{method} {route}: takes no body")
    return faults


def faults_of_answer(method: str, route: str, status: int, body: object | None) -> list[str]:
    """What the document has against an answer of ours; it knows none of Discord's own failures."""
    operation = _operation(method, route)
    if operation is None:
        return [f"no such route: {method} {route}"] if status < 400 else _faults_of_error(body)
    if status >= 500:
        return []
    if status == 429:
        return _checks_of_answers().faults_of(_OF_LIMITS, body)
    if status >= 400:
        return _faults_of_error(body)
    known = operation["responses"].get(str(status))
    if known is None:
        return [f"{method} {route}: is not answered with {status}"]
    content = known.get("content", {}).get(_JSON)
    if content is None:
        return [f"{method} {route}: {status} has no body"] if body else []
    return _checks_of_answers().faults_of(content["schema"], body)


def faults_of_schema(name: str, value: object) -> list[str]:
    """What a schema, by its name, has against a value; in a response ids must be strings."""
    is_answer = name.endswith("Response")
    checks = _checks_of_answers() if is_answer else _checks_of_requests()
    return checks.faults_of(_schemas()[name], value)


def _faults_of_error(body: object) -> list[str]:
    return faults_of_schema("ErrorResponse", body)


# --- the document -----------------------------------------------------------------------------


@cache
def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((SPECS / "discord-openapi.json").read_text())
    return document


@cache
def _schemas() -> Mapping[str, Schema]:
    """Of the document, but for what is mended above."""
    schemas: dict[str, Schema] = _document()["components"]["schemas"]
    besides = {
        name: {**schemas[name], "properties": {**schemas[name]["properties"], **more}}
        for name, more in _SENT_BESIDES.items()
    }
    return {**schemas, **besides, "InnerErrors": _OF_FIELDS}


@cache
def _checks_of_requests() -> Checks:
    return Checks(_schemas(), takes_integers=True)


@cache
def _checks_of_answers() -> Checks:
    return Checks(_schemas(), takes_integers=False)


def _operation(method: str, route: str) -> Schema | None:
    operation: Schema | None = _document()["paths"].get(route, {}).get(method.lower())
    return operation


# --- routes -----------------------------------------------------------------------------------


@cache
def _routes() -> dict[str, Any]:
    """A tree of the routes' segments; what stands for an id takes numbers only."""
    tree: dict[str, Any] = {}
    for route, item in _document()["paths"].items():
        ids = {p["name"] for p in item.get("parameters", ()) if p["schema"] == _ID}
        node = tree
        for segment in route.strip("/").split("/"):
            name = segment.strip("{}")
            key = segment if name == segment else "{id}" if name in ids else "{}"
            node = node.setdefault(key, {})
        node.setdefault("/", []).append(route)
    return tree


def _routes_below(node: Mapping[str, Any], segments: list[str]) -> Iterator[str]:
    """What fits, the most particular first."""
    if not segments:
        yield from node.get("/", ())
        return
    first, *others = segments
    keys = (first, "{id}" if first.isdecimal() else "", "{}")
    for key in keys:
        if key in node and first:
            yield from _routes_below(node[key], others)


# --- what stands in the address ---------------------------------------------------------------


def _faults_of_query(method: str, route: str, query: Mapping[str, str]) -> list[str]:
    if not query:
        return []
    known = _parameters(method, route)
    faults = []
    for name, value in query.items():
        schema = known.get(name)
        if schema is None:
            faults.append(f"?{name}: is not in the document")
        else:
            faults += _checks_of_requests().faults_of(schema, _parsed(value, schema), f"?{name}")
    return faults


@cache
def _parameters(method: str, route: str) -> dict[str, Schema]:
    given = (_operation(method, route) or {}).get("parameters", ())
    return {p["name"]: p["schema"] for p in given if p["in"] == "query"}


def _parsed(value: str, schema: Schema) -> object:
    """A value as the document types it: an address has only strings."""
    kind = schema.get("type")
    if kind == "boolean":
        return _FLAGS.get(value, value)
    if kind == "array":
        return value.split(",")
    if kind == "integer" and value.removeprefix("-").isdecimal():
        return int(value)
    return value
