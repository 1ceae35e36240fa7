"""What a button or a form means: its name and the ids it needs, never state in memory.

A reference is short enough for Discord's custom_id (100 characters, specs/limits.md) with what the
adapter adds to it, so that a button works after a restart, on another process, a year later, or
says why not.
"""

import re
from dataclasses import dataclass

MOST_CHARACTERS = 80
_SEPARATOR = "~"
_VERSION = re.compile(r"[1-9][0-9]*")
_NAME = re.compile(r"[a-z_]+\.[a-z_]+")
_ID = re.compile(r"[A-Za-z0-9_.:-]*")


class UnreadableRef(ValueError):
    """Not a reference of ours, or of a version that we no longer know."""


@dataclass(frozen=True, slots=True)
class Ref:
    """`name` is `feature.action`; `version` rises when the meaning of `ids` changes."""

    name: str
    ids: tuple[str, ...] = ()
    version: int = 1

    def encode(self) -> str:
        """The reference as one string. Raises ValueError when it is malformed or too long."""
        is_named = self.version > 0 and _NAME.fullmatch(self.name)
        if not is_named or not all(_ID.fullmatch(i) for i in self.ids):
            raise ValueError(f"not a reference: {self!r}")
        encoded = _SEPARATOR.join((str(self.version), self.name, *self.ids))
        if len(encoded) > MOST_CHARACTERS:
            raise ValueError(f"{encoded!r} is longer than {MOST_CHARACTERS} characters")
        return encoded

    @classmethod
    def decode(cls, encoded: str) -> "Ref":
        """The inverse of `encode`. Raises UnreadableRef for anything else."""
        version, _, rest = encoded.partition(_SEPARATOR)
        name, *ids = rest.split(_SEPARATOR)
        if not _VERSION.fullmatch(version) or not _NAME.fullmatch(name):
            raise UnreadableRef(encoded)
        if len(encoded) > MOST_CHARACTERS or not all(_ID.fullmatch(i) for i in ids):
            raise UnreadableRef(encoded)
        return cls(name, tuple(ids), int(version))
