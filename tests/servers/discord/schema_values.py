"""The single values that schemas of Discord's OpenAPI document ask for, as quick checks."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

Schema = Mapping[str, Any]
Fault = tuple[tuple[str | int, ...], str]
"""Where in the value, and what is wrong there."""
Check = Callable[[Any], Sequence[Fault]]

WELL: Sequence[Fault] = ()

_SHOWN = 160
"""Of a fault's words: a text that is too long need not be read whole."""

_INTEGERS = {"int32": 2**31, "int64": 2**63}
_URI = re.compile(r"[a-z][a-z0-9+.-]*:\S+")


def check_anything(_: Any) -> Sequence[Fault]:
    return WELL


def is_of(value: Any, kinds: Collection[str]) -> bool:
    kind = _KINDS.get(type(value), "")
    return kind in kinds or (kind == "integer" and "number" in kinds)


_KINDS: Mapping[type, str] = {
    dict: "object", list: "array", tuple: "array", str: "string", int: "integer",
    float: "number", bool: "boolean", type(None): "null",
}  # fmt: skip


def check_of_kinds(by_kind: Mapping[str, Check]) -> Check:
    """A check by the JSON type of the value, of those that a schema's `type` allows."""
    kinds = tuple(by_kind)
    checks = {python: by_kind[kind] for python, kind in _KINDS.items() if kind in by_kind}
    if "number" in by_kind:
        checks[int] = by_kind["number"]
    if "string" in by_kind:
        checks.setdefault(int, by_kind["string"])

    def check(value: Any) -> Sequence[Fault]:
        part = checks.get(type(value))
        return part(value) if part is not None else [wrong_kind(value, kinds)]

    return check


def check_of_choice(values: Sequence[object]) -> Check:
    # True would pass for 1.
    known = {(type(value), value) for value in values}

    def check(value: Any) -> Sequence[Fault]:
        if isinstance(value, str | int | None) and (type(value), value) in known:
            return WELL
        return [((), f"{value!r} is not one of {', '.join(map(repr, values))}")]

    return check


def check_of_string(schema: Schema, takes_integers: bool) -> Check:
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    pattern = re.compile(schema["pattern"]) if "pattern" in schema else None
    form = schema.get("format")
    is_id = takes_integers and form == "snowflake"

    def check(value: Any) -> Sequence[Fault]:
        if not isinstance(value, str):
            return WELL if is_id and value >= 0 else [wrong_kind(value, ("string",))]
        faults: list[Fault] = []
        if len(value) < least:
            faults.append(((), f"{value!r} is too short: at least {least} characters"))
        if most is not None and len(value) > most:
            faults.append(((), f"{value!r} is too long: at most {most} characters"))
        if pattern and not pattern.search(value):
            faults.append(((), f"{value!r} has not the form {pattern.pattern}"))
        if form == "date-time" and not _is_time(value):
            faults.append(((), f"{value!r} is no time with its zone"))
        if form == "uri" and not _URI.fullmatch(value):
            faults.append(((), f"{value!r} is no address"))
        return faults

    return check


def _is_time(value: str) -> bool:
    try:
        return "T" in value and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def check_of_number(schema: Schema) -> Check:
    bound = _INTEGERS.get(schema.get("format", ""))
    least = schema.get("minimum", -bound if bound else None)
    most = schema.get("maximum", bound - 1 if bound else None)

    def check(value: Any) -> Sequence[Fault]:
        if least is not None and value < least:
            return [((), f"{value} is too small: at least {least}")]
        if most is not None and value > most:
            return [((), f"{value} is too great: at most {most}")]
        return WELL

    return check


# --- words ------------------------------------------------------------------------------------


def wrong_kind(value: object, kinds: Sequence[str]) -> Fault:
    return (), f"{value!r} is not of type {' or '.join(kinds)}"


def said(fault: Fault, name: str) -> str:
    place, words = fault
    for key in place:
        name += f"[{key}]" if isinstance(key, int) else f".{key}"
    if len(words) > _SHOWN:
        words = f"{words[: _SHOWN // 2]} … {words[-_SHOWN // 2 :]}"
    return f"{name.lstrip('.') or 'it'}: {words}"
