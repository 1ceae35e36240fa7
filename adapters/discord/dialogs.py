"""Forms as Discord's modals, and what is typed and chosen in them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

import discord
from discord import ui

from adapters.discord.render import Item, text_of
from adapters.discord.words import clean, is_visible, legible, one_line
from bot.messages.cost import length
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
from bot.messages.limits import DISCORD_FORM
from bot.messages.parts import Option

SEARCH = "!"
"""Between the name of a search field and its source, in the component's custom_id."""

TYPE_HERE = "Type …"

MOST_RADIO_BUTTONS = 4
MOST_CHECKBOXES = 10
"""More options stand in a menu. Discord takes 10 of either (specs/discord-openapi.json)."""

LONGEST_BESIDE = 40
"""Of an option's words beside a radio button, so that each stays on its line."""

MOST_CHOSEN = 25
"""In a menu of people (specs/discord-openapi.json)."""

LONGEST_SEARCH = 100
"""Of what is typed into a search, as of an autocompleted option's choice."""

_SNOWFLAKE = re.compile(r"[1-9][0-9]{14,19}")
"""Discord's ids: a dialog in which anything else is chosen would be refused whole."""

_LABEL = discord.ComponentType.label.value

CHANNEL_TYPES = [discord.ChannelType.text, discord.ChannelType.news]
"""In which a team may have its summaries."""

Data = Mapping[str, Any]
"""A modal submission's `data`."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The ids of Discord's that were chosen, each once."""

    people: tuple[str, ...]
    channels: tuple[str, ...]
    groups: tuple[str, ...]


def modal_of(page: Form, custom_id: str) -> ui.Modal:
    """One of a form's pages as a modal, stopped: discord.py keeps nothing of it.

    Call it in a running loop.
    """
    modal = ui.Modal(title=one_line(page.title), custom_id=custom_id)
    if page.intro.strip():
        modal.add_item(ui.TextDisplay(text_of(page.intro)))
    for field in page.fields:
        hint = one_line(field.hint) if is_visible(field.hint) else None
        modal.add_item(
            ui.Label(text=one_line(field.label), description=hint, component=_component(field))
        )
    modal.stop()
    return modal


def choosable(page: Form, is_offered: Callable[[str], bool]) -> Form:
    """The page with no channel chosen that its menu does not offer: Discord would refuse it."""
    fields = (
        replace(field, chosen=tuple(c for c in field.chosen if _is_id(c) and is_offered(c)))
        if isinstance(field, ChannelField)
        else field
        for field in page.fields
    )
    return replace(page, fields=tuple(fields))


def values_of(data: Data) -> dict[str, tuple[str, ...]]:
    """What a sent dialog holds, by field; () where it is empty."""
    return {_name(component)[0]: _values(component) for component in _components(data)}


def chosen_in(data: Data) -> Chosen:
    """Whom and what a sent dialog names by Discord's ids."""
    people: list[str] = []
    channels: list[str] = []
    groups: list[str] = []
    lists = {
        discord.ComponentType.user_select.value: people,
        discord.ComponentType.channel_select.value: channels,
        discord.ComponentType.role_select.value: groups,
    }
    for component in _components(data):
        lists.get(component.get("type", 0), []).extend(_values(component))
    return Chosen(*(tuple(dict.fromkeys(ids)) for ids in (people, channels, groups)))


def searches_in(data: Data) -> dict[str, tuple[str, str]]:
    """The source and what was typed, of every search in which something was, by field."""
    found: dict[str, tuple[str, str]] = {}
    for component in _components(data):
        name, source = _name(component)
        words = "".join(_values(component)).strip()
        if source and words:
            found[name] = (source, words)
    return found


# --- fields -----------------------------------------------------------------------------------


