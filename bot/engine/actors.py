"""From the account that a platform states to the person whom the core knows."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.errors import Refusal
from bot.domain.facts import Fact, HoursChanged
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.people import Account, Person, Profile
from bot.domain.workspaces import Platform
from bot.engine.intents import Command, Intent
from bot.ports.store import UnitOfWork


class BotsDoNotAct(Refusal):
    """Another app pressed or typed something."""

    kind = "bot_account"

    def __init__(self) -> None:
        super().__init__("I only work with people, not with other apps.")


async def person_of(
    unit: UnitOfWork,
    workspace: WorkspaceId,
    platform: Platform,
    profile: Profile,
    new_id: Callable[[], str],
    note: Callable[[Fact], None],
) -> Person:
    """The person behind an account, made on first sight; the platform's zone and name serve
    until they say another zone. Raises BotsDoNotAct."""
    if profile.is_bot:
        raise BotsDoNotAct
    account = await unit.get(Account, platform, profile.outer_id)
    known = await unit.get(Person, account.person) if account else None
    if known is None:
        person = Person(workspace, PersonId(new_id()), profile.name, profile.zone)
        unit.add(person)
        unit.add(Account(workspace, platform, profile.outer_id, person.id))
        return person
    current = replace(known, name=profile.name, zone=known.zone or profile.zone)
    if current != known:
        unit.save(current)
    if current.zone != known.zone:
        note(HoursChanged(current.id))
    return current


async def people_of(
    unit: UnitOfWork,
    workspace: WorkspaceId,
    platform: Platform,
    profiles: Sequence[Profile],
    new_id: Callable[[], str],
    note: Callable[[Fact], None],
) -> dict[str, PersonId]:
    """The people behind some accounts, by outer id. Raises BotsDoNotAct."""
    found: dict[str, PersonId] = {}
    for profile in profiles:
        person = await person_of(unit, workspace, platform, profile, new_id, note)
        found[profile.outer_id] = person.id
    return found


def agreed(unit: UnitOfWork, person: Person, intent: Intent, now: datetime) -> Person:
    """Whoever types a command has agreed to be written to (product.md, "People and teams")."""
    if person.agreed_at is not None or not isinstance(intent, Command):
        return person
    person = replace(person, agreed_at=now)
    unit.save(person)
    return person
