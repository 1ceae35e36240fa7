"""People and channels chosen in a form: ours inside the core, the platform's outside it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from bot.domain.errors import Refusal
from bot.domain.ids import ChannelId, PersonId
from bot.domain.people import Account, Person
from bot.domain.workspaces import Channel, Platform
from bot.engine import actors, faults
from bot.engine.intents import Group, Submit
from bot.engine.work import Work
from bot.messages.forms import ChannelField, Field, Form, GroupField, PeopleField, Values
from bot.ports.store import Reader

OPEN = "open:"
"""In the value of a GroupField, before the outer id of an open group, `SILENT` or nothing, `UNTOLD`
or nothing, and its name."""
KNOWN = "known:"
"""Likewise of any other, before its outer id, `UNTOLD` or nothing, who is in it, and its name."""

SILENT, UNTOLD = "silent", "untold"


class ChosenLongAgo(Refusal):
    """Somebody, a channel or a group, of whom only the platform's id is left, and whom we never
    met."""

    kind = "chosen_long_ago"


def people_in(given: Sequence[str]) -> list[PersonId]:
    """The people in the value of a PeopleField or a GroupField."""
    groups = [person for _, people in known_groups(given) for person in people]
    return [PersonId(v) for v in given if not v.startswith((OPEN, KNOWN))] + groups


def open_groups(given: Sequence[str]) -> list[Group]:
    """The open groups in the value of a GroupField."""
    found = [value.removeprefix(OPEN) for value in given if value.startswith(OPEN)]
    return [
        Group(
            outer_id,
            name=name,
            is_open=True,
            is_notified=silent != SILENT,
            is_told=untold != UNTOLD,
        )
        for outer_id, silent, untold, name in (value.split(":", 3) for value in found)
    ]


def known_groups(given: Sequence[str]) -> list[tuple[Group, list[PersonId]]]:
    """The other groups in the value of a GroupField, with the people in them."""
    found = [value.removeprefix(KNOWN).split(":", 3) for value in given if value.startswith(KNOWN)]
    return [
        (
            Group(outer_id, name=name, is_told=untold != UNTOLD),
            [PersonId(p) for p in people.split()],
        )
        for outer_id, untold, people, name in found
    ]


async def meet(work: Work, submit: Submit) -> None:
    """Know those chosen from now on, so that their ids are enough when the form is sent again;
    with whom we do not work we leave to `with_our_ids`."""
    given = {value for values in submit.values.values() for value in values}
    for profile in submit.people:
        if profile.outer_id in given:
            with suppress(Refusal):
                await actors.people_met(work, [profile])
    await actors.channels_met(work, [c for c in submit.channels if c.outer_id in given])


async def with_our_ids(work: Work, form: Form, submit: Submit) -> Values:
    """The values as use cases read them; those of fields that were not sent are empty.

    Raises FieldFaults where somebody was chosen with whom we do not work."""
    values, wrong = dict(submit.values), dict[str, str]()
    for field in form.fields:
        try:
            values[field.name] = await _ids(work, field, submit)
        except Refusal as refusal:
            wrong[field.name] = refusal.sentence
    if wrong:
        raise faults.FieldFaults(wrong)
    return values


async def _ids(work: Work, field: Field, submit: Submit) -> Sequence[str]:
    given = submit.values.get(field.name, ())
    match field:
        case PeopleField():
            return await _people(work, given, submit)
        case ChannelField():
            return await _channels(work, given, submit)
        case GroupField():
            return await _groups(work, given, submit)
        case _:
            return given


async def _people(work: Work, given: Sequence[str], submit: Submit) -> Sequence[str]:
    """Those chosen on an earlier page come without a profile: we met them then."""
    chosen = [profile for profile in submit.people if profile.outer_id in given]
    people = await actors.people_met(work, chosen)
    rest = [v for v in given if v and v not in people]
    if rest:
        platform = submit.origin.platform
        accounts = await work.unit.find(Account, platform=platform, outer_id=rest)
        known = {p.id: p for p in await work.unit.find(Person, id=[a.person for a in accounts])}
        for account in accounts:
            if account.person in known and known[account.person].gone_at is not None:
                raise actors.HasLeft(known[account.person].name, platform)
        people |= {a.outer_id: a.person for a in accounts if a.person in known}
        if not people.keys() >= set(rest):
            raise ChosenLongAgo("I no longer know who was chosen here. Please choose them again.")
    return list(dict.fromkeys(people[v] for v in given if v))


async def _channels(work: Work, given: Sequence[str], submit: Submit) -> Sequence[str]:
    places = [channel for channel in submit.channels if channel.outer_id in given]
    channels = await actors.channels_met(work, places)
    rest = [v for v in given if v and v not in channels]
    if rest:
        found = await work.unit.find(Channel, outer_id=rest)
        channels |= {channel.outer_id: channel.id for channel in found}
        if not channels.keys() >= set(rest):
            raise ChosenLongAgo(
                "I no longer know which channel was chosen here. Please choose it again."
            )
    return [channels[v] for v in given if v]


async def _groups(work: Work, given: Sequence[str], submit: Submit) -> Sequence[str]:
    """A group chosen on an earlier page comes without its name and its members, and is not kept:
    it is to be chosen again."""
    groups = {group.outer_id: group for group in submit.groups if group.outer_id in given}
    if not groups.keys() >= {v for v in given if v}:
        raise ChosenLongAgo("I no longer know who was chosen here. Please choose them again.")
    members = [p for g in groups.values() if not g.is_open for p in g.members]
    people = await actors.people_met(work, members)
    return [_as_value(groups[v], people) for v in dict.fromkeys(given) if v]


def _as_value(group: Group, people: Mapping[str, PersonId]) -> str:
    untold = "" if group.is_told else UNTOLD
    if group.is_open:
        silent = "" if group.is_notified else SILENT
        return f"{OPEN}{group.outer_id}:{silent}:{untold}:{group.name}"
    inside = " ".join(people[profile.outer_id] for profile in group.members)
    return f"{KNOWN}{group.outer_id}:{untold}:{inside}:{group.name}"


async def with_outer_ids(reader: Reader, platform: Platform, form: Form) -> Form:
    """The form as an adapter shows it. What a draft holds is the platform's already."""
    fields = [await _named_outside(reader, platform, field) for field in form.fields]
    return replace(form, fields=tuple(fields))


async def _named_outside(reader: Reader, platform: Platform, field: Field) -> Field:
    match field:
        case PeopleField(chosen=chosen) if chosen:
            accounts = await reader.find(Account, platform=platform, person=list(chosen))
            people = {account.person: account.outer_id for account in accounts}
            return replace(field, chosen=tuple(people.get(PersonId(p), p) for p in chosen))
        case ChannelField(chosen=chosen) if chosen:
            found = await reader.find(Channel, id=list(chosen))
            channels = {channel.id: channel.outer_id for channel in found}
            return replace(field, chosen=tuple(channels.get(ChannelId(c), c) for c in chosen))
        case _:
            return field
