"""What is said below a message: in its thread, which may be archived, locked or deleted."""

from collections.abc import Awaitable, Callable
from typing import Literal

import discord

from adapters.discord.errors import Calls
from bot.ports.chat import Gone, Posted, Refused

NAME = "Details"
"""Of a thread: Discord shows it below the message."""
OPEN_MINUTES: Literal[10080] = 10080
"""Without a word, before Discord archives it: a week, the longest that there is."""


class Locked(Refused):
    """A thread that only its server can open again."""


Send = Callable[[str], Awaitable[Posted]]
"""Sends into a channel or a thread by its id. Raises TryLater, Refused or Gone."""


async def post_below(client: discord.Client, calls: Calls, under: Posted, send: Send) -> Posted:
    """In the thread of `under`, which has its message's id and is made if need be; to write into
    an archived one opens it. Where there can be none, beside the message.

    Raises TryLater, Refused or Gone.
    """
    try:
        return await send(under.outer_id)
    except (Refused, Gone):
        pass
    try:
        async with calls.call():
            await client.http.start_thread_with_message(
                int(under.place), int(under.outer_id), name=NAME, auto_archive_duration=OPEN_MINUTES
            )
        return await send(under.outer_id)
    except (Refused, Gone):
        return await send(under.place)


async def open_again(client: discord.Client, calls: Calls, thread: str) -> None:
    """Raises TryLater and Locked."""
    try:
        async with calls.call():
            await client.http.edit_channel(int(thread), archived=False)
    except Refused as why:
        raise Locked("that thread is locked") from why
