"""Messages and forms as the JSON that the page draws. Text stays text: no markup is made here."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from adapters.playground.people import CHANNEL
from adapters.playground.transcript import Entry
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
from bot.messages.parts import (
    Button,
    Buttons,
    Divider,
    Fields,
    GroupMention,
    Heading,
    Image,
    Link,
    Mention,
    Message,
    Option,
    Paragraph,
    Part,
    Quote,
    Select,
    Span,
    Text,
    When,
)

Json = Mapping[str, object]


def body_of(message: Message) -> str:
    """A message as an Entry's body. Raises ValueError for a reference that is too long."""
    return json.dumps({"parts": [_part(p) for p in message.parts]}, ensure_ascii=False)


def said(words: str) -> str:
    """What a person typed, as an Entry's body."""
    return body_of(Message((Paragraph((Text(words),)),)))


def entry_json(entry: Entry) -> Json:
    """A message as it stands, and where."""
    return {
        "id": entry.id,
        "revision": entry.revision,
        "conversation": entry.conversation,
        "author": entry.author,
        "only_for": entry.only_for,
        "parent": entry.parent,
        "parts": json.loads(entry.body)["parts"] if entry.body else [],
        "at": entry.posted_at,
        "edited": entry.edited_at is not None,
        "deleted": entry.deleted_at is not None,
    }


def form_json(form: Form) -> Json:
    """A dialog. Raises ValueError for a reference that is too long."""
    return {
        "does": form.does.encode(),
        "title": form.title,
        "submit": form.submit,
        "intro": form.intro,
        "fields": [_field(f) for f in form.fields],
    }


def _part(part: Part) -> Json:
    match part:
        case Heading(text):
            return {"kind": "heading", "text": text}
        case Paragraph(spans, is_quiet):
            return {"kind": "paragraph", "spans": _spans(spans), "quiet": is_quiet}
        case Fields(fields):
            rows = [{"label": label, "spans": _spans(spans)} for label, spans in fields]
            return {"kind": "fields", "rows": rows}
        case Quote(text):
            return {"kind": "quote", "text": text}
        case Buttons(buttons):
            return {"kind": "buttons", "buttons": [_button(b) for b in buttons]}
        case Select():
            return _select(part)
        case Image(png, alt):
            return {"kind": "image", "png": b64encode(png).decode("ascii"), "alt": alt}
        case Divider():
            return {"kind": "divider"}
        case _:
            assert_never(part)


def _spans(spans: Sequence[Span]) -> list[Json]:
    return [_span(s) for s in spans]


def _span(span: Span) -> Json:
    match span:
        case Text(text, is_strong, is_code):
            return {"kind": "text", "text": text, "strong": is_strong, "code": is_code}
        case Link(text, url):
            return {"kind": "link", "text": text, "url": url}
        case Mention(_, name):
            return {"kind": "mention", "name": name}
        case GroupMention(_, name):
            return {"kind": "mention", "name": name}
        case When(at, _, clock):
            return {"kind": "when", "at": at.isoformat(), "clock": clock.value}
        case _:
            assert_never(span)


def _button(button: Button) -> Json:
    return {"label": button.label, "does": button.does.encode(), "style": button.style.value}


def _select(select: Select) -> Json:
    """Each option carries what choosing it does: the reference with the value appended."""
    options = [
        {
            "label": option.label,
            "does": replace(select.does, ids=(*select.does.ids, option.value)).encode(),
        }
        for option in select.options
    ]
    return {"kind": "select", "placeholder": select.placeholder, "options": options}


def _field(field: Field) -> Json:
    asked = {
        "name": field.name,
        "label": field.label,
        "hint": field.hint,
        "required": field.is_required,
    }
    match field:
        case TextField():
            return asked | {
                "kind": "text",
                "value": field.value,
                "long": field.is_long,
                "longest": field.longest,
                "example": field.example,
            }
        case ChoiceField():
            return asked | {
                "kind": "choice",
                "options": [_option(o) for o in field.options],
                "chosen": list(field.chosen),
                "many": field.takes_many,
            }
        case PeopleField():
            return asked | {
                "kind": "people",
                "chosen": list(field.chosen),
                "many": field.takes_many,
            }
        case ChannelField() | GroupField():
            there = {"value": CHANNEL, "label": f"#{CHANNEL}"}
            return asked | {
                "kind": "choice",
                "options": [there, {"value": "", "label": field.nothing}],
                "chosen": list(field.chosen) or [""],
                "many": False,
                # “None of them” is one of the options.
                "required": True,
            }
        case SearchField():
            return asked | {"kind": "search", "value": field.value, "source": field.source}
        case _:
            assert_never(field)


def _option(option: Option) -> Json:
    return {"value": option.value, "label": option.label}
