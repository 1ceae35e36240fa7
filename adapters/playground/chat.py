"""Unstuck's way to write into the playground: the chat port over the transcript."""

from collections.abc import Sequence

from adapters.playground.people import CHANNEL, LAB, Cast
from adapters.playground.render import body_of
from adapters.playground.transcript import BOT, Draft, Transcript, TranscriptError
from bot.domain.letters import Urgency
from bot.messages.limits import PLAYGROUND, Limits
from bot.messages.parts import Message
from bot.ports.chat import Address, Gone, Posted, Refused, TryLater
from bot.ports.clock import Clock

RESEARCH = f"channel:{CHANNEL}"


def direct(person: str) -> str:
    """The conversation of a person with Unstuck."""
    return f"direct:{person}"


class PlaygroundChat:
    """A Chat. The transcript tells a nonce for ever, so a message never arrives twice."""

    def __init__(self, transcript: Transcript, clock: Clock, cast: Cast = LAB) -> None:
        self._transcript = transcript
        self._cast = cast
        self._clock = clock

    @property
    def limits(self) -> Limits:
        return PLAYGROUND

    def pace(self, address: Address, urgency: Urgency) -> float:
        return 0

    def give_back(self, address: Address) -> None:
        """Nobody waits for it."""

    async def post(
        self, address: Address, message: Message, nonce: str, under: Posted | None = None
    ) -> Posted:
        try:
            conversation = self._conversation(address)
            parent = None if under is None else await self._thread(conversation, under)
            draft = Draft(conversation, BOT, body_of(message), f"sent:{nonce}", parent)
            entry = await self._transcript.add(draft, self._clock.now())
        except TranscriptError as trouble:
            raise TryLater(str(trouble)) from trouble
        return Posted(entry.conversation, str(entry.id))

    async def edit(self, address: Address, posted: Posted, message: Message) -> None:
        try:
            known = await self._transcript.get(_id(posted))
            if known is None or known.conversation != posted.place:
                raise Gone("There is no such message in the playground.")
            edited = await self._transcript.edit(known.id, body_of(message), self._clock.now())
        except TranscriptError as trouble:
            raise TryLater(str(trouble)) from trouble
        if edited is None:
            raise Gone("That message was deleted.")

    async def delete(self, posted: Sequence[Posted]) -> None:
        try:
            await self._transcript.delete([_id(p) for p in posted], self._clock.now())
        except TranscriptError as trouble:
            raise TryLater(str(trouble)) from trouble

    async def _thread(self, conversation: str, under: Posted) -> int:
        """The root of a thread: there are no threads within threads."""
        known = await self._transcript.get(_id(under))
        if known is None or known.conversation != conversation:
            raise Refused("The message of that thread is not in the playground.")
        return known.id if known.parent is None else known.parent

    def _conversation(self, address: Address) -> str:
        if address.is_direct:
            if address.outer_id not in self._cast.people:
                raise Refused(f"Nobody in the playground is called {address.outer_id!r}.")
            return direct(address.outer_id)
        if address.outer_id != CHANNEL:
            raise Refused(f"The playground has no channel {address.outer_id!r}.")
        return RESEARCH


def _id(posted: Posted) -> int:
    """The transcript's own number; one that it never gave is 0, which no message has."""
    return int(posted.outer_id) if posted.outer_id.isdecimal() else 0
