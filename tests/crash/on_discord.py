"""What a process does on Discord beyond the rest: it says which process it is, and stands still
at points of its own."""

import asyncio
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from discord.webhook.async_ import AsyncWebhookAdapter

from adapters.cli import discord_side
from adapters.cli.settings import Settings
from adapters.cli.sides import Core
from adapters.discord.app import Discord
from adapters.discord.patience import Patience
from adapters.discord.settings import DiscordSettings
from bot.engine.intents import Intent, Reply, Submit
from tests.crash.child import Orders
from tests.crash.points import Point, Watch, WatchedChat

TOKEN = "discord-token"
PROCESS = " process/"
"""After it the User-Agent says which one: Discord makes nothing of it."""

LONG = 3600.0
DEFERRALS = {5, 6}
"""Types of first answers that only ask for more time."""

_HAS_TIME: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
"""By event: Discord was asked for more time."""


def settings(orders: Orders) -> Settings:
    """Nobody is late, but for a core that is slow; nobody is asked after."""
    answer = 0.2 if orders.is_slow else LONG
    patience = Patience(answer=answer, between_looks=LONG)
    return Settings(orders.url, discord=DiscordSettings(TOKEN, orders.api_url, patience))


def variables(api_url: str) -> dict[str, str]:
    """The same for `unstuck run`."""
    return {"DISCORD_TOKEN": TOKEN, "DISCORD_API_URL": api_url}


class SlowCore(Core):
    """Does nothing with a form before Discord was asked for more time."""

    def __init__(self, core: Core) -> None:
        handle = core.handle

        async def handle_late(intent: Intent) -> Reply:
            if isinstance(intent, Submit):
                await _HAS_TIME[intent.origin.event].wait()
            return await handle(intent)

        self.verbs, self.search, self.notice = core.verbs, core.search, core.notice
        self.handle = handle_late


@contextmanager
def marking(watch: Watch | None) -> Iterator[None]:
    """Meanwhile what is sent to Discord is marked, and watched if there is a watch."""

    def connect(*given: Any) -> Discord:
        discord = Discord(*given)
        discord.client.http.user_agent += f"{PROCESS}{os.getpid()}"
        if watch:
            discord.chat = WatchedChat(discord.chat, watch)  # type: ignore[assignment]
        return discord

    with patch.object(discord_side, "Discord", connect), _answers_watched(watch):
        yield


@contextmanager
def _answers_watched(watch: Watch | None) -> Iterator[None]:
    if watch is None:
        yield
        return
    # By the token of the interaction.
    acts: dict[str, str] = {}
    respond = AsyncWebhookAdapter.create_interaction_response

    async def responding(adapter: Any, id: int, token: str, *, params: Any, **given: Any) -> Any:
        does = acts[token] = watch.acts.get(f"interaction:{id}", "something else")
        is_deferral = (params.payload or {}).get("type") in DEFERRALS
        watch.reach(Point.BEFORE_ACKNOWLEDGED if is_deferral else Point.BEFORE_ANSWER, does)
        answer = await respond(adapter, id, token, params=params, **given)
        if is_deferral:
            _HAS_TIME[f"interaction:{id}"].set()
        watch.reach(Point.AFTER_ACKNOWLEDGED if is_deferral else Point.AFTER_ANSWER, does)
        return answer

    def late(answer: Callable[..., Any]) -> Callable[..., Any]:
        async def answering(adapter: Any, id: int, token: str, **given: Any) -> Any:
            watch.reach(Point.BEFORE_ANSWER, acts[token])
            answered = await answer(adapter, id, token, **given)
            watch.reach(Point.AFTER_ANSWER, acts[token])
            return answered

        return answering

    watched: dict[str, Callable[..., Any]] = {"create_interaction_response": responding}
    for name in ("execute_webhook", "edit_original_interaction_response"):
        watched[name] = late(getattr(AsyncWebhookAdapter, name))
    with ExitStack() as patched:
        for name, replacement in watched.items():
            patched.enter_context(patch.object(AsyncWebhookAdapter, name, replacement))
        yield
