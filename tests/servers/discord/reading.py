"""Words as somebody reads them: by the names and in the zone that they see them with."""

import re
from dataclasses import dataclass, field
from datetime import UTC
from zoneinfo import ZoneInfo

from tests.servers.discord.markdown import read
from tests.servers.discord.state import Guild, World

TIME = re.compile(r"<t:(-?\d+)((?::[tTdDfFsSR])?)>")
KEPT_TIME = re.compile("\ue000(-?\\d+)((?::[tTdDfFsSR])?)\ue001")


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
        reading = read(text, self._names(), self.zone or UTC)
        self.mentions += reading.mentions
        self.links += reading.links
        return KEPT_TIME.sub(r"<t:\1\2>", reading.text)

    def _names(self) -> dict[str, str]:
        names = {user.id: user.shown_name for user in self.world.users.values()}
        names |= {channel.id: channel.name for channel in self.world.channels.values()}
        if self.guild:
            names |= {role.id: role.name for role in self.guild.roles.values()}
            names |= {id: member.shown_name for id, member in self.guild.members.items()}
        return names
