"""What the operator sets. `environment` reads it; tests and benchmarks build their own."""

from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_DATABASE = "sqlite:///data/unstuck.db"
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8765

_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Settings:
    """`port` 0 takes a free one. The database's URL may hold a password: it is in no repr."""

    database_url: str = field(default=DEFAULT_DATABASE, repr=False)
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT

    @property
    def sqlite_file(self) -> Path | None:
        """The embedded database's file, None on PostgreSQL."""
        url = self.database_url
        return Path(url.removeprefix(_SQLITE)) if url.startswith(_SQLITE) else None

    @property
    def transcript_file(self) -> Path:
        """Where the playground keeps what was said in it: beside the embedded database."""
        database = self.sqlite_file
        return database.with_suffix(".playground.db") if database else Path("data/playground.db")
