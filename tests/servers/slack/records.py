"""What happened, kept for the test: calls, deliveries, and what was not as it should be."""

from dataclasses import dataclass, field
from datetime import datetime

from tests.servers.slack.state import Json


@dataclass(frozen=True)
class Call:
    """A request of the app's; `answer` is None where it got none."""

    method: str
    args: Json
    when: datetime
    channel: str
    answer: Json | None


@dataclass(frozen=True)
class Acknowledged:
    """How the app answered a payload. Status 0: not within three seconds, or not reached."""

    status: int
    body: Json
    seconds: float
    stops_retries: bool = False
    """The app asked for no other attempt (X-Slack-No-Retry)."""

    is_refused: bool = False
    """It came in time, but Slack would not take its body."""

    @property
    def is_ok(self) -> bool:
        return self.status == 200


@dataclass(frozen=True)
class Delivery:
    """A payload that was sent to the app, with what came back, one entry an attempt."""

    kind: str
    payload: Json
    attempts: list[Acknowledged] = field(default_factory=list)


@dataclass
class Records:
    """In the order in which it happened."""

    calls: list[Call] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def found(self, *sentences: str) -> None:
        self.violations.extend(sentences)
