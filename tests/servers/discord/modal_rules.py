"""What Discord asks of modals that its document does not say in a form to check.

Sources: docs components/reference, and interactions/receiving-and-responding, "Modal".
"""

from collections.abc import Iterator

from tests.servers.discord.component_rules import (
    LABEL,
    ROW,
    TEXT_DISPLAY,
    TEXT_INPUT,
    Json,
    faults_of_component,
    faults_of_ids,
    faults_of_places,
    kind,
    listed,
    number,
    walk,
)

MOST_COMPONENTS = 5
MOST_TITLE = 45


def check_modal(data: Json) -> list[str]:
    """What Discord would refuse in the `data` that opens a modal."""
    components = listed(data.get("components"))
    tree = list(walk(components))
    faults = []
    title, custom_id = str(data.get("title") or ""), str(data.get("custom_id") or "")
    if not title.strip() or len(title) > MOST_TITLE:
        faults.append(f"title: {len(title.strip())} characters, 1 to {MOST_TITLE} may be")
    if not 1 <= len(custom_id) <= 100:
        faults.append(f"custom_id: {len(custom_id)} characters, 1 to 100 may be")
    if not 1 <= len(components) <= MOST_COMPONENTS:
        faults.append(f"components: {len(components)}, 1 to {MOST_COMPONENTS} may be")
    if any(kind(component) == ROW for component in components):
        # Discord takes them still.
        faults.append("components: rows in modals are deprecated, labels are for new ones")
        components = [component for component in components if kind(component) != ROW]
        tree = list(walk(components))
    faults += faults_of_places(components, {LABEL, TEXT_DISPLAY})
    for place, component in tree:
        faults += faults_of_component(place, component, None)
        if kind(component) == LABEL:
            faults += _faults_of_label(place, component)
        elif kind(component) == TEXT_INPUT:
            faults += _faults_of_input(place, component)
        elif kind(component) != TEXT_DISPLAY:
            faults += _faults_of_asking(place, component)
    return faults + faults_of_ids(tree)


def _faults_of_label(place: str, label: Json) -> Iterator[str]:
    for key, most in (("label", 45), ("description", 100)):
        text = label.get(key)
        if key == "label" or text is not None:
            if not isinstance(text, str) or not text.strip():
                yield f"{place}: a blank {key}"
            elif len(text) > most:
                yield f"{place}: {len(text)} characters of {key}, at most {most}"


def _faults_of_input(place: str, field: Json) -> Iterator[str]:
    if field.get("label") is not None:
        yield f"{place}: a label of its own inside a label"
    least, most = number(field, "min_length", 0), number(field, "max_length", 4_000)
    if least > most:
        yield f"{place}: min_length {least} is over max_length {most}"
    if value := str(field.get("value") or ""):
        if len(value) > most:
            yield f"{place}: its value is longer than max_length {most}"
        elif len(value) < least:
            yield f"{place}: its value is shorter than min_length {least}"


def _faults_of_asking(place: str, component: Json) -> Iterator[str]:
    if component.get("disabled"):
        yield f"{place}: nothing in a modal can be disabled"
    if component.get("required") is not False and component.get("min_values") == 0:
        yield f"{place}: required, and min_values is 0"
