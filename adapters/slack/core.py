"""Unstuck, as this adapter sees it."""

from typing import Protocol

from bot.engine.intents import Found, Intent, Notice, Reply, Search


class Core(Protocol):
    async def handle(self, intent: Intent) -> Reply: ...
    async def search(self, query: Search) -> Found: ...
    async def notice(self, notice: Notice) -> None: ...
