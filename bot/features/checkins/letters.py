"""The letters of `checkins`, as they read when they are sent."""

from datetime import datetime

from bot.access import members_of
from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.ids import CheckinId, PersonId, RoundId
from bot.domain.letters import Letter, Sent
from bot.domain.people import Person
from bot.domain.recurrence import ONE_DAY
from bot.domain.teams import Team
from bot.engine.manifest import Wait, Written
from bot.features.checkins import messages, rules
from bot.features.checkins.answering.last_answers import last_answers
from bot.features.checkins.organising import messages as organiser_messages
from bot.features.checkins.summing_up import delivering, held_up, summaries
from bot.messages.parts import Message
from bot.ports.store import Reader

A_WEEK = 7
"""In days."""


async def prompt(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To a member: the question, and later what they made of it."""
    round_ = await reader.get(Round, RoundId(letter.about[0]))
    response = await reader.get(Response, *letter.about)
    person = await reader.get(Person, PersonId(letter.about[1]))
    if round_ is None or response is None or person is None:
        return None
    checkin, team = await _checkin(reader, round_.checkin)
    if checkin is None or team is None:
        return None
    if not await reader.find(Sent, key=letter.key):
        is_open = response.progress is Progress.ASKED and now < response.closes_at
        if checkin.is_paused or not is_open:
            return None
        at = rules.may_prompt_at(person, checkin, round_, response, now, team.zone)
        if at is None or at > now:
            return None if at is None else Wait(at)
    is_asking = response.progress in {Progress.ASKED, Progress.MISSED}
    last = await last_answers(reader, checkin, response) if is_asking else []
    zone = person.zone or team.zone
    return messages.prompt(checkin, team, round_, response, last, zone, now)


async def reminder(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To a member who has not said anything yet; once they have, it says so."""
    round_ = await reader.get(Round, RoundId(letter.about[0]))
    response = await reader.get(Response, *letter.about)
    person = await reader.get(Person, PersonId(letter.about[1]))
    if round_ is None or response is None or person is None:
        return None
    checkin, team = await _checkin(reader, round_.checkin)
    if checkin is None or team is None:
        return None
    zone = person.zone or team.zone
    if response.progress is Progress.ASKED and now < response.closes_at:
        closes_at = response.closes_at
        if checkin.is_paused or not rules.works_within(person, now, closes_at, team.zone):
            return None
        until = person.waits_until(now, team.zone)
        return Wait(until) if until else messages.reminder(checkin, round_, response, zone)
    if await reader.find(Sent, key=letter.key):
        return messages.reminded(checkin, round_, response)
    return None


async def summary(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To the channel, or, with the answers below it, to one member in their working hours."""
    round_ = await reader.get(Round, RoundId(letter.about[0]))
    checkin, team = await _checkin(reader, round_.checkin) if round_ else (None, None)
    if round_ is None or checkin is None or team is None:
        return None
    people = await _people(reader, checkin)
    is_private = len(letter.about) > 1
    if not is_private and await _is_with_members(reader, letter):
        return None
    if is_private and PersonId(letter.about[1]) not in people:
        return None
    if is_private and not await reader.find(Sent, key=letter.key):
        person = await reader.get(Person, PersonId(letter.about[1]))
        until = person.waits_until(now, team.zone) if person else None
        if until is not None:
            return Wait(until)
        if await _is_followed(reader, checkin, round_, now):
            return None
    responses = await reader.find(Response, round=round_.id)
    shown = [r for r in responses if r.person in people]
    standing = await held_up.standing(reader, checkin, round_, shown)
    text = summaries.summary(checkin, round_, shown, people, standing, team.zone)
    below = summaries.details(checkin, shown, people) if is_private else None
    return text + below if below else text


async def details(reader: Reader, letter: Letter, _: datetime) -> Written:
    """The thread of the summary."""
    round_ = await reader.get(Round, RoundId(letter.about[0]))
    checkin, _team = await _checkin(reader, round_.checkin) if round_ else (None, None)
    if round_ is None or checkin is None or await _is_with_members(reader, letter):
        return None
    people = await _people(reader, checkin)
    responses = await reader.find(Response, round=round_.id)
    return summaries.details(checkin, [r for r in responses if r.person in people], people)


async def _is_with_members(reader: Reader, letter: Letter) -> bool:
    """Whether what the channel would be told went to each member, as it was refused before."""
    was_refused = await delivering.is_refused(reader, RoundId(letter.about[0]))
    return was_refused and not await reader.find(Sent, key=letter.key)


async def _is_followed(reader: Reader, checkin: Checkin, round_: Round, now: datetime) -> bool:
    """Whether a newer summary went out after this one: who is back from leave reads only that."""
    days = (now.date() - round_.local_date).days + 1
    dates = [round_.local_date + n * ONE_DAY for n in range(1, days + 1)]
    since = round_.summarised_at
    newer = [
        r.id
        for r in await reader.find(Round, checkin=checkin.id, local_date=dates)
        if since is not None and r.summarised_at is not None and r.summarised_at > since
    ]
    # Of a round in which everybody was off there is no summary.
    told = set(Progress) - {Progress.OFF}
    return bool(newer and await reader.newest(Response, 1, round=newer, progress=told))


async def unreached(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To an organiser, in their working hours: somebody's prompts do not arrive. It is said once,
    and then once a week."""
    checkin, team = await _checkin(reader, CheckinId(letter.about[0]))
    person = await reader.get(Person, PersonId(letter.about[1]))
    organiser = await reader.get(Person, PersonId(letter.about[2]))
    if checkin is None or team is None or person is None or organiser is None:
        return None
    until = organiser.waits_until(now, team.zone)
    if until is not None:
        return Wait(until)
    of_each_day, _, _ = letter.key.rpartition(":")
    # One that waited for their day was sent after the date of its key.
    dates = [now.date() - n * ONE_DAY for n in range(2 * A_WEEK)]
    keys = {f"{of_each_day}:{day:%Y%m%d}" for day in dates} - {letter.key}
    told = await reader.find(Sent, key=keys, piece=0)
    if any((now.date() - sent.sent_at.date()).days < A_WEEK for sent in told):
        return None
    return organiser_messages.unreached(checkin, person)


async def preview(reader: Reader, letter: Letter, _: datetime) -> Message | None:
    """To the one who asked for it."""
    checkin, team = await _checkin(reader, CheckinId(letter.about[0]))
    return organiser_messages.preview(checkin, team) if checkin and team else None


async def _checkin(reader: Reader, checkin: CheckinId) -> tuple[Checkin | None, Team | None]:
    """A check-in that still exists, and its team."""
    found = await reader.get(Checkin, checkin)
    if found is None or found.deleted_at is not None:
        return None, None
    return found, await reader.get(Team, found.team)


async def _people(reader: Reader, checkin: Checkin) -> dict[PersonId, Person]:
    return {p.id: p for p in await members_of(reader, checkin.team)}
