"""Which workspaces have the bot, and in which of them somebody is known: on either database."""

from dataclasses import replace

from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.people import Account, Person
from bot.domain.workspaces import Installation, Platform, Workspace
from storage.store import Store
from storage.tenants import Tenant
from tests.storage.conftest import NOON

ANN = PersonId("ann")


async def add(
    store: Store,
    outer_id: str,
    name: str,
    *people: Person,
    platform: Platform = Platform.DISCORD,
    is_removed: bool = False,
) -> Tenant:
    """A workspace; of each of these people the account there is called as they are."""
    workspace = WorkspaceId(f"w-{platform}-{outer_id}")
    unit = store.unit(workspace)
    unit.add(Workspace(workspace, name))
    removed_at = NOON if is_removed else None
    unit.add(Installation(workspace, platform, outer_id, removed_at))
    for person in people:
        unit.add(replace(person, workspace=workspace))
        unit.add(Account(workspace, platform, person.id, person.id))
    await unit.commit()
    return Tenant(workspace, outer_id, name)


def somebody(who: PersonId = ANN, *, is_gone: bool = False) -> Person:
    return Person(WorkspaceId(""), who, "Ann", gone_at=NOON if is_gone else None)


async def test_those_that_have_the_bot(store: Store) -> None:
    assert await store.installed(Platform.DISCORD) == []
    b = await add(store, "2", "Writers")
    a = await add(store, "1", "Acme")
    await add(store, "3", "Left", is_removed=True)
    await add(store, "T1", "Elsewhere", platform=Platform.SLACK)
    assert await store.installed(Platform.DISCORD) == [a, b]


async def test_where_an_account_is_known(store: Store) -> None:
    writers = await add(store, "1", "Writers", somebody())
    acme = await add(store, "2", "Acme", somebody(), somebody(PersonId("ben")))
    await add(store, "3", "Nobody's")
    await add(store, "4", "Ben's", somebody(PersonId("ben")))
    await add(store, "5", "She left it", somebody(is_gone=True))
    await add(store, "6", "It left her", somebody(), is_removed=True)
    slack = await add(store, "T1", "Another platform", somebody(), platform=Platform.SLACK)
    unit = store.unit(acme.workspace)
    unit.add(Account(acme.workspace, Platform.SLACK, "maya", ANN))
    await unit.commit()
    assert await store.of_account(Platform.DISCORD, "ann") == [acme, writers]
    assert await store.of_account(Platform.SLACK, "ann") == [slack]
    assert await store.of_account(Platform.DISCORD, "maya") == []
