"""What the operator sets. `environment` reads it; tests and benchmarks build their own."""

from dataclasses import dataclass, field
from pathlib import Path

from adapters.discord.settings import DiscordSettings
from adapters.slack.settings import SlackSettings
from bot.domain.workspaces import Platform

DEFAULT_DATABASE = "sqlite:///data/unstuck.db"
PLAYGROUND_DATABASE = "sqlite:///data/playground.db"
"""Another file, so that whoever tried the playground first need only set the tokens."""

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8765
DEFAULT_PEOPLE = 3

_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Settings:
    """Without `slack` and `discord` it is the playground that is served. `port` 0 takes a free
    one. The database's URL may hold a password: it is in no repr."""

    database_url: str = field(default=PLAYGROUND_DATABASE, repr=False)
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    slack: SlackSettings | None = None
    discord: DiscordSettings | None = None
    playground_people: int = DEFAULT_PEOPLE
    """How many live in the playground: three, or a sprint team of eight."""

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """Those that are served."""
        given = {Platform.SLACK: self.slack, Platform.DISCORD: self.discord}
        return tuple(name for name, one in given.items() if one) or (Platform.PLAYGROUND,)

    @property
    def listens(self) -> bool:
        """Whether others come to `host` and `port`: to Discord, and with Socket Mode to Slack,
        it is us who go."""
        if self.slack is not None:
            return not self.slack.app_token
        return self.discord is None

    @property
    def sqlite_file(self) -> Path | None:
        """The embedded database's file, None on PostgreSQL."""
        url = self.database_url
        return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None

    @property
    def transcript_file(self) -> Path:
        """Where the playground keeps what was said in it: beside the embedded database."""
        return (self.sqlite_file or Path("data/postgresql.db")).with_suffix(".transcript.db")
