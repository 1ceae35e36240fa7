"""The letters of `teams`, as they read when they are sent."""

from datetime import datetime

from bot.domain.ids import ChannelId, PersonId, TeamId
from bot.domain.letters import Letter, Sent
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, Team
from bot.domain.workspaces import Channel, Installation
from bot.engine.manifest import Wait, Written
from bot.features.teams import messages
from bot.ports.store import Reader


async def invitation(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To the invited, in their working hours: the question, and later what they said to it."""
    team = await reader.get(Team, TeamId(letter.about[0]))
    person = await reader.get(Person, PersonId(letter.about[1]))
    membership = await reader.get(Membership, *letter.about)
    if team is None or person is None:
        return None
    if membership is None:
        has_asked = await reader.find(Sent, key=letter.key)
        return messages.left(team) if has_asked else None
    if not await reader.find(Sent, key=letter.key):
        if membership.belonging is not Belonging.INVITED:
            return None
        until = person.waits_until(now, team.zone)
        if until is not None:
            return Wait(until)
    inviter = await reader.get(Person, membership.invited_by) if membership.invited_by else None
    return messages.invitation(team, inviter.name if inviter else "Somebody", membership)


async def unreached(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To the one who invited, in their working hours: the invitation does not arrive."""
    team = await reader.get(Team, TeamId(letter.about[0]))
    person = await reader.get(Person, PersonId(letter.about[1]))
    inviter = await reader.get(Person, PersonId(letter.about[2]))
    if team is None or person is None or inviter is None:
        return None
    until = inviter.waits_until(now, team.zone)
    return Wait(until) if until else messages.unreached(team, person)


async def trouble(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To an organiser, in their working hours: the team's channel cannot be written to."""
    team = await reader.get(Team, TeamId(letter.about[0]))
    organiser = await reader.get(Person, PersonId(letter.about[1]))
    if team is None or organiser is None:
        return None
    until = organiser.waits_until(now, team.zone)
    return Wait(until) if until else messages.undelivered(team, letter.facts["why"])


async def channel_gone(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To an organiser, in their working hours: the team's channel is there no more."""
    team, organiser, about = letter.about
    found = await reader.get(Team, TeamId(team))
    person = await reader.get(Person, PersonId(organiser))
    channel = await reader.get(Channel, ChannelId(about))
    installation = await reader.get(Installation)
    if found is None or person is None or channel is None or installation is None:
        return None
    if found.channel is not None:
        # Another one was chosen meanwhile.
        return None
    until = person.waits_until(now, found.zone)
    if until is not None:
        return Wait(until)
    return messages.channel_gone(found, channel, letter.facts["why"], installation.platform)


async def inherited(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To the new organiser, in their working hours: the last one has left the workspace."""
    team = await reader.get(Team, TeamId(letter.about[0]))
    heir = await reader.get(Person, PersonId(letter.about[1]))
    gone = await reader.get(Person, PersonId(letter.about[2]))
    membership = await reader.get(Membership, *letter.about[:2])
    if team is None or heir is None or gone is None:
        return None
    if membership is None or not membership.is_organiser:
        # Another one was chosen meanwhile, or they are gone too.
        return None
    until = heir.waits_until(now, team.zone)
    return Wait(until) if until else messages.inherited(team, gone)


async def answered(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To the one who invited, in their working hours: what the invited said."""
    team = await reader.get(Team, TeamId(letter.about[0]))
    person = await reader.get(Person, PersonId(letter.about[1]))
    inviter = await reader.get(Person, PersonId(letter.about[2]))
    if team is None or person is None or inviter is None:
        return None
    until = inviter.waits_until(now, team.zone)
    if until is not None:
        return Wait(until)
    return messages.answered(team, person, Belonging(letter.facts["belonging"]))
