"""References of buttons and forms."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.messages.refs import MOST_CHARACTERS, Ref, UnreadableRef
from tests.messages.strategies import HOSTILE, refs


@given(refs)
def test_a_reference_comes_back_as_it_was(ref: Ref) -> None:
    encoded = ref.encode()
    assert Ref.decode(encoded) == ref
    assert len(encoded) <= MOST_CHARACTERS == 80


def test_a_reference_is_written_in_a_way_that_old_buttons_keep() -> None:
    assert Ref("asks.answer", ("0a1b", "2c")).encode() == "1~asks.answer~0a1b~2c"
    assert Ref("inbox.open").encode() == "1~inbox.open"
    assert Ref.decode("3~tasks.hand_back~7") == Ref("tasks.hand_back", ("7",), 3)


@given(refs, refs)
def test_two_references_are_never_written_the_same(one: Ref, other: Ref) -> None:
    assert (one.encode() == other.encode()) == (one == other)


@given(st.text(max_size=120) | st.text("0123~.az_", max_size=20) | st.sampled_from(HOSTILE))
@example("01~inbox.open")
@example("0~inbox.open")
@example("-1~inbox.open")
@example("\u0661~inbox.open")  # an Arabic digit
@example("1~inbox.open\n")
@example("1~inbox.open~two words")
@example("1~inbox.open~" + "a" * 88)
@example("1~inbox")
@example("~inbox.open")
@example("1")
def test_what_is_not_a_reference_is_refused(encoded: str) -> None:
    try:
        ref = Ref.decode(encoded)
    except UnreadableRef:
        return
    assert ref.encode() == encoded


@pytest.mark.parametrize(
    "ref",
    [
        Ref("inbox"),
        Ref("Inbox.open"),
        Ref("inbox.open.all"),
        Ref("inbox.open\n"),
        Ref("inbox.open", ("a~b",)),
        Ref("inbox.open", ("<!channel>",)),
        Ref("inbox.open", version=0),
        Ref("inbox.open", version=-1),
        Ref("inbox.open", ("a" * 68,)),
    ],
)
def test_a_malformed_reference_is_never_written(ref: Ref) -> None:
    with pytest.raises(ValueError, match=r"not a reference|longer than"):
        ref.encode()


def test_the_longest_reference_has_eighty_characters() -> None:
    longest = Ref("inbox.open", ("a" * 67,))
    assert len(longest.encode()) == 80
    assert Ref.decode(longest.encode()) == longest
