"""Whatever somebody types is read as typed, wherever it stands, and pings nobody."""

import string
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.words import clean, escaped, is_visible, one_line, with_links
from bot.domain.ids import PersonId
from bot.messages.parts import (
    Fields,
    GroupMention,
    Heading,
    Link,
    Mention,
    Part,
    Quote,
    Span,
    Text,
    aside,
    code,
    message,
    say,
    strong,
)
from tests.adapters.discord.drawn import (
    ACCOUNTS,
    ANN,
    URL,
    WRITERS,
    draw,
    faults,
    see,
    squeezed,
)
from tests.messages.strategies import HOSTILE
from tests.servers.discord.markdown import pings, read

patient = settings(deadline=None, max_examples=200)

ANN_ID = ACCOUNTS[ANN.person]

TEXTS = [
    *(text[:400] for text in HOSTILE if squeezed(text)),
    f"@everyone @here <@{ANN_ID}> <@!{ANN_ID}> <@&{WRITERS}> <#{WRITERS}>",
    f"\\<@{ANN_ID}> \\\\<@{ANN_ID}> \\@everyone",
    "<id:customize> <id:browse> </unstuck:123456789012345678> <sound:0:1>",
    "<a:dance:123456789012345678> <:x:123456789012345678> :tada: :+1::skin-tone-2:",
    "<t:1790000000:R> <t:1790000000>",
    "[docs](https://a.example) [a](<https://a.example> 'b') [x]: https://a.example",
    "[https://bank.example](https://evil.example) <https://evil.example|https://bank.example>",
    "](https://evil.example) [click",
    "mailto:a@b.example <mailto:a@b.example> javascript:alert(1) discord://x steam://run/1",
    "# one\n## two\n### three\n-# small\n#four\n # five",
    "- a\n  - b\n* c\n+ d\n1. e\n  2. f\n10) g",
    "> a\n>>> b\n > c\n>d",
    "**a** *b* __c__ _d_ ~~e~~ ||f|| ***g*** `h` ``i`` *",
    "```py\nx\n``` ``` `` ` \\` \\``` ",
    "¯\\_(ツ)_/¯",
    "\\",
    "\\\\\\*not bold\\*",
    "*" * 400,
    "!" * 100,
    "a\r\nb\rc\x0bd\x0ce\x85f\u2028g",
    "1.\n-\n#\n>\n-#\n*",
    "   indented\n\ttabbed",
]

PLACES: dict[str, Callable[[str], Part]] = {
    "a paragraph": say,
    "after words": lambda text: say("x", text),
    "before a mention": lambda text: say(text, ANN),
    "bold": lambda text: say(strong(text)),
    "code": lambda text: say(code(text), strong(text)),
    "small": aside,
    "a heading": Heading,
    "a quote": Quote,
    "a label": lambda text: Fields(((text, (Text("x"),)),)),
    "a value": lambda text: Fields((("x", (Text(text),)), (text, (strong(text),)))),
    "a name": lambda text: say(Mention(PersonId("p9"), text), Mention(PersonId("p2"), text)),
    "a group": lambda text: say(GroupMention("1", text)),
    "a link": lambda text: say(text, Link(text, URL), text),
    "no link": lambda text: say(Link("x", text), Link(text, f"ftp://{text}")),
    "between others": lambda text: say(strong("x"), text, code("x"), text, strong("x"), text),
}

OURS = {"heading", "strong", "code", "subtext", "quote", "user", "link", "address"}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_it_means_nothing(place: str, text: str) -> None:
    part = PLACES[place](text)
    # Both may be pinged, but not by what somebody typed.
    drawn = draw(message(part, addresses=(ANN.person,), groups=(WRITERS,)))
    assert faults(drawn) == []
    seen = see(drawn)
    assert squeezed(text) in squeezed(seen.text)
    mentioned = [ANN_ID] if place == "before a mention" else []
    assert seen.mentions == mentioned
    assert seen.pings == set(mentioned)
    assert set(seen.marks) <= OURS
    assert seen.marks.count("heading") == (place == "a heading")
    assert seen.marks.count("quote") == (place == "a quote")
    assert ("subtext" in seen.marks) == (place == "small")
    typed = squeezed(text)
    assert all(
        squeezed(words) in {squeezed(address), typed, "x"} for words, address in seen.links
    ), seen.links
    assert all(
        address in text or address.startswith("https://example.org/log")
        for _, address in seen.links
    )


