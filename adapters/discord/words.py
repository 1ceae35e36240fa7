"""Words in Discord's messages and dialogs: what somebody typed stays what they typed.

Discord reads markdown in every text display. A backslash before any ASCII mark takes its meaning
away, wherever it stands: its client looks for escapes before all else, and what makes a heading,
a list or a quotation of a line must be its first mark (discord-api-docs, reference, "Message
Formatting"; simple-markdown's `escape`, on which the clients build).
"""

import re
import string
import unicodedata

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
"""Neither SQLite nor PostgreSQL keeps these: NUL, and halves of characters."""

_LINE_BREAK = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_MARK = re.compile(f"[{re.escape(string.punctuation)}]")

_UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}
"""Unicode's categories of what has no shape."""

_TYPED_ADDRESS = re.compile(
    r"(?<!\w)https?://[A-Za-z0-9][\w%/:?#\[\]@!$&()*+,;=~.-]{2,300}(?<![.,:;!?)\]])", re.ASCII
)
"""As people write them; what ends a sentence is not part of it."""

ELLIPSIS = "…"


def clean(text: str) -> str:
    """The text without what no database keeps."""
    return _UNKEEPABLE.sub("\ufffd", text)


def is_visible(text: str) -> bool:
    """Whether somebody would see anything of it; Discord refuses what it holds for blank."""
    return any(unicodedata.category(character) not in _UNSEEN for character in text)


def legible(text: str) -> str:
    """The text with one kind of line break and nothing that only a terminal obeys."""
    return clean(_CONTROL.sub("", _LINE_BREAK.sub("\n", text)))


def one_line(text: str) -> str:
    """The text for where Discord reads no markdown: labels, titles, options. Never blank."""
    line = legible(text).replace("\n", " ").strip()
    return line if is_visible(line) else ELLIPSIS


def escaped(text: str) -> str:
    """The text in markdown that means nothing but itself."""
    return _MARK.sub(r"\\\g<0>", legible(text))


def with_links(text: str) -> str:
    """The text in markdown, of which only web addresses mean more: each is a link to itself."""
    shown, end = "", 0
    for found in _TYPED_ADDRESS.finditer(text):
        shown += f"{escaped(text[end : found.start()])}<{found[0]}>"
        end = found.end()
    return shown + escaped(text[end:])
