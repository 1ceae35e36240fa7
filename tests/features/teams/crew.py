"""A team that is kept in step with a channel or a role."""

from dataclasses import dataclass

from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, TeamGroup
from bot.engine.intents import GroupChanged
from tests.features.research import instant
from tests.offices import CHANNEL, Office
from tests.people import Someone

WRITERS = "123456789012345678"


@dataclass
class Crew:
    """Ann organises Research, which follows #general: Ben has joined from there."""

    office: Office
    ann: Someone
    ben: Someone

    async def comes(self, who: str, group: str = CHANNEL) -> None:
        await self._moves(who, group, is_in=True)

    async def leaves(self, who: str, group: str = CHANNEL) -> None:
        await self._moves(who, group, is_in=False)

    async def _moves(self, who: str, group: str, *, is_in: bool) -> None:
        await self.office.says(GroupChanged(self.office.people[who], group, is_in))

    async def at(self, day: str, time: str, week: int = 0) -> None:
        await self.office.travel(instant(day, time, week))

    async def belonging(self) -> dict[str, Belonging]:
        unit = self.office.store.unit(self.office.workspace)
        names = {p.id: p.name for p in await unit.find(Person)}
        return {names[m.person]: m.belonging for m in await unit.find(Membership)}

    async def followed(self) -> list[str]:
        found = await self.office.store.unit(self.office.workspace).find(TeamGroup)
        return [each.name for each in found]

    async def team(self) -> str:
        return (await self.office.store.unit(self.office.workspace).find(TeamGroup))[0].team
