"""Who has left, or lost a role: Discord tells it only to who asks (specs/limits.md, "leavers,
members")."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import discord

from adapters.discord.core import Core
from adapters.discord.errors import UNKNOWN_MEMBER, UNKNOWN_USER, Calls
from adapters.discord.guilds import Guilds
from adapters.discord.patience import Patience
from adapters.discord.profiles import profile_of, roles_of
from adapters.discord.servers import Servers
from bot.domain.ids import WorkspaceId
from bot.domain.people import Person, Profile
from bot.domain.workspaces import Platform
from bot.engine.actors import as_stated
from bot.engine.intents import GroupChanged, GroupLost, Happening, Notice, ProfileChanged
from bot.ports.chat import Address, ChatError, TryLater
from bot.ports.store import Conflict, StoreUnavailable

log = logging.getLogger(__name__)

DAYS = 7
"""Everybody is asked after once in so many (design.md, "Intents, actions, forms")."""
AGAIN_SECONDS = 600.0
"""Between two times at which we see whether there is a day to be looked at."""

TROUBLE = (ChatError, StoreUnavailable, Conflict)


class RollCall:
    """Asks after a seventh of the people each day, and after whoever cannot be written to."""

    def __init__(
        self,
        client: discord.Client,
        calls: Calls,
        core: Core,
        guilds: Guilds,
        servers: Servers,
        patience: Patience,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._calls = calls
        self._core = core
        self._guilds = guilds
        self._servers = servers
        self._pause = patience.between_looks
        self._sleep = sleep
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_in_trouble = False
        # The day that is to be looked at next, by server: one in trouble holds up no other.
        self._next: dict[str, date] = {}

    def begin(self) -> None:
        """Look, from now on, until `stop`."""
        self._start(self._look_daily())

    def ask_after(self, address: Address) -> None:
        """Somebody could not be written to: they may have left."""
        self._start(self._look_at_one(address))

    async def stop(self) -> None:
        """Break off. May be called without `begin`, and twice."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def look(self) -> bool:
        """At those whose day it is, and whose day was not finished; whether all were seen.
        Never raises: of trouble the first look logs."""
        is_whole = True
        for guild in self._guilds.known():
            try:
                await self._look_at(guild)
            except TROUBLE as error:
                is_whole = False
                self._trouble(error)
        if is_whole:
            self._is_in_trouble = False
        return is_whole

    async def _look_daily(self) -> None:
        while True:
            await self.look()
            await self._sleep(AGAIN_SECONDS)

    async def _look_at(self, guild: str) -> None:
        """A look that takes long, or was not finished, loses nobody their day. Raises ChatError,
        StoreUnavailable and Conflict."""
        day = self._next.setdefault(guild, self._servers.today())
        workspace = self._guilds.workspace(guild)
        if workspace is None or not self._is_told_of(guild):
            return
        while day <= (today := self._servers.today()):
            day = max(day, today - timedelta(DAYS - 1))
            brought = await self._brought(workspace, guild)
            for account, person in (await self._servers.people(workspace)).items():
                if int(account) % DAYS == day.toordinal() % DAYS:
                    await self._sleep(self._pause)
                    roles = brought.get(account, set())
                    await self._compare(workspace, guild, account, person, roles)
            day += timedelta(1)
            self._next[guild] = day

    async def _brought(self, workspace: WorkspaceId, guild: str) -> Mapping[str, set[str]]:
        """The roles that brought people to teams, by account; of a role that is there no more
        nobody has lost it. Raises ChatError, StoreUnavailable and Conflict."""
        brought: dict[str, set[str]] = defaultdict(set)
        for role, accounts in (await self._servers.followed(workspace)).items():
            if self._known(guild).get_role(int(role)) is None:
                await self._say(workspace, role, GroupLost(role, "was deleted"))
                continue
            for account in accounts:
                brought[account].add(role)
        return brought

    def _is_told_of(self, guild: str) -> bool:
        """By the gateway: it is not yet, or never where only our commands were let in, and
        either is no trouble."""
        return self._client.get_guild(int(guild)) is not None

    async def _look_at_one(self, address: Address) -> None:
        guild = self._guilds.guild(address.workspace)
        try:
            person = await self._servers.person(address.workspace, address.outer_id)
            if guild and person is not None and self._is_told_of(guild):
                await self._compare(address.workspace, guild, address.outer_id, person, ())
        except TROUBLE as error:
            self._trouble(error)

    async def _compare(
        self,
        workspace: WorkspaceId,
        guild: str,
        account: str,
        person: Person,
        brought: Collection[str],
    ) -> None:
        """`brought` are the roles without which they leave a team. Raises ChatError,
        StoreUnavailable and Conflict."""
        profile, roles = await self._member(guild, account)
        stated = replace(as_stated(person, profile), gone_at=person.gone_at)
        if profile.is_gone != (person.gone_at is not None) or stated != person:
            await self._say(workspace, account, ProfileChanged(profile))
        if not profile.is_gone:
            for role in sorted(set(brought) - roles):
                await self._say(workspace, account, GroupChanged(profile, role, is_in=False))

    async def _say(self, workspace: WorkspaceId, outer_id: str, what: Happening) -> None:
        """Raises StoreUnavailable and Conflict."""
        finding = sha256(repr(what).encode()).hexdigest()[:16]
        event = f"roll:{outer_id}:{self._servers.today()}:{finding}"
        await self._core.notice(Notice(workspace, Platform.DISCORD, event, what))

    def _known(self, guild: str) -> discord.Guild:
        """Raises ChatError."""
        known = self._client.get_guild(int(guild))
        if known is None or known.unavailable:
            raise TryLater("Discord does not tell of that server now")
        return known

    async def _member(self, guild: str, account: str) -> tuple[Profile, frozenset[str]]:
        """And their roles. Raises ChatError."""
        known = self._known(guild)
        while True:
            try:
                async with self._calls.call():
                    try:
                        member = await known.fetch_member(int(account))
                    except discord.NotFound as error:
                        # Any other refusal says nothing of them: we may have been removed.
                        if error.code not in (UNKNOWN_MEMBER, UNKNOWN_USER):
                            raise
                        return Profile(account, "", is_gone=True), frozenset()
                    return profile_of(member), roles_of(member)
            except TryLater as later:
                if not later.is_limit:
                    raise
                await self._sleep(later.after_seconds or self._pause)

    def _start(self, looking: Awaitable[None]) -> None:
        task = asyncio.ensure_future(looking)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _trouble(self, error: Exception) -> None:
        """Said once, until a look sees all again."""
        if not self._is_in_trouble:
            self._is_in_trouble = True
            log.warning("Discord's members were not all looked at: %s", error)
