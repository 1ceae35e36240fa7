"""Who may be written to about a blocker, as of now."""

from bot.domain.blockers import Blocker, Reminder
from bot.domain.ids import PersonId, TeamId
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership
from bot.ports.store import Reader


async def member(reader: Reader, team: TeamId, person: PersonId) -> Person | None:
    """Somebody who has joined the team, has agreed to be written to, and is not gone."""
    membership = await reader.get(Membership, team, person)
    found = await reader.get(Person, person)
    if membership is None or membership.belonging is not Belonging.JOINED:
        return None
    return found if found and found.agreed_at and found.gone_at is None else None


async def waiting_for(reader: Reader, asked: Reminder) -> Person | None:
    """Who waits, if they still do and both are in the team."""
    blocker = await reader.get(Blocker, asked.blocker)
    if blocker is None or blocker.ended_at is not None:
        return None
    if await member(reader, blocker.team, asked.person) is None:
        return None
    return await member(reader, blocker.team, blocker.person)


async def organisers_for(reader: Reader, blocker: Blocker) -> list[Person]:
    """The team's organisers, but for the one who is stuck."""
    organising = await reader.find(
        Membership, team=blocker.team, belonging=Belonging.JOINED, is_organiser=True
    )
    ids = [m.person for m in organising if m.person != blocker.person]
    people = await reader.find(Person, id=ids, gone_at=None)
    return sorted((p for p in people if p.agreed_at), key=lambda p: p.name.casefold())
