"""A message where it belongs: posted or edited piece by piece, none of them twice."""

import asyncio
import logging

from bot.domain.letters import Sent
from bot.engine.addresses import parent_of
from bot.messages.parts import Message
from bot.messages.split import split
from bot.ports.chat import Address, Chat, Gone, Posted
from bot.ports.clock import Clock
from bot.ports.outbox import Claim, OutboxStore, Pending
from bot.ports.store import Reader

log = logging.getLogger(__name__)

SEND_SECONDS = 10.0
"""For one piece."""
MOST_HALF_EDITED = 1000
"""Remembered; one that another process finished is remembered in vain."""


class Putter:
    """Puts messages to where their letters are addressed. Raises what a Chat does, and
    TimeoutError after `send_seconds`; pieces that stand by then are recorded."""

    def __init__(self, outbox: OutboxStore, clock: Clock, send_seconds: float) -> None:
        self._outbox = outbox
        self._clock = clock
        self._send_seconds = send_seconds
        # Of messages being edited piece by piece: what they are to say, and how many do.
        self._edited: dict[str, tuple[Message, int]] = {}

    async def put(
        self,
        claim: Claim,
        chat: Chat,
        address: Address,
        reader: Reader,
        pending: Pending,
        message: Message,
    ) -> list[Sent]:
        """Post or edit the message piece by piece; what stands of it afterwards."""
        letter = pending.letter
        before = await reader.find(Sent, key=letter.key)
        under = await parent_of(reader, letter)
        now = self._clock.now()
        standing: list[Sent] = []
        done = self._pieces_edited(letter.key, message)
        for number, piece in enumerate(split(message, chat.limits)):
            old = before[number] if number < len(before) else None
            if old is not None and number < done:
                standing.append(old)
                continue
            if number:
                # If a later piece fails, those that stand are edited and not posted again.
                await self._outbox.record(claim, (), "", now, [*standing, *before[number:]])
            async with asyncio.timeout(self._send_seconds):
                posted = await self._put_piece(chat, address, pending, number, piece, old, under)
            standing.append(
                Sent(
                    workspace=letter.workspace,
                    key=letter.key,
                    piece=number,
                    destination=letter.destination,
                    kind=letter.kind,
                    about=letter.about,
                    facts=letter.facts,
                    place=posted.place,
                    outer_id=posted.outer_id,
                    sent_at=old.sent_at if old else now,
                )
            )
            self._edited[letter.key] = (message, number + 1)
        surplus = [Posted(s.place, s.outer_id) for s in before[len(standing) :]]
        if surplus:
            async with asyncio.timeout(self._send_seconds):
                await chat.delete(surplus)
        self._edited.pop(letter.key, None)
        return standing

    def _pieces_edited(self, key: str, message: Message) -> int:
        """How many pieces say it already: a limit may allow one edit at a time, and a message
        that began anew each time would never be done."""
        if len(self._edited) > MOST_HALF_EDITED:
            self._edited.clear()
        wanted, done = self._edited.get(key, (message, 0))
        return done if wanted == message else 0

    async def _put_piece(
        self,
        chat: Chat,
        address: Address,
        pending: Pending,
        number: int,
        piece: Message,
        old: Sent | None,
        under: Posted | None,
    ) -> Posted:
        if old is not None:
            posted = Posted(old.place, old.outer_id)
            try:
                await chat.edit(address, posted, piece)
            except Gone:
                log.info("message is gone, posting anew", extra={"key": old.key})
            else:
                return posted
        # Discord takes 25 characters of nonce; one letter posts one piece once.
        return await chat.post(address, piece, f"{pending.id}.{number}", under)
