"""Every sentence of `help`."""

from collections.abc import Iterable

from bot.domain.workspaces import Platform
from bot.engine.work import VerbText
from bot.messages.parts import Heading, Message, aside, code, message, say

WHAT_I_DO = (
    "I run check-ins in everybody's own time zone and help whoever is stuck to ask. If you need "
    "more context, you need more context: asking is the normal case."
)


def all_verbs(verbs: Iterable[VerbText], platform: Platform) -> Message:
    return message(
        Heading("What I can do"),
        say(WHAT_I_DO),
        *(say(code(platform.typed(verb.usage)), f"  {verb.summary}") for verb in verbs),
        aside(f"“{platform.typed('help team')}” explains one of them."),
    )


def one_verb(verb: VerbText, platform: Platform) -> Message:
    return message(say(code(platform.typed(verb.usage))), say(verb.explained))


def unknown(verb: str) -> str:
    return f"I do not know “{verb[:40]}”."
