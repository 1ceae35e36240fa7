"""What runs between the Intents: due timers, letters, and the alarm that wakes for both."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.domain.drafts import DRAFTS_LIVE
from bot.engine.outbox import Outbox
from bot.engine.timers import Timers
from bot.ports.clock import Alarm, Clock
from bot.ports.outbox import OutboxStore
from bot.ports.store import Store, StoreUnavailable

log = logging.getLogger(__name__)

REPEATS_LIVE = timedelta(hours=24)
ENDED_LIVE = timedelta(days=30)
TIDY_EVERY = timedelta(hours=24)
LOOK_AGAIN_AFTER = timedelta(milliseconds=20)
STOP_SECONDS = 8.0
"""For what is begun; what hangs longer is handed back. The whole stop has 10 s."""


class Engine:
    """Two workers, one for timers and one for letters; each sleeps until something is due.

    Nothing polls: a commit and the alarm ring the bell.
    """

    def __init__(
        self,
        timers: Timers,
        outbox: Outbox,
        outbox_store: OutboxStore,
        store: Store,
        clock: Clock,
        alarm: Alarm,
    ) -> None:
        self._timers = timers
        self._outbox = outbox
        self._outbox_store = outbox_store
        self._store = store
        self._clock = clock
        self._alarm = alarm
        self._alarm_at: datetime | None = None
        self._bells = {"timers": asyncio.Event(), "letters": asyncio.Event()}
        self._locks = {"timers": asyncio.Lock(), "letters": asyncio.Lock()}
        self._workers: list[asyncio.Task[None]] = []
        self._is_stopping = False
        self._expected = 0
        self._tidied_at: datetime | None = None

    async def start(self) -> None:
        """Begin to work. What fell due while nobody ran is done now."""
        self._alarm.start(self.ring)
        self._workers = [
            asyncio.create_task(self._work("timers", self._run_timers), name="timers"),
            asyncio.create_task(self._work("letters", self._send_due), name="letters"),
        ]
        self.ring()

    async def stop(self) -> None:
        """Take nothing new, finish what is begun, within 10 s; the rest stays in its rows."""
        self._is_stopping = True
        self._alarm.stop()
        self.ring()
        ending = [*self._workers, asyncio.create_task(self._outbox.finish())]
        _, late = await asyncio.wait(ending, timeout=STOP_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)

    def ring(self) -> None:
        """Something may be due: look."""
        for bell in self._bells.values():
            bell.set()

    def expect(self, at: datetime) -> None:
        """Something was kept that is due at `at`."""
        self._expected += 1
        if at <= self._clock.now():
            self.ring()
        elif self._alarm_at is None or at < self._alarm_at:
            self._set_alarm(at)

    async def next_due(self) -> datetime | None:
        """When the earliest timer or letter is due. Raises StoreUnavailable."""
        times = [await self._store.timers.next_due(), await self._outbox_store.next_at()]
        return min((t for t in times if t is not None), default=None)

    async def settle(self) -> None:
        """Do all that is due now, and all that follows from it, until it is quiet."""
        busy = True
        while busy:
            did_timers = await self._drain("timers", self._timers.run_due)
            did_letters = await self._drain("letters", self._send_due)
            busy = did_timers or did_letters

    async def _run_timers(self) -> bool:
        """One batch; of many they go by twos: one is prepared while one is written."""
        if not await self._timers.run_due():
            return False
        if not self._timers.are_many:
            return True
        lanes = await asyncio.gather(self._lane(), self._lane(), return_exceptions=True)
        for trouble in lanes:
            if trouble is not None:
                raise trouble
        return True

    async def _lane(self) -> None:
        while not self._is_stopping and await self._timers.run_due():
            pass

    async def _send_due(self) -> bool:
        return await self._outbox.send_due(self._bells["letters"])

    async def _work(self, name: str, act: Callable[[], Awaitable[bool]]) -> None:
        bell = self._bells[name]
        while not self._is_stopping:
            bell.clear()
            try:
                await self._drain(name, act)
                await self._tidy()
                await self._sleep_until_due(bell)
            except StoreUnavailable as trouble:
                # The alarm's sweep tries again; nothing is lost, as nothing was kept.
                log.error("store unavailable", extra={"why": str(trouble)})
            except Exception:
                log.exception("worker failed", extra={"worker": name})
            # The ring of `stop` may have been taken for a letter's.
            if not self._is_stopping:
                await bell.wait()

    async def _drain(self, name: str, act: Callable[[], Awaitable[bool]]) -> bool:
        did = False
        async with self._locks[name]:
            while not self._is_stopping and await act():
                did = True
        return did

    async def _sleep_until_due(self, bell: asyncio.Event) -> None:
        expected = self._expected
        due = await self.next_due()
        if expected == self._expected:
            now = self._clock.now()
            # What is due and was not taken is in another worker's hands: look again soon.
            self._set_alarm(now + LOOK_AGAIN_AFTER if due and due <= now else due)
        else:
            # Something was kept while we asked: the answer may be older than it.
            bell.set()

    def _set_alarm(self, at: datetime | None) -> None:
        self._alarm_at = at
        self._alarm.set(at)

    async def _tidy(self) -> None:
        now = self._clock.now()
        if self._tidied_at is None or now - self._tidied_at >= TIDY_EVERY:
            self._tidied_at = now
            await self._store.forget_before(
                repeats=now - REPEATS_LIVE, done=now - ENDED_LIVE, drafts=now - DRAFTS_LIVE
            )
