"""Trouble on demand, of calls and of deliveries."""

import asyncio
from dataclasses import dataclass, field


@dataclass(frozen=True)
class RateLimited:
    """429 with Retry-After."""

    retry_after: int = 1


@dataclass(frozen=True)
class BadStatus:
    """A 5xx of Slack's front: no JSON."""

    status: int = 503


@dataclass(frozen=True)
class HtmlBody:
    """A page in place of JSON, with whatever status."""

    status: int = 200


@dataclass(frozen=True)
class Answers:
    """An error code of Slack's, such as fatal_error or internal_error."""

    error: str


@dataclass(frozen=True)
class Reset:
    """The connection breaks, before the call has its effect or after."""

    after_effect: bool = False


@dataclass(frozen=True)
class Hangs:
    """No answer until the door opens; `after_effect`: the call has worked by then."""

    door: asyncio.Event
    after_effect: bool = False


@dataclass(frozen=True)
class Slow:
    """The answer takes this long."""

    seconds: float


Fault = RateLimited | BadStatus | HtmlBody | Answers | Reset | Hangs | Slow


@dataclass
class Faults:
    """A method is one of the Web API, "response_url" or "upload"; "*" is any of them."""

    doubled: bool = False
    """Every delivery comes twice, at the same time, with the same ids."""
    doubled_as_new_events: bool = False
    """Every event comes twice, under two event ids (node-slack-sdk#2141)."""
    _next: list[tuple[str, str | None, Fault | None]] = field(default_factory=list)
    _always: list[tuple[str, str | None, Fault]] = field(default_factory=list)

    def next(self, method: str, *faults: Fault | None, channel: str | None = None) -> None:
        """The next calls meet these, one each; None: that one goes well."""
        self._next.extend((method, channel, fault) for fault in faults)

    def always(self, method: str, fault: Fault, channel: str | None = None) -> None:
        """Every call meets this until `mends`."""
        self._always.append((method, channel, fault))

    def hangs(
        self, method: str, channel: str | None = None, *, after_effect: bool = False
    ) -> asyncio.Event:
        """Calls do not return until the event that is given back is set."""
        door = asyncio.Event()
        self.always(method, Hangs(door, after_effect), channel)
        return door

    def mends(self, method: str = "*") -> None:
        """Take back what was said of a method; "*": everything."""
        self._next = [each for each in self._next if method not in ("*", each[0])]
        self._always = [each for each in self._always if method not in ("*", each[0])]

    def opens_doors(self) -> None:
        for _, _, fault in [*self._next, *self._always]:
            if isinstance(fault, Hangs):
                fault.door.set()

    def meets(self, method: str, channels: set[str]) -> Fault | None:
        """What this call meets; takes it from the row of those that are there once."""
        for each in self._next:
            if _fits(each[0], each[1], method, channels):
                self._next.remove(each)
                return each[2]
        for told, channel, fault in self._always:
            if _fits(told, channel, method, channels):
                return fault
        return None


def _fits(told: str, channel: str | None, method: str, channels: set[str]) -> bool:
    return told in ("*", method) and (channel is None or channel in channels)
