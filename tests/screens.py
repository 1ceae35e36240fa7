"""Replies and messages as somebody in an Office sees them."""

from dataclasses import dataclass
from datetime import datetime

from bot.engine.intents import Reply
from bot.messages.forms import SearchField, TextField
from bot.messages.parts import Button, Buttons, Message, Select
from bot.messages.plain import plain
from tests.people import Dialog, Seen


@dataclass(frozen=True, slots=True)
class Told:
    """A private reply, shown to one person and kept by nobody."""

    order: int
    to: str
    message: Message
    at: datetime


def dialog_of(reply: Reply) -> Dialog | None:
    form = reply.form
    if form is None:
        return None
    values = {
        f.name: [f.value] if isinstance(f, TextField | SearchField) else list(f.chosen)
        for f in form.fields
    }
    labels = {f.name: f.label for f in form.fields}
    return Dialog(form.title, values, labels, reply.faults, form)


def buttons_of(message: Message) -> list[Button]:
    return [b for part in message.parts if isinstance(part, Buttons) for b in part.buttons]


def words_of(message: Message) -> str:
    """What it says, without what can be pressed."""
    return plain(Message(tuple(p for p in message.parts if not isinstance(p, Buttons | Select))))


def kept(id: str, message: Message, at: datetime, in_channel: bool, under: str, edits: int) -> Seen:
    labels = tuple(b.label for b in buttons_of(message))
    return Seen(f"kept:{id}", at, words_of(message), labels, in_channel, False, True, bool(under),
                edits > 0)  # fmt: skip


def told(one: Told) -> Seen:
    labels = tuple(b.label for b in buttons_of(one.message))
    return Seen(f"told:{one.order}", one.at, words_of(one.message), labels, False, True, True,
                False, False)  # fmt: skip
