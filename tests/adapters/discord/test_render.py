"""Messages as Discord's components: valid, within what they may cost, and read as they were
written."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given as generated
from hypothesis import settings

from bot.domain.ids import PersonId
from bot.messages.cost import cost
from bot.messages.limits import DISCORD
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
    message,
    say,
    strong,
)
from bot.messages.plain import plain
from bot.messages.refs import Ref
from bot.messages.split import split
from tests.adapters.discord.drawn import (
    ACCOUNTS,
    ANN,
    NAMES,
    TEXT_DISPLAY,
    URL,
    WRITERS,
    components,
    contents,
    draw,
    faults,
    given,
    see,
    squeezed,
)
from tests.messages.platforms import units
from tests.messages.strategies import messages

patient = settings(deadline=None, max_examples=50)

AT = datetime(2027, 3, 28, 23, 30, tzinfo=UTC)

# --- what Discord takes -------------------------------------------------------------------------


@patient
@generated(messages)
def test_discord_takes_every_piece(said: Message) -> None:
    for piece in split(said, DISCORD):
        drawn = draw(piece)
        assert drawn.view.children
        assert faults(drawn) == []


@patient
@generated(messages)
def test_no_part_takes_more_than_it_may(said: Message) -> None:
    for piece in split(said, DISCORD):
        for part in piece.parts:
            drawn = draw(replace(piece, parts=(part,)))
            assert drawn.view.total_children_count <= cost(part, DISCORD).components, part
            texts = [c["content"] for c in given(drawn) if c["type"] == TEXT_DISPLAY]
            assert sum(map(units, texts)) <= max(cost(part, DISCORD).characters, 1), part


def longest_parts() -> dict[str, Part]:
    named = [Ref("asks.answer", (f"{number:060}",)) for number in range(25)]
    return {
        "heading": Heading("*" * 75),
        "buttons": Buttons(tuple(Button("x" * 75, does, Style.MAIN) for does in named)),
        "menu": Select(
            "x" * 150, Ref("asks.pick"), tuple(Option(f"{n:075}", "x" * 75) for n in range(25))
        ),
        "picture": Image(b"", "<" * 1_024),
        "quote": Quote("*\n" * 270),
        "addresses": Quote("https://a.io " * 300),
        "words": Paragraph((Text("x", is_strong=True), ANN) * 50),
        "code": Paragraph((Text("x", is_code=True),) * 200),
        "instants": Paragraph((When(AT, "Nowhere/Else", Clock.DATE_AND_TIME),) * 50),
        "quiet lines": Paragraph((Text("x\n" * 350, is_strong=True),), is_quiet=True),
        "links": Paragraph((Link("x", URL),) * 60),
        "links by their addresses": Paragraph((Link("", URL),) * 40),
        "links with brackets": Paragraph((Link("[x", "https://x.org/(?)"),) * 60),
        "no links": Paragraph((Link("x", "ftp://x.org/(?)"),) * 60),
        "people": Paragraph((Mention(PersonId("p9"), "*" * 40),) * 30),
        "groups": Paragraph((GroupMention(WRITERS, "*" * 40),) * 30),
        "fields": Fields(((("x\n" * 5).strip(), (Text("x", is_strong=True), ANN)),) * 10),
    }


@pytest.mark.parametrize("what", longest_parts())
def test_the_longest_parts_keep_their_cost(what: str) -> None:
    pieces = split(Message((longest_parts()[what],), tuple(ACCOUNTS), (WRITERS,)), DISCORD)
    for piece in pieces:
        drawn = draw(piece)
        assert faults(drawn) == []
        spent = sum(cost(part, DISCORD).characters for part in piece.parts)
        assert drawn.view.content_length() <= spent


# --- what is read -------------------------------------------------------------------------------


def as_shown(said: Message, links: list[tuple[str, str]]) -> Message:
    """The message with what Discord's clients show in place of people, links and instants;
    `links` are those that have words of their own."""
    return replace(said, parts=tuple(_part(part, said, links) for part in said.parts))


def _part(part: Part, said: Message, links: list[tuple[str, str]]) -> Part:
    match part:
        case Paragraph(spans):
            return replace(part, spans=tuple(_spans(spans, said, links)))
        case Fields(fields):
            named = [(name if squeezed(name) else "", value) for name, value in fields]
            return Fields(tuple((name, tuple(_spans(some, said, links))) for name, some in named))
        case Quote(text):
            return say(text)
        case Buttons(buttons):
            return Buttons(tuple(replace(b, label=_label(b.label)) for b in buttons))
        case Select(placeholder=words, options=options):
            shown = tuple(replace(option, label=_label(option.label)) for option in options)
            return replace(part, placeholder=words if squeezed(words) else "", options=shown)
        case Image(_, alt):
            return replace(part, alt=alt if squeezed(alt) else "")
    return part


def _label(label: str) -> str:
    return label if squeezed(label) else "…"


def _spans(spans: tuple[Span, ...], said: Message, links: list[tuple[str, str]]) -> Iterator[Span]:
    for span in spans:
        match span:
            case Mention(person) if person in said.addresses and person in ACCOUNTS:
                yield Text(f"@{NAMES[ACCOUNTS[person]]}")
            case GroupMention(outer_id) if outer_id in said.groups:
                yield Text(f"@{NAMES.get(outer_id, 'unknown-role')}")
            case Link(text, url):
                address = quote(url, "%/:?#[]@!$&'*+,;=~", errors="replace")
                if not squeezed(text) or text.strip() == url.strip():
                    yield Text(address)
                else:
                    has_words = (squeezed(text), address) in links
                    yield Text(text if has_words else f"{text} ({address})")
            case When(at, _, clock):
                day = f"{at.day} {at:%B %Y}"
                shown = {Clock.TIME: f"{at:%H:%M}", Clock.DATE: day}
                yield Text(shown.get(clock, f"{day} {at:%H:%M}"))
            case _:
                yield span


@patient
@generated(messages)
def test_what_is_read_is_what_was_written(said: Message) -> None:
    for piece in split(said, DISCORD):
        seen = see(draw(piece))
        links = [(squeezed(words), address) for words, address in seen.links]
        expected = squeezed(plain(as_shown(piece, links)))
        assert squeezed(seen.text) == (expected or "…")
        addressed = {ACCOUNTS[who] for who in piece.addresses if who in ACCOUNTS}
        addressed.update(piece.groups)
        assert set(seen.mentions) <= addressed
        assert seen.pings == set(seen.mentions)
        ours = {"heading", "strong", "code", "subtext", "quote"}
        ours |= {"user", "role", "time", "link", "address"}
        assert set(seen.marks) <= ours


def test_each_part_has_its_shape() -> None:
    said = message(
        Heading("Monday"),
        say("Hello ", strong("all"), " of ", code("/unstuck"), "."),
        aside("one\n\ntwo"),
        Fields((("Days", (Text("Mon–Fri"),)), ("", (Text("x"),)), ("Nothing", ()))),
        Quote("one\n\ntwo\n"),
        Divider(),
        say("after"),
    )
    assert contents(said) == [
        "### Monday",
        "Hello **all** of `/unstuck`\\.",
        "-# one\n\n-# two",
        "**Days**: Mon–Fri\nx\n**Nothing**:",
        ">>> one\n\ntwo",
        "after",
    ]
    assert [c["type"] for c in components(said)] == [10] * 5 + [14, 10]
    assert see(draw(said)).text == (
        "Monday\nHello all of /unstuck.\none\n\ntwo\nDays: Mon–Fri\nx\nNothing:\none\n\ntwo\nafter"
    )


def test_bold_keeps_to_its_lines_and_words() -> None:
    assert contents(
        message(say(strong(" one \n\ntwo"), strong("three"), code("a"), code("b")))
    ) == [" **one** \n\n**two**\u200b**three**`a`\u200b`b`"]
    assert contents(message(say("*", strong("b"), "`", code("c")))) == [
        "\\*\u200b**b**\\`\u200b`c`"
    ]


def test_code_that_could_end_early_is_words() -> None:
    assert contents(message(say(code("a`b")), say(code("a\nb")), say("x", code(" a*b\\ ")))) == [
        "a\\`b",
        "a\nb",
        "x `a*b\\` ",
    ]


def test_a_heading_is_one_line() -> None:
    assert contents(message(Heading("one\ntwo\u2028# three\n"))) == ["### one two \\# three"]


def test_instants_are_shown_in_each_readers_zone() -> None:
    instants = [When(AT, "Europe/London", clock) for clock in Clock]
    assert contents(message(Paragraph(tuple(instants)))) == [
        "<t:1806276600:t><t:1806276600:D><t:1806276600:f>"
    ]


# --- nothing to see -----------------------------------------------------------------------------


@pytest.mark.parametrize("blank", ["", " ", "\n\n", "\u2028", "\u200b\ufeff", "\x00\x07"])
def test_what_nobody_sees_makes_no_component(blank: str) -> None:
    parts = (
        Heading(blank),
        say(blank),
        aside(blank, strong(blank), code(blank)),
        Quote(blank),
        Fields(((blank, (Text(blank),)),)),
        Fields(()),
        Buttons(()),
        Select("x", Ref("asks.pick"), ()),
        Paragraph(()),
    )
    assert components(Message(parts)) == [{"type": 10, "content": "…"}]
    assert components(Message((*parts, say("x")))) == [{"type": 10, "content": "x"}]


def test_blank_words_beside_others_do_no_harm() -> None:
    said = message(
        say("", strong(" "), "x", code(""), Link(" ", URL)),
        aside(" ", strong(" "), "x", code(" "), Link("", URL)),
        Fields((("", (Text("x"),)), ("x", ()), (" ", (Text(" "), ANN)))),
        Select(" ", Ref("asks.pick"), (Option("1", "x"),)),
    )
    assert faults(draw(said)) == []


async def test_discord_py_keeps_nothing_of_a_view() -> None:
    assert draw(message(say("x"))).view.is_finished()
    assert draw(message(say("x"))).view.timeout is None
