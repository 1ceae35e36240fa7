"""The way back into a form, which Discord opens at the press of a button only."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord

from adapters.discord.custom_ids import CustomId, Step
from adapters.discord.dialogs import values_of
from adapters.discord.scenes import Interaction, Scene
from adapters.discord.words import is_visible
from bot.engine.intents import Reply
from bot.messages.forms import Form, is_of_use
from bot.messages.limits import DISCORD_FORM
from bot.messages.pages import pages
from bot.messages.parts import (
    Button,
    Buttons,
    Message,
    Part,
    Quote,
    Style,
    aside,
    message,
    say,
    strong,
)
from bot.messages.refs import Ref

_TEXT_INPUT = discord.ComponentType.text_input.value


def to_mend(reply: Reply, scene: Scene) -> tuple[Message, CustomId | None]:
    """What is wrong, each after the label of its field, and the way back to what was typed."""
    form, used = reply.form, scene.used
    # Of a page that was sent the next ones follow; what was sent whole is sent whole again.
    step = Step.CONTINUE if used is not None and used.step is Step.PAGE else Step.MEND
    if form is None:
        # Trouble of ours, and the dialog is closed: nobody knows whether the draft was kept.
        said = [*(say(each) for each in reply.faults.values()), *given_back(scene.interaction)]
        if used is None:
            return message(*said), None
        way = CustomId(used.ref, scene.guild, step, used.page)
        return message(*said, _button("Try again", used.ref)), way
    labels = {field.name: field.label for field in form.fields}
    wrong = [
        say(*([strong(labels[name]), ": "] if name in labels else ()), sentence)
        for name, sentence in reply.faults.items()
    ]
    found = pages(form, DISCORD_FORM)
    concerned = [n for n, each in enumerate(found) if _names(each) & reply.faults.keys()]
    way = CustomId(form.does, scene.guild, step, concerned[0] if concerned else 0)
    kept = aside("What you typed is kept.")
    return message(*wrong, kept, _button("Fix it", form.does)), way


def goes_on(form: Form, scene: Scene) -> tuple[Message, CustomId]:
    """The form, or its next page, by a button."""
    used = scene.used
    count = len(pages(form, DISCORD_FORM))
    if used is not None and used.step is Step.PAGE and used.ref == form.does:
        page, label = used.page + 1, "Continue"
        words = f"Page {page} of {count} is kept. Nothing is sent before the last one."
    else:
        page, words, label = 0, f"There is something to fill in: {form.title}.", "Open the form"
    way = CustomId(form.does, scene.guild, Step.CONTINUE, page)
    return message(say(words), _button(label, form.does)), way


def more_of(form: Form, scene: Scene) -> tuple[Message, CustomId] | None:
    """What may be added to a form that is sent, on the pages after the one that was; None if
    nothing there is of use."""
    page = scene.used.page + 1 if scene.used is not None else 0
    names = {name for each in pages(form, DISCORD_FORM)[page:] for name in _names(each)}
    labels = [f.label for f in form.fields if f.name in names and is_of_use(f, form)]
    if not labels:
        return None
    way = CustomId(form.does, scene.guild, Step.CONTINUE, page)
    words = aside("You may add to it: ", " ".join(labels))
    return message(words, _button("More", form.does)), way


def step_of(found: Sequence[Form], page: int, used: CustomId | None) -> Step:
    """What sending this page of a form's is to mean."""
    is_mended = used is not None and used.step is Step.MEND
    if is_mended or page == len(found) - 1:
        return Step.WHOLE
    is_needed = any(field.is_required for each in found[page + 1 :] for field in each.fields)
    return Step.PAGE if is_needed else Step.OPEN


def given_back(interaction: Interaction) -> list[Part]:
    """What was typed into a dialog that is closed now, where we may not have kept it."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return []
    data: Any = interaction.data
    typed = [text for text in _typed_in(dict(data or {})) if is_visible(text)]
    return [aside("What you typed:"), *(Quote(text) for text in typed)] if typed else []


def _typed_in(data: Mapping[str, Any]) -> list[str]:
    values = values_of(data)
    inner = [each.get("component") or {} for each in data.get("components") or ()]
    names = [str(each.get("custom_id")) for each in inner if each.get("type") == _TEXT_INPUT]
    return [text for name in names for text in values.get(name.partition("!")[0], ())]


def _button(label: str, does: Ref) -> Buttons:
    return Buttons((Button(label, does, Style.MAIN),))


def _names(form: Form) -> set[str]:
    return {field.name for field in form.fields}
