"""Modals made of forms, what Discord says to them, and what somebody sends in them."""

from collections.abc import Mapping
from typing import Any

from adapters.discord.dialogs import modal_of, values_of
from bot.messages.forms import Field, Form
from bot.messages.limits import DISCORD_FORM
from bot.messages.pages import pages
from bot.messages.parts import Option
from bot.messages.refs import Ref
from tests.servers.discord.documents import faults_of_schema
from tests.servers.discord.rules import check_modal

Json = dict[str, Any]

CUSTOM_ID = "m" * 100


def options(count: int, label: str = "x") -> tuple[Option, ...]:
    return tuple(Option(f"v{number}", f"{label}{number}") for number in range(count))


def form(*fields: Field, intro: str = "") -> Form:
    return Form(Ref("asks.send", ("a1",)), "Ask for context", "Send", fields, intro)


def page(*fields: Field, intro: str = "") -> Form:
    (found,) = pages(form(*fields, intro=intro), DISCORD_FORM)
    return found


def modal(shown: Form) -> Json:
    """The modal for a page; Discord takes it."""
    given: Json = modal_of(shown, CUSTOM_ID).to_dict()
    assert faults(given) == []
    return given


def faults(given: Json) -> list[str]:
    found = check_modal(given)
    for outer in given["components"]:
        kind = {10: "TextDisplay", 18: "Label"}[outer["type"]]
        found += faults_of_schema(f"{kind}ComponentForModalRequest", outer)
    return found


def label(field: Field) -> Json:
    (outer,) = modal(page(field))["components"]
    return dict(outer)


def component(field: Field) -> Json:
    """The component with which a modal asks for a field."""
    return dict(label(field)["component"])


def submission(given: Mapping[str, Any], typed: Mapping[str, Any] | None = None) -> Json:
    """The `data` of a modal that somebody sends as it is, but for what they `typed`, by custom_id
    (specs/payloads, modal submissions: a text display comes back bare, a label with its
    component's value or values)."""
    outers = []
    for number, outer in enumerate(given["components"], 1):
        if outer["type"] != 18:
            outers.append({"type": outer["type"], "id": number})
            continue
        asked = outer["component"]
        back = {"type": asked["type"], "id": 10 + number, "custom_id": asked["custom_id"]}
        key, value = _initially(asked)
        back[key] = (typed or {}).get(asked["custom_id"], value)
        outers.append({"type": 18, "id": number, "component": back})
    return {"custom_id": given["custom_id"], "components": outers}


def sent(given: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The values of a modal that somebody sends as it is."""
    return values_of(submission(given))


def _initially(asked: Mapping[str, Any]) -> tuple[str, object]:
    chosen = [option["value"] for option in asked.get("options", ()) if option.get("default")]
    match asked["type"]:
        case 4:
            return "value", asked.get("value") or ""
        case 21:
            return "value", chosen[0] if chosen else None
        case 3 | 22:
            return "values", chosen
        case _:
            return "values", [str(default["id"]) for default in asked.get("default_values", ())]
