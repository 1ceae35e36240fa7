"""What Discord says of its rate limits, read from the headers of its answers.

discord.py waits by itself, and tries a failed call five times, while whoever asked holds a place
in the outbox. So a limit or trouble ends the call here, at once: the outbox tries again when it
may. Answers to interactions are left to discord.py: somebody waits for them.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient

UNSAID_SECONDS = 5.0
"""When Discord limits us without saying for how long."""
LEAST_SECONDS, MOST_SECONDS = 0.1, 3600.0
"""What is taken for a wait, whatever is said."""
ROUNDING_SECONDS = 0.005
"""By which Discord may tell a wait too short."""
TICK_SECONDS = 1e-5
"""Waits below it are none: whoever asks keeps time in microseconds."""

MOST_BUCKETS = 256
"""In memory, before those that hold nobody back are forgotten."""


class Limited(discord.DiscordException):
    """Discord asks to be left alone for `seconds`; in all, or by one channel."""

    def __init__(self, seconds: float, *, is_global: bool) -> None:
        super().__init__(f"limited for {seconds} s")
        self.seconds = seconds
        self.is_global = is_global


class Troubled(discord.DiscordException):
    """Discord has trouble of its own: a status of 500 or more."""


class RateLimits:
    """`seconds` is a monotonic clock."""

    def __init__(self, seconds: Callable[[], float], most_buckets: int = MOST_BUCKETS) -> None:
        self._seconds = seconds
        self._few_buckets = most_buckets
        # Until when, by channel, no message is taken; and nothing at all.
        self._exhausted: dict[str, float] = {}
        self._limited_until = float("-inf")
        self._most_buckets = most_buckets

    def now(self) -> float:
        return self._seconds()

    def seconds_until(self, channel: str) -> float:
        """Until a message to this channel is taken, as far as Discord has told; 0 is now. For
        "", until anything is."""
        now = self._seconds()
        seconds = max(self._exhausted.get(channel, now), self._limited_until) - now
        if seconds > TICK_SECONDS:
            return seconds
        self._exhausted.pop(channel, None)
        return 0

    def trace(self) -> aiohttp.TraceConfig:
        """For discord.py's HTTP session."""
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._heard)
        return trace

    def attach(self, http: HTTPClient) -> None:
        """From now on nobody waits there for a limit: see Bucket."""

        def bucket(key: str) -> Any:
            # discord.py puts a bucket there a second time, once Discord has named it.
            known: dict[str, Any] = http._buckets
            if key not in known:
                self._forget_idle(known)
                known[key] = Bucket(self)
            return known[key]

        http.get_ratelimit = bucket  # type: ignore[method-assign]

    def _forget_idle(self, known: dict[str, Any]) -> None:
        if len(known) < self._most_buckets:
            return
        for key in [key for key, bucket in known.items() if bucket.is_idle()]:
            del known[key]
        # So that they are looked through once in many, however many there are.
        self._most_buckets = max(self._few_buckets, 2 * len(known))

    async def _heard(
        self,
        session: aiohttp.ClientSession,
        context: SimpleNamespace,
        params: aiohttp.TraceRequestEndParams,
    ) -> None:
        """Raises Limited and Troubled out of the call that was answered."""
        parts = params.url.path.split("/")
        if params.url.scheme in ("ws", "wss") or "interactions" in parts or "webhooks" in parts:
            return
        response = params.response
        channel = parts[-2] if params.method == "POST" and parts[-1] == "messages" else ""
        headers = response.headers
        if response.status == 429:
            # What stands before Discord names no scope, and means all of us.
            is_global = headers.get("X-RateLimit-Scope", "global") == "global"
            seconds = max(LEAST_SECONDS, seconds_in(headers.get("Retry-After")))
            if not is_global:
                seconds = max(seconds, seconds_in(headers.get("X-RateLimit-Reset-After"), 0))
            if is_global:
                self._limited_until = max(self._limited_until, self._seconds() + seconds)
            elif channel:
                self._exhaust(channel, seconds)
            response.close()
            raise Limited(seconds, is_global=is_global)
        if response.status >= 500:
            response.close()
            raise Troubled(str(response.status))
        if channel and headers.get("X-RateLimit-Remaining") == "0":
            self._exhaust(channel, seconds_in(headers.get("X-RateLimit-Reset-After")))

    def _exhaust(self, channel: str, seconds: float) -> None:
        now = self._seconds()
        # Those that may be written to again are forgotten.
        for known in [each for each, until in self._exhausted.items() if until <= now]:
            del self._exhausted[known]
        self._exhausted[channel] = now + seconds + ROUNDING_SECONDS


class Bucket:
    """What Discord takes in one place by one route, in place of discord.py's own Ratelimit:
    there, whoever takes the last turn sleeps until the next ones, with the answer in hand."""

    def __init__(self, limits: RateLimits) -> None:
        self._limits = limits
        # Not known before the first answer; `remaining` is read by discord.py.
        self._size = 0
        self.remaining = 1
        self._until = float("-inf")
        self._under_way = 0

    def is_idle(self) -> bool:
        return self._under_way == 0 and self._until <= self._limits.now()

    async def __aenter__(self) -> "Bucket":
        """Raises Limited."""
        seconds = self._limits.seconds_until("")
        if seconds:
            raise Limited(seconds, is_global=True)
        now = self._limits.now()
        if self._until - now <= TICK_SECONDS:
            self.remaining = self._size - self._under_way if self._size else 1
        if self.remaining <= 0:
            raise Limited(max(self._until - now, LEAST_SECONDS), is_global=False)
        self.remaining -= 1
        self._under_way += 1
        return self

    async def __aexit__(self, kind: object, error: object, traceback: object) -> None:
        self._under_way -= 1
        if isinstance(error, Limited) and not error.is_global:
            self.remaining = 0
            self._until = self._limits.now() + error.seconds

    def update(self, response: aiohttp.ClientResponse, *, use_clock: bool = False) -> None:
        """By an answer that was no limit; those still under way may not be counted in it."""
        headers = response.headers
        self._size = int(headers.get("X-RateLimit-Limit", "1"))
        self.remaining = int(headers["X-RateLimit-Remaining"]) - (self._under_way - 1)
        seconds = seconds_in(headers.get("X-RateLimit-Reset-After"))
        self._until = self._limits.now() + seconds + ROUNDING_SECONDS


def seconds_in(header: str | None, otherwise: float = UNSAID_SECONDS) -> float:
    """What a header says, if it is a number; never more than an hour, nor less than nothing."""
    try:
        seconds = float(header or otherwise)
    except ValueError:
        return otherwise
    return min(max(0.0, seconds), MOST_SECONDS)
