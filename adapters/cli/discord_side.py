"""Discord, put together: every server that the bot is in, by its token."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from adapters.cli.settings import Settings
from adapters.cli.sides import CannotServe, Core, demand_own, installed_in
from adapters.cli.tenants import Tenants
from adapters.discord.app import CannotConnect, Discord, DiscordBot
from adapters.discord.permissions import invite_link
from adapters.discord.settings import DiscordSettings
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.people import Account, Person
from bot.domain.workspaces import Platform
from bot.engine.engine import Engine
from bot.ports.chat import Chat
from bot.ports.clock import Clock
from bot.ports.store import Conflict
from storage.store import Store

MOST_NAMED = 3
"""Servers that are named when we start; of more their number is said."""


async def open_discord(
    settings: Settings,
    discord: DiscordSettings,
    store: Store,
    clock: Clock,
    seconds: Callable[[], float],
) -> "DiscordSide":
    """`seconds` is by which messages are paced. Raises CannotServe or StoreUnavailable."""
    demand_own(await installed_in(settings.database_url), Platform.DISCORD)
    tenants = Tenants(store, clock, Platform.DISCORD)
    return DiscordSide(Discord(discord, AccountsInStore(tenants), seconds), tenants)


class AccountsInStore:
    """What the store holds of those to whom messages go: an `Accounts`."""

    def __init__(self, tenants: Tenants) -> None:
        self._tenants = tenants

    async def of(
        self, workspace: WorkspaceId, people: Sequence[PersonId]
    ) -> Mapping[PersonId, str]:
        return await self._tenants.accounts(workspace, people)

    async def direct(self, workspace: WorkspaceId, account: str) -> str:
        known = await self._tenants.account(workspace, account)
        return known.direct if known else ""

    async def keep_direct(self, workspace: WorkspaceId, account: str, channel: str) -> None:
        unit = self._tenants.store.unit(workspace)
        known = await unit.get(Account, Platform.DISCORD, account)
        if known is None or known.direct == channel:
            return
        unit.save(replace(known, direct=channel))
        try:
            await unit.commit()
        except Conflict:
            # Somebody else changed the account meanwhile.
            await self.keep_direct(workspace, account, channel)


class ServersInStore:
    """What the store holds of the servers: a `Servers`."""

    def __init__(self, tenants: Tenants) -> None:
        self._tenants = tenants

    def today(self) -> date:
        return self._tenants.today()

    async def installed(self) -> Mapping[str, WorkspaceId]:
        found = await self._tenants.store.installed(Platform.DISCORD)
        return {tenant.outer_id: tenant.workspace for tenant in found}

    async def enrol(self, guild: str, name: str) -> WorkspaceId:
        return await self._tenants.enrol(guild, name)

    async def person(self, workspace: WorkspaceId, account: str) -> Person | None:
        known = await self._tenants.account(workspace, account)
        if known is None:
            return None
        return await self._tenants.store.unit(workspace).get(Person, known.person)

    async def of_account(self, account: str) -> Sequence[tuple[str, str]]:
        found = await self._tenants.store.of_account(Platform.DISCORD, account)
        return [(tenant.outer_id, tenant.name) for tenant in found]

    async def people(self, workspace: WorkspaceId) -> Mapping[str, Person]:
        return await self._tenants.people(workspace)

    async def followed(self, workspace: WorkspaceId) -> Mapping[str, Collection[str]]:
        return {each.group: each.brought for each in await self._tenants.followed(workspace)}


class DiscordSide:
    """A Side."""

    def __init__(self, discord: Discord, tenants: Tenants) -> None:
        self.chats: Mapping[Platform, Chat] = {Platform.DISCORD: discord.chat}
        self.address: str | None = None
        self.welcome = ""
        self.discord = discord
        self._tenants = tenants

    async def start(self, core: Core, engine: Engine) -> None:
        """Waits while Discord cannot be reached."""
        try:
            bot = await self.discord.connect()
            await self.discord.serve(core, ServersInStore(self._tenants))
        except CannotConnect as why:
            raise CannotServe(str(why)) from why
        self.welcome = await self._welcome(bot)

    async def stop(self) -> None:
        await self.discord.stop()

    async def close(self) -> None:
        """No letter can be sent any more."""
        await self.discord.close()

    async def _welcome(self, bot: DiscordBot) -> str:
        """Where it is, by what Discord said when it let us in: names come later, so those of the
        store are taken."""
        client = self.discord.client
        if len(client.shards) > 1:
            # Not all of them have said it yet.
            return f"Unstuck is on Discord as {bot.name}. "
        there = {str(guild.id) for guild in client.guilds}
        known = await self._tenants.store.installed(Platform.DISCORD)
        names = sorted(tenant.name for tenant in known if tenant.outer_id in there)
        if not there:
            link = invite_link(str(client.application_id))
            return f"Unstuck is in no Discord server yet. Let it into one:\n\n{link}\n\n"
        if len(names) == len(there) <= MOST_NAMED:
            *others, last = names
            which = f"{', '.join(others)} and {last}" if others else last
            return f"Unstuck is in {which} on Discord. "
        many = "1 server" if len(there) == 1 else f"{len(there)} servers"
        return f"Unstuck is in {many} on Discord. "
