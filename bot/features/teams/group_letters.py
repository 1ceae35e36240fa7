"""The letters about groups that a team follows, as they read when they are sent.

Each speaks of a team, of its reader, and of a group by its outer id; the group's name is a fact, as
it may be followed no longer.
"""

from datetime import datetime

from bot.domain.ids import PersonId, TeamId
from bot.domain.letters import Letter, Sent
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, Team
from bot.domain.workspaces import Installation, Platform
from bot.engine.manifest import Wait, Written
from bot.features.teams import group_messages, messages, word_messages
from bot.features.teams.letters import people_of
from bot.features.teams.messages import label_of
from bot.features.teams.word_messages import Moved
from bot.messages.parts import Span
from bot.ports.store import Reader


async def moved(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To an organiser, in their working hours: who came, what they say, and who has left."""
    found = await _read(reader, letter)
    if found is None:
        return None
    team, organiser, platform = found
    until = organiser.waits_until(now, team.zone)
    if until is not None:
        return Wait(until)
    names = ("asked", "joined", "declined", "parted")
    people = Moved(*[await people_of(reader, letter.facts[name]) for name in names])
    return word_messages.moved(team, _group(letter, platform), people, platform)


async def parted(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To somebody who is no longer in the team, in their working hours: they may stay."""
    found = await _read(reader, letter)
    membership = await reader.get(Membership, *letter.about[:2])
    if found is None or membership is None:
        return None
    team, person, platform = found
    if await reader.find(Sent, key=letter.key):
        if membership.belonging is Belonging.JOINED:
            return group_messages.stays(team)
        if membership.belonging is Belonging.LEFT:
            return messages.left(team)
    elif membership.belonging is not Belonging.PARTED:
        return None
    until = person.waits_until(now, team.zone)
    if until is not None:
        return Wait(until)
    return group_messages.parted(team, _group(letter, platform), platform)


async def organiser_stays(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To an organiser, in their working hours: they left a group, but not the team."""
    found = await _read(reader, letter)
    membership = await reader.get(Membership, *letter.about[:2])
    if found is None or membership is None or membership.belonging is not Belonging.JOINED:
        return None
    team, organiser, platform = found
    until = organiser.waits_until(now, team.zone)
    if until is not None:
        return Wait(until)
    return group_messages.organiser_stays(team, _group(letter, platform), platform)


async def group_gone(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To an organiser, in their working hours: the team follows a group no more."""
    found = await _read(reader, letter)
    if found is None:
        return None
    team, organiser, platform = found
    until = organiser.waits_until(now, team.zone)
    if until is not None:
        return Wait(until)
    return group_messages.gone(team, _group(letter, platform), letter.facts["why"])


async def _read(reader: Reader, letter: Letter) -> tuple[Team, Person, Platform] | None:
    team = await reader.get(Team, TeamId(letter.about[0]))
    person = await reader.get(Person, PersonId(letter.about[1]))
    installation = await reader.get(Installation)
    if team is None or person is None or installation is None:
        return None
    return team, person, installation.platform


def _group(letter: Letter, platform: Platform) -> Span:
    return label_of(letter.about[2], letter.facts["name"], platform)
