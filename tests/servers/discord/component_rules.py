"""What Discord asks of components that its document does not say in a form to check.

Sources: specs/README.md, "What these documents do not say"; docs components/reference for what
each kind needs; specs/limits.md for the numbers. What is not in the form of the document is left
to `documents`; here it must only not break the check.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]

IS_COMPONENTS_V2 = 1 << 15
"""The message flag without which only rows may stand in a message, and with which no content."""

MOST_COMPONENTS = 40
MOST_ROWS = 5
MOST_TEXT = 4_000
"""Of all the text displays of a message together."""

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
SECTION, TEXT_DISPLAY, THUMBNAIL, GALLERY, FILE, SEPARATOR = 9, 10, 11, 12, 13, 14
CONTAINER, LABEL, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 17, 18, 19, 21, 22, 23

_NAMES = {
    ROW: "row", BUTTON: "button", STRING_SELECT: "string select", TEXT_INPUT: "text input",
    USER_SELECT: "user select", ROLE_SELECT: "role select",
    MENTIONABLE_SELECT: "mentionable select", CHANNEL_SELECT: "channel select",
    SECTION: "section", TEXT_DISPLAY: "text display", THUMBNAIL: "thumbnail",
    GALLERY: "media gallery", FILE: "file", SEPARATOR: "separator", CONTAINER: "container",
    LABEL: "label", FILE_UPLOAD: "file upload", RADIO_GROUP: "radio group",
    CHECKBOX_GROUP: "checkbox group", CHECKBOX: "checkbox",
}  # fmt: skip

_SELECTS = {STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT}
_CHOOSING = _SELECTS | {FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP}
_ACTING = _CHOOSING | {TEXT_INPUT, CHECKBOX}
"""What asks for something: each needs a custom_id. Of buttons the style decides."""

_CONTENT = {SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR}
_TOP_LEVEL = {ROW, CONTAINER, *_CONTENT}
_INSIDE = {
    ROW: {BUTTON, *_SELECTS},
    CONTAINER: {ROW, *_CONTENT},
    SECTION: {TEXT_DISPLAY},
    LABEL: _ACTING,
}
_ACCESSORIES = {BUTTON, THUMBNAIL}

_LINK, _PREMIUM = 5, 6

_LINKED = re.compile(r"(https?|discord)://\S+")
_SHOWN = re.compile(r"https?://\S+")
_ATTACHED = "attachment://"


def check_components(
    components: Sequence[Json], *, flags: int = 0, files: Collection[str] | None = None
) -> list[str]:
    """What Discord would refuse in a message's components.

    `files`: the names of the files that come with it; None where they are not known.
    """
    tree = list(walk(components))
    faults = []
    if flags & IS_COMPONENTS_V2:
        top = _TOP_LEVEL
        if len(tree) > MOST_COMPONENTS:
            faults.append(f"components: {len(tree)}, at most {MOST_COMPONENTS} with nested ones")
        if (size := sum(len(text) for _, text in texts(tree))) > MOST_TEXT:
            faults.append(f"components: {size} characters of text, at most {MOST_TEXT}")
    else:
        top = {ROW}
        if any(kind(component) in _TOP_LEVEL - {ROW} for component in components):
            faults.append("flags: components V2 without their flag, 1 << 15")
            top = _TOP_LEVEL
        if len(components) > MOST_ROWS:
            faults.append(f"components: {len(components)} rows, at most {MOST_ROWS}")
    faults += faults_of_places(components, top)
    for place, component in tree:
        faults += faults_of_component(place, component, files)
    return faults + faults_of_ids(tree)


def kind(component: object) -> int:
    """The `type` of a component; 0 if it is none."""
    given = component.get("type") if isinstance(component, Mapping) else None
    return given if isinstance(given, int) else 0


def walk(components: object, place: str = "components") -> Iterator[tuple[str, Json]]:
    """All components with their places, outer before inner ones."""
    for index, component in enumerate(listed(components)):
        yield from _walk_one(component, f"{place}[{index}]")


def _walk_one(component: Json, place: str) -> Iterator[tuple[str, Json]]:
    yield place, component
    if "components" in component:
        yield from walk(component["components"], f"{place}.components")
    for key in ("accessory", "component"):
        if isinstance(inner := component.get(key), Mapping):
            yield from _walk_one(inner, f"{place}.{key}")


def listed(value: object) -> list[Json]:
    """The objects of a list; what else stands in it the document refuses."""
    given = value if isinstance(value, list | tuple) else ()
    return [inner for inner in given if isinstance(inner, Mapping)]


def number(component: Json, key: str, default: int) -> int:
    """A number of a component, or what stands for it where there is none."""
    given = component.get(key)
    return given if isinstance(given, int) else default


def texts(tree: Sequence[tuple[str, Json]]) -> list[tuple[str, str]]:
    """The places and texts of the text displays."""
    return [(at, str(c.get("content") or "")) for at, c in tree if kind(c) == TEXT_DISPLAY]


# --- what stands where ------------------------------------------------------------------------


def faults_of_places(
    components: object, allowed: Collection[int], place: str = "components"
) -> Iterator[str]:
    """Whether each component may stand where it does."""
    for index, component in enumerate(listed(components)):
        yield from _faults_of_place(component, allowed, f"{place}[{index}]")


def _faults_of_place(component: Json, allowed: Collection[int], place: str) -> Iterator[str]:
    this = kind(component)
    if this not in allowed:
        known = ", ".join(_NAMES[other] for other in sorted(allowed))
        yield f"{place}: a {_NAMES.get(this, this)} may not stand here, but {known}"
        return
    if "components" in component:
        inside = _INSIDE.get(this, set())
        yield from faults_of_places(component["components"], inside, f"{place}.components")
    for key, others in (("accessory", _ACCESSORIES), ("component", _INSIDE[LABEL])):
        if isinstance(inner := component.get(key), Mapping):
            yield from _faults_of_place(inner, others, f"{place}.{key}")
    if this == ROW:
        yield from _faults_of_row(component, place)


def _faults_of_row(row: Json, place: str) -> Iterator[str]:
    kinds = [kind(component) for component in listed(row.get("components"))]
    selects = sum(one in _SELECTS for one in kinds)
    if not kinds:
        yield f"{place}: nothing in it"
    if len(kinds) > 5:
        yield f"{place}: {len(kinds)} buttons, at most 5"
    if selects > 1:
        yield f"{place}: {selects} selects, at most one in a row"
    elif selects and len(kinds) > 1:
        yield f"{place}: a select stands alone in its row"


def faults_of_ids(tree: Sequence[tuple[str, Json]]) -> list[str]:
    """A custom_id is there once in a message or a modal, and so is an id, but 0."""
    custom = [c["custom_id"] for _, c in tree if c.get("custom_id")]
    numbers = [c["id"] for _, c in tree if c.get("id")]
    return twice("components: custom_id", custom) + twice("components: id", numbers)


def twice(what: str, names: Sequence[object]) -> list[str]:
    """What is there more than once."""
    if len(set(map(str, names))) == len(names):
        return []
    again = dict.fromkeys(str(name) for name in names if names.count(name) > 1)
    return [f"{what} {name!r} is there twice" for name in again]


# --- each kind --------------------------------------------------------------------------------


def faults_of_component(
    place: str, component: Json, files: Collection[str] | None
) -> Iterator[str]:
    """What a component of any kind lacks; not of those inside it."""
    this = kind(component)
    if this in _ACTING and not _is_text(component.get("custom_id")):
        yield f"{place}: no custom_id"
    if this == BUTTON:
        yield from _faults_of_button(place, component)
    elif this in _CHOOSING:
        yield from _faults_of_choosing(place, component)
    elif this == TEXT_DISPLAY and not _is_text(component.get("content")):
        yield f"{place}: a blank text display"
    elif this in {CONTAINER, SECTION} and not component.get("components"):
        yield f"{place}: nothing in it"
    elif this == GALLERY:
        for index, item in enumerate(listed(component.get("items"))):
            yield from _faults_of_media(f"{place}.items[{index}]", item.get("media"), files)
    elif this == THUMBNAIL:
        yield from _faults_of_media(place, component.get("media"), files)
    elif this == FILE:
        yield from _faults_of_media(place, component.get("file"), files, is_file=True)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _faults_of_button(place: str, button: Json) -> Iterator[str]:
    style = number(button, "style", 0)
    needed = {_LINK: "url", _PREMIUM: "sku_id"}.get(style, "custom_id")
    if not button.get(needed):
        yield f"{place}: a button of style {style} without {needed}"
    for key in ("custom_id", "url", "sku_id"):
        if key != needed and button.get(key) is not None:
            yield f"{place}: a button of style {style} with {key}"
    if style == _PREMIUM:
        if button.get("label") or button.get("emoji"):
            yield f"{place}: a button of style {style} with a label or an emoji"
    elif not _is_text(button.get("label")) and not button.get("emoji"):
        yield f"{place}: a button without label and emoji"
    if style == _LINK and not _LINKED.fullmatch(str(button.get("url") or "https://x")):
        yield f"{place}: {str(button['url'])[:80]!r} is no address"


def _faults_of_choosing(place: str, select: Json) -> Iterator[str]:
    options = listed(select.get("options"))
    most_by_default = len(options) if kind(select) == CHECKBOX_GROUP else 1
    least = number(select, "min_values", 1)
    most = number(select, "max_values", most_by_default)
    if least > most:
        yield f"{place}: min_values {least} is over max_values {most}"
    if "options" in select:
        if not options:
            yield f"{place}: no options"
        elif most > len(options):
            yield f"{place}: max_values {most} is over its {len(options)} options"
        yield from twice(f"{place}: value", [option.get("value") for option in options])
        for index, option in enumerate(options):
            for key in ("label", "value"):
                if not _is_text(option.get(key)):
                    yield f"{place}.options[{index}]: a blank {key}"
    chosen = listed(select.get("default_values"))
    yield from twice(f"{place}: default value", [str(value.get("id")) for value in chosen])
    count = len(chosen) or sum(option.get("default") is True for option in options)
    if count > most:
        yield f"{place}: {count} are chosen, at most {most} may be"
    if 0 < count < least:
        yield f"{place}: {count} are chosen, at least {least} must be"


def _faults_of_media(
    place: str, media: object, files: Collection[str] | None, *, is_file: bool = False
) -> Iterator[str]:
    url = str(media.get("url")) if isinstance(media, Mapping) else ""
    if url.startswith(_ATTACHED):
        if files is not None and url.removeprefix(_ATTACHED) not in files:
            yield f"{place}: {url!r} names no file that comes along"
    elif is_file:
        yield f"{place}: a file is named by attachment://, not {url[:80]!r}"
    elif not _SHOWN.fullmatch(url):
        yield f"{place}: {url[:80]!r} is no address"
