"""What Slack asks of blocks and views that its documents do not say in a form to check.

Sources: specs/README.md, "What these documents do not say"; docs.slack.dev/reference/block-kit
for surfaces and elements; specs/limits.md for the numbers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from tests.messages.platforms import measure

Surface = Literal["message", "modal", "home"]
Json = Mapping[str, Any]

MOST_BLOCKS: Mapping[Surface, int] = {"message": 50, "modal": 100, "home": 100}

MOST_CHARACTERS = 13_200
"""Of a message's blocks together: undocumented, bolt-js#2509, counted as in bolt-js#2867."""

_EVERYWHERE: frozenset[Surface] = frozenset({"message", "modal", "home"})
_MESSAGES: frozenset[Surface] = frozenset({"message"})

# docs.slack.dev/reference/block-kit/blocks, "Available in surfaces". An app posts no file block.
_SURFACES: Mapping[str, frozenset[Surface]] = {
    "alert": _MESSAGES,
    "card": _MESSAGES,
    "carousel": _MESSAGES,
    "container": _MESSAGES,
    "context_actions": _MESSAGES,
    "data_table": _MESSAGES,
    "file": frozenset(),
    "markdown": _MESSAGES,
    "plan": _MESSAGES,
    "table": _MESSAGES,
    "task_card": _MESSAGES,
}
_ELEMENT_SURFACES: Mapping[str, frozenset[Surface]] = {
    "file_input": frozenset({"modal"}),
    "workflow_button": _MESSAGES,
}

_OF_ITSELF = {"workflow_button", "image", "plain_text", "mrkdwn", "url_source"}
"""Elements that act on nothing of ours: they need no action_id."""

_MOST_OPTIONS = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}
_WITH_OPTIONS = {"static_select", "multi_static_select", *_MOST_OPTIONS}

_URL = re.compile(r"(https?://[^\s<>|]+|mailto:[^\s<>|]+|tel:[^\s<>|]+)")
_PICTURE = re.compile(r"https?://[^\s<>|]+")

_LABEL = r"(?:\|[^<>]*)?"
_CONTROL = re.compile(
    rf"<(?:@[UW][A-Z0-9]+{_LABEL}|#[CG][A-Z0-9]+{_LABEL}|!(?:here|channel|everyone){_LABEL}"
    rf"|!subteam\^S[A-Z0-9]+{_LABEL}|!date\^\d+\^[^<>|^]+(?:\^https?://[^<>|\s]+)?\|[^<>|]+"
    rf"|(?:https?://|mailto:|tel:)[^<>|\s]+{_LABEL})>"
)
_UNESCAPED = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")


def faults_of_text(place: str, text: object) -> list[str]:
    """Whether & < > stand for themselves only where they are escaped.

    Source: docs.slack.dev/messaging/formatting-message-text.
    """
    if not isinstance(text, str):
        return []
    found = _UNESCAPED.search(_CONTROL.sub(lambda control: control[0][1:-1], text))
    return [f"{place}: {found[0]} is not escaped"] if found else []


def faults_of_blocks(surface: Surface, blocks: Sequence[Json]) -> list[str]:
    """What the documents do not say, of all the blocks of a message or a view."""
    faults = []
    if len(blocks) > MOST_BLOCKS[surface]:
        faults.append(f"blocks: {len(blocks)}, at most {MOST_BLOCKS[surface]} in a {surface}")
    if surface == "message" and (size := measure(blocks)) > MOST_CHARACTERS:
        faults.append(f"blocks: {size} characters in all, at most about {MOST_CHARACTERS}")
    faults += _twice("blocks: block_id", [b["block_id"] for b in blocks if "block_id" in b])
    for number, block in enumerate(blocks):
        if isinstance(block, Mapping):
            faults += _faults_of_block(f"blocks[{number}]", surface, block)
    return faults


def _faults_of_block(place: str, surface: Surface, block: Json) -> Iterator[str]:
    kind = str(block.get("type"))
    if surface not in _SURFACES.get(kind, _EVERYWHERE):
        yield f"{place}: {kind} may not stand in a {surface}"
    if block.get("block_id") == "":
        yield f"{place}.block_id: empty"
    if kind == "section" and not block.get("text") and not block.get("fields"):
        yield f"{place}: a section without text and fields"
    elements = _elements(block)
    if kind in {"actions", "context", "rich_text"} and not elements:
        yield f"{place}: nothing in it"
    if kind == "image":
        yield from _faults_of_url(place, block, "image_url", _PICTURE)
    if kind == "rich_text":
        yield from _faults_of_rich_text(place, block)
    else:
        for element in elements:
            yield from _faults_of_element(place, surface, element)
        ids = [element["action_id"] for element in elements if "action_id" in element]
        # Of @slack/types: "unique among all other action_ids in the containing block".
        yield from _twice(f"{place}: action_id", ids)
    yield from _faults_of_texts(place, block)


