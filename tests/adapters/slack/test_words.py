"""What somebody typed, read without Slack's escapes."""

import pytest

from adapters.slack.words import Typed, clean, read_command, read_text


@pytest.mark.parametrize(
    ("command", "text", "typed"),
    [
        ("/unstuck", "", Typed("", "", ())),
        ("/unstuck", "  ", Typed("", "", ())),
        ("/unstuck", "help", Typed("help", "", ())),
        ("/unstuck", " Help  check-in ", Typed("help", "check-in", ())),
        ("/unstuck", "zone\nEurope/London", Typed("zone", "Europe/London", ())),
        ("/ask", "which seed?", Typed("ask", "which seed?", ())),
        ("/ask", "", Typed("ask", "", ())),
    ],
)
def test_a_command_is_a_verb_and_its_words(command: str, text: str, typed: Typed) -> None:
    assert read_command(command, text) == typed


def test_people_are_taken_out_of_the_words_each_once() -> None:
    typed = read_command("/unstuck", "pair <@U1|ann>, <@U2> and <@U1|ann> tomorrow")
    assert typed == Typed("pair", "and tomorrow", ("U1", "U2"))


def test_a_command_of_people_alone_has_no_words() -> None:
    assert read_command("/ask", "<@U1|ann>") == Typed("ask", "", ("U1",))


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("R&amp;D &lt;b&gt;", "R&D <b>"),
        ("&amp;lt;", "&lt;"),
        ("<@U1|ann> <@U2>", "@ann @U2"),
        ("<#C1|general> <#C2>", "#general #C2"),
        ("<!subteam^S1|@lab> <!channel>", "@lab @channel"),
        ("<https://x.org/?a=b&amp;c>", "https://x.org/?a=b&c"),
        ("<http://x.org|x.org>", "http://x.org"),
        ("<https://x.org|the log>", "the log (https://x.org)"),
        ("*as* _it_ is", "*as* _it_ is"),
    ],
)
def test_a_text_reads_as_it_was_typed(sent: str, typed: str) -> None:
    assert read_text(sent) == typed


def test_what_no_database_keeps_is_shown_as_missing() -> None:
    assert clean("a\x00b\ud83dc\U0001f44b") == "a\ufffdb\ufffdc\U0001f44b"
    assert read_text("a\x00") == "a\ufffd"
    assert read_command("/ask", "a\x00").words == "a\ufffd"
