"""What stands before a person: messages, the Home, a modal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.servers.slack.blocks import PRESSED, STATE_KEYS, elements, options_of, present_value
from tests.servers.slack.reading import Reader
from tests.servers.slack.state import Channel, Json, Message, User, Workspace, at
from tests.servers.slack.views import TROUBLE, View


@dataclass(frozen=True)
class SeenButton:
    """A button as it can be pressed."""

    label: str
    action_id: str
    block_id: str
    value: str
    url: str
    style: str


@dataclass(frozen=True)
class SeenSelect:
    """Anything that is chosen or filled in outside a form."""

    action_id: str
    block_id: str
    type: str
    placeholder: str
    options: tuple[str, ...]
    """Labels, in order."""


@dataclass(frozen=True)
class Seen:
    """What messages and views have in common."""

    blocks: Sequence[Json]
    text_as_read: str
    mentions: Sequence[str]
    links: Sequence[tuple[str, str]]
    """(text, address)"""
    buttons: Sequence[SeenButton]
    selects: Sequence[SeenSelect]

    def button(self, label: str) -> SeenButton:
        for button in self.buttons:
            if button.label == label:
                return button
        raise AssertionError(f"no button {label!r}, but {[each.label for each in self.buttons]}")

    def says(self, words: str) -> bool:
        return words in self.text_as_read


@dataclass(frozen=True)
class SeenMessage(Seen):
    """A message at the moment when somebody looked; it stays as it was then."""

    message: Message
    ts: str
    at: datetime
    channel: Channel
    thread_ts: str
    is_ephemeral: bool
    by_bot: bool
    edited: bool
    text: str
    """The text beside the blocks, as notifications show it, in mrkdwn."""
    pings: frozenset[str]
    """User ids, `channel`, `here`, `everyone`: whom it notified."""
    files: Sequence[str]
    """Titles."""


@dataclass(frozen=True)
class SeenView(Seen):
    """A modal or the Home at the moment when somebody looked."""

    view: View
    id: str
    type: str
    title: str
    submit: str
    close: str
    callback_id: str
    private_metadata: str
    notify_on_close: bool
    values: Mapping[str, Any]
    """Present values by block_id."""
    labels: Mapping[str, str]
    """Labels of the fields by block_id."""
    errors: Mapping[str, str]
    """By block_id."""
    trouble: str
    """What Slack says of a submission that came to nothing, or nothing."""


def _common(blocks: Sequence[Json], reader: Reader) -> dict[str, Any]:
    buttons, selects = [], []
    for block, element in elements(blocks):
        if element["type"] == "button":
            buttons.append(
                SeenButton(
                    reader.words(element["text"]),
                    element["action_id"],
                    block["block_id"],
                    element.get("value", ""),
                    element.get("url", ""),
                    element.get("style", ""),
                )
            )
        elif block["type"] != "input":
            selects.append(
                SeenSelect(
                    element["action_id"],
                    block["block_id"],
                    element["type"],
                    reader.words(element.get("placeholder")),
                    tuple(reader.words(option["text"]) for option in options_of(element)),
                )
            )
    return {"blocks": tuple(blocks), "buttons": tuple(buttons), "selects": tuple(selects)}


def see_message(workspace: Workspace, person: User, message: Message) -> SeenMessage:
    reader = Reader(workspace, person)
    reading = reader.message(message)
    return SeenMessage(
        **_common(message.blocks, reader),
        text_as_read=reading.text,
        mentions=tuple(reading.mentions),
        links=tuple(reading.links),
        message=message,
        ts=message.ts,
        at=at(message.ts),
        channel=message.channel,
        thread_ts=message.thread_ts,
        is_ephemeral=bool(message.seen_only_by),
        by_bot=message.user == workspace.bot_user_id,
        edited=message.edited,
        text=message.text,
        pings=message.pings,
        files=tuple(file.title or file.filename for file in message.files),
    )


def screen(workspace: Workspace, person: User) -> list[SeenMessage]:
    """All that the person can see, oldest first."""
    seen = [
        message
        for message in workspace.messages
        if not message.is_deleted
        and message.seen_only_by in ("", person.id)
        and (message.seen_only_by or person.id in message.channel.members)
    ]
    return [see_message(workspace, person, m) for m in sorted(seen, key=lambda m: float(m.ts))]


def see_view(workspace: Workspace, view: View) -> SeenView:
    reader = Reader(workspace, view.user)
    reading = reader.blocks(view.blocks)
    values, labels = {}, {}
    for block, element in elements(view.blocks):
        if element["type"] in PRESSED or element["type"] not in STATE_KEYS:
            continue
        state = view.values[block["block_id"]][element["action_id"]]
        values[block["block_id"]] = present_value(state)
        if block["type"] == "input":
            labels[block["block_id"]] = reader.words(block["label"])
    source = view.source
    return SeenView(
        **_common(view.blocks, reader),
        text_as_read=reading.text,
        mentions=tuple(reading.mentions),
        links=tuple(reading.links),
        view=view,
        id=view.id,
        type=source["type"],
        title=reader.words(source.get("title")),
        submit=reader.words(source.get("submit")),
        close=reader.words(source.get("close")),
        callback_id=source.get("callback_id", ""),
        private_metadata=source.get("private_metadata", ""),
        notify_on_close=view.notify_on_close,
        values=values,
        labels=labels,
        errors={block: words for block, words in view.errors.items() if block},
        trouble=TROUBLE if "" in view.errors else "",
    )
