"""What a person can say about themselves."""

from collections.abc import Sequence
from dataclasses import replace

from bot.access import own_invitation
from bot.domain.errors import Refusal
from bot.domain.facts import CheckinStarted, HoursChanged, TeamStarted, WantsToJoin
from bot.domain.ids import TeamId
from bot.domain.people import Person
from bot.domain.recurrence import parse_time, parse_weekdays
from bot.domain.teams import Membership, Team
from bot.domain.worktime import WorkingHours
from bot.engine.faults import FieldFaults
from bot.engine.intents import Reply
from bot.engine.manifest import Words
from bot.engine.places import zone_meant
from bot.engine.work import Work
from bot.features.people import calendars, messages
from bot.messages.forms import Form, Values, text_of
from bot.messages.parts import Message, Part
from bot.messages.refs import Ref


async def show_settings(work: Work, words: Words) -> Reply:
    """`me` shows one's settings, `me brisbane` sets the zone."""
    if not words.text:
        return Reply(tell=_settings(work, work.actor))
    person = replace(work.actor, zone=zone_meant(work.places, words.text), is_zone_own=True)
    return _saved(work, person)


async def open_settings(work: Work) -> Reply:
    return Reply(form=await settings_form(work))


async def settings_form(work: Work) -> Form:
    suggested = calendars.suggested(work)
    return messages.settings_form(work.actor, suggested, Ref("people.settings"))


async def save_settings(work: Work, values: Values) -> Reply:
    return _saved(work, await _filled(work, values))


async def joining_form(work: Work, team: str) -> Form:
    """The same, asked of who joins a team and never said where they are."""
    found, _ = await _invitation(work, team)
    does = Ref("people.joining", (team,))
    return messages.joining_form(work.actor, calendars.suggested(work), found, does)


async def save_and_join(work: Work, team: str, values: Values) -> Reply:
    """Only now they join: who leaves the form half-way stays invited."""
    found, _ = await _invitation(work, team)
    person = _keep(work, await _filled(work, values))
    work.note(WantsToJoin(found.id, person.id, work.origin.groups))
    return Reply(tell=messages.noted(person, _holidays_of(work, person)))


async def ask_for_zone(work: Work, _: TeamStarted | CheckinStarted) -> Sequence[Part]:
    """In the reply to whoever starts a team or its check-in, where their platform says no zone."""
    return messages.ask_for_zone() if work.actor.zone is None else ()


async def _invitation(work: Work, team: str) -> tuple[Team, Membership]:
    return await own_invitation(work.unit, work.me, TeamId(team), work.origin.groups)


def _saved(work: Work, person: Person) -> Reply:
    return Reply(tell=messages.saved(_settings(work, _keep(work, person))))


def _settings(work: Work, person: Person) -> Message:
    today = calendars.today_of(person, work.now)
    return messages.settings(person, _holidays_of(work, person), today)


def _holidays_of(work: Work, person: Person) -> str:
    """The name of whose public holidays are theirs, if anybody's."""
    return work.holidays.name(person.holidays) if person.holidays else ""


async def _filled(work: Work, values: Values) -> Person:
    """Every field is read before any is refused, so that one mends all at once."""
    person, wrong = work.actor, dict[str, str]()
    try:
        person = _with_city(work, person, text_of(values, "city"))
    except Refusal as refusal:
        wrong["city"] = refusal.sentence
    try:
        person = replace(person, days=parse_weekdays(text_of(values, "days")))
    except Refusal as refusal:
        wrong["days"] = refusal.sentence
    for name in ("starts", "ends"):
        try:
            at = parse_time(text_of(values, name))
            person = replace(person, starts=at) if name == "starts" else replace(person, ends=at)
        except Refusal as refusal:
            wrong[name] = refusal.sentence
    try:
        person = await calendars.with_calendar(work, person, text_of(values, "holidays"))
    except Refusal as refusal:
        wrong["holidays"] = refusal.sentence
    if not wrong:
        try:
            WorkingHours(person.zone or "UTC", person.days, person.starts, person.ends)
        except Refusal as refusal:
            wrong["ends"] = refusal.sentence
    if wrong:
        raise FieldFaults(wrong)
    return person


def _keep(work: Work, person: Person) -> Person:
    if person != work.actor:
        work.unit.save(person)
        work.note(HoursChanged(person.id))
    return person


def _with_city(work: Work, person: Person, city: str) -> Person:
    """The zone is their own from now on if they changed it: the form shows the platform's.
    Raises UnclearCity."""
    zone_name = zone_meant(work.places, city)
    is_own = person.is_zone_own or zone_name != person.zone
    return replace(person, zone=zone_name, is_zone_own=is_own)
