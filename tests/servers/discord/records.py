"""What happened, kept for the test: requests, interactions, and what was not as it should be."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.servers.discord.state import Channel, Json, Message, User

KINDS = {
    1: "pong",
    4: "message",
    5: "deferred",
    6: "deferred_update",
    7: "update",
    8: "choices",
    9: "modal",
}
"""Of a first answer, by its type."""


@dataclass(frozen=True)
class Call:
    """A request of the app's; `status` is 0 where it got no answer of ours."""

    method: str
    route: str
    path: str
    body: Any
    query: Mapping[str, str]
    when: datetime
    status: int
    answer: Any
    files: Mapping[str, bytes] = field(default_factory=dict)


def _future() -> asyncio.Future[Json]:
    return asyncio.get_running_loop().create_future()


@dataclass(eq=False, repr=False)
class Interaction:
    """One act of a person that the app was told of, and what became of it."""

    id: str
    type: int
    token: str
    user: User
    channel: Channel
    begun: datetime
    message: Message | None = None
    """What the person pressed on, or the message from which the modal was opened."""
    metadata: Json = field(default_factory=dict)
    """What answers bear as `interaction_metadata`."""
    payload: Json = field(default_factory=dict)
    answered: asyncio.Future[Json] = field(default_factory=_future)
    """The body of the first answer."""
    is_late: bool = False
    """The person was told that the application did not respond."""
    met_fault: bool = False
    answers: int = 0
    """How many callbacks were taken: at most one."""
    response: Message | None = None
    """The message @original means."""
    messages: list[Message] = field(default_factory=list)
    """All that its token may edit and delete."""

    def __repr__(self) -> str:
        return f"<Interaction {self.id} of {self.user} in {self.channel}>"

    @property
    def is_answered(self) -> bool:
        return self.answers > 0


@dataclass(frozen=True)
class Answered:
    """How the app answered an act first. `kind` is "" when it did not, or not in time."""

    is_ok: bool
    kind: str
    data: Json
    seconds: float
    interaction: Interaction | None = None
    """For `repeats`; None if the client itself refused and nothing was sent."""


@dataclass
class Records:
    """In the order in which it happened."""

    calls: list[Call] = field(default_factory=list)
    interactions: list[Interaction] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    invalid_requests: int = 0
    """401, 403 and own 429: 10,000 in ten minutes are a ban (docs topics/rate-limits)."""

    def found(self, *sentences: str) -> None:
        self.violations.extend(sentences)
