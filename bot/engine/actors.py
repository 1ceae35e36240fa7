"""From what a platform states to the people and channels whom the core knows."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.errors import Refusal
from bot.domain.facts import Fact, GroupLeft, HoursChanged
from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.people import Account, Person, Profile
from bot.domain.teams import Belonging, Membership
from bot.domain.workspaces import Channel, ChannelProfile, Platform
from bot.engine.intents import Command, Intent
from bot.engine.work import Work
from bot.ports.store import UnitOfWork


class BotsDoNotAct(Refusal):
    """Another app pressed or typed something, or was chosen."""

    kind = "bot_account"

    def __init__(self) -> None:
        super().__init__("I only work with people, not with other apps.")


class StrangersDoNotAct(Refusal):
    """Somebody of another workspace, in a channel that two workspaces share."""

    kind = "stranger"

    def __init__(self, name: str, platform: Platform) -> None:
        who = name or "This person"
        super().__init__(
            f"{who} belongs to another {platform.tenant}, and I work within one only.",
            hint="Unstuck can be installed in theirs as well.",
        )


class GuestsAreInvited(Refusal):
    """A guest who is in no team, and is not invited to one."""

    kind = "guest"

    def __init__(self) -> None:
        super().__init__("You are a guest here: ask somebody of the team to invite you to it.")


class HasLeft(Refusal):
    """An account that is switched off."""

    kind = "has_left"

    def __init__(self, name: str, platform: Platform) -> None:
        super().__init__(f"{name or 'This person'} has left the {platform.tenant}.")


class NotToldWho(Refusal):
    """An account that we have not met, and of which the platform says nothing now: it may be a
    guest's, a stranger's or an app's."""

    kind = "not_told_who"

    def __init__(self) -> None:
        super().__init__(
            "I cannot find out who that is at the moment. Please try again in a minute."
        )


async def actor_of(
    unit: UnitOfWork,
    workspace: WorkspaceId,
    platform: Platform,
    profile: Profile,
    new_id: Callable[[], str],
    note: Callable[[Fact], None],
    *,
    leads_back: bool,
) -> Person:
    """The person who acts; what `leads_back` is open to guests who are in no team any more.
    Raises as `person_of`, and GuestsAreInvited."""
    person = await person_of(unit, workspace, platform, profile, new_id, note)
    if profile.is_guest:
        how = {m.belonging for m in await unit.find(Membership, person=person.id)}
        if not (how if leads_back else how & {Belonging.JOINED, Belonging.INVITED}):
            raise GuestsAreInvited
    return person


async def person_of(
    unit: UnitOfWork,
    workspace: WorkspaceId,
    platform: Platform,
    profile: Profile,
    new_id: Callable[[], str],
    note: Callable[[Fact], None],
) -> Person:
    """The person behind an account, made on first sight; the platform's zone serves until they
    say another. Raises BotsDoNotAct, StrangersDoNotAct, HasLeft or NotToldWho."""
    if profile.is_bot:
        raise BotsDoNotAct
    if profile.is_stranger:
        raise StrangersDoNotAct(profile.name, platform)
    if profile.is_gone:
        raise HasLeft(profile.name, platform)
    account = await unit.get(Account, platform, profile.outer_id)
    known = await unit.get(Person, account.person) if account else None
    if known is None:
        if not profile.name:
            raise NotToldWho
        person = Person(workspace, PersonId(new_id()), profile.name, profile.zone)
        unit.add(person)
        unit.add(Account(workspace, platform, profile.outer_id, person.id))
        return person
    current = as_stated(known, profile)
    if current != known:
        unit.save(current)
    if current.zone != known.zone:
        note(HoursChanged(current.id))
    return current


async def groups_left(unit: UnitOfWork, person: Person, groups: Collection[str]) -> list[GroupLeft]:
    """The groups that brought them to a team and in which they are no longer, by those in which
    they are; none of these means that nobody told us."""
    if not groups:
        return []
    current = [m for m in await unit.find(Membership, person=person.id) if not m.belonging.is_past]
    left = {group for membership in current for group in membership.through} - set(groups)
    return [GroupLeft(person.id, group) for group in sorted(left)]


def as_stated(known: Person, profile: Profile) -> Person:
    """The person with the name and the zone that their platform states now."""
    zone = known.zone if known.is_zone_own else profile.zone or known.zone
    return replace(known, name=profile.name or known.name, zone=zone, gone_at=None)


async def people_met(work: Work, profiles: Sequence[Profile]) -> dict[str, PersonId]:
    """The people behind some accounts, by outer id. Raises as `person_of`."""
    origin = work.origin
    found: dict[str, PersonId] = {}
    for profile in profiles:
        person = await person_of(
            work.unit, work.workspace, origin.platform, profile, work.new_id, work.note
        )
        found[profile.outer_id] = person.id
    return found


async def channels_met(work: Work, profiles: Sequence[ChannelProfile]) -> dict[str, ChannelId]:
    """Some channels by outer id, known from now on by their present names."""
    found: dict[str, ChannelId] = {}
    for profile in profiles:
        known = await work.unit.find(Channel, outer_id=profile.outer_id)
        if not known:
            new = ChannelId(work.new_id())
            channel = Channel(work.workspace, new, profile.outer_id, profile.name, profile.is_open)
            work.unit.add(channel)
        else:
            name = profile.name or known[0].name
            channel = replace(known[0], name=name, is_open=profile.is_open)
            if channel != known[0]:
                work.unit.save(channel)
        found[profile.outer_id] = channel.id
    return found


def agreed(unit: UnitOfWork, person: Person, intent: Intent, now: datetime) -> Person:
    """Whoever types a command has agreed to be written to (product.md, "People and teams")."""
    if person.agreed_at is not None or not isinstance(intent, Command):
        return person
    person = replace(person, agreed_at=now)
    unit.save(person)
    return person
