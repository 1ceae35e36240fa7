"""What is set for Discord, checked. No word of what it says holds the token."""

import re
from collections.abc import Mapping

from adapters.cli.given_tokens import Fault, Found, base_fault, padding_fault, unused_base
from adapters.discord.settings import DISCORD_API_URL, DiscordSettings

TOKEN, API = "DISCORD_TOKEN", "DISCORD_API_URL"
NAMES = (TOKEN, API)

_MEND = (
    "Take the bot's token, from Bot, Reset Token, on Discord's page of the application; "
    "docs/discord.md shows where."
)
_BASE = "http://localhost:8080/api/v10 for a proxy on this machine"

_KINDS = (
    (r"(?i)bot\s.*", "begins with “Bot”, which is not part of the token"),
    (r"[0-9]{15,21}", "holds an id, such as the application's"),
    (r"[0-9a-f]{64}", "holds the application's public key"),
    (r"[A-Za-z0-9_-]{32}", "holds a client secret, or something else that is no bot's token"),
    (r"https?://.*", "holds an address"),
    (r"(?:xox|xapp-).*", "holds a token of Slack's"),
)
"""What is plainly no token of a bot, and what it is. Whether another one is good Discord knows."""

_FORM = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)?")


def read_discord(values: Mapping[str, str], sources: Mapping[str, str]) -> Found[DiscordSettings]:
    """What is set for Discord in `values`; `sources` says where each was set."""
    given = {name: values[name] for name in NAMES if name in values}
    faults = {name: _fault(name, value) for name, value in given.items()}
    troubles = tuple(fault.of(name, sources) for name, fault in faults.items() if fault)
    if troubles:
        return Found(None, troubles)
    if TOKEN not in given:
        notes = (unused_base(API, TOKEN, "Discord", sources),) if API in given else ()
        return Found(None, notes=notes)
    base = given.get(API, DISCORD_API_URL).rstrip("/")
    return Found(DiscordSettings(given[TOKEN], base))


def _fault(name: str, value: str) -> Fault | None:
    padding = padding_fault(value, "Discord")
    if padding is not None:
        return padding
    if name == API:
        return base_fault(value, DISCORD_API_URL, _BASE)
    for form, what in _KINDS:
        if re.fullmatch(form, value):
            return Fault(what, _MEND)
    if not _FORM.fullmatch(value):
        return Fault("is not as Discord writes it, or not whole", _MEND)
    return None
