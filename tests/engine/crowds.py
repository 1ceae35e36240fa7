"""Those who ask a Pacer, wait as long as they are told, and ask again until they have gone."""

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from bot.engine.pacing import Pacer, Rate

ALL = Rate(4, burst=20)
CHANNEL = Rate(1, burst=3)
A_LITTLE = 1e-4
"""More than what a pacer forgives of rounding."""


@dataclass
class Crowd:
    """Keys that ask, wait as long as they are told, and ask again until they have gone.

    One that comes twice asks for its second turn when it has had its first, as a destination
    of the outbox does with its letters.
    """

    pacer: Pacer
    went: list[tuple[float, str]] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    _wanted: Counter[str] = field(default_factory=Counter)
    _coming: list[tuple[float, int, str, bool]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    def comes(self, at: float, *keys: str, is_new: bool = True) -> None:
        for key in keys:
            heapq.heappush(self._coming, (at, next(self._order), key, is_new))

    def passes(self, until: float = 1e9) -> None:
        """Everybody who comes by then has asked."""
        while self._coming and self._coming[0][0] <= until:
            now, _, key, is_new = heapq.heappop(self._coming)
            self._wanted[key] += is_new
            if is_new and self._wanted[key] > 1:
                continue
            while self._wanted[key]:
                self.asked[key] += 1
                seconds = self.pacer.seconds_until(key, now)
                if seconds:
                    self.comes(now + seconds, key, is_new=False)
                    break
                self.went.append((now, key))
                self._wanted[key] -= 1

    @property
    def order(self) -> list[str]:
        return [key for _, key in self.went]

    @property
    def times(self) -> list[float]:
        return [at for at, _ in self.went]


def keys(many: int) -> list[str]:
    return [f"k{n}" for n in range(many)]


def keeps(times: Sequence[float], rate: Rate) -> bool:
    """In no stretch more than the burst and what comes back in it."""
    return all(
        last - first + 1 <= rate.burst + (times[last] - times[first]) * rate.a_second + A_LITTLE
        for first in range(len(times))
        for last in range(first, len(times))
    )
