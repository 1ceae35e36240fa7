"""The discord.py client: what it is told of, and that it keeps nothing."""

import asyncio
import logging
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.rate_limits import RateLimits
from adapters.discord.settings import DiscordSettings


class Client(discord.AutoShardedClient):
    """A client that asks Discord for its gateway, in as many shards as Discord wants.

    Neither of its intents is privileged, and it caches servers with their channels and roles only.
    """

    def __init__(self, settings: DiscordSettings, limits: RateLimits) -> None:
        # It warns of what it lacks to speak.
        discord.VoiceClient.warn_nacl = False
        discord.VoiceClient.warn_dave = False
        intents = discord.Intents.none()
        intents.guilds = True
        intents.dm_messages = True
        # On DEBUG it writes down every body, and what people wrote is in them.
        logging.getLogger("discord").setLevel(logging.WARNING)
        patience = settings.patience
        super().__init__(
            intents=intents,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            http_trace=limits.trace(),
            guild_ready_timeout=patience.guilds,
            heartbeat_timeout=patience.heartbeat,
            proxy=_proxy_to(settings.api_url),
        )
        limits.attach(self.http)
        self._settings = settings
        # discord.py keeps it in a class: it is one for the whole process.
        Route.BASE = settings.api_url.rstrip("/")

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """A new session names all servers of a shard, each as not yet known: those that
        discord.py still knows from the one before have removed us in between."""
        if event == "shard_connect":
            for guild in self.guilds:
                if guild.shard_id == args[0] and not guild.unavailable:
                    self._connection._remove_guild(guild)
                    super().dispatch("guild_remove", guild)
        super().dispatch(event, *args, **kwargs)

    async def close(self) -> None:
        """And be ready no more: discord.py still waits for servers that may be told of, and would
        say so after the end."""
        try:
            await super().close()
        finally:
            state = self._connection
            waiting = [*state._ready_tasks.values(), *filter(None, [state._ready_task])]
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        if not initial:
            await asyncio.sleep(self._settings.patience.identify)

    async def find_gateway(self) -> None:
        """Before `connect`: where it is, and how many shards Discord wants. To a lost session
        discord.py returns by the gateway that it knows by itself, whatever it was told."""
        told = await self.http.request(Route("GET", "/gateway/bot"))
        self.shard_count = int(told["shards"])
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(told["url"])


def _proxy_to(url: str) -> str | None:
    """By the `HTTPS_PROXY` and `NO_PROXY` of our surroundings, which discord.py does not read."""
    address = urlsplit(url)
    if proxy_bypass(address.netloc):
        return None
    return getproxies().get(address.scheme)
