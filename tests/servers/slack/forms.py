"""What Slack's client does not let a person submit; the app never hears of it."""

from tests.servers.slack.blocks import STATE_KEYS
from tests.servers.slack.state import Json
from tests.servers.slack.views import View

UNFILLED = "Please complete this required field."


def client_refuses(view: View) -> dict[str, str]:
    """By block_id, in the client's words as far as they are known."""
    refused = {}
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = view.values[block["block_id"]][element["action_id"]]
        value = state[STATE_KEYS[element["type"]][0]]
        if value in (None, "", []):
            if not block.get("optional"):
                refused[block["block_id"]] = UNFILLED
            continue
        sentence = _unfit(element, value)
        if sentence:
            refused[block["block_id"]] = sentence
    return refused


def _unfit(element: Json, value: object) -> str:
    if element["type"] == "number_input":
        return _unfit_number(element, str(value))
    if element["type"] == "email_text_input" and "@" not in str(value):
        return "Please enter a valid email address."
    if element["type"] == "url_text_input" and "://" not in str(value):
        return "Please enter a valid URL."
    if isinstance(value, str):
        if len(value) > element.get("max_length", 3000):
            return f"Must be less than {element.get('max_length', 3000) + 1} characters."
        if len(value) < element.get("min_length", 0):
            return f"Must be at least {element['min_length']} characters."
    if isinstance(value, list) and len(value) > element.get("max_selected_items", len(value)):
        return f"Choose at most {element['max_selected_items']}."
    return ""


def _unfit_number(element: Json, value: str) -> str:
    try:
        number = float(value)
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Please enter a whole number."
    if number < float(element.get("min_value", number)):
        return f"Must be at least {element['min_value']}."
    if number > float(element.get("max_value", number)):
        return f"Must be at most {element['max_value']}."
    return ""
