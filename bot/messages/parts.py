"""The parts of a message: a small closed set that every platform can show.

Text that a user typed is data: it goes into `Text` spans and `Quote` parts, and no renderer
lets it become markup, a mention or a link with another text (design.md, "Intents").
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.ids import PersonId
from bot.messages.refs import Ref


@dataclass(frozen=True, slots=True)
class Text:
    """A run of plain text; what looks like markup in it is shown as typed."""

    text: str
    is_strong: bool = False
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An http or https address, shown under `text`."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A person by name; it pings only if the Message addresses them."""

    person: PersonId
    name: str


@dataclass(frozen=True, slots=True)
class GroupMention:
    """A group by its outer id and name; it pings only if the Message addresses it."""

    outer_id: str
    name: str


class Clock(StrEnum):
    TIME = "time"
    DATE = "date"
    DATE_AND_TIME = "date and time"


@dataclass(frozen=True, slots=True)
class When:
    """An instant (UTC), shown in each reader's own zone where the platform can.

    `zone` is the zone of the one reader, used where it cannot.
    """

    at: datetime
    zone: str
    clock: Clock = Clock.TIME


Span = Text | Link | Mention | GroupMention | When


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences. `is_quiet` is for what one may pass over: shown smaller."""

    spans: tuple[Span, ...]
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """Short labelled values, such as a person's settings."""

    fields: tuple[tuple[str, tuple[Span, ...]], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody typed, whole, as they typed it."""

    text: str


class Style(StrEnum):
    PLAIN = "plain"
    MAIN = "main"
    GRAVE = "grave"


@dataclass(frozen=True, slots=True)
class Button:
    """`label` up to 75 characters (Slack), `does` what it means."""

    label: str
    does: Ref
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Buttons:
    """Buttons in one group; a renderer breaks it into rows."""

    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: `label` up to 75 characters, `value` up to 75."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Select:
    """One choice out of up to 25; choosing acts at once, as `does` with the value appended."""

    placeholder: str
    does: Ref
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A PNG with its words for those who cannot see it."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Divider:
    pass


Part = Heading | Paragraph | Fields | Quote | Buttons | Select | Image | Divider


@dataclass(frozen=True, slots=True)
class Message:
    """Something said. `addresses` are the people whom it may ping, `groups` the outer ids of
    those groups."""

    parts: tuple[Part, ...]
    addresses: tuple[PersonId, ...] = ()
    groups: tuple[str, ...] = ()

    def __add__(self, other: "Message") -> "Message":
        return Message(
            self.parts + other.parts,
            self.addresses + other.addresses,
            self.groups + other.groups,
        )


def spans(*pieces: str | Span) -> tuple[Span, ...]:
    """Spans from strings and spans, so that a sentence reads as one."""
    return tuple(Text(p) if isinstance(p, str) else p for p in pieces)


def say(*pieces: str | Span) -> Paragraph:
    """A paragraph."""
    return Paragraph(spans(*pieces))


def aside(*pieces: str | Span) -> Paragraph:
    """A paragraph that one may pass over."""
    return Paragraph(spans(*pieces), is_quiet=True)


def strong(text: str) -> Text:
    return Text(text, is_strong=True)


def code(text: str) -> Text:
    """Something to type, such as a command."""
    return Text(text, is_code=True)


def message(
    *parts: Part, addresses: tuple[PersonId, ...] = (), groups: tuple[str, ...] = ()
) -> Message:
    """A message of these parts."""
    return Message(parts, addresses, groups)
