"""The letters of `blockers` as they read when they are sent, each in its reader's working hours."""

from datetime import date, datetime

from bot.domain.blockers import Blocker, BlockerKind, Reminder, Said
from bot.domain.ids import BlockerId, PersonId, ReminderId
from bot.domain.letters import Letter, Sent
from bot.domain.people import Person
from bot.domain.teams import Team
from bot.engine.manifest import Wait, Written
from bot.features.blockers import messages
from bot.features.blockers.people import member, organisers_for, waiting_for
from bot.messages.parts import message
from bot.ports.store import Reader


async def reminder(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To the one waited for: who waits for what, and later what they said."""
    asked = await reader.get(Reminder, ReminderId(letter.about[0]))
    blocker = await reader.get(Blocker, asked.blocker) if asked else None
    if asked is None or blocker is None:
        return None
    team = await reader.get(Team, blocker.team)
    asker = await reader.get(Person, blocker.person)
    person = await reader.get(Person, asked.person)
    if team is None or asker is None or person is None:
        return None
    is_over = await waiting_for(reader, asked) is None
    if not await reader.find(Sent, key=letter.key):
        if is_over or asked.said is not None:
            return None
        until = person.waits_until(now, team.zone)
        if until is not None:
            return Wait(until)
    return messages.reminder(asker, team, asked, is_over=is_over)


async def answered(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To the one who waits: what the other said."""
    asked = await reader.get(Reminder, ReminderId(letter.about[0]))
    blocker = await reader.get(Blocker, asked.blocker) if asked else None
    if asked is None or blocker is None:
        return None
    team = await reader.get(Team, blocker.team)
    person = await reader.get(Person, asked.person)
    if team is None or person is None:
        return None
    said, answers = Said(letter.about[1]), int(letter.about[2])
    if not await reader.find(Sent, key=letter.key):
        asker = await waiting_for(reader, asked)
        if asker is None or asked.version > answers + 1:
            # Nobody waits, or their last word is another.
            return None
        until = asker.waits_until(now, team.zone)
        if until is not None:
            return Wait(until)
    return messages.answered(person, asked, said, blocker)


async def told(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To an organiser: what its person read and chose to send, while it still holds them up."""
    blocker = await reader.get(Blocker, BlockerId(letter.about[0]))
    if blocker is None:
        return None
    team = await reader.get(Team, blocker.team)
    person = await reader.get(Person, blocker.person)
    if team is None or person is None:
        return None
    if not await reader.find(Sent, key=letter.key):
        organisers = {o.id: o for o in await organisers_for(reader, blocker)}
        organiser = organisers.get(PersonId(letter.about[1]))
        still = await member(reader, team.id, person.id)
        if blocker.ended_at is not None or organiser is None or still is None:
            return None
        until = organiser.waits_until(now, team.zone)
        if until is not None:
            return Wait(until)
    facts = letter.facts
    kind, since = BlockerKind(facts["kind"]), date.fromisoformat(facts["since"])
    return message(*messages.told(person.name, team, kind, facts["sentence"], since))
