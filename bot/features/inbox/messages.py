"""Every sentence of the inbox."""

from collections.abc import Iterable, Sequence

from bot.domain.drafts import Draft
from bot.domain.workspaces import Platform
from bot.engine.work import OpenItem, VerbText
from bot.messages.parts import (
    Button,
    Buttons,
    Divider,
    Heading,
    Message,
    Part,
    Quote,
    aside,
    code,
    message,
    say,
)
from bot.messages.refs import Ref


def inbox(items: Sequence[OpenItem], verbs: Iterable[VerbText], platform: Platform) -> Message:
    parts: list[Part] = []
    if items:
        parts.append(Heading("Open for you"))
        for number, item in enumerate(items):
            if number:
                parts.append(Divider())
            parts += item.parts
    else:
        parts.append(say("Nothing is open for you."))
    names = (span for verb in verbs for span in (code(platform.typed(verb.name)), "  "))
    parts.append(aside("You can type:  ", *names))
    return message(*parts)


def unsent(draft: Draft, title: str, typed: str) -> tuple[Part, ...]:
    """`typed` are the longest of its words, if there are any, `title` is the form's, if it is
    there still."""
    resume = Button("Continue", Ref("inbox.resume", (draft.id,)))
    discard = Button("Throw away", Ref("inbox.discard", (draft.id,)))
    if typed:
        said: tuple[Part, ...] = (say("You wrote this and it was not sent:"), Quote(typed))
    else:
        said = (say(f"You filled in “{title}” and it was not sent."),)
    return (*said, Buttons((resume, discard)))


def discarded() -> Message:
    return message(say("Thrown away."))
