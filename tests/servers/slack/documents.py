"""Slack's own documents as checks: the JSON Schema of arguments with blocks and views, and the
Swagger document of methods and answers (both in tests/specs/slack).

Of alternatives only those that `type` chose are tried, so that a fault reads as what is wrong.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, ValidationError, validators

Schema = dict[str, Any]

SPECS = Path(__file__).parents[2] / "specs" / "slack"

_SHOWN = 160
"""Of a fault's words: a text that is too long need not be read whole."""

_REF = "#/definitions/"


def faults_of(definition: str, value: object) -> list[str]:
    """What a definition of the JSON Schema has against a value, such as a block or a view."""
    return faults_of_part({"$ref": _REF + definition}, value)


def faults_of_part(schema: Schema, value: object, name: str = "") -> list[str]:
    """What a part of the JSON Schema has against a value; `name` is its place."""
    return _say(_checker(), schema, value, name)


def alternatives_of(definition: str) -> list[Schema]:
    """The alternatives that a definition of the JSON Schema lists; none if there is none."""
    schema = _definitions().get(definition)
    return list(_flat(schema, _definitions())) if schema else []


def operation_of(method: str) -> Schema | None:
    """The method in the Swagger document: its parameters and responses."""
    path: dict[str, Schema] | None = swagger()["paths"].get(f"/{method}")
    return next(iter(path.values())) if path else None


@cache
def swagger() -> Schema:
    """The Swagger document, its lists of alternatives (`items` without a type) made `anyOf`."""
    document: Schema = json.loads((SPECS / "slack_web_openapi_v2.json").read_text())
    _mend_alternatives(document)
    return document


def _mend_alternatives(node: object) -> None:
    if isinstance(node, dict):
        if isinstance(node.get("items"), list):
            alternatives = {"anyOf": node.pop("items")}
            node.update({"items": alternatives} if node.get("type") == "array" else alternatives)
        for inner in node.values():
            _mend_alternatives(inner)
    elif isinstance(node, list):
        for inner in node:
            _mend_alternatives(inner)


def faults_of_answer(schema: Schema, answer: object) -> list[str]:
    """What a schema of the Swagger document has against an answer."""
    return _say(_answer_checker(), schema, answer)


# --- the JSON Schema --------------------------------------------------------------------------


@cache
def _definitions() -> dict[str, Schema]:
    """Its definitions, with the limits; `anyOf` by `type` where `type` tells them apart."""
    document = json.loads((SPECS / "slack-schema.json").read_text())
    definitions: dict[str, Schema] = document["definitions"]
    for line in (SPECS / "slack-schema.limits.txt").read_text().splitlines():
        path, _, limit = line.partition(" ")
        name, *names = path.split(".")
        name, _, variant = name.partition("/")
        node = definitions[name]["anyOf"][int(variant)] if variant else definitions[name]
        for property_name in names:
            node = node["properties"][property_name]
        for keyword, number in json.loads(limit).items():
            _restrict(node, keyword.split("."), number)
    for node in _nodes(definitions):
        if isinstance(node.get("description"), str):
            del node["description"]
    choices = [node for node in _nodes(definitions) if "anyOf" in node]
    kinds = [_kinds(_flat(node, definitions)) for node in choices]
    for node, known in zip(choices, kinds, strict=True):
        if known:
            del node["anyOf"]
            node["byType"] = known
    return definitions


def _restrict(node: Schema, keywords: Sequence[str], number: int) -> None:
    """Add a limit, such as ["text", "maxLength"], unless the node has it."""
    if keywords[0] == "items":
        _restrict(node["items"], keywords[1:], number)
    elif len(keywords) == 1:
        node[keywords[0]] = number
    else:
        limit = {"properties": {keywords[0]: {keywords[1]: number}}}
        if limit not in node.get("allOf", []):
            before = dict(node)
            node.clear()
            node["allOf"] = [before, limit]


def _nodes(tree: object) -> Iterator[Schema]:
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for inner in tree:
            yield from _nodes(inner)


def _flat(schema: Schema, definitions: Mapping[str, Schema]) -> Iterator[Schema]:
    """The alternatives that a schema stands for: itself, if it is none."""
    if "$ref" in schema:
        yield from _flat(definitions[schema["$ref"].removeprefix(_REF)], definitions)
    elif "anyOf" in schema:
        for inner in schema["anyOf"]:
            yield from _flat(inner, definitions)
    else:
        yield schema


def _kinds(alternatives: Iterable[Schema]) -> dict[str, list[Schema]]:
    """Alternatives by the `type` that each asks for; `Block`, which asks for none, is only what
    they have in common."""
    kinds: dict[str, list[Schema]] = {}
    for alternative in alternatives:
        if kind := alternative.get("properties", {}).get("type", {}).get("const"):
            kinds.setdefault(kind, []).append(alternative)
    return kinds


# --- validators -------------------------------------------------------------------------------


@cache
def _checker() -> Any:
    return _validator(_definitions())


@cache
def _answer_checker() -> Any:
    return _validator(swagger()["definitions"])


def _validator(definitions: Mapping[str, Schema]) -> Any:
    """A validator for these definitions; of it only `descend` is used."""

    def refer(checker: Any, ref: str, value: object, _: Schema) -> Iterator[ValidationError]:
        yield from checker.descend(value, definitions[ref.removeprefix(_REF)])

    keywords = {"$ref": refer, "anyOf": _nearest, "byType": _by_type}
    made: Any = validators.extend(Draft7Validator, keywords)  # type: ignore[no-untyped-call]
    made.descend = _descend
    return made({})


def _descend(
    checker: Any, value: object, schema: Any, path: str | int | None = None, **_: object
) -> Iterator[ValidationError]:
    """A part of a value against a part of a schema. The library's own makes a new validator
    each time, in case there is a `$ref` to resolve: four times slower."""
    if schema is True:
        return
    for keyword, wanted in schema.items():
        check = checker.VALIDATORS.get(keyword)
        for error in (check and check(checker, wanted, value, schema)) or ():
            if path is not None:
                error.path.appendleft(path)
            yield error


def _nearest(
    checker: Any, alternatives: Sequence[Schema], value: object, _: Schema
) -> Sequence[ValidationError]:
    """What the alternative that has least against the value has against it."""
    if len(alternatives) == 1:
        return list(checker.descend(value, alternatives[0]))
    tried = (list(checker.descend(value, alternative)) for alternative in alternatives)
    fewest: list[ValidationError] | None = None
    for errors in tried:
        if not errors:
            return ()
        if fewest is None or len(errors) < len(fewest):
            fewest = errors
    return fewest or ()


def _by_type(
    checker: Any, kinds: Mapping[str, Sequence[Schema]], value: object, schema: Schema
) -> Sequence[ValidationError]:
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in kinds:
        return (ValidationError(f"{kind!r} may not stand here, but {', '.join(sorted(kinds))}"),)
    return _nearest(checker, kinds[kind], value, schema)


def _say(checker: Any, schema: Schema, value: object, name: str = "") -> list[str]:
    """Faults as sentences: `blocks[3].text: …`."""
    said = []
    for error in checker.descend(value, schema):
        place = name + "".join(
            f"[{key}]" if isinstance(key, int) else f".{key}" for key in error.absolute_path
        )
        words = error.message
        if len(words) > _SHOWN:
            words = f"{words[: _SHOWN // 2]} … {words[-_SHOWN // 2 :]}"
        said.append(f"{place.lstrip('.') or 'it'}: {words}")
    return said
