"""Runs of measurements: each in a process of its own, on a database of its own.

Only quick ones share a process, as they are there to be done, and say nothing.
"""

import asyncio
import multiprocessing
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bench.databases import Database
from bench.figures import Sample

Size = int | float | str
Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Trial:
    """A measurement: `measure` is given the URL of a database which `fill` has filled.

    Both are given `shape`; what is filled alike is filled once, and copied for every run.
    """

    database: Database
    measure: Callable[..., Coroutine[Any, Any, Sample]]
    fill: Callable[..., Coroutine[Any, Any, object]] | None = None
    shape: Mapping[str, Size] = field(default_factory=dict)
    options: Mapping[str, Size] = field(default_factory=dict)


class Trials:
    """Runs trials; `sizes` are small ones if `is_quick`: for tests of the benchmark itself."""

    def __init__(self, databases: Sequence[Database], runs: int, *, is_quick: bool = False) -> None:
        self.databases = databases
        self.runs = runs
        self.is_quick = is_quick
        self._filled: dict[tuple[Any, ...], str] = {}

    @property
    def lead_seconds(self) -> float:
        """From the start of Unstuck until something falls due: it meets it idle."""
        return 0.5 if self.is_quick else 1.0

    def size(self, full: int, quick: int) -> int:
        return quick if self.is_quick else full

    def run(self, **trials: Trial | None) -> dict[str, list[Sample]]:
        """The samples of each, by name; of None no samples.

        They take turns, so that all see the same machine.
        """
        return self._run(self.runs, trials)

    def run_once(self, **trials: Trial) -> dict[str, list[Sample]]:
        """The same, of what takes long and is not a matter of speed."""
        return self._run(1, trials)

    def forget(self) -> None:
        """What was filled is not needed any more."""
        for (database, *_), url in self._filled.items():
            database.drop(url)
        self._filled.clear()

    def _run(self, times: int, trials: Mapping[str, Trial | None]) -> dict[str, list[Sample]]:
        samples: dict[str, list[Sample]] = {name: [] for name in trials}
        for _ in range(times):
            for name, trial in trials.items():
                if trial is not None:
                    samples[name].append(self._sample_of(trial))
        return samples

    def _sample_of(self, trial: Trial) -> Sample:
        url = self._database_for(trial)
        trial.database.settle()
        try:
            return self._act(trial.measure, url, **trial.shape, **trial.options)
        finally:
            trial.database.drop(url)

    def _act(
        self, act: Callable[..., Coroutine[Any, Any, Given]], url: str, **named: Size
    ) -> Given:
        if self.is_quick:
            return asyncio.run(act(url, **named))
        return in_new_process(act, url, **named)

    def _database_for(self, trial: Trial) -> str:
        if trial.fill is None:
            return trial.database.empty()
        key = (trial.database, trial.fill, *sorted(trial.shape.items()))
        if key not in self._filled:
            url = trial.database.empty()
            self._act(trial.fill, url, **trial.shape)
            self._filled[key] = url
        return trial.database.copy(self._filled[key])


def in_new_process(
    act: Callable[..., Coroutine[Any, Any, Given]], *given: Any, **named: Any
) -> Given:
    """Run a coroutine function in the loop of a process that has done nothing else."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        return pool.submit(_act, act, given, named).result()


def _act(
    act: Callable[..., Coroutine[Any, Any, Given]], given: tuple[Any, ...], named: dict[str, Any]
) -> Given:
    return asyncio.run(act(*given, **named))
