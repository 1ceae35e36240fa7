"""The tenant, the bot's presence in it, and the places that it can write to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ChannelId, WorkspaceId


class Platform(StrEnum):
    SLACK = "slack"
    DISCORD = "discord"
    PLAYGROUND = "playground"

    def typed(self, verb: str) -> str:
        """What somebody types there for this verb."""
        return {Platform.SLACK: f"/unstuck {verb}", Platform.DISCORD: f"/{verb}"}.get(self, verb)

    @property
    def tenant(self) -> str:
        """What people there call a workspace."""
        return "server" if self is Platform.DISCORD else "workspace"

    @property
    def invites_directly(self) -> bool:
        """Whether somebody who has not agreed yet may be asked by a message to them alone; else
        it is one message in a channel (product.md, "People and teams")."""
        return self is not Platform.DISCORD

    @property
    def lets_in(self) -> str:
        """What somebody does so that we may write to a channel."""
        if self is Platform.SLACK:
            return "Type “/invite @Unstuck” there."
        return "Let me see it and write in it."


@dataclass(frozen=True, slots=True)
class Workspace:
    """One Slack workspace or one Discord server. No data ever crosses it."""

    workspace: WorkspaceId
    name: str
    only_admins_start_teams: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Installation:
    """The bot's presence in a workspace: where it is, by the platform's own id, until
    `removed_at`."""

    workspace: WorkspaceId
    platform: Platform
    outer_id: str
    removed_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Channel:
    """A place in the workspace that several people read; `is_open` while we may write there."""

    workspace: WorkspaceId
    id: ChannelId
    outer_id: str
    name: str
    is_open: bool = True
    version: int = 0

    @property
    def label(self) -> str:
        """As people write it; of some private ones we are not told the name."""
        return f"#{self.name}" if self.name else "that channel"


@dataclass(frozen=True, slots=True)
class ChannelProfile:
    """What a platform states about a channel; `is_open` is whether we may write there.

    `name` is "" where the platform does not tell us.
    """

    outer_id: str
    name: str
    is_open: bool = True
