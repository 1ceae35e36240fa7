"""Which server is which workspace."""

import asyncio

from adapters.discord.servers import Servers
from bot.domain.ids import WorkspaceId


class Guilds:
    """The servers that have Unstuck now, both ways. Discord calls a server a guild."""

    def __init__(self) -> None:
        self._workspaces: dict[str, WorkspaceId] = {}
        self._guilds: dict[WorkspaceId, str] = {}
        self._servers: Servers | None = None
        self._turns: dict[str, asyncio.Lock] = {}

    async def load(self, servers: Servers) -> None:
        """Those that the store knows, from now on with what `servers` enrols."""
        self._servers = servers
        for guild, workspace in (await servers.installed()).items():
            self.keep(guild, workspace)

    def known(self) -> list[str]:
        return list(self._workspaces)

    def workspace(self, guild: str) -> WorkspaceId | None:
        return self._workspaces.get(guild)

    def guild(self, workspace: WorkspaceId) -> str:
        """Discord's id of a workspace's server, "" if it does not have Unstuck any more."""
        return self._guilds.get(workspace, "")

    def turn(self, guild: str) -> asyncio.Lock:
        """Held while a server is enrolled, or while it is forgotten and that is kept: a server
        that comes and goes quickly is in the end what it was last."""
        return self._turns.setdefault(guild, asyncio.Lock())

    async def enrol(self, guild: str, name: str) -> WorkspaceId:
        """The workspace of a server that has Unstuck. Raises StoreUnavailable."""
        if self._servers is None:
            raise RuntimeError("load before enrol")
        async with self.turn(guild):
            workspace = await self._servers.enrol(guild, name)
            self.keep(guild, workspace)
        return workspace

    def forget(self, guild: str) -> WorkspaceId | None:
        """The server has Unstuck no more; which workspace that was. In its `turn`."""
        workspace = self._workspaces.pop(guild, None)
        if workspace is not None:
            self._guilds.pop(workspace, None)
        return workspace

    def keep(self, guild: str, workspace: WorkspaceId) -> None:
        """That server is that workspace."""
        self._workspaces[guild] = workspace
        self._guilds[workspace] = guild
