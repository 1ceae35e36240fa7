"""The playground's time: the real one, moved forward at will."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from adapters.playground.bell import Bell
from adapters.playground.transcript import Transcript
from bot.ports.clock import Clock

MOST_STEPS = 10_000
"""Due instants in one journey; a week of a busy team has some hundreds."""

_OFFSET = "clock offset in microseconds"
_MICROSECOND = timedelta(microseconds=1)


class Engine(Protocol):
    """What happens by itself as time goes on."""

    async def next_due(self) -> datetime | None:
        """When the earliest timer or letter is due; it may have passed."""
        ...

    async def settle(self) -> None:
        """Run all that is due at the clock's present, until it is quiet."""
        ...


class Ending(StrEnum):
    ARRIVED = "arrived"
    STOPPED = "stopped"
    UNSETTLED = "unsettled"
    TOO_FAR = "too far"


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey under way: where it goes, and how many due instants it has seen."""

    to: datetime
    steps: int = 0


def kept_offset(file: Path) -> timedelta:
    """How far the playground's clock was moved ahead, read without changing anything.

    Raises sqlite3.Error when the transcript cannot be read.
    """
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as db:
        row = db.execute("SELECT value FROM kept WHERE name = ?", (_OFFSET,)).fetchone()
    return int(row[0] if row else 0) * _MICROSECOND


class TravellingAlready(Exception):
    """Time travels once at a time."""


class TimeMachine:
    """Real time and an offset that the transcript keeps: never earlier than it once was.

    `changed` rings when time jumps, and when a journey begins or ends.
    """

    def __init__(self, real: Clock, transcript: Transcript) -> None:
        self.changed = Bell()
        self.journey: Journey | None = None
        self.jumps = 0
        self._real = real
        self._transcript = transcript
        self._offset = int(transcript.kept(_OFFSET) or 0) * _MICROSECOND
        self._latest = real.now() + self._offset
        self._is_held = False
        self._is_to_stop = False

    def now(self) -> datetime:
        if not self._is_held:
            self._latest = max(self._latest, self._real.now() + self._offset)
        return self._latest

    async def travel(self, engine: Engine, to: datetime) -> Ending:
        """Go to `to` by way of every instant at which something is due, so that nothing is late.

        While something happens the clock stands at the instant at which it was due. Goes
        nowhere if `to` has passed. Stopped, cancelled or failed, time goes on from the
        instant reached. Raises TravellingAlready.
        """
        if self.journey is not None:
            raise TravellingAlready
        self._begin(to)
        try:
            ending = await self._go_through_due(engine, to)
            if ending is Ending.ARRIVED:
                await self._jump(to)
                await engine.settle()
            return ending
        finally:
            self._end()

    def stop(self) -> None:
        """End a journey at the next instant that it reaches."""
        self._is_to_stop = True

    async def _go_through_due(self, engine: Engine, to: datetime) -> Ending:
        unsettled = 0
        for step in range(1, MOST_STEPS + 1):
            if self._is_to_stop:
                return Ending.STOPPED
            due = await engine.next_due()
            if due is None or due > to:
                return Ending.ARRIVED
            # Held, the clock does not pass what is due: it can stand still only if work is left.
            unsettled = unsettled + 1 if due <= self._latest and step > 1 else 0
            if unsettled == 3:
                return Ending.UNSETTLED
            await self._jump(due)
            await engine.settle()
            self.journey = Journey(to, step)
            self._say_changed()
            # A settled step may never have waited; others want their turn.
            await asyncio.sleep(0)
        return Ending.TOO_FAR

    async def _jump(self, to: datetime) -> None:
        if to <= self._latest:
            return
        offset = to - self._real.now()
        await self._transcript.keep(_OFFSET, str(offset // _MICROSECOND))
        self._offset = offset
        self._latest = to
        self._say_changed()

    def _begin(self, to: datetime) -> None:
        self.now()
        self._is_held = True
        self._is_to_stop = False
        self.journey = Journey(to)
        self._say_changed()

    def _end(self) -> None:
        # The clock goes on from where it stands, without the time that the journey itself took.
        self._offset = self._latest - self._real.now()
        self._is_held = False
        self.journey = None
        self._say_changed()

    def _say_changed(self) -> None:
        self.jumps += 1
        self.changed.ring()
