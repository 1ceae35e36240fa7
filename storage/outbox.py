"""The outbox: letters in their order, and destinations that one worker at a time writes to."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.domain.ids import WorkspaceId
from bot.domain.letters import Destination, Letter, Sent
from bot.ports.outbox import Claim, Pending
from storage.database import Database, Row
from storage.letters import (
    CANDIDATES,
    CLAIM,
    DONE,
    HOLD,
    LETTERS,
    NEXT_AT,
    POSTPONE,
    RELEASE,
    SHORTEN,
    STAND,
)
from storage.mapper import EPOCH, from_instant, mapper_of, to_instant
from storage.statements import Batch, Statement

_LETTER = mapper_of(Letter)
_SENT = mapper_of(Sent)


class Outbox:
    """Keeps the promises of `bot.ports.outbox.OutboxStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def next_at(self) -> datetime | None:
        rows = await self._database.read(NEXT_AT, {})
        return from_instant(min(row[0] for row in rows)) if rows else None

    async def claim(self, owner: str, now: datetime, until: datetime, most: int) -> Sequence[Claim]:
        """In rounds: many letters of one destination may stand before those of the next."""
        claims: list[Claim] = []
        while len(claims) < most:
            found = await self._database.read(
                CANDIDATES, {"now": to_instant(now), "most": most - len(claims)}
            )
            if not found:
                break
            claims += await self._claim(
                owner, now, until, dict.fromkeys((r[0], r[1]) for r in found)
            )
        return claims

    async def _claim(
        self, owner: str, now: datetime, until: datetime, wanted: Collection[tuple[str, str]]
    ) -> list[Claim]:
        """Those of the wanted that no other worker claimed meanwhile, in the given order."""
        rows = [
            {
                "workspace": workspace,
                "destination": destination,
                "owner": owner,
                "lease_until": to_instant(until),
                "hold_until": to_instant(now),
                "attempts": 0,
            }
            # In one order everywhere, so that two workers do not wait for each other in a ring.
            for workspace, destination in sorted(wanted)
        ]
        batch = Batch(CLAIM, self._database.compiler.arrange(CLAIM, rows))
        (claimed,) = await self._database.write([batch])
        found = {(row[0], row[1]): row for row in claimed}
        return [_claim_of(found[key], owner, until) for key in wanted if key in found]

    async def letters(self, claim: Claim, now: datetime, most: int) -> Sequence[Pending]:
        rows = await self._database.read(
            LETTERS,
            {
                "workspace": claim.workspace,
                "destination": claim.destination,
                "now": to_instant(now),
                "most": most,
            },
        )
        return [_pending_of(row) for row in rows]

    async def record(
        self,
        claim: Claim,
        done: Sequence[Pending],
        outcome: str,
        now: datetime,
        sent: Sequence[Sent] = (),
    ) -> None:
        arrange = self._database.compiler.arrange
        rows = [{"id": p.id, "done_at": to_instant(now), "outcome": outcome} for p in done]
        batches = [Batch(DONE, arrange(DONE, rows))]
        if sent:
            encode = _SENT.encoder(self._database.compiler(STAND).names)
            batches.append(Batch(STAND, [encode(piece) for piece in sent]))
            last = {(piece.workspace, piece.key): piece.piece for piece in sent}
            ends = [{"workspace": w, "key": k, "piece": piece} for (w, k), piece in last.items()]
            batches.append(Batch(SHORTEN, arrange(SHORTEN, ends)))
        await self._database.write([batch for batch in batches if batch.rows])

    async def postpone(self, pending: Pending, until: datetime) -> None:
        await self._write(POSTPONE, {"id": pending.id, "not_before": to_instant(until)})

    async def hold(
        self, claim: Claim, until: datetime, failing_since: datetime | None, attempts: int
    ) -> None:
        held = {
            "hold_until": to_instant(until),
            "failing_since": None if failing_since is None else to_instant(failing_since),
            "attempts": attempts,
        }
        await self._write(HOLD, {**_owned(claim), **held})

    async def release(self, claim: Claim) -> None:
        await self._write(RELEASE, _owned(claim))

    async def _write(self, statement: Statement, row: dict[str, Any]) -> None:
        batch = Batch(statement, self._database.compiler.arrange(statement, [row]))
        await self._database.write([batch])


def _owned(claim: Claim) -> dict[str, Any]:
    return {
        "workspace": claim.workspace,
        "destination": claim.destination,
        "owner": claim.owner,
    }


def _claim_of(row: Row, owner: str, until: datetime) -> Claim:
    workspace, destination, failing_since, attempts = row
    return Claim(
        WorkspaceId(workspace),
        Destination(destination),
        owner,
        until,
        None if failing_since is None else from_instant(failing_since),
        attempts,
    )


def _pending_of(row: Row) -> Pending:
    number, written_at, *fields = row
    letter = _LETTER.decode(fields)
    if letter.not_before == EPOCH:
        letter = replace(letter, not_before=None)
    return Pending(number, letter, from_instant(written_at))
