"""Cities and their time zones, so that nobody meets a list of hundreds of zones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Place:
    """A city as people write it, and its IANA zone."""

    name: str
    zone: str


class Places(Protocol):
    def find(self, words: str, most: int = 20) -> Sequence[Place]:
        """The cities that these words may mean, likeliest first; a zone's own name works too."""
        ...
