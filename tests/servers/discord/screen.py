"""What stands before a person: messages and a modal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.servers.discord.components import (
    BUTTON,
    LABEL,
    SELECTS,
    STRING_SELECT,
    TEXT_DISPLAY,
    walk,
)
from tests.servers.discord.interactions import OpenModal
from tests.servers.discord.reading import Reader
from tests.servers.discord.state import (
    EPHEMERAL,
    LOADING,
    SILENT,
    Channel,
    Guild,
    Json,
    Message,
    UploadedFile,
    User,
    World,
)

STYLES = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium"}


@dataclass(frozen=True)
class SeenButton:
    """A button as it can be pressed; a link has no custom_id."""

    label: str
    custom_id: str
    style: str
    url: str
    is_disabled: bool
    emoji: str = ""


@dataclass(frozen=True)
class SeenSelect:
    """Anything to choose from outside a form."""

    custom_id: str
    type: int
    placeholder: str
    options: tuple[tuple[str, str], ...]
    """(label, value), of a string select."""
    chosen: tuple[str, ...]
    """Values, or ids, that are preselected."""
    min_values: int
    max_values: int
    is_disabled: bool


@dataclass(frozen=True)
class SeenMessage:
    """A message at the moment when somebody looked; it stays as it was then."""

    message: Message
    id: str
    channel: Channel
    guild: Guild | None
    at: datetime
    text_as_read: str
    mentions: Sequence[str]
    """Ids of users and roles that stand in it, `everyone`, `here`; not all are notified."""
    links: Sequence[tuple[str, str]]
    """(text, address)"""
    components: Sequence[Json] = field(repr=False)
    buttons: tuple[SeenButton, ...]
    selects: tuple[SeenSelect, ...]
    by_bot: bool
    is_ephemeral: bool
    is_thinking: bool
    """A deferred answer that is not yet there."""
    is_silent: bool
    edited: bool
    parent: Channel | None
    """Of a message in a thread: the channel it belongs to."""
    thread: Channel | None
    """The thread that was started from it."""
    reply_to: str
    pings: frozenset[str]
    """Ids of users and roles, and `everyone`: whom it notified."""
    files: tuple[UploadedFile, ...]

    def button(self, label: str) -> SeenButton:
        for button in self.buttons:
            if button.label == label:
                return button
        raise AssertionError(f"no button {label!r}, but {[each.label for each in self.buttons]}")

    def select(self, custom_id: str) -> SeenSelect:
        for select in self.selects:
            if select.custom_id == custom_id:
                return select
        raise AssertionError(f"no select {custom_id!r}")

    def says(self, words: str) -> bool:
        return words in self.text_as_read


@dataclass(frozen=True)
class SeenModal:
    """A modal at the moment when somebody looked."""

    modal: OpenModal
    title: str
    custom_id: str
    labels: Mapping[str, str]
    """By custom_id, as the three below."""
    descriptions: Mapping[str, str]
    values: Mapping[str, object]
    """What is filled in or chosen beforehand: words, values, ids."""
    kinds: Mapping[str, int]
    """Component types."""
    options: Mapping[str, tuple[tuple[str, str], ...]]
    """(label, value)"""
    required: Mapping[str, bool]
    texts: tuple[str, ...]
    """Its text displays."""
    has_failed: bool

    def says(self, words: str) -> bool:
        return any(words in text for text in (self.title, *self.labels.values(), *self.texts))


def see_message(world: World, message: Message, zone: ZoneInfo | None) -> SeenMessage:
    reader = Reader(world, message.channel.guild, zone)
    components = list(walk(message.components))
    parts = [message.content] if message.content else []
    parts += [each["content"] for each in components if each["type"] == TEXT_DISPLAY]
    for embed in message.embeds:
        parts += [embed[key] for key in ("title", "description") if embed.get(key)]
        parts += [f"{each['name']}\n{each['value']}" for each in embed.get("fields") or ()]
        parts += [embed["footer"]["text"]] if embed.get("footer") else []
    text = "\n".join(reader.read(part) for part in parts)
    return SeenMessage(
        message=message,
        id=message.id,
        channel=message.channel,
        guild=message.channel.guild,
        at=message.at,
        text_as_read=text,
        mentions=tuple(reader.mentions),
        links=tuple(reader.links),
        components=tuple(message.components),
        buttons=tuple(_button(each) for each in components if each["type"] == BUTTON),
        selects=tuple(_select(each) for each in components if each["type"] in SELECTS),
        by_bot=message.author is world.bot,
        is_ephemeral=bool(message.flags & EPHEMERAL),
        is_thinking=bool(message.flags & LOADING),
        is_silent=bool(message.flags & SILENT),
        edited=message.edited_at is not None,
        parent=message.channel.parent,
        thread=message.thread,
        reply_to=message.reply_to.id if message.reply_to else "",
        pings=message.pings,
        files=tuple(message.files),
    )


def screen(world: World, person: User, zone: ZoneInfo | None = None) -> list[SeenMessage]:
    """All that the person can see, oldest first."""
    return [
        see_message(world, message, zone)
        for message in world.messages
        if not message.is_deleted
        and message.seen_only_by in (None, person)
        and message.channel.is_seen_by(person)
    ]


def see_modal(world: World, modal: OpenModal) -> SeenModal:
    reader = Reader(world, modal.opener.channel.guild)
    labels, descriptions, values, kinds, options, required = {}, {}, {}, {}, {}, {}
    for label in modal.data["components"]:
        if label["type"] != LABEL:
            continue
        source = label["component"]
        id = source["custom_id"]
        labels[id] = label["label"]
        descriptions[id] = label.get("description") or ""
        values[id] = prefilled(source)
        kinds[id] = source["type"]
        options[id] = options_of(source)
        required[id] = source.get("required") is not False
    shown = [each for each in walk(modal.data["components"]) if each["type"] == TEXT_DISPLAY]
    return SeenModal(
        modal=modal,
        title=modal.data["title"],
        custom_id=modal.data["custom_id"],
        labels=labels,
        descriptions=descriptions,
        values=values,
        kinds=kinds,
        options=options,
        required=required,
        texts=tuple(reader.read(each["content"]) for each in shown),
        has_failed=modal.has_failed,
    )


def prefilled(source: Json) -> object:
    """What a field of a modal holds before anybody touched it."""
    if source["type"] in SELECTS or source["type"] in (19, 22):
        return _chosen(source)
    if source["type"] == 21:
        return next(iter(_chosen(source)), None)
    if source["type"] == 23:
        return bool(source.get("default"))
    return source.get("value") or ""


def options_of(source: Json) -> tuple[tuple[str, str], ...]:
    return tuple((each["label"], each["value"]) for each in source.get("options") or ())


def _chosen(source: Json) -> tuple[str, ...]:
    if "options" in source:
        return tuple(each["value"] for each in source["options"] if each.get("default"))
    return tuple(str(each["id"]) for each in source.get("default_values") or ())


def _button(source: Json) -> SeenButton:
    return SeenButton(
        source.get("label") or "",
        source.get("custom_id") or "",
        STYLES[source["style"]],
        source.get("url") or "",
        bool(source.get("disabled")),
        (source.get("emoji") or {}).get("name") or "",
    )


def _select(source: Json) -> SeenSelect:
    return SeenSelect(
        source["custom_id"],
        source["type"],
        source.get("placeholder") or "",
        options_of(source) if source["type"] == STRING_SELECT else (),
        _chosen(source),
        1 if source.get("min_values") is None else source["min_values"],
        source.get("max_values") or 1,
        bool(source.get("disabled")),
    )
