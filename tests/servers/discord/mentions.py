"""Whom a message mentions, and whom it really notifies."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.servers.discord import permissions
from tests.servers.discord.components import TEXT_DISPLAY, walk
from tests.servers.discord.markdown import pings
from tests.servers.discord.state import EPHEMERAL, Json, Message, User, World


@dataclass
class Found:
    """What the text asks for and `allowed_mentions` lets through."""

    users: list[User] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    everyone: bool = False
    pings: set[str] = field(default_factory=set)


def find_mentions(
    world: World, message: Message, allowed: Json | None, *, is_interaction: bool = False
) -> Found:
    """Source: docs resources/message, allowed mentions object.

    Without it everything in a message of the bot's counts; of an answer to an interaction only
    users do. A role counts if it is mentionable or the author may mention everyone; nobody hears
    of an ephemeral message, and no one who cannot see the channel.
    """
    asked_for = {id for text in texts(message) for id in pings(text)}
    if allowed is None:
        parse = {"users"} if is_interaction else {"users", "roles", "everyone"}
        named: dict[str, set[str]] = {"users": set(), "roles": set()}
    else:
        parse = set(allowed.get("parse") or ())
        named = {key: _ids(allowed.get(key)) for key in ("users", "roles")}
    found = Found()
    guild = message.channel.guild
    may_all = _may_mention_everyone(world, message)
    for id in sorted(asked_for):
        role = guild.roles.get(id) if guild else None
        if id in world.users and ("users" in parse or id in named["users"]):
            found.users.append(world.users[id])
        if role and ("roles" in parse or id in named["roles"]):
            found.roles.append(id)
            if role.is_mentionable or may_all:
                found.pings.add(id)
    found.everyone = "everyone" in parse and may_all and bool(asked_for & {"everyone", "here"})
    if message.reply_to and allowed is not None and allowed.get("replied_user"):
        found.users.append(message.reply_to.author)
    found.pings |= {
        user.id
        for user in found.users
        if user is not message.author and message.channel.is_seen_by(user)
    }
    found.pings |= {"everyone"} if found.everyone else set()
    if message.flags & EPHEMERAL:
        found.pings = set()
    return found


def texts(message: Message) -> list[str]:
    """All words in which mentions count."""
    displays = [each["content"] for each in walk(message.components) if _is_text(each)]
    return [message.content, *displays]


def _is_text(component: Json) -> bool:
    return bool(component["type"] == TEXT_DISPLAY)


def _ids(given: Iterable[object] | None) -> set[str]:
    return {str(each) for each in given or ()}


def _may_mention_everyone(world: World, message: Message) -> bool:
    channel = message.channel
    if channel.is_direct:
        return False
    if message.author is world.bot:
        return permissions.has(channel.bot_permissions, permissions.MENTION_EVERYONE)
    member = channel.guild.members.get(message.author.id) if channel.guild else None
    return bool(member and permissions.has(member.permissions, permissions.MENTION_EVERYONE))
