"""Schemas of Discord's OpenAPI document as quick checks.

Every call of thousands of tests is checked, so a schema is made a function once, on first use;
`jsonschema` says the same (a test compares the two) and takes a hundred times as long. Of
alternatives only those that `type` chose are tried, so that a fault reads as what is wrong.

Where the document is silent on other keys none is taken: a misspelt one would go unseen.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from tests.servers.discord.schema_values import (
    WELL,
    Check,
    Fault,
    Schema,
    check_anything,
    check_of_choice,
    check_of_kinds,
    check_of_number,
    check_of_string,
    is_of,
    said,
    wrong_kind,
)

__all__ = ["Checks", "Schema"]

_REF = "#/components/schemas/"
_DROPPED = {"title", "description", "default", "x-discord-union", "contentEncoding"}


class Checks:
    """The checks of a document's schemas; `takes_integers`: discord.py sends ids as numbers."""

    def __init__(self, schemas: Mapping[str, Schema], *, takes_integers: bool) -> None:
        self._schemas = schemas
        self._takes_integers = takes_integers
        self._named: dict[str, Check] = {}
        self._made: dict[int, tuple[Schema, Check]] = {}

    def faults_of(self, schema: Schema, value: object, name: str = "") -> list[str]:
        """What a schema has against a value as sentences: `components[3].label: …`."""
        return [said(fault, name) for fault in self._of(schema)(value)]

    def _of(self, schema: Schema) -> Check:
        # The schema is kept beside, so that its id is not given to another.
        made = self._made.get(id(schema))
        if made is None:
            made = self._made[id(schema)] = (schema, self._make(schema))
        return made[1]

    def _referred(self, ref: str) -> Check:
        """A schema by its name, made on first use: they refer to each other in circles."""
        name = ref.removeprefix(_REF)

        def check(value: Any) -> Sequence[Fault]:
            known = self._named.get(name)
            if known is None:
                known = self._named[name] = self._make(self._schemas[name])
            return known(value)

        return self._named.get(name, check)

    def _make(self, schema: Schema) -> Check:
        keywords = {key: value for key, value in schema.items() if key not in _DROPPED}
        if "$ref" in keywords:
            return self._referred(keywords["$ref"])
        if alternatives := keywords.get("oneOf") or keywords.get("anyOf"):
            return self._union(alternatives)
        if parts := keywords.get("allOf"):
            # Of an enumeration this names the whole, of which `enum` is a part.
            if "enum" in keywords:
                return check_of_choice(keywords["enum"])
            return self._object(self._merged(parts))
        if "enum" in keywords:
            return check_of_choice(keywords["enum"])
        if "const" in keywords:
            return check_of_choice([keywords["const"]])
        kinds = keywords.get("type", ())
        by_kind = {
            kind: self._kind(kind, keywords)
            for kind in ([kinds] if isinstance(kinds, str) else kinds)
        }
        return check_of_kinds(by_kind) if by_kind else check_anything

    def _kind(self, kind: str, schema: Schema) -> Check:
        if kind == "object":
            return self._object(schema)
        if kind == "array":
            return self._array(schema)
        if kind == "string":
            return check_of_string(schema, self._takes_integers)
        return check_of_number(schema) if kind in {"integer", "number"} else check_anything

    def _merged(self, parts: Sequence[Schema]) -> Schema:
        flat = [self._resolved(part) for part in parts]
        flat = [self._merged(part["allOf"]) if "allOf" in part else part for part in flat]
        return {
            "type": "object",
            "properties": {k: v for part in flat for k, v in part.get("properties", {}).items()},
            "required": [name for part in flat for name in part.get("required", ())],
        }

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self._schemas[schema["$ref"].removeprefix(_REF)]
        return schema

    def _object(self, schema: Schema) -> Check:
        properties = {name: self._of(part) for name, part in schema.get("properties", {}).items()}
        required = tuple(schema.get("required", ()))
        others = schema.get("additionalProperties", not properties)
        other = self._of(others) if isinstance(others, Mapping) else None
        is_open = others is True or others == {}
        least, most = schema.get("minProperties", 0), schema.get("maxProperties")

        def check(value: Any) -> Sequence[Fault]:
            if not isinstance(value, Mapping):
                return [wrong_kind(value, ("object",))]
            faults: list[Fault] = []
            for key, inner in value.items():
                part = properties.get(key, other)
                if part is None:
                    if not is_open:
                        faults.append(((), f"{key!r} is not in the document"))
                elif found := part(inner):
                    faults.extend(((key, *place), words) for place, words in found)
            for name in required:
                if name not in value:
                    faults.append(((), f"{name!r} is required"))
            if len(value) < least or (most is not None and len(value) > most):
                faults.append(((), f"{len(value)} entries, {least} to {most} may be"))
            return faults

        return check

    def _array(self, schema: Schema) -> Check:
        item = self._of(schema["items"]) if "items" in schema else check_anything
        least, most = schema.get("minItems", 0), schema.get("maxItems")
        is_unique = schema.get("uniqueItems", False)

        def check(value: Any) -> Sequence[Fault]:
            if not isinstance(value, list | tuple):
                return [wrong_kind(value, ("array",))]
            faults: list[Fault] = []
            if len(value) < least:
                faults.append(((), f"{len(value)} items, at least {least} must be"))
            if most is not None and len(value) > most:
                faults.append(((), f"{len(value)} items, at most {most} may be"))
            if is_unique and any(inner in value[:number] for number, inner in enumerate(value)):
                faults.append(((), "an item is there twice"))
            for number, inner in enumerate(value):
                if found := item(inner):
                    faults.extend(((number, *place), words) for place, words in found)
            return faults

        return check

    # --- alternatives -------------------------------------------------------------------------

    def _union(self, alternatives: Sequence[Schema]) -> Check:
        flat = list(self._flat(alternatives))
        constants = [part["const"] for _, part in flat if "const" in part]
        if len(constants) == len(flat):
            return check_of_choice(constants)
        is_nullable = any(part.get("type") == "null" for _, part in flat)
        checks = [
            (_kinds_of(part), _types_of(part), self._of(schema))
            for schema, part in flat
            if part.get("type") != "null"
        ]
        check = _by_type(checks) if all(types for _, types, _ in checks) else _nearest(checks)
        if not is_nullable:
            return check
        return lambda value: WELL if value is None else check(value)

    def _flat(self, alternatives: Sequence[Schema]) -> Iterator[tuple[Schema, Schema]]:
        """Each alternative, and what it is when its reference is followed."""
        for schema in alternatives:
            part = self._resolved(schema)
            inner = part.get("oneOf") or part.get("anyOf")
            if inner and not any("const" in choice for choice in inner):
                yield from self._flat(inner)
            else:
                yield schema, part


