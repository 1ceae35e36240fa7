"""Time and chance, which the core is given and never takes."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class Random(Protocol):
    def bits(self, count: int) -> int:
        """A number of `count` unpredictable bits."""
        ...


class Alarm(Protocol):
    """Wakes us; remembers nothing. Rows are the truth (design.md, "Time")."""

    def start(self, ring: Callable[[], None]) -> None:
        """From now on call `ring` at the time set, and every 30 s as a net."""
        ...

    def set(self, at: datetime | None) -> None:
        """Ring at `at` (at once if it has passed), instead of what was set before."""
        ...

    def stop(self) -> None: ...
