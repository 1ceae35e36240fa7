"""What a person can say about themselves."""

from collections.abc import Sequence
from dataclasses import replace

from bot.access import own_invitation
from bot.domain.errors import Refusal
from bot.domain.facts import CheckinStarted, HoursChanged, TeamStarted, WantsToJoin
from bot.domain.ids import TeamId
from bot.domain.people import Person
from bot.domain.recurrence import parse_time, parse_weekdays, zone
from bot.domain.teams import Membership, Team
from bot.domain.worktime import WorkingHours
from bot.engine.faults import FieldFaults
from bot.engine.intents import Found, Reply
from bot.engine.manifest import Words
from bot.engine.work import Work
from bot.features.people import messages
from bot.messages.forms import Form, Values, text_of
from bot.messages.parts import Part
from bot.messages.refs import Ref


class UnclearCity(Refusal):
    """A city that we do not know, or of which there are several."""

    kind = "unclear_city"


async def show_settings(work: Work, words: Words) -> Reply:
    """`me` shows one's settings, `me brisbane` sets the zone."""
    if not words.text:
        return Reply(tell=messages.settings(work.actor))
    person = replace(work.actor, zone=_zone_of(work, words.text), is_zone_own=True)
    return Reply(tell=messages.saved(_keep(work, person)))


async def open_settings(work: Work) -> Reply:
    return Reply(form=await settings_form(work))


async def settings_form(work: Work) -> Form:
    return messages.settings_form(work.actor, Ref("people.settings"))


async def save_settings(work: Work, values: Values) -> Reply:
    return Reply(tell=messages.saved(_keep(work, _filled(work, values))))


async def joining_form(work: Work, team: str) -> Form:
    """The same, asked of who joins a team and never said where they are."""
    found, _ = await _invitation(work, team)
    does = Ref("people.joining", (team,))
    return messages.joining_form(work.actor, found, does)


async def save_and_join(work: Work, team: str, values: Values) -> Reply:
    """Only now they join: who leaves the form half-way stays invited."""
    found, _ = await _invitation(work, team)
    person = _keep(work, _filled(work, values))
    work.note(WantsToJoin(found.id, person.id, work.origin.groups))
    return Reply(tell=messages.noted(person))


async def ask_for_zone(work: Work, _: TeamStarted | CheckinStarted) -> Sequence[Part]:
    """In the reply to whoever starts a team or its check-in, where their platform says no zone."""
    return messages.ask_for_zone() if work.actor.zone is None else ()


async def _invitation(work: Work, team: str) -> tuple[Team, Membership]:
    return await own_invitation(work.unit, work.me, TeamId(team), work.origin.groups)


def _filled(work: Work, values: Values) -> Person:
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
    if not wrong:
        try:
            WorkingHours(person.zone or "UTC", person.days, person.starts, person.ends)
        except Refusal as refusal:
            wrong["ends"] = refusal.sentence
    if wrong:
        raise FieldFaults(wrong)
    return person


async def complete_city(work: Work, words: str) -> Found:
    return [(place.zone, place.name) for place in work.places.find(words)]


def _keep(work: Work, person: Person) -> Person:
    if person != work.actor:
        work.unit.save(person)
        work.note(HoursChanged(person.id))
    return person


def _with_city(work: Work, person: Person, city: str) -> Person:
    """The zone is their own from now on if they changed it: the form shows the platform's.
    Raises UnclearCity."""
    zone_name = _zone_of(work, city)
    is_own = person.is_zone_own or zone_name != person.zone
    return replace(person, zone=zone_name, is_zone_own=is_own)


def _zone_of(work: Work, words: str) -> str:
    """The zone that these words mean. Raises UnclearCity."""
    try:
        return zone(words).key
    except Refusal:
        found = work.places.find(words)
    exact = [place for place in found if place.name.casefold() == words.casefold()]
    candidates = exact or list(found)
    if not candidates:
        raise UnclearCity(messages.unknown_city(words))
    if len({place.zone for place in candidates}) > 1:
        raise UnclearCity(messages.several_cities(candidates))
    return candidates[0].zone
