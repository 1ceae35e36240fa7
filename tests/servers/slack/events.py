"""What happens in a workspace without anybody asking the app: changes and their events.

Shapes: payloads/event.*.json; slack-ruby/slack-api-ref, events/.
"""

from dataclasses import dataclass

from tests.servers.slack.deliveries import Deliveries
from tests.servers.slack.payloads import Payloads
from tests.servers.slack.records import Acknowledged
from tests.servers.slack.state import Channel, Json, User, Workspace
from tests.servers.slack.web_api import Tokens
from tests.servers.slack.web_directory import Directory

SUBSCRIBED = {
    "app_home_opened",
    "app_uninstalled",
    "tokens_revoked",
    "user_change",
    "channel_archive",
    "group_archive",
    "channel_left",
    "group_left",
    "member_joined_channel",
    "member_left_channel",
}
"""What the app's manifest asks for; Slack sends nothing else."""


@dataclass
class Events:
    """Changes the workspace, and tells the app when it has subscribed."""

    workspace: Workspace
    directory: Directory
    tokens: Tokens
    deliveries: Deliveries
    subscribed: set[str]

    async def send(self, event: Json, event_id: str | None = None) -> Acknowledged:
        id = event_id or self.workspace.new_id("Ev")
        payload = Payloads(self.workspace).event_callback(event, id)
        return await self.deliveries.deliver("events_api", payload)

    async def tell(self, type: str, **event: object) -> Acknowledged | None:
        """None: the app has not subscribed to it."""
        if type not in self.subscribed:
            return None
        return await self.send({"type": type, **event, "event_ts": self.workspace.new_ts()})

    async def user_changes(self, user: User, **changes: object) -> Acknowledged | None:
        """`changes` are of the account (tz, deleted, is_admin …) or else of its profile."""
        for name, value in changes.items():
            if name in User.__dataclass_fields__:
                setattr(user, name, value)
            else:
                user.profile[name] = value
        cache_ts = int(self.workspace.now().timestamp())
        return await self.tell(
            "user_change", user=self.directory.user_json(user), cache_ts=cache_ts
        )

    async def archives(self, channel: Channel, by: str) -> Acknowledged | None:
        """Of a private channel the event has another name, and needs its own subscription."""
        channel.is_archived = True
        type = "group_archive" if channel.is_private else "channel_archive"
        return await self.tell(type, channel=channel.id, user=by, is_moved=0)

    async def leaves(self, user: User, channel: Channel) -> Acknowledged | None:
        """Its bot hears of its own leaving by another event (bolt-js#1847), and of others' only
        in channels where it is."""
        channel.members.remove(user.id)
        if user.id == self.workspace.bot_user_id:
            kind = "group_left" if channel.is_private else "channel_left"
            return await self.tell(kind, channel=channel.id, actor_id=user.id)
        return await self._tell_of_member("member_left_channel", user, channel)

    async def joins(
        self, user: User, channel: Channel, inviter: User | None = None
    ) -> Acknowledged | None:
        """Its bot hears of its own joining by the same event."""
        channel.members.append(user.id)
        invited = {"inviter": inviter.id} if inviter else {}
        return await self._tell_of_member("member_joined_channel", user, channel, **invited)

    async def _tell_of_member(
        self, type: str, user: User, channel: Channel, **more: str
    ) -> Acknowledged | None:
        """Of channels in which its bot is, and with the scope for them: docs.slack.dev,
        reference/events/member_joined_channel. Both kinds have had ids in C since March 2021."""
        scope = "groups:read" if channel.is_private else "channels:read"
        if self.workspace.bot_user_id not in channel.members or scope not in self.tokens.scopes:
            return None
        return await self.tell(
            type,
            user=user.id,
            channel=channel.id,
            channel_type=channel.id[0],
            team=user.team_id,
            **more,
        )

    async def uninstalls(self, *, tokens_first: bool) -> None:
        """Two events in any order; no token serves any more."""
        self.tokens.bot_error = "account_inactive"
        revoked = {"oauth": [], "bot": [self.workspace.bot_user_id]}
        events: list[Json] = [
            {"type": "app_uninstalled"},
            {"type": "tokens_revoked", "tokens": revoked},
        ]
        for event in reversed(events) if tokens_first else events:
            if event["type"] in self.subscribed:
                await self.send(event)

    async def revokes_tokens(self) -> Acknowledged | None:
        self.tokens.bot_error = "token_revoked"
        revoked = {"oauth": [], "bot": [self.workspace.bot_user_id]}
        return await self.tell("tokens_revoked", tokens=revoked)
