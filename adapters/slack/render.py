"""Messages as Slack's blocks. Text stays text: nothing that somebody typed becomes markup.

Sentences are rich_text, in which nothing is parsed. What is to look small, or stand in columns,
is mrkdwn as long as Slack finds nothing to parse in it, and else plain text: mrkdwn knows no
escape for `*_~:`, and a zero-width character beside them does not stop every client.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, assert_never
from urllib.parse import quote

from bot.domain.ids import PersonId
from bot.messages.cost import length
from bot.messages.cut import border, fitting
from bot.messages.limits import SLACK
from bot.messages.parts import (
    Button,
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
    Option,
    Paragraph,
    Part,
    Quote,
    Select,
    Span,
    Style,
    Text,
    When,
    aside,
    code,
)
from bot.messages.plain import plain, say_field, say_span, say_spans, say_when
from bot.messages.split import split

Json = dict[str, Any]

Accounts = Mapping[PersonId, str]
"""The users whom a message may ping."""

MOST_BLOCKS = 100
"""Of a view (specs/limits.md)."""

LONGEST_FALLBACK = 300
"""What a notification shows of a text; screen readers read it all."""

_UNSEEN = "\u200b"
"""Beside a word's bold or code marks: Slack takes them for marks only at a word's border."""

_SHOWN_WHEN = {
    Clock.TIME: "{time}",
    Clock.DATE: "{date_short_pretty}",
    Clock.DATE_AND_TIME: "{date_short_pretty} at {time}",
}

_STYLES = {Style.MAIN: "primary", Style.GRAVE: "danger"}

_WEB = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)
_TYPED_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9][\w%/:?#\[\]@!$&()*+,;=~.-]{2,300}(?<![.,:;!?)\]])", re.ASCII
)
"""As people write them; what ends a sentence is not part of it."""
MOST_LINKS = 4
"""In one Quote: what they cost is counted (bot/messages/limits.py, `addresses`)."""
_OF_URLS = "%/:?#[]@!$&'()*+,;=~"
"""Not encoded; what else is none of a URL's characters could end a mrkdwn link."""

# Also the wide forms of Japanese keyboards; a name of an emoji; a quotation's sign.
_PARSED = re.compile(r"[*_~`＊＿～｀]|:[^\s:]+:|^\s*[>＞]", re.MULTILINE)  # noqa: RUF001
_PARSED_IN_CODE = re.compile(r"[`｀\n\r]")  # noqa: RUF001


def blocks_of(message: Message, outer: Callable[[PersonId], str | None]) -> list[Json]:
    """The blocks of a Message that fits; `outer` gives a person's Slack user id.

    Only whom the message addresses is pinged. Raises ValueError for a reference that is too
    long.
    """
    accounts = {who: account for who in message.addresses if (account := outer(who))}
    blocks = (_block(part, accounts) for part in message.parts)
    return [block for block in blocks if block is not None]


def fallback_of(message: Message) -> str:
    """The message for notifications and screen readers, beside its blocks, which hold all."""
    text = plain(message).strip() or "…"
    if length(text) > LONGEST_FALLBACK:
        most = fitting(text, LONGEST_FALLBACK - 1)
        text = f"{text[: border(text, most)].rstrip()}…"
    return escape(text)


def home_of(message: Message, outer: Callable[[PersonId], str | None]) -> Json:
    """App Home. A message that is too long for it ends with the way to the rest."""
    blocks: list[Json] = []
    for piece in split(message, SLACK):
        more = blocks_of(piece, outer)
        if len(blocks) + len(more) >= MOST_BLOCKS:
            rest = aside("There is more: type ", code("/unstuck"), ".")
            blocks += blocks_of(Message((rest,)), outer)
            break
        blocks += more
    return {"type": "home", "blocks": blocks}


