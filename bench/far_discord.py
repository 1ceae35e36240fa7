"""The tests' Discord, far away (`bench.far`): a server that is limited as Discord limits."""

from collections import Counter
from typing import Any
from unittest.mock import patch

from adapters.discord.settings import DiscordSettings
from bench.far import Far, Json

KIND = "discord"
TOKEN = "discord-token"
POSTING = ("POST", "/channels/{channel_id}/messages")


def settings_for(far: Far) -> DiscordSettings:
    return DiscordSettings(TOKEN, far.api_url)


class End:
    """In the process of its own."""

    def __init__(self) -> None:
        # What is imported here is not needed at our end.
        from tests.servers.discord.server import DiscordServer

        self._server = DiscordServer(token=TOKEN)
        self._limiter: Any = None

    async def start(self, there: Json) -> Json:
        await self._server.start()
        presses = await _populate(self._server, there)
        if there["limits"]:
            self._limiter = self._server.use_limiter(**there["limits"])
        return {"api_url": self._server.base_url, "presses": presses}

    def recorded(self) -> Json:
        """`answers` are how many interactions were answered, by Discord's type of the answer."""
        posts = [
            [call.path.split("/")[2], _text_in(call.body), call.when.timestamp()]
            for call in self._server.calls
            if (call.method, call.route) == POSTING and call.status == 200
        ]
        return {
            "posts": posts,
            "limited": self._limiter.refused if self._limiter else 0,
            "violations": self._server.violations,
            "answers": Counter(
                call.body["type"]
                for call in self._server.calls
                if call.route.endswith("/callback") and call.status in (200, 204)
            ),
        }

    async def stop(self) -> None:
        await self._server.stop()


async def _populate(server: Any, there: Json) -> list[Json]:
    """What was told is there; the payloads of the presses."""
    from tests.servers.discord.records import Answered, Interaction
    from tests.servers.discord.screen import see_message
    from tests.servers.discord.state import COMPONENTS_V2, DIRECT, Channel, Message, User

    world = server.world
    with patch.object(world, "new_guild_id", lambda: there["home"] or world.new_id()):
        guild = server.add_guild("Lab")
    payloads: list[Json] = []

    async def keep(interaction: Interaction) -> Answered:
        payloads.append(interaction.payload)
        return Answered(True, "", {}, 0, interaction)

    def join(one: Json) -> tuple[User, Channel]:
        user = User(one["id"], one["name"].lower().replace(" ", "."), one["name"])
        world.users[user.id] = user
        server.add_member(guild, user)
        direct = Channel(one["direct"], DIRECT, recipient=user, created=world.now())
        world.channels[direct.id] = direct
        return user, direct

    for one in there["people"]:
        join(one)
    for id in there["channels"]:
        with patch.object(world, "new_id", lambda id=id: id):
            server.add_channel(guild, f"channel-{id}")
    with patch.object(server.interactions, "deliver", keep):
        for presses in there["presses"]:
            for one in presses["people"]:
                user, direct = join(one)
                message = Message(one["stamp"], direct, world.bot, world.now())
                message.components, message.flags = presses["parts"], COMPONENTS_V2
                world.messages.append(message)
                seen = see_message(world, message, None)
                await server.presses(user, seen, presses["button"])
    return payloads


def _text_in(body: Json) -> str:
    """Its words, or its first ones if it is of components."""
    return str(body.get("content") or body["components"][0]["content"])