def _elements(block: Json) -> list[Json]:
    """The elements of a block: in its list, beside its text, or asked for."""
    single = [block[key] for key in ("accessory", "element") if key in block]
    return [e for e in [*block.get("elements", []), *single] if isinstance(e, Mapping)]


def _faults_of_element(place: str, surface: Surface, element: Json) -> Iterator[str]:
    kind = str(element.get("type"))
    at = f"{place}: {kind}"
    if surface not in _ELEMENT_SURFACES.get(kind, _EVERYWHERE):
        yield f"{at} may not stand in a {surface}"
    if kind not in _OF_ITSELF and not element.get("action_id"):
        yield f"{at}: no action_id"
    yield from _faults_of_url(at, element, "url", _URL)
    yield from _faults_of_url(at, element, "image_url", _PICTURE)
    if kind in _WITH_OPTIONS:
        yield from _faults_of_options(at, element)
    for key in ("initial_options", "initial_users", "initial_conversations", "initial_channels"):
        if element.get(key) == []:
            yield f"{at}: {key} is empty"
    yield from _faults_of_ids(at, element)
    if kind == "plain_text_input":
        yield from _faults_of_input(at, element)


def _faults_of_options(at: str, element: Json) -> Iterator[str]:
    groups = element.get("option_groups", [])
    if ("options" in element) == bool(groups):
        yield f"{at}: either options or option_groups"
    options = [*element.get("options", []), *(o for g in groups for o in g.get("options", []))]
    if not options:
        yield f"{at}: no options"
    if len(options) > _MOST_OPTIONS.get(str(element.get("type")), 100):
        yield f"{at}: {len(options)} options"
    yield from _twice(f"{at}: value", [str(o.get("value")) for o in options])
    chosen = list(element.get("initial_options", []))
    if "initial_option" in element:
        chosen.append(element["initial_option"])
    for option in chosen:
        if option not in options:
            yield f"{at}: {option!r} is chosen and not among the options"


def _faults_of_ids(at: str, element: Json) -> Iterator[str]:
    forms = {
        "initial_user": r"[UW][A-Z0-9]{2,}",
        "initial_channel": r"C[A-Z0-9]{2,}",
        "initial_conversation": r"[CGDUW][A-Z0-9]{2,}",
    }
    for key, form in forms.items():
        given = [*element.get(f"{key}s", []), *([element[key]] if key in element else [])]
        for value in given:
            if not re.fullmatch(form, str(value)):
                yield f"{at}: {key} {value!r} has not the form of one"
        yield from _twice(f"{at}: {key}", given)


def _faults_of_input(at: str, element: Json) -> Iterator[str]:
    least, most = element.get("min_length", 0), element.get("max_length", 3_000)
    if not 0 <= least <= 3_000 or not 1 <= most <= 3_000:
        yield f"{at}: min_length {least}, max_length {most}"
    elif least > most:
        yield f"{at}: min_length {least} is over max_length {most}"
    if len(str(element.get("initial_value", ""))) > most:
        yield f"{at}: initial_value is longer than max_length {most}"


def _faults_of_url(at: str, node: Json, key: str, form: re.Pattern[str]) -> Iterator[str]:
    if key in node and not form.fullmatch(str(node[key])):
        yield f"{at}: {key} {str(node[key])[:80]!r} is no address"


def _faults_of_rich_text(place: str, node: Json) -> Iterator[str]:
    for element in node.get("elements", []):
        if not isinstance(element, Mapping):
            continue
        at = f"{place}: {element.get('type')}"
        if "elements" in element:
            if not element["elements"]:
                yield f"{at}: nothing in it"
            yield from _faults_of_rich_text(place, element)
        elif element.get("type") == "text" and not element.get("text"):
            yield f"{at}: empty"
        elif element.get("type") == "link":
            yield from _faults_of_url(at, element, "url", _URL)
            if element.get("text") == "":
                yield f"{at}: its text is empty"


def _faults_of_texts(place: str, node: object) -> Iterator[str]:
    """Every text object, wherever it stands: something to read, and escaped where it is mrkdwn."""
    if isinstance(node, Mapping):
        if node.get("type") in {"mrkdwn", "plain_text"}:
            if not str(node.get("text", "")).strip():
                yield f"{place}: a blank {node['type']}"
            if node["type"] == "mrkdwn":
                yield from faults_of_text(place, node.get("text"))
            return
        for key, inner in node.items():
            if isinstance(inner, Mapping | list):
                yield from _faults_of_texts(f"{place}.{key}", inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _faults_of_texts(place, inner)


def _twice(what: str, names: Sequence[str]) -> list[str]:
    twice = {name for name in names if names.count(name) > 1}
    return [f"{what} {name!r} is there twice" for name in sorted(twice)]
