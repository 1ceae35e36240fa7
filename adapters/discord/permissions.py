"""What the bot may do in a server, what for, and the link by which it is let in."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

ADMINISTRATOR = 1 << 3
"""Whoever has it has all the others."""

AUTHORIZE = "https://discord.com/oauth2/authorize"

SCOPES = ("bot", "applications.commands")


@dataclass(frozen=True, slots=True)
class Permission:
    """As Discord calls it, and what it is for: “to …”."""

    name: str
    why: str


NEEDED: Mapping[int, Permission] = {
    1 << 10: Permission("View Channels", "see the channel in which a team has its summary"),
    1 << 11: Permission("Send Messages", "send invitations and summaries there"),
    1 << 38: Permission("Send Messages in Threads", "write what a summary says in its thread"),
    1 << 35: Permission("Create Public Threads", "open that thread"),
    1 << 15: Permission("Attach Files", "send charts, and what is too long for a message"),
    1 << 16: Permission("Read Message History", "open a thread under a message of its own"),
}
"""By their bits (docs.discord.com/developers/topics/permissions). In a direct message none is
needed. Read Message History lets the bot open a thread from a message; it asks for nobody's."""

ALL_NEEDED = sum(NEEDED)


def missing_of(held: int) -> list[Permission]:
    """What of it is not held."""
    if held & ADMINISTRATOR:
        return []
    return [permission for bit, permission in NEEDED.items() if not held & bit]


def invite_link(application_id: str, bits: int = ALL_NEEDED) -> str:
    """Where whoever may manage a server lets the bot in, with these permissions."""
    asked = {"client_id": application_id, "scope": " ".join(SCOPES), "permissions": bits}
    return f"{AUTHORIZE}?{urlencode(asked)}"
