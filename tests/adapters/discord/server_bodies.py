"""Bodies of requests to Discord, each as small as it can be."""

from typing import Any

Json = dict[str, Any]

V2 = 1 << 15


def button(custom_id: str | None = "a", **more: object) -> Json:
    return _without_none({"type": 2, "style": 1, "label": "x", "custom_id": custom_id, **more})


def link(**more: object) -> Json:
    given = {"type": 2, "style": 5, "label": "x", "url": "https://x.org", **more}
    return _without_none(given)


def option(value: str = "v", **more: object) -> Json:
    return {"label": "x", "value": value, **more}


def options(count: int, **more: object) -> list[Json]:
    return [option(f"v{number}", **more) for number in range(count)]


def select(custom_id: str = "a", **more: object) -> Json:
    return _without_none({"type": 3, "custom_id": custom_id, "options": options(2), **more})


def people(custom_id: str = "a", **more: object) -> Json:
    return {"type": 5, "custom_id": custom_id, **more}


def row(*components: Json, **more: object) -> Json:
    return {"type": 1, "components": list(components), **more}


def display(content: str = "x", **more: object) -> Json:
    return {"type": 10, "content": content, **more}


def section(*texts: Json, accessory: Json | None = None) -> Json:
    return {"type": 9, "components": list(texts), "accessory": accessory or button()}


def container(*components: Json, **more: object) -> Json:
    return {"type": 17, "components": list(components), **more}


def gallery(*urls: str, **more: object) -> Json:
    return {"type": 12, "items": [{"media": {"url": url}, **more} for url in urls]}


def file(url: str = "attachment://x.png") -> Json:
    return {"type": 13, "file": {"url": url}}


def label(component: Json, text: str = "x", **more: object) -> Json:
    return {"type": 18, "label": text, "component": component, **more}


def text_input(custom_id: str = "a", **more: object) -> Json:
    return {"type": 4, "style": 1, "custom_id": custom_id, **more}


def modal(*components: Json, **more: object) -> Json:
    return _without_none({"custom_id": "m", "title": "x", "components": list(components), **more})


def command(name: str = "ask", *options: Json, **more: object) -> Json:
    return _without_none({"name": name, "description": "x", "options": list(options), **more})


def parameter(name: str = "what", **more: object) -> Json:
    return {"type": 3, "name": name, "description": "x", **more}


def subcommand(name: str = "start", *options: Json, **more: object) -> Json:
    return {"type": 1, "name": name, "description": "x", "options": list(options), **more}


def choices(count: int) -> list[Json]:
    return [{"name": f"n{number}", "value": f"v{number}"} for number in range(count)]


def told(faults: list[str]) -> str:
    return "; ".join(faults)


def _without_none(body: Json) -> Json:
    return {key: value for key, value in body.items() if value is not None}
