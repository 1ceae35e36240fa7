"""The bot itself, guilds, members, roles, channels, direct messages over the HTTP API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.servers.discord import permissions
from tests.servers.discord.limiter import Limiter
from tests.servers.discord.messages import Tell
from tests.servers.discord.refusals import Refused
from tests.servers.discord.rest import Answer, Asked, Handler
from tests.servers.discord.rest_messages import Writing
from tests.servers.discord.shapes import (
    channel_json,
    guild_json,
    member_json,
    own_user_json,
    role_json,
    user_json,
)
from tests.servers.discord.state import Guild, Json, World

ONE_CHANNEL = "/channels/{channel_id}"
ONE_GUILD = "/guilds/{guild_id}"


@dataclass
class Directory:
    """Who and what there is."""

    world: World
    writing: Writing
    tell: Tell
    gateway: Callable[[], tuple[str, Json]]
    """Its url and the `session_start_limit`."""
    limiter: Callable[[], Limiter | None]
    shards: int = 1
    application: Json = field(default_factory=dict)
    """What a test says of the application beyond the names: flags, team, install_params …"""

    def handlers(self) -> Mapping[tuple[str, str], Handler]:
        return {
            ("GET", "/gateway"): lambda asked: (200, {"url": self.gateway()[0]}),
            ("GET", "/gateway/bot"): self.gateway_bot,
            ("GET", "/users/@me"): lambda asked: (200, own_user_json(self.world.bot)),
            ("GET", "/users/@me/guilds"): self.own_guilds,
            ("GET", "/users/{user_id}"): self.user,
            ("GET", "/applications/@me"): lambda asked: (200, self.application_json()),
            ("GET", "/oauth2/applications/@me"): lambda asked: (200, self.application_json()),
            ("POST", "/users/@me/channels"): self.open_direct_channel,
            ("GET", ONE_CHANNEL): self.channel,
            ("PATCH", ONE_CHANNEL): self.change_channel,
            ("DELETE", ONE_CHANNEL): self.delete_channel,
            ("GET", ONE_GUILD): self.guild,
            ("GET", f"{ONE_GUILD}/channels"): self.channels,
            ("GET", f"{ONE_GUILD}/roles"): self.roles,
            ("GET", f"{ONE_GUILD}/members/{{user_id}}"): self.member,
        }

    def gateway_bot(self, asked: Asked) -> Answer:
        url, limit = self.gateway()
        return 200, {"url": url, "shards": self.shards, "session_start_limit": limit}

    def application_json(self) -> Json:
        owner = next((u for u in self.world.users.values() if not u.is_bot), self.world.bot)
        return {
            "id": self.world.application_id,
            "name": "Unstuck",
            "icon": None,
            "description": "",
            "type": None,
            "bot": user_json(self.world.bot),
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "flags_new": "0",
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": user_json(owner),
            "approximate_guild_count": sum(g.has_bot for g in self.world.guilds.values()),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": [],
            "install_params": {"scopes": ["bot"], "permissions": str(permissions.NEEDED)},
            "integration_types_config": {"0": {}},
            **self.application,
        }

    def user(self, asked: Asked) -> Answer:
        user = self.world.users.get(asked.params["user_id"])
        if user is None:
            raise Refused(404, 10013)
        return 200, user_json(user)

    def own_guilds(self, asked: Asked) -> Answer:
        """With what the bot may do there by its roles, whatever the channels say."""
        found = [each for each in self.world.guilds.values() if each.has_bot]
        limit = int(asked.query.get("limit", "200"))
        return 200, [self._own_guild(guild) for guild in found[:limit]]

    def _own_guild(self, guild: Guild) -> Json:
        held = guild.roles[guild.id].permissions
        for role in guild.members[self.world.bot.id].roles:
            held |= role.permissions
        return {
            "id": guild.id,
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": str(held),
            "features": [],
        }

    def open_direct_channel(self, asked: Asked) -> Answer:
        """Opening works with anyone; 40003 is for too many new ones (docs resources/user)."""
        user = self.world.users.get(str(asked.body.get("recipient_id")))
        if user is None or user.is_bot:
            raise Refused(400, 50033)
        limiter = self.limiter()
        if limiter and not self.world.has_direct_channel(user) and not limiter.may_open():
            limiter.refused += 1
            raise Refused(400, 40003)
        return 200, channel_json(self.world, self.world.direct_channel(user))

    def channel(self, asked: Asked) -> Answer:
        return 200, channel_json(self.world, self.writing.channel(asked))

    def change_channel(self, asked: Asked) -> Answer:
        channel = self.writing.channel(asked)
        if channel.is_direct:
            raise Refused(400, 50024)
        is_own = channel.is_thread and channel.owner_id == self.world.bot.id
        # A locked one is for moderators only (docs topics/threads).
        own_thread = is_own and not channel.is_locked
        needed = permissions.MANAGE_THREADS if channel.is_thread else permissions.MANAGE_CHANNELS
        opens = asked.body.get("archived") is False and not channel.is_locked
        if not (own_thread or opens) and not permissions.has(channel.bot_permissions, needed):
            raise Refused(403, 50013)
        if channel.is_archived and asked.body.get("archived", True):
            raise Refused(400, 50083)
        channel.name = asked.body.get("name", channel.name)
        channel.topic = asked.body.get("topic", channel.topic) or ""
        channel.is_archived = asked.body.get("archived", channel.is_archived)
        channel.is_locked = asked.body.get("locked", channel.is_locked)
        minutes = asked.body.get("auto_archive_duration")
        channel.auto_archive_minutes = minutes or channel.auto_archive_minutes
        shown = channel_json(self.world, channel)
        self.tell("THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE", shown)
        return 200, shown

    def delete_channel(self, asked: Asked) -> Answer:
        channel = self.writing.channel(asked)
        shown = channel_json(self.world, channel)
        if channel.is_direct:
            return 200, shown
        needed = permissions.MANAGE_THREADS if channel.is_thread else permissions.MANAGE_CHANNELS
        if not permissions.has(channel.bot_permissions, needed):
            raise Refused(403, 50013)
        channel.is_deleted = True
        self.tell("THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", shown)
        return 200, shown

    def guild(self, asked: Asked) -> Answer:
        guild = self._guild(asked)
        counts = {"approximate_member_count": len(guild.members), "approximate_presence_count": 1}
        with_counts = asked.query.get("with_counts", "").lower() in ("1", "true")
        return 200, guild_json(guild) | (counts if with_counts else {})

    def channels(self, asked: Asked) -> Answer:
        found = self.world.channels_of(self._guild(asked))
        return 200, [channel_json(self.world, each) for each in found if not each.is_thread]

    def roles(self, asked: Asked) -> Answer:
        return 200, [role_json(role) for role in self._guild(asked).roles.values()]

    def member(self, asked: Asked) -> Answer:
        guild = self._guild(asked)
        user_id = asked.params["user_id"]
        if user_id not in self.world.users:
            raise Refused(404, 10013)
        if user_id not in guild.members:
            raise Refused(404, 10007)
        return 200, member_json(guild.members[user_id])

    def _guild(self, asked: Asked) -> Guild:
        guild = self.world.guilds.get(asked.params["guild_id"])
        if guild is None or not guild.has_bot:
            raise Refused(404, 10004)
        return guild
