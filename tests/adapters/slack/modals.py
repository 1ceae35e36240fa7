"""Modals made of forms, and what a person reads and sends in them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from adapters.slack.dialogs import modal_of, values_of
from bot.messages.forms import (
    Field,
    Form,
)
from bot.messages.limits import SLACK_FORM
from bot.messages.pages import pages
from bot.messages.parts import Option
from bot.messages.refs import Ref
from tests.servers.slack.blocks import initial_values
from tests.servers.slack.reading import Reader
from tests.servers.slack.rules import check_view
from tests.servers.slack.state import Workspace

READER = Reader(Workspace(now=lambda: datetime(2027, 3, 28, 23, 30, tzinfo=UTC)))


def options(count: int, label: str = "x") -> tuple[Option, ...]:
    return tuple(Option(f"v{number}", f"{label}{number}") for number in range(count))


def form(*fields: Field, intro: str = "") -> Form:
    return Form(Ref("asks.send", ("a1",)), "Ask for context", "Send", fields, intro)


def page(*fields: Field, intro: str = "") -> Form:
    (found,) = pages(form(*fields, intro=intro), SLACK_FORM)
    return found


def element(field: Field) -> dict[str, Any]:
    """The element with which a modal asks for a field; Slack takes the modal."""
    modal = modal_of(page(field), "")
    assert check_view(modal, "modal") == []
    (block,) = modal["blocks"]
    asked: dict[str, Any] = block["element"]
    return asked


def read(view: Mapping[str, Any]) -> str:
    return READER.blocks(view["blocks"]).text


def sent(view: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The values of a modal that somebody sends as it is."""
    return values_of(initial_values(view["blocks"]))
