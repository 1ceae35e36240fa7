"""What the protocol server refuses in components: of each rule what keeps it, what breaks it."""

import pytest

from tests.adapters.discord.server_bodies import (
    V2,
    Json,
    button,
    container,
    display,
    file,
    gallery,
    link,
    option,
    options,
    people,
    row,
    section,
    select,
    text_input,
    told,
)
from tests.servers.discord.component_rules import check_components
from tests.servers.discord.documents import faults_of_schema


def buttons(count: int) -> list[Json]:
    return [button(str(number)) for number in range(count)]


EMOJI = {"name": "🐜"}

# Each rule: what is well, what is not, and words of the fault.
ROWS: dict[str, tuple[list[Json], list[Json], str]] = {
    "rows": (
        [row(button(str(number))) for number in range(5)],
        [row(button(str(number))) for number in range(6)],
        "6 rows, at most 5",
    ),
    "buttons": ([row(*buttons(5))], [row(*buttons(6))], "6 buttons, at most 5"),
    "empty row": ([row(button())], [row()], "nothing in it"),
    "two selects": (
        [row(select("a")), row(select("b"))],
        [row(select("a"), select("b"))],
        "2 selects, at most one",
    ),
    "select and button": (
        [row(select("a")), row(button("b"))],
        [row(select("a"), button("b"))],
        "alone in its row",
    ),
    "same id": (
        [row(button("a")), row(button("b"))],
        [row(button("a")), row(button("a"))],
        "custom_id 'a' is there twice",
    ),
    "same number": (
        [row(button("a", id=0), button("b", id=0), id=2)],
        [row(button("a", id=2), id=2)],
        "id '2' is there twice",
    ),
    "button's id": ([row(button())], [row(button(custom_id=None))], "without custom_id"),
    "button with url": ([row(link())], [row(button(url="https://x.org"))], "with url"),
    "link's url": ([row(link())], [row(link(url=None))], "without url"),
    "link's id": ([row(link())], [row(link(custom_id="a"))], "with custom_id"),
    "link's address": (
        [row(link(url="discord://-/channels/1/2"))],
        [row(link(url="ftp://x.org"))],
        "is no address",
    ),
    "premium": (
        [row(button(style=6, custom_id=None, label=None, sku_id="1"))],
        [row(button(style=6, custom_id=None, sku_id="1"))],
        "with a label",
    ),
    "premium's sku": (
        [row(button(style=6, custom_id=None, label=None, sku_id="1"))],
        [row(button(style=6, custom_id=None, label=None))],
        "without sku_id",
    ),
    "button's face": (
        [row(button(label=None, emoji=EMOJI))],
        [row(button(label=" "))],
        "without label and emoji",
    ),
    "select's id": ([row(select())], [row(select(""))], "no custom_id"),
    "options": ([row(select())], [row(select(options=[]))], "no options"),
    "same value": (
        [row(select(options=options(2)))],
        [row(select(options=[option("v"), option("v")]))],
        "value 'v' is there twice",
    ),
    "blank option": (
        [row(select(options=[option()]))],
        [row(select(options=[option(" ")]))],
        "a blank value",
    ),
    "least and most": (
        [row(select(min_values=2, max_values=2))],
        [row(select(min_values=2, max_values=1))],
        "min_values 2 is over max_values 1",
    ),
    "most and options": (
        [row(select(max_values=2))],
        [row(select(max_values=3))],
        "over its 2 options",
    ),
    "too many chosen": (
        [row(select(options=options(2, default=True), max_values=2))],
        [row(select(options=options(2, default=True)))],
        "2 are chosen, at most 1",
    ),
    "too few chosen": (
        [row(people(min_values=0, max_values=2, default_values=[]))],
        [row(people(min_values=2, max_values=2, default_values=[{"type": "user", "id": "1"}]))],
        "1 are chosen, at least 2",
    ),
    "twice chosen": (
        [row(people(max_values=2, default_values=[{"type": "user", "id": n} for n in "12"]))],
        [row(people(max_values=2, default_values=[{"type": "user", "id": 1}] * 2))],
        "'1' is there twice",
    ),
    "a field": ([row(button())], [row(text_input())], "a text input may not stand here"),
    "no such kind": ([row(button())], [{"type": 99}], "a 99 may not stand here"),
    "a button alone": ([row(button())], [button()], "a button may not stand here"),
}

