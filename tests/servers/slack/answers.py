"""Whether an answer of the Web API is as Slack's Swagger document and its examples say."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from tests.servers.slack.documents import Schema, faults_of_answer, operation_of

# In no document; docs.slack.dev/reference/methods.
_UNDOCUMENTED: dict[str, Schema] = {
    "apps.connections.open": {
        "properties": {"ok": {"enum": [True]}, "url": {"type": "string", "pattern": "^wss?://"}},
        "required": ["ok", "url"],
    },
    "files.getUploadURLExternal": {
        "properties": {
            "ok": {"enum": [True]},
            "upload_url": {"type": "string", "pattern": "^https?://"},
            "file_id": {"$ref": "#/definitions/defs_file_id"},
        },
        "required": ["ok", "upload_url", "file_id"],
        "additionalProperties": False,
    },
    "files.completeUploadExternal": {
        "properties": {
            "ok": {"enum": [True]},
            "files": {
                "type": "array",
                "items": {
                    "properties": {"id": {"$ref": "#/definitions/defs_file_id"}},
                    "required": ["id"],
                },
            },
        },
        "required": ["ok", "files"],
        "additionalProperties": False,
    },
}

# Younger than the document, or in every answer: docs.slack.dev/apis/web-api and
# /reference/block-kit; slack_sdk's `errors`, `response_metadata` and the retry handlers.
_ALWAYS = {"warning", "response_metadata"}
_OF_ERRORS = _ALWAYS | {"ok", "error", "needed", "provided", "errors"}
_ERROR = re.compile(r"[a-z0-9_]+")

_TEMPLATE = "Default success template"


def check_answer(method: str, answer: Mapping[str, object]) -> list[str]:
    """What Slack's documents do not know in an answer of ours.

    An error is checked for its form only: the document's lists of them are of 2021.
    """
    if answer.get("ok") is not True:
        return _faults_of_error(answer)
    schema = _schema_of(method)
    if schema is None:
        return [f"no such method: {method}"]
    shown = {key: value for key, value in answer.items() if key not in _ALWAYS}
    if "response_metadata" in schema["properties"] and "response_metadata" in answer:
        shown["response_metadata"] = answer["response_metadata"]
    faults = faults_of_answer(schema, shown)
    if schema.get("title") == _TEMPLATE:
        faults += _lacking(_example_of(method), shown, method)
    return faults


def _faults_of_error(answer: Mapping[str, object]) -> list[str]:
    faults = [f"{key}: not of an error" for key in answer if key not in _OF_ERRORS]
    if answer.get("ok") is not False:
        faults.append(f"ok: {answer.get('ok')!r} is neither true nor false")
    if not _ERROR.fullmatch(str(answer.get("error", ""))):
        faults.append(f"error: {answer.get('error')!r} is no name of an error")
    return faults


@cache
def _schema_of(method: str) -> Schema | None:
    if method in _UNDOCUMENTED:
        return {"type": "object"} | _UNDOCUMENTED[method]
    operation = operation_of(method)
    if operation is None:
        return None
    schema: Schema = operation["responses"]["200"]["schema"]
    if method == "chat.update":
        # The document says that the message's blocks are an object.
        schema["properties"]["message"]["properties"]["blocks"] = {"$ref": "#/definitions/blocks"}
    return schema


def _example_of(method: str) -> Mapping[str, Any]:
    operation = operation_of(method) or {}
    examples = operation["responses"]["200"].get("examples", {})
    example: Mapping[str, Any] = examples.get("application/json", {})
    return example


def _lacking(example: Mapping[str, Any], answer: Mapping[str, Any], place: str) -> list[str]:
    """The keys of an example, and of the objects in it, that an answer has not.

    Where a method has no schema its example is all that the document says.
    """
    faults = [f"{place}: without {key!r}" for key in example if key not in answer]
    for key, value in example.items():
        given = answer.get(key)
        if isinstance(value, Mapping) and isinstance(given, Mapping):
            faults += _lacking(value, given, f"{place}: {key}")
    return faults
