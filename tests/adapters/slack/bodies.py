"""Bodies of requests to Slack, each as small as it can be."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "v", label: str = "x") -> Json:
    return {"text": plain(label), "value": value}


def options(count: int) -> list[Json]:
    return [option(f"v{number}") for number in range(count)]


def button(action_id: str = "a", **more: object) -> Json:
    return {"type": "button", "text": plain("x"), "action_id": action_id, **more}


def menu(kind: str = "static_select", **more: object) -> Json:
    return {"type": kind, "action_id": "a", **more}


def actions(*elements: Json, **more: object) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def section(text: str = "x", **more: object) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def rich(*words: Json) -> Json:
    inner = {"type": "rich_text_section", "elements": list(words)}
    return {"type": "rich_text", "elements": [inner]}


def asked(element: Json, **more: object) -> Json:
    return {"type": "input", "label": plain("x"), "element": element, **more}


def text_input(**more: object) -> Json:
    return {"type": "plain_text_input", "action_id": "a", **more}


def modal(*blocks: Json, **more: object) -> Json:
    view = {"type": "modal", "title": plain("x"), "submit": plain("x"), "blocks": list(blocks)}
    return {key: value for key, value in (view | more).items() if value is not None}


def home(*blocks: Json) -> Json:
    return {"type": "home", "blocks": list(blocks)}


POST: Json = {"channel": "C0123456789", "text": "x"}


def told(faults: list[str]) -> str:
    return "; ".join(faults)
