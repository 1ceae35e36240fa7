"""Messages as plain text."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from bot.domain.ids import PersonId
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
    Quote,
    Select,
    Text,
    When,
    aside,
    code,
    message,
    say,
    strong,
)
from bot.messages.plain import plain, say_when
from bot.messages.refs import Ref
from tests.messages.strategies import messages, moments, texts

ANN = Mention(PersonId("p1"), "Ann")
AT = datetime(2027, 3, 28, 23, 30, tzinfo=UTC)


def button(label: str) -> Button:
    return Button(label, Ref("checkins.open"))


def test_a_group_reads_as_one_types_it() -> None:
    writers = GroupMention("123456789012345678", "writers")
    asked = message(say("For ", writers, "."), groups=(writers.outer_id,))
    assert plain(asked) == "For @writers."
    assert (message(say("Look:")) + asked).groups == (writers.outer_id,)


def test_a_message_reads_aloud() -> None:
    said = message(
        Heading("Daily"),
        say(ANN, " asks ", strong("you"), ", see ", Link("the log", "https://example.org/1"), "."),
        Quote("which seed?\n\nand which branch?"),
        Divider(),
        Fields((("Zone", (Text("Brisbane"),)), ("", (Text("no label"),)))),
        aside("Type ", code("/unstuck"), "."),
        Image(b"", "12 asks in May"),
        Buttons((button("Check in"), button("Skip today"))),
        Select("Choose a kind", Ref("asks.pick"), (Option("1", "waiting"), Option("2", "big"))),
    )
    assert plain(said) == (
        "Daily\n"
        "Ann asks you, see the log (https://example.org/1).\n"
        "> which seed?\n"
        ">\n"
        "> and which branch?\n"
        "\n"
        "Zone: Brisbane\n"
        "no label\n"
        "Type /unstuck.\n"
        "(image: 12 asks in May)\n"
        "[Check in] [Skip today]\n"
        "Choose a kind: [waiting] [big]"
    )


def test_a_link_without_words_of_its_own_is_said_once() -> None:
    url = "https://example.org/1"
    assert plain(message(say(Link(url, url), " ", Link("", url)))) == f"{url} {url}"


def test_what_has_no_words_is_still_there() -> None:
    select = Select("", Ref("asks.pick"), (Option("1", "waiting"),))
    assert plain(message(Image(b"", " "), select)) == "(image)\n[waiting]"
    assert plain(Message(())) == ""


@given(texts)
def test_every_line_of_a_quote_is_marked_as_one(text: str) -> None:
    lines = plain(message(Quote(text))).splitlines()
    assert all(line == ">" or line.startswith("> ") for line in lines)


@settings(deadline=None, max_examples=50)
@given(messages)
def test_a_terminal_has_nothing_to_obey(said: Message) -> None:
    assert not set(plain(said)) & {
        chr(n) for n in (*range(32), *range(127, 160)) if n not in {9, 10}
    }


@settings(deadline=None, max_examples=50)
@given(messages)
def test_every_name_is_said(said: Message) -> None:
    shown = plain(said)
    for part in said.parts:
        if isinstance(part, Heading) and part.text.isprintable():
            assert part.text in shown
        if isinstance(part, Buttons):
            assert all(f"[{b.label}]" in shown for b in part.buttons if b.label.isprintable())


def test_what_looks_like_markup_is_left_as_typed() -> None:
    hostile = "<!channel> @everyone </form> *_~` &amp; [a](https://evil.example)"
    assert plain(message(say(hostile))) == hostile


# --- instants ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "clock", "said"),
    [
        ("UTC", Clock.TIME, "23:30"),
        ("UTC", Clock.DATE, "Sun 28 Mar"),
        ("UTC", Clock.DATE_AND_TIME, "Sun 28 Mar 23:30"),
        ("Australia/Brisbane", Clock.TIME, "09:30"),
        ("Australia/Brisbane", Clock.DATE, "Mon 29 Mar"),
        ("Australia/Brisbane", Clock.DATE_AND_TIME, "Mon 29 Mar 09:30"),
        # An hour into summer time.
        ("Europe/London", Clock.DATE_AND_TIME, "Mon 29 Mar 00:30"),
        ("Asia/Kathmandu", Clock.TIME, "05:15"),
        ("Nowhere/Else", Clock.TIME, "23:30 UTC"),
        ("", Clock.DATE, "Sun 28 Mar UTC"),
        ("../../etc/passwd", Clock.DATE_AND_TIME, "Sun 28 Mar 23:30 UTC"),
        ("America", Clock.TIME, "23:30 UTC"),
    ],
)
def test_an_instant_is_said_on_its_readers_clock(zone: str, clock: Clock, said: str) -> None:
    assert say_when(When(AT, zone, clock)) == said
    assert plain(message(say("at ", When(AT, zone, clock)))) == f"at {said}"


@given(moments)
def test_a_day_and_a_time_are_said_in_the_same_words_everywhere(at: datetime) -> None:
    assert say_when(When(at, "UTC", Clock.DATE_AND_TIME)) == (
        f"{at:%a} {at.day} {at:%b} {at.hour:02}:{at.minute:02}"
    )
