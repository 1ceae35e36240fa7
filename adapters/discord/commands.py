"""The commands that Discord is told of: one for each verb, and `/unstuck` for all."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import discord

from adapters.discord.errors import Calls
from adapters.discord.inbound import HOME, VERB, WORDS
from bot.engine.manifest import OptionKind, Verb, VerbOption

log = logging.getLogger(__name__)

Json = dict[str, Any]

IN_SERVER, IN_DIRECT = 0, 1
"""Interaction contexts: a server; direct messages with the bot."""
TO_SERVER = 0
"""Installed into a server, and not by a user for themselves."""

LONGEST_WORDS = 2_000
"""Of what one may type behind `/unstuck verb`; a command option takes 6,000."""


def commands_of(verbs: Sequence[Verb]) -> list[Json]:
    """All of them, as Discord wants them; what a message offers is a command of its own."""
    typed = [_command(verb.name, verb.summary, _options(verb)) for verb in verbs]
    offered = [_on_message(verb.on_message) for verb in verbs if verb.on_message]
    return [_home(), *typed, *offered]


def are_same(registered: Sequence[Mapping[str, Any]], wanted: Sequence[Mapping[str, Any]]) -> bool:
    """Whether Discord has these commands already; it adds what it does not need to be told."""
    return sorted(map(_essence, registered)) == sorted(map(_essence, wanted))


async def sync(client: discord.Client, calls: Calls, verbs: Sequence[Verb]) -> None:
    """Tell Discord of the commands if they changed: it takes 200 new ones a day. Raises
    ChatError."""
    application = client.application_id
    if application is None:
        raise RuntimeError("log in before sync")
    wanted: list[Any] = commands_of(verbs)
    async with calls.call():
        if are_same(await client.http.get_global_commands(application), wanted):
            return
        registered = await client.http.bulk_upsert_global_commands(application, wanted)
        names = [command["name"] for command in registered]
    log.info("commands registered", extra={"count": len(names)})


def _home() -> Json:
    verb = _option(VERB, "What to do: start typing, or leave it empty to see what is open")
    words = _option(WORDS, "What stands behind it, such as a name or a city")
    verb["autocomplete"] = True
    words["max_length"] = LONGEST_WORDS
    command = _command(HOME, "What is open for you, and all that I can do", [verb, words])
    return command | {"contexts": [IN_SERVER, IN_DIRECT]}


def _command(name: str, description: str, options: list[Json]) -> Json:
    return {
        "type": discord.AppCommandType.chat_input.value,
        "name": name,
        "description": description,
        "options": options,
        "contexts": [IN_SERVER],
        "integration_types": [TO_SERVER],
    }


def _on_message(name: str) -> Json:
    return {
        "type": discord.AppCommandType.message.value,
        "name": name,
        "contexts": [IN_SERVER],
        "integration_types": [TO_SERVER],
    }


def _options(verb: Verb) -> list[Json]:
    """Those that must be given first: Discord takes them in no other order."""
    return [_verb_option(each) for each in sorted(verb.options, key=lambda o: not o.is_required)]


def _verb_option(option: VerbOption) -> Json:
    shown = _option(option.name, option.explained)
    if option.kind is OptionKind.PERSON:
        shown["type"] = discord.AppCommandOptionType.user.value
    elif option.completes:
        shown["autocomplete"] = True
    if option.is_required:
        shown["required"] = True
    return shown


def _option(name: str, description: str) -> Json:
    kind = discord.AppCommandOptionType.string.value
    return {"type": kind, "name": name, "description": description}


def _essence(command: Mapping[str, Any]) -> str:
    """What of a command is told by us, in a form that can be compared."""
    options = [
        {
            "type": option["type"],
            "name": option["name"],
            "description": option["description"],
            "required": bool(option.get("required")),
            "autocomplete": bool(option.get("autocomplete")),
            "max_length": option.get("max_length"),
        }
        for option in command.get("options") or ()
    ]
    essence = (
        command["name"],
        command.get("type", 1),
        command.get("description") or "",
        options,
        sorted(command.get("contexts") or ()),
        sorted(command.get("integration_types") or ()),
    )
    return repr(essence)
