"""Public holidays: choosing whose are one's own, and keeping them as they are known."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.errors import Refusal
from bot.domain.facts import CheckinStarted, MemberJoined, TeamStarted
from bot.domain.people import Person
from bot.domain.recurrence import zone
from bot.domain.worktime import HORIZON
from bot.engine.intents import Found
from bot.engine.work import Batch, Change, Work
from bot.features.people import messages
from bot.messages.parts import Part
from bot.ports.holidays import Holidays, UnknownCalendar

BACK = timedelta(days=7)
"""Rounds of days that have passed may still be open."""

AHEAD = HORIZON + timedelta(days=40)
"""What is known today still reaches as far as a search looks when it is next looked up."""

MOST_PEOPLE = 2000
NOBODYS = "none"
_NOBODYS_TOO = frozenset({"no", "nobody", "-"})


class UnclearCalendar(Refusal):
    """Words that may mean several countries or regions."""

    kind = "unclear_calendar"


def today_of(person: Person, now: datetime) -> date:
    """The date that it is where they are."""
    return now.astimezone(zone(person.zone or "UTC")).date()


# -- choosing -----------------------------------------------------------------------------


def suggested(work: Work) -> str:
    """What to offer, by name: what they said, or else their zone's country."""
    said = work.actor.holidays
    offered = work.holidays.country(work.actor.zone or "") if said is None else said
    return work.holidays.name(offered) if offered else ""


async def with_calendar(work: Work, person: Person, words: str) -> Person:
    """The person with the public holidays that these words mean, which are looked up again each
    month; without words, nothing is said. Raises UnknownCalendar or UnclearCalendar."""
    calendar = await _chosen(work.holidays, person, words)
    if calendar == person.holidays:
        return person
    if not calendar:
        return replace(person, holidays="", days_off=())
    days = await _days_off(work.holidays, calendar, today_of(person, work.now))
    _promise_refresh(work)
    return replace(person, holidays=calendar, days_off=days)


async def _chosen(holidays: Holidays, person: Person, words: str) -> str | None:
    """The calendar that these words mean to them; "" is nobody's, None: they never said."""
    wanted = _plain(words)
    if not wanted and person.holidays is None:
        return None
    if wanted in {"", NOBODYS, _plain(messages.NO_HOLIDAYS), *_NOBODYS_TOO}:
        return ""
    if person.holidays and wanted == _plain(holidays.name(person.holidays)):
        # As the form showed it: elsewhere it may mean another one.
        return person.holidays
    found = await holidays.find(words)
    if not found:
        raise UnknownCalendar(words)
    coded = [code for code, _ in found if _plain(code) == wanted]
    named = [code for code, name in found if _plain(name) == wanted or _is_region(wanted, name)]
    here = holidays.country(person.zone or "")
    near = [code for code in named if code.partition("-")[0] == here]
    for meant in (coded, named, near, [code for code, _ in found]):
        if len(meant) == 1:
            return meant[0]
    raise UnclearCalendar(messages.several_calendars(_sendable(found)))


def _is_region(wanted: str, name: str) -> bool:
    return _plain(name).endswith(f", {wanted}")


def _sendable(found: Found) -> Found:
    """What can be typed for each, before its name: that name, unless a region has it too."""
    names = [name for _, name in found]
    return [
        (code if any(_is_region(_plain(name), other) for other in names) else name, name)
        for code, name in found
    ]


async def complete(work: Work, words: str) -> Found:
    """The countries and regions that begin like what somebody types."""
    found = list(_sendable(await work.holidays.find(words)))
    begun, said = _plain(words), (NOBODYS, _plain(messages.NO_HOLIDAYS))
    if begun and any(one.startswith(begun) for one in said):
        found.insert(0, (NOBODYS, messages.NO_HOLIDAYS))
    return found


async def offer(work: Work, fact: MemberJoined | CheckinStarted) -> Sequence[Part]:
    """In the reply to *Join*, and to whoever starts a check-in: until somebody says their public
    holidays, none are known."""
    if isinstance(fact, MemberJoined):
        has_started_it = any(isinstance(one, TeamStarted) for one in work.facts)
        if fact.person != work.me or has_started_it:
            return ()
    person = await work.unit.get(Person, work.me)
    # Who has no time zone is asked for that, in a form that asks for these too.
    if person is None or person.zone is None or person.holidays is not None:
        return ()
    return messages.ask_for_holidays()


# -- keeping ------------------------------------------------------------------------------


async def refresh(batch: Batch) -> None:
    """Look up everybody's public holidays anew: the years go on, and holidays move."""
    left, known = MOST_PEOPLE, dict[tuple[str, date], tuple[date, ...] | None]()
    for timer in batch.timers:
        if not left:
            return
        people = await batch.unit.page(Person, timer.cursor, left, workspace=timer.workspace)
        for person in people:
            if not person.holidays or person.gone_at is not None:
                continue
            wanted = (person.holidays, today_of(person, batch.now))
            if wanted not in known:
                known[wanted] = await _days_off_still(batch.holidays, *wanted)
            days = known[wanted]
            if days is not None and days != person.days_off:
                batch.unit.save(replace(person, days_off=days))
        if len(people) == left:
            batch.go_on(timer, people[-1].id)
        else:
            batch.finish(timer)
            if people or timer.cursor:
                key, due_at = _next_refresh(batch.now)
                batch.schedule(timer, "people.holidays", key, due_at)
        left -= len(people)


async def _days_off(holidays: Holidays, calendar: str, today: date) -> tuple[date, ...]:
    return await holidays.days(calendar, today - BACK, today + AHEAD)


async def _days_off_still(
    holidays: Holidays, calendar: str, today: date
) -> tuple[date, ...] | None:
    """None: nobody knows this calendar any more, and what was known of it stays."""
    try:
        return await _days_off(holidays, calendar, today)
    except UnknownCalendar:
        return None


def _promise_refresh(change: Change) -> None:
    key, due_at = _next_refresh(change.now)
    change.schedule("people.holidays", key, due_at)


def _next_refresh(now: datetime) -> tuple[str, datetime]:
    """Once a month and workspace, whoever promises it."""
    first = (now.astimezone(UTC).replace(day=1) + timedelta(days=32)).replace(day=1)
    due_at = first.replace(hour=0, minute=0, second=0, microsecond=0)
    return f"people.holidays:{due_at:%Y-%m}", due_at


def _plain(words: str) -> str:
    """Lower case, without accents."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())
