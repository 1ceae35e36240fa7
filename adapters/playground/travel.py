"""The time machine's buttons: one journey at a time, in a task that has an owner."""

import asyncio
import logging
import secrets
from collections import deque
from datetime import datetime, time, timedelta
from typing import assert_never

from adapters.playground.clock import MOST_STEPS, Ending, Engine, TimeMachine
from adapters.playground.inbound import Unreadable
from adapters.playground.people import Sample
from adapters.playground.render import Json
from bot.domain.recurrence import instant, zone

log = logging.getLogger(__name__)

MORNING = time(9)
PATIENCE_SECONDS = 3
"""How long a journey may take to stop at the next instant before it is cancelled."""


class Travels:
    """Starts and ends journeys, and says how they go."""

    def __init__(self, clock: TimeMachine, engine: Engine) -> None:
        self._clock = clock
        self._engine = engine
        self._task: asyncio.Task[None] | None = None
        self._notice = ""
        self._begun: deque[str] = deque(maxlen=100)

    async def begin(self, event: str, choice: str, person: Sample) -> None:
        """Leave for `choice`, or say why not in the notice. The same event again does nothing."""
        if event in self._begun:
            return
        self._begun.append(event)
        to = await self._destination(choice, person)
        if self._task is not None and not self._task.done():
            return
        if to is None:
            self._say("Nothing is waiting for its time yet.")
            return
        self._notice = ""
        self._task = asyncio.create_task(self._go(to))

    def stop(self) -> None:
        self._clock.stop()

    async def close(self) -> None:
        """End the journey under way, at the next instant or at once if that takes long."""
        task = self._task
        if task is None:
            return
        self._clock.stop()
        _, late = await asyncio.wait([task], timeout=PATIENCE_SECONDS)
        if late:
            task.cancel()
            await asyncio.wait([task])

    def state(self) -> Json:
        """The present for the page, with the journey under way."""
        journey = self._clock.journey
        return {
            "now": self._clock.now().isoformat(),
            "journey": journey and {"to": journey.to.isoformat(), "steps": journey.steps},
            "notice": self._notice,
        }

    async def _destination(self, choice: str, person: Sample) -> datetime | None:
        now = self._clock.now()
        match choice:
            case "hour":
                return now + timedelta(hours=1)
            case "morning":
                there = zone(person.zone)
                tomorrow = now.astimezone(there).date() + timedelta(days=1)
                return instant(tomorrow, MORNING, there)
            case "next":
                return await self._engine.next_due()
            case _:
                raise Unreadable("Time travels an hour, to the morning, or to what is next.")

    async def _go(self, to: datetime) -> None:
        try:
            notice = _said(await self._clock.travel(self._engine, to))
        except Exception:
            incident = secrets.token_hex(4)
            log.exception("journey failed", extra={"incident": incident})
            notice = f"Time stopped here: something went wrong, written down as {incident}."
        self._say(notice)

    def _say(self, notice: str) -> None:
        self._notice = notice
        self._clock.jumps += 1
        self._clock.changed.ring()


def _said(ending: Ending) -> str:
    match ending:
        case Ending.ARRIVED:
            return ""
        case Ending.STOPPED:
            return "Stopped on the way."
        case Ending.UNSETTLED:
            return "Stopped: something that is due now does not finish. See unstuck doctor."
        case Ending.TOO_FAR:
            return f"Stopped after {MOST_STEPS:,} steps. Travel again to go on."
        case _:
            assert_never(ending)
