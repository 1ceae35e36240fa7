"""What a person can say about themselves."""

from dataclasses import replace

from bot.domain.errors import Refusal
from bot.domain.facts import HoursChanged
from bot.domain.people import Person
from bot.domain.recurrence import parse_time, parse_weekdays, zone
from bot.domain.worktime import WorkingHours
from bot.engine.faults import FieldFaults
from bot.engine.intents import Found, Reply
from bot.engine.manifest import Words
from bot.engine.work import Work
from bot.features.people import messages
from bot.messages.forms import Form, Values, text_of
from bot.messages.refs import Ref


class UnclearCity(Refusal):
    """A city that we do not know, or of which there are several."""

    kind = "unclear_city"


async def show_settings(work: Work, words: Words) -> Reply:
    """`me` shows one's settings, `me brisbane` sets the zone."""
    if not words.text:
        return Reply(tell=messages.settings(work.actor))
    person = replace(work.actor, zone=_zone_of(work, words.text), is_zone_own=True)
    return _keep(work, person)


async def open_settings(work: Work) -> Reply:
    return Reply(form=await settings_form(work))


async def settings_form(work: Work) -> Form:
    return messages.settings_form(work.actor, Ref("people.settings"))


async def save_settings(work: Work, values: Values) -> Reply:
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
    return _keep(work, person)


async def complete_city(work: Work, words: str) -> Found:
    return [(place.zone, place.name) for place in work.places.find(words)]


def _keep(work: Work, person: Person) -> Reply:
    if person != work.actor:
        work.unit.save(person)
        work.note(HoursChanged(person.id))
    return Reply(tell=messages.saved(person))


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
