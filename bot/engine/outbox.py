"""Letters leave here, outside any transaction: rendered when sent, in order, never lost.

One sender claims a destination for `LEASE`, writes its letters as of now, and stores the
platform's message id at once. What a rate limit holds back for more than a moment is given back
to the rows, so that no claim waits long; what fails is tried again, and after `GIVE_UP_AFTER` goes
to its fallback: it is recorded as undelivered, and waits for its reader in the inbox.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.letters import Letter, Sent
from bot.domain.workspaces import Platform
from bot.engine import undelivered
from bot.engine.addresses import Away, note_open, way
from bot.engine.manifest import Wait, Written
from bot.engine.putting import SEND_SECONDS, Putter
from bot.engine.registry import Registry
from bot.messages.parts import Message
from bot.ports.chat import Address, Chat, ChatError, Refused, TryLater
from bot.ports.clock import Clock
from bot.ports.outbox import Claim, OutboxStore, Pending
from bot.ports.store import Reader, Store, StoreUnavailable

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
MOMENT_SECONDS = 0.5
"""So long a turn is waited for with the claim in hand (docs/decisions/0012)."""
GIVE_UP_AFTER = timedelta(minutes=15)
FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=5)
MOST_SERVED = 16
MOST_LETTERS = 100


class Outbox:
    """Sends what may go now; `owner` tells its claims from those of other processes."""

    def __init__(
        self,
        registry: Registry,
        store: Store,
        outbox: OutboxStore,
        chats: Mapping[Platform, Chat],
        clock: Clock,
        owner: str,
        send_seconds: float = SEND_SECONDS,
        moment_seconds: float = MOMENT_SECONDS,
    ) -> None:
        self._registry = registry
        self._store = store
        self._outbox = outbox
        self._chats = chats
        self._clock = clock
        self._owner = owner
        self._putter = Putter(outbox, clock, send_seconds)
        self._moment_seconds = moment_seconds
        self._serving: set[asyncio.Task[None]] = set()
        self._finishing = asyncio.Event()

    async def send_due(self, bell: asyncio.Event) -> bool:
        """Serve the most urgent destinations; False when nothing may go and nothing is on its
        way.

        A destination that hangs takes one place and holds up no other: while some are served,
        the bell brings in what was written meanwhile. Raises StoreUnavailable.
        """
        room = MOST_SERVED - len(self._serving)
        if room:
            now = self._clock.now()
            claims = await self._outbox.claim(self._owner, now, now + LEASE, room)
            if self._finishing.is_set():
                # `finish` waits for those whom it saw, and then the store is closed.
                for claim in claims:
                    await self._outbox.hold(claim, now, claim.failing_since, claim.attempts)
                return False
            self._serving |= {asyncio.create_task(self._serve(claim)) for claim in claims}
            if claims:
                return True
        if not self._serving:
            return False
        bell.clear()
        rung = asyncio.create_task(bell.wait())
        done, _ = await asyncio.wait({*self._serving, rung}, return_when=asyncio.FIRST_COMPLETED)
        rung.cancel()
        served = done & self._serving
        self._serving -= served
        for task in served:
            task.result()
        return True

    async def finish(self) -> None:
        """Wait for what is on its way; begin nothing."""
        self._finishing.set()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, claim: Claim) -> None:
        try:
            await self._send_letters(claim)
        except asyncio.CancelledError:
            # A stop does not wait for what hangs; the next process need not wait for the lease.
            now = self._clock.now()
            await self._outbox.hold(claim, now, claim.failing_since, claim.attempts + 1)
            raise

    async def _send_letters(self, claim: Claim) -> None:
        reader = self._store.unit(claim.workspace)
        now = self._clock.now()
        waiting = list(await self._outbox.letters(claim, now, MOST_LETTERS))
        may_stand = claim.attempts > 0
        # Past half of the lease another sender may be near: the rest is claimed anew.
        while (
            waiting and not self._finishing.is_set() and self._clock.now() < claim.until - LEASE / 2
        ):
            newest = _newest_of_its_key(waiting)
            same = [p for p in waiting if p.letter.key == newest.letter.key]
            if may_stand and len(same) > 1 and not await reader.find(Sent, key=newest.letter.key):
                # A post that arrived before its sender died says what it said then: edit it
                # with the others (tests/crash, a_late_answer).
                newest, same = waiting[0], waiting[:1]
            if not await self._deliver(claim, reader, newest, same):
                return
            # How long its head failed says nothing about the next letter.
            claim = replace(claim, failing_since=None, attempts=0)
            waiting = [p for p in waiting if p not in same]
        await self._outbox.release(claim)

    async def _deliver(
        self, claim: Claim, reader: Reader, pending: Pending, same: Sequence[Pending]
    ) -> bool:
        """Send one letter; False when the destination has been given back instead."""
        letter = pending.letter
        try:
            if (found := await self._way(reader, letter)) is None:
                await self._settle(claim, reader, same, None, self._clock.now())
                return True
            chat, address = found
            seconds = await self._turn_in(chat, address, letter)
            now = self._clock.now()
            if seconds:
                until = now + timedelta(seconds=seconds)
                await self._outbox.hold(claim, until, claim.failing_since, claim.attempts)
                return False
            # Written once its turn has come: what is sent is true when it is.
            written = await self._written(reader, letter, now)
            if not isinstance(written, Message):
                chat.give_back(address)
                await self._settle(claim, reader, same, written, now)
                return True
            sent = await self._putter.put(claim, chat, address, reader, pending, written)
            await self._outbox.record(claim, same, "sent", now, sent)
            if sent and sent[0].sent_at >= now:
                await self._follow_up(reader, letter, written)
        except TryLater as later:
            return await self._again(claim, pending, same, later)
        except Refused as refusal:
            return await self._give_up(claim, pending, same, refusal)
        except ChatError as error:
            return await self._again(claim, pending, same, TryLater(str(error)))
        except TimeoutError:
            return await self._again(claim, pending, same, TryLater("no answer came in time"))
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("letter failed", extra={"letter_kind": letter.kind, "key": letter.key})
            trouble = TryLater("something went wrong on the way")
            return await self._again(claim, pending, same, trouble)
        if not address.is_direct:
            await note_open(self._store.unit(letter.workspace), letter)
        return True

    async def _written(self, reader: Reader, letter: Letter, now: datetime) -> Written:
        kind = self._registry.letters.get(letter.kind)
        return await kind.write(reader, letter, now) if kind else None

    async def _settle(
        self,
        claim: Claim,
        reader: Reader,
        same: Sequence[Pending],
        written: Wait | None,
        now: datetime,
    ) -> None:
        """Of letters that are not to be sent now."""
        if written is None:
            is_known = same[0].letter.kind in self._registry.letters
            why = "no longer true" if is_known else "no feature knows this kind"
            await self._outbox.record(claim, same, why, now)
            return
        for each in same:
            await self._outbox.postpone(each, written.until)
        if await self._written(reader, same[-1].letter, now) != written:
            # Whoever came back meanwhile hurried it a moment too early.
            for each in same:
                await self._outbox.postpone(each, now)

    async def _follow_up(self, reader: Reader, letter: Letter, sent: Message) -> None:
        """What changed while a new message was on its way found none to edit."""
        now_true = await self._written(reader, letter, self._clock.now())
        if isinstance(now_true, Message) and now_true != sent:
            unit = self._store.unit(letter.workspace)
            unit.post(letter)
            await unit.commit()

    async def _way(self, reader: Reader, letter: Letter) -> tuple[Chat, Address] | None:
        """None: nobody is there, and nothing is left to say to them. Raises Refused and Away."""
        try:
            return await way(reader, self._chats, letter)
        except Refused:
            if await self._written(reader, letter, self._clock.now()) is None:
                return None
            raise

    async def _turn_in(self, chat: Chat, address: Address, letter: Letter) -> float:
        """0 once its turn has come, which is waited for a moment; else in how many seconds."""
        left = self._moment_seconds
        while seconds := chat.pace(address, letter.urgency):
            if seconds > left or self._finishing.is_set():
                return seconds
            left -= seconds
            await self._let_pass(seconds)
        return 0

    async def _let_pass(self, seconds: float) -> None:
        """A stop does not wait for it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._finishing.wait()

    async def _again(
        self, claim: Claim, pending: Pending, same: Sequence[Pending], later: TryLater
    ) -> bool:
        """Keep the destination's order: all of it waits until its head may go."""
        now = self._clock.now()
        if later.is_limit:
            wait = timedelta(seconds=later.after_seconds or 1)
            since_then = None if isinstance(later, Away) else claim.failing_since
            await self._outbox.hold(claim, now + wait, since_then, claim.attempts)
            return False
        since = claim.failing_since or now
        if now - since >= GIVE_UP_AFTER:
            return await self._give_up(claim, pending, same, later)
        wait = min(FIRST_RETRY * 2 ** min(claim.attempts, 10), LONGEST_RETRY)
        if later.after_seconds is not None:
            wait = max(wait, timedelta(seconds=later.after_seconds))
        log.warning(
            "letter waits",
            extra={"letter_kind": pending.letter.kind, "again_in_s": wait.total_seconds()},
        )
        await self._outbox.hold(claim, now + wait, since, claim.attempts + 1)
        return False

    async def _give_up(
        self, claim: Claim, pending: Pending, same: Sequence[Pending], error: ChatError
    ) -> bool:
        """Those concerned hear of it first: a death in between tells them twice, not never."""
        log.warning("letter undelivered", extra={"letter_kind": pending.letter.kind})
        now = self._clock.now()
        unit = self._store.unit(claim.workspace)
        await undelivered.tell(self._registry, unit, pending.letter, error, now)
        await unit.commit()
        await self._outbox.record(claim, same, f"undelivered: {error}", now)
        return True


def _newest_of_its_key(waiting: Sequence[Pending]) -> Pending:
    """The newest letter to the message of the head: edits of one message coalesce.

    It keeps the head's place in the order, and its id: the nonce of a post that may have
    arrived already."""
    head = waiting[0]
    last = next(p for p in reversed(waiting) if p.letter.key == head.letter.key)
    return replace(last, id=head.id)
