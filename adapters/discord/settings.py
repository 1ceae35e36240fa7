"""What the operator sets of Discord."""

from dataclasses import dataclass, field

from adapters.discord.patience import PATIENCE, Patience

DISCORD_API_URL = "https://discord.com/api/v10"


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    """Every server that its bot is in. `api_url` ends without a slash."""

    token: str = field(repr=False)
    api_url: str = DISCORD_API_URL
    patience: Patience = PATIENCE
