"""What one line of the table says: our value in every run, its goal, and a rival beside it."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

Sample = dict[str, float]
"""What one run of one measurement gave, by name."""


@dataclass(frozen=True, slots=True)
class Goal:
    bound: float
    is_least: bool = False

    def is_met(self, value: float) -> bool:
        return value >= self.bound if self.is_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'≥' if self.is_least else '≤'} {short(self.bound)}"


def at_most(bound: float) -> Goal:
    return Goal(bound)


def at_least(bound: float) -> Goal:
    return Goal(bound, is_least=True)


@dataclass(frozen=True, slots=True)
class Rival:
    """What another did in the same runs. `ratios` say how often ours goes into it, or it into
    ours: `compared` says which in words."""

    name: str
    unit: str
    values: tuple[float, ...]
    ratios: tuple[float, ...]
    compared: str
    goal: Goal | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One line. `values` has ours of each run; what counts is their median."""

    name: str
    unit: str
    values: tuple[float, ...]
    goal: Goal | None = None
    rival: Rival | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def is_met(self) -> bool | None:
        """None where nothing was promised."""
        checks = []
        if self.goal:
            checks.append(self.goal.is_met(self.median))
        if self.rival and self.rival.goal:
            checks.append(self.rival.goal.is_met(statistics.median(self.rival.ratios)))
        return all(checks) if checks else None


def column(samples: Sequence[Sample], name: str) -> tuple[float, ...]:
    """One value of every run."""
    return tuple(sample[name] for sample in samples)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def short(value: float) -> str:
    """Three digits that count."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