LAYOUTS: dict[str, tuple[list[Json], list[Json], str]] = {
    "number": (
        [container(*[display()] * 39)],
        [container(*[display()] * 40)],
        "41, at most 40 with nested ones",
    ),
    "number with accessories": (
        [section(display(), accessory=button(str(n))) for n in range(13)],
        [section(display(), accessory=button(str(n))) for n in range(14)],
        "42, at most 40",
    ),
    "characters": (
        [display("x" * 2_000), container(display("x" * 2_000))],
        [display("x" * 2_000), container(display("x" * 2_001))],
        "4001 characters of text",
    ),
    "blank text": ([display()], [display(" \n")], "a blank text display"),
    "container in container": (
        [container(row(button()))],
        [container(container(row(button())))],
        "a container may not stand here",
    ),
    "empty container": ([container(display())], [container()], "nothing in it"),
    "empty section": ([section(display())], [section()], "nothing in it"),
    "in a section": ([section(display())], [section(row(button("b")))], "a row may not stand here"),
    "accessory": (
        [section(display(), accessory={"type": 11, "media": {"url": "https://x.org/x.png"}})],
        [section(display(), accessory=select())],
        "a string select may not stand here",
    ),
    "id in a section": (
        [section(display(), accessory=button("b")), row(button("a"))],
        [section(display(), accessory=button("a")), row(button("a"))],
        "custom_id 'a' is there twice",
    ),
    "picture": (
        [gallery("https://x.org/x.png", "attachment://x.png")],
        [gallery("x.png")],
        "'x.png' is no address",
    ),
    "thumbnail": (
        [section(display(), accessory={"type": 11, "media": {"url": "attachment://x.png"}})],
        [section(display(), accessory={"type": 11, "media": {"url": "attachment://y.png"}})],
        "names no file",
    ),
    "picture's file": (
        [gallery("attachment://x.png")],
        [gallery("attachment://y.png")],
        "names no file",
    ),
    "file": ([file()], [file("https://x.org/x.png")], "by attachment://"),
    "label": ([display()], [{"type": 18, "component": text_input()}], "a label may not stand"),
}

# What the document says itself: one of each kind, so that a change of it is seen.
DOCUMENTED: dict[str, tuple[Json, Json, str]] = {
    "label": (row(button(label="x" * 80)), row(button(label="x" * 81)), "too long"),
    "custom_id": (row(button("x" * 100)), row(button("x" * 101)), "too long"),
    "style": (row(button()), row(button(style=7)), "7 is not one of"),
    "url": (
        row(link(url="https://" + "x" * 504)),
        row(link(url="https://" + "x" * 505)),
        "too long",
    ),
    "options": (row(select(options=options(25))), row(select(options=options(26))), "at most 25"),
    "option's label": (
        row(select(options=[option(label="x" * 100)])),
        row(select(options=[option(label="x" * 101)])),
        "too long",
    ),
    "placeholder": (
        row(select(placeholder="x" * 150)),
        row(select(placeholder="x" * 151)),
        "too long",
    ),
    "default of another kind": (
        row(people(default_values=[{"type": "user", "id": 1}])),
        row(people(default_values=[{"type": "role", "id": 1}])),
        "'role' is not one of 'user'",
    ),
    "key": (row(button()), row(button(colour="red")), "'colour' is not in the document"),
}

DOCUMENTED_V2: dict[str, tuple[Json, Json, str]] = {
    "text": (display("x" * 4_000), display("x" * 4_001), "too long"),
    "no text": (display(), display(""), "too short"),
    "section": (section(*[display()] * 3), section(*[display()] * 4), "at most 3"),
    "pictures": (gallery(*["https://x"] * 10), gallery(*["https://x"] * 11), "at most 10"),
    "alt text": (
        gallery("https://x", description="x" * 1_024),
        gallery("https://x", description="x" * 1_025),
        "too long",
    ),
    "colour": (
        container(display(), accent_color=0xFFFFFF),
        container(display(), accent_color=0x1000000),
        "too great",
    ),
}


@pytest.mark.parametrize("rule", ROWS)
def test_rules_of_rows(rule: str) -> None:
    well, wrong, words = ROWS[rule]
    assert check_components(well) == []
    assert check_components(well, flags=V2) == []
    assert words in told(check_components(wrong))


@pytest.mark.parametrize("rule", LAYOUTS)
def test_rules_of_layouts(rule: str) -> None:
    well, wrong, words = LAYOUTS[rule]
    assert check_components(well, flags=V2, files=["x.png"]) == []
    assert words in told(check_components(wrong, flags=V2, files=["x.png"]))
    assert "without their flag" in told(check_components(well, files=["x.png"]))


@pytest.mark.parametrize("rule", DOCUMENTED | DOCUMENTED_V2)
def test_rules_of_the_document(rule: str) -> None:
    for rules, flags in (DOCUMENTED, 0), (DOCUMENTED_V2, V2):
        if rule in rules:
            well, wrong, words = rules[rule]
            assert check_components([well], flags=flags) == []
            assert faults_of_schema("MessageCreateRequest", {"components": [well]}) == []
            faults = faults_of_schema("MessageCreateRequest", {"components": [wrong]})
            assert words in told(faults)


def test_files_need_not_be_known() -> None:
    assert check_components([file()], flags=V2) == []


@pytest.mark.parametrize("junk", [None, "x", {}, [None], [{}], [{"components": 5}]])
def test_what_is_no_component_breaks_nothing(junk: list[Json]) -> None:
    """The document refuses it."""
    check_components(junk, flags=V2)
