"""Where texts are cut, and how they are measured."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages.cost import length, length_of_spans
from bot.messages.cut import cut, shorten
from bot.messages.limits import DISCORD, PLAYGROUND, SLACK, Limits
from bot.messages.parts import Quote, Span, message
from bot.messages.plain import say_span, say_spans
from bot.messages.split import split
from tests.messages.strategies import CLUSTERS, sentences, spans, texts

SENTENCE = "We ran it again with the same seed, and it failed. "

patient = settings(deadline=None)


@pytest.mark.parametrize("limits", [SLACK, DISCORD, PLAYGROUND])
@patient
@given(some=st.lists(spans, max_size=5), room=st.integers(0, 5_000))
def test_a_cut_loses_nothing(limits: Limits, some: list[Span], room: int) -> None:
    some = [span for span in some if say_span(span)]
    left, right = cut(some, limits, room)
    assert say_spans(left) + say_spans(right) == say_spans(some)
    assert length_of_spans(left, limits) <= room


def quotes(text: str, limits: Limits = DISCORD) -> list[str]:
    pieces = split(message(Quote(text)), limits)
    return [part.text for piece in pieces for part in piece.parts if isinstance(part, Quote)]


@patient
@given(sentences)
def test_a_long_quote_is_whole_when_put_together(text: str) -> None:
    assert "".join(quotes(text)) == text


def test_a_text_is_cut_at_a_paragraph_if_it_can() -> None:
    text = "\n\n".join([f"{SENTENCE}\n" * 20] * 6)
    assert all(piece.endswith("\n\n") for piece in quotes(text)[:-1])


def test_a_text_is_cut_at_a_line_rather_than_at_a_sentence() -> None:
    text = f"{SENTENCE}{SENTENCE}\n" * 60
    assert len(quotes(text)) > 1
    assert all(piece.endswith("\n") for piece in quotes(text))


def test_a_text_is_cut_at_a_sentence_rather_than_at_a_word() -> None:
    assert len(quotes(SENTENCE * 100)) > 1
    assert all(piece.endswith("failed. ") for piece in quotes(SENTENCE * 100))
    assert all(piece.endswith("。") for piece in quotes("今日は計画を終えましたよ。" * 400))


def test_a_text_is_cut_at_a_word_rather_than_within_one() -> None:
    url = "https://example.org/" + "a" * 1_900
    text = f"{'word ' * 500}{url} {'word ' * 500}"
    assert len(quotes(text)) > 1
    assert any(url in piece for piece in quotes(text))
    assert not any(piece.startswith(" ") for piece in quotes(text))


@pytest.mark.parametrize("cluster", CLUSTERS)
@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_what_people_see_as_a_character_stays_whole(cluster: str, before: str) -> None:
    pieces = quotes(before + cluster * 2_000)
    assert len(pieces) > 1
    assert {piece.removeprefix(before).replace(cluster, "") for piece in pieces} == {""}


def test_a_character_without_end_is_cut_all_the_same() -> None:
    text = "word" + "\u0301" * 9_000
    assert "".join(quotes(text)) == text
    assert len(quotes(text)) == 3


@patient
@given(texts, st.integers(1, 200))
def test_a_shortened_text_says_so(text: str, longest: int) -> None:
    shown = shorten(text, longest)
    assert length(shown) <= longest
    assert shown.strip()
    assert shown == text or shown.endswith("…")
    assert not text.strip() or text.startswith(shown.removesuffix("…"))
