"""Who and what there is, as Discord's answers and events show it. Source: discord-openapi.json."""

from tests.servers.discord import permissions
from tests.servers.discord.state import (
    Channel,
    Guild,
    Json,
    Member,
    Role,
    User,
    World,
)


def user_json(user: User) -> Json:
    shown: Json = {
        "id": user.id,
        "username": user.username,
        "avatar": None,
        "discriminator": "4242" if user.is_bot else "0",
        "public_flags": 0,
        "flags": 0,
        "banner": None,
        "accent_color": None,
        "global_name": user.global_name or None,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
    }
    if user.is_bot:
        shown["bot"] = True
    return shown


def own_user_json(user: User) -> Json:
    """The bot to itself."""
    own = {"mfa_enabled": True, "locale": "en-US", "premium_type": 0, "email": None}
    return user_json(user) | own | {"verified": True}


def role_json(role: Role) -> Json:
    return {
        "id": role.id,
        "name": role.name,
        "permissions": str(role.permissions),
        "position": role.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": role.is_managed,
        "mentionable": role.is_mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def member_json(member: Member, *, with_user: bool = True) -> Json:
    shown: Json = {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "joined_at": member.joined.isoformat(),
        "nick": member.nick or None,
        "pending": False,
        "premium_since": None,
        "roles": [role.id for role in member.roles],
        "mute": False,
        "deaf": False,
    }
    if with_user:
        shown["user"] = user_json(member.user)
    return shown


def guild_json(guild: Guild) -> Json:
    return {
        "id": guild.id,
        "name": guild.name,
        "icon": None,
        "description": None,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": ["COMMUNITY"],
        "banner": None,
        "owner_id": guild.owner_id,
        "application_id": None,
        "region": "us-west",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 1,
        "roles": [role_json(role) for role in guild.roles.values()],
        "default_message_notifications": 0,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 250000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": guild.locale,
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
    }


def guild_create_json(world: World, guild: Guild) -> Json:
    """GUILD_CREATE: the guild and what the bot sees of it, of the members itself alone.

    Where it was known as unavailable before, the event says `unavailable` false besides; without
    it discord.py takes the guild for a new one.
    """
    channels = world.channels_of(guild)
    seen = [each for each in channels if each.bot_permissions & permissions.VIEW_CHANNEL]
    own = guild.members[world.bot.id]
    return {
        **guild_json(guild),
        "joined_at": own.joined.isoformat(),
        "large": False,
        "member_count": len(guild.members),
        "voice_states": [],
        "members": [member_json(own)],
        "channels": [channel_json(world, each) for each in channels if not each.is_thread],
        "threads": [
            channel_json(world, each) for each in seen if each.is_thread and not each.is_archived
        ],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def channel_json(world: World, channel: Channel) -> Json:
    shown: Json = {
        "id": channel.id,
        "type": channel.type,
        "flags": 0,
        "last_message_id": world.last_message_id(channel),
    }
    if channel.recipient:
        return shown | {"recipients": [user_json(channel.recipient)]}
    guild = channel.guild
    assert guild is not None
    shown |= {"guild_id": guild.id, "name": channel.name, "rate_limit_per_user": 0}
    if channel.parent:
        inside = [m for m in world.messages if m.channel is channel]
        return shown | {
            "parent_id": channel.parent.id,
            "owner_id": channel.owner_id,
            "thread_metadata": thread_metadata(channel),
            "message_count": len([m for m in inside if not m.is_deleted]),
            "member_count": 1,
            "total_message_sent": len(inside),
            "member": {
                "id": channel.id,
                "user_id": world.bot.id,
                "join_timestamp": channel.created.isoformat(),
                "flags": 1,
            },
        }
    return shown | {
        "position": channel.position,
        "parent_id": None,
        "topic": channel.topic or None,
        "nsfw": False,
        "permission_overwrites": [
            *_only_for(channel.seen_by, guild),
            {
                "id": world.bot.id,
                "type": 1,
                "allow": str(channel.bot_permissions),
                "deny": str(permissions.ALL & ~channel.bot_permissions),
            },
        ],
    }


def _only_for(people: set[str] | None, guild: Guild) -> list[Json]:
    """None: everybody with the guild's own role."""
    if people is None:
        return []
    seeing = str(permissions.VIEW_CHANNEL)
    closed = {"id": guild.id, "type": 0, "allow": "0", "deny": seeing}
    return [closed, *({"id": id, "type": 1, "allow": seeing, "deny": "0"} for id in people)]


def thread_metadata(channel: Channel) -> Json:
    return {
        "archived": channel.is_archived,
        "archive_timestamp": channel.created.isoformat(),
        "auto_archive_duration": channel.auto_archive_minutes,
        "locked": channel.is_locked,
        "create_timestamp": channel.created.isoformat(),
    }
