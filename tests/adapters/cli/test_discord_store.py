"""What Discord's side keeps of its servers, and of those to whom it writes."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from adapters.cli.discord_side import AccountsInStore, ServersInStore
from adapters.cli.tenants import Tenants
from adapters.system.clock import SystemClock
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.people import Account, Person
from bot.domain.workspaces import Installation, Platform, Workspace
from storage.store import Store, migrate, open_store

ANN = PersonId("ann")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    url = f"sqlite:///{tmp_path}/unstuck.db"
    await migrate(url)
    store = await open_store(url, SystemClock())
    yield store
    await store.close()


@pytest.fixture
def tenants(store: Store) -> Tenants:
    return Tenants(store, SystemClock(), Platform.DISCORD)


@pytest.fixture
def servers(tenants: Tenants) -> ServersInStore:
    return ServersInStore(tenants)


@pytest.fixture
def accounts(tenants: Tenants) -> AccountsInStore:
    return AccountsInStore(tenants)


async def know(store: Store, workspace: WorkspaceId, account: str, person: PersonId) -> None:
    unit = store.unit(workspace)
    unit.add(Person(workspace, person, person.capitalize()))
    unit.add(Account(workspace, Platform.DISCORD, account, person))
    await unit.commit()


async def test_a_server_is_enrolled_once_however_many_see_it(
    servers: ServersInStore, store: Store
) -> None:
    seen = await asyncio.gather(*(servers.enrol("42", "Acme") for _ in range(8)))
    assert len(set(seen)) == 1
    assert await servers.installed() == {"42": seen[0]}
    assert await store.unit(seen[0]).get(Workspace) == Workspace(seen[0], "Acme")


async def test_it_comes_back_under_the_name_of_today(servers: ServersInStore, store: Store) -> None:
    here = await servers.enrol("42", "Acme")
    unit = store.unit(here)
    installation = await unit.get(Installation)
    assert installation is not None
    unit.save(replace(installation, removed_at=SystemClock().now()))
    await unit.commit()
    assert await servers.installed() == {}
    assert await servers.enrol("42", "Acme & Daughters") == here
    assert await servers.installed() == {"42": here}
    named = await store.unit(here).get(Workspace)
    assert named is not None
    assert named.name == "Acme & Daughters"


async def test_whom_it_knows_there(
    servers: ServersInStore, accounts: AccountsInStore, store: Store
) -> None:
    here = await servers.enrol("42", "Acme")
    there = await servers.enrol("43", "Writers")
    await know(store, here, "7", ANN)
    await know(store, there, "7", ANN)
    person = await servers.person(here, "7")
    assert person is not None
    assert person.name == "Ann"
    assert await servers.person(here, "8") is None
    assert await servers.people(here) == {"7": person}
    assert await servers.of_account("7") == [("42", "Acme"), ("43", "Writers")]
    assert await accounts.of(here, [ANN, PersonId("ben")]) == {ANN: "7"}
    assert isinstance(servers.today(), date)


async def test_where_somebodys_direct_messages_are(
    servers: ServersInStore, accounts: AccountsInStore, store: Store
) -> None:
    here = await servers.enrol("42", "Acme")
    assert await accounts.direct(here, "7") == ""
    # Nobody is known by it: nothing to keep it at.
    await accounts.keep_direct(here, "7", "99")
    await know(store, here, "7", ANN)
    assert await accounts.direct(here, "7") == ""
    await asyncio.gather(*(accounts.keep_direct(here, "7", "99") for _ in range(8)))
    assert await accounts.direct(here, "7") == "99"
    await accounts.keep_direct(here, "7", "")
    assert await accounts.direct(here, "7") == ""


async def test_it_is_kept_also_if_the_account_changes_meanwhile(
    servers: ServersInStore, accounts: AccountsInStore, store: Store
) -> None:
    """Both have read the account when the first of them keeps it."""
    here = await servers.enrol("42", "Acme")
    await know(store, here, "7", ANN)
    await asyncio.gather(
        accounts.keep_direct(here, "7", "98"), accounts.keep_direct(here, "7", "99")
    )
    assert await accounts.direct(here, "7") == "99"
