"""The lag of a due timer: from its due time until its letter is in the outbox, when idle.

Measured in a whole Unstuck with its real alarm: prompts asked for again fall due one by one, 40
to 80 ms apart at odd moments; the end of each is when its commit has returned. One letter a
timer is there afterwards, or the run fails.
Beside it: timers of the same loop, as far apart, that do nothing.
"""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

from bench.figures import Figure, Rival, Sample, at_most, column, percentile
from bench.loading import count
from bench.trials import Trial, Trials
from bench.unstuck import all_handled, unstuck
from bench.worlds import NINE, again, crews, fill_asked

NAME = "timer-lag"
_GAP_SECONDS = 0.04
_ODD_SECONDS = 0.0137


def figures(trials: Trials) -> Iterator[Figure]:
    teams = trials.size(6, 1)
    shape = {"teams": teams, "people": trials.size(50, 10), "workspaces": 1}
    nothing = {"due": 0, "future": 0, "bystanders": 0}
    for database in trials.databases:
        lead = {"lead": trials.lead_seconds}
        trial = Trial(database, measure, fill_asked, shape | nothing, lead)
        found = trials.run(ours=trial)["ours"]
        p50, bare = column(found, "p50_ms"), column(found, "loop_p50_ms")
        ratios = tuple(ours / loop for ours, loop in zip(p50, bare, strict=True))
        loop = Rival("asyncio's own timer", "ms", bare, ratios, "× as late")
        yield Figure(f"a due timer, {database.name}: p50", "ms", p50, at_most(3), loop)
        p99 = column(found, "p99_ms")
        yield Figure(f"a due timer, {database.name}: p99", "ms", p99, at_most(15))


async def measure(url: str, lead: float, teams: int, people: int, **_: int) -> Sample:
    everybody = [(crew, p) for crew in crews(teams, people, 1) for p in crew.people]
    due = [NINE + timedelta(seconds=seconds) for seconds in _moments(len(everybody))]
    kept: list[datetime] = []
    async with unstuck(url, NINE, lead) as app:
        expect = app.engine.expect

        def on_change(at: datetime) -> None:
            if at <= NINE:
                kept.append(app.clock.now())
            expect(at)

        unit = app.store.unit(everybody[0][0].workspace)
        for number, (crew, person) in enumerate(everybody):
            unit.schedule(again(number, crew, person, due[number]))
        await unit.commit()
        app.store.on_change = on_change
        await all_handled(app, due[-1])
        app.store.on_change = expect
        loop_lags = [await _loop_lag(seconds % _GAP_SECONDS) for seconds in _moments(50)]
    letters = await count(url, "letters", "kind = 'checkins.prompt'")
    if letters != len(due):
        raise AssertionError(f"{letters} letters for {len(due)} timers")
    # Where the machine paused for longer than a gap, one commit kept several letters.
    lags = [(min(at for at in kept if at >= d) - d).total_seconds() * 1000 for d in due]
    return {
        "p50_ms": percentile(lags, 0.5),
        "p99_ms": percentile(lags, 0.99),
        "loop_p50_ms": percentile(loop_lags, 0.5),
    }


def _moments(number: int) -> list[float]:
    """Seconds after the first, at no preferred place within a millisecond."""
    return [n * _GAP_SECONDS + n * n * _ODD_SECONDS % _GAP_SECONDS for n in range(number)]


async def _loop_lag(seconds: float) -> float:
    """How late (ms) the loop calls what is due in so many seconds."""
    loop = asyncio.get_running_loop()
    called: asyncio.Future[float] = loop.create_future()
    due_at = loop.time() + seconds
    loop.call_at(due_at, lambda: called.set_result(loop.time()))
    return (await called - due_at) * 1000
