"""What follows when a letter does not arrive."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.ids import ChannelId, PersonId, TeamId
from bot.domain.letters import Letter, Sent, to_channel, to_person
from bot.domain.teams import Belonging, Membership, OpenInvitation, Team
from bot.domain.workspaces import Channel
from bot.ports.store import Reader, UnitOfWork

BETWEEN_KNOCKS = timedelta(days=7)


async def fall_back(unit: UnitOfWork, letter: Letter, why: str, now: datetime) -> None:
    """Whoever can mend it hears of it."""
    if letter.kind == "teams.invitation_here":
        await _tell_who_asked_here(unit, letter, why)
    elif letter.destination.startswith(to_channel(ChannelId(""))):
        await _tell_organisers(unit, letter, why, now)
    elif letter.kind == "teams.invitation":
        await _tell_inviter(unit, letter)


async def _tell_organisers(unit: UnitOfWork, letter: Letter, why: str, now: datetime) -> None:
    """A team's channel cannot be written to: its organisers hear of it, once a day."""
    channel = letter.destination.partition(":")[2]
    for team in await unit.find(Team, channel=channel):
        for organiser in await unit.find(Membership, team=team.id, is_organiser=True):
            key = f"teams.trouble:{team.id}:{organiser.person}:{now:%Y%m%d}"
            to, about = to_person(organiser.person), (team.id, organiser.person)
            unit.post(Letter(team.workspace, to, "teams.trouble", key, about, {"why": why}))


async def _tell_inviter(unit: UnitOfWork, letter: Letter) -> None:
    membership = await unit.get(Membership, *letter.about)
    if (
        membership is not None
        and membership.invited_by
        and not await unit.find(Sent, key=letter.key)
    ):
        to, about = to_person(membership.invited_by), (*letter.about, membership.invited_by)
        key = letter.key.replace("teams.invitation", "teams.unreached")
        unit.post(Letter(letter.workspace, to, "teams.unreached", key, about))


# -- an invitation in a channel -----------------------------------------------------------


async def asked_here(
    reader: Reader, letter: Letter
) -> tuple[Sequence[Membership], Sequence[OpenInvitation]]:
    """Those whom this message in a channel asks."""
    team, since = TeamId(letter.about[0]), datetime.fromisoformat(letter.about[1])
    channel = ChannelId(letter.destination.partition(":")[2])
    at = {"team": team, "since": since, "asked_in": channel}
    return await reader.find(Membership, **at), await reader.find(OpenInvitation, **at)


async def _tell_who_asked_here(unit: UnitOfWork, letter: Letter, why: str) -> None:
    """Whoever asked hears it, unless what failed is only an edit."""
    if await unit.find(Sent, key=letter.key):
        return
    named, opened = await asked_here(unit, letter)
    asked: list[Membership | OpenInvitation] = [*named, *opened]
    for inviter in dict.fromkeys(each.invited_by for each in asked if each.invited_by):
        key = letter.key.replace("teams.invitation_here", "teams.refused_here") + f":{inviter}"
        about = (*letter.about, inviter, letter.destination)
        to = to_person(inviter)
        unit.post(Letter(letter.workspace, to, "teams.refused_here", key, about, {"why": why}))


# -- a closed door ------------------------------------------------------------------------


async def knock(unit: UnitOfWork, letter: Letter, _: str, now: datetime) -> None:
    """Say in a channel of theirs that we cannot write to them, once a week."""
    person = PersonId(letter.destination.partition(":")[2])
    if await has_knocked(unit, person, now):
        return
    joined = await unit.find(Membership, person=person, belonging=Belonging.JOINED)
    for team in await unit.find(Team, id=[m.team for m in joined]):
        channel = await unit.get(Channel, team.channel) if team.channel else None
        if channel is not None and channel.is_open:
            to, about = to_channel(channel.id), (person, team.id)
            key = _keys_of_knocks(person, now)[0]
            unit.post(Letter(team.workspace, to, "teams.closed_door", key, about))
            return


async def has_knocked(reader: Reader, person: PersonId, now: datetime) -> bool:
    sent = await reader.find(Sent, key=_keys_of_knocks(person, now))
    return any(now - each.sent_at < BETWEEN_KNOCKS for each in sent)


def _keys_of_knocks(person: PersonId, now: datetime) -> list[str]:
    """This week's and the last one's: of one week there is one message at most, never edited."""
    week = now.toordinal() // 7
    return [f"teams.closed_door:{person}:{week}", f"teams.closed_door:{person}:{week - 1}"]
