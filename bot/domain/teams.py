"""A named set of people, and how each of them belongs to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import ChannelId, CheckinId, PersonId, TeamId, WorkspaceId


@dataclass(frozen=True, slots=True)
class Team:
    """A team; one of exactly two people is called a pair. `zone` serves who has none yet."""

    workspace: WorkspaceId
    id: TeamId
    name: str
    zone: str
    channel: ChannelId | None = None
    version: int = 0


class Belonging(StrEnum):
    INVITED = "invited"
    JOINED = "joined"
    DECLINED = "declined"
    LEFT = "left"
    """By themselves, a team that follows groups: none of these brings them back."""
    PARTED = "parted"
    """They are no longer in the groups that brought them; they may stay, or come back."""

    @property
    def is_past(self) -> bool:
        """Whether they are neither in the team nor asked: may be asked as if they never were."""
        return self in (Belonging.LEFT, Belonging.PARTED)


@dataclass(frozen=True, slots=True)
class Membership:
    """How a person belongs to a team; `since` is when they were asked, or started it.

    `asked_in` is the channel where one message asked all of that time, None: each was asked
    directly, or nobody yet.
    """

    workspace: WorkspaceId
    team: TeamId
    person: PersonId
    belonging: Belonging
    is_organiser: bool
    since: datetime
    invited_by: PersonId | None = None
    asked_in: ChannelId | None = None
    resting: tuple[CheckinId, ...] = ()
    """The check-ins that ask them no more, as three rounds passed without a sign of life."""
    through: tuple[str, ...] = ()
    """The outer ids of the groups that brought them: with the last of these they leave. Of who has
    parted: the last one, if they had joined."""
    version: int = 0


@dataclass(frozen=True, slots=True)
class TeamGroup:
    """The team is made of everybody in a group of the platform's, and follows who comes to it
    and who leaves it; `group` is its outer id, `added_by` hears of it."""

    workspace: WorkspaceId
    team: TeamId
    group: str
    name: str
    added_by: PersonId
    version: int = 0


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """Everybody in a group of the platform's may join the team; we are not told who they are.

    `group` is its outer id, `name` may be ""; `since` and `asked_in` as in Membership.
    """

    workspace: WorkspaceId
    team: TeamId
    group: str
    name: str
    since: datetime
    invited_by: PersonId
    asked_in: ChannelId | None = None
    version: int = 0
