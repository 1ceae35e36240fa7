"""Block Kit as Slack keeps it: ids given, texts completed, elements with their values."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import count
from typing import Any

from tests.servers.slack.state import Json

STATE_KEYS: Mapping[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
"""Of each element that keeps a value: its key in the state, and in the element.

Source: docs.slack.dev, reference/interaction-payloads and reference/block-kit/block-elements.
"""

TAKES_OPTIONS = {
    "static_select",
    "external_select",
    "radio_buttons",
    "multi_static_select",
    "multi_external_select",
    "checkboxes",
}
TAKES_MANY = {kind for kind, (key, _) in STATE_KEYS.items() if key.endswith("s")}
PRESSED = {"button", "icon_button", "overflow", "workflow_button"}
"""Elements that act and keep nothing."""

_ids = count(1)


def completed(blocks: Sequence[Json], *, in_message: bool = False) -> list[Json]:
    """The blocks as Slack gives them back: with block_ids, action_ids and the texts' defaults.

    In messages also plain text comes back escaped, once (bolt-python#513).
    """
    kept = deepcopy(list(blocks))
    for block in kept:
        block.setdefault("block_id", f"b{next(_ids):04x}")
        complete_texts(block, escapes=in_message)
    for _, element in elements(kept):
        element.setdefault("action_id", f"a{next(_ids):04x}")
    return kept


def complete_texts(part: Any, *, escapes: bool = False) -> None:
    """In place, at any depth: `emoji` and `verbatim` as they are when they are not said."""
    if isinstance(part, list):
        for each in part:
            complete_texts(each, escapes=escapes)
    elif isinstance(part, dict):
        if part.get("type") == "plain_text":
            part.setdefault("emoji", True)
            if escapes:
                part["text"] = escape(unescape(str(part.get("text", ""))))
        elif part.get("type") == "mrkdwn":
            part.setdefault("verbatim", False)
        for each in part.values():
            complete_texts(each, escapes=escapes)


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Only these three are decoded for display (docs.slack.dev, formatting-message-text)."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def elements(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Each interactive element with its block."""
    for block in blocks:
        for element in _of(block):
            if element.get("type") in PRESSED or element.get("type") in STATE_KEYS:
                yield block, element


def _of(block: Json) -> list[Json]:
    match block.get("type"):
        case "section" if block.get("accessory"):
            return [block["accessory"]]
        case "actions" | "context_actions":
            return list(block.get("elements", []))
        case "input":
            return [block["element"]]
        case "container":
            return [element for child in block.get("child_blocks", []) for element in _of(child)]
    return []


def empty_state(element: Json) -> Json:
    """The state of an element as it is first shown."""
    kind = element["type"]
    key, initial = STATE_KEYS[kind]
    return {"type": kind, key: deepcopy(element.get(initial, [] if kind in TAKES_MANY else None))}


def initial_values(blocks: Sequence[Json]) -> Json:
    """`state.values` of blocks that nobody has touched."""
    values: Json = {}
    for block, element in elements(blocks):
        if element["type"] in STATE_KEYS:
            values.setdefault(block["block_id"], {})[element["action_id"]] = empty_state(element)
    return values


def values_after_update(old: Json, blocks: Sequence[Json]) -> Json:
    """A value stays while block_id and action_id stay; an empty one takes the new initial value.

    Source: bolt-js#290, bolt-python#1064 (seratch).
    """
    values = initial_values(blocks)
    for block, element in elements(blocks):
        kept = old.get(block["block_id"], {}).get(element["action_id"])
        if kept is None or kept["type"] != element["type"]:
            continue
        value = kept[STATE_KEYS[element["type"]][0]]
        if value and _can_show(element, value):
            values[block["block_id"]][element["action_id"]] = deepcopy(kept)
    return values


def _can_show(element: Json, value: Any) -> bool:
    if element["type"] not in TAKES_OPTIONS or element["type"].endswith("external_select"):
        return True
    known = {option["value"] for option in options_of(element)}
    chosen = value if isinstance(value, list) else [value]
    return all(option["value"] in known for option in chosen)


def options_of(element: Json) -> list[Json]:
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def state_with(element: Json, value: str | Sequence[str] | None, found: Sequence[Json]) -> Json:
    """The state of an element after a person gave it this value.

    `found` are the options that a search brought. Names of options may be given for their values.
    """
    kind = element["type"]
    key, _ = STATE_KEYS[kind]
    if value is None or value == "":
        return {"type": kind, key: [] if kind in TAKES_MANY else None}
    if kind in TAKES_OPTIONS:
        offered = [*options_of(element), *found]
        asked = [value] if isinstance(value, str) else list(value)
        chosen = [_option(offered, each, element) for each in asked]
        return {"type": kind, key: chosen if kind in TAKES_MANY else chosen[0]}
    if kind in TAKES_MANY:
        return {"type": kind, key: [value] if isinstance(value, str) else list(value)}
    if kind == "datetimepicker":
        return {"type": kind, key: int(str(value))}
    return {"type": kind, key: value}


def _option(offered: Sequence[Json], asked: str, element: Json) -> Json:
    for option in offered:
        if asked in (option.get("value"), unescape(option["text"]["text"])):
            return deepcopy(option)
    shown = [option["text"]["text"] for option in offered]
    raise AssertionError(f"{element['action_id']} offers no {asked!r}, but {shown}")


def present_value(state: Json) -> Any:
    """A state as plain values: a text, an id, a list of them; None where nothing is chosen."""
    value = state[STATE_KEYS[state["type"]][0]]
    if isinstance(value, list):
        return [each["value"] if isinstance(each, dict) else each for each in value]
    if isinstance(value, dict) and "value" in value:
        return value["value"]
    return value
