"""A button: *Skip today*, from the adapter's payload to its Reply, which comes after the commit.

Measured in process, through `Dispatcher.handle`, in a whole Unstuck that does what follows from
the presses too (whether all of the team have answered): 40 a second for p50 and p99; then 32
people who press as soon as they are answered, until nothing that follows is due any more. Every
press is of another person, and changes rows. The first 20 are not counted.
Beside it: one bare commit of one row on the same database, with the driver alone; and the same
presses with 300 verbs and 300 actions more.
"""

import sqlite3
import time
from collections.abc import Iterator
from functools import partial
from itertools import islice

import asyncpg

from adapters.cli.compose import FEATURES
from bench.databases import path_of
from bench.figures import Figure, Rival, Sample, at_least, at_most, column, percentile
from bench.presses import press, press_steadily, press_together, skips
from bench.trials import Trial, Trials
from bench.unstuck import all_handled, unstuck
from bench.worlds import NINE, crews, fill_asked
from bot.engine.intents import Reply
from bot.engine.manifest import Action, Manifest, Verb, Words
from bot.engine.work import Work
from storage.store import sqlite_path

NAME = "buttons"
STEADILY = 40
PRESSERS = 32
WARM_UP = 20
COMMITS = 200


def figures(trials: Trials) -> Iterator[Figure]:
    steady, together = trials.size(400, 20), trials.size(3_000, 60)
    teams = (WARM_UP + steady + together) // 50 + 1
    shape = {
        "teams": teams,
        "people": 50,
        "workspaces": min(20, teams),
        "due": 0,
        "future": 0,
        "bystanders": 0,
    }
    given = {"lead": trials.lead_seconds, "steady": steady, "together": together}
    for database in trials.databases:
        found = trials.run(
            ours=Trial(database, measure, fill_asked, shape, given | {"verbs": 0}),
            many=Trial(database, measure, fill_asked, shape, given | {"verbs": 300}),
        )
        ours = found["ours"]
        p50, bare = column(ours, "p50_ms"), column(ours, "commit_ms")
        ratios = tuple(press / commit for press, commit in zip(p50, bare, strict=True))
        commit = Rival("a bare commit", "ms", bare, ratios, "× as long")
        yield Figure(f"a press, {database.name}: p50", "ms", p50, at_most(4), commit)
        yield Figure(f"a press, {database.name}: p99", "ms", column(ours, "p99_ms"), at_most(15))
        yield Figure(
            f"presses, {database.name}: sustained",
            "/s",
            column(ours, "a_second"),
            at_least(300),
        )
        many = column(found["many"], "p50_ms")
        ratios = tuple(with_them / alone for with_them, alone in zip(many, p50, strict=True))
        # A tenth is what two medians of the same thing differ by on a quiet machine.
        yield Figure(
            f"a press, {database.name}: p50 with 300 verbs more", "× none", ratios, at_most(1.1)
        )


async def measure(
    url: str, lead: float, steady: int, together: int, verbs: int, **shape: int
) -> Sample:
    commit = await _bare_commit(url)
    features = (*FEATURES, dummies(verbs))
    pressing = skips(crews(shape["teams"], shape["people"], shape["workspaces"]))
    async with unstuck(url, NINE, lead, features=features) as app:
        await all_handled(app, NINE)
        await press_steadily(partial(press, app), islice(pressing, WARM_UP), STEADILY)
        pressed = await press_steadily(partial(press, app), islice(pressing, steady), STEADILY)
        await all_handled(app, NINE)
        begun = time.perf_counter()
        await press_together(partial(press, app), islice(pressing, together), PRESSERS)
        await all_handled(app, NINE)
        seconds = time.perf_counter() - begun
    return {
        "p50_ms": percentile(pressed, 0.5) * 1000,
        "p99_ms": percentile(pressed, 0.99) * 1000,
        "a_second": together / seconds,
        "commit_ms": commit * 1000,
    }


async def _bare_commit(url: str) -> float:
    """The median of the seconds that the driver alone takes to keep one small row."""
    times = []
    make, insert = "CREATE TABLE bare (id BIGINT PRIMARY KEY)", "INSERT INTO bare VALUES ({})"
    if sqlite_path(url):
        connection = sqlite3.connect(path_of(url), isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(make)
        for number in range(COMMITS):
            begun = time.perf_counter()
            connection.execute(insert.format(number))
            times.append(time.perf_counter() - begun)
        connection.execute("DROP TABLE bare")
        connection.close()
    else:
        pg = await asyncpg.connect(url)
        await pg.execute(make)
        for number in range(COMMITS):
            begun = time.perf_counter()
            await pg.execute(insert.format(number))
            times.append(time.perf_counter() - begun)
        await pg.execute("DROP TABLE bare")
        await pg.close()
    return percentile(times, 0.5)


def dummies(number: int) -> Manifest:
    """A feature with so many verbs and actions that nobody uses."""

    async def say(work: Work, words: Words) -> Reply:
        return Reply()

    async def act(work: Work) -> Reply:
        return Reply()

    names = [f"dummy{each}" for each in range(number)]
    return Manifest(
        name="dummies",
        verbs=tuple(Verb(name, "Does nothing", name, "It does nothing.", say) for name in names),
        actions={f"dummies.{name}": Action(0, act) for name in names},
    )
