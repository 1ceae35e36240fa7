"""Named points at which a process can be made to die, reached through the ports alone.

At each the process says where it is and stands still, until it is told to go on or is killed.
"""

import os
import socket
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from adapters.cli.sides import Core
from bot.domain.ids import WorkspaceId
from bot.domain.letters import Urgency
from bot.engine.intents import Intent, Press, Reply, Submit
from bot.messages.limits import Limits
from bot.messages.parts import Message
from bot.ports.chat import Address, Chat, Posted
from bot.ports.outbox import Claim, Pending
from bot.ports.store import DueTimers, UnitOfWork
from storage.store import Store


class Point(StrEnum):
    TIMERS_TAKEN = "timers taken"
    BEFORE_COMMIT = "before a commit"
    IN_COMMIT = "in a commit"
    """All is written, and SQLite's COMMIT is not yet."""
    AFTER_COMMIT = "after a commit"
    DESTINATION_CLAIMED = "destination claimed"
    BEFORE_SEND = "before a send"
    AFTER_SEND = "after a send"
    BEFORE_STORED = "before the id is stored"
    AFTER_STORED = "after the id is stored"
    AFTER_RELEASE = "after a claim is given back"
    BEFORE_ACKNOWLEDGED = "before a payload is acknowledged"
    AFTER_ACKNOWLEDGED = "after a payload is acknowledged"
    BEFORE_ANSWER = "before an answer"
    AFTER_ANSWER = "after an answer"


ONLY_WHERE_PEOPLE_ACT = {
    Point.BEFORE_ACKNOWLEDGED,
    Point.AFTER_ACKNOWLEDGED,
    Point.BEFORE_ANSWER,
    Point.AFTER_ANSWER,
}
"""Elsewhere a process is told what people do, and answers on the same line."""


@dataclass(slots=True)
class Act:
    """What somebody does, and how many commits it has made."""

    name: str
    commits: int = 0


ACT: ContextVar[Act] = ContextVar("act")
"""The act of the present task."""


class Watch:
    """Stands still at every point, from whatever thread it is reached."""

    def __init__(self, line: socket.socket) -> None:
        self._doing = ""
        self._commits = 0
        self.kinds: dict[str, str] = {}
        """The kind of each letter that was read, by the nonce of its first piece."""
        self.acts: dict[str, str] = {}
        """What is done, by the event of it."""
        self._line = line
        self._one_speaks = threading.Lock()

    def reach(self, point: Point, about: str) -> None:
        with self._one_speaks:
            self._line.sendall(f"{point}: {about}\n".encode())
            if not self._line.recv(1):
                os._exit(1)  # Nobody is there who could say more.

    def begin(self, doing: str) -> None:
        """What the next COMMIT is about."""
        self._doing, self._commits = doing, 0

    def in_commit(self) -> None:
        """Each COMMIT is a point of its own: what is one unit must not have two."""
        self._commits += 1
        self.reach(Point.IN_COMMIT, f"{self._doing}, COMMIT {self._commits}")

    def commits_of(self, unit: Any, about: str) -> None:
        """From now on the unit's commits are points."""
        commit = unit.commit

        async def watched() -> None:
            self.begin(about)
            self.reach(Point.BEFORE_COMMIT, about)
            await commit()
            self.reach(Point.AFTER_COMMIT, about)

        unit.commit = watched


class WatchedChat:
    """A Chat whose sends are points."""

    def __init__(self, chat: Chat, watch: Watch) -> None:
        self._chat = chat
        self._watch = watch

    @property
    def limits(self) -> Limits:
        return self._chat.limits

    def pace(self, address: Address, urgency: Urgency) -> float:
        return self._chat.pace(address, urgency)

    def give_back(self, address: Address) -> None:
        self._chat.give_back(address)

    async def post(
        self, address: Address, message: Message, nonce: str, under: Posted | None = None
    ) -> Posted:
        about = self._watch.kinds[nonce]
        self._watch.reach(Point.BEFORE_SEND, about)
        posted = await self._chat.post(address, message, nonce, under)
        self._watch.reach(Point.AFTER_SEND, about)
        return posted

    async def edit(self, address: Address, posted: Posted, message: Message) -> None:
        self._watch.reach(Point.BEFORE_SEND, "an edit")
        await self._chat.edit(address, posted, message)
        self._watch.reach(Point.AFTER_SEND, "an edit")

    async def delete(self, posted: Sequence[Posted]) -> None:
        await self._chat.delete(posted)


class WatchedCore(Core):
    """Knows in each task which act it is about, and so does the watch, if there is one."""

    def __init__(self, core: Core, watch: Watch | None) -> None:
        handle = core.handle

        async def handle_act(intent: Intent) -> Reply:
            if isinstance(intent, Press | Submit):
                ACT.set(Act(intent.does.name))
                if watch:
                    watch.acts[intent.origin.event] = intent.does.name
            return await handle(intent)

        self.verbs, self.search, self.notice = core.verbs, core.search, core.notice
        self.handle = handle_act


def watch_store(store: Store, watch: Watch) -> None:
    """From now on the promises of the store's ports are points."""
    outbox: Any = store.outbox
    claim, letters, record = outbox.claim, outbox.letters, outbox.record
    release, unit_of, take = outbox.release, store.unit, store.timers.take

    async def watched_claim(*given: Any) -> Sequence[Claim]:
        claims: Sequence[Claim] = await claim(*given)
        for one in claims:
            watch.reach(Point.DESTINATION_CLAIMED, one.destination.partition(":")[0])
        return claims

    async def watched_letters(*given: Any) -> Sequence[Pending]:
        pending: Sequence[Pending] = await letters(*given)
        watch.kinds |= {f"{one.id}.0": one.letter.kind for one in pending}
        return pending

    async def watched_record(claim: Claim, done: Sequence[Pending], *given: Any) -> None:
        about = done[0].letter.kind
        watch.begin(about)
        watch.reach(Point.BEFORE_STORED, about)
        await record(claim, done, *given)
        watch.reach(Point.AFTER_STORED, about)

    async def watched_release(claim: Claim) -> None:
        await release(claim)
        watch.reach(Point.AFTER_RELEASE, claim.destination.partition(":")[0])

    def watched_unit(workspace: WorkspaceId) -> UnitOfWork:
        unit = unit_of(workspace)
        act = ACT.get(None)
        if act is not None:
            act.commits += 1
            watch.commits_of(unit, f"{act.name}, unit {act.commits}")
        return unit

    @asynccontextmanager
    async def watched_take(now: datetime, most: int) -> AsyncIterator[DueTimers | None]:
        async with take(now, most) as due:
            if due is not None:
                watch.reach(Point.TIMERS_TAKEN, due.kind)
                watch.commits_of(due.unit, due.kind)
            yield due

    outbox.claim, outbox.letters, outbox.record = watched_claim, watched_letters, watched_record
    outbox.release = watched_release
    within: Any = store
    within.unit, within.timers.take = watched_unit, watched_take
