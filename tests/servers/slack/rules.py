"""Whether a call of Slack's Web API, and an answer to one, is as Slack's documents and rules say.

Each function says what is wrong, one sentence a fault, with its place; [] is well.
"""

from collections.abc import Mapping
from typing import Literal

Surface = Literal["message", "modal", "home"]


def check_call(method: str, args: Mapping[str, object]) -> list[str]:
    """What Slack would refuse in a call; JSON arguments may be strings, as forms send them."""
    return []


def check_answer(method: str, answer: Mapping[str, object]) -> list[str]:
    """What Slack's documents do not know in an answer of ours."""
    return []


def check_message(body: Mapping[str, object]) -> list[str]:
    """What Slack would refuse in `text`, `blocks`, `thread_ts` … of a message."""
    return []


def check_view(view: Mapping[str, object], surface: Literal["modal", "home"]) -> list[str]:
    """What Slack would refuse in a view."""
    return []


def check_webhook(body: Mapping[str, object]) -> list[str]:
    """What Slack would refuse from whoever posts to a response_url."""
    return []


def check_ack(kind: str, body: Mapping[str, object]) -> list[str]:
    """What Slack would refuse in the body with which a payload is acknowledged.

    `kind` is the payload's type: slash_commands, block_actions, view_submission,
    block_suggestion, events_api …
    """
    return []
