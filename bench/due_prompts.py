"""Prompts: everybody's are due at 09:00; how long until all of them are in the outbox.

Measured: Unstuck, whole and idle, one process; from 09:00 by its own clock, past its alarm,
until the commit of the last prompts; meanwhile it sends what the platform takes (50 a second).
Then the letters are counted: one a person, or the run fails.
Shapes: teams of 50 in 20 workspaces, each team in three zones that share their 09:00 (a timer a
team and zone); and all in one team. With slow commits: 5 ms more each, by PostgreSQL's own
`commit_delay`, and by a pause before SQLite's COMMIT.
Rival: APScheduler's SQLAlchemy job store on the same kind of database, a job a person that does
nothing; fewer of them, so compared are people a second.
"""

from collections.abc import Iterator

from bench import rivals
from bench.figures import Figure, Rival, Sample, at_least, at_most, column
from bench.loading import count
from bench.rivals import apscheduler
from bench.slow_commits import with_slow_commits
from bench.trials import Trial, Trials
from bench.unstuck import all_handled, unstuck
from bench.worlds import NINE, fill_due

NAME = "due-prompts"


def figures(trials: Trials) -> Iterator[Figure]:
    people = trials.size(100_000, 600)
    for database in trials.databases:
        in_teams = _shape(people // 50, 50, min(20, people // 50))
        lead = {"lead": trials.lead_seconds}
        jobs = {"jobs": trials.size(5_000, 50)}
        found = trials.run(
            teams=Trial(database, measure, fill_due, in_teams, lead),
            one_team=Trial(database, measure, fill_due, _shape(1, people, 1), lead),
            slow=Trial(database, measure_slow, fill_due, in_teams, lead),
            rival=rivals.trial("apscheduler", database, apscheduler.fire, jobs),
        )
        where = f"{people:,} people, {database.name}"
        seconds = column(found["teams"], "seconds")
        rival = _rival(found["rival"], seconds, people)
        yield Figure(f"{where}: teams of 50", "s", seconds, at_most(5), rival)
        seconds = column(found["one_team"], "seconds")
        yield Figure(f"{where}: one team", "s", seconds, at_most(5))
        seconds = column(found["slow"], "seconds")
        yield Figure(f"{where}: teams of 50, slow commits", "s", seconds, at_most(6))


def _shape(teams: int, people: int, workspaces: int) -> dict[str, int]:
    return {"teams": teams, "people": people, "workspaces": workspaces, "bystanders": 0}


def _rival(theirs: list[Sample], seconds: tuple[float, ...], people: int) -> Rival | None:
    if not theirs:
        return None
    rates = column(theirs, "a_second")
    ratios = tuple(people / ours / rate for ours, rate in zip(seconds, rates, strict=True))
    return Rival("APScheduler", "jobs/s", rates, ratios, "× as many a second", at_least(15))


async def measure(url: str, lead: float, teams: int, people: int, **_: int) -> Sample:
    async with unstuck(url, NINE, lead) as app:
        ended = await all_handled(app, NINE)
    prompts = await count(url, "letters", "kind = 'checkins.prompt'")
    if prompts != teams * people:
        raise AssertionError(f"{prompts} prompts for {teams * people} people")
    return {"seconds": (ended - NINE).total_seconds()}


async def measure_slow(url: str, lead: float, **shape: int) -> Sample:
    with with_slow_commits(url) as slow_url:
        return await measure(slow_url, lead, **shape)
