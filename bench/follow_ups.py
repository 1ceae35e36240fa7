"""Follow-ups: 20,000 people said *In an hour*, each at a time of their own, and all are due.

Measured: Unstuck, whole and idle; from the due time by its own clock until the commit of the
last, counted as follow-ups a second; meanwhile it sends what the platform takes. Then the
letters are counted: one a follow-up, or the run fails. On PostgreSQL also two worker processes
on one database.
Rivals: procrastinate and pgqueuer, on PostgreSQL, with jobs that do nothing.
"""

import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from bench import rivals
from bench.databases import Database
from bench.figures import Figure, Rival, Sample, at_least, column
from bench.loading import count
from bench.rivals import pgqueuer, procrastinate
from bench.trials import Size, Trial, Trials
from bench.unstuck import all_handled, peak_megabytes, unstuck
from bench.worlds import DUE_APART, NINE, fill_asked

NAME = "follow-ups"
START_SECONDS = 4.0
"""What two processes take until they run, at most."""


def figures(trials: Trials) -> Iterator[Figure]:
    due = trials.size(20_000, 200)
    for database in trials.databases:
        shape = shape_of(due, future=0)
        lead = {"lead": trials.lead_seconds}
        one = Trial(database, measure, fill_asked, shape, lead | {"workers": 1})
        where = f"{due:,} follow-ups, {database.name}"
        if database.name == "SQLite":
            found = trials.run(one=one)
            yield Figure(where, "/s", column(found["one"], "a_second"), at_least(10_000))
            continue
        found = trials.run(
            one=one,
            two=Trial(database, measure, fill_asked, shape, lead | {"workers": 2}),
            procrastinate=procrastinate_trial(database, trials.size(3_000, 50)),
            pgqueuer=rivals.trial("pgqueuer", database, pgqueuer.work, {"due": due}),
        )
        ours, two = column(found["one"], "a_second"), column(found["two"], "a_second")
        rival = _rival("procrastinate", found["procrastinate"], ours)
        yield Figure(f"{where}: one worker", "/s", ours, at_least(10_000), rival)
        times = tuple(both / alone for both, alone in zip(two, ours, strict=True))
        rival = _rival("pgqueuer", found["pgqueuer"], ours)
        yield Figure(f"{where}: two workers", "× one", times, at_least(1.6), rival)


def shape_of(due: int, future: int) -> dict[str, int]:
    """Teams of 50 in 20 workspaces, a person a follow-up."""
    teams = max(1, due // 50)
    return {
        "teams": teams,
        "people": 50,
        "workspaces": min(20, teams),
        "due": due,
        "future": future,
        "bystanders": 0,
    }


def procrastinate_trial(database: Database, due: int, future: int = 0) -> Trial | None:
    options: dict[str, Size] = {"due": due, "future": future}
    return rivals.trial("procrastinate", database, procrastinate.work, options)


def _rival(name: str, theirs: list[Sample], ours: tuple[float, ...]) -> Rival | None:
    if not theirs:
        return None
    rates = column(theirs, "a_second")
    ratios = tuple(mine / rate for mine, rate in zip(ours, rates, strict=True))
    return Rival(f"{name}, empty jobs", "/s", rates, ratios, "× one worker's rate")


async def measure(url: str, lead: float, due: int, workers: int, **_: int) -> Sample:
    if workers == 1:
        seconds = await _work(url, due, lead)
    else:
        instant = time.time() + lead + START_SECONDS
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
            ended = [pool.submit(_worker, url, due, instant) for _ in range(workers)]
            seconds = max(future.result() for future in ended)
    letters = await count(url, "letters", "kind = 'checkins.prompt'")
    if letters != due:
        raise AssertionError(f"{letters} letters for {due} follow-ups")
    return {"a_second": due / seconds, "peak_mb": peak_megabytes()}


def _worker(url: str, due: int, instant: float) -> float:
    return asyncio.run(_work(url, due, 0, instant))


async def _work(url: str, due: int, lead: float, instant: float | None = None) -> float:
    """For how many seconds something was due."""
    last = NINE + due * DUE_APART
    async with unstuck(url, last, lead, instant) as app:
        return (await all_handled(app, last) - last).total_seconds()
