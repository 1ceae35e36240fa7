"""discord.py alone, pointed at our Discord, as the adapter will be."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from tests.servers.discord.server import DiscordServer


@asynccontextmanager
async def pointed_at(server: DiscordServer) -> AsyncIterator[None]:
    """Every client of discord.py made here goes to this server; afterwards to Discord again."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = server.base_url, URL(server.gateway.url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


class BareApp(discord.AutoShardedClient):
    """With a command tree, the least intents, and little patience for guilds."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, dm_messages=True)
        super().__init__(intents=intents, guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without the five seconds between shards."""


@asynccontextmanager
async def logged_in(server: DiscordServer) -> AsyncIterator[BareApp]:
    """REST only: no gateway."""
    async with pointed_at(server), BareApp() as app:
        await app.login(server.token)
        yield app


@asynccontextmanager
async def connected(server: DiscordServer) -> AsyncIterator[BareApp]:
    """Ready; its gateway task ends with it."""
    async with logged_in(server) as app:
        running = asyncio.create_task(app.connect())
        await app.wait_until_ready()
        try:
            yield app
        finally:
            await app.close()
            await running
