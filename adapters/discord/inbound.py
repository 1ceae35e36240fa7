"""Interactions of Discord as Intents and Queries."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord

from adapters.discord.choices import members, picked_for, picked_here
from adapters.discord.core import Core
from adapters.discord.custom_ids import CustomId, ServerChoice, Step
from adapters.discord.dialogs import chosen_in, searches_in, values_of
from adapters.discord.guilds import Guilds
from adapters.discord.patience import Patience
from adapters.discord.profiles import (
    groups_of,
    is_admin,
    is_private,
    place_of,
    profile_in,
    profile_of,
)
from adapters.discord.servers import Servers
from adapters.discord.words import clean
from bot.domain.errors import Refusal
from bot.domain.people import Profile
from bot.domain.workspaces import Platform
from bot.engine.intents import (
    Command,
    Origin,
    Press,
    Quoted,
    Resume,
    Search,
    Submit,
)

HOME = "unstuck"
"""The command under which all verbs are, and what is open."""
VERB, WORDS = "verb", "words"
"""Its options (commands.py)."""
VERBS = "help.verb"
"""The completer of the first."""

MOST_ASKED = 10
"""Of those mentioned in words, whom Discord is asked for at once."""

_MENTION = re.compile(r"<@!?(\d{1,20})>")
_ADDRESSED = re.compile(rf"{_MENTION.pattern},?[ \t]?")
"""With what parts it from the words after it."""

Interaction = discord.Interaction[Any]
Json = Mapping[str, Any]


class NotThere(Refusal):
    """Somebody acts in a direct message for a server in which they are not known, or no longer."""

    kind = "not_there"

    def __init__(self) -> None:
        super().__init__(
            "That is from a server in which I do not know you, or which has taken me out.",
            hint="Type /unstuck in the server that you mean.",
        )


@dataclass(frozen=True, slots=True)
class Typed:
    """A slash command: its verb, and what stands behind it; `said` is that with its mentions,
    `mentioned` are their accounts, of which Discord does not say who they are."""

    verb: str
    words: str = ""
    people: tuple[Profile, ...] = ()
    quoted: Quoted | None = None
    said: str = ""
    mentioned: tuple[str, ...] = ()


class Inbound:
    """Reads what Discord sends. Raises NotThere, UnreadableRef for a component that is none of
    ours, and StoreUnavailable."""

    def __init__(self, core: Core, guilds: Guilds, servers: Servers, patience: Patience) -> None:
        self._core = core
        self._guilds = guilds
        self._servers = servers
        self._patience = patience
        self._on_message = {verb.on_message: verb.name for verb in core.verbs if verb.on_message}

    async def command(self, interaction: Interaction, typed: Typed, guild: str = "") -> Command:
        """What was typed, for this server if it was in a direct message."""
        origin = await self._origin(interaction, guild)
        named = await self._named(_server(interaction, guild), typed.mentioned)
        people = (*typed.people, *named)
        return Command(origin, typed.verb, typed.words, people, typed.quoted)

    async def typed(self, interaction: Interaction) -> Typed:
        data = _data(interaction)
        resolved: Json = data.get("resolved", {})
        if data.get("type") == discord.AppCommandType.message.value:
            verb = self._on_message.get(data["name"], data["name"])
            return Typed(verb, quoted=self._quoted(interaction, data["target_id"], resolved))
        given = {option["name"]: option for option in data.get("options", ())}
        if data["name"] == HOME:
            verb = clean(str(given.pop(VERB, {}).get("value", ""))).strip().removeprefix("/")
            text = clean(str(given.get(WORDS, {}).get("value", "")))
            # All of it may have been typed where the verb is asked for.
            verb, _, more = verb.partition(" ")
            words = " ".join(filter(None, (more.strip(), text.strip())))
            return said(verb.casefold(), words)
        user = discord.AppCommandOptionType.user.value
        chosen = [str(each["value"]) for each in given.values() if each["type"] == user]
        typed = [clean(str(each["value"])) for each in given.values() if each["type"] != user]
        people = tuple(profile_in(resolved, account) for account in chosen)
        words = await self._with_names(interaction, " ".join(typed).strip(), resolved)
        return Typed(data["name"], words, people)

    async def press(self, interaction: Interaction, pressed: CustomId) -> Press | Resume:
        """A button pressed, or an option chosen."""
        origin = await self._origin(interaction, pressed.guild)
        if pressed.step is not Step.ACT:
            return Resume(origin, pressed.ref)
        does = pressed.ref
        chosen = _data(interaction).get("values", ())
        if chosen:
            does = replace(does, ids=(*does.ids, *chosen))
        message = interaction.message
        if message is None or message.flags.ephemeral:
            return Press(origin, does)
        return Press(origin, does, str(message.channel.id), str(message.id))

    async def submit(self, interaction: Interaction, sent: CustomId) -> Submit:
        """A dialog sent: a form, or one of its pages."""
        data = _data(interaction)
        origin = await self._origin(interaction, sent.guild)
        values = values_of(data) | await self._found(origin, data)
        chosen = chosen_in(data)
        if interaction.guild_id is not None:
            picked = picked_here(interaction, data.get("resolved", {}), chosen)
        else:
            guild = _server(interaction, sent.guild)
            picked = await picked_for(guild, chosen, self._patience.lookup)
        return Submit(
            origin,
            sent.ref,
            values,
            picked.people,
            picked.channels,
            picked.groups,
            is_whole=sent.step is not Step.PAGE,
        )

    async def search(self, interaction: Interaction) -> Search:
        """What completes the words typed so far. Raises LookupError for a command that is no
        longer ours."""
        data = _data(interaction)
        focused = {bool(option.get("focused")): option for option in data["options"]}[True]
        words = clean(str(focused["value"]))
        if data["name"] == HOME:
            # What stands behind it may be typed there too.
            verb = words.strip().partition(" ")[0]
            origin = await self._origin(interaction, await self._any_server(interaction))
            return Search(origin, VERBS, verb)
        verbs = {verb.name: verb for verb in self._core.verbs}
        sources = {option.name: option.completes for option in verbs[data["name"]].options}
        origin = await self._origin(interaction, "")
        return Search(origin, sources[focused["name"]], words)

    # -- who, where ---------------------------------------------------------------------------

    async def _origin(self, interaction: Interaction, guild: str) -> Origin:
        event = f"interaction:{interaction.id}"
        if interaction.guild_id is None:
            return await self.in_direct(interaction.user, guild, event)
        stated = str(interaction.guild_id)
        workspace = self._guilds.workspace(stated)
        if workspace is None:
            # It was there before the gateway has told us of the server.
            name = interaction.guild.name if interaction.guild else ""
            workspace = await self._guilds.enrol(stated, name)
        return Origin(
            workspace,
            Platform.DISCORD,
            profile_of(interaction.user),
            event,
            is_admin=is_admin(interaction),
            channel=place_of(interaction),
            groups=groups_of(interaction),
        )

    async def _any_server(self, interaction: Interaction) -> str:
        """In a direct message, one in which they are known: the verbs are the same in all."""
        if interaction.guild_id is not None:
            return ""
        servers = await self._servers.of_account(str(interaction.user.id))
        return servers[0][0] if servers else ""

    async def in_direct(
        self, user: discord.User | discord.Member, guild: str, event: str
    ) -> Origin:
        """Somebody in our direct messages, where Discord says neither the server nor whether
        they are still in it. Raises NotThere."""
        workspace = self._guilds.workspace(guild)
        account = str(user.id)
        person = await self._servers.person(workspace, account) if workspace else None
        if workspace is None or person is None or person.gone_at is not None:
            raise NotThere
        # The name that they have in the server is not known here.
        return Origin(workspace, Platform.DISCORD, Profile(account, ""), event)

    # -- what -----------------------------------------------------------------------------------

    async def _found(self, origin: Origin, data: Json) -> dict[str, tuple[str, ...]]:
        """What was typed into a search is what it finds, if that is one thing only."""
        values: dict[str, tuple[str, ...]] = {}
        for name, (source, words) in searches_in(data).items():
            found = await self._core.search(Search(origin, source, clean(words)))
            meant = {value for value, label in found if label.casefold() == words.casefold()}
            meant = meant or {value for value, _ in found}
            values[name] = tuple(meant) if len(meant) == 1 else (clean(words),)
        return values

    async def _named(
        self, guild: discord.Guild | None, accounts: Sequence[str]
    ) -> tuple[Profile, ...]:
        """Those mentioned in words."""
        named = await members(guild, accounts[:MOST_ASKED], self._patience.lookup)
        return (*named, *(Profile(account, "") for account in accounts[MOST_ASKED:]))

    async def _with_names(self, interaction: Interaction, words: str, resolved: Json) -> str:
        """Words behind a typed command, where it is an option that says who is meant."""
        known = {str(user["id"]): _name(user) for user in resolved.get("users", {}).values()}
        asked = await self._named(interaction.guild, _mentioned_in(words))
        return _as_it_reads(words, known | {who.outer_id: who.name for who in asked if who.name})

    def _quoted(self, interaction: Interaction, message_id: str, resolved: Json) -> Quoted:
        message: Json = resolved.get("messages", {}).get(message_id, {})
        author: Json = message.get("author", {})
        profile = None
        if author and not author.get("bot"):
            name = author.get("global_name") or author.get("username") or ""
            profile = Profile(str(author["id"]), clean(name))
        named = {str(user["id"]): _name(user) for user in message.get("mentions", ())}
        place = interaction.guild_id or "@me"
        return Quoted(
            _as_it_reads(clean(str(message.get("content", ""))), named),
            profile,
            f"https://discord.com/channels/{place}/{interaction.channel_id}/{message_id}",
            is_private(interaction.guild, interaction.channel_id),
        )


def said(verb: str, words: str) -> Typed:
    """A verb with words in which people may be mentioned."""
    addressed = _ADDRESSED.sub("", words).strip()
    return Typed(verb, addressed, said=words, mentioned=_mentioned_in(words))


def custom_id_of(interaction: Interaction) -> CustomId | ServerChoice:
    """What a component or a dialog means. Raises UnreadableRef."""
    custom_id = str(_data(interaction)["custom_id"])
    return ServerChoice.decode(custom_id) or CustomId.decode(custom_id)


def server_chosen(interaction: Interaction) -> str:
    """The server that was chosen in “For which server?”."""
    values: Sequence[str] = _data(interaction).get("values", ())
    return values[0] if values else ""


def _data(interaction: Interaction) -> dict[str, Any]:
    # discord.py's types say which keys each kind has, and it routes by none of them.
    data: Any = interaction.data
    return dict(data or {})


def _server(interaction: Interaction, guild: str) -> discord.Guild | None:
    """Where somebody acts, or for which server in a direct message; None if the gateway has not
    told of it."""
    if interaction.guild_id is not None or not guild:
        return interaction.guild
    known: discord.Guild | None = interaction.client.get_guild(int(guild))
    return known


def _mentioned_in(words: str) -> tuple[str, ...]:
    """Their accounts, each once."""
    return tuple(dict.fromkeys(_MENTION.findall(words)))


def _as_it_reads(text: str, names: Mapping[str, str]) -> str:
    return _MENTION.sub(lambda found: f"@{names.get(found[1], 'somebody')}", text).strip()


def _name(user: Json) -> str:
    return clean(str(user.get("global_name") or user.get("username") or "somebody"))
