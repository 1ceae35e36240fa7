"""Who dies when, and of what."""

import os
import random
import signal
from collections import Counter
from typing import Protocol

from tests.crash.points import Point


class Fate(Protocol):
    """Who dies when."""

    def life(self) -> float | None:
        """How many seconds the process that is born now lives; None: until it has done its work."""
        ...

    def strikes(self, point: str) -> bool:
        """Whether the process dies at this point."""
        ...

    def lived(self, day_seconds: float) -> None:
        """A day took so long, with all its deaths."""
        ...

    @property
    def sends(self) -> signal.Signals:
        """What they die of: SIGKILL, or SIGTERM for an end in order."""
        ...


class Mercy:
    """Nobody dies but at the end."""

    def __init__(self, sends: signal.Signals = signal.SIGTERM) -> None:
        self.sends = sends

    def life(self) -> float | None:
        return None

    def strikes(self, point: str) -> bool:
        return False

    def lived(self, day_seconds: float) -> None:
        pass


class At(Mercy):
    """Whoever comes to one of the points dies there, the first times for each thing it does,
    or only when it does `doing`."""

    def __init__(self, *points: Point, times: int = 1, doing: str = "") -> None:
        super().__init__(signal.SIGKILL)
        self._points = points
        self._times = times
        self._doing = doing
        self.struck: Counter[str] = Counter()

    def strikes(self, point: str) -> bool:
        where, _, doing = point.partition(": ")
        is_meant = where in self._points and self._doing in {"", doing}
        if not is_meant or self.struck[point] == self._times:
            return False
        self.struck[point] += 1
        return True


class AtAnyMoment(Mercy):
    """So many processes live for any part of the time in which one lives through half a day.

    `day_seconds` is what a day took when it was tried; a day that is over sooner says better.
    """

    def __init__(
        self,
        seed: str,
        day_seconds: float,
        deaths: int,
        sends: signal.Signals = signal.SIGKILL,
    ) -> None:
        super().__init__(sends)
        self._random = random.Random(seed)
        self._day_seconds = day_seconds
        self._left = deaths

    def lived(self, day_seconds: float) -> None:
        self._day_seconds = min(self._day_seconds, day_seconds)

    def life(self) -> float | None:
        if not self._left:
            return None
        self._left -= 1
        return self._random.uniform(0, self._day_seconds / 2)


def chosen_seed(part: str) -> str:
    """Printed; CRASH_SEED repeats a run."""
    seed = f"{os.environ.get('CRASH_SEED') or random.getrandbits(32)} {part}"
    print(f"CRASH_SEED is {seed}")
    return seed
