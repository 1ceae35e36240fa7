"""Who is held up in a round, and what of that has changed since their response before it.

By what they said then, not by what their blockers are today: a summary that is written anew long
after reads the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import takewhile

from bot.domain.blockers import Blocker
from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.ids import PersonId, RoundId
from bot.features.checkins import rules
from bot.features.checkins.answering import forms
from bot.features.checkins.rules import Stuck
from bot.ports.store import Reader

LOOKED_BACK = timedelta(weeks=3)
"""So many times more as a check-in leaves weeks out."""
MOST_ROUNDS = 6
"""A week of a daily one, and a day: whoever was off for longer is as good as stuck anew."""


@dataclass(frozen=True, slots=True)
class HeldUp:
    """Somebody who is stuck. `before` is what held them up the time before, if the team was told;
    `times` counts the responses running that told it of the same, this one included."""

    stuck: Stuck
    before: Stuck | None
    times: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is stuck, and who was the time before and is no more."""

    stuck: Mapping[PersonId, HeldUp]
    freed: Mapping[PersonId, Stuck]


@dataclass(frozen=True, slots=True)
class Told:
    """What a response said of being stuck; `is_over`: its person has since pressed that it is."""

    stuck: Stuck | None
    is_over: bool


async def standing(
    reader: Reader, checkin: Checkin, round_: Round, responses: Iterable[Response]
) -> Standing:
    """As the responses of this round have it."""
    answered = [r for r in responses if r.progress is Progress.ANSWERED]
    said = {r.person: named for r in answered if (named := _said_in(checkin, r))}
    # One tap says nothing about being stuck.
    others = {r.person for r in answered if r.person not in said and not r.is_same_plan}
    rounds = await _rounds_before(reader, checkin, round_)
    open_ones = await reader.find(Blocker, person=list(said), team=checkin.team, ended_at=None)
    of_rounds = await reader.find(Blocker, team=checkin.team, named_in=[round_.id, *rounds])
    ended = await reader.find(Blocker, team=checkin.team, ended_in=round_.id)
    may_be_freed = others.intersection(b.person for b in (*of_rounds, *ended))
    told = await _told_before(reader, checkin, rounds, [*said, *may_be_freed], of_rounds)
    of_this: dict[PersonId, list[Blocker]] = defaultdict(list)
    for blocker in (*open_ones, *(b for b in of_rounds if b.named_in == round_.id)):
        of_this[blocker.person].append(blocker)
    stuck = {}
    for person, now in said.items():
        since = [b.since for b in of_this[person] if rules.is_same(b, now)]
        stuck[person] = _held_up(replace(now, since=min([now.since, *since])), told[person])
    freed = {}
    for person in may_be_freed:
        last = told[person][0].stuck if told[person] else None
        if last is not None:
            freed[person] = _held_up(last, told[person][1:]).stuck
    for b in ended:
        # What this round both named and took back was nobody's to know.
        if b.person in others and not told[b.person] and b.named_in != round_.id:
            freed[b.person] = Stuck(b.kind, b.sentence, b.since, b.is_shown)
    return Standing(stuck, freed)


def _held_up(now: Stuck, told: Sequence[Told]) -> HeldUp:
    """Compared with what was told before, the newest first."""
    running = [t.stuck for t in takewhile(lambda t: not t.is_over, told)]
    before = running[0] if running else None
    times, since, newer, are_shown = 1, now.since, now, now.is_shown
    for older in running:
        if older is None or not rules.is_same(older, newer):
            break
        are_shown = are_shown and older.is_shown
        times += are_shown
        since, newer = min(since, older.since), older
    is_known = before is not None and before.is_shown
    return HeldUp(replace(now, since=since), before if is_known else None, times)


def _said_in(checkin: Checkin, response: Response) -> Stuck | None:
    """What the response says of being stuck."""
    at = response.answered_at
    if at is None:
        return None
    said = (forms.stuck_in(q, response, at) for q in forms.blocker_questions(checkin))
    return next((stuck for stuck in said if stuck), None)


async def _rounds_before(reader: Reader, checkin: Checkin, round_: Round) -> list[RoundId]:
    """The rounds before this one, the newest first."""
    days = range(1, (LOOKED_BACK * checkin.every_weeks).days + 1)
    dates = [round_.local_date - timedelta(days=back) for back in days]
    found = await reader.find(Round, checkin=checkin.id, local_date=dates)
    found.sort(key=lambda r: r.local_date, reverse=True)
    return [r.id for r in found[:MOST_ROUNDS]]


async def _told_before(
    reader: Reader,
    checkin: Checkin,
    rounds: Sequence[RoundId],
    people: Sequence[PersonId],
    named: Iterable[Blocker],
) -> Mapping[PersonId, Sequence[Told]]:
    """What these people answered in `rounds`, in that order."""
    pressed = {(b.person, b.named_in) for b in named if b.ended_at and b.ended_in is None}
    responses = await reader.find(Response, round=rounds, person=people, progress=Progress.ANSWERED)
    place = {id_: number for number, id_ in enumerate(rounds)}
    told: dict[PersonId, list[Told]] = defaultdict(list)
    for response in sorted(responses, key=lambda r: place[r.round]):
        stuck = _said_in(checkin, response)
        if stuck is not None or not response.is_same_plan:
            is_over = (response.person, response.round) in pressed
            told[response.person].append(Told(stuck, is_over))
    return told
