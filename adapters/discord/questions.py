"""What is asked in a direct message, where Discord names no server."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.discord.custom_ids import ServerChoice
from bot.messages.cut import shorten
from bot.messages.limits import DISCORD
from bot.messages.parts import (
    Message,
    Option,
    Part,
    Quote,
    Select,
    aside,
    code,
    message,
    say,
)
from bot.messages.refs import Ref

WHICH = Ref("discord.server")
"""Stands for the choice in the message; its custom_id carries what was typed."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, and the custom_id of its menu if there is one."""

    message: Message
    choice: str = ""


def which_server(servers: Sequence[tuple[str, str]], verb: str = "", words: str = "") -> Asked:
    """For which server somebody means what they typed; where they are known in none, what they
    can do. What was typed and is too long to be carried is shown, so that nothing is lost."""
    typed = " ".join(filter(None, (verb, words)))
    if not servers:
        return Asked(_nowhere(typed))
    choice = ServerChoice(verb, words).encode()
    if choice is None:
        return Asked(
            message(
                say("That is for one of your servers: please type it there."),
                Quote(typed),
            )
        )
    options = tuple(
        Option(guild, shorten(name or guild, DISCORD.option, DISCORD.bare))
        for guild, name in servers[: DISCORD.options]
    )
    parts: list[Part] = [
        say("For which server?"),
        Select("Choose a server", WHICH, options),
    ]
    if len(servers) > DISCORD.options:
        parts.append(aside("If yours is not among them, type ", code("/unstuck"), " there."))
    return Asked(message(*parts), choice)


def _nowhere(typed: str) -> Message:
    parts: list[Part] = [
        say("I help people who work together in a server, and I know you from none yet."),
        say("Type ", code("/unstuck"), " in a server that we share."),
    ]
    if typed:
        parts.append(Quote(typed))
    return message(*parts)
