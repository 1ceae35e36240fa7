"""Messages broken into pieces that every platform takes, and what stays together."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.ids import PersonId
from bot.messages.cost import cost, fits
from bot.messages.limits import DISCORD, PLAYGROUND, SLACK, Limits
from bot.messages.parts import (
    Button,
    Buttons,
    Divider,
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
    Text,
    message,
    say,
)
from bot.messages.plain import say_field, say_spans
from bot.messages.refs import Ref
from bot.messages.split import split
from tests.messages import strategies
from tests.messages.platforms import (
    discord_component,
    discord_refuses,
    measure,
    slack_block,
    slack_refuses,
    units,
)
from tests.messages.strategies import messages, sentences

ALL = (SLACK, DISCORD, PLAYGROUND)
limits_of_all = pytest.mark.parametrize("limits", ALL, ids=["slack", "discord", "playground"])

HELP = Ref("help.show")

patient = settings(deadline=None, max_examples=50)


def row(count: int, feature: str = "task") -> Buttons:
    return Buttons(
        tuple(Button(f"Button {n}", Ref(f"{feature}.act", (str(n),))) for n in range(count))
    )


def content(*pieces: Message) -> list[object]:
    """All that the pieces say and do, in order, but for white space."""
    found: list[object] = []
    for part in (part for piece in pieces for part in piece.parts):
        for item in _content_of(part):
            if isinstance(item, str) and found and isinstance(found[-1], str):
                found[-1] += item
            elif item:
                found.append(item)
    return found


def _content_of(part: Part) -> Iterator[object]:
    match part:
        case Heading(text) | Quote(text):
            yield "".join(text.split())
        case Paragraph(said):
            yield "".join(say_spans(said).split())
        case Fields(fields):
            yield "".join("".join(say_field(*field).split()) for field in fields)
        case Buttons(buttons):
            yield from ((button.does, button.style) for button in buttons)
        case Select(_, does, options):
            yield from ((does, option.value) for option in options)
        case Image(png, alt):
            yield (png,)
            yield "".join(alt.split())
        case Divider():
            pass


# --- every message ----------------------------------------------------------------------------


@patient
@given(messages)
def test_every_piece_fits_and_nothing_is_lost(said: Message) -> None:
    for limits in ALL:
        pieces = split(said, limits)
        assert all(fits(piece, limits) for piece in pieces)
        assert content(*pieces) == content(said)


@patient
@given(messages)
def test_the_platforms_take_every_piece(said: Message) -> None:
    refusals = [slack_refuses(piece) for piece in split(said, SLACK)]
    refusals += [discord_refuses(piece) for piece in split(said, DISCORD)]
    assert not any(refusals), refusals


@patient
@given(messages)
def test_a_piece_is_left_as_it_is(said: Message) -> None:
    for limits in ALL:
        for piece in split(said, limits):
            assert split(piece, limits) == (piece,)
            assert not {type(piece.parts[0]), type(piece.parts[-1])} & {Divider}


@patient
@given(messages, st.sets(st.sampled_from(strategies.PEOPLE)))
def test_each_is_addressed_once_where_they_are_mentioned_first(
    said: Message, people: set[PersonId]
) -> None:
    said = replace(said, addresses=tuple(people))
    for limits in ALL:
        pieces = split(said, limits)
        assert all(piece.groups == said.groups for piece in pieces[:1])
        assert not any(piece.groups for piece in pieces[1:])
        addressed = [person for piece in pieces for person in piece.addresses]
        assert sorted(addressed) == (sorted(people) if pieces else [])
        unseen = set(people)
        for piece in pieces:
            here = people_in(piece) & unseen
            assert here <= set(piece.addresses)
            unseen -= here
        if fits(said, limits):
            assert len(pieces) == (set(said.parts) != {Divider()})


@limits_of_all
def test_many_who_are_mentioned_are_all_pinged(limits: Limits) -> None:
    """Discord takes a hundred a message."""
    people = [PersonId(f"p{n}") for n in range(1000)]
    named = [span for person in people for span in (Mention(person, "Bo"), Text(", "))]
    pieces = split(message(Paragraph(tuple(named)), addresses=tuple(people)), limits)
    assert [person for piece in pieces for person in piece.addresses] == people
    assert all(people_in(piece) == set(piece.addresses) for piece in pieces)
    assert limits is not DISCORD or all(len(piece.addresses) <= 100 for piece in pieces)


def people_in(said: Message) -> set[PersonId]:
    lines = [part.spans for part in said.parts if isinstance(part, Paragraph)]
    lines += [line for part in said.parts if isinstance(part, Fields) for _, line in part.fields]
    return {span.person for line in lines for span in line if isinstance(span, Mention)}


@patient
@given(strategies.parts)
@example(Paragraph((Link("", "https://example.org/a?b=c&d=(e)"),)))
def test_a_part_costs_at_least_what_renderers_spend(part: Part) -> None:
    slack, discord = slack_block(part), discord_component(part)
    assert measure(slack) <= cost(part, SLACK).characters
    assert cost(part, SLACK).components == 1
    assert units(discord.get("content", "")) <= cost(part, DISCORD).characters
    assert 1 + len(discord.get("components", ())) <= cost(part, DISCORD).components


sections = st.tuples(
    st.text(min_size=1, max_size=20).filter(str.strip).map(Heading),
    sentences.map(Quote) | sentences.map(say),
    st.integers(1, 10),
)


@patient
@given(st.lists(sections, min_size=1, max_size=6))
def test_a_heading_keeps_its_text_and_buttons_theirs(
    many: list[tuple[Heading, Part, int]],
) -> None:
    parts: list[Part] = []
    for number, (heading, body, count) in enumerate(many):
        parts += [heading, body, Divider(), row(count, f"task{'_' * number}")]
    for limits in ALL:
        for piece in split(Message(tuple(parts)), limits):
            assert not isinstance(piece.parts[0], Buttons)
            assert not isinstance(piece.parts[-1], Heading)


# --- what becomes of a part ------------------------------------------------------------------


@limits_of_all
def test_a_message_with_nothing_to_see_has_no_pieces(limits: Limits) -> None:
    nothing = message(say(""), Quote(" \n"), Divider(), Heading(""), Buttons(()), Fields(()))
    nothing += message(Fields((("", ()), (" ", (Text(""),)))))
    assert split(nothing, limits) == ()
    assert not fits(Message(()), limits)


def test_buttons_come_in_rows() -> None:
    (piece,) = split(message(say("x"), row(12)), DISCORD)
    assert [len(part.buttons) for part in piece.parts if isinstance(part, Buttons)] == [5, 5, 2]
    (piece,) = split(message(say("x"), row(27)), SLACK)
    assert [len(part.buttons) for part in piece.parts if isinstance(part, Buttons)] == [25, 2]


@limits_of_all
def test_no_piece_carries_a_reference_twice(limits: Limits) -> None:
    helping = Buttons((Button("Help", HELP), Button("Help me", HELP)))
    pieces = split(message(say("one"), helping, say("two")), limits)
    assert [len(part.buttons) for p in pieces for part in p.parts if isinstance(part, Buttons)] == [
        1,
        1,
    ]
    assert len(pieces) == 2


def test_many_options_come_in_several_selects() -> None:
    options = tuple(Option(str(n), f"Option {n}") for n in range(30))
    pieces = split(message(say("x"), Select("Choose", HELP, options)), DISCORD)
    selects = [part for piece in pieces for part in piece.parts if isinstance(part, Select)]
    assert [len(select.options) for select in selects] == [25, 5]


def test_what_is_too_long_for_a_heading_is_a_strong_paragraph() -> None:
    (piece,) = split(message(Heading("word " * 40)), SLACK)
    assert piece.parts == (Paragraph((Text("word " * 40, is_strong=True),)),)


def test_a_long_field_becomes_a_paragraph_in_its_place() -> None:
    fields = (("a", (Text("1"),)), ("log", (Text("x" * 2_500),)), ("b", (Text("2"),)))
    (piece,) = split(message(Fields(fields)), SLACK)
    log = Paragraph((Text("log", is_strong=True), Text(": "), Text("x" * 2_500)))
    assert piece.parts == (Fields(fields[:1]), log, Fields(fields[2:]))


def test_the_end_of_a_long_alternative_text_follows_its_picture() -> None:
    (piece,) = split(message(Image(b"", "word " * 300)), DISCORD)
    assert [type(part) for part in piece.parts] == [Image, Paragraph]


def test_a_link_is_not_torn() -> None:
    link = Link("the whole log of last night", "https://example.org/" + "a" * 150)
    pieces = split(message(Paragraph((Text("x" * 3_900), link))), DISCORD)
    assert [part for piece in pieces for part in piece.parts] == [
        say("x" * 3_900),
        Paragraph((link,)),
    ]


def test_a_link_without_words_of_its_own_is_shown_as_its_address() -> None:
    url = "https://example.org/1"
    assert split(message(say("See ", Link(" ", url))), SLACK) == (
        message(say("See ", Link(url, url))),
    )


def test_a_link_too_long_for_a_message_is_shown_as_words() -> None:
    url = "https://example.org/" + "a" * 9_000
    pieces = split(message(Paragraph((Link("log", url),))), DISCORD)
    assert content(*pieces) == [f"log({url})"]


def test_names_too_long_for_a_control_are_shortened() -> None:
    long = Message(
        (
            say("x"),
            Buttons((Button("Q&A " * 30, HELP), Button(" ", Ref("help.more")))),
            Select("p" * 200, Ref("help.pick"), (Option("v", "l" * 200),)),
        )
    )
    for limits in (SLACK, DISCORD, PLAYGROUND):
        (piece,) = split(long, limits)
        assert fits(piece, limits)
