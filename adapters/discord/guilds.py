"""Which server is which workspace."""

from adapters.discord.servers import Servers
from bot.domain.ids import WorkspaceId


class Guilds:
    """The servers that have Unstuck now, both ways. Discord calls a server a guild."""

    def __init__(self) -> None:
        self._workspaces: dict[str, WorkspaceId] = {}
        self._guilds: dict[WorkspaceId, str] = {}
        self._servers: Servers | None = None

    async def load(self, servers: Servers) -> None:
        """Those that the store knows, from now on with what `servers` enrols."""
        self._servers = servers
        for guild, workspace in (await servers.installed()).items():
            self._keep(guild, workspace)

    def known(self) -> list[str]:
        return list(self._workspaces)

    def workspace(self, guild: str) -> WorkspaceId | None:
        return self._workspaces.get(guild)

    def guild(self, workspace: WorkspaceId) -> str:
        """Discord's id of a workspace's server, "" if it does not have Unstuck any more."""
        return self._guilds.get(workspace, "")

    async def enrol(self, guild: str, name: str) -> WorkspaceId:
        """The workspace of a server that has Unstuck. Raises StoreUnavailable."""
        if self._servers is None:
            raise RuntimeError("load before enrol")
        workspace = await self._servers.enrol(guild, name)
        self._keep(guild, workspace)
        return workspace

    def forget(self, guild: str) -> WorkspaceId | None:
        """The server has Unstuck no more; which workspace that was."""
        workspace = self._workspaces.pop(guild, None)
        if workspace is not None:
            self._guilds.pop(workspace, None)
        return workspace

    def _keep(self, guild: str, workspace: WorkspaceId) -> None:
        self._workspaces[guild] = workspace
        self._guilds[workspace] = guild
