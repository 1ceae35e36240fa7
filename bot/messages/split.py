"""Breaks what is too long for a platform into pieces that it takes, without losing any of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from bot.messages.addressing import addressed
from bot.messages.cost import (
    Cost,
    cost,
    length_of,
    length_of_field,
    length_of_span,
    refs_of,
)
from bot.messages.cut import border, cut, fitting, shorten
from bot.messages.limits import Limits
from bot.messages.parts import (
    Button,
    Buttons,
    Divider,
    Fields,
    Heading,
    Image,
    Link,
    Message,
    Paragraph,
    Part,
    Quote,
    Select,
    Span,
    Text,
)
from bot.messages.plain import say_span, say_spans
from bot.messages.refs import Ref

_SHORT = 400
"""A text up to this length is not torn for the sake of its heading or its buttons."""


def split(message: Message, limits: Limits) -> tuple[Message, ...]:
    """The message in pieces, in order, each of which fits; none if there is nothing to see.

    A piece ends between parts; within a text only if it fits no piece, or if a heading would
    else lose its text or buttons theirs. Lost are only parts without anything visible, and the
    end of a label that is too long for the platform. Each address goes with the piece that
    mentions it first, and so pings once; the first piece has those of nobody mentioned, and the
    groups.
    """
    parts = [fitted for part in message.parts for fitted in _fit(part, limits)]
    pieces: list[Message] = []
    while parts := _without_outer_dividers(parts):
        piece, parts = _take(parts, limits)
        first = replace(message, parts=tuple(_without_outer_dividers(piece)))
        pieces.append(Message(first.parts) if pieces else first)
    return addressed(pieces) if message.addresses else tuple(pieces)


def _fit(part: Part, limits: Limits) -> Iterator[Part]:
    """The part as parts each of which keeps the limits of its kind, none of them blank."""
    match part:
        case Heading(text):
            if length_of(part, limits) > limits.heading:
                yield from _fit(Paragraph((Text(text, is_strong=True),)), limits)
            elif text.strip():
                yield part
        case Paragraph(spans):
            room = limits.text - length_of(replace(part, spans=()), limits)
            for piece in _divide(spans, limits, room):
                yield replace(part, spans=piece)
        case Quote(text):
            room = limits.text - length_of(Quote(""), limits) + limits.marks
            for piece in _divide((Text(text),), limits, room):
                yield Quote(say_spans(piece))
        case Fields():
            yield from _fit_fields(part, limits)
        case Buttons(buttons):
            for row in _rows(buttons, limits):
                yield Buttons(row)
        case Select(placeholder, does, options):
            named = tuple(
                replace(o, label=shorten(o.label, limits.option, limits.bare)) for o in options
            )
            shown = placeholder and shorten(placeholder, limits.placeholder, limits.bare)
            for start in range(0, len(named), limits.options):
                yield Select(shown, does, named[start : start + limits.options])
        case Image(png, alt):
            count = border(alt, fitting(alt, limits.alt, limits.bare))
            yield Image(png, alt[:count])
            yield from _fit(Paragraph((Text(alt[count:]),), is_quiet=True), limits)
        case Divider():
            yield part
        case _:
            assert_never(part)


def _divide(spans: Sequence[Span], limits: Limits, room: int) -> Iterator[tuple[Span, ...]]:
    """The spans in pieces of at most `room`, none of them blank."""
    rest = tuple(_cuttable(span, limits, room) for span in spans if say_span(span))
    while rest:
        piece, rest = cut(rest, limits, room)
        if say_spans(piece).strip():
            yield piece


def _cuttable(span: Span, limits: Limits, room: int) -> Span:
    """The span, as words alone if it is neither a text nor short enough to stay whole."""
    if isinstance(span, Link) and not span.text.strip():
        span = replace(span, text=span.url)
    if isinstance(span, Text) or length_of_span(span, limits) <= room:
        return span
    return Text(say_span(span))


def _fit_fields(part: Fields, limits: Limits) -> Iterator[Part]:
    """Groups in which every field is short; a long one becomes paragraphs between them."""
    group = Fields(())
    for label, spans in part.fields:
        value = tuple(_cuttable(s, limits, limits.field) for s in spans if say_span(s))
        if not label.strip() and not say_spans(value).strip():
            continue
        grown = Fields((*group.fields, (label, value)))
        is_long = length_of_field(label, value, limits) > limits.field
        is_full = len(grown.fields) > limits.fields or length_of(grown, limits) > limits.text
        if group.fields and (is_long or is_full):
            yield group
            grown = Fields(((label, value),))
        group = grown
        if is_long:
            name = (Text(label, is_strong=True), Text(": ")) if label.strip() else ()
            yield from _fit(Paragraph((*name, *value)), limits)
            group = Fields(())
    if group.fields:
        yield group


def _rows(buttons: Sequence[Button], limits: Limits) -> Iterator[tuple[Button, ...]]:
    """Rows as long as the platform's, no reference twice in one."""
    row: dict[Ref, Button] = {}
    for button in buttons:
        if button.does in row or len(row) == limits.buttons:
            yield tuple(row.values())
            row = {}
        row[button.does] = replace(button, label=shorten(button.label, limits.label, limits.bare))
    if row:
        yield tuple(row.values())


