"""What the store holds of a platform's workspaces, as the sides of the platforms need it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from adapters.system.chance import SystemRandom
from bot.domain.ids import PersonId, TeamId, WorkspaceId, new_id
from bot.domain.people import Account, Person
from bot.domain.teams import Belonging, Membership, TeamGroup
from bot.domain.workspaces import Installation, Platform, Workspace
from bot.ports.clock import Clock
from bot.ports.store import Conflict
from storage.store import Store


@dataclass(frozen=True, slots=True)
class FollowedGroup:
    """A group by its outer id. By their accounts: whom it `brought` to a team that follows it, and
    who is `settled` in every such team, by it or by their name, if only by their no."""

    group: str
    brought: frozenset[str]
    settled: frozenset[str]


class Tenants:
    """The workspaces of one platform."""

    def __init__(self, store: Store, clock: Clock, platform: Platform) -> None:
        self.store = store
        self.platform = platform
        self._clock = clock

    def today(self) -> date:
        return self._clock.now().date()

    async def enrol(self, outer_id: str, name: str) -> WorkspaceId:
        """That workspace, made on first sight, and as the platform knows it now."""
        known = await self.store.workspace_of(self.platform, outer_id)
        workspace = known or WorkspaceId(new_id(self._clock.now(), SystemRandom().bits))
        unit = self.store.unit(workspace)
        if known is None:
            unit.add(Workspace(workspace, name))
            unit.add(Installation(workspace, self.platform, outer_id))
        else:
            named = await unit.get(Workspace)
            if named is not None and named.name != name:
                unit.save(replace(named, name=name))
            installation = await unit.get(Installation)
            if installation is not None and installation.removed_at is not None:
                unit.save(replace(installation, removed_at=None))
        try:
            await unit.commit()
        except Conflict:
            # Another process was quicker.
            return await self.enrol(outer_id, name)
        return workspace

    async def account(self, workspace: WorkspaceId, outer_id: str) -> Account | None:
        return await self.store.unit(workspace).get(Account, self.platform, outer_id)

    async def people(self, workspace: WorkspaceId) -> Mapping[str, Person]:
        """Everybody there, by their accounts."""
        unit = self.store.unit(workspace)
        people = {person.id: person for person in await unit.find(Person)}
        accounts = await unit.find(Account, platform=self.platform)
        return {each.outer_id: people[each.person] for each in accounts if each.person in people}

    async def followed(self, workspace: WorkspaceId) -> Sequence[FollowedGroup]:
        """The groups with which teams are kept in step."""
        unit = self.store.unit(workspace)
        teams: dict[str, set[TeamId]] = {}
        for each in await unit.find(TeamGroup):
            teams.setdefault(each.group, set()).add(each.team)
        if not teams:
            return []
        every = list(set().union(*teams.values()))
        found = await unit.find(Membership, team=every)
        people = list({m.person for m in found})
        accounts = {
            account.person: account.outer_id
            for account in await unit.find(Account, platform=self.platform, person=people)
        }
        return [
            _as_followed(group, followers, found, accounts) for group, followers in teams.items()
        ]

    async def accounts(
        self, workspace: WorkspaceId, people: Sequence[PersonId]
    ) -> Mapping[PersonId, str]:
        """Those of these people who have one."""
        unit = self.store.unit(workspace)
        found = await unit.find(Account, platform=self.platform, person=list(people))
        return {account.person: account.outer_id for account in found}


def _as_followed(
    group: str,
    teams: Collection[TeamId],
    found: Sequence[Membership],
    accounts: Mapping[PersonId, str],
) -> FollowedGroup:
    here = [m for m in found if m.team in teams and m.person in accounts]
    brought = {accounts[m.person] for m in here if group in m.through and not m.belonging.is_past}
    settled = Counter(accounts[m.person] for m in here if _is_settled(m, group))
    everywhere = {account for account, count in settled.items() if count == len(teams)}
    return FollowedGroup(group, frozenset(brought), frozenset(everywhere))


def _is_settled(membership: Membership, group: str) -> bool:
    match membership.belonging:
        case Belonging.JOINED | Belonging.INVITED:
            return not membership.through or group in membership.through
        case Belonging.DECLINED | Belonging.LEFT:
            return True
        case Belonging.PARTED:
            return False
