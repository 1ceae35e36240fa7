"""Where a message is broken, and what stays together."""

from bot.domain.ids import PersonId
from bot.messages.limits import DISCORD, SLACK
from bot.messages.parts import (
    Button,
    Buttons,
    Divider,
    Fields,
    Heading,
    Message,
    Quote,
    Text,
    message,
    say,
)
from bot.messages.refs import Ref
from bot.messages.split import split

SENTENCE = "We ran it again with the same seed, and it failed. "


def row(count: int) -> Buttons:
    return Buttons(tuple(Button(f"Button {n}", Ref("task.act", (str(n),))) for n in range(count)))


def test_a_short_message_is_one_piece() -> None:
    short = message(
        Heading("Stuck"), say("Ann asks"), Quote("which seed?"), row(3), addresses=(PersonId("a"),)
    )
    assert split(short, DISCORD) == (short,)


def test_a_long_message_is_broken_between_its_parts() -> None:
    first, second = Quote("a " * 1_200), Quote("b " * 1_200)
    assert split(message(first, Divider(), second), DISCORD) == (message(first), message(second))


def test_a_divider_stays_within_a_piece() -> None:
    whole = message(say("one"), Divider(), Divider(), say("two"))
    outside = Message((Divider(), *whole.parts, Divider()))
    assert split(outside, SLACK) == (whole,)


def test_a_heading_goes_with_what_it_heads() -> None:
    first, head, second = say("a " * 1_000), Heading("Blocked"), say("b " * 1_500)
    assert split(message(first, head, second), DISCORD) == (message(first), message(head, second))
    with_rule = message(first, head, Divider(), second)
    assert split(with_rule, DISCORD) == (message(first), message(head, Divider(), second))


def test_buttons_go_with_what_they_act_on() -> None:
    first, second = say("a " * 1_000), say("b " * 900)
    pieces = split(message(first, second, row(5)), DISCORD)
    assert pieces == (message(first, second, row(5)),)
    pieces = split(message(first, say("b " * 990), row(5)), DISCORD)
    assert pieces == (message(first), message(say("b " * 990), row(5)))


def test_a_text_is_torn_before_its_heading_stands_alone() -> None:
    (first, second) = split(message(Heading("Log"), Quote(SENTENCE * 75)), DISCORD)
    assert [type(part) for part in first.parts] == [Heading, Quote]
    assert [type(part) for part in second.parts] == [Quote]


def test_a_text_that_ends_in_white_space_is_torn_too() -> None:
    log = f"{SENTENCE * 70}{chr(10) * 25}"
    (first, second) = split(message(Heading("x" * 140), Quote(log)), DISCORD)
    assert [type(part) for part in first.parts] == [Heading, Quote]
    assert [type(part) for part in second.parts] == [Quote]


def test_a_text_is_torn_before_its_buttons_stand_alone() -> None:
    (first, second) = split(message(Quote(SENTENCE * 75), row(5)), DISCORD)
    assert [type(part) for part in first.parts] == [Quote]
    assert [type(part) for part in second.parts] == [Quote, Buttons]


def test_fields_are_torn_before_their_heading_stands_alone() -> None:
    fields = Fields(tuple((f"Field {n}", (Text("x" * 360),)) for n in range(10)))
    head = Heading("Settings of the whole team, and who is off today and until when")
    (first, second) = split(message(head, fields), DISCORD)
    assert [type(part) for part in first.parts] == [Heading, Fields]
    assert [type(part) for part in second.parts] == [Fields]


def test_a_text_is_not_torn_if_that_keeps_no_buttons_with_it() -> None:
    text = Quote(SENTENCE * 20)
    pieces = split(message(text, row(40)), DISCORD)
    assert pieces[0].parts[0] == text
    assert sum(isinstance(part, Quote) for piece in pieces for part in piece.parts) == 1
    assert sum(isinstance(part, Buttons) for piece in pieces for part in piece.parts) == 8


def test_a_short_text_is_not_torn() -> None:
    heads = [Heading("x" * 140)] * 26
    pieces = split(Message((*heads, say("word " * 60))), DISCORD)
    assert [len(piece.parts) for piece in pieces] == [26, 1]
    assert pieces[1] == message(say("word " * 60))


def test_a_text_is_not_torn_into_more_parts_than_a_message_has() -> None:
    heads = [Heading("x")] * 39  # and a container: Discord's 40 components
    assert [
        len(piece.parts) for piece in split(Message((*heads, Quote(SENTENCE * 74))), DISCORD)
    ] == [39, 1]


def test_a_message_with_too_many_buttons_is_broken_between_its_rows() -> None:
    pieces = split(message(say("Choose one"), row(40)), DISCORD)
    assert [len(piece.parts) for piece in pieces] == [7, 2]
    assert pieces[0].parts[0] == say("Choose one")
