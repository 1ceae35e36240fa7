"""Messages as Slack's blocks: read as they were written, and pinging only whom they address."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from bot.domain.ids import PersonId
from bot.messages.parts import (
    Button,
    Buttons,
    Clock,
    Fields,
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
from bot.messages.refs import Ref
from tests.adapters.slack.rendered import ACCOUNTS, ANN, AT, BEN, URL, blocks, faults, read, visible
from tests.messages.strategies import HOSTILE, spans, texts
from tests.servers.slack.reading import Reader
from tests.servers.slack.state import Workspace

patient = settings(deadline=None, max_examples=50)

TYPED = (
    *HOSTILE,
    "<!channel>",
    "@everyone and #general",
    "<@U0000000001>",
    "<http://evil.example|bank>",
    "*bold* _slanted_ ~gone~ `code` ```block```",
    "＊wide＊ ＿wide＿",  # noqa: RUF001
    ":smile: and 09:30:15",
    "> quoted\n&gt; too",
    "see https://evil.example/x_y_z",
    "snake_case * 2",
    "R&D &lt;b&gt;",
)


# --- what a person reads ------------------------------------------------------------------------

PLACES: dict[str, Callable[[str], Part]] = {
    "heading": Heading,
    "sentence": lambda text: say(text),
    "strong": lambda text: say(strong(text)),
    "code": lambda text: say(code(text)),
    "aside": lambda text: aside(text),
    "strong aside": lambda text: aside(strong(text)),
    "quote": Quote,
    "value": lambda text: Fields((("", (Text(text),)),)),
    "label": lambda text: Fields(((text, ()),)),
    "picture": lambda text: Image(b"", text),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("typed", TYPED)
def test_what_was_typed_reads_as_typed(place: str, typed: str) -> None:
    rendered = blocks(Message((PLACES[place](typed),), tuple(ACCOUNTS)))
    if not typed.strip():
        return
    reading = read(rendered)
    assert reading.text == visible(typed).removesuffix("\n")
    assert reading.mentions == []
    # An address that was typed leads where it says, and nowhere else.
    assert all(text == address and text in typed for text, address in reading.links)


@patient
@given(texts, texts)
def test_a_quiet_line_reads_as_typed(before: str, after: str) -> None:
    said = message(aside(before, strong(after), "x", code("y")))
    assert read(blocks(said)).text == visible(f"{before}{after}xy")


def test_what_was_typed_in_two_texts_is_not_parsed_as_one() -> None:
    said = message(aside(":smi", "le: *b", "old*"), Fields((("a", (Text("*b"), Text("c*"))),)))
    assert read(blocks(said)).text == ":smile: *bold*\na\n*bc*"


@pytest.mark.parametrize("typed", TYPED)
def test_labels_read_as_typed(typed: str) -> None:
    if not typed.strip():
        return
    option, ref = Option("1", typed), Ref("asks.pick")
    said = Message((Buttons((Button(typed, ref),)), Select(typed, ref, (option,))))
    (button,), (select,) = (block["elements"] for block in blocks(said))
    shown = [button["text"], select["placeholder"], select["options"][0]["text"]]
    reader = Reader(Workspace(now=lambda: AT))
    assert [reader.words(text) for text in shown] == [visible(typed)] * 3
    assert not any(text["emoji"] for text in shown)


@patient
@given(spans)
def test_only_whom_the_message_addresses_is_pinged(span: Span) -> None:
    parts = (Paragraph((span, ANN)), aside(BEN, span), Fields((("x", (span, ANN)),)), say(span))
    assert read(blocks(Message(parts))).mentions == []
    pinged = set(read(blocks(Message(parts, (BEN.person,)))).mentions)
    assert pinged <= {ACCOUNTS[BEN.person]}


def test_a_mention_is_a_user_only_if_addressed_and_known() -> None:
    cleo = Mention(PersonId("p3"), "Cleo *")
    said = Message((say(ANN, " and ", BEN, " and ", cleo),), (ANN.person, cleo.person))
    (block,) = blocks(said)
    (section,) = block["elements"]
    assert section["elements"] == [
        {"type": "user", "user_id": "U0000000001"},
        {"type": "text", "text": " and "},
        {"type": "text", "text": "Ben"},
        {"type": "text", "text": " and "},
        {"type": "text", "text": "Cleo *"},
    ]
    quiet = Message((aside(ANN, " and ", BEN),), (ANN.person,))
    assert blocks(quiet)[0]["elements"][0]["text"] == "<@U0000000001> and Ben"


@pytest.mark.parametrize(
    "typed", ["\ud83d half", "NUL \x00.", "\u202eright to left\u202c", "x" * 3_001, "שלום *עולם*"]
)
def test_nothing_is_lost_or_cut(typed: str) -> None:
    (quoted, said) = blocks(Message((Quote(typed), say(strong(typed)))))
    for block, kind in ((quoted, "rich_text_quote"), (said, "rich_text_section")):
        (section,) = block["elements"]
        assert section["type"] == kind
        assert section["elements"][0]["text"] == typed


def test_styles_are_shown_in_sentences_and_beside_them() -> None:
    spoken = (strong("Ann"), "’s ", code("/unstuck"), Text(" x", is_strong=True, is_code=True))
    sentence, quiet = blocks(message(say(*spoken), aside(*spoken)))
    styles = [word.get("style", {}) for word in sentence["elements"][0]["elements"]]
    assert styles == [{"bold": True}, {}, {"code": True}, {"bold": True, "code": True}]
    (small,) = quiet["elements"]
    unseen = "\u200b"
    assert small["text"].replace(unseen, "") == "*Ann*’s `/unstuck` *`x`*"
    # Mid-word marks count only beside a border that nobody sees.
    assert f"*{unseen}’s" in small["text"]
    assert small["verbatim"] is True


def test_code_is_marked_unless_it_could_end_its_mark() -> None:
    for typed in ("a`b", "two\nlines", "wide｀"):  # noqa: RUF001
        (small,) = blocks(message(aside(code(typed))))[0]["elements"]
        assert small == {"type": "plain_text", "text": typed, "emoji": False}
    (small,) = blocks(message(aside(code("/unstuck <verb> *"))))[0]["elements"]
    assert small["text"].strip("\u200b") == "`/unstuck &lt;verb&gt; *`"


def test_only_web_addresses_are_links() -> None:
    for url in ("javascript:alert(1)", "mailto:a@b.org", "https:///x", "//x.org", "ftp://x.org"):
        said = message(say(Link("here", url)), aside(Link("here", url)))
        reading = read(blocks(said))
        assert reading.links == []
        assert reading.text == f"here ({url})\nhere ({url})"


def test_links_lead_where_they_say() -> None:
    said = message(say(Link("the | log", URL)), aside(Link("a <b>", URL)), aside(Link("", URL)))
    assert faults(blocks(said)) == []
    assert read(blocks(said)).links == [("the | log", URL), ("a <b>", URL), (URL, URL)]


def test_no_character_of_an_address_ends_its_link() -> None:
    url = "https://example.org/a b|c>d<e\"f'g`h\n{i}é"
    said = message(say(Link("x", url)), aside(Link("x", url)))
    assert faults(blocks(said)) == []
    assert (
        read(blocks(said)).links
        == [("x", "https://example.org/a%20b%7Cc%3Ed%3Ce%22f'g%60h%0A%7Bi%7D%C3%A9")] * 2
    )


@pytest.mark.parametrize(
    ("clock", "there"),
    [
        (Clock.TIME, "9:30 AM"),
        (Clock.DATE, "tomorrow"),
        (Clock.DATE_AND_TIME, "tomorrow at 9:30 AM"),
    ],
)
def test_an_instant_is_shown_on_each_readers_clock(clock: Clock, there: str) -> None:
    when = When(datetime(2027, 3, 29, 23, 30, tzinfo=UTC), "Europe/London", clock)
    said = message(say("At ", when, "."), aside("At ", when, "."), Fields((("Next", (when,)),)))
    rendered = blocks(said)
    assert faults(rendered) == []
    shown = read(rendered, "Australia/Brisbane").text
    assert shown == f"At {there}.\nAt {there}.\nNext\n{there}"


def test_buttons_and_menus_carry_what_they_do() -> None:
    does = Ref("asks.answer", ("01hzx3nd6v8k2m4p",), 3)
    buttons = (Button("Go", does, Style.MAIN), Button("No", Ref("a.b"), Style.GRAVE))
    row, menu = blocks(
        message(Buttons((*buttons, Button("Later", Ref("a.c")))), Select("Which?", does, ()))
        + message(Select("Which?", does, (Option("1", "one"), Option("2", "two"))))
    )
    assert [(b["action_id"], b.get("style")) for b in row["elements"]] == [
        ("3~asks.answer~01hzx3nd6v8k2m4p", "primary"),
        ("1~a.b", "danger"),
        ("1~a.c", None),
    ]
    (select,) = menu["elements"]
    assert select["action_id"] == does.encode()
    assert [option["value"] for option in select["options"]] == ["1", "2"]


def test_addresses_in_an_answer_can_be_clicked() -> None:
    """What ends a sentence is not part of them, and of many the first ones are enough."""
    typed = "See https://a.example/b?c=1&d, (http://b.example/x_(y)). " + "http://c.example/1 " * 9
    reading = read(blocks(Message((Quote(typed),))))
    assert reading.text == visible(typed)
    assert [address for _, address in reading.links] == [
        "https://a.example/b?c=1&d",
        "http://b.example/x_(y",
        "http://c.example/1",
        "http://c.example/1",
    ]
