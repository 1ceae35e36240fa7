"""Reading the schedule that an organiser filled in: everything before anything is refused."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from bot.domain.checkins import Checkin
from bot.domain.errors import Refusal
from bot.domain.recurrence import parse_time, parse_weekdays
from bot.domain.teams import Team
from bot.engine.faults import FieldFaults
from bot.engine.places import zone_meant
from bot.features.checkins import rules
from bot.features.checkins.organising import messages
from bot.features.checkins.organising.deadlines import (
    Deadline,
    after,
    minutes_open,
    read_deadline,
    resolve,
)
from bot.features.checkins.organising.forms import EACH_ONES_CLOCK, IN_CHANNEL
from bot.messages.forms import Values, text_of
from bot.ports.places import Places

LONGEST_REMINDER_MINUTES = 720
Read = TypeVar("Read")


def with_schedule(
    before: Checkin,
    team: Team,
    values: Values,
    taken: Collection[str],
    places: Places,
    now: datetime,
) -> Checkin:
    """The check-in with the schedule of the form; what was left empty stays as it was. `taken`
    are the names of the team's others, folded. Raises FieldFaults, all at once."""
    wrong: dict[str, str] = {}

    def read(field: str, reader: Callable[[str], Read], otherwise: Read) -> Read:
        text = text_of(values, field)
        try:
            return reader(text) if text else otherwise
        except Refusal as refusal:
            wrong[field] = refusal.sentence
            return otherwise

    changed: dict[str, Any] = {
        "name": text_of(values, "name") or before.name,
        "days": read("days", parse_weekdays, before.days),
        "opens": read("opens", parse_time, before.opens),
        "every_weeks": int(text_of(values, "every") or before.every_weeks),
        "zone": read("city", lambda city: _zone(places, city), None),
        "summary_at": read("summary", parse_time, None),
    }
    if not changed["name"]:
        wrong["name"] = messages.needs_name()
    elif name_key(changed["name"]) in taken:
        wrong["name"] = messages.name_taken(changed["name"])
    if "where" in values:
        changed["is_in_channel"] = text_of(values, "where") == IN_CHANNEL
    deadline = _usual_deadline(before, replace(before, **changed))
    said = read("closes", read_deadline, None)
    if said is not None and not wrong.keys() & {"days", "opens"}:
        try:
            deadline = resolve(said, changed["days"], changed["every_weeks"], changed["opens"])
        except Refusal as refusal:
            wrong["closes"] = refusal.sentence
    minutes = text_of(values, "remind") or str(before.remind_minutes)
    if not minutes.isdecimal() or int(minutes) > LONGEST_REMINDER_MINUTES:
        wrong["remind"] = messages.unreadable_minutes()
    elif not wrong and int(minutes) >= minutes_open(changed["opens"], deadline):
        wrong["remind"] = messages.reminds_too_early()
    if not wrong and _sums_up_too_early(replace(before, **changed, **deadline._asdict())):
        wrong["summary"] = messages.sums_up_too_early()
    if wrong:
        raise FieldFaults(wrong)
    changed |= deadline._asdict() | {"remind_minutes": int(minutes)}
    return counted(replace(before, **changed), before, team, now)


def _sums_up_too_early(checkin: Checkin) -> bool:
    """Whether the summary is to go out before anybody is asked, by the one clock for all: by
    their own, some may be asked long before others."""
    if checkin.summary_at is None or checkin.zone is None:
        return False
    return rules.days_later(checkin) == 0 and checkin.summary_at <= checkin.opens


def counted(checkin: Checkin, before: Checkin | None, team: Team, now: datetime) -> Checkin:
    """With the weeks between its rounds counted from its next one, unless they stay as they are."""
    if checkin.every_weeks == 1:
        return replace(checkin, since=None)
    if before is not None and before.since and before.every_weeks == checkin.every_weeks:
        return checkin
    uncounted = replace(checkin, since=None)
    return replace(checkin, since=rules.next_round(uncounted, team.zone, now)[0])


def name_key(name: str) -> str:
    """What makes a name the same as another."""
    return " ".join(name.casefold().split())


def _usual_deadline(before: Checkin, now: Checkin) -> Deadline:
    """The deadline that nobody typed: as it was, or as long after a time that comes later."""
    usual = Deadline(before.closes, before.lasts_days)
    is_after = usual.lasts_days > 0 or now.opens < usual.closes or usual.closes <= before.opens
    return usual if is_after else after(now.opens, minutes_open(before.opens, usual))


def _zone(places: Places, city: str) -> str | None:
    return None if city.casefold() == EACH_ONES_CLOCK else zone_meant(places, city)
