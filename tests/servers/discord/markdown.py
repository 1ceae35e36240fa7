"""Discord's markdown as a person reads it: mentions by name, links by their text, marks gone.

Rules: discord-api-docs, reference ("Message Formatting"); support.discord.com, "Markdown Text 101";
the order and the patterns are those of simple-markdown, on which Discord's client builds, and of
its open copies (discord-markdown, discord-markdown-parser).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

NOBODY: Mapping[str, str] = {}

BULLET = "•"

_CODE_BLOCK = re.compile(r"```(?:[a-zA-Z0-9_+\-.#]+\n)?\n*([^\n].*?)\n*```", re.DOTALL)
_INLINE_CODE = re.compile(r"(`+)(.*?[^`])\1(?!`)", re.DOTALL)

# At the start of a line.
_QUOTED_TO_THE_END = re.compile(r" *>>> +")
_QUOTED = re.compile(r" *>(?!>>) +")
_BLOCKS = {
    "heading": re.compile(r" *#{1,3}\s+((?:\\.|[^\\])+?)#*\s*$"),
    "subtext": re.compile(r" *-#\s+(\S.*)$"),
    "bullet": re.compile(r"\s*[*-] +(\S.*)$"),
    "number": re.compile(r"(\s*\d+\.) +(\S.*)$"),
}

# In a line, in this order.
_SPANS = {
    "escape": re.compile(r"\\([^0-9A-Za-z\s])"),
    "face": re.compile(r"¯\\_\(ツ\)_/¯"),
    "code": _INLINE_CODE,
    "user": re.compile(r"<@!?(\d+)>"),
    "role": re.compile(r"<@&(\d+)>"),
    "channel": re.compile(r"<#(\d+)>"),
    "everybody": re.compile(r"@(everyone|here)\b"),
    "custom emoji": re.compile(r"<a?(:\w+:)\d+>"),
    "time": re.compile(r"<t:(-?\d+)(?::([tTdDfFsSR]))?>"),
    "command": re.compile(r"<(/[^:<>\n]+):\d+>"),
    "place": re.compile(r"<id:([\w-]+)>"),
    "address": re.compile(r"<((?:https?|steam|mailto|tel):[^ >\n]+)>"),
    # The words of a link: escapes do not hide brackets from this rule.
    "link": re.compile(
        r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]"
        r"\(\s*<?((?:[^\s\\]|\\.)*?)>?(?:\s+['\"](.*?)['\"])?\s*\)",
        re.DOTALL,
    ),
    "bare address": re.compile(r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]"),
    "emoji": re.compile(r":[^\s:]+?(?:::skin-tone-\d)?:"),
    "strong": re.compile(r"\*\*((?:\\.|[^\\])+?)\*\*(?!\*)", re.DOTALL),
    "underlined": re.compile(r"__((?:\\.|[^\\])+?)__(?!_)", re.DOTALL),
    "emphasis": re.compile(
        r"_((?:__|\\.|[^\\_])+?)_\b"
        r"|\*(?=\S)((?:\*\*|\\.|\s+(?:\\.|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)",
        re.DOTALL,
    ),
    "struck": re.compile(r"~~(.+?)~~(?!_)", re.DOTALL),
    "spoiler": re.compile(r"\|\|(.+?)\|\|", re.DOTALL),
}

_WORDS = re.compile(r"[^\\¯`<@\[hs:*_~|]+")
"""With none of these begins any of the spans."""

_PINGS = re.compile(r"<@!?(\d+)>|<@&(\d+)>|@(everyone|here)\b")

_HAS_ADDRESS = re.compile(r"(?:https?|steam)://\S")

_WEB = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)


@dataclass
class Reading:
    """What was read: the words, where links lead (text, address), whom it mentions by id, and
    the names of all the marks that were found ("heading", "strong", …), in order."""

    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)


def as_read(text: str, names: Mapping[str, str] = NOBODY, zone: tzinfo = UTC) -> str:
    """What a person reads; `names` are those of users, roles and channels by id."""
    return read(text, names, zone).text


def read(text: str, names: Mapping[str, str] = NOBODY, zone: tzinfo = UTC) -> Reading:
    """A text display, or a message's content, as a person in `zone` reads it."""
    reader = _Reader(names, zone, Reading())
    # simple-markdown's preprocess.
    text = re.sub(r"\r\n?", "\n", text).replace("\f", "").strip()
    reader.reading.text = reader.blocks(text, is_quoted=False)
    return reader.reading


def pings(text: str) -> set[str]:
    """The ids of users and roles, "everyone" and "here", that the server would ping, if
    allowed_mentions let it: it knows code, but not backslashes."""
    text = _INLINE_CODE.sub("", _CODE_BLOCK.sub("", text))
    return {user or role or everybody for user, role, everybody in _PINGS.findall(text)}


