"""Messages as Discord is given them, what it says to them, and what a person reads in them."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.discord.render import Rendered, rendered
from bot.domain.ids import PersonId
from bot.messages.parts import Mention, Message
from bot.messages.refs import Ref
from tests.servers.discord.component_rules import IS_COMPONENTS_V2, check_components
from tests.servers.discord.documents import faults_of_schema
from tests.servers.discord.markdown import pings, read

ANN = Mention(PersonId("p1"), "Ann")
BEN = Mention(PersonId("p2"), "Ben")
URL = "https://example.org/log?a=b&c=(d)"

ACCOUNTS = {PersonId("p1"): "100000000000000001", PersonId("p2"): "100000000000000002"}
WRITERS = "123456789012345678"
"""Also in what the hostile type (tests/messages/strategies.py)."""

NAMES = {"100000000000000001": "Ann Lee", "100000000000000002": "Ben", WRITERS: "writers"}

TEXT_DISPLAY = 10

_SCHEMAS = {
    1: "ActionRowComponentForMessageRequest",
    TEXT_DISPLAY: "TextDisplayComponentForMessageRequest",
    12: "MediaGalleryComponentForMessageRequest",
    14: "SeparatorComponentForMessageRequest",
}


def draw(said: Message) -> Rendered:
    return rendered(said, ACCOUNTS.get, Ref.encode)


def given(drawn: Rendered) -> list[dict[str, Any]]:
    """The components that Discord is given."""
    return list(drawn.view.to_components())  # type: ignore[no-untyped-call]


def components(said: Message) -> list[dict[str, Any]]:
    return given(draw(said))


def allowed(drawn: Rendered) -> dict[str, Any]:
    return dict(drawn.mentions.to_dict())


def contents(said: Message) -> list[str]:
    """The markdown of its text displays."""
    return [c["content"] for c in components(said) if c["type"] == TEXT_DISPLAY]


def faults(drawn: Rendered) -> list[str]:
    """What Discord has against it."""
    names = frozenset(file.filename for file in drawn.files)
    found = check_components(given(drawn), flags=IS_COMPONENTS_V2, files=names)
    for component in given(drawn):
        found += faults_of_schema(_SCHEMAS[component["type"]], component)
    return found + faults_of_schema("MessageAllowedMentionsRequest", allowed(drawn))


@dataclass
class Seen:
    """What a person sees of components; `pings` whom the server finds in them, of those whom it
    may ping."""

    text: str = ""
    marks: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    pings: set[str] = field(default_factory=set)


def see(drawn: Rendered) -> Seen:
    seen = see_components(given(drawn))
    may = allowed(drawn)
    assert not may["parse"]
    seen.pings &= {str(outer_id) for outer_id in (*may["users"], *may["roles"])}
    return seen


def see_components(shown: Sequence[Mapping[str, Any]]) -> Seen:
    """As `plain` says them, one after the other."""
    seen = Seen()
    lines: list[str] = []
    for component in shown:
        match component["type"]:
            case 1:
                lines.append(" ".join(map(_control, component["components"])))
            case 10:
                reading = read(component["content"], NAMES)
                lines.append(reading.text)
                seen.marks += reading.marks
                seen.links += reading.links
                seen.mentions += reading.mentions
                seen.pings |= pings(component["content"])
            case 12:
                (item,) = component["items"]
                alt = item.get("description")
                lines.append(f"(image: {alt})" if alt else "(image)")
    seen.text = "\n".join(lines)
    return seen


def _control(control: Mapping[str, Any]) -> str:
    if control["type"] == 2:
        return f"[{control['label']}]"
    choices = " ".join(f"[{option['label']}]" for option in control["options"])
    return f"{control['placeholder']}: {choices}" if control.get("placeholder") else choices


def squeezed(text: str) -> str:
    """The text without what has no shape: white space, controls, zero-width characters."""
    shapeless = {"Cc", "Cf", "Zs", "Zl", "Zp"}
    return "".join(c for c in text if unicodedata.category(c) not in shapeless)
