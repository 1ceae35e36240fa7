"""Whose coming to a group, or leaving it, the sides of the platforms are to look for."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.cli.tenants import FollowedGroup, Tenants
from adapters.system.clock import SystemClock
from bot.domain.ids import PersonId, TeamId, WorkspaceId
from bot.domain.people import Account, Person
from bot.domain.teams import Belonging, Membership, TeamGroup
from bot.domain.workspaces import Platform
from storage.store import Store, migrate, open_store

CREW, LAB = "C1", "C2"
LONG_AGO = datetime(2026, 3, 2, tzinfo=UTC)
Known = tuple[str, Belonging, tuple[str, ...]]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    url = f"sqlite:///{tmp_path}/unstuck.db"
    await migrate(url)
    store = await open_store(url, SystemClock())
    yield store
    await store.close()


async def followed(store: Store, *known: Known) -> FollowedGroup:
    """What is looked for in the crew's channel, which a team follows beside another one."""
    tenants = Tenants(store, SystemClock(), Platform.SLACK)
    workspace = await tenants.enrol("T1", "Acme")
    await keep(store, workspace, known)
    (crew,) = [each for each in await tenants.followed(workspace) if each.group == CREW]
    return crew


async def keep(store: Store, workspace: WorkspaceId, known: Sequence[Known]) -> None:
    unit = store.unit(workspace)
    team = TeamId("research")
    for group in (CREW, LAB):
        unit.add(TeamGroup(workspace, team, group, group, PersonId("ann")))
    for name, belonging, through in known:
        person = PersonId(name)
        unit.add(Person(workspace, person, name))
        unit.add(Account(workspace, Platform.SLACK, f"U-{name}", person))
        unit.add(Membership(workspace, team, person, belonging, False, LONG_AGO, through=through))
    await unit.commit()


async def test_who_came_by_it_or_by_name_is_settled(store: Store) -> None:
    crew = await followed(
        store,
        ("ben", Belonging.JOINED, (CREW,)),
        ("cy", Belonging.INVITED, (CREW, LAB)),
        ("dora", Belonging.JOINED, ()),
    )
    assert crew.brought == {"U-ben", "U-cy"}
    assert crew.settled == {"U-ben", "U-cy", "U-dora"}


async def test_who_came_by_another_one_only_is_not(store: Store) -> None:
    """In both, they leave the team with the last of them."""
    crew = await followed(store, ("ben", Belonging.JOINED, (LAB,)))
    assert not crew.brought | crew.settled


async def test_who_left_it_may_come_back_and_who_said_no_is_left_in_peace(store: Store) -> None:
    crew = await followed(
        store,
        ("ben", Belonging.PARTED, (CREW,)),
        ("cy", Belonging.DECLINED, (LAB,)),
        ("dora", Belonging.LEFT, ()),
    )
    assert not crew.brought
    assert crew.settled == {"U-cy", "U-dora"}