def escape(text: str) -> str:
    """Slack decodes these three in every text but rich_text's, and no others.

    Source: docs.slack.dev/messaging/formatting-message-text; of plain_text, bolt-python#513.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain_text(text: str) -> Json:
    """A text without markup, and without emoji in place of their names."""
    return {"type": "plain_text", "text": escape(text), "emoji": False}


def option_of(choice: Option) -> Json:
    return {"text": plain_text(choice.label), "value": choice.value}


def _block(part: Part, accounts: Accounts) -> Json | None:
    """The part as a block, or None when there would be nothing to see."""
    match part:
        case Heading(text):
            return {"type": "header", "text": plain_text(text)} if text.strip() else None
        case Paragraph(spans, is_quiet):
            if not say_spans(spans).strip():
                return None
            if is_quiet:
                return {"type": "context", "elements": [_small("", spans, accounts)]}
            return _rich_text("rich_text_section", spans, accounts)
        case Quote(text):
            return _rich_text("rich_text_quote", _linked(text), {}) if text.strip() else None
        case Fields(fields):
            shown = [_small(*field, accounts) for field in fields if say_field(*field).strip()]
            return {"type": "section", "fields": shown} if shown else None
        case Buttons(buttons):
            elements = [_button(button) for button in buttons]
            return {"type": "actions", "elements": elements} if elements else None
        case Select():
            return {"type": "actions", "elements": [_select(part)]} if part.options else None
        case Image(_, alt):
            # The picture itself is sent as a file.
            return {"type": "context", "elements": [plain_text(alt if alt.strip() else "(image)")]}
        case Divider():
            return {"type": "divider"}
        case _:
            assert_never(part)


def _button(button: Button) -> Json:
    shown: Json = {
        "type": "button",
        "text": plain_text(button.label),
        "action_id": button.does.encode(),
    }
    if button.style in _STYLES:
        shown["style"] = _STYLES[button.style]
    return shown


def _select(select: Select) -> Json:
    shown: Json = {
        "type": "static_select",
        "action_id": select.does.encode(),
        "options": [option_of(choice) for choice in select.options],
    }
    if select.placeholder.strip():
        shown["placeholder"] = plain_text(select.placeholder)
    return shown


# --- rich text --------------------------------------------------------------------------------


def _rich_text(kind: str, spans: Sequence[Span], accounts: Accounts) -> Json:
    words = [_word(span, accounts) for span in spans if say_span(span)]
    return {"type": "rich_text", "elements": [{"type": kind, "elements": words}]}


def _linked(text: str) -> tuple[Span, ...]:
    """The text as typed, the first addresses in it as links: rich_text finds none by itself."""
    spans: list[Span] = []
    end = 0
    for found in islice(_TYPED_ADDRESS.finditer(text), MOST_LINKS):
        spans += [Text(text[end : found.start()]), Link("", found[0])]
        end = found.end()
    return (*spans, Text(text[end:]))


def _word(span: Span, accounts: Accounts) -> Json:
    match span:
        case Text(text, is_strong, is_code):
            style = {"bold": True} if is_strong else {}
            style |= {"code": True} if is_code else {}
            return {"type": "text", "text": text} | ({"style": style} if style else {})
        case Link(text, url) if _WEB.match(url):
            address = _address(url)
            if address == (text if text.strip() else url):
                return {"type": "link", "url": address}
            return {"type": "link", "url": address, "text": text if text.strip() else url}
        case Link():
            return {"type": "text", "text": say_span(span)}
        case Mention(person, name):
            if person in accounts:
                return {"type": "user", "user_id": accounts[person]}
            return {"type": "text", "text": name}
        case GroupMention():
            return {"type": "text", "text": say_span(span)}
        case When(at, _, clock):
            return {
                "type": "date",
                "timestamp": int(at.timestamp()),
                "format": _SHOWN_WHEN[clock],
                "fallback": say_when(span),
            }
        case _:
            assert_never(span)


# --- mrkdwn -----------------------------------------------------------------------------------


def _small(label: str, spans: Sequence[Span], accounts: Accounts) -> Json:
    """A labelled value, or words alone, as a text object."""
    name = Text(label, is_strong=True) if label.strip() else Text("")
    value = spans if say_spans(spans).strip() else ()
    between = Text("\n" if name.text and value else "")
    lines = (name, between, *value)
    if _is_parsed(lines, accounts):
        return plain_text(say_spans(lines))
    marked = "".join(_mrkdwn(span, accounts) for span in lines)
    # Verbatim: no @name, #channel or address in it is made into more than words.
    return {"type": "mrkdwn", "text": marked, "verbatim": True}


def _is_parsed(spans: Sequence[Span], accounts: Accounts) -> bool:
    """Whether Slack would find marks in what is only to be read."""
    words = ""
    for span in spans:
        match span:
            case Text(text, is_code=True):
                if _PARSED_IN_CODE.search(text):
                    return True
            case Link(text, url) if _WEB.match(url):
                if "\n" in text or "\r" in text:
                    return True
                words += text
            case Mention(person) if person in accounts:
                pass
            case When():
                pass
            case _:
                words += say_span(span)
    return _PARSED.search(words) is not None


def _mrkdwn(span: Span, accounts: Accounts) -> str:
    """A span in which Slack finds no marks but ours."""
    match span:
        case Text(text, is_strong, is_code):
            mark = "*" * is_strong + "`" * is_code
            # Marks end with their line.
            return "".join(_marked(line, mark) for line in text.splitlines(keepends=True))
        case Link(text, url) if _WEB.match(url):
            return f"<{escape(_address(url))}|{escape(text if text.strip() else url)}>"
        case Mention(person) if person in accounts:
            return f"<@{accounts[person]}>"
        case When(at, _, clock):
            seconds, shown = int(at.timestamp()), _SHOWN_WHEN[clock]
            return f"<!date^{seconds}^{shown}|{escape(say_when(span))}>"
        case _:
            return escape(say_span(span))


def _marked(line: str, mark: str) -> str:
    """A line between marks; white space stays outside, where Slack wants it."""
    words = line.strip()
    if not mark or not words:
        return escape(line)
    before, after = line.split(words, 1)
    return f"{before}{_UNSEEN}{mark}{escape(words)}{mark[::-1]}{_UNSEEN}{after}"


def _address(url: str) -> str:
    return quote(url, _OF_URLS, errors="surrogatepass")
