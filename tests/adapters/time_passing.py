"""Time passes for a whole Unstuck behind an adapter."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.engine.engine import Engine
from tests.clocks import StillClock


async def settle(engine: Engine, clock: StillClock, finish: Callable[[], Awaitable[None]]) -> None:
    """Send what is due; what waits for its turn only is given the time."""
    await finish()
    await engine.settle()
    for _ in range(5):
        clock.advance(seconds=1)
        await engine.settle()


async def let_pass(engine: Engine, clock: StillClock, to: datetime) -> None:
    """What falls due on the way happens at its instant."""
    while (due := await engine.next_due()) is not None and due <= to:
        clock.set(max(due, clock.now()))
        await engine.settle()
    clock.set(max(to, clock.now()))
    await engine.settle()
