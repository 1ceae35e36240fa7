"""Questions asked in a dialog, and the one place where their values are validated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from bot.messages.parts import Option
from bot.messages.refs import Ref

LONGEST_TEXT = 3000
"""Slack's plain-text input (specs/limits.md); Discord allows 4,000."""

Values = Mapping[str, Sequence[str]]
"""What was filled in, by field: a text is one string, a choice the chosen values."""


@dataclass(frozen=True, slots=True)
class TextField:
    """Words. `hint` stands below the field and stays while one types. It is of use only with
    another option than the first of the field named `only_with`, if it names one."""

    name: str
    label: str
    value: str = ""
    is_required: bool = True
    is_long: bool = False
    longest: int = LONGEST_TEXT
    hint: str = ""
    example: str = ""
    only_with: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """One of some options, or several; `only_with` as of a TextField."""

    name: str
    label: str
    options: tuple[Option, ...]
    chosen: tuple[str, ...] = ()
    is_required: bool = True
    takes_many: bool = False
    hint: str = ""
    only_with: str = ""


@dataclass(frozen=True, slots=True)
class PeopleField:
    """People of the workspace; the values are person ids once they reach a use case."""

    name: str
    label: str
    chosen: tuple[str, ...] = ()
    is_required: bool = True
    takes_many: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ChannelField:
    """A channel that the chooser can see, or none of them; `nothing` says what none means.

    The value is a channel id once it reaches a use case.
    """

    name: str
    label: str
    nothing: str
    chosen: tuple[str, ...] = ()
    hint: str = ""

    @property
    def is_required(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class GroupField:
    """Everybody in a channel, or with a role. The values are the groups once they reach a use case,
    and who is in them where we are told it (bot/engine/choices.py). It may stay empty."""

    name: str
    label: str
    nothing: str
    chosen: tuple[str, ...] = ()
    hint: str = ""

    @property
    def is_required(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class SearchField:
    """One of many, found by typing; `source` names the manifest's completer."""

    name: str
    label: str
    source: str
    value: str = ""
    is_required: bool = True
    hint: str = ""


Field = TextField | ChoiceField | PeopleField | ChannelField | GroupField | SearchField


@dataclass(frozen=True, slots=True)
class Form:
    """A dialog. `does` is what submitting it means; `title` is at most 24 characters (Slack)."""

    does: Ref
    title: str
    submit: str
    fields: tuple[Field, ...]
    intro: str = ""

    def filled(self, values: Values) -> "Form":
        """The same form, with what was typed put back in."""
        fields = (_refill(f, values[f.name]) if f.name in values else f for f in self.fields)
        return replace(self, fields=tuple(fields))

    def faults(self, values: Values) -> dict[str, str]:
        """What is wrong, by field, in words its writer can act on; empty when all is well."""
        found = {f.name: _fault(f, values.get(f.name, ())) for f in self.fields}
        return {name: sentence for name, sentence in found.items() if sentence}


def is_of_use(field: Field, form: Form) -> bool:
    """Whether what stands in the rest of the form leaves something to be said in a field."""
    wanted = field.only_with if isinstance(field, TextField | ChoiceField) else ""
    for other in form.fields if wanted else ():
        if isinstance(other, ChoiceField) and other.name == wanted:
            return bool(other.chosen) and other.chosen[0] != other.options[0].value
    return True


def standing(field: Field) -> Sequence[str]:
    """What stands in a field before anybody touches it, as `Values` hold it."""
    match field:
        case TextField(value=value) | SearchField(value=value):
            return (value,) if value else ()
        case (
            ChoiceField(chosen=chosen)
            | PeopleField(chosen=chosen)
            | ChannelField(chosen=chosen)
            | GroupField(chosen=chosen)
        ):
            return chosen
        case _:
            assert_never(field)


def _refill(field: Field, given: Sequence[str]) -> Field:
    match field:
        case TextField() | SearchField():
            return replace(field, value=given[0] if given else "")
        case ChoiceField() | PeopleField() | ChannelField() | GroupField():
            return replace(field, chosen=tuple(v for v in given if v))
        case _:
            assert_never(field)


def _fault(field: Field, given: Sequence[str]) -> str:
    is_empty = not any(v.strip() for v in given)
    if is_empty:
        return "Please fill this in." if field.is_required else ""
    match field:
        case TextField(longest=longest):
            over = len(given[0]) - longest
            if over > 0:
                return f"This is {over:,} characters too long: {longest:,} fit. Nothing was cut."
        case ChoiceField(options=options, takes_many=takes_many):
            if not set(given) <= {o.value for o in options}:
                return "Please choose one of the options shown."
            if len(given) > 1 and not takes_many:
                return "Please choose one."
        case PeopleField(takes_many=takes_many):
            if len(given) > 1 and not takes_many:
                return "Please choose one person."
        case SearchField() | ChannelField() | GroupField():
            pass
        case _:
            assert_never(field)
    return ""


def text_of(values: Values, name: str) -> str:
    """The text typed into `name`, without the white space around it."""
    given = values.get(name, ())
    return given[0].strip() if given else ""