@dataclass
class _Reader:
    names: Mapping[str, str]
    zone: tzinfo
    reading: Reading

    def blocks(self, text: str, *, is_quoted: bool) -> str:
        read: list[str] = []
        start = 0
        for found in _CODE_BLOCK.finditer(text):
            # Escaped backticks open nothing.
            if found.start() and text[found.start() - 1] == "\\":
                continue
            read.append(self._lines(text[start : found.start()], is_quoted))
            read.append(found[1])
            self.reading.marks.append("code block")
            start = found.end()
        return "".join([*read, self._lines(text[start:], is_quoted)])

    def _lines(self, text: str, is_quoted: bool) -> str:
        lines = text.split("\n")
        read: list[str] = []
        running: list[str] = []
        for number, line in enumerate(lines):
            if not is_quoted and (found := _QUOTED_TO_THE_END.match(line)):
                self._flush(running, read)
                self.reading.marks.append("quote")
                rest = "\n".join([line[found.end() :], *lines[number + 1 :]])
                return "\n".join([*read, self.blocks(rest, is_quoted=True)])
            shown = self._block(line, is_quoted)
            if shown is None:
                running.append(line)
            else:
                self._flush(running, read)
                read.append(shown)
        self._flush(running, read)
        return "\n".join(read)

    def _flush(self, running: list[str], read: list[str]) -> None:
        """Lines without marks of their own belong together: bold goes on over a line's end."""
        if running:
            read.append(self.inline("\n".join(running)))
            running.clear()

    def _block(self, line: str, is_quoted: bool) -> str | None:
        """The words of a line that has a mark at its start, or None."""
        if not is_quoted and (found := _QUOTED.match(line)):
            self.reading.marks.append("quote")
            return self.blocks(line[found.end() :], is_quoted=True)
        for mark, pattern in _BLOCKS.items():
            if found := pattern.match(line):
                self.reading.marks.append(mark)
                words = self.inline(found[found.lastindex or 0])
                before = {"bullet": f"{BULLET} ", "number": f"{found[1]} "}.get(mark, "")
                return before + words
        return None

    def inline(self, text: str) -> str:
        read: list[str] = []
        place = 0
        while place < len(text):
            if words := _WORDS.match(text, place):
                read.append(words[0])
                place = words.end()
                continue
            for mark, pattern in _SPANS.items():
                found = pattern.match(text, place)
                if found and (shown := self._span(mark, found)) is not None:
                    read.append(shown)
                    place = found.end()
                    break
            else:
                read.append(text[place])
                place += 1
        return "".join(read)

    def _span(self, mark: str, found: re.Match[str]) -> str | None:
        """What a person reads of a span, or None if it is none after all."""
        match mark:
            case "escape":
                return found[1]
            case "face":
                return found[0]
            case "emphasis" if found[0][0] == "_" and _follows_a_word(found):
                return None
            case "link" if not _WEB.match(found[2]) or _HAS_ADDRESS.search(found[1]):
                # What says that it leads elsewhere is left as typed.
                return None
        self.reading.marks.append(mark)
        match mark:
            case "code":
                return re.sub(r"^ (?= *`)|(?<=`) $", "", found[2])
            case "user" | "role":
                self.reading.mentions.append(found[1])
                return f"@{self.names.get(found[1], f'unknown-{mark}')}"
            case "channel":
                return f"#{self.names.get(found[1], 'unknown')}"
            case "everybody":
                self.reading.mentions.append(found[1])
                return found[0]
            case "time":
                return _time(int(found[1]), found[2] or "f", self.zone)
            case "address":
                self.reading.links.append((found[1], found[1]))
                return found[1]
            case "bare address":
                self.reading.links.append((found[0], found[0]))
                return found[0]
            case "link":
                words = self.inline(found[1])
                self.reading.links.append((words, found[2]))
                return words
            case "emoji":
                return found[0]
            case "custom emoji" | "command" | "place":
                return found[1]
            case _:
                return self.inline(next(group for group in found.groups() if group))


def _follows_a_word(found: re.Match[str]) -> bool:
    before = found.string[found.start() - 1 : found.start()]
    return before.isalnum() or before == "_"


def _time(seconds: int, style: str, zone: tzinfo) -> str:
    """As a client in British English shows it; R, which changes by the minute, as an instant."""
    at = datetime.fromtimestamp(seconds, zone)
    day = f"{at.day} {at:%B %Y}"
    return {
        "t": f"{at:%H:%M}",
        "T": f"{at:%H:%M:%S}",
        "d": f"{at:%d/%m/%Y}",
        "D": day,
        "F": f"{at:%A}, {day} {at:%H:%M}",
        "s": f"{at:%d/%m/%Y}, {at:%H:%M}",
        "S": f"{at:%d/%m/%Y}, {at:%H:%M:%S}",
    }.get(style, f"{day} {at:%H:%M}")
