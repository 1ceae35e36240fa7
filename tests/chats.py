"""A platform that does what a test tells it: fails, hangs, refuses, limits, forgets."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from bot.domain.letters import Urgency
from bot.messages.limits import PLAYGROUND, Limits
from bot.messages.parts import Message
from bot.messages.plain import plain
from bot.ports.chat import Address, Gone, Posted
from bot.ports.clock import Clock


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message as it stands on the platform."""

    id: str
    order: int
    to: str
    message: Message
    at: datetime
    nonce: str
    under: str = ""
    edits: int = 0
    is_deleted: bool = False

    @property
    def text(self) -> str:
        return plain(self.message)


@dataclass
class ScriptedChat:
    """A Chat port. Without a script everything arrives at once.

    `attempts` counts the posts and edits that it was asked for, by outer id, arrived or not.
    """

    clock: Clock
    limits: Limits = PLAYGROUND
    messages: list[Arrived] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)
    """Tells what came first, here and in private replies."""
    attempts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    paced: dict[str, float] = field(default_factory=dict)
    """Seconds that `pace` asks for, by outer id."""
    turns: dict[str, Iterator[float]] = field(default_factory=dict)
    """Before them: what it asks for one time after the other."""
    given_back: list[str] = field(default_factory=list)
    """To whom there was nothing to send when their turn came, by outer id."""
    _faults: dict[str, deque[Exception | None]] = field(default_factory=lambda: defaultdict(deque))
    _broken: dict[str, Exception] = field(default_factory=dict)
    _doors: dict[str, asyncio.Event] = field(default_factory=dict)

    # -- what a test says ---------------------------------------------------------------------

    def fails(self, to: str, *faults: Exception | None) -> None:
        """The next calls for `to` raise these, one each; None: that one goes well."""
        self._faults[to].extend(faults)

    def breaks(self, to: str, fault: Exception) -> None:
        """Every call for `to` raises this, until it is mended."""
        self._broken[to] = fault

    def mends(self, to: str) -> None:
        self._broken.pop(to, None)
        self._faults.pop(to, None)

    def hangs(self, to: str) -> asyncio.Event:
        """Calls for `to` do not return until the event is set."""
        door = self._doors[to] = asyncio.Event()
        return door

    def loses(self, id: str) -> None:
        """Somebody deleted the message on the platform."""
        self._change(id, is_deleted=True)

    # -- what a test looks at -----------------------------------------------------------------

    def to(self, *outer_ids: str) -> list[Arrived]:
        """What stands there, oldest first."""
        return [m for m in self.messages if m.to in outer_ids and not m.is_deleted]

    def texts(self, *outer_ids: str) -> list[str]:
        return [m.text for m in self.to(*outer_ids)]

    # -- the port -----------------------------------------------------------------------------

    def pace(self, address: Address, urgency: Urgency) -> float:
        otherwise = self.paced.get(address.outer_id, 0)
        return next(self.turns.get(address.outer_id, iter(())), otherwise)

    def give_back(self, address: Address) -> None:
        self.given_back.append(address.outer_id)

    async def post(
        self, address: Address, message: Message, nonce: str, under: Posted | None = None
    ) -> Posted:
        await self._obey(address.outer_id)
        id = str(len(self.messages) + 1)
        self.messages.append(
            Arrived(
                id,
                next(self.order),
                address.outer_id,
                message,
                self.clock.now(),
                nonce,
                under=under.outer_id if under else "",
            )
        )
        return Posted(address.outer_id, id)

    async def edit(self, address: Address, posted: Posted, message: Message) -> None:
        await self._obey(posted.place)
        known = self._known(posted.outer_id)
        if known.is_deleted:
            raise Gone("it was deleted")
        self._change(known.id, message=message, edits=known.edits + 1)

    async def delete(self, posted: Sequence[Posted]) -> None:
        for one in posted:
            await self._obey(one.place)
            self._change(one.outer_id, is_deleted=True)

    def shows(self, posted: Posted, message: Message) -> None:
        """An adapter shows a Reply on the message that was pressed."""
        self._change(posted.outer_id, message=message)

    # -- between ------------------------------------------------------------------------------

    async def _obey(self, to: str) -> None:
        self.attempts[to] += 1
        if to in self._doors:
            await self._doors[to].wait()
        fault = self._faults[to].popleft() if self._faults[to] else None
        if fault is not None:
            raise fault
        if to in self._broken:
            raise self._broken[to]

    def _known(self, id: str) -> Arrived:
        return next(m for m in self.messages if m.id == id)

    def _change(self, id: str, **changes: object) -> None:
        index = next(i for i, m in enumerate(self.messages) if m.id == id)
        self.messages[index] = replace(self.messages[index], **changes)  # type: ignore[arg-type]
