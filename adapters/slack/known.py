"""What the census compares with what Slack states."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.domain.people import Person


@dataclass(frozen=True, slots=True)
class Followed:
    """Of a channel, by their accounts: whom it brought to a team, and to whom its coming would be
    no news."""

    brought: Collection[str]
    settled: Collection[str]


class Known(Protocol):
    """What the core knows of our workspace, as it is now."""

    def today(self) -> date: ...

    async def people(self) -> Mapping[str, Person]:
        """Those who have an account at Slack, by its ids."""
        ...

    async def open_channels(self) -> Collection[str]:
        """Slack's ids of those that we may write to."""
        ...

    async def followed(self) -> Mapping[str, Followed]:
        """The channels with which teams are kept in step, by Slack's ids."""
        ...
