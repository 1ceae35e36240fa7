"""Web API methods that read: auth, users, conversations."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from tests.servers.slack.refusals import Refused
from tests.servers.slack.socket_mode import SocketMode
from tests.servers.slack.state import SLACKBOT, Channel, Json, User, Workspace
from tests.servers.slack.web_api import Method, Tokens

Item = TypeVar("Item")
MOST_A_PAGE = 1000
TYPE_SCOPES = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}
"""Source: conversations.list, .info, .members: the scope for each kind of conversation."""


@dataclass
class Directory:
    """Who and what there is, as far as the bot may see it."""

    workspace: Workspace
    tokens: Tokens
    sockets: SocketMode
    url: str = "https://workspace-domain.slack.com/"
    largest_page: int = MOST_A_PAGE
    """Slack may give fewer than were asked for."""

    def methods(self) -> dict[str, Method]:
        return {
            "api.test": lambda args: {"args": args} if args else {},
            "auth.test": self.auth_test,
            "apps.connections.open": lambda _: {"url": self.sockets.new_url()},
            "users.info": self.users_info,
            "users.list": self.users_list,
            "conversations.list": self.conversations_list,
            "conversations.info": self.conversations_info,
            "conversations.members": self.conversations_members,
            "conversations.open": self.conversations_open,
        }

    def auth_test(self, args: Json) -> Json:
        bot = self.workspace.users[self.workspace.bot_user_id]
        return {
            "url": self.url,
            "team": "Workspace",
            "user": bot.name,
            "team_id": self.workspace.team_id,
            "user_id": bot.id,
            "bot_id": self.workspace.bot_id,
            "is_enterprise_install": False,
        }

    def users_info(self, args: Json) -> Json:
        user = self.workspace.users.get(str(args.get("user")))
        if user is None:
            raise Refused("user_not_found")
        return {"user": self.user_json(user, locale=_is_true(args.get("include_locale")))}

    def users_list(self, args: Json) -> Json:
        locale = _is_true(args.get("include_locale"))
        users = [each for each in self.workspace.users.values() if not each.is_stranger]
        page, cursor = self._page(users, args, everything=True)
        return {
            "members": [self.user_json(each, locale=locale) for each in page],
            "cache_ts": int(self.workspace.now().timestamp()),
            "response_metadata": {"next_cursor": cursor},
        }

    def user_json(self, user: User, *, locale: bool = False) -> Json:
        with_email = "users:read.email" in self.tokens.scopes
        return user.as_json(self.workspace.now(), with_email=with_email, locale=locale)

    def conversations_list(self, args: Json) -> Json:
        kinds = str(args.get("types") or "public_channel").split(",")
        for kind in kinds:
            if kind not in TYPE_SCOPES:
                raise Refused("invalid_types")
            self.tokens.require(TYPE_SCOPES[kind])
        channels = [
            channel
            for channel in self.workspace.channels.values()
            if _kind(channel) in kinds
            and (self._is_member(channel) or _kind(channel) == "public_channel")
            and not (channel.is_archived and _is_true(args.get("exclude_archived")))
        ]
        page, cursor = self._page(channels, args)
        return {
            "channels": [self.channel_json(channel, counts=True) for channel in page],
            "response_metadata": {"next_cursor": cursor},
        }

    def conversations_info(self, args: Json) -> Json:
        channel = self._readable(args)
        counts = _is_true(args.get("include_num_members"))
        return {"channel": self.channel_json(channel, counts=counts)}

    def conversations_members(self, args: Json) -> Json:
        page, cursor = self._page(self._readable(args).members, args)
        return {"members": page, "response_metadata": {"next_cursor": cursor}}

    def conversations_open(self, args: Json) -> Json:
        """The direct message with one person; several at once need mpim:write."""
        if args.get("channel"):
            channel = self.workspace.channels.get(str(args["channel"]))
            if channel is None or not channel.direct_with:
                raise Refused("channel_not_found")
            return {"no_op": True, "already_open": True, "channel": {"id": channel.id}}
        ids = str(args.get("users") or "").split(",")
        if not ids[0]:
            raise Refused("users_list_not_supplied")
        if len(ids) > 1:
            self.tokens.require("mpim:write")
        user = self.workspace.users.get(ids[0])
        if user is None:
            raise Refused("user_not_found")
        if user.deleted:
            raise Refused("user_disabled")
        if user.is_bot or user.id == SLACKBOT:
            raise Refused("cannot_dm_bot")
        was_open = user.id in self.workspace.direct_channels
        channel = self.workspace.direct_channel(user.id)
        answer: Json = {"no_op": True, "already_open": True} if was_open else {}
        if _is_true(args.get("return_im")):
            return answer | {"channel": self.channel_json(channel, counts=False)}
        return answer | {"channel": {"id": channel.id}}

    def channel_json(self, channel: Channel, *, counts: bool) -> Json:
        """Of a direct message Slack tells an app with im:read the other member."""
        if channel.direct_with:
            return {
                "id": channel.id,
                "created": channel.created,
                "is_archived": False,
                "is_im": True,
                "is_org_shared": False,
                "user": channel.direct_with,
                "is_user_deleted": self.workspace.users[channel.direct_with].deleted,
                "priority": 0,
            }
        shown: Json = {
            "id": channel.id,
            "name": channel.name,
            "is_channel": not channel.is_private,
            "is_group": channel.is_private,
            "is_im": False,
            "is_mpim": False,
            "is_private": channel.is_private,
            "created": channel.created,
            "is_archived": channel.is_archived,
            "is_general": channel.name == "general",
            "unlinked": 0,
            "name_normalized": channel.name,
            "is_shared": False,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "creator": self.workspace.bot_user_id,
            "is_ext_shared": False,
            "shared_team_ids": [self.workspace.team_id],
            "pending_connected_team_ids": [],
            "is_member": self._is_member(channel),
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "previous_names": [],
        }
        if counts:
            shown["num_members"] = len(channel.members)
        return shown

    def _readable(self, args: Json) -> Channel:
        channel = self.workspace.channels.get(str(args.get("channel")))
        if channel is None or (channel.is_private and not self._is_member(channel)):
            raise Refused("channel_not_found")
        self.tokens.require(TYPE_SCOPES[_kind(channel)])
        return channel

    def _page(
        self, items: Sequence[Item], args: Json, *, everything: bool = False
    ) -> tuple[list[Item], str]:
        """One page and the cursor of the next; a cursor is opaque, its last is empty."""
        start = 0
        if args.get("cursor"):
            try:
                start = int(
                    base64.b64decode(str(args["cursor"]), validate=True).removeprefix(b"at:")
                )
            except (ValueError, binascii.Error):
                raise Refused("invalid_cursor") from None
        try:
            limit = int(args.get("limit") or (MOST_A_PAGE if everything else 100))
        except ValueError:
            raise Refused("invalid_limit") from None
        if not 0 < limit <= MOST_A_PAGE:
            raise Refused("invalid_limit")
        end = start + min(limit, self.largest_page)
        cursor = base64.b64encode(f"at:{end}".encode()).decode() if end < len(items) else ""
        return list(items[start:end]), cursor

    def _is_member(self, channel: Channel) -> bool:
        return self.workspace.bot_user_id in channel.members


def _kind(channel: Channel) -> str:
    if channel.is_direct:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def _is_true(value: object) -> bool:
    return str(value).lower() in ("true", "1")
