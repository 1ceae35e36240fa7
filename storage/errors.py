"""Why a database cannot be used, each in a sentence for whoever runs Unstuck."""

from bot.ports.store import StoreUnavailable


class StoreInUse(StoreUnavailable):
    """Another process holds the SQLite file."""

    def __init__(self, path: object) -> None:
        super().__init__(f"Unstuck is running on {path}. Stop Unstuck first, then try again.")


class SchemaBehind(StoreUnavailable):
    """The database was not brought up to this version yet."""

    def __init__(self) -> None:
        super().__init__(
            "The database has the tables of an older Unstuck, or none. "
            "Run `unstuck migrate`, then start again."
        )


class SchemaAhead(StoreUnavailable):
    """A newer Unstuck wrote this database."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"This database was written by a newer Unstuck (its tables are of {revision}). "
            "Update Unstuck, or point DATABASE_URL at another database."
        )


class BadAddress(StoreUnavailable):
    """DATABASE_URL names no database that we know."""

    def __init__(self) -> None:
        super().__init__(
            "DATABASE_URL must look like sqlite:///unstuck.db or "
            "postgresql://user:password@host/database."
        )
