"""People who press a button, as an adapter tells of it, and what they see of the time it takes."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

from adapters.cli.compose import App
from bench.worlds import Crew, direct, outer, stamp
from bot.domain.ids import WorkspaceId
from bot.domain.people import Profile
from bot.domain.workspaces import Platform
from bot.engine.intents import Origin, Press
from bot.messages.refs import Ref

Payload = Mapping[str, Any]
Presser = Callable[[Payload], Awaitable[float]]
"""Presses; the seconds that it took."""


def skips(crews: Sequence[Crew]) -> Iterator[Payload]:
    """*Skip today*, once by everybody; one of each team after the other."""
    for place in range(len(crews[0].people)):
        for crew in crews:
            person = crew.people[place]
            yield {
                "workspace": crew.workspace,
                "account": outer(person.id),
                "name": person.name,
                "event": f"e-{person.id}",
                "does": Ref("checkins.skip", (crew.round,)).encode(),
                "conversation": direct(person.id),
                "message": stamp(person.id),
            }


async def press(app: App, payload: Payload) -> float:
    """Seconds from the payload to the Reply, which comes after the commit."""
    begun = time.perf_counter()
    profile = Profile(payload["account"], payload["name"])
    origin = Origin(WorkspaceId(payload["workspace"]), Platform.SLACK, profile, payload["event"])
    does = Ref.decode(payload["does"])
    reply = await app.dispatcher.handle(
        Press(origin, does, payload["conversation"], payload["message"])
    )
    seconds = time.perf_counter() - begun
    if reply.edit is None or reply.tell is not None:
        raise AssertionError(f"the press was not answered by its message anew: {reply}")
    return seconds


async def press_steadily(
    press: Presser, payloads: Iterator[Payload], a_second: float
) -> list[float]:
    """One press after the other at this rate, whether the last is answered or not, until it is
    cancelled or nobody is left; what each took."""
    begun = time.perf_counter()
    pressing: list[asyncio.Future[float]] = []
    try:
        for number, payload in enumerate(payloads):
            await asyncio.sleep(max(0.0, begun + number / a_second - time.perf_counter()))
            pressing.append(asyncio.ensure_future(press(payload)))
    except asyncio.CancelledError:
        pass
    return list(await asyncio.gather(*pressing))


async def press_together(press: Presser, payloads: Iterator[Payload], pressers: int) -> int:
    """So many people who press again as soon as they are answered; how often in all."""

    async def keep_pressing() -> int:
        pressed = 0
        for payload in payloads:
            await press(payload)
            pressed += 1
        return pressed

    return sum(await asyncio.gather(*(keep_pressing() for _ in range(pressers))))