def _types_of(schema: Schema) -> Sequence[object]:
    """The values of `type` by which an alternative is chosen; none if it is not."""
    types: Sequence[object] = schema.get("properties", {}).get("type", {}).get("enum", ())
    return types if "type" in schema.get("required", ()) else ()


def _kinds_of(schema: Schema) -> Collection[str]:
    kinds = schema.get("type", ())
    return (kinds,) if isinstance(kinds, str) else kinds


_Alternatives = Sequence[tuple[Collection[str], Sequence[object], Check]]


def _by_type(alternatives: _Alternatives) -> Check:
    chosen: dict[object, list[Check]] = {}
    for _, types, part in alternatives:
        for kind in types:
            chosen.setdefault(kind, []).append(part)

    def check(value: Any) -> Sequence[Fault]:
        if not isinstance(value, Mapping):
            return [wrong_kind(value, ("object",))]
        kind = value.get("type")
        parts = chosen.get(kind) if isinstance(kind, str | int) else None
        if parts is None:
            known = ", ".join(map(str, chosen))
            return [((), f"type {kind!r} may not stand here, but {known}")]
        return _fewest([part(value) for part in parts])

    return check


def _nearest(alternatives: _Alternatives) -> Check:
    """What the alternative that has least against the value has against it."""
    allowed = tuple(dict.fromkeys(kind for kinds, _, _ in alternatives for kind in kinds))

    def check(value: Any) -> Sequence[Fault]:
        fitting = [part for kinds, _, part in alternatives if not kinds or is_of(value, kinds)]
        # An id may come as a number: its own check says so.
        fitting = fitting or [part for kinds, _, part in alternatives if "string" in kinds]
        return (
            _fewest([part(value) for part in fitting]) if fitting else [wrong_kind(value, allowed)]
        )

    return check


def _fewest(tried: Sequence[Sequence[Fault]]) -> Sequence[Fault]:
    return min(tried, key=len)
