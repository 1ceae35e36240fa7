"""The outbox as the sender sees it: destinations to claim, letters to settle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.ids import WorkspaceId
from bot.domain.letters import Destination, Letter, Sent


@dataclass(frozen=True, slots=True)
class Pending:
    """A letter that waits, with its place in the order."""

    id: int
    letter: Letter
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """A destination that is this owner's alone until `until`.

    `failing_since` is when its head began to fail, `attempts` how often it has since, a
    death of its owner counted.
    """

    workspace: WorkspaceId
    destination: Destination
    owner: str
    until: datetime
    failing_since: datetime | None
    attempts: int


class OutboxStore(Protocol):
    """Rows survive the process; a claim left by a dead worker ends with its lease."""

    async def next_at(self) -> datetime | None:
        """When the earliest waiting letter may go, holds and leases considered."""
        ...

    async def claim(self, owner: str, now: datetime, until: datetime, most: int) -> Sequence[Claim]:
        """Destinations with a letter that may go now, most urgent first. Never one that
        another owner holds or that waits after a failure."""
        ...

    async def letters(self, claim: Claim, now: datetime, most: int) -> Sequence[Pending]:
        """The destination's letters whose time has come, in the order they were written."""
        ...

    async def record(
        self,
        claim: Claim,
        done: Sequence[Pending],
        outcome: str,
        now: datetime,
        sent: Sequence[Sent] = (),
    ) -> None:
        """These letters are done; `sent` are the pieces of the message as it now stands.

        Pieces are made or replaced, and those of the same key beyond them forgotten (a message
        that became shorter). In one transaction. Nothing happens to letters done already.
        """
        ...

    async def postpone(self, pending: Pending, until: datetime) -> None:
        """This letter waits until then; others of its destination may go before it."""
        ...

    async def hold(
        self, claim: Claim, until: datetime, failing_since: datetime | None, attempts: int
    ) -> None:
        """Give the claim back; nothing goes to this destination before `until`."""
        ...

    async def release(self, claim: Claim) -> None:
        """Give the claim back."""
        ...
