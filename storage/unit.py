"""A unit of work: reads what is kept, collects what to write, hands it over in one commit."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from bot.domain.ids import WorkspaceId
from bot.domain.letters import Destination, Letter
from bot.domain.timers import Timer
from bot.ports.clock import Clock
from storage.checkin_sets import CheckinSets
from storage.database import Session
from storage.mapper import Mapper, mapper_of, to_instant
from storage.pieces import in_pieces
from storage.reading import Change, Key, Reading, Write
from storage.statements import Batch, Statement
from storage.writes import (
    CANCEL,
    HURRY,
    POST,
    SCHEDULE,
    adding,
    letter_encoder,
    removing,
    saving,
)

_TIMER = mapper_of(Timer)
_STATEMENTS = {Write.ADD: adding, Write.SAVE: saving, Write.REMOVE: removing}


class Unit(Reading):
    """Keeps the promises of `bot.ports.store.UnitOfWork`, for one workspace or several."""

    def __init__(
        self,
        session: Session,
        workspaces: Collection[WorkspaceId],
        clock: Clock,
        kept: Callable[[int | None], None],
    ) -> None:
        """`kept` is called after a commit, with the earliest instant at which anything of it
        may be due."""
        super().__init__(session, workspaces)
        self._clock = clock
        self._kept = kept
        self._schedules: dict[Key, Timer] = {}
        self._cancels: dict[Key, str] = {}
        self._letters: list[Letter] = []
        self._hurried: set[tuple[WorkspaceId, Destination]] = set()
        self._checkins = CheckinSets(session, self._check)

    @property
    def checkins(self) -> CheckinSets:
        return self._checkins

    # --- writing ------------------------------------------------------------------------------

    def add(self, noun: object) -> None:
        key, changes, before = self._place(noun)
        if before is None:
            changes[key] = Change(Write.ADD, noun, 0)
        elif before.write is Write.REMOVE:
            changes[key] = Change(Write.SAVE, noun, before.version)
        else:
            raise ValueError(f"{noun!r} is already in this unit")

    def save(self, noun: object) -> None:
        key, changes, before = self._place(noun)
        if before is None:
            changes[key] = Change(Write.SAVE, noun, getattr(noun, "version", 0))
        elif before.write is Write.REMOVE:
            raise ValueError(f"{noun!r} was removed in this unit")
        else:
            changes[key] = before._replace(noun=noun)

    def remove(self, noun: object) -> None:
        key, changes, before = self._place(noun)
        if before is None:
            changes[key] = Change(Write.REMOVE, noun, getattr(noun, "version", 0))
        elif before.write is Write.ADD:
            del changes[key]
        else:
            changes[key] = before._replace(write=Write.REMOVE)

    def _place(self, noun: Any) -> tuple[Key, dict[Key, Change], Change | None]:
        self._check(noun.workspace)
        kind = type(noun)
        key = mapper_of(kind).key_of(noun)
        changes = self._changes.setdefault(kind, {})
        return key, changes, changes.get(key)

    def schedule(self, timer: Timer) -> None:
        self._check(timer.workspace)
        self._schedules[timer.workspace, timer.key] = timer

    def cancel(self, workspace: WorkspaceId, key: str, why: str) -> None:
        self._check(workspace)
        self._schedules.pop((workspace, key), None)
        self._cancels[workspace, key] = why

    def post(self, letter: Letter) -> None:
        self._check(letter.workspace)
        self._letters.append(letter)

    def hurry(self, workspace: WorkspaceId, destination: Destination) -> None:
        self._check(workspace)
        self._hurried.add((workspace, destination))

    # --- keeping ------------------------------------------------------------------------------

    @property
    def is_empty(self) -> bool:
        has_changes = any(self._changes.values())
        return not (has_changes or self._schedules or self._cancels or self._has_letters)

    @property
    def _has_letters(self) -> bool:
        """Whether any may go once this is kept."""
        return bool(self._letters or self._hurried) or self._checkins.has_letters

    async def commit(self) -> None:
        batches = await self._batches()
        if not batches:
            return
        wake_at = self._wakes_at()
        await self._session.write(batches, wake_at)
        self._forget()
        self._kept(wake_at)

    def _forget(self) -> None:
        """What was kept is no longer pending."""
        for pending in (self._changes, self._schedules, self._cancels):
            pending.clear()
        self._letters.clear()
        self._hurried.clear()
        self._checkins.forget()

    def _wakes_at(self) -> int | None:
        """The earliest instant at which what this unit writes may be due; 0 is at once."""
        if self._has_letters:
            return 0
        return min((to_instant(timer.due_at) for timer in self._schedules.values()), default=None)

    async def _batches(self) -> list[Batch]:
        now = to_instant(self._clock.now())
        batches = [
            await self._batch_of(write, mapper_of(kind), changes)
            # What is removed makes room for what is added.
            for write in (Write.REMOVE, Write.SAVE, Write.ADD)
            for kind, changes in sorted(self._changes.items(), key=lambda item: item[0].__name__)
            if any(change.write is write for change in changes.values())
        ]
        if self._cancels:
            ended = [
                {"workspace": workspace, "key": key, "done_at": now, "outcome": why}
                for (workspace, key), why in self._cancels.items()
            ]
            batches.append(Batch(CANCEL, self._session.compiler.arrange(CANCEL, ended)))
        if self._schedules:
            batches.append(await self._batch(SCHEDULE, _TIMER, self._schedules.values()))
        if self._hurried:
            # In one order everywhere, so that two units do not wait for each other in a ring.
            waiting = [{"workspace": w, "destination": d} for w, d in sorted(self._hurried)]
            batches.append(Batch(HURRY, self._session.compiler.arrange(HURRY, waiting)))
        if self._checkins.has_letters:
            batches += self._checkins.batches()
        if self._letters:
            batches.append(Batch(POST, await in_pieces(letter_encoder(now), self._letters)))
        return batches

    async def _batch_of(
        self, write: Write, mapper: Mapper[Any], changes: dict[Key, Change]
    ) -> Batch:
        # In the order of their keys, so that two units rarely wait for each other in a ring.
        meant = sorted((key, change) for key, change in changes.items() if change.write is write)
        nouns = [_as_read(change) for _, change in meant]
        return await self._batch(_STATEMENTS[write](mapper), mapper, nouns)

    async def _batch(
        self, statement: Statement, mapper: Mapper[Any], nouns: Collection[Any]
    ) -> Batch:
        encode = mapper.encoder(self._session.compiler(statement).names)
        return Batch(statement, await in_pieces(encode, nouns))


def _as_read(change: Change) -> Any:
    """The noun to write, with the version to find it by."""
    if getattr(change.noun, "version", change.version) == change.version:
        return change.noun
    return replace(change.noun, version=change.version)
