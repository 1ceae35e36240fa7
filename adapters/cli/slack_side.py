"""Slack, put together: one workspace, by its bot token."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from adapters.cli.settings import Settings
from adapters.cli.sides import CannotServe, Core, demand_own, installed_in
from adapters.cli.tenants import Tenants
from adapters.slack.app import CannotConnect, Slack, SlackTeam
from adapters.slack.known import Followed
from adapters.slack.settings import SlackSettings
from bot.domain.ids import WorkspaceId
from bot.domain.people import Person
from bot.domain.workspaces import Channel, Platform
from bot.engine.engine import Engine
from bot.ports.chat import Chat
from bot.ports.clock import Clock
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
    tenants = Tenants(store, clock, Platform.SLACK)
    connection = Slack(slack, settings.host, settings.port, tenants.accounts, seconds)
    return SlackSide(connection, settings.database_url, tenants)


class KnownInStore:
    """What the store holds of a workspace: a `Known`, for the census of it."""

    def __init__(self, tenants: Tenants, workspace: WorkspaceId) -> None:
        self._tenants = tenants
        self._workspace = workspace

    def today(self) -> date:
        return self._tenants.today()

    async def people(self) -> Mapping[str, Person]:
        return await self._tenants.people(self._workspace)

    async def open_channels(self) -> Sequence[str]:
        found = await self._tenants.store.unit(self._workspace).find(Channel, is_open=True)
        return [channel.outer_id for channel in found]

    async def followed(self) -> Mapping[str, Followed]:
        return {
            each.group: Followed(each.brought, each.settled)
            for each in await self._tenants.followed(self._workspace)
        }


class SlackSide:
    """A Side."""

    def __init__(self, slack: Slack, database_url: str, tenants: Tenants) -> None:
        self.chats: Mapping[Platform, Chat] = {Platform.SLACK: slack.chat}
        self.address: str | None = None
        self.welcome = ""
        self.slack = slack
        self._database_url = database_url
        self._tenants = tenants

    async def start(self, core: Core, engine: Engine) -> None:
        """Waits while Slack cannot be reached."""
        try:
            team = await self.slack.connect()
        except CannotConnect as why:
            raise CannotServe(str(why)) from why
        workspace = await self._workspace_of(team)
        await self.slack.serve(core, workspace, KnownInStore(self._tenants, workspace))
        self.welcome = f"Unstuck is in {team.name}. "

    async def stop(self) -> None:
        await self.slack.stop()

    async def close(self) -> None:
        """No letter can be sent any more."""
        await self.slack.close()

    async def _workspace_of(self, team: SlackTeam) -> WorkspaceId:
        """The team's; a database that has another one's already is not to have this too."""
        known = await self._tenants.store.workspace_of(Platform.SLACK, team.outer_id)
        if known is None and Platform.SLACK in await installed_in(self._database_url):
            raise OtherTeam(team)
        return await self._tenants.enrol(team.outer_id, team.name)