def _take(parts: list[Part], limits: Limits) -> tuple[list[Part], list[Part]]:
    """The next piece, and what is left; `parts` begin and end with something visible."""
    most, spent = _fitting_parts(parts, limits)
    if most == len(parts):
        return parts, []
    for count in range(most, 0, -1):
        if _is_border(parts, count):
            return parts[:count], parts[count:]
    free = limits.characters - spent.characters - limits.container
    if spent.components < limits.components and (halves := _tear(parts[most], limits, free)):
        return [*parts[:most], halves[0]], [halves[1], *parts[most + 1 :]]
    return _tear_before_buttons(parts, most, limits) or (parts[:most], parts[most:])


def _fitting_parts(parts: Sequence[Part], limits: Limits) -> tuple[int, Cost]:
    """How many parts from the start fit one message, at least one, and what they cost."""
    spent, refs = Cost(), set[Ref]()
    for count, part in enumerate(parts):
        grown, new = spent + cost(part, limits), refs_of(part)
        if count and not (grown.is_within(limits) and refs.isdisjoint(new)):
            return count, spent
        spent = grown
        refs.update(new)
    return len(parts), spent


def _is_border(parts: Sequence[Part], count: int) -> bool:
    """Whether `count` parts may go first: no heading from its text, no buttons from theirs."""
    before = next((part for part in reversed(parts[:count]) if not isinstance(part, Divider)), None)
    after = next((part for part in parts[count:] if not isinstance(part, Divider)), None)
    return not isinstance(before, Heading) and not isinstance(after, Buttons | Select)


def _tear_before_buttons(
    parts: list[Part], most: int, limits: Limits
) -> tuple[list[Part], list[Part]] | None:
    """A border within the last text, if the buttons after it then stay with its second half."""
    texts = [index for index in range(most) if isinstance(parts[index], Paragraph | Quote | Fields)]
    if not texts:
        return None
    index = texts[-1]
    end = next(
        (count for count in range(index + 1, len(parts)) if _is_border(parts, count)), len(parts)
    )
    whole = cost(parts[index], limits).characters
    for share in (2, 4, 8):
        halves = _tear(parts[index], limits, whole - whole // share)
        if halves:
            rest = [halves[1], *parts[index + 1 :]]
            if _fitting_parts(rest, limits)[0] >= end - index:
                return [*parts[:index], halves[0]], rest
    return None


def _tear(part: Part, limits: Limits, room: int) -> tuple[Part, Part] | None:
    """A long text in two, of which the first takes `room` at most; None if it cannot be."""
    # A smaller first half, if only white space would be left for the second.
    for smaller in (room, room // 2, room // 4):
        if halves := _halves(part, limits, smaller):
            return halves
    return None


def _halves(part: Part, limits: Limits, room: int) -> tuple[Part, Part] | None:
    """A long text cut at `room` or before, if something is visible in both halves."""
    match part:
        case Paragraph(spans) if length_of(part, limits) > _SHORT:
            empty = length_of(replace(part, spans=()), limits)
            left, right = cut(spans, limits, room - empty)
            if say_spans(left).strip() and say_spans(right).strip():
                return replace(part, spans=left), replace(part, spans=right)
        case Quote(text) if length_of(part, limits) > _SHORT:
            count = border(text, fitting(text, room - length_of(Quote(""), limits), limits.markup))
            if text[:count].strip() and text[count:].strip():
                return Quote(text[:count]), Quote(text[count:])
        case Fields(fields):
            for count in range(len(fields) - 1, 0, -1):
                left_fields = Fields(fields[:count])
                if length_of(left_fields, limits) <= room:
                    return left_fields, Fields(fields[count:])
        case _:
            pass
    return None


def _without_outer_dividers(parts: Sequence[Part]) -> list[Part]:
    kept = [index for index, part in enumerate(parts) if not isinstance(part, Divider)]
    return list(parts[kept[0] : kept[-1] + 1]) if kept else []
