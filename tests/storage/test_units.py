"""Units of work: what they see, what they keep, and when they give way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.drafts import Draft, Repeat
from bot.domain.ids import DraftId, PersonId, TeamId, WorkspaceId
from bot.domain.people import Account, Person
from bot.domain.teams import Belonging, Membership, Team
from bot.domain.workspaces import Installation, Platform, Workspace
from bot.ports.store import Conflict
from storage.store import Store
from tests.storage.conftest import NOON

W = WorkspaceId("w1")
OTHER = WorkspaceId("w2")
T = TeamId("t1")


def person(number: int, **fields: object) -> Person:
    return replace(Person(W, PersonId(f"p{number}"), f"Person {number}"), **fields)  # type: ignore[arg-type]


def membership(number: int, belonging: Belonging = Belonging.JOINED) -> Membership:
    return Membership(W, T, PersonId(f"p{number}"), belonging, False, NOON)


async def keep(store: Store, *nouns: object) -> None:
    unit = store.unit(W)
    for noun in nouns:
        unit.add(noun)
    await unit.commit()


async def test_what_is_kept_is_read_by_the_next_unit(store: Store) -> None:
    ann = person(1, zone="Europe/London", agreed_at=NOON)
    await keep(store, ann)
    assert await store.unit(W).get(Person, "p1") == ann


async def test_nothing_is_kept_without_a_commit(store: Store) -> None:
    store.unit(W).add(person(1))
    assert await store.unit(W).get(Person, "p1") is None


async def test_a_commit_of_nothing_does_nothing(store: Store) -> None:
    await store.unit(W).commit()


async def test_keys_of_several_ids_are_given_in_the_order_of_the_fields(store: Store) -> None:
    await keep(store, membership(1))
    assert await store.unit(W).get(Membership, "t1", "p1") == membership(1)
    assert await store.unit(W).get(Membership, "p1", "t1") is None


async def test_everything_is_gone_through_page_by_page(store: Store) -> None:
    everybody = [person(n, zone=("UTC", None)[n == 3]) for n in range(1, 8)]
    await keep(store, *everybody)
    unit = store.unit(OTHER)
    unit.add(replace(person(5), workspace=OTHER))
    await unit.commit()
    found, after = list[Person](), ""
    while page := await store.unit(W).page(Person, after, 2, workspace=W, zone="UTC"):
        assert len(page) <= 2
        found += page
        after = page[-1].id
    assert found == [one for one in everybody if one.zone]


async def test_the_workspace_itself_is_found_with_and_without_its_id(store: Store) -> None:
    await keep(store, Workspace(W, "Lab"))
    assert await store.unit(W).get(Workspace) == Workspace(W, "Lab")
    assert await store.unit(W).get(Workspace, W) == Workspace(W, "Lab")
    assert await store.unit(OTHER).get(Workspace, W) is None


async def test_a_saved_row_counts_its_versions(store: Store) -> None:
    await keep(store, person(1))
    for name in ("Ann", "Anna"):
        unit = store.unit(W)
        found = await unit.get(Person, "p1")
        assert found
        unit.save(replace(found, name=name))
        await unit.commit()
    assert await store.unit(W).get(Person, "p1") == person(1, name="Anna", version=2)


# --- reading one's own writes -------------------------------------------------------------------


async def test_a_unit_reads_what_it_will_write(store: Store) -> None:
    await keep(store, person(1), person(2), person(3))
    unit = store.unit(W)
    unit.save(person(1, name="Ann"))
    unit.remove(person(2))
    unit.add(person(4))
    assert await unit.get(Person, "p1") == person(1, name="Ann")
    assert await unit.get(Person, "p2") is None
    assert await unit.get(Person, "p4") == person(4)
    assert [p.id for p in await unit.find(Person)] == ["p1", "p3", "p4"]


async def test_find_judges_pending_rows_by_what_they_will_be(store: Store) -> None:
    await keep(store, membership(1), membership(2, Belonging.INVITED))
    unit = store.unit(W)
    unit.save(membership(1, Belonging.DECLINED))
    unit.save(membership(2, Belonging.JOINED))
    unit.add(membership(3))
    found = await unit.find(Membership, team=T, belonging=Belonging.JOINED)
    assert [m.person for m in found] == ["p2", "p3"]


async def test_a_row_saved_twice_is_guarded_by_the_version_first_read(store: Store) -> None:
    await keep(store, person(1))
    unit = store.unit(W)
    unit.save(person(1, name="Ann"))
    pending = await unit.get(Person, "p1")
    assert pending
    unit.save(replace(pending, zone="Europe/London"))
    await unit.commit()
    kept = await store.unit(W).get(Person, "p1")
    assert kept == person(1, name="Ann", zone="Europe/London", version=1)


async def test_what_is_made_and_changed_in_one_unit_is_made_as_changed(store: Store) -> None:
    unit = store.unit(W)
    unit.add(person(1))
    unit.save(person(1, name="Ann"))
    unit.add(person(2))
    unit.remove(person(2))
    await unit.commit()
    assert await store.unit(W).find(Person) == [person(1, name="Ann")]


async def test_a_row_removed_and_made_again_is_replaced(store: Store) -> None:
    await keep(store, person(1, zone="Asia/Tokyo"))
    unit = store.unit(W)
    unit.remove(person(1, zone="Asia/Tokyo"))
    unit.add(person(1))
    await unit.commit()
    assert await store.unit(W).get(Person, "p1") == person(1, version=1)


async def test_a_unit_may_go_on_after_its_commit(store: Store) -> None:
    unit = store.unit(W)
    unit.add(person(1))
    await unit.commit()
    unit.add(person(2))
    await unit.commit()
    assert await unit.find(Person) == [person(1), person(2)]


# --- finding ------------------------------------------------------------------------------------


async def test_find_takes_values_collections_and_none(store: Store) -> None:
    people = [person(1, zone="Europe/London"), person(2), person(3, zone="Asia/Tokyo")]
    await keep(store, *people)
    unit = store.unit(W)
    assert await unit.find(Person, zone="Asia/Tokyo") == [people[2]]
    assert await unit.find(Person, zone=None) == [people[1]]
    assert await unit.find(Person, id={"p3", "p1", "p9"}) == [people[0], people[2]]
    assert await unit.find(Person, id=["p1"], zone=("Asia/Tokyo", "Europe/London")) == [people[0]]
    assert await unit.find(Person, id=[]) == []


async def test_find_takes_enums_flags_and_instants(store: Store) -> None:
    rows = [membership(1), membership(2, Belonging.INVITED)]
    await keep(store, *rows)
    unit = store.unit(W)
    assert await unit.find(Membership, belonging=[Belonging.JOINED]) == rows[:1]
    assert await unit.find(Membership, is_organiser=[False], since=NOON) == rows
    assert await unit.find(Membership, is_organiser=True) == []


async def test_newest_gives_the_last_keys_first_with_what_is_pending(store: Store) -> None:
    await keep(store, *map(person, range(1, 6)))
    unit = store.unit(W)
    unit.remove(person(5))
    unit.add(person(7))
    assert [p.id for p in await unit.newest(Person, 3)] == ["p7", "p4", "p3"]
    assert [p.id for p in await unit.newest(Person, 1, zone=None)] == ["p7"]


async def test_get_each_takes_whole_keys(store: Store) -> None:
    await keep(store, membership(1), membership(2), membership(3))
    unit = store.unit(W)
    unit.save(replace(membership(1), is_organiser=True))
    unit.remove(membership(2))
    unit.add(membership(4))
    keys = [(W, T, f"p{number}") for number in (1, 2, 3, 4, 5, 3)]
    found = await unit.get_each(Membership, keys)
    assert sorted(found, key=lambda m: m.person) == [
        replace(membership(1), is_organiser=True),
        membership(3),
        membership(4),
    ]


# --- conflicts ----------------------------------------------------------------------------------


async def test_of_two_who_change_a_row_the_second_gives_way(store: Store) -> None:
    await keep(store, person(1))
    first, second = store.unit(W), store.unit(W)
    for unit, name in ((first, "Ann"), (second, "Anna")):
        found = await unit.get(Person, "p1")
        assert found
        unit.save(replace(found, name=name))
    second.add(person(2))
    await first.commit()
    with pytest.raises(Conflict):
        await second.commit()
    assert await store.unit(W).find(Person) == [person(1, name="Ann", version=1)]


@pytest.mark.parametrize("change", ["save", "remove"])
async def test_a_row_that_is_gone_is_a_conflict(store: Store, change: str) -> None:
    unit = store.unit(W)
    getattr(unit, change)(person(1))
    with pytest.raises(Conflict):
        await unit.commit()


async def test_a_key_that_is_taken_is_a_conflict(store: Store) -> None:
    await keep(store, Repeat(W, "event", NOON))
    unit = store.unit(W)
    unit.add(person(1))
    unit.add(Repeat(W, "event", NOON))
    with pytest.raises(Conflict):
        await unit.commit()
    assert await store.unit(W).find(Person) == []


async def test_a_field_that_is_unique_beside_the_key_conflicts_too(store: Store) -> None:
    await keep(store, Installation(W, Platform.SLACK, "T01"))
    unit = store.unit(OTHER)
    unit.add(Installation(OTHER, Platform.SLACK, "T01"))
    with pytest.raises(Conflict):
        await unit.commit()


async def test_misuse_within_a_unit_is_an_error_at_once(store: Store) -> None:
    unit = store.unit(W)
    unit.add(person(1))
    with pytest.raises(ValueError, match="already"):
        unit.add(person(1))
    unit.remove(person(2))
    with pytest.raises(ValueError, match="removed"):
        unit.save(person(2))


# --- workspaces ---------------------------------------------------------------------------------


async def test_a_unit_sees_its_own_workspace_only(store: Store) -> None:
    await keep(store, person(1), membership(1), Account(W, Platform.SLACK, "U1", PersonId("p1")))
    unit = store.unit(OTHER)
    assert await unit.get(Person, "p1") is None
    assert await unit.get(Person, W, "p1") is None
    assert await unit.find(Person) == []
    assert await unit.find(Person, workspace=W) == []
    assert await unit.newest(Person, 9) == []
    assert await unit.get(Account, Platform.SLACK, "U1") is None


async def test_a_unit_writes_its_own_workspace_only(store: Store) -> None:
    unit = store.unit(OTHER)
    for write in (unit.add, unit.save, unit.remove):
        with pytest.raises(ValueError, match="workspace"):
            write(person(1))
    with pytest.raises(ValueError, match="workspace"):
        unit.cancel(W, "key", "why")
    with pytest.raises(ValueError, match="workspace"):
        await unit.get_each(Person, [(W, "p1")])


async def test_an_installation_leads_to_its_workspace(store: Store) -> None:
    await keep(store, Installation(W, Platform.SLACK, "T01"))
    assert await store.workspace_of(Platform.SLACK, "T01") == W
    assert await store.workspace_of(Platform.DISCORD, "T01") is None


# --- forgetting ---------------------------------------------------------------------------------


async def test_old_repeats_and_drafts_are_forgotten(store: Store) -> None:
    hour = timedelta(hours=1)
    drafts = [
        Draft(W, DraftId(name), PersonId("p1"), "form", {"done": ("a", "b")}, saved_at)
        for name, saved_at in (("old", NOON - hour), ("new", NOON))
    ]
    many = [Repeat(W, f"old{number}", NOON - 2 * hour) for number in range(1200)]
    await keep(store, *drafts, *many, Repeat(W, "new", NOON - hour))
    await store.forget_before(repeats=NOON - hour, done=NOON, drafts=NOON)
    unit = store.unit(W)
    assert await unit.find(Draft) == drafts[1:]
    assert [repeat.key for repeat in await unit.find(Repeat)] == ["new"]


async def test_a_team_without_members_is_a_row_like_any_other(store: Store) -> None:
    team = Team(W, T, "Pair 💬 مرحبا <!channel>", "Europe/London")
    await keep(store, team)
    assert await store.unit(W).get(Team, T) == team
