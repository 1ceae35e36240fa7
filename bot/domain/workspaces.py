"""The tenant, the bot's presence in it, and the places that it can write to."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import ChannelId, WorkspaceId


class Platform(StrEnum):
    SLACK = "slack"
    DISCORD = "discord"
    PLAYGROUND = "playground"


@dataclass(frozen=True, slots=True)
class Workspace:
    """One Slack workspace or one Discord server. No data ever crosses it."""

    workspace: WorkspaceId
    name: str
    only_admins_start_teams: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Installation:
    """The bot's presence in a workspace: where it is, by the platform's own id."""

    workspace: WorkspaceId
    platform: Platform
    outer_id: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class Channel:
    """A place in the workspace that several people read."""

    workspace: WorkspaceId
    id: ChannelId
    outer_id: str
    name: str
    version: int = 0
