"""What is known of the servers that Unstuck is in, and of whom it writes to there."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.people import Person


class Servers(Protocol):
    """The store's side. Every call raises StoreUnavailable when it keeps nothing now."""

    def today(self) -> date: ...

    async def installed(self) -> Mapping[str, WorkspaceId]:
        """The workspace of each server that has Unstuck now, by Discord's id."""
        ...

    async def enrol(self, guild: str, name: str) -> WorkspaceId:
        """The workspace of a server, made on first sight, and in use again if it was removed."""
        ...

    async def person(self, workspace: WorkspaceId, account: str) -> Person | None:
        """Who is behind an account there, if they are known."""
        ...

    async def of_account(self, account: str) -> Sequence[tuple[str, str]]:
        """The servers in which this account is known and has not left: id and name, by name."""
        ...

    async def people(self, workspace: WorkspaceId) -> Mapping[str, Person]:
        """Everybody known in a server, by their accounts."""
        ...

    async def followed(self, workspace: WorkspaceId) -> Mapping[str, Collection[str]]:
        """The roles with which teams of a server are kept in step, by Discord's ids, each with the
        accounts of those whom it brought to a team."""
        ...


class Accounts(Protocol):
    """To whom messages go."""

    async def of(
        self, workspace: WorkspaceId, people: Sequence[PersonId]
    ) -> Mapping[PersonId, str]:
        """Discord's ids of these people; those without an account are left out."""
        ...

    async def direct(self, workspace: WorkspaceId, account: str) -> str:
        """The channel of our direct messages with an account, "" if it was never opened."""
        ...

    async def keep_direct(self, workspace: WorkspaceId, account: str, channel: str) -> None: ...
