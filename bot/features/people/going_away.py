"""What a person can say about being away."""

from dataclasses import replace
from datetime import date

from bot.domain.facts import AwayChanged, HoursChanged
from bot.domain.letters import to_person
from bot.domain.worktime import Away
from bot.engine.faults import FieldFaults
from bot.engine.intents import Reply
from bot.engine.manifest import Words
from bot.engine.work import Change, Work
from bot.features.people import away_messages as messages
from bot.features.people.absences import Absences, added, ended, holding, not_over
from bot.features.people.calendars import today_of
from bot.features.people.phrases import (
    UnclearYear,
    UnreadableDay,
    read_absence,
    read_day,
    read_last,
)
from bot.messages.forms import Form, Values, text_of
from bot.messages.refs import Ref


async def go_away(work: Work, words: Words) -> Reply:
    """`away until monday`; `away` alone asks from when to when."""
    if not words.text:
        return await open_away(work)
    new = await read_absence(words.text, _today(work), work.dates.read)
    return _go(work, new, work.actor.away)


async def open_away(work: Work) -> Reply:
    return Reply(form=await away_form(work))


async def away_form(work: Work) -> Form:
    return messages.away_form(Ref("people.going"), None)


async def save_away(work: Work, values: Values) -> Reply:
    return _go(work, await _filled(work, values), work.actor.away)


async def open_change(work: Work, start: str) -> Reply:
    return Reply(form=await change_form(work, start))


async def change_form(work: Work, start: str) -> Form:
    """The same for one that is kept; for one that is not any more, it makes one."""
    return messages.away_form(Ref("people.going_instead", (start,)), _kept(work, start))


async def save_change(work: Work, start: str, values: Values) -> Reply:
    instead_of = _kept(work, start)
    others = tuple(absence for absence in work.actor.away if absence != instead_of)
    return _go(work, await _filled(work, values), others)


async def come_back(work: Work, _: Words) -> Reply:
    return await be_back(work)


async def be_back(work: Work) -> Reply:
    """Ends the absence that holds today; there may be none."""
    today = _today(work)
    current = holding(work.actor.away, today)
    if current is None:
        coming = not_over(work.actor.away, today)
        return Reply(tell=messages.not_away(coming, today, work.origin.platform))
    after = _keep(work, ended(work.actor.away, current, today))
    return Reply(tell=messages.back(not_over(after, today), today))


async def stay(work: Work, start: str) -> Reply:
    """One that is still to come is taken back; one that has begun ends."""
    today, absence = _today(work), _kept(work, start)
    if absence is None:
        return Reply(tell=messages.gone_by())
    if today in absence:
        return await be_back(work)
    after = _keep(work, ended(work.actor.away, absence, today))
    return Reply(tell=messages.removed(absence, not_over(after, today), today))


async def look_again(change: Change, fact: AwayChanged | HoursChanged) -> None:
    """What waits for when they work may be put off too long now: each letter asks again."""
    change.unit.hurry(change.workspace, to_person(fact.person))


def _go(work: Work, new: Away, others: Absences) -> Reply:
    """Keep one more beside `others`, and show the whole of which it is part now."""
    today = _today(work)
    after = _keep(work, added(others, new, today))
    person = replace(work.actor, away=after)
    whole = next(absence for absence in after if new.start in absence)
    return Reply(tell=messages.gone(person, whole, today))


def _keep(work: Work, after: Absences) -> Absences:
    before = work.actor.away
    if after != before:
        work.unit.save(replace(work.actor, away=after))
        work.note(AwayChanged(work.me, before))
    return after


async def _filled(work: Work, values: Values) -> Away:
    """Both days are read before either is refused. Raises FieldFaults."""
    today, wrong = _today(work), dict[str, str]()
    first, last, words = today, date.max, text_of(values, "last")
    try:
        first = await read_day(text_of(values, "first"), today, work.dates.read)
    except UnreadableDay as refusal:
        wrong["first"] = refusal.sentence
    try:
        if words:
            begins = text_of(values, "first")
            first, last = await read_last(words, begins, first, today, work.dates.read)
    except (UnreadableDay, UnclearYear) as refusal:
        wrong["last"] = refusal.sentence
    if not wrong and last < first:
        wrong["last"] = messages.ends_too_early(first, today)
    elif not wrong and last < today:
        wrong["last"] = messages.over()
    if wrong:
        raise FieldFaults(wrong)
    return Away(first, last)


def _kept(work: Work, start: str) -> Away | None:
    """The one that is not over and holds the day `start`, of which a button speaks."""
    try:
        day = date.fromisoformat(start)
    except ValueError:
        return None
    return holding(not_over(work.actor.away, _today(work)), day)


def _today(work: Work) -> date:
    return today_of(work.actor, work.now)
