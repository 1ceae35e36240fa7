"""Forms as Slack's modal views, and what is typed into them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from adapters.slack.render import Json, blocks_of, option_of, plain_text
from bot.messages.cut import shorten
from bot.messages.forms import (
    ChannelField,
    ChoiceField,
    Field,
    Form,
    GroupField,
    PeopleField,
    SearchField,
    TextField,
)
from bot.messages.limits import SLACK_FORM
from bot.messages.pages import texts_of
from bot.messages.parts import Message, Option, Paragraph, Text, say, strong

SEARCH = "search~"
"""What stands before its source in a search field's action_id: a block_suggestion has no more."""

VALUE = "value"
GROUP = "group"
"""The action_ids of other fields: everybody in a channel is chosen like a channel."""

CLOSE = "Close"
NOT_NOW = "Not now"

MOST_RADIO_BUTTONS = 4
MOST_CHECKBOXES = 10
"""More options stand in a menu. Slack takes 10 of either (specs/slack-schema.limits.txt)."""

LONGEST_BESIDE = 40
"""Of an option's words beside a radio button, so that each stays on its line."""

_USER = re.compile(r"[UW][A-Z0-9]{2,}")
_CONVERSATION = re.compile(r"[CG][A-Z0-9]{2,}")
"""Slack's ids: a dialog in which anything else is chosen would be refused whole."""

_KEYS = {
    "plain_text_input": "value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
}
"""Where each element's state has its value (docs.slack.dev, interaction-payloads)."""

State = Mapping[str, Mapping[str, Any]]
"""A view's `state.values`: by block_id and action_id."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The ids of Slack's that were chosen, each once."""

    people: tuple[str, ...]
    channels: tuple[str, ...]
    groups: tuple[str, ...]


def modal_of(form: Form, metadata: str, faults: Mapping[str, str] | None = None) -> Json:
    """One of a form's pages as a modal. `faults` are said on top: Slack shows them beside their
    fields only in the dialog that was sent.

    Raises ValueError for a reference that is too long.
    """
    words = [block for text in texts_of(form.intro, SLACK_FORM) for block in _words(text)]
    blocks = [*_faults(form, faults or {}), *words, *map(_input, form.fields)]
    return _modal(form.title, NOT_NOW, blocks, metadata) | {
        "submit": plain_text(form.submit),
        "callback_id": form.does.encode(),
    }


def notice_of(message: Message, title: str, metadata: str = "") -> Json:
    """A modal that only shows a Message that fits; in it nobody is pinged."""
    return _modal(title, CLOSE, blocks_of(message, lambda _: None), metadata)


def values_of(state: State) -> dict[str, tuple[str, ...]]:
    """What a sent dialog holds, by field; () where it is empty or of a kind that we never ask."""
    return {
        name: _values(element) for name, elements in state.items() for element in elements.values()
    }


def chosen_in(state: State) -> Chosen:
    """Whom and what a sent dialog names by Slack's ids."""
    people: list[str] = []
    channels: list[str] = []
    groups: list[str] = []
    for action_id, element in ((a, e) for elements in state.values() for a, e in elements.items()):
        if element.get("type") in {"users_select", "multi_users_select"}:
            people += _values(element)
        elif element.get("type") == "conversations_select":
            (groups if action_id == GROUP else channels).extend(_values(element))
    return Chosen(*(tuple(dict.fromkeys(ids)) for ids in (people, channels, groups)))


def _modal(title: str, close: str, blocks: list[Json], metadata: str) -> Json:
    return {
        "type": "modal",
        "title": plain_text(title),
        "close": plain_text(close),
        "blocks": blocks,
        "private_metadata": metadata,
        "notify_on_close": False,
    }


def _words(text: str) -> list[Json]:
    return blocks_of(Message((say(text),)), lambda _: None)


