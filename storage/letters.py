"""The statements of the outbox: which letters may go, who writes to a destination."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.sql.base import Executable

from bot.domain.letters import Letter, Sent, Urgency
from storage.mapper import mapper_of
from storage.statements import Given, Kind, Question, Statement, is_absent
from storage.tables import destinations, letters, sent_messages
from storage.writes import columns_of, is_pending, upsert

_LETTER = mapper_of(Letter)
_SENT = mapper_of(Sent)


def _row_of_destination() -> ColumnElement[bool]:
    return and_(
        destinations.c.workspace == letters.c.workspace,
        destinations.c.destination == letters.c.destination,
    )


def _urgent(urgency: Urgency, is_barred: ColumnElement[bool]) -> Select[Any]:
    """The pending letters of this urgency in the order of their index, without the barred."""
    return (
        select(
            letters.c.workspace,
            letters.c.destination,
            letters.c.urgency,
            letters.c.not_before,
            letters.c.id,
        )
        .where(
            letters.c.done_at.is_(None),
            letters.c.urgency == literal(int(urgency), BigInteger),
            letters.c.urgency >= literal(0, BigInteger),  # as the index says
            is_absent(destinations, _row_of_destination(), is_barred),
        )
        .order_by(letters.c.not_before, letters.c.id)
    )


def _candidates(kind: Kind) -> Executable:
    now = bindparam("now", type_=BigInteger())
    most = bindparam("most", type_=BigInteger())
    is_barred = (destinations.c.lease_until > now) | (destinations.c.hold_until > now)
    # Each urgency is one stretch of the index: nothing is sorted, however much waits.
    stretches = [
        select(
            _urgent(urgency, is_barred).where(letters.c.not_before <= now).limit(most).subquery()
        )
        for urgency in Urgency
    ]
    first = union_all(*stretches).subquery()
    return select(first).order_by(first.c.urgency, first.c.not_before, first.c.id).limit(most)


CANDIDATES = Question(_candidates)


def _next_at(kind: Kind) -> Executable:
    free = [
        select(_urgent(urgency, literal(True)).limit(1).subquery().c.not_before)
        for urgency in Urgency
    ]
    first = (
        select(func.min(letters.c.not_before))
        .where(_row_of_destination(), letters.c.done_at.is_(None))
        .correlate(destinations)
        .scalar_subquery()
    )
    greatest = func.max if kind == "sqlite" else func.greatest
    barred = select(greatest(destinations.c.lease_until, destinations.c.hold_until, first)).where(
        first.is_not(None)
    )
    return union_all(*free, barred)


NEXT_AT = Question(_next_at)


def _claim(given: Given) -> Executable:
    names = ("workspace", "destination", "owner", "lease_until", "hold_until", "attempts")
    claim = upsert(given, destinations, names)
    # A new row says "held until now", which is not held: so the instant is at hand here too.
    now = claim.excluded.hold_until
    statement: Executable = claim.on_conflict_do_update(
        index_elements=[destinations.c.workspace, destinations.c.destination],
        set_={
            "owner": claim.excluded.owner,
            "lease_until": claim.excluded.lease_until,
            # Whoever did not give it back died over it.
            "attempts": destinations.c.attempts + case((destinations.c.owner == "", 0), else_=1),
        },
        where=and_(destinations.c.lease_until <= now, destinations.c.hold_until <= now),
    ).returning(
        destinations.c.workspace,
        destinations.c.destination,
        destinations.c.failing_since,
        destinations.c.attempts,
    )
    return statement


CLAIM = Statement(
    _claim,
    columns_of(
        destinations,
        "workspace",
        "destination",
        "owner",
        "lease_until",
        "hold_until",
        "attempts",
    ),
    returns=True,
)


def _letters(kind: Kind) -> Executable:
    columns = [letters.c[name] for name in _LETTER.fields]
    return (
        select(letters.c.id, letters.c.written_at, *columns)
        .where(
            letters.c.workspace == bindparam("workspace"),
            letters.c.destination == bindparam("destination"),
            letters.c.done_at.is_(None),
            letters.c.not_before <= bindparam("now"),
        )
        .order_by(letters.c.id)
        .limit(bindparam("most", type_=BigInteger()))
    )


LETTERS = Question(_letters)


def _settling(*changed: str) -> Statement:
    """Change letters that are not done yet."""

    def build(given: Given) -> Executable:
        return (
            update(letters)
            .where(letters.c.id == given["id"], is_pending(letters))
            .values({name: given[name] for name in changed})
        )

    return Statement(build, columns_of(letters, "id", *changed))


DONE = _settling("done_at", "outcome")
POSTPONE = _settling("not_before")


def _stand(given: Given) -> Executable:
    sent = upsert(given, sent_messages, _SENT.fields)
    changed = {
        name: sent.excluded[name]
        for name in _SENT.fields
        if name not in _SENT.key and name != "version"
    }
    statement: Executable = sent.on_conflict_do_update(
        index_elements=list(sent_messages.primary_key),
        set_={**changed, "version": sent_messages.c.version + 1},
    )
    return statement


STAND = Statement(_stand, columns_of(sent_messages, *_SENT.fields))
"""The piece of a message as it now stands, made or replaced."""


def _shorten(given: Given) -> Executable:
    return delete(sent_messages).where(
        sent_messages.c.workspace == given["workspace"],
        sent_messages.c.key == given["key"],
        sent_messages.c.piece > given["piece"],
    )


SHORTEN = Statement(_shorten, columns_of(sent_messages, "workspace", "key", "piece"))
"""Forget the pieces beyond this one."""


def _is_owned(given: Given) -> ColumnElement[bool]:
    return and_(
        destinations.c.workspace == given["workspace"],
        destinations.c.destination == given["destination"],
        destinations.c.owner == given["owner"],
    )


def _hold(given: Given) -> Executable:
    return (
        update(destinations)
        .where(_is_owned(given))
        .values(
            owner=literal("", Text),
            lease_until=literal(0, BigInteger),
            hold_until=given["hold_until"],
            failing_since=given["failing_since"],
            attempts=given["attempts"],
        )
    )


_OWNED = ("workspace", "destination", "owner")
HOLD = Statement(
    _hold, columns_of(destinations, *_OWNED, "hold_until", "failing_since", "attempts")
)
RELEASE = Statement(
    lambda given: delete(destinations).where(_is_owned(given)), columns_of(destinations, *_OWNED)
)
