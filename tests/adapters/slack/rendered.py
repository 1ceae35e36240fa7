"""Blocks, what Slack says to them, and what a person reads in them."""

from datetime import UTC, datetime
from typing import Any

from adapters.slack.render import blocks_of
from bot.domain.ids import PersonId
from bot.messages.parts import (
    Mention,
    Message,
)
from tests.servers.slack.mrkdwn import UNSEEN, Reading
from tests.servers.slack.reading import Reader
from tests.servers.slack.rules import check_message
from tests.servers.slack.state import User, Workspace

AT = datetime(2027, 3, 28, 23, 30, tzinfo=UTC)
ANN = Mention(PersonId("p1"), "Ann")
BEN = Mention(PersonId("p2"), "Ben")
URL = "https://example.org/log?a=b&c=d"

ACCOUNTS = {PersonId("p1"): "U0000000001", PersonId("p2"): "U0000000002"}


def blocks(said: Message) -> list[dict[str, Any]]:
    return blocks_of(said, ACCOUNTS.get)


def faults(rendered: list[dict[str, Any]]) -> list[str]:
    return check_message({"text": "beside", "blocks": rendered})


def read(rendered: list[dict[str, Any]], zone: str = "UTC") -> Reading:
    """What somebody in that zone reads in blocks."""
    person = User("U0000000009", "cleo", "Cleo", zone, "T0UNSTUCK")
    return Reader(Workspace(now=lambda: AT), person).blocks(rendered)


def visible(text: str) -> str:
    """As a person sees it: what has no width aside."""
    return text.translate(UNSEEN)
