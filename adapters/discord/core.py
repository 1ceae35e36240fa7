"""Unstuck, as this adapter sees it."""

from collections.abc import Sequence
from typing import Protocol

from bot.engine.intents import Found, Intent, Notice, Reply, Search
from bot.engine.manifest import Verb


class Core(Protocol):
    verbs: Sequence[Verb]

    async def handle(self, intent: Intent) -> Reply: ...
    async def search(self, query: Search) -> Found: ...
    async def notice(self, notice: Notice) -> None: ...
