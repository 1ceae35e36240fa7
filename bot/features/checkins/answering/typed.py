"""The verb `checkin`: what waits for an answer, else what still may be, or ahead of its time."""

from collections.abc import Sequence
from datetime import date

from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.errors import Refusal
from bot.domain.ids import CheckinId
from bot.domain.recurrence import zone
from bot.domain.teams import Belonging, Membership, Team
from bot.engine.intents import Reply
from bot.engine.manifest import Words
from bot.engine.work import Work
from bot.features.checkins.answering import ahead, ahead_messages, use_cases
from bot.features.checkins.answering.taking_part import (
    ROUNDS_LOOKED_AT,
    open_rounds,
    reading_zone,
    zone_of,
)


class NoCheckin(Refusal):
    """The person has none, or none of this name, or none that is still to come."""

    kind = "no_checkin"


async def answer_next(work: Work, words: Words) -> Reply:
    """Opens the oldest round that waits; else one whose deadline is just over or the next one
    ahead, which may be one of several."""
    chosen = await _chosen(work, words.text.strip())
    opened = await open_rounds(work.unit, work.me, [c.id for c in chosen], work.now)
    if opened:
        return Reply(form=await use_cases.response_form(work, opened[0].id))
    missed, written = await _missed(work, chosen), await _written(work, chosen)
    to_write: dict[CheckinId, date] = {}
    for checkin in chosen:
        zone_name = await zone_of(work.unit, work.actor, checkin)
        day = await ahead.next_date(work.unit, work.actor, checkin, zone_name, work.now)
        if checkin.is_running and day is not None:
            to_write[checkin.id] = day
    match [*missed, *written], list(to_write.items()):
        case [], []:
            raise NoCheckin(ahead_messages.nothing_at_all())
        case [round_], []:
            return Reply(form=await use_cases.response_form(work, round_.id))
        case [], [(checkin_id, day)]:
            return Reply(form=await ahead.ahead_form(work, checkin_id, day.isoformat()))
        case _:
            names = await _names(work, chosen)
            return Reply(tell=ahead_messages.which_one(missed, written, to_write, names))


async def _chosen(work: Work, name: str) -> list[Checkin]:
    """One's check-ins, or those of this name. Raises NoCheckin."""
    joined = await work.unit.find(Membership, person=work.me, belonging=Belonging.JOINED)
    mine = await work.unit.find(Checkin, team=[m.team for m in joined], deleted_at=None)
    if not mine:
        raise NoCheckin(ahead_messages.no_checkin(), ahead_messages.how_to_start())
    wanted = name.casefold()
    named = [c for c in mine if c.name.casefold() == wanted]
    chosen = named or [c for c in mine if c.name.casefold().startswith(wanted)]
    if not chosen:
        raise NoCheckin(ahead_messages.unknown_checkin(name, mine))
    return chosen


async def _missed(work: Work, checkins: Sequence[Checkin]) -> list[Round]:
    """The newest round of each check-in if the person let its deadline pass, today or while its
    summary is still to come."""
    recent = await work.unit.newest(
        Response,
        ROUNDS_LOOKED_AT * len(checkins),
        person=work.me,
        checkin=[c.id for c in checkins],
    )
    begun = sorted((r for r in recent if r.opens_at <= work.now), key=lambda r: r.opens_at)
    newest = {r.checkin: r for r in begun}
    late = [r for r in newest.values() if r.progress in {Progress.ASKED, Progress.MISSED}]
    closed_at = {r.round: r.closes_at for r in late}
    found = []
    for round_ in await work.unit.find(Round, id=list(closed_at)):
        checkin = next(c for c in checkins if c.id == round_.checkin)
        place = zone(await reading_zone(work.unit, work.actor, checkin))
        days = (at.astimezone(place).date() for at in (closed_at[round_.id], work.now))
        if round_.summarised_at is None or len(set(days)) == 1:
            found.append(round_)
    return sorted(found, key=lambda r: r.local_date)


async def _written(work: Work, checkins: Sequence[Checkin]) -> list[Round]:
    """The rounds that the person wrote ahead and may still change before the summary: no prompt
    shows them."""
    recent = await work.unit.newest(
        Response,
        ROUNDS_LOOKED_AT * len(checkins),
        person=work.me,
        checkin=[c.id for c in checkins],
        progress=Progress.ANSWERED,
    )
    early = [
        r.round
        for r in recent
        if r.answered_at is not None and r.answered_at < r.opens_at and work.now < r.closes_at
    ]
    rounds = await work.unit.find(Round, id=early, summarised_at=None)
    return sorted(rounds, key=lambda r: r.local_date)


async def _names(work: Work, checkins: Sequence[Checkin]) -> dict[CheckinId, str]:
    """What tells them apart, after a date."""
    if len(checkins) == 1:
        return {checkins[0].id: ""}
    names = [c.name for c in checkins]
    teams = {t.id: t.name for t in await work.unit.find(Team, id=[c.team for c in checkins])}
    return {
        c.id: ahead_messages.in_words(c, teams[c.team] if names.count(c.name) > 1 else "")
        for c in checkins
    }
