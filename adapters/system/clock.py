"""The machine's clock."""

from datetime import UTC, datetime


class SystemClock:
    """A Clock: real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)
