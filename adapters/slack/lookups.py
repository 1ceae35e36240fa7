"""Things with an id that Slack is asked about once, and that are kept."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.ports.chat import ChatError, Refused, TryLater

log = logging.getLogger(__name__)

Value = TypeVar("Value")

LIVE_SECONDS = 3600.0
AT_ONCE = 4
"""Calls that may be under way: a method takes 50 or 100 a minute."""


@dataclass(slots=True)
class _Known(Generic[Value]):
    value: Value
    since: float


class Lookups(Generic[Value]):
    """Of one kind. The `most` used last are kept; what is older than an hour is asked again.

    `ask` raises ChatErrors. While Slack limits us nobody is asked about. `hurry` is how many
    seconds somebody waits for `find`. What does not last by `lasts` is asked again each time.
    """

    def __init__(
        self,
        what: str,
        ask: Callable[[str], Awaitable[Value]],
        most: int,
        seconds: Callable[[], float],
        hurry: float,
        lasts: Callable[[Value], bool] = lambda _: True,
    ) -> None:
        self._what = what
        self._ask = ask
        self._most = most
        self._seconds = seconds
        self._hurry = hurry
        self._lasts = lasts
        self._known: OrderedDict[str, _Known[Value]] = OrderedDict()
        self._asking: dict[str, asyncio.Task[ChatError | None]] = {}
        self._tasks: set[asyncio.Task[ChatError | None]] = set()
        self._calls = asyncio.Semaphore(AT_ONCE)
        self._limited_until = float("-inf")
        self._is_in_trouble = False

    async def find(self, id: str) -> Value | None:
        """As Slack states it now or within the hour; else as last known; None if never."""
        if not self._is_fresh(id):
            await asyncio.wait({self._asked(id)}, timeout=self._hurry)
        return self.last(id)

    async def fetch(self, id: str) -> Value | None:
        """The same without the hurry; None when Slack does not tell. Raises TryLater."""
        if not self._is_fresh(id):
            task = self._asked(id)
            await asyncio.wait({task})
            error = None if task.cancelled() else task.result()
            if isinstance(error, TryLater):
                raise error
            if error is not None:
                return None
        return self.last(id)

    def last(self, id: str) -> Value | None:
        """As last known, however old."""
        known = self._known.get(id)
        if known is None:
            return None
        self._known.move_to_end(id)
        return known.value

    def keep(self, id: str, value: Value) -> None:
        """Slack said so by itself: an answer that is under way is older."""
        self._asking.pop(id, None)
        self._store(id, value, self._seconds())

    def doubt(self, id: str, value: Value) -> None:
        """It is so as far as we know; ask again when it is needed."""
        self._asking.pop(id, None)
        self._store(id, value, float("-inf"))

    async def close(self) -> None:
        """Nothing is under way any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _is_fresh(self, id: str) -> bool:
        known = self._known.get(id)
        if known is None or not self._lasts(known.value):
            return False
        return self._seconds() - known.since < LIVE_SECONDS

    def _store(self, id: str, value: Value, since: float) -> None:
        self._known[id] = _Known(value, since)
        self._known.move_to_end(id)
        if len(self._known) > self._most:
            self._known.popitem(last=False)

    def _asked(self, id: str) -> "asyncio.Task[ChatError | None]":
        """The one call about it that is under way."""
        task = self._asking.get(id)
        if task is None:
            task = self._asking[id] = asyncio.create_task(self._look_up(id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return task

    async def _look_up(self, id: str) -> ChatError | None:
        me = asyncio.current_task()
        try:
            async with self._calls:
                left = self._limited_until - self._seconds()
                if left > 0:
                    raise TryLater("Slack asks me to wait", left, is_limit=True)
                value = await self._ask(id)
        except ChatError as error:
            self._trouble(error)
            return error
        else:
            self._is_in_trouble = False
            if self._asking.get(id) is me:
                self._store(id, value, self._seconds())
            return None
        finally:
            if self._asking.get(id) is me:
                del self._asking[id]

    def _trouble(self, error: ChatError) -> None:
        """A refusal is about one of them; all else is about all, and said once."""
        if isinstance(error, Refused):
            return
        if isinstance(error, TryLater) and error.is_limit and error.after_seconds:
            until = self._seconds() + error.after_seconds
            self._limited_until = max(self._limited_until, until)
        if not self._is_in_trouble:
            self._is_in_trouble = True
            log.warning("Slack does not tell of %s now: %s", self._what, error)
