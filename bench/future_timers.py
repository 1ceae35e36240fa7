"""A million future timers: what they cost those that are due.

Measured: the rate of `follow-ups` with a million timers of next year in the table, as a share of
the rate without them; and the most memory of the worker, likewise.
Rivals: procrastinate and pgqueuer with 100,000 jobs of next year, a tenth, as they become too
slow to wait for: the share of their rate that these leave them.
"""

from collections.abc import Iterator

from bench import rivals
from bench.databases import Database
from bench.figures import Figure, Rival, Sample, at_least, at_most, column
from bench.follow_ups import measure, shape_of
from bench.rivals import pgqueuer, procrastinate
from bench.trials import Size, Trial, Trials
from bench.worlds import fill_asked

NAME = "future-timers"


def figures(trials: Trials) -> Iterator[Figure]:
    due, future = trials.size(20_000, 200), trials.size(1_000_000, 1_000)
    theirs = trials.size(100_000, 1_000)
    for database in trials.databases:
        one = {"lead": trials.lead_seconds, "workers": 1}
        found = trials.run(
            none=Trial(database, measure, fill_asked, shape_of(due, future=0), one),
            many=Trial(database, measure, fill_asked, shape_of(due, future), one),
            **_rivals(database, trials.size(2_000, 20), trials.size(200, 20), theirs),
        )
        where = f"{future:,} future timers, {database.name}"
        rate = _share(found, "", "a_second")
        rival = _rival(found, "procrastinate", rate, theirs)
        yield Figure(f"{where}: rate", "× without", rate, at_least(0.9), rival)
        if rival := _rival(found, "pgqueuer", rate, theirs):
            yield Figure(f"{where}: the same", "× without", rate, at_least(0.9), rival)
        memory = _share(found, "", "peak_mb")
        yield Figure(f"{where}: memory", "× without", memory, at_most(1.05))


def _rivals(database: Database, due: int, few: int, future: int) -> dict[str, Trial | None]:
    """With `future` jobs procrastinate gets only a `few` that are due, as it takes its time."""
    if database.name == "SQLite":
        return {}

    def of_procrastinate(**given: Size) -> Trial | None:
        return rivals.trial("procrastinate", database, procrastinate.work, given)

    def of_pgqueuer(**given: Size) -> Trial | None:
        return rivals.trial("pgqueuer", database, pgqueuer.work, given)

    return {
        "procrastinate_none": of_procrastinate(due=due, future=0),
        "procrastinate_many": of_procrastinate(due=few, future=future),
        "pgqueuer_none": of_pgqueuer(due=due, future=0),
        "pgqueuer_many": of_pgqueuer(due=due, future=future),
    }


def _share(found: dict[str, list[Sample]], whose: str, name: str) -> tuple[float, ...]:
    """What is left of it with the many, run by run."""
    with_many, with_none = column(found[f"{whose}many"], name), column(found[f"{whose}none"], name)
    return tuple(many / none for many, none in zip(with_many, with_none, strict=True))


def _rival(
    found: dict[str, list[Sample]], name: str, ours: tuple[float, ...], future: int
) -> Rival | None:
    if not found.get(f"{name}_many"):
        return None
    theirs = _share(found, f"{name}_", "a_second")
    ratios = tuple(mine / share for mine, share in zip(ours, theirs, strict=True))
    return Rival(f"{name}, {future:,} jobs", "× without", theirs, ratios, "× its share")
