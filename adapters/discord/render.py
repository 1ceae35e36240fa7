"""Messages as Discord's components (V2). Text stays text: nothing that somebody typed becomes
markup, a mention, or a link with another text."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from typing import Any, assert_never

import discord
from discord import ui

from adapters.discord.markdown import Pinged, markdown, quiet, strong
from adapters.discord.words import ELLIPSIS, escaped, is_visible, legible, one_line, with_links
from bot.domain.ids import PersonId
from bot.messages.cut import shorten
from bot.messages.limits import DISCORD
from bot.messages.parts import (
    Button,
    Buttons,
    Divider,
    Fields,
    Heading,
    Image,
    Message,
    Paragraph,
    Part,
    Quote,
    Select,
    Span,
    Style,
)
from bot.messages.refs import Ref
from bot.ports.chat import File

MOST_PINGS = 100
"""Of users, and of roles, in allowed_mentions (specs/discord-openapi.json)."""

_STYLES = {
    Style.PLAIN: discord.ButtonStyle.secondary,
    Style.MAIN: discord.ButtonStyle.primary,
    Style.GRAVE: discord.ButtonStyle.danger,
}

Item = ui.Item[Any]

_UNNAMEABLE = re.compile(r"[^A-Za-z0-9._-]")
"""In the name of a file."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What discord.py sends. It keeps nothing of the view, which is stopped: whatever is pressed
    comes to us as it is."""

    view: ui.LayoutView
    files: list[discord.File]
    mentions: discord.AllowedMentions


def rendered(
    message: Message, outer: Callable[[PersonId], str | None], id_of: Callable[[Ref], str]
) -> Rendered:
    """A Message that fits; `outer` gives a person's user id, `id_of` a reference's custom_id.

    Only whom the message addresses is pinged. Call it in a running loop.
    """
    people = {who: user for who in message.addresses if (user := outer(who))}
    drawing = _Drawing(Pinged(people, frozenset(message.groups)), id_of)
    view = ui.LayoutView(timeout=None)
    for item in drawing.items(message.parts):
        view.add_item(item)
    if not view.children:
        view.add_item(ui.TextDisplay(ELLIPSIS))
    view.stop()
    return Rendered(view, drawing.files, _mentions(people.values(), message.groups))


def with_file(file: File) -> Rendered:
    """A file below its title; a picture, which has words for those who cannot see it, is shown.
    Call it in a running loop."""
    alt = shorten(one_line(file.alt), DISCORD.alt, DISCORD.bare) if is_visible(file.alt) else None
    # Discord writes other letters anew, and then does not find what the component names.
    name = _UNNAMEABLE.sub("_", file.name)
    sent = discord.File(BytesIO(file.content), name, description=alt)
    view = ui.LayoutView(timeout=None)
    if is_visible(file.title):
        view.add_item(ui.TextDisplay(text_of(file.title)))
    if alt is not None:
        view.add_item(ui.MediaGallery(discord.MediaGalleryItem(sent, description=alt)))
    else:
        view.add_item(ui.File(sent))
    view.stop()
    return Rendered(view, [sent], _mentions((), ()))


def text_of(text: str) -> str:
    """Words in a text display, with nothing in them but links."""
    return with_links(text) if is_visible(text) else ELLIPSIS


def _mentions(users: Iterable[str], roles: Iterable[str]) -> discord.AllowedMentions:
    return discord.AllowedMentions(
        everyone=False, users=_objects(users), roles=_objects(roles), replied_user=False
    )


def _objects(ids: Iterable[str]) -> list[discord.Object]:
    """Each once, or Discord refuses them."""
    known = (outer_id for outer_id in dict.fromkeys(ids) if outer_id.isdecimal())
    return [discord.Object(int(outer_id)) for outer_id in islice(known, MOST_PINGS)]


@dataclass
class _Drawing:
    """The components of one message, and the pictures that go with them."""

    pinged: Pinged
    id_of: Callable[[Ref], str]
    files: list[discord.File] = field(default_factory=list)

    def items(self, parts: Sequence[Part]) -> Iterator[Item]:
        for part in parts:
            yield from self._part(part)

    def _part(self, part: Part) -> Iterator[Item]:
        match part:
            case Buttons(buttons):
                for start in range(0, len(buttons), DISCORD.buttons):
                    row = (self._button(b) for b in buttons[start : start + DISCORD.buttons])
                    yield ui.ActionRow(*row)
            case Select(options=options):
                if options:
                    yield ui.ActionRow(self._select(part))
            case Image():
                yield self._picture(part)
            case Divider():
                yield ui.Separator()
            case Heading() | Paragraph() | Fields() | Quote():
                if text := self._text(part):
                    yield ui.TextDisplay(text)
            case _:
                assert_never(part)

    def _text(self, part: Heading | Paragraph | Fields | Quote) -> str:
        """The markdown of a part; "" if there is nothing to see."""
        match part:
            case Heading(text):
                return f"### {escaped(one_line(text))}" if is_visible(text) else ""
            case Paragraph(spans, is_quiet):
                said = markdown(spans, self.pinged)
                return quiet(said) if is_quiet else said
            case Fields(fields):
                return "\n".join(line for one in fields if (line := self._field(*one)))
            case Quote(text):
                # It goes to the end of its text display; what comes after is in another.
                return f">>> {with_links(text).strip()}" if is_visible(legible(text)) else ""
            case _:
                assert_never(part)

    def _field(self, label: str, spans: Sequence[Span]) -> str:
        value = markdown(spans, self.pinged)
        if not is_visible(label):
            return value
        return f"{strong(label.strip())}: {value}".rstrip()

    def _button(self, button: Button) -> ui.Button[Any]:
        return ui.Button(
            label=one_line(button.label),
            custom_id=self.id_of(button.does),
            style=_STYLES[button.style],
        )

    def _select(self, select: Select) -> ui.Select[Any]:
        return ui.Select(
            custom_id=self.id_of(select.does),
            placeholder=one_line(select.placeholder) if is_visible(select.placeholder) else None,
            options=[
                discord.SelectOption(label=one_line(option.label), value=option.value)
                for option in select.options
            ],
        )

    def _picture(self, image: Image) -> Item:
        name = f"picture-{len(self.files) + 1}.png"
        alt = one_line(image.alt) if is_visible(image.alt) else None
        self.files.append(discord.File(BytesIO(image.png), name, description=alt))
        shown = discord.MediaGalleryItem(f"attachment://{name}", description=alt)
        return ui.MediaGallery(shown)
