"""Slack's JSON, read key by key: the one place where its shape is checked."""

from collections.abc import Mapping
from typing import Any

from adapters.slack.words import clean


class Unreadable(Exception):
    """A payload without something that every payload of its kind has; the text says what."""


class Payload:
    """A JSON object; what is missing reads as nothing."""

    def __init__(self, given: Any) -> None:
        self._given: Mapping[str, Any] = given if isinstance(given, dict) else {}

    def text(self, *path: str) -> str:
        """The text at a path of keys, "" if there is none."""
        value = self._at(path)
        return clean(value) if isinstance(value, str) else ""

    def needed(self, *path: str) -> str:
        """The text at a path of keys. Raises Unreadable if there is none."""
        value = self.text(*path)
        if not value:
            raise Unreadable(f"no {'.'.join(path)}")
        return value

    def is_set(self, *path: str) -> bool:
        return bool(self._at(path))

    def object(self, *path: str) -> "Payload":
        return Payload(self._at(path))

    def first(self, *path: str) -> "Payload":
        """The first object of the list at a path."""
        value = self._at(path)
        return Payload(value[0] if isinstance(value, list) and value else None)

    def json(self, *path: str) -> Mapping[str, Any]:
        """The object at a path as it is, for what reads it by itself."""
        return self.object(*path)._given

    def _at(self, path: tuple[str, ...]) -> Any:
        value: Any = self._given
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return value
