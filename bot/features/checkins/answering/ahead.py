"""Writing a check-in before its day: tomorrow's tonight. Its person is then not asked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice

from bot.access import checkin_of_member
from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.errors import Refusal
from bot.domain.ids import CheckinId, RoundId
from bot.domain.people import Person
from bot.domain.recurrence import zone
from bot.domain.teams import Team
from bot.engine.faults import FieldFaults, UnknownButton
from bot.engine.intents import Reply
from bot.engine.work import Work
from bot.features.checkins import messages, rules
from bot.features.checkins.answering import ahead_messages, forms
from bot.features.checkins.answering.keeping import keep
from bot.features.checkins.answering.last_answers import last_answers
from bot.features.checkins.answering.taking_part import Part, open_rounds, part_of, zone_of
from bot.features.checkins.asking.beginning import begin
from bot.messages.forms import Form, Values
from bot.messages.parts import Buttons
from bot.messages.parts import Part as MessagePart
from bot.messages.refs import Ref
from bot.ports.store import Reader

HORIZON = timedelta(days=40)
"""Nobody writes further ahead."""

DATES_AT_ONCE = 5


class NothingAhead(Refusal):
    """The person works on no date on which the check-in soon asks."""

    kind = "nothing_ahead"


class CannotBeKept(Refusal):
    """A response to a round that is not there, and will not be."""

    kind = "cannot_be_kept"


def dates_ahead(checkin: Checkin, person: Person, zone_name: str, now: datetime) -> Iterator[date]:
    """The dates on which the schedule will ask this person, as far as one writes ahead."""
    at = now
    while True:
        local_date, at = rules.next_round(checkin, zone_name, at)
        if at > now + HORIZON:
            return
        if person.works_on(local_date):
            yield local_date


async def next_date(
    reader: Reader, person: Person, checkin: Checkin, zone_name: str, now: datetime
) -> date | None:
    """The first of `dates_ahead` to which they have said nothing yet."""
    dates = dates_ahead(checkin, person, zone_name, now)
    while days := list(islice(dates, DATES_AT_ONCE)):
        rounds = await reader.find(Round, checkin=checkin.id, local_date=days)
        keys = [(checkin.workspace, r.id, person.id) for r in rounds]
        responses = await reader.get_each(Response, keys)
        said = {r.round for r in responses if r.progress is not Progress.ASKED}
        taken = {r.local_date for r in rounds if r.id in said}
        for day in days:
            if day not in taken:
                return day
    return None


async def write_next(work: Work, checkin: str) -> Reply:
    """Opens the form of the next round that the person may write. Raises NothingAhead."""
    found = await checkin_of_member(work.unit, work.me, CheckinId(checkin))
    if found.is_paused:
        raise NothingAhead(ahead_messages.paused(found))
    zone_name = await zone_of(work.unit, work.actor, found)
    day = await next_date(work.unit, work.actor, found, zone_name, work.now)
    if day is None:
        raise NothingAhead(ahead_messages.nothing_ahead(found))
    return Reply(form=await ahead_form(work, checkin, day.isoformat()))


async def ahead_form(work: Work, checkin: str, local_date: str) -> Form:
    """All questions of a round that may not be there yet, with what was written put in."""
    part = await _part_on(work, checkin, local_date)
    day = part.round.local_date
    last = await last_answers(work.unit, part.checkin, part.response)
    which = ahead_messages.which(day, is_asked=part.checkin.asks_on(day))
    does = Ref("checkins.write_ahead", (checkin, local_date))
    return forms.response_form(does, part.checkin, part.response, last, which)


async def write(work: Work, checkin: str, local_date: str, values: Values) -> Reply:
    """Keeps what was written; makes the round where it is the first. Raises CannotBeKept."""
    part = await _part_on(work, checkin, local_date)
    wrong = forms.unsaid_kinds(part.checkin.questions, values)
    if wrong:
        raise FieldFaults(wrong)
    is_ahead = part.is_new or part.response.opens_at > work.now
    if is_ahead and part.checkin.is_paused:
        raise CannotBeKept(ahead_messages.paused(part.checkin))
    if not part.round.id:
        part = await _begun(work, part)
    answers = forms.answers_after(part.checkin.questions, part.response, values)
    answered = replace(part.response, answers=answers, is_same_plan=False)
    return await sent(work, part, answered, values)


async def sent(work: Work, part: Part, answered: Response, values: Values) -> Reply:
    """Keeps an answer that was filled in, says so, and offers what may be answered next."""
    answered, blocker = await keep(work, part, answered)
    told = messages.responded(part.checkin, part.round, answered, blocker, work.now)
    unasked = forms.no_longer_asked(part.checkin, values)
    if unasked:
        told += messages.no_longer_asked(unasked)
    return Reply(tell=told, last=tuple(await _next(work, part, answered)))


# -- between ------------------------------------------------------------------------------


async def _next(work: Work, part: Part, answered: Response) -> Sequence[MessagePart]:
    checkin = part.checkin
    opened = await open_rounds(work.unit, work.me, [checkin.id], work.now)
    others = [each for each in opened if each.id != part.round.id]
    if others:
        return messages.open_too(others)
    is_ahead = answered.opens_at > work.now
    buttons = [ahead_messages.change(part.round)] if is_ahead else []
    if checkin.is_running:
        zone_name = await zone_of(work.unit, work.actor, checkin)
        day = await next_date(work.unit, work.actor, checkin, zone_name, work.now)
        if day is not None:
            today = work.now.astimezone(zone(zone_name)).date()
            buttons.append(ahead_messages.write(checkin, day, today))
    return [Buttons(tuple(buttons))] if buttons else []


async def _part_on(work: Work, checkin: str, local_date: str) -> Part:
    """One's part in the round of a date; of a round that is not made yet, with an empty id.

    Raises NotFound, CheckinDeleted, or UnknownButton for what is no date."""
    found = await checkin_of_member(work.unit, work.me, CheckinId(checkin))
    day = _date(local_date)
    for round_ in await work.unit.find(Round, checkin=found.id, local_date=day):
        response = await work.unit.get(Response, round_.id, work.me)
        return await part_of(work, found, round_, response)
    unmade = Round(work.workspace, RoundId(""), found.id, day, work.now)
    return await part_of(work, found, unmade, None)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnknownButton from None


async def _begun(work: Work, part: Part) -> Part:
    """The same, of a round that is made now. Raises CannotBeKept."""
    checkin, day, response = part.checkin, part.round.local_date, part.response
    if not checkin.asks_on(day):
        raise CannotBeKept(ahead_messages.not_asked(checkin, day))
    if response.closes_at <= work.now:
        raise CannotBeKept(ahead_messages.over(checkin, day))
    if response.opens_at > work.now + HORIZON + timedelta(days=1):
        raise UnknownButton
    team = await work.unit.get(Team, checkin.team)
    if team is None:
        raise UnknownButton
    round_ = begin(work.unit, work.new_id, checkin, team, day, response.closes_at, work.now)
    return replace(part, round=round_, response=replace(response, round=round_.id))
