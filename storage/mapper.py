"""Nouns to rows and back: one mapper for all of them, by the names of their fields.

How a field is kept follows from its type alone, and is worked out once a noun.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from json.encoder import encode_basestring
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from sqlalchemy import Table

from bot.domain.recurrence import Weekdays
from storage.tables import TABLES

Noun = TypeVar("Noun")
Row = Sequence[Any]
Codec = Callable[[Any], Any]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_instant(moment: datetime) -> int:
    """Microseconds since 1970. A naive datetime is refused: it names no instant."""
    return (moment - EPOCH) // _MICROSECOND


@lru_cache(maxsize=4096)  # Rows that are read together share most of theirs.
def from_instant(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


# Made once: json.dumps would make an encoder a call, json.loads search for spaces around.
to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_raw_decode = json.JSONDecoder().raw_decode


def _to_text(words: tuple[str, ...]) -> str:
    """`to_json` for what is by far the most frequent."""
    return "[" + ",".join(map(encode_basestring, words)) + "]"


def _from_text(text: str) -> tuple[str, ...]:
    return tuple(_raw_decode(text)[0])


@lru_cache(maxsize=4096)
def _to_time(value: time) -> str:
    return value.isoformat("auto" if value.second or value.microsecond else "minutes")


@lru_cache(maxsize=4096)
def _from_time(value: str) -> time:
    return time.fromisoformat(value)


@lru_cache(maxsize=128)
def _from_mask(mask: int) -> Weekdays:
    return Weekdays(mask)


def _plain(hint: Any) -> tuple[Any, bool]:
    """The type without NewType and None, and whether None was allowed."""
    while hasattr(hint, "__supertype__"):
        hint = hint.__supertype__
    if get_origin(hint) in (Union, UnionType):
        (inner,) = [part for part in get_args(hint) if part is not NoneType]
        return _plain(inner)[0], True
    return hint, False


def _json_codec(hint: Any) -> tuple[Codec, Codec] | None:
    """How a value becomes what JSON can hold and is made again; None: it is that already."""
    hint, is_optional = _plain(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return _object_codec(hint)
    match get_origin(hint), get_args(hint):
        case (origin, (item, *_)) if origin in (tuple, frozenset):
            inner = _json_codec(item)
            if inner is None:
                return list, origin
            encode, decode = inner
            return lambda v: [encode(i) for i in v], lambda v: origin(decode(i) for i in v)
        case (origin, (_, item)) if origin is dict:
            inner = _json_codec(item)
            if inner is None:
                return None
            encode, decode = inner
            return (
                lambda v: {key: encode(i) for key, i in v.items()},
                lambda v: {key: decode(i) for key, i in v.items()},
            )
    codec = _scalar_codec(hint)
    if codec is None or not is_optional:
        return codec
    return _optional(codec)


def _object_codec(kind: type[Any]) -> tuple[Codec, Codec]:
    hints = get_type_hints(kind)
    codecs = [(f.name, _json_codec(hints[f.name]) or (_as_is, _as_is)) for f in fields(kind)]

    def encode(value: Any) -> dict[str, Any]:
        return {name: codec[0](getattr(value, name)) for name, codec in codecs}

    def decode(value: dict[str, Any]) -> Any:
        # A field that was added later is absent from older rows: it has its default.
        return kind(**{name: codec[1](value[name]) for name, codec in codecs if name in value})

    return encode, decode


def _as_is(value: Any) -> Any:
    return value


def _optional(codec: tuple[Codec, Codec]) -> tuple[Codec, Codec]:
    encode, decode = codec
    return (
        lambda v: None if v is None else encode(v),
        lambda v: None if v is None else decode(v),
    )


def _scalar_codec(hint: Any) -> tuple[Codec, Codec] | None:
    """None where both drivers take and give the value itself."""
    if hint in (str, int, float, bytes):
        return None
    if hint is bool:
        return _as_is, bool  # SQLite gives 0 and 1
    if hint is datetime:
        return to_instant, from_instant
    if hint is date:
        return date.isoformat, date.fromisoformat
    if hint is time:
        return _to_time, _from_time
    if hint is Weekdays:
        return attrgetter("mask"), _from_mask
    if isinstance(hint, type) and issubclass(hint, Enum):
        members = {member.value: member for member in hint}
        return attrgetter("value"), members.__getitem__
    raise TypeError(f"the mapper does not know how to keep {hint!r}")


def _column_codec(hint: Any) -> tuple[Codec, Codec] | None:
    """How a field that is not None is kept in its column."""
    hint, _ = _plain(hint)
    if hint == tuple[str, ...]:
        return _to_text, _from_text
    if get_origin(hint) is None and (hint is Weekdays or not is_dataclass(hint)):
        return _scalar_codec(hint)
    encode, decode = _json_codec(hint) or (_as_is, _as_is)
    # Most collections of most rows are empty.
    empty = "{}" if get_origin(hint) is dict else "[]"
    return (
        lambda value: to_json(encode(value)) if value else empty,
        lambda text: decode(_raw_decode(text)[0]),
    )


class Mapper(Generic[Noun]):
    """Between one noun and the rows of its table."""

    def __init__(self, noun: type[Noun], table: Table) -> None:
        hints = get_type_hints(noun)
        self.noun = noun
        self.table = table
        self.fields = tuple(f.name for f in fields(noun))  # type: ignore[arg-type]
        self.key = tuple(c.name for c in table.primary_key if c.name in self.fields)
        self.has_version = "version" in self.fields
        self._codecs = {name: _column_codec(hints[name]) for name in self.fields}
        self._encoders: dict[tuple[str, ...], Callable[[Noun], tuple[Any, ...]]] = {}
        self._decoders = [
            (i, codec[1])
            for i, name in enumerate(self.fields)
            if (codec := self._codecs[name]) is not None
        ]
        self.key_of: Callable[[Noun], tuple[str, ...]] = _tuple_getter(self.key)
        self.defaults = {
            f.name: self.encode_value(f.name, f.default)
            for f in fields(noun)  # type: ignore[arg-type]
            if f.default is not MISSING
        }

    def encode_value(self, field: str, value: Any) -> Any:
        """The value as the column of this field keeps it."""
        codec = self._codecs[field]
        return value if codec is None or value is None else codec[0](value)

    def encoder(self, columns: tuple[str, ...]) -> Callable[[Noun], tuple[Any, ...]]:
        """A function that makes of a noun the values of these columns, in their order."""
        found = self._encoders.get(columns)
        if found is None:
            found = self._encoders[columns] = self._encoder(columns)
        return found

    def _encoder(self, columns: Sequence[str]) -> Callable[[Noun], tuple[Any, ...]]:
        values_of = _tuple_getter(columns)
        encoders = [(i, c[0]) for i, n in enumerate(columns) if (c := self._codecs[n]) is not None]

        def encode(noun: Noun) -> tuple[Any, ...]:
            row = list(values_of(noun))
            for i, encode_one in encoders:
                if row[i] is not None:
                    row[i] = encode_one(row[i])
            return tuple(row)

        return encode

    def decode(self, row: Row) -> Noun:
        """The noun of a row whose columns are in the order of its fields."""
        values = list(row)
        for i, decode_one in self._decoders:
            if values[i] is not None:
                values[i] = decode_one(values[i])
        return self.noun(*values)


def _tuple_getter(names: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    match names:
        case []:
            return lambda noun: ()
        case [name]:
            get = attrgetter(name)
            return lambda noun: (get(noun),)
        case _:
            return attrgetter(*names)


_MAPPERS: dict[type[Any], Mapper[Any]] = {}


def mapper_of(noun: type[Noun]) -> Mapper[Noun]:
    """The mapper of a noun that has a table."""
    found = _MAPPERS.get(noun)
    if found is None:
        found = _MAPPERS[noun] = Mapper(noun, TABLES[noun])
    return found
