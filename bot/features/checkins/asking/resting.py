"""Whoever gives no sign of life for three rounds running is told so once and asked no more; one
tap brings them back, and so does an answer to any round."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.access import checkin_of_member
from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.facts import AskedAgain, Responded
from bot.domain.ids import CheckinId, PersonId, RoundId, TeamId
from bot.domain.letters import Letter, Sent, to_person
from bot.domain.people import Person
from bot.domain.recurrence import ONE_DAY
from bot.domain.teams import Belonging, Membership, Team
from bot.engine.intents import Reply
from bot.engine.manifest import Wait, Written
from bot.engine.work import Batch, Change, OpenItem, Work
from bot.features.checkins import rules
from bot.features.checkins.answering.ahead import HORIZON, dates_ahead
from bot.features.checkins.asking import resting_messages as messages
from bot.features.checkins.asking.beginning import rounds_between
from bot.features.checkins.asking.following import prompt_message
from bot.features.checkins.asking.rounds import GONE, checkins_of
from bot.messages.parts import Message, Part
from bot.ports.store import Reader

KIND = "checkins.resting"
SILENT_ROUNDS = 3
ROUNDS_LOOKED_AT = 10
"""Of these a person may have been off in some."""

LOOKED_BACK = timedelta(weeks=10)
"""So many times more as a check-in leaves weeks out: a weekly one has had as many rounds."""


# -- asked no more ------------------------------------------------------------------------


async def let_rest(batch: Batch) -> None:
    """A round has ended without an answer from some of those whom it asked."""
    rounds = {r.id: r for r in await batch.unit.find(Round, id=[t.about[0] for t in batch.timers])}
    checkins, _ = await checkins_of(batch, [r.checkin for r in rounds.values()])
    for timer in batch.timers:
        round_ = rounds.get(RoundId(timer.about[0]))
        checkin = checkins.get(round_.checkin) if round_ else None
        if round_ is None or checkin is None or not checkin.is_running:
            batch.finish(timer, GONE)
            continue
        for membership in await _silent_members(batch.unit, checkin, round_):
            batch.unit.save(replace(membership, resting=(*membership.resting, checkin.id)))
            batch.unit.post(_letter(membership, checkin.id, round_.id))
        batch.finish(timer)


async def _silent_members(reader: Reader, checkin: Checkin, round_: Round) -> list[Membership]:
    """Those who are still asked and have missed this round and the ones before it."""
    missed = await reader.find(Response, round=round_.id, progress=Progress.MISSED)
    joined = await reader.find(
        Membership,
        team=checkin.team,
        person=[r.person for r in missed],
        belonging=Belonging.JOINED,
    )
    asked = {m.person: m for m in joined if checkin.id not in m.resting}
    if not asked:
        return []
    ended = round_.local_date
    # What somebody wrote ahead is a sign of life.
    ahead = await rounds_between(reader, checkin.id, ended + ONE_DAY, ended + HORIZON + 2 * ONE_DAY)
    back = LOOKED_BACK * checkin.every_weeks
    until_then = await rounds_between(reader, checkin.id, ended - back, ended)
    recent = [*ahead, *until_then[:ROUNDS_LOOKED_AT]]
    place = {r.id: number for number, r in enumerate(recent)}
    found = await reader.find(Response, round=list(place), person=list(asked))
    responses: dict[PersonId, list[Response]] = defaultdict(list)
    for response in sorted(found, key=lambda r: place[r.round]):
        responses[response.person].append(response)
    quiet = {person: theirs for person, theirs in responses.items() if is_silent(theirs)}
    unreached = await _unreached(reader, recent, quiet.values())
    return [
        asked[person]
        for person, theirs in quiet.items()
        if is_silent([r for r in theirs if prompt_message(r) not in unreached])
    ]


def is_silent(responses: Iterable[Response]) -> bool:
    """Whether the newest of them show no sign of life. Those in which the person was off, or has
    still time, tell nothing."""
    silent = 0
    for response in responses:
        if response.progress not in {Progress.MISSED, Progress.ASKED, Progress.OFF}:
            return False
        if response.ask_again_at is not None:
            return False
        silent += response.progress is Progress.MISSED
        if silent == SILENT_ROUNDS:
            return True
    return False


async def _unreached(
    reader: Reader, rounds: Iterable[Round], responses: Iterable[Sequence[Response]]
) -> set[str]:
    """The prompts that never arrived: nobody can be said to have left those unanswered."""
    direct = {r.id for r in rounds if r.asked_in is None}
    keys = {prompt_message(r) for theirs in responses for r in theirs if r.round in direct}
    return keys - {sent.key for sent in await reader.find(Sent, key=keys, piece=0)}


# -- asked again --------------------------------------------------------------------------


async def ask_me_again(work: Work, checkin: str) -> Reply:
    """One tap; a second one finds them back. Raises NotFound or CheckinDeleted."""
    found = await checkin_of_member(work.unit, work.me, CheckinId(checkin))
    await _come_back(work, found.id, found.team, work.me)
    if work.pressed.startswith(f"{KIND}:"):
        return Reply()
    team = await work.unit.get(Team, found.team)
    return Reply(tell=_back(found, team, work.actor, work.now) if team else None)


async def hear_answer(change: Change, fact: Responded) -> None:
    """Whoever answers, late or ahead, is there again."""
    response = fact.response
    if await _come_back(change, response.checkin, fact.team, response.person, response.round):
        change.note(AskedAgain(response.checkin, response.person))


async def say_so(work: Work, fact: AskedAgain) -> Sequence[Part]:
    """In the reply to the answer that brought them back."""
    checkin = await work.unit.get(Checkin, fact.checkin)
    team = await work.unit.get(Team, checkin.team) if checkin else None
    return _back(checkin, team, work.actor, work.now).parts if checkin and team else []


async def _come_back(
    change: Change, checkin: CheckinId, team: TeamId, person: PersonId, *answered: RoundId
) -> bool:
    """Whether they were resting: they are no more."""
    membership = await change.unit.get(Membership, team, person)
    if membership is None or checkin not in membership.resting:
        return False
    left = tuple(each for each in membership.resting if each != checkin)
    change.unit.save(replace(membership, resting=left))
    missed = await change.unit.newest(
        Response, SILENT_ROUNDS, person=person, checkin=checkin, progress=Progress.MISSED
    )
    if missed:
        # The sign of life that ends the run: what was missed before counts no more.
        change.unit.save(replace(missed[0], ask_again_at=change.now))
    letters = [_letter(membership, checkin, id_) for id_ in (*answered, *(r.round for r in missed))]
    by_key = {letter.key: letter for letter in letters}
    for sent in await change.unit.find(Sent, key=list(by_key), piece=0):
        change.post(by_key[sent.key])
    return True


# -- what is said of it -------------------------------------------------------------------


async def letter(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To the member, in their working hours; once they are back, it says so."""
    checkin = await reader.get(Checkin, CheckinId(letter.about[0]))
    person = await reader.get(Person, PersonId(letter.about[1]))
    if checkin is None or person is None or checkin.deleted_at is not None:
        return None
    team = await reader.get(Team, checkin.team)
    membership = await reader.get(Membership, checkin.team, person.id)
    if team is None or membership is None or membership.belonging is not Belonging.JOINED:
        return None
    if checkin.id not in membership.resting:
        is_told = await reader.find(Sent, key=letter.key)
        return _back(checkin, team, person, now) if is_told else None
    until = person.waits_until(now, team.zone)
    if until is not None and not await reader.find(Sent, key=letter.key):
        return Wait(until)
    return messages.asked_no_more(checkin, team)