def _component(field: Field) -> Item:
    match field:
        case TextField():
            return _text_input(field)
        case ChoiceField(takes_many=takes_many):
            return _checkboxes_or_menu(field) if takes_many else _radio_or_menu(field)
        case PeopleField(name=name, is_required=is_required, takes_many=takes_many):
            most = MOST_CHOSEN if takes_many else 1
            return ui.UserSelect(
                custom_id=name,
                required=is_required,
                min_values=int(is_required),
                max_values=most,
                default_values=_objects(field.chosen, most),
            )
        case ChannelField(name=name, nothing=nothing):
            return ui.ChannelSelect(
                custom_id=name,
                required=False,
                min_values=0,
                placeholder=_placeholder(nothing),
                channel_types=CHANNEL_TYPES,
                default_values=_objects(field.chosen, 1),
            )
        case GroupField(name=name, nothing=nothing):
            return ui.RoleSelect(
                custom_id=name,
                required=False,
                min_values=0,
                placeholder=_placeholder(nothing),
                default_values=_objects(field.chosen, 1),
            )
        case SearchField(name=name, source=source, value=value):
            fits = is_visible(value) and length(value) <= LONGEST_SEARCH
            return ui.TextInput(
                custom_id=f"{name}{SEARCH}{source}",
                default=clean(value) if fits else None,
                required=field.is_required,
                max_length=LONGEST_SEARCH,
                placeholder=TYPE_HERE,
            )
        case _:
            assert_never(field)


def _text_input(field: TextField) -> Item:
    # What has several lines stays so, whatever was asked for.
    is_long = field.is_long or "\n" in legible(field.value)
    return ui.TextInput(
        custom_id=field.name,
        style=discord.TextStyle.paragraph if is_long else discord.TextStyle.short,
        default=clean(field.value),
        required=field.is_required,
        max_length=field.longest,
        placeholder=_placeholder(field.example),
    )


def _radio_or_menu(field: ChoiceField) -> Item:
    chosen = [option.value for option in field.options if option.value in field.chosen][:1]
    are_few = 1 < len(field.options) <= MOST_RADIO_BUTTONS
    are_short = all(len(option.label) <= LONGEST_BESIDE for option in field.options)
    # A radio button once chosen cannot be unchosen.
    if field.is_required and are_few and are_short:
        options = [discord.RadioGroupOption(**_option(option, chosen)) for option in field.options]
        return ui.RadioGroup(custom_id=field.name, required=True, options=options)
    return _menu(field, chosen, 1)


def _checkboxes_or_menu(field: ChoiceField) -> Item:
    if len(field.options) > MOST_CHECKBOXES:
        return _menu(field, field.chosen, len(field.options))
    return ui.CheckboxGroup(
        custom_id=field.name,
        required=field.is_required,
        min_values=int(field.is_required),
        max_values=len(field.options),
        options=[
            discord.CheckboxGroupOption(**_option(option, field.chosen)) for option in field.options
        ],
    )


def _menu(field: ChoiceField, chosen: Sequence[str], most: int) -> Item:
    return ui.Select(
        custom_id=field.name,
        required=field.is_required,
        min_values=int(field.is_required),
        max_values=most,
        options=[discord.SelectOption(**_option(option, chosen)) for option in field.options],
    )


def _option(option: Option, chosen: Sequence[str]) -> dict[str, Any]:
    return {
        "label": one_line(option.label),
        "value": option.value,
        "default": option.value in chosen,
    }


def _objects(ids: Sequence[str], most: int) -> list[discord.Object]:
    known = [int(chosen) for chosen in dict.fromkeys(ids) if _is_id(chosen)]
    return [discord.Object(chosen) for chosen in known[:most]]


def _is_id(chosen: str) -> bool:
    return _SNOWFLAKE.fullmatch(chosen) is not None


def _placeholder(words: str) -> str | None:
    if not is_visible(words):
        return None
    return shorten(one_line(words), DISCORD_FORM.example, DISCORD_FORM.bare)


# --- what was sent ----------------------------------------------------------------------------


def _components(data: Data) -> Iterator[Data]:
    """The fields' components, out of their labels."""
    for outer in data.get("components") or ():
        if outer.get("type") == _LABEL:
            yield outer["component"]


def _name(component: Data) -> tuple[str, str]:
    """The field's name, and the source in which it searches, or ""."""
    name, _, source = str(component.get("custom_id", "")).partition(SEARCH)
    return name, source


def _values(component: Data) -> tuple[str, ...]:
    values = component.get("values") or [component.get("value")]
    return tuple(clean(value) for value in values if isinstance(value, str) and value)
