"""What holds one up: the next step that is offered, what is open, and how it ends."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.access import own_blocker
from bot.domain.blockers import Blocker, BlockerEnd, BlockerKind, Reminder
from bot.domain.errors import Refusal
from bot.domain.facts import MemberBack, MemberLeft, Responded
from bot.domain.ids import BlockerId
from bot.domain.people import Person
from bot.domain.recurrence import zone
from bot.domain.teams import Team
from bot.engine.intents import Reply
from bot.engine.work import Change, OpenItem, Work
from bot.features.blockers import messages
from bot.features.blockers.people import organisers_for, waiting_for
from bot.messages.parts import Button, Buttons, Part
from bot.ports.store import Reader

OFTEN = 3
"""Restated so many times, a blocker is worth a choice (product.md, "Check-ins")."""


SINCE_THEY_LEFT = timedelta(days=3)
"""How long they may take to say that they stay: they hear of it in their working hours, maybe after
a weekend."""


class OverAlready(Refusal):
    """Something is to be done about a blocker that has ended."""

    kind = "over_already"

    def __init__(self) -> None:
        super().__init__(messages.over_already())


# -- the next step --------------------------------------------------------------------------


async def next_step(work: Work, fact: Responded) -> Sequence[Part]:
    """What usually helps with this kind, once; later what is new, and, named often enough, a
    choice."""
    blocker = fact.blocker
    if blocker is None:
        return ()
    buttons = list[Button]()
    if blocker.restated:
        parts = [messages.restated(blocker.restated + 1)]
    else:
        parts = [messages.next_step(blocker.kind)]
    if blocker.restated >= OFTEN:
        may_tell = await _may_tell(work.unit, blocker)
        if blocker.restated == OFTEN:
            parts += messages.choice(may_tell=may_tell)
        buttons.append(messages.drop_button(blocker))
        if may_tell:
            buttons.append(messages.tell_button(blocker))
    if blocker.kind is BlockerKind.WAITING:
        buttons.append(messages.remind_button(blocker))
    return [*parts, *([Buttons(tuple(buttons))] if buttons else [])]


async def _may_tell(reader: Reader, blocker: Blocker) -> bool:
    """Whether it is time to offer that an organiser hears of it, and one could."""
    is_time = blocker.restated >= OFTEN and blocker.told_at is None
    return is_time and bool(await organisers_for(reader, blocker))


async def open_for(reader: Reader, person: Person, now: datetime) -> Sequence[OpenItem]:
    """What holds this person up, and for what others wait for them."""
    blockers = await reader.find(Blocker, person=person.id, ended_at=None)
    teams = {t.id: t for t in await reader.find(Team, id=[b.team for b in blockers])}
    items = []
    for blocker in blockers:
        team = teams[blocker.team]
        place = zone(person.zone or team.zone)
        days = (now.astimezone(place).date() - blocker.since.astimezone(place).date()).days
        may_tell = await _may_tell(reader, blocker)
        parts = messages.item(blocker, team, days, may_tell=may_tell)
        items.append(OpenItem(blocker.since, parts))
    for asked in await reader.find(Reminder, person=person.id, said=None):
        asker = await waiting_for(reader, asked)
        if asker is not None:
            parts = (*messages.waited_for(asker, asked), *messages.answers(asker, asked))
            items.append(OpenItem(asked.asked_at, parts))
    return items


# -- how it ends ----------------------------------------------------------------------------


async def over(work: Work, blocker: str) -> Reply:
    await _end(work, blocker, BlockerEnd.NOT_STUCK)
    return Reply(tell=messages.not_stuck())


async def drop(work: Work, blocker: str) -> Reply:
    await _end(work, blocker, BlockerEnd.DROPPED)
    return Reply(tell=messages.dropped())


async def _end(work: Work, blocker: str, end: BlockerEnd) -> None:
    """Raises NotFound or OverAlready."""
    found, _ = await open_blocker(work, blocker)
    work.unit.save(replace(found, ended_at=work.now, end=end))


async def let_go(change: Change, fact: MemberLeft) -> None:
    """What held somebody up in a team does so no more once they have left it."""
    mine = {"person": fact.person, "team": fact.team, "ended_at": None}
    for blocker in await change.unit.find(Blocker, **mine):
        change.unit.save(replace(blocker, ended_at=change.now, end=BlockerEnd.LEFT))


async def take_up_again(change: Change, fact: MemberBack) -> None:
    """What held them up when they left does so still, if that was just now."""
    left = {"person": fact.person, "team": fact.team, "end": BlockerEnd.LEFT}
    for blocker in await change.unit.find(Blocker, **left):
        if blocker.ended_at is not None and change.now - blocker.ended_at < SINCE_THEY_LEFT:
            change.unit.save(replace(blocker, ended_at=None, end=None))


async def open_blocker(work: Work, blocker: str) -> tuple[Blocker, Team]:
    """One's own that still holds one up. Raises NotFound or OverAlready."""
    found, team = await own_blocker(work.unit, work.me, BlockerId(blocker))
    if found.ended_at is not None:
        raise OverAlready
    return found, team
