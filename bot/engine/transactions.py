"""One Intent, one transaction: its use case, what other features hear and offer, its commit."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.drafts import Repeat
from bot.domain.facts import Fact
from bot.domain.ids import new_id
from bot.domain.letters import Sent
from bot.domain.people import Person
from bot.engine import actors, notices
from bot.engine.intents import Intent, Notice, Press, Reply, Resume, Submit
from bot.engine.manifest import Action, FormKind, Words
from bot.engine.registry import Registry
from bot.engine.work import Change, FormBuilder, OpenItem, Work
from bot.messages.parts import Message, Part
from bot.ports.clock import Clock, Random
from bot.ports.dates import Dates
from bot.ports.holidays import Holidays
from bot.ports.places import Places
from bot.ports.store import Conflict, Store, UnitOfWork

log = logging.getLogger(__name__)

TRIES = 8
"""How often an Intent runs before its writer is asked to try again: of those who change one row at
once one wins each time (docs/decisions/0009)."""

Deed = Callable[[Work], Awaitable[Reply]]


class Transactions:
    """Runs deeds. Raises what they raise, Conflict after `TRIES`, and StoreUnavailable."""

    def __init__(
        self,
        registry: Registry,
        store: Store,
        clock: Clock,
        random: Random,
        places: Places,
        holidays: Holidays,
        dates: Dates,
        build_form: FormBuilder,
    ) -> None:
        self._registry = registry
        self._store = store
        self._clock = clock
        self._random = random
        self._places = places
        self._holidays = holidays
        self._dates = dates
        self._build_form = build_form

    def new_id(self) -> str:
        return new_id(self._clock.now(), self._random.bits)

    async def run(self, intent: Intent, deed: Deed, again: Deed | None = None) -> Reply:
        """The deed's Reply, once it is kept; a repeat is answered by `again`, or with the
        present state."""
        for attempt in range(1, TRIES + 1):
            unit = self._store.unit(intent.origin.workspace)
            work = await self.begin(intent, unit)
            event = intent.origin.event
            if await unit.get(Repeat, event):
                return await (again or self.present)(work)
            try:
                if work.facts:
                    # What an act shows of its actor, such as a role that is gone, counts for the
                    # act itself, and stays though that be refused.
                    await self.hear(work)
                    await unit.commit()
                    work = await self.begin(intent, unit)
                reply = await deed(work)
                await self.hear(work)
                reply = await self._offer(work, reply)
                if unit.is_empty:
                    # A Query: asked again, it is answered again.
                    return reply
                unit.add(Repeat(work.workspace, event, work.now))
                await unit.commit()
            except Conflict:
                if attempt == TRIES:
                    raise
            else:
                return reply
        raise AssertionError("unreachable")

    async def take(self, notice: Notice) -> None:
        """Keep what the platform says has happened; once, however often it says so."""
        for attempt in range(1, TRIES + 1):
            unit = self._store.unit(notice.workspace)
            if await unit.get(Repeat, notice.event):
                return
            now = self._clock.now()
            change = Change(workspace=notice.workspace, unit=unit, now=now, new_id=self.new_id)
            await notices.keep(change, notice)
            await self.hear(change)
            if unit.is_empty:
                return
            unit.add(Repeat(notice.workspace, notice.event, now))
            try:
                await unit.commit()
            except Conflict:
                if attempt == TRIES:
                    raise
            else:
                return

    async def begin(self, intent: Intent, unit: UnitOfWork) -> Work:
        """What a use case is given: the person behind the account, made on first sight."""
        origin, now = intent.origin, self._clock.now()
        facts: list[Fact] = []
        actor = await actors.actor_of(
            unit,
            origin.workspace,
            origin.platform,
            origin.profile,
            self.new_id,
            facts.append,
            leads_back=self._leads_back(intent),
        )
        actor = actors.agreed(unit, actor, intent, now)
        facts += await actors.groups_left(unit, actor, origin.groups)
        pressed = ""
        if isinstance(intent, Press) and intent.outer_id:
            found = await unit.find(Sent, place=intent.place, outer_id=intent.outer_id)
            pressed = found[0].key if found else ""
        return Work(
            workspace=origin.workspace,
            unit=unit,
            origin=origin,
            actor=actor,
            now=now,
            places=self._places,
            holidays=self._holidays,
            dates=self._dates,
            new_id=self.new_id,
            verbs=self._registry.verbs,
            open_items=lambda: self._open_items(unit, actor, now),
            build_form=self._build_form,
            pressed=pressed,
            facts=facts,
        )

    def _leads_back(self, intent: Intent) -> bool:
        does: Action | FormKind | None = None
        if isinstance(intent, Press):
            does = self._registry.actions.get(intent.does.name)
        elif isinstance(intent, Submit | Resume):
            does = self._registry.forms.get(intent.does.name)
        return does is not None and does.leads_back

    async def hear(self, change: Change) -> None:
        """Let other features act on what happened, in the same transaction."""
        heard = 0
        while heard < len(change.facts):
            fact = change.facts[heard]
            for hear in self._registry.hearers(fact):
                await hear(change, fact)
            heard += 1

    async def _offer(self, work: Work, reply: Reply) -> Reply:
        """Add to the Reply what other features offer on what happened."""
        offered: list[Part] = []
        for fact in work.facts:
            for offer in self._registry.offers(fact):
                try:
                    offered += await offer(work, fact)
                except Exception:
                    log.exception("offer failed", extra={"fact": type(fact).__name__})
        if not offered and not reply.last:
            return reply
        told = reply.tell or Message(())
        parts = (*told.parts, *offered, *reply.last)
        return replace(reply, tell=replace(told, parts=parts), last=())

    async def _open_items(
        self, unit: UnitOfWork, person: Person, now: datetime
    ) -> Sequence[OpenItem]:
        items = [
            item
            for open_items in self._registry.open_items
            for item in await open_items(unit, person, now)
        ]
        return sorted(items, key=lambda item: item.since)

    async def present(self, work: Work) -> Reply:
        """The present state: the message pressed, or what is open."""
        if work.pressed:
            return Reply()
        return await self._registry.home.run(work, Words(""))
