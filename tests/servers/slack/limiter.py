"""Slack's rate limits, when a test asks for them: token buckets by channel, method, workspace."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

TIERS: Mapping[str, int] = {
    "auth.test": 600,
    "apps.connections.open": 1,
    "users.info": 100,
    "users.list": 20,
    "conversations.list": 20,
    "conversations.info": 50,
    "conversations.members": 100,
    "conversations.open": 50,
    "chat.update": 50,
    "chat.delete": 50,
    "chat.postEphemeral": 100,
    "views.open": 100,
    "views.push": 100,
    "views.update": 100,
    "views.publish": 100,
    "files.getUploadURLExternal": 100,
    "files.completeUploadExternal": 100,
}
"""Calls a minute of a method. Source: the methods' pages; docs.slack.dev, rate-limits."""
TIER_BURST = 20
POSTING = "chat.postMessage"


@dataclass
class Bucket:
    """So many at once, refilled at a rate."""

    size: float
    a_second: float
    filled_at: datetime
    left: float

    def wait_seconds(self, now: datetime) -> float:
        """0 and one fewer left, or how long until there is one."""
        passed = max(0.0, (now - self.filled_at).total_seconds())
        self.left = min(self.size, self.left + passed * self.a_second)
        self.filled_at = now
        if self.left >= 1:
            self.left -= 1
            return 0
        return (1 - self.left) / self.a_second


@dataclass
class Limiter:
    """About a message a second a channel in short bursts, and so many a minute in all.

    Source: docs.slack.dev, apis/web-api/rate-limits; Slack names no number for the workspace.
    """

    now: Callable[[], datetime]
    channel_a_second: float = 1
    channel_burst: int = 3
    workspace_a_minute: int = 600
    refused: int = 0
    _buckets: dict[str, Bucket] = field(default_factory=dict)

    def retry_after(self, method: str, channel: str) -> int:
        """Whole seconds to wait, or 0 and the call is counted."""
        if method == POSTING:
            waits = [
                self._wait(f"channel {channel}", self.channel_burst, self.channel_a_second),
                self._wait("workspace", self.channel_burst * 5, self.workspace_a_minute / 60),
            ]
        elif method in TIERS:
            waits = [self._wait(method, TIER_BURST, TIERS[method] / 60)]
        else:
            return 0
        seconds = ceil(max(waits))
        self.refused += seconds > 0
        return seconds

    def _wait(self, name: str, size: float, a_second: float) -> float:
        now = self.now()
        bucket = self._buckets.setdefault(name, Bucket(size, a_second, now, size))
        return bucket.wait_seconds(now)
