"""What Slack says of somebody, as our Profile. Pure: its JSON in, an account out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.slack.words import clean
from bot.domain.errors import UnknownZone
from bot.domain.people import Profile
from bot.domain.recurrence import zone

SLACKBOT = "USLACKBOT"
"""Of all apps the only one that Slack does not call one."""


@dataclass(frozen=True, slots=True)
class SlackAccount:
    """Somebody and their rights in our workspace.

    `org_teams` are the workspaces of an Enterprise Grid organisation that they belong to.
    """

    profile: Profile
    is_admin: bool = False
    org_teams: frozenset[str] = frozenset()


def account_of(user: Mapping[str, Any], team_id: str, bot_user_id: str) -> SlackAccount:
    """A `user` object as users.info, users.list and user_change give it, seen from our team."""
    id = str(user.get("id") or "")
    grid = _object(user, "enterprise_user").get("teams")
    org_teams = frozenset(map(str, grid)) if isinstance(grid, list) else frozenset()
    is_gone = bool(user.get("deleted"))
    profile = Profile(
        id,
        _name_of(user),
        _zone_of(user),
        is_bot=bool(user.get("is_bot")) or id in (SLACKBOT, bot_user_id),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_stranger=bool(user.get("is_stranger")),
        is_gone=is_gone,
    )
    is_admin = bool(user.get("is_admin") or user.get("is_owner")) and not is_gone
    account = SlackAccount(profile, is_admin, org_teams)
    return seen_from(account, team_id, str(user.get("team_id") or ""))


def seen_from(account: SlackAccount, team_id: str, named_team: str) -> SlackAccount:
    """The account when Slack names this team as theirs: of another team they are a stranger
    here, and no admin, unless our team is of their organisation and theirs too."""
    is_ours = named_team in ("", team_id) or team_id in account.org_teams
    is_stranger = account.profile.is_stranger or not is_ours
    if not is_stranger:
        return account
    return replace(account, profile=replace(account.profile, is_stranger=True), is_admin=False)


def _name_of(user: Mapping[str, Any]) -> str:
    """As others see it: the name that they chose, else their own, else their handle."""
    shown = _object(user, "profile")
    names = (
        shown.get("display_name"),
        shown.get("real_name"),
        user.get("real_name"),
        user.get("name"),
    )
    told = (" ".join(clean(name).split()) for name in names if isinstance(name, str))
    return next((name for name in told if name), "")


def _zone_of(user: Mapping[str, Any]) -> str | None:
    """Their zone, if it is one that we know too."""
    try:
        return zone(str(user.get("tz") or "")).key
    except UnknownZone:
        return None


def _object(given: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = given.get(key)
    return value if isinstance(value, dict) else {}
