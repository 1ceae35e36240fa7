"""People, channels and roles as Discord states them beside an interaction."""

from collections.abc import Mapping
from typing import Any

import discord

from adapters.discord.words import clean
from bot.domain.people import Profile
from bot.domain.workspaces import ChannelProfile

Json = Mapping[str, Any]


def profile_of(user: discord.User | discord.Member) -> Profile:
    """By the name that they have in the server. Discord tells nobody's time zone."""
    return Profile(str(user.id), clean(user.display_name), is_bot=user.bot)


def profile_in(resolved: Json, account: str) -> Profile:
    """Somebody who was chosen in a server; by no name if Discord does not say more."""
    user = resolved.get("users", {}).get(account, {})
    member = resolved.get("members", {}).get(account, {})
    name = member.get("nick") or user.get("global_name") or user.get("username") or ""
    # Who is chosen there and is no member has left: Discord still offers those it remembers.
    is_gone = bool(user) and not member
    return Profile(account, clean(name), is_bot=bool(user.get("bot")), is_gone=is_gone)


def is_admin(interaction: discord.Interaction[Any]) -> bool:
    """As the interaction states it, and so in servers only (product.md: Manage Server)."""
    held = interaction.permissions
    is_in_server = interaction.guild_id is not None
    return is_in_server and (held.manage_guild or held.administrator)


def groups_of(interaction: discord.Interaction[Any]) -> frozenset[str]:
    """The roles of whoever acts, as the interaction states them; that of everybody has the
    server's own id."""
    user = interaction.user
    return roles_of(user) if isinstance(user, discord.Member) else frozenset()


def roles_of(member: discord.Member) -> frozenset[str]:
    # Its `roles` are those of them that the gateway has told of.
    return frozenset({str(member.guild.id), *map(str, member._roles)})


def place_of(interaction: discord.Interaction[Any]) -> ChannelProfile | None:
    """The channel or the thread where somebody acted; None in direct messages, and in a private
    thread, where whoever is invited may not be."""
    if interaction.guild_id is None or interaction.channel_id is None:
        return None
    channel = interaction.channel
    held = interaction.app_permissions
    may_send = held.send_messages
    if isinstance(channel, discord.Thread):
        if channel.is_private():
            return None
        may_send = held.send_messages_in_threads
    name = getattr(channel, "name", None) or ""
    is_open = held.view_channel and may_send
    return ChannelProfile(str(interaction.channel_id), clean(name), is_open or held.administrator)


def channel_of(guild: discord.Guild | None, channel_id: str) -> ChannelProfile:
    """A channel as the gateway has told of it; closed and without a name if it has not."""
    channel = guild.get_channel(int(channel_id)) if guild is not None else None
    if guild is None or channel is None:
        return ChannelProfile(channel_id, "", is_open=False)
    return ChannelProfile(channel_id, clean(channel.name), is_open=may_write(channel))


def may_write(channel: discord.abc.GuildChannel) -> bool:
    held = channel.permissions_for(channel.guild.me)
    return held.view_channel and held.send_messages


def is_private(guild: discord.Guild | None, channel_id: int | None) -> bool:
    """Whether not everybody in the server reads there, as far as we know."""
    channel = guild.get_channel_or_thread(channel_id or 0) if guild is not None else None
    if isinstance(channel, discord.Thread):
        is_open = not channel.is_private() and channel.parent is not None
        channel = channel.parent if is_open else None
    if guild is None or channel is None:
        return True
    return not channel.permissions_for(guild.default_role).view_channel
