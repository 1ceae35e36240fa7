"""Due timers become acts: a batch is one transaction with its ends and its letters."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.domain.timers import Timer
from bot.engine.manifest import TimerKind
from bot.engine.registry import Registry
from bot.engine.work import Batch
from bot.ports.clock import Clock
from bot.ports.holidays import Holidays
from bot.ports.store import Conflict, DueTimers, Store, StoreUnavailable

log = logging.getLogger(__name__)

MOST_AT_ONCE = 2000
"""Timers a transaction: waiting Intents go between two."""

FIRST_RETRY = timedelta(seconds=10)
LONGEST_RETRY = timedelta(hours=1)

LATE = "late"
UNKNOWN = "no feature knows this kind"


class Timers:
    """Takes what is due until nothing is; a timer that fails waits longer and harms no other."""

    def __init__(
        self,
        registry: Registry,
        store: Store,
        clock: Clock,
        new_id: Callable[[], str],
        holidays: Holidays,
    ) -> None:
        self._registry = registry
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._holidays = holidays
        self._to_try_alone = 0
        self._most = MOST_AT_ONCE
        self._are_many = False

    @property
    def are_many(self) -> bool:
        """Whether the last batch took as many as it could: there are more."""
        return self._are_many

    async def run_due(self) -> bool:
        """Handle one batch; False when nothing is due. Raises StoreUnavailable."""
        now = self._clock.now()
        most = 1 if self._to_try_alone else self._most
        async with self._store.timers.take(now, most) as due:
            self._are_many = due is not None and len(due.timers) == most
            self._to_try_alone = max(0, self._to_try_alone - 1)
            if due is None:
                self._most = MOST_AT_ONCE
                return False
            try:
                await self._handle(due, now)
                await due.unit.commit()
            except Conflict:
                # Somebody moved or ended one of them meanwhile: it is read anew.
                return True
            except StoreUnavailable:
                raise
            except Exception as error:
                failed, cause = due, error
            else:
                return True
        await self._set_aside(failed, cause)
        return True

    async def _handle(self, due: DueTimers, now: datetime) -> None:
        kind = self._registry.timers.get(due.kind)
        if kind is None:
            for timer in due.timers:
                due.unit.finish(timer, UNKNOWN, now)
            return
        # The next batch is likely of the same kind: it takes no more than can be handled.
        self._most = kind.at_once
        late = [t for t in due.timers if _is_late(t, kind, now)]
        punctual = [t for t in due.timers if not _is_late(t, kind, now)]
        for timer in late:
            due.unit.finish(timer, LATE, now)
        if late and kind.missed:
            await kind.missed(self._batch(due, late, now))
        if punctual:
            await kind.run(self._batch(due, punctual[: kind.at_once], now))

    def _batch(self, due: DueTimers, timers: Sequence[Timer], now: datetime) -> Batch:
        return Batch(due.unit, tuple(timers), now, self._new_id, self._holidays)

    async def _set_aside(self, due: DueTimers, cause: Exception) -> None:
        """One bad timer must not stop the others: try each alone, then push the bad one back."""
        if len(due.timers) > 1:
            log.warning("batch failed, trying one by one", extra={"timer_kind": due.kind})
            self._to_try_alone = len(due.timers)
            return
        bad = due.timers[0]
        wait = min(FIRST_RETRY * 2 ** min(bad.attempts, 10), LONGEST_RETRY)
        log.error(
            "timer failed",
            exc_info=cause,
            extra={"timer_kind": bad.kind, "timer": bad.id, "again_in_s": wait.total_seconds()},
        )
        async with self._store.timers.take(self._clock.now(), 1) as due_now:
            if due_now and due_now.timers[0].id == bad.id:
                again_at = self._clock.now() + wait
                due_now.unit.keep(due_now.timers[0], again_at, bad.cursor, bad.attempts + 1)
                await due_now.unit.commit()


def _is_late(timer: Timer, kind: TimerKind, now: datetime) -> bool:
    return kind.late_after is not None and now - timer.due_at > kind.late_after
