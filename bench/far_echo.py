"""A Discord that takes every message, checks nothing and keeps nothing: as fast as may be.

Of the tests' Discord it has the rest, and how a message looks that was taken.
"""

import json
from typing import Any

from aiohttp import web

from bench.far import Json
from bench.far_discord import TOKEN

KIND = "echo"


class End:
    """In the process of its own."""

    def __init__(self) -> None:
        from tests.servers.discord.server import DiscordServer
        from tests.servers.discord.state import Channel

        self._server = DiscordServer(token=TOKEN)
        self._channels: dict[str, Channel] = {}
        self._taken = 0
        self._runner: web.AppRunner | None = None

    async def start(self, there: Json) -> Json:
        app = web.Application()
        app.router.add_post("/api/v10/channels/{channel}/messages", self._take)
        app.router.add_route("*", "/api/v10/{rest:.*}", self._server.rest.serve)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._server.host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        return {"api_url": self._server.base_url}

    def recorded(self) -> Json:
        return {"taken": self._taken, "violations": self._server.violations}

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        from tests.servers.discord.limiter import POSTING, generous
        from tests.servers.discord.message_shapes import message_json
        from tests.servers.discord.rest import respond
        from tests.servers.discord.state import DIRECT, Channel, Message

        body: dict[str, Any] = json.loads(await request.read())
        id, world = request.match_info["channel"], self._server.world
        channel = self._channels.setdefault(id, Channel(id, DIRECT))
        message = Message(
            world.new_id(),
            channel,
            world.bot,
            world.now(),
            components=body["components"],
            flags=body["flags"],
            nonce=body["nonce"],
        )
        self._taken += 1
        return respond(200, message_json(world, message), generous(*POSTING).headers())
