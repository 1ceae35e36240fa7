"""Where a text may be cut: at a paragraph, sentence or word, else between what people see as
characters."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from bot.messages.cost import length, length_of_span
from bot.messages.limits import Limits, Weights
from bot.messages.parts import Span, Text
from bot.messages.plain import say_span

_ELLIPSIS = "…"

_GREATER_BORDERS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    # The second half: scripts that put no space after a sentence.
    re.compile(r"[.!?…]['\"”’)\]]*\s+|[。！？]+\s*"),  # noqa: RUF001
)
_WORD_BORDER = re.compile(r"\s+")

_ZERO_WIDTH_JOINER = "\u200d"

_LONGEST_CLUSTER = 64
"""No script's character has so many code points; what has is cut anywhere."""


def shorten(text: str, longest: int, weights: Weights = ()) -> str:
    """`text`, or as much of it as fits with an ellipsis after it; never blank."""
    if not text.strip():
        return _ELLIPSIS
    if length(text, weights) <= longest:
        return text
    most = fitting(text, longest - len(_ELLIPSIS), weights)
    return text[: _cluster_border(text, most)].rstrip() + _ELLIPSIS


def fitting(text: str, longest: int, weights: Weights = ()) -> int:
    """The number of characters at the start of `text` that are no longer than `longest`."""
    window = text[: max(longest, 0)]
    return (
        bisect_right(
            range(len(window) + 1), max(longest, 0), key=lambda end: length(window[:end], weights)
        )
        - 1
    )


def border(text: str, most: int) -> int:
    """The best place to cut `text` at `most` or before; 0 only if `most` is.

    A paragraph's, line's or sentence's border counts if half of `most` stays before it; a
    word's always.
    """
    if most in {0, len(text)}:
        return most
    for pattern in _GREATER_BORDERS:
        places = [found.end() for found in pattern.finditer(text, most // 2, most)]
        if places:
            return places[-1]
    # An indent alone is no piece.
    indent = len(text) - len(text.lstrip())
    places = [found.end() for found in _WORD_BORDER.finditer(text, indent, most)]
    if text[most].isspace() and most > indent:
        places.append(most)
    return places[-1] if places else _cluster_border(text, most)


def cut(
    spans: Sequence[Span], limits: Limits, room: int
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """`spans`, each of which says something, in two: the first takes `room` at most.

    It is empty if nothing fits. Nothing is lost; only a Text is divided.
    """
    said = [say_span(span) for span in spans]
    place = border("".join(said), _fitting_spans(spans, limits, room))
    for index, (span, words) in enumerate(zip(spans, said, strict=True)):
        if place >= len(words):
            place -= len(words)
        elif isinstance(span, Text) and place:
            left, right = replace(span, text=words[:place]), replace(span, text=words[place:])
            return (*spans[:index], left), (right, *spans[index + 1 :])
        else:
            # A border between a link's words is none; a link that comes first fits whole, or
            # there would be no border.
            count = 1 if place and not index else index
            return tuple(spans[:count]), tuple(spans[count:])
    return tuple(spans), ()


def _fitting_spans(spans: Sequence[Span], limits: Limits, room: int) -> int:
    """How many characters of what the spans say fit."""
    characters = 0
    for span in spans:
        needed = length_of_span(span, limits)
        if needed > room:
            if isinstance(span, Text):
                characters += fitting(span.text, room - limits.marks, limits.markup)
            break
        room -= needed
        characters += len(say_span(span))
    return characters


def _cluster_border(text: str, most: int) -> int:
    """The last place, at `most` or before, between what people see as characters."""
    for place in range(most, max(most - _LONGEST_CLUSTER, 0), -1):
        if not _is_within_cluster(text, place):
            return place
    return most


def _is_within_cluster(text: str, place: int) -> bool:
    """Whether a cut here would take an accent, a skin tone, half a flag or family away."""
    before, after = text[place - 1], text[place]
    if _is_flag_half(before) and _is_flag_half(after):
        halves = 1
        while halves < place and _is_flag_half(text[place - 1 - halves]):
            halves += 1
        return halves % 2 == 1
    return (
        unicodedata.category(after) in {"Mn", "Me", "Mc"}
        or _ZERO_WIDTH_JOINER in {before, after}
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= after <= "\U000e007f"  # tags: the flags of Scotland and others
        or before + after == "\r\n"
    )


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
