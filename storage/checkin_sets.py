"""Prompts and reminders for whole teams: what the database can do in one go, it does."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from bot.domain.ids import PersonId, WorkspaceId
from bot.ports.store import Taken, ZoneRound
from storage.database import Session
from storage.mapper import to_instant, to_json
from storage.rounds import ASK, LIST_TO_ASK, LIST_TO_REMIND, REMIND
from storage.statements import Batch, Statement

_MOST_ROUNDS_A_READ = 64


class CheckinSets:
    """Keeps the promises of `bot.ports.store.CheckinSets`."""

    def __init__(self, session: Session, check: Callable[[WorkspaceId], None]) -> None:
        self._session = session
        self._check = check
        self._to_ask: list[dict[str, Any]] = []
        self._to_remind: list[dict[str, Any]] = []

    async def ask(self, rounds: Sequence[ZoneRound], now: datetime, most: int) -> Sequence[Taken]:
        return await self._take(LIST_TO_ASK, rounds, now, most, self._to_ask)

    async def remind(
        self, rounds: Sequence[ZoneRound], now: datetime, most: int
    ) -> Sequence[Taken]:
        return await self._take(LIST_TO_REMIND, rounds, now, most, self._to_remind)

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
        listing: Statement,
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
        for some in _shares(rows):
            due = await self._due(listing, some, left + 1)
            for row in some:
                people = due.get(row["place"], [])
                are_more = len(people) > left
                people = people[:left]
                if people:
                    ends = {"first": people[0], "last": people[-1]}
                    chosen.append(row | ends | {"people": to_json(people)})
                    left -= len(people)
                if are_more:
                    if people:
                        taken[row["place"]] = Taken(len(people), people[-1])
                    return taken
                taken[row["place"]] = Taken(len(people), None)
        return taken

    async def _due(
        self, listing: Statement, rows: Sequence[dict[str, Any]], most: int
    ) -> dict[int, list[PersonId]]:
        """For each place who is due, up to `most` of them, in the order of their ids."""
        asked = [row | {"most": most} for row in rows]
        found = await self._session.read_each(listing, asked)
        return {place: json.loads(people) for place, count, people in found if count}


def _shares(rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    """First few, then more: the first round may have as many people as are taken at all."""
    start, size = 0, 1
    while start < len(rows):
        yield rows[start : start + size]
        start, size = start + size, min(2 * size, _MOST_ROUNDS_A_READ)


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
        "first": "",
        "last": "",
        "people": "[]",
        "most": 0,
    }
