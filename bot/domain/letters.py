"""Something to be said once its transaction is kept, and what was said before."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import NewType

from bot.domain.ids import ChannelId, PersonId, WorkspaceId

Destination = NewType("Destination", str)
"""A person's direct messages or a channel; letters of one destination keep their order."""


def to_person(person: PersonId) -> Destination:
    return Destination(f"person:{person}")


def to_channel(channel: ChannelId) -> Destination:
    return Destination(f"channel:{channel}")


class Urgency(IntEnum):
    """Who goes first between destinations (design.md, "Delivery")."""

    INTERACTIVE = 0
    PROMPT = 1
    DIGEST = 2


@dataclass(frozen=True, slots=True)
class Letter:
    """`about` holds the ids it speaks of; `facts` what must not be read again when it is sent.

    A letter posts or edits the message known as `key`. `thread_of` is the key of the message
    under which it is posted.
    """

    workspace: WorkspaceId
    destination: Destination
    kind: str
    key: str
    about: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    thread_of: str = ""
    urgency: Urgency = Urgency.INTERACTIVE
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as the platform holds it: enough to edit it and to write it anew.

    A message too long for one is several pieces, counted from 0; its row is one piece.
    """

    workspace: WorkspaceId
    key: str
    piece: int
    destination: Destination
    kind: str
    about: tuple[str, ...]
    facts: dict[str, str]
    place: str
    outer_id: str
    sent_at: datetime
    version: int = 0
