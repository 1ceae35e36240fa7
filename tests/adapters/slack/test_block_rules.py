"""What the protocol server refuses in blocks: of each rule what keeps it, what breaks it."""

import pytest

from tests.adapters.slack.bodies import (
    POST,
    Json,
    actions,
    asked,
    button,
    menu,
    mrkdwn,
    option,
    options,
    plain,
    rich,
    section,
    text_input,
    told,
)
from tests.servers.slack.rules import check_call, check_message

# Each rule: what is well, what is not, and words of the fault.
BLOCKS: dict[str, tuple[list[Json], list[Json], str]] = {
    "number": ([section()] * 50, [section()] * 51, "51, at most 50"),
    "characters in all": (
        [section("x" * 2_500)] * 5,
        [section("x" * 2_800)] * 5,
        "characters in all",
    ),
    "kind": ([section()], [{"type": "zebra"}], "'zebra' may not stand here"),
    "surface": (
        [{"type": "markdown", "text": "x"}],
        [{"type": "file", "external_id": "x", "source": "remote"}],
        "file may not stand in a message",
    ),
    "unknown key": ([section()], [section(colour="red")], "'colour' was unexpected"),
    "text too long": ([section("x" * 3_000)], [section("x" * 3_001)], "too long"),
    "header too long": (
        [{"type": "header", "text": plain("x" * 150)}],
        [{"type": "header", "text": plain("x" * 151)}],
        "too long",
    ),
    "header in mrkdwn": (
        [{"type": "header", "text": plain("x")}],
        [{"type": "header", "text": mrkdwn("x")}],
        "plain_text",
    ),
    "too many fields": (
        [{"type": "section", "fields": [mrkdwn("x")] * 10}],
        [{"type": "section", "fields": [mrkdwn("x")] * 11}],
        "too long",
    ),
    "a field too long": (
        [{"type": "section", "fields": [mrkdwn("x" * 2_000)]}],
        [{"type": "section", "fields": [mrkdwn("x" * 2_001)]}],
        "too long",
    ),
    "empty section": ([section()], [{"type": "section"}], "without text and fields"),
    "blank text": ([section()], [section(" ")], "blank"),
    "empty actions": ([actions(button())], [actions()], "nothing in it"),
    "too many buttons": (
        [actions(*(button(str(n)) for n in range(25)))],
        [actions(*(button(str(n)) for n in range(26)))],
        "too long",
    ),
    "button's label": (
        [actions(button(text=plain("x" * 75)))],
        [actions(button(text=plain("x" * 76)))],
        "too long",
    ),
    "button's style": (
        [actions(button(style="danger"))],
        [actions(button(style="plain"))],
        "'plain' is not one of",
    ),
    "no action_id": (
        [actions(button())],
        [actions({"type": "button", "text": plain("x")})],
        "no action_id",
    ),
    "action_id twice": (
        [actions(button("a")), actions(button("a"))],
        [actions(button("a"), button("a"))],
        "'a' is there twice",
    ),
    "block_id twice": (
        [section(block_id="a"), section(block_id="b")],
        [section(block_id="a"), section(block_id="a")],
        "'a' is there twice",
    ),
    "empty block_id": ([section(block_id="a")], [section(block_id="")], "block_id: empty"),
    "button's address": (
        [actions(button(url="https://example.org/?a=b"))],
        [actions(button(url="javascript:alert(1)"))],
        "no address",
    ),
    "too many options": (
        [actions(menu(options=options(100)))],
        [actions(menu(options=options(101)))],
        "too long",
    ),
    "no options": ([actions(menu(options=options(1)))], [actions(menu(options=[]))], "no options"),
    "options and groups": (
        [actions(menu(option_groups=[{"label": plain("x"), "options": options(2)}]))],
        [actions(menu())],
        "either options or option_groups",
    ),
    "option's value": (
        [actions(menu(options=[option("v" * 75)]))],
        [actions(menu(options=[option("v" * 76)]))],
        "too long",
    ),
    "value twice": (
        [actions(menu(options=options(2)))],
        [actions(menu(options=[option("v", "x"), option("v", "y")]))],
        "'v' is there twice",
    ),
    "initial option": (
        [actions(menu(options=options(3), initial_option=options(3)[2]))],
        [actions(menu(options=options(3), initial_option=options(4)[3]))],
        "not among the options",
    ),
    "initial options": (
        [actions(menu("checkboxes", options=options(3), initial_options=options(2)))],
        [actions(menu("checkboxes", options=options(3), initial_options=options(4)))],
        "not among the options",
    ),
    "no initial options": (
        [actions(menu("checkboxes", options=options(3)))],
        [actions(menu("checkboxes", options=options(3), initial_options=[]))],
        "initial_options is empty",
    ),
    "too many boxes": (
        [actions(menu("checkboxes", options=options(10)))],
        [actions(menu("checkboxes", options=options(11)))],
        "too long",
    ),
    "overflow": (
        [actions(menu("overflow", options=options(5)))],
        [actions(menu("overflow", options=options(6)))],
        "6 options",
    ),
    "initial user": (
        [actions(menu("users_select", initial_user="U0123"))],
        [actions(menu("users_select", initial_user="ann"))],
        "'ann' has not the form of one",
    ),
    "initial channels": (
        [actions(menu("multi_conversations_select", initial_conversations=["C01", "D02"]))],
        [actions(menu("multi_conversations_select", initial_conversations=["C01", "C01"]))],
        "'C01' is there twice",
    ),
    "lengths": (
        [asked(text_input(min_length=2, max_length=2))],
        [asked(text_input(min_length=3, max_length=2))],
        "is over max_length",
    ),
    "greatest length": (
        [asked(text_input(max_length=3_000))],
        [asked(text_input(max_length=3_001))],
        "max_length 3001",
    ),
    "initial value": (
        [asked(text_input(initial_value="xx", max_length=2))],
        [asked(text_input(initial_value="xxx", max_length=2))],
        "longer than max_length",
    ),
    "a file in a message": (
        [asked(text_input())],
        [asked({"type": "file_input", "action_id": "a"})],
        "file_input may not stand in a message",
    ),
    "a button asked for": ([asked(text_input())], [asked(button())], "may not stand here"),
    "picture": (
        [{"type": "image", "image_url": "https://example.org/x.png", "alt_text": "x"}],
        [{"type": "image", "image_url": "x.png", "alt_text": "x"}],
        "no address",
    ),
    "empty word": (
        [rich({"type": "text", "text": " "})],
        [rich({"type": "text", "text": ""})],
        "empty",
    ),
    "no words": ([rich({"type": "text", "text": "x"})], [rich()], "nothing in it"),
    "style": (
        [rich({"type": "text", "text": "x", "style": {"bold": True}})],
        [rich({"type": "text", "text": "x", "style": {"bald": True}})],
        "'bald' was unexpected",
    ),
    "link": (
        [rich({"type": "link", "url": "https://example.org/%20", "text": "x"})],
        [rich({"type": "link", "url": "https://example.org/ ", "text": "x"})],
        "no address",
    ),
    "date": (
        [rich({"type": "date", "timestamp": 1, "format": "{time}", "fallback": "00:00"})],
        [rich({"type": "date", "timestamp": "1", "format": "{time}"})],
        "is not of type 'number'",
    ),
    "ampersand": ([section("R&amp;D &lt;b&gt;")], [section("R&D")], "& is not escaped"),
    "angle": ([section("a &lt; b")], [section("a < b")], "< is not escaped"),
    "other angle": ([section("&gt; a")], [section("> a")], "> is not escaped"),
    "other entities": ([section("&amp;quot;")], [section("&quot;")], "& is not escaped"),
    "controls": (
        [
            section("<@U0123> <#C012|a> <!here> <!subteam^S01> <https://x.org/?a&amp;b|c | d>"),
            section("<!date^1790000000^{date_short_pretty} at {time}|Mon 29 Mar 09:30>"),
        ],
        [section("<!date^soon^{time}|soon>")],
        "< is not escaped",
    ),
    "ampersand in a link": (
        [section("<https://x.org/?a&amp;b|c>")],
        [section("<https://x.org/?a&b|c>")],
        "& is not escaped",
    ),
}


@pytest.mark.parametrize("rule", BLOCKS)
def test_rules_of_blocks(rule: str) -> None:
    well, wrong, words = BLOCKS[rule]
    assert check_message({"text": "x", "blocks": well}) == []
    assert words in told(check_message({"text": "x", "blocks": wrong}))
    assert check_call("chat.postMessage", POST | {"blocks": well}) == []
    assert words in told(check_call("chat.postMessage", POST | {"blocks": wrong}))
