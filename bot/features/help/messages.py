"""Every sentence of `help`."""

import re
from collections.abc import Iterable

from bot.domain.workspaces import Platform
from bot.engine.work import VerbText
from bot.messages.parts import Heading, Message, aside, code, message, say

WHAT_I_DO = (
    "I run check-ins in everybody's own time zone and help whoever is stuck to ask. If you need "
    "more context, you need more context: asking is the normal case."
)


_TYPED = re.compile(r"\{([^{}]+)\}")
"""What is to be typed, in `VerbText.explained`."""


def all_verbs(verbs: Iterable[VerbText], platform: Platform) -> Message:
    return message(
        Heading("What I can do"),
        say(WHAT_I_DO),
        *(say(code(platform.typed(verb.usage)), f"  {verb.summary}") for verb in verbs),
        aside(f"“{platform.typed('help team')}” explains one of them."),
    )


def one_verb(verb: VerbText, platform: Platform) -> Message:
    explained = _TYPED.sub(lambda found: f"“{platform.typed(found[1])}”", verb.explained)
    return message(say(code(platform.typed(verb.usage))), say(explained))


def completion(verb: VerbText) -> str:
    return f"{verb.name}: {verb.summary}"


def unknown(verb: str) -> str:
    return f"I do not know “{verb[:40]}”."


def lists_all(platform: Platform) -> str:
    return f"“{platform.typed('help')}” lists all that I can do."
