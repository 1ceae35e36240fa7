"""Prompts and reminders for whole teams: what the database can do in one go, it does."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from bot.domain.ids import PersonId, WorkspaceId
from bot.ports.store import Taken, ZoneRound
from storage.database import Session
from storage.mapper import to_instant
from storage.rounds import ASK, COUNT_TO_ASK, COUNT_TO_REMIND, REMIND
from storage.statements import Batch, Statement

_LAST = "~"
"""Greater than every id: all of them up to it."""
_ROUNDS_A_READ = 64


class CheckinSets:
    """Keeps the promises of `bot.ports.store.CheckinSets`."""

    def __init__(self, session: Session, check: Callable[[WorkspaceId], None]) -> None:
        self._session = session
        self._check = check
        self._to_ask: list[dict[str, Any]] = []
        self._to_remind: list[dict[str, Any]] = []

    async def ask(self, rounds: Sequence[ZoneRound], now: datetime, most: int) -> Sequence[Taken]:
        return await self._take(COUNT_TO_ASK, rounds, now, most, self._to_ask)

    async def remind(
        self, rounds: Sequence[ZoneRound], now: datetime, most: int
    ) -> Sequence[Taken]:
        return await self._take(COUNT_TO_REMIND, rounds, now, most, self._to_remind)

    @property
    def has_letters(self) -> bool:
        return bool(self._to_ask or self._to_remind)

    def batches(self) -> list[Batch]:
        compiler = self._session.compiler
        return [
            Batch(statement, compiler.arrange(statement, rows))
            for statements, rows in ((ASK, self._to_ask), (REMIND, self._to_remind))
            if rows
            for statement in statements[compiler.kind]
        ]

    def forget(self) -> None:
        self._to_ask.clear()
        self._to_remind.clear()

    async def _take(
        self,
        counting: Statement,
        rounds: Sequence[ZoneRound],
        now: datetime,
        most: int,
        chosen: list[dict[str, Any]],
    ) -> Sequence[Taken]:
        """Choose whom to write to: `most` people of the rounds, in their order."""
        for one in rounds:
            self._check(one.workspace)
        rows = [_row(place, one, to_instant(now)) for place, one in enumerate(rounds)]
        taken = [Taken(0, PersonId(one.after)) for one in rounds]
        left = most
        for start in range(0, len(rows), _ROUNDS_A_READ):
            some = rows[start : start + _ROUNDS_A_READ]
            for row, (count, last) in zip(
                some, await self._count(counting, some, left + 1), strict=True
            ):
                if count > left:
                    if left:
                        ((count, last),) = await self._count(counting, [row], left)
                        taken[row["place"]] = Taken(count, last)
                        chosen.append(row | {"upto": last})
                    return taken
                taken[row["place"]] = Taken(count, None)
                left -= count
                if count:
                    chosen.append(row | {"upto": last})
        return taken

    async def _count(
        self, counting: Statement, rows: Sequence[dict[str, Any]], most: int
    ) -> list[tuple[int, PersonId]]:
        """For each of the rounds how many are due, up to `most`, and the last of these."""
        asked = [row | {"most": most} for row in rows]
        counts = {row[0]: row[1:] for row in await self._session.read_each(counting, asked)}
        nobody = (0, PersonId(""))
        return [(c, last) for c, last in (counts.get(row["place"], nobody) for row in rows)]


def _row(place: int, one: ZoneRound, now: int) -> dict[str, Any]:
    return {
        "place": place,
        "workspace": one.workspace,
        "team": one.team,
        "checkin": one.checkin,
        "round": one.round,
        "zone": one.zone,
        "team_zone": one.team_zone,
        "weekday": 1 << (one.local_date.isoweekday() - 1),
        "day": one.local_date.isoformat(),
        "is_in_channel": int(one.is_in_channel),
        "opens_at": to_instant(one.opens_at),
        "closes_at": to_instant(one.closes_at),
        "now": now,
        "after": one.after,
        "upto": _LAST,
        "most": 0,
    }
