"""People and channels chosen in a form: ours inside the core, the platform's outside it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.errors import Refusal
from bot.domain.ids import ChannelId, PersonId
from bot.domain.people import Account
from bot.domain.workspaces import Channel, Platform
from bot.engine import actors, faults
from bot.engine.intents import Submit
from bot.engine.work import Work
from bot.messages.forms import ChannelField, Field, Form, GroupField, PeopleField, Values
from bot.ports.store import Reader


async def with_our_ids(work: Work, form: Form, submit: Submit) -> Values:
    """The values as use cases read them. Raises FieldFaults where somebody was chosen with whom
    we do not work."""
    values = dict(submit.values)
    for field in form.fields:
        try:
            values[field.name] = await _ids(work, field, submit)
        except Refusal as refusal:
            raise faults.FieldFaults({field.name: refusal.sentence}) from refusal
    return values


async def _ids(work: Work, field: Field, submit: Submit) -> Sequence[str]:
    given = submit.values.get(field.name, ())
    match field:
        case PeopleField():
            chosen = [profile for profile in submit.people if profile.outer_id in given]
            people = await actors.people_met(work, chosen)
            return [people[v] for v in given if v in people]
        case ChannelField():
            places = [channel for channel in submit.channels if channel.outer_id in given]
            return list((await actors.channels_met(work, places)).values())
        case GroupField():
            members = [p for g in submit.groups if g.outer_id in given for p in g.members]
            return list((await actors.people_met(work, members)).values())
        case _:
            return given


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
