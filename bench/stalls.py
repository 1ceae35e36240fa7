"""Stalls: what the prompts and the follow-ups of `due-prompts` and `follow-ups` do to others.

Measured while these run in one whole Unstuck, from a second before they are due until the last
is handled: how late a task is that wants to run every millisecond (p99.9), and how long a
button takes that is pressed meanwhile, 20 a second, from payload to Reply (p99).
Beside it: the same loop in the second before, idle but for the buttons.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from adapters.cli.compose import App
from bench.figures import Figure, Rival, Sample, at_most, column, percentile
from bench.follow_ups import shape_of
from bench.presses import Payload, press, press_steadily, skips
from bench.ticker import Ticker
from bench.trials import Trial, Trials
from bench.unstuck import all_handled, unstuck
from bench.worlds import DUE_APART, NINE, crews, fill_asked, fill_due

NAME = "stalls"
PRESSES_A_SECOND = 20
WARM_UP_SECONDS = 0.5
BYSTANDERS = {"bystanders": 20}
"""Teams that press."""

SHORTLY = timedelta(milliseconds=50)


def figures(trials: Trials) -> Iterator[Figure]:
    people, due = trials.size(100_000, 600), trials.size(20_000, 200)
    teams = people // 50
    prompts = {"teams": teams, "people": 50, "workspaces": min(20, teams)}
    before = {"before": trials.lead_seconds}
    for database in trials.databases:
        found = trials.run(
            prompts=Trial(database, measure, fill_due, prompts | BYSTANDERS, before),
            follow_ups=Trial(
                database, measure, fill_asked, shape_of(due, future=0) | BYSTANDERS, before
            ),
        )
        yield from _figures(f"{people:,} prompts, {database.name}", found["prompts"])
        yield from _figures(f"{due:,} follow-ups, {database.name}", found["follow_ups"])


def _figures(where: str, samples: list[Sample]) -> Iterator[Figure]:
    idle = column(samples, "idle_ms")
    stall = column(samples, "stall_ms")
    ratios = tuple(busy / before for busy, before in zip(stall, idle, strict=True))
    before = Rival("the second before", "ms", idle, ratios, "× as long")
    yield Figure(f"{where}: loop's p99.9", "ms", stall, at_most(20), before)
    yield Figure(f"{where}: button's p99", "ms", column(samples, "press_ms"), at_most(100))


async def measure(url: str, before: float, due: int = 0, **shape: int) -> Sample:
    teams = shape["teams"] + shape["bystanders"]
    made = crews(teams, shape["people"], shape["workspaces"])
    pressing = skips(made[shape["teams"] :])
    at = NINE + due * DUE_APART
    async with unstuck(url, at, before + WARM_UP_SECONDS) as app:
        await press_steadily(partial(press, app), islice(pressing, 5), PRESSES_A_SECOND)
        await _until(app.clock.now, at - timedelta(seconds=before))
        # It ends before anything is due: a stall of that belongs to what comes next.
        idle, _ = await _watched(app, pressing, _until(app.clock.now, at - SHORTLY))
        late, pressed = await _watched(app, pressing, all_handled(app, at))
    return {
        "idle_ms": percentile(idle, 0.999),
        "stall_ms": percentile(late, 0.999),
        "longest_ms": max(late),
        "press_ms": percentile(pressed, 0.99) * 1000,
    }


async def _watched(
    app: App, pressing: Iterator[Payload], meanwhile: Coroutine[Any, Any, object]
) -> tuple[list[float], list[float]]:
    """How late the ticks came (ms), and how long the presses took (s), meanwhile."""
    presses = asyncio.create_task(press_steadily(partial(press, app), pressing, PRESSES_A_SECOND))
    ticker = Ticker()
    # At least for some ticks, should it be over by now.
    await asyncio.gather(meanwhile, asyncio.sleep(0.01))
    late = await ticker.stop()
    presses.cancel()
    return late, await presses


async def _until(now: Callable[[], datetime], at: datetime) -> None:
    await asyncio.sleep(max(0.0, (at - now()).total_seconds()))
