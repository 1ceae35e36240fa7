"""Sentences as Discord's markdown, in which nothing has a meaning but what we gave one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import quote

from adapters.discord.words import escaped, is_visible, legible, with_links
from bot.domain.ids import PersonId
from bot.messages.parts import Clock, GroupMention, Link, Mention, Span, Text, When
from bot.messages.plain import say_span

_STYLES = {Clock.TIME: "t", Clock.DATE: "D", Clock.DATE_AND_TIME: "f"}

_WEB = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)
_OF_URLS = "%/:?#[]@!$&'*+,;=~"
"""Not encoded; what else is none of a URL's characters, or a parenthesis, could end a link."""

_UNLINKABLE = re.compile(r"[\[\]\n]|\w://")
"""Discord finds a link's words by their brackets, escaped or not, and shows no link whose words
are an address."""

_UNSEEN = "\u200b"
"""Between the end of one bold or code and the start of the next, which else were one mark."""


@dataclass(frozen=True, slots=True)
class Pinged:
    """Whom and what a message may ping: user ids by person, and roles' ids."""

    people: Mapping[PersonId, str]
    groups: frozenset[str]


def markdown(spans: Sequence[Span], pinged: Pinged) -> str:
    """The spans as one text; blank if nobody would see anything of it."""
    said = ""
    for span in spans:
        word = _word(span, pinged)
        if word[:1] in {"*", "`"} and said.endswith(word[0]):
            said += _UNSEEN
        said += word
    return said if is_visible(said) else ""


def strong(text: str) -> str:
    """The text in bold, each of its lines by itself; white space stays outside."""
    return "\n".join(_bold(line) for line in escaped(text).split("\n"))


def quiet(text: str) -> str:
    """Markdown shown smaller: subtext goes to the end of its line only."""
    return "\n".join(f"-# {line.strip()}" if line.strip() else "" for line in text.split("\n"))


def _word(span: Span, pinged: Pinged) -> str:
    match span:
        case Text(text, is_code=True) if is_visible(text) and not re.search(
            r"[`\n]", legible(text)
        ):
            return _around(legible(text), "`", "`")
        case Text(text, is_strong=True):
            return strong(text)
        case Text(text):
            return with_links(text)
        case Link(text, url) if _WEB.match(url):
            return _link(text, url)
        case Mention(person) if person in pinged.people:
            return f"<@{pinged.people[person]}>"
        case GroupMention(outer_id) if outer_id in pinged.groups:
            return f"<@&{outer_id}>"
        case Link() | Mention() | GroupMention():
            return escaped(say_span(span))
        case When(at, _, clock):
            return f"<t:{int(at.timestamp())}:{_STYLES[clock]}>"
        case _:
            assert_never(span)


def _link(text: str, url: str) -> str:
    address = quote(url, _OF_URLS, errors="replace")
    if not is_visible(text) or text.strip() == url.strip():
        return f"<{address}>"
    if _UNLINKABLE.search(legible(text).strip()):
        return f"{escaped(text)} \\(<{address}>\\)"
    return _around(escaped(text), "[", f"]({address})")


def _bold(line: str) -> str:
    return _around(line, "**", "**") if is_visible(line) else line


def _around(line: str, opened: str, closed: str) -> str:
    """A line between marks, its white space outside."""
    words = line.strip()
    before, after = line.split(words, 1)
    return f"{before}{opened}{words}{closed}{after}"
