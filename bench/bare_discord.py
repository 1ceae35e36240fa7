"""discord.py alone, as one writes a bot with it, connected to a Discord of our own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
import yarl
from discord import ui
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bench.far import Far
from bench.far_discord import TOKEN


@asynccontextmanager
async def logged_in(far: Far) -> AsyncIterator[discord.Client]:
    """It can send, and hears nothing."""
    discord.VoiceClient.warn_nacl = False
    discord.VoiceClient.warn_dave = False
    # It keeps the address in a class: it is one for the whole process.
    Route.BASE = far.api_url
    async with discord.Client(intents=discord.Intents(guilds=True, dm_messages=True)) as client:
        await client.login(TOKEN)
        yield client


@asynccontextmanager
async def connected(far: Far) -> AsyncIterator[discord.Client]:
    """It hears too."""
    async with logged_in(far) as client:
        _, gateway, _ = await client.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        running = asyncio.create_task(client.connect())
        await client.wait_until_ready()
        try:
            yield client
        finally:
            await client.close()
            await running


def live(shown: ui.LayoutView) -> ui.LayoutView:
    """The same to see, and listening as long as the process lives."""
    made = ui.LayoutView(timeout=None)
    for item in shown.children:
        shown.remove_item(item)
        made.add_item(item)
    return made