def _faults(form: Form, faults: Mapping[str, str]) -> list[Json]:
    """Each on a line of its own, after the label of its field if it is one of these."""
    labels = {field.name: field.label for field in form.fields}
    spans: list[Text] = []
    for name, sentence in faults.items():
        spans.append(Text("\n" if spans else ""))
        if name in labels:
            spans += [strong(labels[name]), Text(": ")]
        spans.append(Text(sentence))
    return blocks_of(Message((Paragraph(tuple(spans)),)), lambda _: None)


def _input(field: Field) -> Json:
    shown: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(field.label),
        "optional": not field.is_required,
        "element": _element(field),
    }
    if field.hint.strip():
        shown["hint"] = plain_text(field.hint)
    return shown


def _element(field: Field) -> Json:
    match field:
        case TextField():
            return _text_input(field)
        case ChoiceField(options=options, chosen=chosen):
            offered = [option_of(option) for option in options]
            shown = {"type": _kind_of(field), "action_id": VALUE, "options": offered}
            initial = [option for option in offered if option["value"] in chosen]
            return shown | _initially("option", initial, field.takes_many)
        case PeopleField(chosen=chosen, takes_many=takes_many):
            kind = "multi_users_select" if takes_many else "users_select"
            users = [user for user in dict.fromkeys(chosen) if _USER.fullmatch(user)]
            return {"type": kind, "action_id": VALUE} | _initially("user", users, takes_many)
        case ChannelField():
            return _conversations(field, VALUE)
        case GroupField():
            return _conversations(field, GROUP)
        case SearchField(source=source, value=value):
            shown = {"type": "external_select", "action_id": f"{SEARCH}{source}"}
            fits = bool(value.strip()) and len(value) <= SLACK_FORM.option
            found = [option_of(Option(value, shorten(value, SLACK_FORM.option, SLACK_FORM.bare)))]
            return shown | {"min_query_length": 1} | _initially("option", found[: int(fits)])
        case _:
            assert_never(field)


def _text_input(field: TextField) -> Json:
    shown: Json = {
        "type": "plain_text_input",
        "action_id": VALUE,
        "multiline": field.is_long,
        "max_length": field.longest,
    }
    if field.value:
        shown["initial_value"] = field.value
    return shown | _placeholder(field.example)


def _kind_of(field: ChoiceField) -> str:
    if field.takes_many:
        return "checkboxes" if len(field.options) <= MOST_CHECKBOXES else "multi_static_select"
    are_few = 1 < len(field.options) <= MOST_RADIO_BUTTONS
    are_short = all(len(option.label) <= LONGEST_BESIDE for option in field.options)
    # A radio button once chosen cannot be unchosen.
    return "radio_buttons" if field.is_required and are_few and are_short else "static_select"


def _conversations(field: ChannelField | GroupField, action_id: str) -> Json:
    chosen = [channel for channel in field.chosen if _CONVERSATION.fullmatch(channel)]
    return (
        {
            "type": "conversations_select",
            "action_id": action_id,
            "filter": {
                "include": ["public", "private"],
                "exclude_bot_users": True,
                # Of a channel that another company reads too its members may be asked, but no
                # summary goes there.
                "exclude_external_shared_channels": isinstance(field, ChannelField),
            },
        }
        | _initially("conversation", chosen)
        | _placeholder(field.nothing)
    )


def _initially(what: str, chosen: Sequence[object], takes_many: bool = False) -> Json:
    if not chosen:
        return {}
    return {f"initial_{what}s": list(chosen)} if takes_many else {f"initial_{what}": chosen[0]}


def _placeholder(words: str) -> Json:
    if not words.strip():
        return {}
    return {"placeholder": plain_text(shorten(words, SLACK_FORM.example, SLACK_FORM.bare))}


def _values(element: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_given(element.get(_KEYS.get(str(element.get("type")), ""))))


def _given(value: object) -> Iterator[str]:
    """The strings in a value: itself, an option's, or those of several; none if it is empty."""
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, Mapping):
        yield from _given(value.get("value"))
    elif isinstance(value, list):
        for inner in value:
            yield from _given(inner)
