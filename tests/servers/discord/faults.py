"""Trouble on demand, of every request the app makes."""

import asyncio
from dataclasses import dataclass, field
from typing import Literal

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"


@dataclass(frozen=True)
class RateLimited:
    """429 as Discord sends it; "global" is of the whole bot, "shared" not the bot's own doing."""

    retry_after: float = 1
    scope: Literal["user", "global", "shared"] = "user"


@dataclass(frozen=True)
class BadStatus:
    """A 5xx of Discord's front: no JSON. discord.py tries 500, 502, 504 and 524 five times."""

    status: int = 503


@dataclass(frozen=True)
class HtmlBody:
    """A page of Cloudflare's in place of JSON, with whatever status."""

    status: int = 200


@dataclass(frozen=True)
class Answers:
    """An error of Discord's own."""

    status: int
    code: int
    message: str = ""


@dataclass(frozen=True)
class Reset:
    """The connection breaks, before the request has its effect or after."""

    after_effect: bool = False


@dataclass(frozen=True)
class Hangs:
    """No answer until the door opens; `after_effect`: the request has worked by then."""

    door: asyncio.Event
    after_effect: bool = False


@dataclass(frozen=True)
class Slow:
    """The request takes this long to arrive."""

    seconds: float


Fault = RateLimited | BadStatus | HtmlBody | Answers | Reset | Hangs | Slow


@dataclass
class Faults:
    """Told by route, "/channels/{channel_id}/messages" with or without "POST " before it.

    "callback" is a first answer to an interaction, "webhook" any later one; "*" is any request.
    """

    _next: list[tuple[str, str | None, Fault | None]] = field(default_factory=list)
    _always: list[tuple[str, str | None, Fault]] = field(default_factory=list)

    def next(self, route: str, *faults: Fault | None, channel: str | None = None) -> None:
        """The next requests meet these, one each; None: that one goes well."""
        self._next.extend((route, channel, fault) for fault in faults)

    def always(self, route: str, fault: Fault, channel: str | None = None) -> None:
        """Every request meets this until `mends`."""
        self._always.append((route, channel, fault))

    def hangs(
        self, route: str, channel: str | None = None, *, after_effect: bool = False
    ) -> asyncio.Event:
        """Requests do not return until the event that is given back is set."""
        door = asyncio.Event()
        self.always(route, Hangs(door, after_effect), channel)
        return door

    def mends(self, route: str = "*") -> None:
        """Take back what was said of a route; "*": everything."""
        self._next = [each for each in self._next if route not in ("*", each[0])]
        self._always = [each for each in self._always if route not in ("*", each[0])]

    def opens_doors(self) -> None:
        for _, _, fault in [*self._next, *self._always]:
            if isinstance(fault, Hangs):
                fault.door.set()

    def meets(self, method: str, route: str, channel: str) -> Fault | None:
        """What this request meets; takes it from the row of those that are there once."""
        names = {"*", route, f"{method} {route}"}
        if route == CALLBACK:
            names.add("callback")
        if route.startswith(WEBHOOK):
            names.add("webhook")
        for each in self._next:
            if each[0] in names and each[1] in (None, channel):
                self._next.remove(each)
                return each[2]
        for told, where, fault in self._always:
            if told in names and where in (None, channel):
                return fault
        return None
