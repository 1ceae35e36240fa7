"""Application commands: registering them, for everybody or for one guild."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.servers.discord.refusals import Refused
from tests.servers.discord.rest import Answer, Asked, Handler
from tests.servers.discord.rules import check_commands
from tests.servers.discord.state import Json, World

OURS = "/applications/{application_id}/commands"
OF_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
CHAT_INPUT = 1


@dataclass
class Commands:
    """`syncs`: how often a list was put."""

    world: World
    refuse: Callable[[Asked, list[str]], None]
    syncs: int = 0

    def handlers(self) -> Mapping[tuple[str, str], Handler]:
        found: dict[tuple[str, str], Handler] = {}
        for route in (OURS, OF_GUILD):
            found |= {
                ("GET", route): self.listed,
                ("PUT", route): self.put,
                ("POST", route): self.post,
                ("DELETE", f"{route}/{{command_id}}"): self.delete,
            }
        return found

    def listed(self, asked: Asked) -> Answer:
        return 200, self.world.commands.get(self._place(asked), [])

    def put(self, asked: Asked) -> Answer:
        """The whole list anew; a command of the same name and kind keeps its id."""
        place = self._place(asked)
        self.refuse(asked, check_commands(asked.body))
        before = {_key(each): each for each in self.world.commands.get(place, [])}
        self.world.commands[place] = [
            self._registered(each, place, before.get(_key(each))) for each in asked.body
        ]
        self.syncs += 1
        return 200, self.world.commands[place]

    def post(self, asked: Asked) -> Answer:
        place = self._place(asked)
        self.refuse(asked, check_commands([asked.body]))
        known = self.world.commands.setdefault(place, [])
        before = next((each for each in known if _key(each) == _key(asked.body)), None)
        command = self._registered(asked.body, place, before)
        if before:
            known[known.index(before)] = command
        else:
            known.append(command)
        return (200 if before else 201), command

    def delete(self, asked: Asked) -> Answer:
        known = self.world.commands.get(self._place(asked), [])
        for command in known:
            if command["id"] == asked.params["command_id"]:
                known.remove(command)
                return 204, None
        raise Refused(404, 10063)

    def _place(self, asked: Asked) -> str:
        if asked.params["application_id"] != self.world.application_id:
            raise Refused(403, 20012)
        place = asked.params.get("guild_id", "")
        guild = self.world.guilds.get(place)
        if place and (guild is None or not guild.has_bot):
            raise Refused(403, 50001)
        return place

    def _registered(self, told: Json, place: str, before: Json | None) -> Json:
        permissions = told.get("default_member_permissions")
        command: Json = {
            "id": before["id"] if before else self.world.new_id(),
            "application_id": self.world.application_id,
            "type": told.get("type") or CHAT_INPUT,
            "name": told["name"],
            "name_localizations": told.get("name_localizations"),
            "description": told.get("description") or "",
            "description_localizations": told.get("description_localizations"),
            "default_member_permissions": None if permissions is None else str(permissions),
            "nsfw": bool(told.get("nsfw")),
        }
        if told.get("options"):
            command["options"] = [_option(each) for each in told["options"]]
        if place:
            command["guild_id"] = place
        else:
            command |= {
                "dm_permission": told.get("dm_permission") is not False,
                "contexts": told.get("contexts"),
                "integration_types": told.get("integration_types") or [0],
            }
        same = before is not None and {**before, "version": ""} == {**command, "version": ""}
        command["version"] = before["version"] if before and same else self.world.new_id()
        return command


def _key(command: Json) -> tuple[str, int]:
    return command["name"], command.get("type") or CHAT_INPUT


def _option(told: Json) -> Json:
    """Discord leaves out what is false or empty."""
    option = {key: value for key, value in told.items() if value not in (None, False, [])}
    if "options" in option:
        option["options"] = [_option(each) for each in option["options"]]
    return option
