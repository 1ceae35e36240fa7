"""Messages as Slack's blocks: valid, and within what they may cost."""

import pytest
from hypothesis import given, settings

from adapters.slack.render import fallback_of, home_of
from bot.messages.cost import cost
from bot.messages.limits import SLACK
from bot.messages.parts import (
    Button,
    Buttons,
    Clock,
    Divider,
    Fields,
    Heading,
    Image,
    Link,
    Message,
    Option,
    Paragraph,
    Part,
    Quote,
    Select,
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
from bot.messages.split import split
from tests.adapters.slack.rendered import ACCOUNTS, ANN, AT, BEN, URL, blocks, faults, read
from tests.messages.platforms import measure
from tests.messages.strategies import messages
from tests.servers.slack.rules import check_message, check_view

patient = settings(deadline=None, max_examples=50)

# --- what Slack takes ---------------------------------------------------------------------------


@patient
@given(messages)
def test_slack_takes_every_piece(said: Message) -> None:
    for piece in split(said, SLACK):
        rendered = blocks(piece)
        assert rendered
        assert faults(rendered) == []
        assert check_message({"text": fallback_of(piece)}) == []


@patient
@given(messages)
def test_no_part_takes_more_than_it_may(said: Message) -> None:
    for piece in split(said, SLACK):
        for part in piece.parts:
            rendered = blocks(Message((part,), piece.addresses))
            assert len(rendered) == 1
            assert measure(rendered[0]) <= cost(part, SLACK).characters, part


def longest_parts() -> dict[str, Part]:
    ref = Ref("asks.pick", ("x" * 66,))
    named = [Ref("asks.answer", (f"{number:066}",)) for number in range(25)]
    return {
        "heading": Heading("&" * 30),
        "buttons": Buttons(tuple(Button("x" * 75, does, Style.MAIN) for does in named)),
        "menu": Select("x" * 150, ref, tuple(Option(f"{n:075}", "&" * 15) for n in range(25))),
        "picture": Image(b"", "<" * 500),
        "quote": Quote("x\n" * 270),
        "words": Paragraph((Text("x", is_strong=True, is_code=True), ANN) * 20),
        "instants": Paragraph((When(AT, "Nowhere/Else", Clock.DATE_AND_TIME),) * 19),
        "quiet instants": Paragraph(
            (When(AT, "Nowhere/Else", Clock.DATE_AND_TIME),) * 19, is_quiet=True
        ),
        "quiet lines": Paragraph((Text("x\n" * 200, is_strong=True, is_code=True),), is_quiet=True),
        "links": Paragraph((Link("x", "https://x.org/?" + "&" * 90),) * 5),
        "quiet links": Paragraph((Link("x", "https://x.org/?" + "&" * 90),) * 5, is_quiet=True),
        "fields": Fields((("x", (Text("x"), ANN)),) * 10),
        "fields of lines": Fields((("x\n" * 20, (Link("x", URL), BEN)),) * 2),
    }


@pytest.mark.parametrize("what", longest_parts())
def test_the_longest_parts_keep_their_cost(what: str) -> None:
    for piece in split(Message((longest_parts()[what],), tuple(ACCOUNTS)), SLACK):
        rendered = blocks(piece)
        assert faults(rendered) == []
        spent = sum(cost(part, SLACK).characters for part in piece.parts)
        assert sum(measure(block) for block in rendered) <= spent


@pytest.mark.parametrize("blank", ["", " ", "\n\n", "\u2028"])
def test_what_nobody_sees_makes_no_block(blank: str) -> None:
    parts = (
        Heading(blank),
        say(blank),
        aside(blank, strong(blank)),
        Quote(blank),
        Fields(((blank, (Text(blank),)),)),
        Fields(()),
        Buttons(()),
        Select("x", Ref("asks.pick"), ()),
        Paragraph(()),
    )
    assert blocks(Message(parts)) == []


def test_blank_words_beside_others_do_no_harm() -> None:
    said = message(
        say("", strong(" "), "x", code(""), Link(" ", URL)),
        aside(" ", strong(" "), "x", code(" "), Link("", URL)),
        Fields((("", (Text("x"),)), ("x", ()), (" ", (Text(" "), ANN)))),
        Select(" ", Ref("asks.pick"), (Option("1", "x"),)),
        Image(b"", " "),
    )
    assert faults(blocks(said)) == []
    assert "(image)" in read(blocks(said)).text


# --- notifications, App Home --------------------------------------------------------------------


def test_a_notification_is_the_message_in_short() -> None:
    said = message(say("R&D <asks>, ", ANN), Divider(), Quote("which seed?"))
    assert fallback_of(said) == "R&amp;D &lt;asks&gt;, Ann\n\n&gt; which seed?"
    assert fallback_of(Message((Divider(),))) == "…"
    assert len(fallback_of(message(say("x" * 300)))) == 300
    assert fallback_of(message(say("x" * 301))) == "x" * 299 + "…"


def test_a_notification_ends_at_a_word() -> None:
    short = fallback_of(message(say("seed " * 100)))
    assert short.endswith("seed…")
    assert len(short) <= 300


@patient
@given(messages)
def test_slack_takes_every_home(said: Message) -> None:
    assert check_view(home_of(said, ACCOUNTS.get), "home") == []


def test_a_home_that_is_too_long_says_so() -> None:
    home = home_of(message(*(say(str(n)) for n in range(99))), ACCOUNTS.get)
    assert len(home["blocks"]) == 99
    home = home_of(message(*(say(str(n)) for n in range(300))), ACCOUNTS.get)
    assert check_view(home, "home") == []
    assert read(home["blocks"]).text.endswith("There is more: type /unstuck.")
