"""Words as somebody reads them: by the names and in the zone that they see them with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from tests.servers.discord.markdown import Reading, read
from tests.servers.discord.state import Guild, World

TIME = re.compile(r"<t:(-?\d+)((?::[tTdDfFsSR])?)>")
KEPT_TIME = re.compile("\ue000(-?\\d+)((?::[tTdDfFsSR])?)\ue001")
MENTION = re.compile(r"<(?:@[!&]?|#)(\d+)>")


@dataclass
class Reader:
    """Reads in a guild, or in a direct message; `zone` None keeps <t:…> as it is."""

    world: World
    guild: Guild | None
    zone: ZoneInfo | None = None
    mentions: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    """(text, address)"""

    def read(self, text: str) -> str:
        if self.zone is None:
            text = TIME.sub("\ue000\\1\\2\ue001", text)
        reading = _read(text, tuple(self._names_in(text)), self.zone or UTC)
        self.mentions += reading.mentions
        self.links += reading.links
        return KEPT_TIME.sub(r"<t:\1\2>", reading.text)

    def _names_in(self, text: str) -> Iterator[tuple[str, str]]:
        for id in MENTION.findall(text):
            if (name := self._name(id)) is not None:
                yield id, name

    def _name(self, id: str) -> str | None:
        if self.guild and id in self.guild.members:
            return self.guild.members[id].shown_name
        if self.guild and id in self.guild.roles:
            return self.guild.roles[id].name
        if id in self.world.channels:
            return self.world.channels[id].name
        return self.world.users[id].shown_name if id in self.world.users else None


@lru_cache(maxsize=4096)
def _read(text: str, names: tuple[tuple[str, str], ...], zone: tzinfo) -> Reading:
    """Kept: people look at all that stands before them again and again."""
    return read(text, dict(names), zone)
