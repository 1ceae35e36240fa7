"""The messages that ask people to join, each directly or all in a channel, as letters."""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.ids import ChannelId, TeamId, WorkspaceId
from bot.domain.letters import Letter, to_channel, to_person
from bot.domain.teams import Membership, OpenInvitation
from bot.engine.work import Change


def rewrite(change: Change, membership: Membership) -> None:
    """What asked this person says how they belong now."""
    change.post(letter_of(membership))


def rewrite_where_asked(change: Change, removed: Iterable[Membership | OpenInvitation]) -> None:
    """The messages in channels that asked these say what is left of it."""
    letters = [
        letter_here(row.workspace, row.team, row.since, row.asked_in)
        for row in removed
        if row.asked_in is not None
    ]
    for letter in {each.key: each for each in letters}.values():
        change.post(letter)


def close_to(change: Change, opened: OpenInvitation) -> None:
    """The team is open to this group no more; who has joined stays."""
    change.unit.remove(opened)
    rewrite_where_asked(change, [opened])


def letter_of(membership: Membership) -> Letter:
    if membership.asked_in is None:
        return invitation_letter(membership)
    team, since = membership.team, membership.since
    return letter_here(membership.workspace, team, since, membership.asked_in)


def invitation_letter(membership: Membership) -> Letter:
    """Each asking is a message of its own; joining and declining edit it."""
    asked = int(membership.since.timestamp())
    key = f"teams.invitation:{membership.team}:{membership.person}:{asked}"
    about = (membership.team, membership.person)
    return Letter(
        membership.workspace, to_person(membership.person), "teams.invitation", key, about
    )


def letter_here(
    workspace: WorkspaceId, team: TeamId, since: datetime, channel: ChannelId
) -> Letter:
    """One message asks all who were asked at one time."""
    kind, about = "teams.invitation_here", (team, since.isoformat())
    return Letter(workspace, to_channel(channel), kind, key_here(team, since), about)


def key_here(team: TeamId, since: datetime) -> str:
    return f"teams.invitation_here:{team}:{since.isoformat()}"
