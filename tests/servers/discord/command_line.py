"""What a person can type after a slash, by the commands that are registered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.servers.discord import permissions
from tests.servers.discord.state import Channel, Json, Role, UploadedFile, User, World

SUBCOMMAND, GROUP = 1, 2
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)
PLAIN: Mapping[int, tuple[type, ...]] = {
    STRING: (str,),
    INTEGER: (int,),
    BOOLEAN: (bool,),
    NUMBER: (int, float),
}
THINGS: Mapping[int, tuple[type, ...]] = {
    USER: (User,),
    CHANNEL: (Channel,),
    ROLE: (Role,),
    MENTIONABLE: (User, Role),
    ATTACHMENT: (UploadedFile,),
}


def offered(world: World, user: User, channel: Channel) -> list[Json]:
    """The commands that Discord offers the person there; a guild's own come first."""
    own = world.commands.get(channel.guild.id, []) if channel.guild else []
    return [
        each for each in [*own, *world.commands.get("", [])] if _is_offered(each, user, channel)
    ]


def _is_offered(command: Json, user: User, channel: Channel) -> bool:
    if channel.is_direct:
        contexts = command.get("contexts")
        return 1 in contexts if contexts is not None else bool(command.get("dm_permission"))
    assert channel.guild is not None
    contexts = command.get("contexts")
    if contexts is not None and 0 not in contexts:
        return False
    wanted = command.get("default_member_permissions")
    member = channel.guild.members.get(user.id)
    if member is None or not channel.guild.has_bot:
        return False
    if wanted is None or channel.guild.owner_id == user.id:
        return True
    if int(wanted) == 0:
        return permissions.has(member.permissions, permissions.ADMINISTRATOR)
    return permissions.has(member.permissions, int(wanted))


def registered(world: World, user: User, channel: Channel, name: str, kind: int = 1) -> Json:
    """AssertionError: the person is not offered any such command there."""
    known = offered(world, user, channel)
    for command in known:
        if command["name"] == name and command["type"] == kind:
            return command
    names = [each["name"] for each in known]
    raise AssertionError(f"no command {name!r} for {user.username} here, but {names}")


@dataclass
class Line:
    """A typed command: `words` are its name and those of its subcommands."""

    world: World
    command: Json
    words: list[str]
    given: Mapping[str, object]
    focused: str = ""
    """The option being typed, for autocompletion."""
    things: list[object] = field(default_factory=list)
    """Whoever and whatever was named, for `resolved`."""

    def data(self) -> Json:
        """`data` of the interaction, without `resolved`."""
        data: Json = {
            "id": self.command["id"],
            "name": self.command["name"],
            "type": self.command["type"],
        }
        if "guild_id" in self.command:
            data["guild_id"] = self.command["guild_id"]
        options = self._options(self.command, self.words[1:])
        if options:
            data["options"] = options
        return data

    def _options(self, at: Json, words: list[str]) -> list[Json]:
        known = at.get("options") or []
        inner = [each for each in known if each["type"] in (SUBCOMMAND, GROUP)]
        if inner:
            assert words, f"/{' '.join(self.words)} cannot be run: it has subcommands"
            chosen = [each for each in inner if each["name"] == words[0]]
            assert chosen, f"no subcommand {words[0]!r}, but {[each['name'] for each in inner]}"
            sent = {"type": chosen[0]["type"], "name": words[0]}
            return [sent | {"options": self._options(chosen[0], words[1:])}]
        assert not words, f"/{' '.join(self.words)} is no command"
        names = [each["name"] for each in known]
        strange = [name for name in self.given if name not in names]
        assert not strange, f"no option {strange[0]!r}, but {names}"
        for each in known:
            missing = each.get("required") and each["name"] not in self.given
            assert not missing or self.focused, f"option {each['name']!r} is required"
        return [self._option(each) for each in known if each["name"] in self.given]

    def _option(self, source: Json) -> Json:
        name, kind = source["name"], source["type"]
        value: Any = self.given[name]
        sent: Json = {"name": name, "type": kind}
        if name == self.focused:
            assert source.get("autocomplete"), f"{name!r} has no autocompletion"
            return sent | {"value": value, "focused": True}
        if kind in THINGS:
            assert isinstance(value, THINGS[kind]), f"{value!r} does not fit {name!r}"
            thing: Any = value
            types = source.get("channel_types")
            assert not types or thing.type in types, f"#{thing.name} cannot be chosen"
            self.things.append(thing)
            return sent | {"value": thing.id}
        fits = isinstance(value, PLAIN[kind]) and (kind == BOOLEAN or not isinstance(value, bool))
        assert fits, f"{value!r} does not fit {name!r}"
        return sent | {"value": self._checked(source, value)}

    def _checked(self, source: Json, value: Any) -> Any:
        name = source["name"]
        for choice in source.get("choices") or ():
            if value in (choice["name"], choice["value"]):
                return choice["value"]
        assert not source.get("choices"), f"{value!r} is no choice of {name!r}"
        size = len(value) if isinstance(value, str) else value
        of = "length" if isinstance(value, str) else "value"
        least, most = source.get(f"min_{of}"), source.get(f"max_{of}")
        if isinstance(value, str):
            most = most or 6000
            assert value.strip(), f"{name!r} is empty"
        assert least is None or size >= least, f"{name!r} is under {least}"
        assert most is None or size <= most, f"{name!r} is over {most}"
        return value
