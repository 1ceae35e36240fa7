"""Slack, put together: one workspace, by its bot token."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from adapters.cli.settings import Settings
from adapters.cli.sides import CannotServe, Core, demand_own, installed_in
from adapters.slack.app import CannotConnect, Slack, SlackTeam
from adapters.slack.settings import SlackSettings
from adapters.system.chance import SystemRandom
from bot.domain.ids import PersonId, WorkspaceId, new_id
from bot.domain.people import Account, Person
from bot.domain.workspaces import Channel, Installation, Platform, Workspace
from bot.engine.engine import Engine
from bot.ports.chat import Chat
from bot.ports.clock import Clock
from bot.ports.store import Conflict
from storage.store import Store


class OtherTeam(CannotServe):
    """The database is another Slack workspace's, whose letters this bot token cannot send."""

    def __init__(self, team: SlackTeam) -> None:
        super().__init__(
            f"This database serves another Slack workspace than {team.name}, to which "
            "SLACK_BOT_TOKEN belongs. Point DATABASE_URL at a database of its own, or set the "
            "token of that other workspace."
        )


async def open_slack(
    settings: Settings,
    slack: SlackSettings,
    store: Store,
    clock: Clock,
    seconds: Callable[[], float],
) -> "SlackSide":
    """`seconds` is by which messages are paced. Raises CannotServe or StoreUnavailable."""
    demand_own(await installed_in(settings.database_url), Platform.SLACK)

    async def accounts(
        workspace: WorkspaceId, people: Sequence[PersonId]
    ) -> Mapping[PersonId, str]:
        unit = store.unit(workspace)
        found = await unit.find(Account, platform=Platform.SLACK, person=list(people))
        return {account.person: account.outer_id for account in found}

    connection = Slack(slack, settings.host, settings.port, accounts, seconds)
    return SlackSide(connection, settings.database_url, store, clock)


class KnownInStore:
    """What the store holds of a workspace: a `Known`, for the census of it."""

    def __init__(self, store: Store, clock: Clock, workspace: WorkspaceId) -> None:
        self._store = store
        self._clock = clock
        self._workspace = workspace

    def today(self) -> date:
        return self._clock.now().date()

    async def people(self) -> Mapping[str, Person]:
        unit = self._store.unit(self._workspace)
        people = {person.id: person for person in await unit.find(Person)}
        accounts = await unit.find(Account, platform=Platform.SLACK)
        return {each.outer_id: people[each.person] for each in accounts if each.person in people}

    async def open_channels(self) -> Sequence[str]:
        found = await self._store.unit(self._workspace).find(Channel, is_open=True)
        return [channel.outer_id for channel in found]


class SlackSide:
    """A Side."""

    def __init__(self, slack: Slack, database_url: str, store: Store, clock: Clock) -> None:
        self.chats: Mapping[Platform, Chat] = {Platform.SLACK: slack.chat}
        self.workspace: WorkspaceId | None = None
        self.address: str | None = None
        self.welcome = ""
        self.slack = slack
        self._database_url = database_url
        self._store = store
        self._clock = clock

    async def start(self, core: Core, engine: Engine) -> None:
        """Waits while Slack cannot be reached."""
        try:
            team = await self.slack.connect()
        except CannotConnect as why:
            raise CannotServe(str(why)) from why
        self.workspace = await self._workspace_of(team)
        known = KnownInStore(self._store, self._clock, self.workspace)
        await self.slack.serve(core, self.workspace, known)
        self.welcome = f"Unstuck is in {team.name}. "

    async def stop(self) -> None:
        await self.slack.stop()

    async def close(self) -> None:
        """No letter can be sent any more."""
        await self.slack.close()

    async def _workspace_of(self, team: SlackTeam) -> WorkspaceId:
        """The team's workspace, made on first sight, and as Slack knows it now."""
        known = await self._store.workspace_of(Platform.SLACK, team.outer_id)
        if known is None and Platform.SLACK in await installed_in(self._database_url):
            raise OtherTeam(team)
        workspace = known or WorkspaceId(new_id(self._clock.now(), SystemRandom().bits))
        unit = self._store.unit(workspace)
        if known is None:
            unit.add(Workspace(workspace, team.name))
            unit.add(Installation(workspace, Platform.SLACK, team.outer_id))
        else:
            named = await unit.get(Workspace)
            if named is not None and named.name != team.name:
                unit.save(replace(named, name=team.name))
            installation = await unit.get(Installation)
            if installation is not None and installation.removed_at is not None:
                unit.save(replace(installation, removed_at=None))
        try:
            await unit.commit()
        except Conflict:
            # Another process was quicker.
            return await self._workspace_of(team)
        return workspace
