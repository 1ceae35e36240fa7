"""What the platforms say to a page of a dialog, written from their documents."""

from collections.abc import Iterable

from bot.messages.forms import ChoiceField, Form, TextField
from bot.messages.limits import DISCORD_FORM, SLACK_FORM
from bot.messages.pages import texts_of
from tests.messages.platforms import discord_text, slack_text, units


def slack_refuses_form(form: Form) -> str:
    """Why Slack would refuse this page as a modal, or nothing."""
    return _refuses_form(
        form,
        [slack_text(text) for text in texts_of(form.intro, SLACK_FORM)],
        title=24,
        submit=24,
        components=100,
        label=2_000,
        hint=2_000,
        example=150,
        text=3_000,
        options=100,
        option=75,
        intro=3_000,
    )


def discord_refuses_form(form: Form) -> str:
    """Why Discord would refuse this page as a modal, or nothing."""
    return _refuses_form(
        form,
        [discord_text(text) for text in texts_of(form.intro, DISCORD_FORM)],
        title=45,
        submit=10_000,
        components=5,
        label=45,
        hint=100,
        example=100,
        text=4_000,
        options=25,
        option=100,
        intro=4_000,
    )


def _refuses_form(form: Form, said: list[str], **most: int) -> str:
    checks = {
        "title": _is_name(form.title, most["title"]),
        "submit": _is_name(form.submit, most["submit"]),
        "components": len(form.fields) + len(said) <= most["components"],
        "intro": _are_names(said, most["intro"]),
        "label": all(_is_name(field.label, most["label"]) for field in form.fields),
        "hint": all(units(field.hint) <= most["hint"] for field in form.fields),
    }
    for field in form.fields:
        match field:
            case TextField():
                checks |= {
                    f"{field.name}: value": units(field.value) <= field.longest,
                    f"{field.name}: longest": 0 < field.longest <= most["text"],
                    f"{field.name}: example": units(field.example) <= most["example"],
                }
            case ChoiceField():
                values = [option.value for option in field.options]
                checks |= {
                    f"{field.name}: options": 0 < len(values) <= most["options"],
                    f"{field.name}: option": _are_names(
                        [option.label for option in field.options], most["option"]
                    ),
                    f"{field.name}: chosen": set(field.chosen) <= set(values),
                }
            case _:
                pass
    return ", ".join(name for name, is_well in checks.items() if not is_well)


def _is_name(text: str, most: int) -> bool:
    return bool(text.strip()) and units(text) <= most


def _are_names(texts: Iterable[str], most: int) -> bool:
    return all(_is_name(text, most) for text in texts)
