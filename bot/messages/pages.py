"""A form as the pages of a platform's dialog."""

from dataclasses import replace
from typing import assert_never

from bot.messages.cost import length
from bot.messages.cut import border, fitting, shorten
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
from bot.messages.limits import FormLimits
from bot.messages.parts import Option


def pages(form: Form, limits: FormLimits) -> tuple[Form, ...]:
    """The form in pages that fit, in order, no field and no word of the intro lost.

    Pages are for showing: `faults` are the whole form's. The intro of a page is one text or
    several (`texts_of`). A label that is too long goes on in the hint; a value that is too long
    for the platform is cut, and the hint says so. Raises ValueError for a choice with no options
    or with too many.
    """
    head = replace(
        form,
        title=shorten(form.title, limits.title, limits.bare),
        submit=shorten(form.submit, limits.submit, limits.bare),
    )
    fields = tuple(_fit(field, limits) for field in form.fields)
    texts = texts_of(form.intro, limits)
    found: list[Form] = []
    while fields or texts or not found:
        said, texts = texts[: limits.intros], texts[limits.intros :]
        room = limits.fields - len(said)
        if texts:
            # Each page that the rest of the intro needs is to have a field too.
            room = min(room, max(1, len(fields) - -(-len(texts) // limits.intros)))
        found.append(replace(head, intro="".join(said), fields=fields[:room]))
        fields = fields[room:]
    return tuple(found)


def texts_of(intro: str, limits: FormLimits) -> tuple[str, ...]:
    """An intro, or that of a page, as texts that fit, each with something to see."""
    texts: list[str] = []
    while intro.strip():
        count = border(intro, fitting(intro, limits.intro, limits.markup))
        if intro[:count].strip():
            texts.append(intro[:count])
        intro = intro[count:]
    return tuple(texts)


def _fit(field: Field, limits: FormLimits) -> Field:
    """The field with all its words short enough."""
    match field:
        case TextField():
            return _fit_text(field, limits)
        case ChoiceField(options=options, chosen=chosen):
            if not 0 < len(options) <= limits.options:
                raise ValueError(f"{field.name}: 1 to {limits.options} options, not {len(options)}")
            offered = {option.value for option in options}
            return replace(
                field,
                label=_label(field, limits),
                hint=_hint(field, limits),
                options=tuple(_fit_option(option, limits) for option in options),
                # Slack refuses a dialog in which something else is chosen.
                chosen=tuple(value for value in chosen if value in offered),
            )
        case PeopleField() | ChannelField() | GroupField() | SearchField():
            return replace(field, label=_label(field, limits), hint=_hint(field, limits))
        case _:
            assert_never(field)


def _fit_text(field: TextField, limits: FormLimits) -> TextField:
    """The field with its value whole, or with as much of it as the platform shows."""
    # What is longer than it may be is still shown, or its writer could not shorten it.
    is_long = length(field.value) > field.longest
    longest = limits.text if is_long else min(field.longest, limits.text)
    count = fitting(field.value, longest)
    warning = ""
    if count < len(field.value):
        warning = f"Only the first {count:,} of {len(field.value):,} characters fit here."
    return replace(
        field,
        label=_label(field, limits),
        hint=_hint(field, limits, warning),
        value=field.value[:count],
        longest=longest,
        example=field.example and shorten(field.example, limits.example, limits.bare),
    )


def _label(field: Field, limits: FormLimits) -> str:
    label = field.label[: _label_border(field, limits)]
    return label if label == field.label and label.strip() else f"{label.rstrip()}…"


def _hint(field: Field, limits: FormLimits, warning: str = "") -> str:
    """The hint, after a warning and the rest of a label that was too long."""
    rest = field.label[_label_border(field, limits) :]
    sentences = (warning, rest and f"…{rest}", field.hint)
    hint = " ".join(sentence for sentence in sentences if sentence.strip())
    return hint and shorten(hint, limits.hint, limits.bare)


def _label_border(field: Field, limits: FormLimits) -> int:
    """How much of the label stays in its place."""
    if length(field.label, limits.bare) <= limits.label:
        return len(field.label)
    return border(field.label, fitting(field.label, limits.label - 1, limits.bare))


def _fit_option(option: Option, limits: FormLimits) -> Option:
    return replace(option, label=shorten(option.label, limits.option, limits.bare))