async def to_come_back(reader: Reader, person: Person, now: datetime) -> Sequence[OpenItem]:
    """In the inbox, below what is open: where they may come back."""
    joined = await reader.find(Membership, person=person.id, belonging=Belonging.JOINED)
    resting = [checkin for membership in joined for checkin in membership.resting]
    checkins = await reader.find(Checkin, id=resting, deleted_at=None)
    teams = {t.id: t for t in await reader.find(Team, id=[c.team for c in checkins])}
    return [OpenItem(now, messages.item(each, teams[each.team])) for each in checkins]


async def count_resting(reader: Reader, team: TeamId) -> Counter[CheckinId]:
    """How many members each check-in of the team asks no more."""
    joined = await reader.find(Membership, team=team, belonging=Belonging.JOINED)
    return Counter(checkin for membership in joined for checkin in membership.resting)


def _back(checkin: Checkin, team: Team, person: Person, now: datetime) -> Message:
    next_at = next_prompt(checkin, person, team, now)
    return messages.asked_again(checkin, team, next_at, person.zone or team.zone)


def next_prompt(checkin: Checkin, person: Person, team: Team, now: datetime) -> datetime | None:
    """When the schedule will next ask this person; None: on no day soon on which they work."""
    zone_name = rules.zone_of(checkin, person, team.zone)
    day = next(dates_ahead(checkin, person, zone_name, now), None)
    return rules.usual_window(checkin, day, zone_name).opens_at if day else None


def _letter(membership: Membership, checkin: CheckinId, round_: RoundId) -> Letter:
    """Told at the end of `round_`: another time it is another message."""
    key = f"{KIND}:{checkin}:{membership.person}:{round_}"
    to, about = to_person(membership.person), (checkin, membership.person)
    return Letter(membership.workspace, to, KIND, key, about)
