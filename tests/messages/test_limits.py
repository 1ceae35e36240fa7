"""Messages of every size around each limit, as the platforms see them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from bot.domain.ids import PersonId
from bot.messages.cost import Cost, fits, length
from bot.messages.limits import DISCORD, PLAYGROUND, SLACK
from bot.messages.parts import (
    Button,
    Buttons,
    Clock,
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
    Text,
    When,
    say,
)
from bot.messages.refs import Ref
from bot.messages.split import split
from tests.messages.platforms import discord_refuses, slack_refuses

AT = datetime(2027, 3, 28, 23, 30, tzinfo=UTC)
PICK = Ref("asks.pick", ("x" * 66,))


def named(number: int) -> Ref:
    return Ref("asks.answer", (f"{number:066}",))


def buttons(count: int) -> Buttons:
    return Buttons(tuple(Button("x" * 75, named(n)) for n in range(count)))


def options(count: int, size: int) -> tuple[Option, ...]:
    return tuple(Option(f"{n:075}", "x" * size) for n in range(count))


SIZES: dict[str, tuple[Callable[[int], Sequence[Part]], Sequence[int]]] = {
    "a heading": (lambda n: [Heading("x" * n)], range(145, 156)),
    "a heading of emoji": (lambda n: [Heading("👋" * n)], range(70, 80)),
    "parts": (lambda n: [say("x")] * n, range(36, 52)),
    "a paragraph": (lambda n: [say("x" * n)], (*range(2_840, 3_010, 9), *range(3_960, 4_010, 5))),
    "a paragraph to escape": (lambda n: [say("&" * n)], range(560, 620, 3)),
    "marks to escape": (lambda n: [say("*" * n)], range(1_930, 2_010, 7)),
    "a paragraph of lines": (lambda n: [say("x\n" * n)], range(280, 420, 6)),
    "a paragraph of words": (
        lambda n: [Paragraph(tuple(Text("x", is_strong=True) for _ in range(n)))],
        range(20, 460, 23),
    ),
    "a quote of lines": (lambda n: [Quote("x\n" * n)], range(280, 420, 6)),
    "a quote": (lambda n: [Quote("x" * n)], (*range(2_840, 3_010, 9), *range(3_960, 4_010, 5))),
    "quotes": (lambda n: [Quote("x" * n)] * 12, range(100, 3_000, 171)),
    "instants": (
        lambda n: [Paragraph((When(AT, "Europe/London", Clock.DATE_AND_TIME),) * n)],
        range(15, 200, 7),
    ),
    "people": (lambda n: [Paragraph((Mention(PersonId("p"), "Ann"),) * n)], range(36, 160, 7)),
    "groups": (lambda n: [Paragraph((GroupMention("1", "Ann"),) * n)], range(36, 160, 7)),
    "links": (lambda n: [Paragraph((Link("x", "https://x.org/?a&b"),) * n)], range(20, 100, 5)),
    "an address": (lambda n: [say(Link("x", "https://x.org/" + "a" * n))], range(2_700, 4_000, 87)),
    "fields": (lambda n: [Fields((("x", (Text("x"),)),) * n)], range(8, 23)),
    "a field": (lambda n: [Fields((("x", (Text("x" * n),)),))], range(1_800, 2_010, 9)),
    "long fields": (lambda n: [Fields((("x", (Text("x" * n),)),) * 10)], range(200, 420, 13)),
    "buttons": (lambda n: [say("x"), buttons(n)], range(1, 80, 3)),
    "a label": (lambda n: [Buttons((Button("x" * n, PICK),))], range(70, 85)),
    "a label to escape": (lambda n: [Buttons((Button("&" * n, PICK),))], range(10, 20)),
    "options": (lambda n: [Select("x", PICK, options(n, 75))], range(22, 53, 2)),
    "an option": (lambda n: [Select("x", PICK, options(25, n))], range(71, 106, 2)),
    "a placeholder": (lambda n: [Select("x" * n, PICK, options(2, 9))], range(145, 156)),
    "a picture": (
        lambda n: [Image(b"", "x" * n)],
        (*range(1_000, 1_030, 2), *range(1_980, 2_010, 2)),
    ),
}


@pytest.mark.parametrize("what", SIZES)
def test_the_platforms_take_every_size(what: str) -> None:
    build, sizes = SIZES[what]
    for size in sizes:
        said = Message(tuple(build(size)))
        for limits, refuses in ((SLACK, slack_refuses), (DISCORD, discord_refuses)):
            pieces = split(said, limits)
            assert [refuses(piece) for piece in pieces] == [""] * len(pieces), size
            assert all(fits(piece, limits) for piece in pieces), size
            assert not fits(said, limits) or not refuses(said), size


def test_a_message_is_not_broken_without_need() -> None:
    digest = Message((Heading("Monday"), Quote("x" * 600), buttons(2)))
    assert split(digest, SLACK) == split(digest, DISCORD) == split(digest, PLAYGROUND) == (digest,)
    assert len(split(Message((say("x" * 2_900),) * 3), SLACK)) == 1
    assert len(split(Message((say("x" * 1_900),) * 2), DISCORD)) == 1
    assert len(split(Message((say("x" * 1_900),) * 20), PLAYGROUND)) == 1


def test_lengths_count_what_escaping_adds() -> None:
    assert length("a&b", SLACK.markup) == 7
    assert length("a_b", DISCORD.markup) == 4
    assert length("👩🏽") == 4


def test_costs_add_up() -> None:
    assert Cost(1, 20) + Cost(2, 300) == Cost(3, 320)
    assert Cost(39, 4_000).is_within(DISCORD)
    assert not Cost(40, 4_000).is_within(DISCORD)
    assert not Cost(39, 4_001).is_within(DISCORD)
