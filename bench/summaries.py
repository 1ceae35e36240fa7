"""A summary of 200 people: from the last deadline until all of it stands in the channel.

Measured in a whole Unstuck with its real alarm, the platform's round trips of 50 ms in it: every
fifth is stuck, each has answered every question, and the day before too. The platform's limits
are not reached, or the run fails, as it does if a person is missing from what was sent.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bench.figures import Figure, Sample, at_most, column
from bench.loading import count, load
from bench.trials import Trial, Trials
from bench.unstuck import all_handled, unstuck
from bench.worlds import FIVE, MONDAY, NINE, Crew, crews, everything_of
from bot.domain.blockers import BlockerKind
from bot.domain.checkins import Answer, Progress, Response, Round
from bot.domain.ids import RoundId, TimerId
from bot.domain.letters import Sent
from bot.domain.questions import PLAN, STUCK
from bot.domain.timers import Timer
from bot.features.checkins.answering.forms import WHAT
from bot.features.checkins.rules import NOT_STUCK

NAME = "summaries"
_LOOK_SECONDS = 0.02
_ONE_DAY = timedelta(days=1)
_A_LINE = "Read the proofs of the second chapter, and wrote down what is missing in them. "


def figures(trials: Trials) -> Iterator[Figure]:
    people = trials.size(200, 20)
    for database in trials.databases:
        lead = {"lead": trials.lead_seconds}
        found = trials.run(ours=Trial(database, measure, fill, {"people": people}, lead))["ours"]
        seconds = column(found, "seconds")
        yield Figure(f"{people} people, {database.name}: all sent", "s", seconds, at_most(2))


async def fill(url: str, people: int) -> None:
    """A team that has answered today and the day before, and the end of today's round."""
    (crew,) = crews(1, people, 1)
    before = RoundId(f"before {crew.round}")
    nouns = [
        *everything_of([crew]),
        Round(crew.workspace, before, crew.checkin, MONDAY - _ONE_DAY, FIVE - _ONE_DAY, FIVE),
        Round(crew.workspace, crew.round, crew.checkin, MONDAY, FIVE),
        *_responses(crew, before),
        *(replace(one, answered_at=NINE) for one in _responses(crew, crew.round)),
        Timer(
            crew.workspace,
            *(TimerId("close"), "checkins.close", f"checkins.close:{crew.round}", FIVE),
            (crew.round,),
        ),
    ]
    await load(url, nouns)


def _responses(crew: Crew, round_: RoundId) -> Iterator[Response]:
    for place, person in enumerate(crew.people):
        is_stuck = place % 5 == 0
        kind = BlockerKind.MISSING_CONTEXT.value if is_stuck else NOT_STUCK
        answers = (
            Answer("done", f"{person.name}: {_A_LINE}"),
            Answer(PLAN, _A_LINE),
            Answer(STUCK.key, kind),
            *((Answer(f"{STUCK.key}.{WHAT}", _A_LINE),) if is_stuck else ()),
        )
        yield Response(
            *(crew.workspace, round_, person.id, crew.checkin, NINE, FIVE, Progress.ANSWERED),
            answers,
            NINE - _ONE_DAY,
        )


async def measure(url: str, lead: float, people: int) -> Sample:
    (crew,) = crews(1, people, 1)
    async with unstuck(url, FIVE, lead) as app:
        await all_handled(app, FIVE)
        while True:
            if not await count(url, "letters", "done_at IS NULL"):
                break
            await asyncio.sleep(_LOOK_SECONDS)
        sent = await app.store.unit(crew.workspace).find(Sent)
    if {one.kind for one in sent} != {"checkins.summary", "checkins.details"}:
        raise AssertionError(f"sent were {sorted(one.key for one in sent)}")
    return {"seconds": (max(one.sent_at for one in sent) - FIVE).total_seconds()}
