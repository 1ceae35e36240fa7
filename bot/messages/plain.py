"""A message as plain text, to be read aloud: notifications, logs, the command line, tests."""

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import assert_never

from bot.domain.errors import UnknownZone
from bot.domain.recurrence import zone
from bot.messages.parts import (
    Buttons,
    Clock,
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

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def plain(message: Message) -> str:
    """The message as plain text: nothing left out, nothing that a terminal would obey.

    It is no platform's markup: where markup is read (Slack's `text`), escape it.
    """
    lines = (line for part in message.parts for line in _say_part(part))
    return "\n".join(line if line.isprintable() else _without_controls(line) for line in lines)


def _without_controls(text: str) -> str:
    return "".join(c for c in text if c.isprintable() or not _is_control(c))


def say_span(span: Span) -> str:
    """A span as plain text."""
    match span:
        case Text(text):
            return text
        case Link(text, url):
            return url if text.strip() in {"", url.strip()} else f"{text} ({url})"
        case Mention(name=name):
            return name
        case GroupMention(name=name):
            return f"@{name}"
        case When():
            return say_when(span)
        case _:
            assert_never(span)


def say_spans(spans: Sequence[Span]) -> str:
    return "".join(say_span(span) for span in spans)


def say_list(names: Sequence[str]) -> str:
    """“Ann”, “Ann and Ben”, “Ann, Ben and Cy”; there is one at least."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def say_field(label: str, value: Sequence[Span]) -> str:
    """A labelled value on one line."""
    said = say_spans(value)
    return f"{label}: {said}" if label.strip() else said


def say_when(when: When) -> str:
    """An instant on the clocks of its zone, or of UTC and saying so if there is no such zone.

    "09:30", "Mon 29 Mar" or "Mon 29 Mar 09:30".
    """
    try:
        local, suffix = when.at.astimezone(zone(when.zone)), ""
    except UnknownZone:
        local, suffix = when.at.astimezone(UTC), " UTC"
    # Not strftime: its names are those of the process's locale.
    day = f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"
    time = f"{local:%H:%M}"
    match when.clock:
        case Clock.TIME:
            return time + suffix
        case Clock.DATE:
            return day + suffix
        case Clock.DATE_AND_TIME:
            return f"{day} {time}{suffix}"
        case _:
            assert_never(when.clock)


def _say_part(part: Part) -> Iterator[str]:
    match part:
        case Heading(text):
            yield text
        case Paragraph(spans):
            yield say_spans(spans)
        case Fields(fields):
            yield from (say_field(label, value) for label, value in fields)
        case Quote(text):
            yield from (f"> {line}".rstrip() for line in text.splitlines())
        case Buttons(buttons):
            yield " ".join(f"[{button.label}]" for button in buttons)
        case Select(placeholder, _, options):
            choices = " ".join(f"[{option.label}]" for option in options)
            yield f"{placeholder}: {choices}" if placeholder.strip() else choices
        case Image(_, alt):
            yield f"(image: {alt})" if alt.strip() else "(image)"
        case Divider():
            yield ""
        case _:
            assert_never(part)


def _is_control(character: str) -> bool:
    """A C0 or C1 control character that is not white space of a text."""
    return character not in "\n\t" and (character < " " or "\x7f" <= character <= "\x9f")
