"""What a part takes of a message at most: `split` and the renderers both rely on it.

A message that `fits` is taken by the platform, if its renderer spends no more than this:

- a Heading, Paragraph, Quote, Fields, Image or Divider is one component, `Buttons` one row and
  `Select` one row (Discord counts the controls in it too);
- characters are written as they are or escaped, each with at most its weight in `markup` (in
  labels, names of options and alternative texts: in `bare`);
- around a part, a span, a field's label and its value stand at most `marks` characters of markup
  or JSON; a line break takes its weight, so that a mark can be closed and opened again around it.

All lengths count UTF-16 code units: at least as many as code points, whichever a platform counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import quote

from bot.messages.limits import Limits, Weights
from bot.messages.parts import (
    Buttons,
    Divider,
    Fields,
    GroupMention,
    Heading,
    Image,
    Link,
    Mention,
    Message,
    Paragraph,
    Part,
    Quote,
    Select,
    Span,
    Text,
    When,
)
from bot.messages.plain import say_field, say_span, say_spans
from bot.messages.refs import Ref

_MENTION = 24
"""`<@…>` or `<@&…>` around Discord's 20 digits; Slack's ids are shorter."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a part, or several, take of a message at most."""

    components: int = 0
    characters: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.components + other.components, self.characters + other.characters)

    def is_within(self, limits: Limits) -> bool:
        return self.components <= limits.components and self.characters <= limits.characters


def length(text: str, weights: Weights = ()) -> int:
    """The most UTF-16 code units that `text` takes, escaped by these weights."""
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    # Counting each is far quicker than one pattern of all: this runs on every message.
    return units + sum((weight - 1) * sum(map(text.count, some)) for some, weight in weights)


def length_of_span(span: Span, limits: Limits) -> int:
    """The most that a span takes, its marks included."""
    match span:
        case Text(text):
            return limits.marks + length(text, limits.markup)
        case Link(text, url):
            # Without words of its own it is shown as its address.
            words = text if text.strip() else text + url
            return limits.marks + length(words, limits.markup) + _length_of_url(url, limits)
        case Mention(name=name):
            return limits.marks + _MENTION + length(name, limits.markup)
        case GroupMention():
            return limits.marks + _MENTION + length(say_span(span), limits.markup)
        case When():
            return limits.marks + limits.when
        case _:
            assert_never(span)


def length_of_field(label: str, value: Sequence[Span], limits: Limits) -> int:
    """The most that a labelled value takes, its marks included."""
    return 2 * limits.marks + length(f"{label}\n", limits.markup) + length_of_spans(value, limits)


def length_of_spans(spans: Sequence[Span], limits: Limits) -> int:
    return sum(length_of_span(span, limits) for span in spans)


def length_of(part: Heading | Paragraph | Fields | Quote, limits: Limits) -> int:
    """The most that the text of a part takes, its marks included."""
    match part:
        case Heading(text):
            return length(text, limits.markup)
        case Paragraph(spans):
            return limits.marks + length_of_spans(spans, limits)
        case Quote(text):
            return 2 * limits.marks + length(text, limits.markup)
        case Fields(fields):
            return limits.marks + sum(length_of_field(*field, limits) for field in fields)
        case _:
            assert_never(part)


def cost(part: Part, limits: Limits) -> Cost:
    """What a part takes of a message, at most; what a renderer may spend on it."""
    match part:
        case Heading():
            # Its marks, "### ", are not part of what a header block of Slack's holds.
            return Cost(1, limits.container + limits.marks + length_of(part, limits))
        case Paragraph() | Fields():
            return Cost(1, limits.container + length_of(part, limits))
        case Quote():
            spent = limits.container + length_of(part, limits) + limits.addresses
            return Cost(1, spent)
        case Buttons(buttons):
            labels = sum(length(b.label, limits.bare) + limits.controls for b in buttons)
            return Cost(1 + limits.nested * len(buttons), limits.container + labels)
        case Select(placeholder, _, options):
            labels = sum(length(o.label, limits.bare) + limits.controls for o in options)
            shown = length(placeholder, limits.bare) + limits.controls + labels
            return Cost(1 + limits.nested, limits.container + shown)
        case Image(_, alt):
            return Cost(1, limits.container + length(alt, limits.bare))
        case Divider():
            return Cost(1, limits.container)
        case _:
            assert_never(part)


def refs_of(part: Part) -> tuple[Ref, ...]:
    """The references that a part carries."""
    match part:
        case Buttons(buttons):
            return tuple(button.does for button in buttons)
        case Select(does=does):
            return (does,)
        case _:
            return ()


def fits(message: Message, limits: Limits) -> bool:
    """Whether the platform takes the message as it is: what `split` promises of every piece."""
    refs = [ref for part in message.parts for ref in refs_of(part)]
    spent = sum((cost(part, limits) for part in message.parts), Cost())
    return (
        bool(message.parts)
        and spent.is_within(limits)
        # Discord refuses a message that has a custom_id twice (specs/README.md).
        and len(set(refs)) == len(refs)
        and all(_is_within(part, limits) for part in message.parts)
    )


def _is_within(part: Part, limits: Limits) -> bool:
    """Whether a part has something to see and keeps the limits of its own kind."""
    match part:
        case Heading(text):
            return bool(text.strip()) and length_of(part, limits) <= limits.heading
        case Paragraph(spans):
            return bool(say_spans(spans).strip()) and length_of(part, limits) <= limits.text
        case Quote(text):
            return bool(text.strip()) and length_of(part, limits) <= limits.text
        case Fields(fields):
            is_short = length_of(part, limits) <= limits.text
            return (
                is_short
                and 0 < len(fields) <= limits.fields
                and all(
                    say_field(*field).strip() and length_of_field(*field, limits) <= limits.field
                    for field in fields
                )
            )
        case Buttons(buttons):
            labels = [button.label for button in buttons]
            return 0 < len(buttons) <= limits.buttons and _are_names(labels, limits.label, limits)
        case Select(placeholder, _, options):
            names = [name for option in options for name in (option.label, option.value)]
            is_short = length(placeholder, limits.bare) <= limits.placeholder
            are_few = 0 < len(options) <= limits.options
            return is_short and are_few and _are_names(names, limits.option, limits)
        case Image(_, alt):
            return length(alt, limits.bare) <= limits.alt
        case Divider():
            return True
        case _:
            assert_never(part)


def _are_names(names: Sequence[str], longest: int, limits: Limits) -> bool:
    return all(name.strip() and length(name, limits.bare) <= longest for name in names)


def _length_of_url(url: str, limits: Limits) -> int:
    """The most that an address takes: percent-encoded, with entities, or escaped as text."""
    encoded = len(quote(url, safe="", errors="surrogatepass")) + 2 * url.count("&")
    return max(encoded, length(url, limits.markup))
