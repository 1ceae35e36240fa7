"""What a platform can do for us: post, edit, delete a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.ids import WorkspaceId
from bot.domain.letters import Urgency
from bot.messages.limits import Limits
from bot.messages.parts import Message


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes: an account's direct messages, or a channel, by outer id."""

    workspace: WorkspaceId
    is_direct: bool
    outer_id: str


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands: the platform's conversation and the message's id in it."""

    place: str
    outer_id: str


@dataclass(frozen=True, slots=True)
class File:
    """A file to be given to people; `alt` says a picture in words."""

    name: str
    content: bytes
    title: str
    alt: str = ""


class ChatError(Exception):
    """The platform did not take a message; the text says why in words."""


class TryLater(ChatError):
    """It may go later: after `after_seconds`, or when the caller thinks best if None.

    `is_limit` marks the platform's rate limit: it says nothing against the message.
    """

    def __init__(
        self, why: str, after_seconds: float | None = None, *, is_limit: bool = False
    ) -> None:
        super().__init__(why)
        self.after_seconds = after_seconds
        self.is_limit = is_limit


class Refused(ChatError):
    """It will not go: the door is closed, the channel is gone, a right is missing."""


class ClosedDoor(Refused):
    """The person takes no direct messages from us, and may open their door again."""


class Gone(ChatError):
    """The message to be edited is no longer there."""


class Chat(Protocol):
    """One platform. Every call is one request; the caller bounds its time."""

    @property
    def limits(self) -> Limits: ...

    def pace(self, address: Address, urgency: Urgency) -> float:
        """Seconds until a call to this address fits the platform's rate limits; 0 is now.

        What is urgent does not wait behind hundreds that are less so.

        A 0 takes the place: the caller sends at once, or gives it back.
        """
        ...

    def give_back(self, address: Address) -> None:
        """The place that `pace` gave is not needed: there is nothing to send after all."""
        ...

    async def post(
        self, address: Address, message: Message, nonce: str, under: Posted | None = None
    ) -> Posted:
        """Send a message that fits `limits`, in the thread of `under` if given.

        The same `nonce` again is the same message where the platform can tell.
        Raises TryLater or Refused; any other error counts as TryLater.
        """
        ...

    async def edit(self, address: Address, posted: Posted, message: Message) -> None:
        """Replace a message at this address. Twice is once. Raises Gone, TryLater or Refused."""
        ...

    async def delete(self, posted: Sequence[Posted]) -> None:
        """Take messages away; those already gone count as taken. Raises TryLater or Refused."""
        ...


class Files(Protocol):
    """A platform that takes files. The caller bounds the time of a call."""

    async def upload(self, address: Address, file: File, under: Posted | None = None) -> None:
        """Put a file into a conversation, in the thread of `under` if given.

        It may arrive twice: platforms know no key for it, so whoever asks again after a
        TryLater, or after a crash, may be asking for a second one. Raises TryLater or Refused.
        """
        ...
