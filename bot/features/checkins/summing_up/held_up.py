"""Who is held up in a round, and what of that has changed since their response before it.

By what they had said and pressed when the summary went out, not by what their blockers are today:
one that is written anew long after reads the same.
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
    `times` counts the responses running that told it of the same, this one included. Of one that
    `is_silent` this round's says nothing anew."""

    stuck: Stuck
    before: Stuck | None
    times: int
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is stuck, and who was the time before and is no more."""

    stuck: Mapping[PersonId, HeldUp]
    freed: Mapping[PersonId, Stuck]


@dataclass(frozen=True, slots=True)
class Told:
    """What a response said of being stuck; `is_over`: its person has since said otherwise that it
    is, by a press or in another check-in."""

    stuck: Stuck | None
    is_over: bool


async def standing(
    reader: Reader, checkin: Checkin, round_: Round, responses: Iterable[Response]
) -> Standing:
    """As the responses of this round have it."""
    answered = [r for r in responses if r.progress is Progress.ANSWERED]
    spoken = [r for r in answered if forms.says_whether_stuck(checkin, r)]
    # One tap says nothing about being stuck, and so not that it is over.
    silent = {r.person for r in answered if r.is_same_plan}.difference(r.person for r in spoken)
    said = {r.person: now for r in spoken if (now := _said_in(checkin, r))}
    before, after = await _rounds_around(reader, checkin, round_)
    whose = {"person": [*silent, *said], "team": checkin.team}
    open_ones = await reader.find(Blocker, **whose, ended_at=None)
    around = [round_.id, *before, *after]
    named = await reader.find(Blocker, team=checkin.team, named_in=around)
    of_this: dict[PersonId, list[Blocker]] = defaultdict(list)
    for blocker in (*open_ones, *named):
        if blocker.named_in == round_.id or _was_open(blocker, round_):
            of_this[blocker.person].append(blocker)
    said = {p: now for p, now in said.items() if not _was_dropped(now, of_this[p], round_)}
    others = {r.person for r in spoken if r.person not in said}
    ended = await reader.find(Blocker, team=checkin.team, ended_in=round_.id)
    may_be_freed = others.intersection(b.person for b in (*named, *ended))
    people = [*said, *may_be_freed, *silent.intersection(of_this)]
    told = await _told_before(reader, checkin, round_, before, people, named)
    held = {p: _held_up(_since(now, of_this[p]), told[p]) for p, now in said.items()}
    for person in silent.intersection(told):
        still = _still(told[person], of_this[person])
        if still is not None:
            held[person] = HeldUp(still, before=None, times=1, is_silent=True)
    freed = {}
    for person in may_be_freed:
        last = told[person][0].stuck if told[person] else None
        if last is not None:
            freed[person] = _held_up(last, told[person][1:]).stuck
    for b in ended:
        # What this round both named and took back was nobody's to know.
        if b.person in others and not told[b.person] and b.named_in != round_.id:
            freed[b.person] = Stuck(b.kind, b.sentence, b.since, b.is_shown)
    return Standing(held, freed)


def _still(told: Sequence[Told], of_this: Sequence[Blocker]) -> Stuck | None:
    """What still holds somebody up who said nothing of it this time."""
    last = told[0]
    if last.stuck is None or last.is_over:
        return None
    if not any(rules.is_same(b, last.stuck) for b in of_this):
        return None
    return _held_up(_since(last.stuck, of_this), told[1:]).stuck


def _was_open(blocker: Blocker, round_: Round) -> bool:
    """Whether it had not ended when the summary went out."""
    out_at = round_.summarised_at
    return blocker.ended_at is None or (out_at is not None and blocker.ended_at >= out_at)


def _was_dropped(stuck: Stuck, of_this: Iterable[Blocker], round_: Round) -> bool:
    """Whether its person pressed, before the summary, that what they had named is over."""
    same = [b for b in of_this if rules.is_same(b, stuck)]
    return bool(same) and not any(b.ended_in or _was_open(b, round_) for b in same)


def _since(stuck: Stuck, of_this: Iterable[Blocker]) -> Stuck:
    """The same, as old as its blocker is."""
    begun = [b.since for b in of_this if rules.is_same(b, stuck)]
    return replace(stuck, since=min([stuck.since, *begun]))


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
    return forms.stuck_in(checkin, response, at) if at else None


async def _rounds_around(
    reader: Reader, checkin: Checkin, round_: Round
) -> tuple[list[RoundId], list[RoundId]]:
    """The rounds before this one, the newest first, and those after it."""
    days = (LOOKED_BACK * checkin.every_weeks).days
    dates = [round_.local_date + timedelta(days=n) for n in range(-days, days + 1)]
    found = await reader.find(Round, checkin=checkin.id, local_date=dates)
    found.sort(key=lambda r: r.local_date, reverse=True)
    before = [r.id for r in found if r.local_date < round_.local_date]
    return before[:MOST_ROUNDS], [r.id for r in found if r.local_date > round_.local_date]


async def _told_before(
    reader: Reader,
    checkin: Checkin,
    round_: Round,
    before: Sequence[RoundId],
    people: Sequence[PersonId],
    named: Iterable[Blocker],
) -> Mapping[PersonId, Sequence[Told]]:
    """What these people answered in the rounds `before` this one, in that order."""
    # What a response of this check-in ended is told by that response.
    over = {
        (b.person, b.named_in)
        for b in named
        if not _was_open(b, round_) and b.ended_in not in {round_.id, *before}
    }
    responses = await reader.find(Response, round=before, person=people, progress=Progress.ANSWERED)
    place = {id_: number for number, id_ in enumerate(before)}
    told: dict[PersonId, list[Told]] = defaultdict(list)
    for response in sorted(responses, key=lambda r: place[r.round]):
        if forms.says_whether_stuck(checkin, response):
            is_over = (response.person, response.round) in over
            told[response.person].append(Told(_said_in(checkin, response), is_over))
    return told
