"""The letters of `teams`, as they read when they are sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.ids import ChannelId, PersonId, TeamId
from bot.domain.letters import Destination, Letter, Sent, to_channel
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, OpenInvitation, Team
from bot.domain.workspaces import Channel, Installation
from bot.engine.manifest import Wait, Written
from bot.features.teams import (
    asking_messages,
    channel_messages,
    group_messages,
    invitation_messages,
    messages,
    word_messages,
)
from bot.features.teams.undelivered import asked_here, has_knocked
from bot.ports.store import Reader


async def invitation(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To the invited, in their working hours: the question, and later what they said to it."""
    team = await reader.get(Team, TeamId(letter.about[0]))
    person = await reader.get(Person, PersonId(letter.about[1]))
    membership = await reader.get(Membership, *letter.about)
    if team is None or person is None:
        return None
    if membership is None or membership.belonging is Belonging.LEFT:
        has_asked = await reader.find(Sent, key=letter.key)
        return messages.left(team) if has_asked else None
    if not await reader.find(Sent, key=letter.key):
        if membership.belonging is not Belonging.INVITED:
            return None
        until = person.waits_until(now, team.zone)
        if until is not None:
            return Wait(until)
    inviter = await reader.get(Person, membership.invited_by) if membership.invited_by else None
    return invitation_messages.invitation(team, inviter.name if inviter else "Somebody", membership)


async def invitation_here(reader: Reader, letter: Letter, _: datetime) -> Written:
    """To all in a channel, at once, as whoever asks there does it: who is asked, later who has
    joined. Who said no is silently no longer named."""
    team = await reader.get(Team, TeamId(letter.about[0]))
    named, opened = await asked_here(reader, letter)
    waiting = await _people(reader, named, Belonging.INVITED)
    if team is None:
        return None
    if not (waiting or opened) and not await reader.find(Sent, key=letter.key):
        return None
    joined = await _people(reader, named, Belonging.JOINED)
    if not (waiting or opened or joined):
        return invitation_messages.no_longer_open(team)
    asked: list[Membership | OpenInvitation] = [*opened, *named]
    inviter = await reader.get(Person, asked[0].invited_by) if asked[0].invited_by else None
    return invitation_messages.invitation_here(
        team,
        inviter.name if inviter else "Somebody",
        waiting,
        opened,
        joined,
        letter.facts.get("notified", "").split(),
    )


async def _people(
    reader: Reader, memberships: Sequence[Membership], belonging: Belonging
) -> list[Person]:
    """Those who belong to the team in this way, in the order of their names."""
    some = [m.person for m in memberships if m.belonging is belonging]
    people = await reader.find(Person, id=some)
    return sorted(people, key=lambda person: person.name.casefold())


async def refused_here(reader: Reader, letter: Letter, _: datetime) -> Written:
    """To the one who asked in a channel, at once: it does not take the invitation."""
    team = await reader.get(Team, TeamId(letter.about[0]))
    asked = replace(letter, destination=Destination(letter.about[3]))
    channel = await reader.get(Channel, ChannelId(asked.destination.partition(":")[2]))
    named, opened = await asked_here(reader, asked)
    installation = await reader.get(Installation)
    if team is None or channel is None or installation is None or not (named or opened):
        return None
    people = await _people(reader, named, Belonging.INVITED)
    return asking_messages.refused_here(
        team, channel.label, people, letter.facts["why"], installation.platform
    )


async def closed_door(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To somebody in their team's channel, in their working hours: we cannot write to them."""
    person = await reader.get(Person, PersonId(letter.about[0]))
    team = await reader.get(Team, TeamId(letter.about[1]))
    membership = await reader.get(Membership, letter.about[1], letter.about[0])
    if person is None or team is None or person.gone_at is not None:
        return None
    if membership is None or membership.belonging is not Belonging.JOINED:
        return None
    if team.channel is None or to_channel(team.channel) != letter.destination:
        return None
    if await has_knocked(reader, person.id, now):
        return None
    until = person.waits_until(now, team.zone)
    return Wait(until) if until else invitation_messages.closed_door(person)


async def unreached(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To the one who invited, in their working hours: the invitation does not arrive."""
    team = await reader.get(Team, TeamId(letter.about[0]))
    person = await reader.get(Person, PersonId(letter.about[1]))
    inviter = await reader.get(Person, PersonId(letter.about[2]))
    if team is None or person is None or inviter is None:
        return None
    until = inviter.waits_until(now, team.zone)
    return Wait(until) if until else asking_messages.unreached(team, person)


async def trouble(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To an organiser, in their working hours: the team's channel cannot be written to."""
    team = await reader.get(Team, TeamId(letter.about[0]))
    organiser = await reader.get(Person, PersonId(letter.about[1]))
    if team is None or organiser is None:
        return None
    until = organiser.waits_until(now, team.zone)
    return Wait(until) if until else channel_messages.undelivered(team, letter.facts["why"])


async def channel_gone(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To an organiser, in their working hours: the team's channel is there no more."""
    team, organiser, about = letter.about
    found = await reader.get(Team, TeamId(team))
    person = await reader.get(Person, PersonId(organiser))
    channel = await reader.get(Channel, ChannelId(about))
    installation = await reader.get(Installation)
    if found is None or person is None or channel is None or installation is None:
        return None
    was_followed = "followed" in letter.facts
    if found.channel is not None and not was_followed:
        # Another one was chosen meanwhile.
        return None
    until = person.waits_until(now, found.zone)
    if until is not None:
        return Wait(until)
    if found.channel is not None:
        group = messages.label_of(channel.outer_id, channel.name, installation.platform)
        return group_messages.gone(found, group, letter.facts["why"])
    return channel_messages.channel_gone(
        found,
        channel,
        letter.facts["why"],
        installation.platform,
        was_followed=was_followed,
    )


async def inherited(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To the new organiser, in their working hours: the last one has left the workspace."""
    team = await reader.get(Team, TeamId(letter.about[0]))
    heir = await reader.get(Person, PersonId(letter.about[1]))
    gone = await reader.get(Person, PersonId(letter.about[2]))
    membership = await reader.get(Membership, *letter.about[:2])
    installation = await reader.get(Installation)
    if team is None or heir is None or gone is None or installation is None:
        return None
    if membership is None or not membership.is_organiser:
        # Another one was chosen meanwhile, or they are gone too.
        return None
    until = heir.waits_until(now, team.zone)
    return Wait(until) if until else messages.inherited(team, gone, installation.platform)


async def answered(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To the one who invited, in their working hours: what the invited said."""
    team = await reader.get(Team, TeamId(letter.about[0]))
    inviter = await reader.get(Person, PersonId(letter.about[1]))
    if team is None or inviter is None:
        return None
    until = inviter.waits_until(now, team.zone)
    if until is not None:
        return Wait(until)
    joined, declined = [await people_of(reader, letter.facts[n]) for n in ("joined", "declined")]
    return word_messages.answered(team, joined, declined)


async def people_of(reader: Reader, ids: str) -> list[Person]:
    """By their names."""
    people = await reader.find(Person, id=ids.split())
    return sorted(people, key=lambda person: person.name.casefold())
