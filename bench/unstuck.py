"""The whole of Unstuck, as `unstuck run` puts it together, with time and platform of our own."""

import asyncio
import resource
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from adapters.cli.compose import FEATURES, App, application
from adapters.cli.settings import Settings
from bot.domain.letters import Urgency
from bot.domain.workspaces import Platform
from bot.engine.manifest import Manifest
from bot.engine.pacing import Pacer, Rate
from bot.messages.limits import SLACK, Limits
from bot.messages.parts import Message
from bot.ports.chat import Address, Posted

_LOOK_SECONDS = 0.05
_ROUND_TRIP_SECONDS = 0.05


class AheadClock:
    """Real time, moved. Until it is set it shows `at`."""

    def __init__(self, at: datetime) -> None:
        self._shown = at
        self._set_at: float | None = None

    def reach(self, at: datetime, instant: float) -> None:
        """From now on it goes, and shows `at` at the real `instant` (seconds since 1970)."""
        # Counted on, so that an adjustment of the machine's clock is no part of the figure.
        self._shown = at - timedelta(seconds=instant - time.time())
        self._set_at = time.perf_counter()

    def now(self) -> datetime:
        if self._set_at is None:
            return self._shown
        return self._shown + timedelta(seconds=time.perf_counter() - self._set_at)


class SteadyChat:
    """Takes 50 messages a second, Discord's limit, each in 50 ms; keeps nothing."""

    limits: Limits = SLACK

    def __init__(self) -> None:
        self.posted = 0
        self._pacer = Pacer(Rate(50, burst=50))

    def pace(self, address: Address, urgency: Urgency) -> float:
        is_urgent = urgency is Urgency.INTERACTIVE
        return self._pacer.seconds_until(address.outer_id, time.perf_counter(), is_urgent=is_urgent)

    def give_back(self, address: Address) -> None:
        self._pacer.give_back(address.outer_id)

    async def post(
        self, address: Address, message: Message, nonce: str, under: Posted | None = None
    ) -> Posted:
        await asyncio.sleep(_ROUND_TRIP_SECONDS)
        self.posted += 1
        return Posted(address.outer_id, f"M{self.posted}")

    async def edit(self, address: Address, posted: Posted, message: Message) -> None:
        await asyncio.sleep(_ROUND_TRIP_SECONDS)

    async def delete(self, posted: Sequence[Posted]) -> None:
        await asyncio.sleep(_ROUND_TRIP_SECONDS)


@asynccontextmanager
async def unstuck(
    url: str,
    at: datetime,
    lead_seconds: float,
    instant: float | None = None,
    features: Sequence[Manifest] = FEATURES,
) -> AsyncIterator[App]:
    """Running on this database, and idle until its clock shows `at`: in `lead_seconds`, or at
    the real `instant` where several begin together."""
    clock = AheadClock(at)
    settings = Settings(database_url=url, port=0)
    chats = {Platform.SLACK: SteadyChat()}
    async with application(settings, clock=clock, chats=chats, features=features) as app:
        await _run(app, clock, at, lead_seconds, instant)
        yield app


@asynccontextmanager
async def connected_unstuck(
    settings: Settings,
    at: datetime,
    lead_seconds: float,
    features: Sequence[Manifest] = FEATURES,
) -> AsyncIterator[App]:
    """The same, connected to the platforms of these settings."""
    clock = AheadClock(at)
    async with application(settings, clock=clock, features=features) as app:
        await _run(app, clock, at, lead_seconds)
        yield app


async def _run(
    app: App, clock: AheadClock, at: datetime, lead_seconds: float, instant: float | None = None
) -> None:
    app.places.warm()
    clock.reach(at, instant or time.time() + lead_seconds)
    await app.start()
    await app.settle_in()


async def all_handled(app: App, at: datetime) -> datetime:
    """Wait until no timer is due any more; when the last commit came that wrote a letter."""
    last = at
    expect = app.store.on_change

    def on_change(due_at: datetime) -> None:
        nonlocal last
        now = app.clock.now()
        if due_at <= now:
            last = max(last, now)
        if expect:
            expect(due_at)

    app.store.on_change = on_change
    await asyncio.sleep((at - app.clock.now()).total_seconds())
    while True:
        due = await app.store.timers.next_due()
        if due is None or due > app.clock.now():
            app.store.on_change = expect
            return last
        await asyncio.sleep(_LOOK_SECONDS)


def peak_megabytes() -> float:
    """The most memory that this process has had."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
