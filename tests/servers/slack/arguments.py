"""What each method of Slack's Web API takes, by its documents."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tests.servers.slack.documents import (
    Schema,
    alternatives_of,
    faults_of_part,
    operation_of,
)


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a method takes: one schema an argument, and the sets of which one must be given."""

    schemas: Mapping[str, Schema]
    required: tuple[frozenset[str], ...]


# In neither document. docs.slack.dev/reference/methods, and slack_sdk's WebClient, which sends
# the files as a JSON string; who may be given as channel_id: specs/limits.md, "upload".
_UNDOCUMENTED = {
    "apps.connections.open": Arguments({}, (frozenset(),)),
    "files.getUploadURLExternal": Arguments(
        {
            "filename": {"type": "string", "minLength": 1},
            "length": {"type": "integer", "minimum": 1},
            "alt_txt": {"type": "string", "maxLength": 1_000},
            "snippet_type": {"type": "string"},
        },
        (frozenset({"filename", "length"}),),
    ),
    "files.completeUploadExternal": Arguments(
        {
            "files": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "string", "pattern": "^F[A-Z0-9]{2,}$"},
                        "title": {"type": "string"},
                    },
                    "required": ["id"],
                    "additionalProperties": False,
                },
            },
            "channel_id": {"type": "string", "pattern": "^[CGD][A-Z0-9]{8,}$"},
            "initial_comment": {"type": "string"},
            "thread_ts": {"type": "string"},
        },
        (frozenset({"files"}),),
    ),
}


_FLAGS = {"1": True, "true": True, "0": False, "false": False}


def faults_of_arguments(method: str, args: Mapping[str, object]) -> list[str]:
    """What the documents have against a call, whose arguments are parsed (`parsed`)."""
    known = arguments_of(method)
    if known is None:
        return [f"no such method: {method}"]
    faults = [f"{name}: no argument of {method}" for name in args if name not in known.schemas]
    lacking = min((needed - args.keys() for needed in known.required), key=len)
    faults += [f"{name}: required by {method}" for name in sorted(lacking)]
    for name, value in args.items():
        if name in known.schemas:
            faults += faults_of_part(known.schemas[name], value, name)
    return faults


def parsed(method: str, args: Mapping[str, object]) -> dict[str, object]:
    """The arguments as the documents type them: a form or an address sends only strings.

    Without the token, which stands in the header.
    """
    known = arguments_of(method)
    schemas = known.schemas if known else {}
    return {
        name: _parsed(value, schemas.get(name, {})) if isinstance(value, str) else value
        for name, value in args.items()
        if name != "token"
    }


def _parsed(value: str, schema: Schema) -> object:
    kind = schema.get("type")
    if kind not in {None, "string"} or "$ref" in schema or "anyOf" in schema:
        # slack_sdk says true as 1.
        if kind == "boolean":
            return _FLAGS.get(value, value)
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


@cache
def arguments_of(method: str) -> Arguments | None:
    """What a method takes; the JSON Schema, which is younger, is believed first."""
    if method in _UNDOCUMENTED:
        return _UNDOCUMENTED[method]
    if variants := alternatives_of(method.replace(".", "_")):
        schemas = {k: v for variant in reversed(variants) for k, v in variant["properties"].items()}
        required = dict.fromkeys(frozenset(variant["required"]) for variant in variants)
        return Arguments(schemas, tuple(required))
    operation = operation_of(method)
    if operation is None:
        return None
    given = [p for p in operation["parameters"] if p["name"] != "token"]
    types = {p["name"]: {"type": _type_of(p)} for p in given}
    return Arguments(types, (frozenset(p["name"] for p in given if p.get("required")),))


def _type_of(parameter: Schema) -> str:
    # A ts is a number in parts of that document; as a number it loses its last digits.
    return "string" if parameter["type"] == "number" else str(parameter["type"])
