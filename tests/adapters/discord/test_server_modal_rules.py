"""What the protocol server refuses in modals: of each rule what keeps it, what breaks it."""

import pytest

from tests.adapters.discord.server_bodies import (
    Json,
    button,
    display,
    label,
    modal,
    option,
    options,
    people,
    row,
    select,
    text_input,
    told,
)
from tests.servers.discord.documents import faults_of_schema
from tests.servers.discord.rules import check_modal


def group(kind: int = 22, count: int = 2, **more: object) -> Json:
    return {"type": kind, "custom_id": "a", "options": options(count), **more}


# Each rule: what is well, what is not, and words of the fault.
FIELDS: dict[str, tuple[Json, Json, str]] = {
    "label": (label(text_input(), "x" * 45), label(text_input(), "x" * 46), "46 characters"),
    "blank label": (label(text_input()), label(text_input(), " "), "a blank label"),
    "description": (
        label(text_input(), description="x" * 100),
        label(text_input(), description="x" * 101),
        "101 characters of description",
    ),
    "row": (label(text_input()), row(text_input(label="x")), "rows in modals are deprecated"),
    "button": (display(), label(button()), "a button may not stand here"),
    "own label": (label(text_input()), label(text_input(label="x")), "a label of its own"),
    "length": (
        label(text_input(min_length=9, max_length=9)),
        label(text_input(min_length=9, max_length=8)),
        "min_length 9 is over max_length 8",
    ),
    "long value": (
        label(text_input(max_length=3, value="xxx")),
        label(text_input(max_length=3, value="xxxx")),
        "longer than max_length",
    ),
    "short value": (
        label(text_input(min_length=3, value="xxx")),
        label(text_input(min_length=3, value="xx")),
        "shorter than min_length",
    ),
    "no custom_id": (label(people()), label(people("")), "no custom_id"),
    "disabled": (label(people(disabled=False)), label(people(disabled=True)), "can be disabled"),
    "required": (
        label(people(required=False, min_values=0)),
        label(people(min_values=0)),
        "required, and min_values is 0",
    ),
    "same value": (label(group()), label(group(options=[option()] * 2)), "'v' is there twice"),
    "radio": (label(group(21)), label(group(21, options=options(2, default=True))), "2 are chosen"),
    "checked": (
        label(group(max_values=2, options=options(2, default=True))),
        label(group(max_values=1, options=options(2, default=True))),
        "2 are chosen, at most 1",
    ),
    "most and options": (label(group(max_values=2)), label(group(max_values=3)), "its 2 options"),
    "upload": (
        label({"type": 19, "custom_id": "a", "max_values": 3}),
        label({"type": 19, "custom_id": "a", "min_values": 2}),
        "min_values 2 is over max_values 1",
    ),
    "blank text": (display(), display(" "), "a blank text display"),
}

MODALS: dict[str, tuple[Json, Json, str]] = {
    "title": (
        modal(display(), title="x" * 45),
        modal(display(), title="x" * 46),
        "title: 46 characters",
    ),
    "blank title": (modal(display()), modal(display(), title=" "), "title: 0 characters"),
    "custom_id": (
        modal(display(), custom_id="x" * 100),
        modal(display(), custom_id="x" * 101),
        "custom_id: 101 characters",
    ),
    "number": (modal(*[display()] * 5), modal(*[display()] * 6), "6, 1 to 5 may be"),
    "same id": (
        modal(label(text_input("a")), label(select("b"))),
        modal(label(text_input("a")), label(select("a"))),
        "custom_id 'a' is there twice",
    ),
}

DOCUMENTED: dict[str, tuple[Json, Json, str]] = {
    "value": (
        label(text_input(value="x" * 4_000)),
        label(text_input(value="x" * 4_001)),
        "too long",
    ),
    "style": (label(text_input(style=2)), label(text_input(style=3)), "3 is not one of"),
    "radio": (label(group(21, 2)), label(group(21, 1)), "at least 2"),
    "checkboxes": (label(group(22, 10)), label(group(22, 11)), "at most 10"),
    "checkbox": (
        label({"type": 23, "custom_id": "a", "default": True}),
        label({"type": 23, "custom_id": "a", "default": "yes"}),
        "not of type boolean",
    ),
}


@pytest.mark.parametrize("rule", FIELDS)
def test_rules_of_fields(rule: str) -> None:
    well, wrong, words = FIELDS[rule]
    assert check_modal(modal(well)) == []
    assert faults_of_schema("ModalInteractionCallbackRequestData", modal(well)) == []
    assert words in told(check_modal(modal(wrong)))


@pytest.mark.parametrize("rule", MODALS)
def test_rules_of_modals(rule: str) -> None:
    well, wrong, words = MODALS[rule]
    assert check_modal(well) == []
    assert words in told(check_modal(wrong))


@pytest.mark.parametrize("rule", DOCUMENTED)
def test_rules_of_fields_in_the_document(rule: str) -> None:
    well, wrong, words = DOCUMENTED[rule]
    assert check_modal(modal(well)) == []
    assert faults_of_schema("ModalInteractionCallbackRequestData", modal(well)) == []
    assert words in told(faults_of_schema("ModalInteractionCallbackRequestData", modal(wrong)))


@pytest.mark.parametrize("junk", [None, 5, "x", [], [None], {"x": 5}])
def test_what_is_no_modal_breaks_nothing(junk: object) -> None:
    """The document refuses it."""
    for key in ("title", "custom_id", "components"):
        check_modal(modal() | {key: junk})
    for key in ("min_length", "value", "label"):
        check_modal(modal(label(text_input() | {key: junk})))
        check_modal(modal(label(text_input()) | {key: junk}))
    for key in ("options", "default_values", "max_values", "custom_id", "id"):
        check_modal(modal(label(select() | {key: junk})))
