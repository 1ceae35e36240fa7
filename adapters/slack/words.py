"""What somebody typed, without Slack's escapes."""

import re
from dataclasses import dataclass
from html import unescape

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
"""Neither SQLite nor PostgreSQL keeps these: NUL, and halves of characters."""

# What Slack makes of names and links in a command with should_escape, and in every message:
# `<@U1|name>`, `<#C1|name>`, `<!subteam^S1|@group>`, `<http://x|shown>` (docs.slack.dev).
_CONTROL = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_PERSON = re.compile(r"<@([^<>|]*)(?:\|[^<>]*)?>,?[ \t]?")


@dataclass(frozen=True, slots=True)
class Typed:
    """A command: its words without the people named in them, and their ids, each once."""

    verb: str
    words: str
    people: tuple[str, ...]


def read_command(command: str, text: str) -> Typed:
    """`/unstuck pair <@U1|ann>` is the verb `pair`; a short command such as `/ask` is a verb by
    itself."""
    name, text = command.removeprefix("/"), clean(text).strip()
    if name == "unstuck":
        name, text = (*text.split(maxsplit=1), "", "")[:2]
    people = tuple(dict.fromkeys(_PERSON.findall(text)))
    return Typed(read_text(name).casefold(), read_text(_PERSON.sub("", text)).strip(), people)


def read_text(text: str) -> str:
    """A text as it reads: names instead of ids, no escapes."""
    return unescape(_CONTROL.sub(_as_it_reads, clean(text)))


def clean(text: str) -> str:
    """The text without what no database keeps."""
    return _UNKEEPABLE.sub("\ufffd", text)


def _as_it_reads(control: re.Match[str]) -> str:
    sign, what, shown = control[1], control[2], control[3] or ""
    match sign:
        case "@" | "#":
            return sign + (shown or what)
        case "!":
            return shown or f"@{what.partition('^')[0]}"
        case _:
            # What was typed without a scheme is shown as typed.
            return what if shown in what else f"{shown} ({what})"
