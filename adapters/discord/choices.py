"""Whom and what somebody names, as members, channels and roles of one server."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord

from adapters.discord.dialogs import Chosen
from adapters.discord.errors import UNKNOWN_MEMBER, UNKNOWN_USER
from adapters.discord.profiles import channel_of, profile_in, profile_of
from adapters.discord.rate_limits import Limited, Troubled
from adapters.discord.words import clean
from bot.domain.errors import Refusal
from bot.domain.people import Profile
from bot.domain.workspaces import ChannelProfile
from bot.engine.intents import Group

UNTOLD = (Limited, Troubled, discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)
"""What is raised when Discord does not say who somebody is."""

Json = Mapping[str, Any]


class NotOfServer(Refusal):
    """A channel or a role of another server than the one that is meant."""

    kind = "not_of_server"

    def __init__(self, what: str, server: str) -> None:
        super().__init__(
            f"The {what} that you chose is not one of {server}.",
            hint=f"Type the command in {server} and choose there.",
        )


class ServerUntold(Refusal):
    """Discord does not tell us now of a server what it has."""

    kind = "server_untold"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"I cannot find out at the moment whether that {what} is one of your server.",
            hint="Please try again in a minute.",
        )


@dataclass(frozen=True, slots=True)
class Picked:
    """Those chosen in a dialog."""

    people: tuple[Profile, ...]
    channels: tuple[ChannelProfile, ...]
    groups: tuple[Group, ...]


def picked_here(interaction: discord.Interaction[Any], resolved: Json, chosen: Chosen) -> Picked:
    """In a server, where Discord states what is chosen, and offers nothing of another."""
    return Picked(
        tuple(profile_in(resolved, account) for account in chosen.people),
        tuple(channel_of(interaction.guild, channel) for channel in chosen.channels),
        tuple(_group(interaction, resolved, role) for role in chosen.groups),
    )


async def picked_for(guild: discord.Guild | None, chosen: Chosen, seconds: float) -> Picked:
    """In a direct message, where Discord states nothing of the server that is meant. Raises
    NotOfServer and ServerUntold."""
    channels = tuple(_channel_for(guild, channel) for channel in chosen.channels)
    groups = tuple(_group_for(guild, role) for role in chosen.groups)
    return Picked(await members(guild, chosen.people, seconds), channels, groups)


async def members(
    guild: discord.Guild | None, accounts: Sequence[str], seconds: float
) -> tuple[Profile, ...]:
    """Discord is asked for each. Those of whom it does not tell in so many seconds have no name:
    if we do not know them, whoever named them is told so."""
    return tuple(await asyncio.gather(*(_member(guild, each, seconds) for each in accounts)))


async def _member(guild: discord.Guild | None, account: str, seconds: float) -> Profile:
    if guild is None:
        return Profile(account, "")
    try:
        async with asyncio.timeout(seconds):
            return profile_of(await guild.fetch_member(int(account)))
    except discord.NotFound as error:
        # Any other says nothing of them: we may have been removed.
        return Profile(account, "", is_gone=error.code in (UNKNOWN_MEMBER, UNKNOWN_USER))
    except UNTOLD:
        return Profile(account, "")


def _group(interaction: discord.Interaction[Any], resolved: Json, role: str) -> Group:
    """A role, of which Discord tells no members without a right that we do not ask for. It pings
    one for us that anybody may mention; any other, for whoever may mention all, if we may too."""
    stated = resolved.get("roles", {}).get(role, {})
    both = (interaction.permissions, interaction.app_permissions)
    may_mention_all = all(held.mention_everyone or held.administrator for held in both)
    is_notified = bool(stated.get("mentionable")) or may_mention_all
    return _role(role, str(stated.get("name", "")), is_notified, interaction.guild_id)


def _group_for(guild: discord.Guild | None, outer_id: str) -> Group:
    role = guild.get_role(int(outer_id)) if guild is not None else None
    if guild is None or role is None:
        raise _not_of(guild, "role")
    return _role(outer_id, role.name, role.mentionable, guild.id)


def _role(role: str, name: str, is_notified: bool, guild: int | None) -> Group:
    # That of everybody, which has the server's own id, is not mentioned as the others are, and
    # nobody can lose it.
    is_everybody = role == str(guild)
    name = clean(name).removeprefix("@")
    return Group(
        role,
        name=name,
        is_open=True,
        is_notified=is_notified and not is_everybody,
        is_told=not is_everybody,
    )


def _channel_for(guild: discord.Guild | None, channel: str) -> ChannelProfile:
    if guild is None or guild.get_channel(int(channel)) is None:
        raise _not_of(guild, "channel")
    return channel_of(guild, channel)


def _not_of(guild: discord.Guild | None, what: str) -> Refusal:
    if guild is None or guild.unavailable:
        return ServerUntold(what)
    return NotOfServer(what, clean(guild.name))
