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


def unsent(draft: Draft) -> tuple[Part, ...]:
    # The longest text: choices are kept as short codes that mean nothing to their writer.
    typed = max((value for given in draft.values.values() for value in given), key=len)
    resume = Button("Continue", Ref("inbox.resume", (draft.id,)))
    discard = Button("Throw away", Ref("inbox.discard", (draft.id,)))
    return (
        say("You wrote this and it was not sent:"),
        Quote(typed),
        Buttons((resume, discard)),
    )


def discarded() -> Message:
    return message(say("Thrown away."))
