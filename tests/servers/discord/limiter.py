"""Discord's rate limits, when a test asks for them, and the headers every answer has."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import md5

POSTING = ("POST", "/channels/{channel_id}/messages")
OPENING = ("POST", "/users/@me/channels")
EXEMPT = ("/interactions/", "/webhooks/")
"""Interaction endpoints are not bound to the bot's global limit (docs topics/rate-limits)."""


@dataclass(frozen=True)
class Standing:
    """Where a bucket stands after a request."""

    limit: int
    remaining: int
    reset_after: float
    name: str

    def headers(self) -> dict[str, str]:
        """Source: docs topics/rate-limits, header format examples."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": f"{time.time() + self.reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{self.reset_after:.3f}",
            "X-RateLimit-Bucket": self.name,
        }


@dataclass
class Window:
    """So many in so many seconds, counted from the first of them."""

    size: int
    seconds: float
    begun: float = float("-inf")
    used: int = 0

    def standing(self, at: float, name: str) -> Standing:
        left = max(0.0, self.begun + self.seconds - at)
        return Standing(self.size, max(0, self.size - self.used), left, name)

    def wait_seconds(self, at: float) -> float:
        """0, or how long until there is room; counts nothing."""
        if at >= self.begun + self.seconds:
            self.begun, self.used = at, 0
        return 0 if self.used < self.size else self.begun + self.seconds - at


@dataclass(frozen=True)
class Verdict:
    """What the limiter says of a request; `retry_after` 0 lets it through."""

    standing: Standing
    retry_after: float = 0
    scope: str = "user"


def bucket_name(method: str, route: str) -> str:
    return md5(f"{method} {route}".encode(), usedforsecurity=False).hexdigest()


def generous(method: str, route: str) -> Standing:
    """The headers where there are no limits."""
    return Standing(1000, 999, 1.0, bucket_name(method, route))


@dataclass
class Limiter:
    """The bot's limit in all, and one of every route and its channel, guild or webhook.

    Time is the machine's, as discord.py waits by it; a test that moves its own gives `seconds`.
    Discord tells the numbers in headers only; 5 messages in 5 seconds a channel is what they say
    as a rule.
    """

    seconds: Callable[[], float] = time.monotonic
    global_size: int = 50
    global_seconds: float = 1
    channel_size: int = 5
    channel_seconds: float = 5
    route_size: int = 40
    route_seconds: float = 1
    opens: int = 10
    """Direct messages opened for the first time, in so many `opens_seconds`; then 40003."""
    opens_seconds: float = 60
    refused: int = 0
    refused_globally: int = 0
    _all: Window | None = None
    _opened: Window | None = None
    _windows: dict[str, Window] = field(default_factory=dict)

    def judge(self, method: str, route: str, major: str) -> Verdict:
        """Counts the request if it goes through."""
        at = self.seconds()
        name = bucket_name(method, route)
        size, seconds = self.route_size, self.route_seconds
        if (method, route) == POSTING:
            size, seconds = self.channel_size, self.channel_seconds
        window = self._windows.setdefault(f"{name}:{major}", Window(size, seconds))
        whole = self._whole() if not route.startswith(EXEMPT) else None
        wait = window.wait_seconds(at)
        if wait:
            self.refused += 1
            return Verdict(window.standing(at, name), wait)
        wait_for_all = whole.wait_seconds(at) if whole else 0
        if wait_for_all:
            self.refused += 1
            self.refused_globally += 1
            return Verdict(window.standing(at, name), wait_for_all, "global")
        window.used += 1
        if whole:
            whole.used += 1
        return Verdict(window.standing(at, name))

    def may_open(self) -> bool:
        """Whether another person may be written to for the first time just now."""
        self._opened = self._opened or Window(self.opens, self.opens_seconds)
        if self._opened.wait_seconds(self.seconds()):
            return False
        self._opened.used += 1
        return True

    def _whole(self) -> Window:
        self._all = self._all or Window(self.global_size, self.global_seconds)
        return self._all