@patient
@given(st.lists(st.text("a1 \n\\`*_~|#>-.<@!&:/[]()t+", max_size=12), min_size=1, max_size=4))
def test_texts_beside_each_other_mean_nothing_either(texts: list[str]) -> None:
    """What two spans, harmless alone, could be together."""
    spans: list[Span] = [Text(text, is_strong=number % 2 == 1) for number, text in enumerate(texts)]
    for part in (say(*spans), aside(*spans), Fields((("x", tuple(spans)),))):
        seen = see(draw(message(part)))
        said = "".join(texts) if not isinstance(part, Fields) else "x:" + "".join(texts)
        assert squeezed(seen.text) == (squeezed(said) or "…")
        assert set(seen.marks) <= {"strong", "subtext"}


@patient
@given(st.text(max_size=80) | st.sampled_from(TEXTS))
def test_escaped_text_reads_as_typed(text: str) -> None:
    reading = read(f"x{escaped(text)}x")
    assert squeezed(reading.text) == squeezed(f"x{text}x")
    assert not reading.marks
    # These two nobody may: what a message may ping is said beside it.
    assert pings(escaped(text)) <= {"everyone", "here"}


# --- addresses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "addresses"),
    [
        ("see https://a.example/b_c_d?e=f&g=*h*.", ["https://a.example/b_c_d?e=f&g=*h*"]),
        ("(https://a.example/x)", ["https://a.example/x"]),
        ("[docs](https://a.example/x)", ["https://a.example/x"]),
        ("https://a.example, http://b.example!", ["https://a.example", "http://b.example"]),
        (
            "<https://evil.example|https://bank.example>",
            ["https://evil.example", "https://bank.example"],
        ),
        ("**https://a.example/x**", ["https://a.example/x**"]),
        ("xhttps://a.example", []),
        ("ftp://a.example javascript://a.example", []),
        ("https://", []),
    ],
)
def test_addresses_lead_where_they_say(typed: str, addresses: list[str]) -> None:
    for part in (say(typed), Quote(typed), aside(typed), Fields((("x", (Text(typed),)),))):
        seen = see(draw(message(part)))
        assert seen.links == [(address, address) for address in addresses]
        assert squeezed(typed) in squeezed(seen.text)


@pytest.mark.parametrize(
    ("link", "shown", "links"),
    [
        (Link("docs", URL), "docs", [("docs", "https://example.org/log?a=b&c=%28d%29")]),
        (Link("*docs*", "https://a.b/c d"), "*docs*", [("*docs*", "https://a.b/c%20d")]),
        (Link("", "https://a.b"), "https://a.b", [("https://a.b", "https://a.b")]),
        (Link("\u200b", "https://a.b"), "https://a.b", [("https://a.b", "https://a.b")]),
        (Link("https://a.b ", "https://a.b"), "https://a.b", [("https://a.b", "https://a.b")]),
        (Link("https://c.d", "https://a.b"), "https://c.d (https://a.b)", [("https://a.b",) * 2]),
        (Link(" \ndocs\x1e ", "https://a.b"), "docs", [("docs", "https://a.b")]),
        (Link("[1", "https://a.b"), "[1 (https://a.b)", [("https://a.b",) * 2]),
        (Link("a]b", "https://a.b"), "a]b (https://a.b)", [("https://a.b",) * 2]),
        (Link("a\nb", "https://a.b"), "a\nb (https://a.b)", [("https://a.b",) * 2]),
        (Link("a", "https://a.b/>x<y"), "a", [("a", "https://a.b/%3Ex%3Cy")]),
        (Link("a", "javascript:x"), "a (javascript:x)", []),
        (Link("a", "https:///x"), "a (https:///x)", []),
    ],
)
def test_links_lead_to_the_web_only(link: Link, shown: str, links: list[tuple[str, str]]) -> None:
    for part in (say("x ", link, " y"), aside("x ", link, " y")):
        seen = see(draw(message(part)))
        assert " ".join(seen.text.split()) == " ".join(f"x {shown} y".split())
        assert seen.links == links


# --- words --------------------------------------------------------------------------------------


def test_what_no_database_keeps_is_replaced() -> None:
    assert clean("a\x00b\ud83dc👋") == "a\ufffdb\ufffdc👋"
    assert clean("x" * 3) == "xxx"


def test_labels_are_one_line_and_never_blank() -> None:
    assert one_line(" a\r\nb\x07\ud83d ") == "a b\ufffd"
    assert one_line("*a*") == "*a*"
    for blank in ("", "\n", "\u200b", "\x00"):
        assert one_line(blank) == "…"
        assert not is_visible(blank)
    assert is_visible("\u0301")


def test_every_mark_is_escaped() -> None:
    """Also those that mean nothing by themselves: who knows what will."""
    assert escaped(string.punctuation) == "".join(f"\\{mark}" for mark in string.punctuation)


def test_escapes_are_no_longer_than_counted() -> None:
    for text in TEXTS:
        assert len(with_links(text)) <= len(escaped(text))
