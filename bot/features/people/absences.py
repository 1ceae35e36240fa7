"""Somebody's absences, and what they come to together. Pure."""

from datetime import date, timedelta

from bot.domain.people import Person
from bot.domain.recurrence import ONE_DAY
from bot.domain.worktime import HORIZON, Away

REMEMBERED = timedelta(days=7)
"""How long one that is over is kept: a round of its days may still be open."""

Absences = tuple[Away, ...]
"""Ascending, with a day between any two at least."""


def added(absences: Absences, new: Away, today: date) -> Absences:
    """With one more: what overlaps or touches becomes one. Of those that have begun an open end
    gives way: it was not known until now."""
    apart = [a for a in absences if not _touch(a, new)]
    one = [a for a in absences if _touch(a, new)]
    first = min((a.start for a in one), default=new.start)
    if new.start <= today:
        one = [a for a in one if a.start > today or a.end < date.max]
    merged = Away(min(first, new.start), max((new.end, *(a.end for a in one))))
    return _remembered((*apart, merged), today)


def ended(absences: Absences, absence: Away, today: date) -> Absences:
    """Without what is left of one of them from `today` on."""
    rest = tuple(a for a in absences if a != absence)
    if absence.start < today:
        rest = (*rest, Away(absence.start, min(absence.end, today - ONE_DAY)))
    return _remembered(rest, today)


def holding(absences: Absences, day: date) -> Away | None:
    """The one that holds the day."""
    return next((absence for absence in absences if day in absence), None)


def not_over(absences: Absences, today: date) -> Absences:
    """Those that last until today or longer."""
    return tuple(absence for absence in absences if absence.end >= today)


def first_day_back(person: Person, absence: Away) -> date | None:
    """The first day after it on which they work; None: not within `HORIZON`."""
    if date.max - absence.end <= HORIZON:
        return None
    days = (absence.end + n * ONE_DAY for n in range(1, HORIZON.days + 1))
    return next((day for day in days if person.works_on(day)), None)


def _touch(one: Away, other: Away) -> bool:
    """Whether no day lies between them."""
    # The end, as an open one has no day after it.
    return one.start - ONE_DAY <= other.end and other.start - ONE_DAY <= one.end


def _remembered(absences: Absences, today: date) -> Absences:
    kept = (a for a in absences if date.max - a.end < REMEMBERED or a.end + REMEMBERED >= today)
    return tuple(sorted(kept, key=lambda a: a.start))
