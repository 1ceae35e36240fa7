"""Disks and platforms that fail, as a process meets them."""

import asyncio
import ctypes
import os
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar

from bot.domain.letters import Urgency
from bot.messages.limits import PLAYGROUND, Limits
from bot.messages.parts import Message
from bot.ports.chat import Address, Posted
from tests.crash.points import Point, Watch

FULL, READ_ONLY = "full", "read-only"


class Connection(sqlite3.Connection):
    """A connection of which the parent can say how it fares."""

    watch: ClassVar[Watch | None] = None
    writers: ClassVar[list["Connection"]] = []

    def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
        if sql == "COMMIT" and self.watch:
            self.watch.in_commit()
        if sql == "PRAGMA synchronous=FULL":
            self.writers.append(self)
        return super().execute(sql, *given)


def connecting(watch: Watch | None) -> Callable[..., sqlite3.Connection]:
    """In place of sqlite3.connect."""
    Connection.watch = watch
    return partial(sqlite3.connect, factory=Connection)


def fill(how: str) -> None:
    """From now on the database cannot grow, or cannot be written at all."""
    for connection in Connection.writers:
        connection.execute("PRAGMA max_page_count=1" if how == FULL else "PRAGMA query_only=ON")


def free() -> None:
    """There is room again."""
    for connection in Connection.writers:
        connection.execute("PRAGMA max_page_count=4294967294")
        connection.execute("PRAGMA query_only=OFF")


def be_ordinary() -> None:
    """Root may write to what is read-only; give that right up, as far as we have it."""
    # _LINUX_CAPABILITY_VERSION_3; CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH are bits 1 and 2.
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    rights = (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.capget(header, rights) == 0
    for kind in (0, 1):  # Those in effect, and those that may be.
        rights[kind] &= ~0b110
    assert libc.capset(header, rights) == 0, os.strerror(ctypes.get_errno())


class HangingChat:
    """A Chat that says when it is called, and never answers."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    @property
    def limits(self) -> Limits:
        return PLAYGROUND

    def pace(self, address: Address, urgency: Urgency) -> float:
        return 0

    def give_back(self, address: Address) -> None:
        """Nobody waits for it."""

    async def post(
        self, address: Address, message: Message, nonce: str, under: Posted | None = None
    ) -> Posted:
        self._watch.reach(Point.BEFORE_SEND, nonce)
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    async def edit(self, address: Address, posted: Posted, message: Message) -> None:
        await asyncio.Event().wait()

    async def delete(self, posted: Sequence[Posted]) -> None:
        await asyncio.Event().wait()
