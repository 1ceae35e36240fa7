"""A member of a workspace and the identities by which platforms know them."""

from dataclasses import dataclass
from datetime import date, datetime, time

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.recurrence import WORKWEEK, Weekdays
from bot.domain.workspaces import Platform
from bot.domain.worktime import HORIZON, Away, Calendar, WorkingHours, next_working

NINE = time(9)
FIVE = time(17)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a workspace; `zone` is None until they, or their platform, said it, and
    `is_zone_own` once they did themselves: then their platform's no longer counts.

    `agreed_at` is when they first joined or typed a command: nobody is written to before
    (product.md, "People and teams"). `gone_at` is when they left the workspace.
    """

    workspace: WorkspaceId
    id: PersonId
    name: str
    zone: str | None = None
    days: Weekdays = WORKWEEK
    starts: time = NINE
    ends: time = FIVE
    agreed_at: datetime | None = None
    is_zone_own: bool = False
    gone_at: datetime | None = None
    holidays: str | None = None
    """Whose public holidays are theirs: "DE", "DE-BY"; "" nobody's, None: never said."""
    days_off: tuple[date, ...] = ()
    """Those holidays, for as long as `worktime.HORIZON` looks ahead; kept fresh by a timer."""
    away: tuple[Away, ...] = ()
    """Their absences, ascending; one that is over is kept for a week, as rounds of its days may
    still be open."""
    version: int = 0

    def hours(self, otherwise: str) -> WorkingHours:
        """Their working hours, in their zone or, before it is known, in `otherwise`."""
        return WorkingHours(self.zone or otherwise, self.days, self.starts, self.ends)

    def calendar(self, otherwise: str) -> Calendar:
        """When they work: `hours`, less public holidays and absences."""
        return Calendar(self.hours(otherwise), frozenset(self.days_off), self.away)

    def works_on(self, day: date) -> bool:
        """Whether they work on this local date, wherever that is."""
        return self.calendar("UTC").works_on(day)

    def works_next(self, now: datetime, otherwise: str = "UTC") -> datetime | None:
        """The first instant from `now` on at which they work; None: nobody knows, as they are
        away with an open end, or for longer than `HORIZON`."""
        return next_working(self.calendar(otherwise), now)

    def waits_until(self, now: datetime, otherwise: str = "UTC") -> datetime | None:
        """When a message that can wait may reach them, or, where nobody knows, is looked at
        again; None: now.

        product.md: no message that can wait reaches anybody outside their working hours.
        """
        begins = self.works_next(now, otherwise)
        if begins is None:
            return now + HORIZON
        return begins if begins > now else None


@dataclass(frozen=True, slots=True)
class Account:
    """A person's identity on a platform. `direct` is its id of our direct messages with them,
    where it has one that we must open first; "" until then."""

    workspace: WorkspaceId
    platform: Platform
    outer_id: str
    person: PersonId
    direct: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform states about an account at the moment of an Intent.

    `name` is "" where the platform could not be asked; a guest sees a part of the workspace
    only, a stranger belongs to another one, and who is gone has left it.
    """

    outer_id: str
    name: str
    zone: str | None = None
    is_bot: bool = False
    is_guest: bool = False
    is_stranger: bool = False
    is_gone: bool = False
