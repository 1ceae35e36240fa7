"""Asking and reminding whole teams, compared with the same in plain Python."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.checkins import Progress, Response, Round
from bot.domain.ids import PersonId, RoundId, TeamId, WorkspaceId
from bot.domain.letters import Letter, Urgency, to_person
from bot.domain.people import Person
from bot.domain.recurrence import EVERY_DAY
from bot.domain.teams import Belonging, Membership
from bot.domain.worktime import Away
from bot.ports.store import CheckinSets, ZoneRound
from storage.store import Store
from tests.storage.conftest import NOON
from tests.storage.worlds import CHECKIN, HOUR, TEAM_ZONE, World, numbers, worlds


async def prepare(store: Store, world: World) -> WorkspaceId:
    workspace = world.people[0].workspace
    unit = store.unit(workspace)
    for noun in (*world.people, *world.memberships, *world.responses):
        unit.add(noun)
    await unit.commit()
    return workspace


async def all_of(store: Store, world: World, deed: str, most: int) -> int:
    """Go on until everybody is done, `most` people at a time; how many there were."""
    total = 0
    waiting = list(world.rounds)
    while waiting:
        unit = store.unit(waiting[0].workspace)
        sets: CheckinSets = unit.checkins
        taken = await (sets.ask if deed == "ask" else sets.remind)(waiting, NOON, most)
        await unit.commit()
        people = sum(one.people for one in taken)
        assert people <= most
        assert people == most or all(one.go_on_after is None for one in taken)
        total += people
        waiting = [
            replace(one, after=took.go_on_after)
            for one, took in zip(waiting, taken, strict=True)
            if took.go_on_after is not None
        ]
    return total


async def letters_of(store: Store, workspace: WorkspaceId, kind: str) -> list[Letter]:
    """Those that wait; afterwards none does."""
    found: list[Letter] = []
    for claim in await store.outbox.claim("test", NOON, NOON + HOUR, 1000):
        waiting = await store.outbox.letters(claim, NOON, 1000)
        found += [pending.letter for pending in waiting]
        await store.outbox.record(claim, waiting, "read", NOON)
        await store.outbox.release(claim)
    return [x for x in found if x.workspace == workspace and x.kind == kind]


def letter(workspace: WorkspaceId, kind: str, round_: str, person: str) -> Letter:
    return Letter(
        workspace,
        to_person(PersonId(person)),
        kind,
        f"{kind}:{round_}:{person}",
        (round_, person),
        urgency=Urgency.PROMPT,
    )


examples = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@examples
@given(world=worlds(), most=st.integers(1, 5))
async def test_everybody_due_is_asked_once_and_nobody_else(
    store: Store, world: World, most: int
) -> None:
    workspace = await prepare(store, world)
    await all_of(store, world, "ask", most)
    await all_of(store, world, "ask", most)
    before = {(r.round, r.person) for r in world.responses}
    now = await store.unit(workspace).find(Response)
    asked = {(r.round, r.person): r for r in now if (r.round, r.person) not in before}
    assert set(asked) == world.due_to_ask()
    windows = {(r.round, r.opens_at, r.closes_at) for r in world.rounds}
    for (round_, person), response in asked.items():
        window = (round_, response.opens_at, response.closes_at)
        assert window in windows
        assert response == Response(
            workspace, RoundId(round_), PersonId(person), CHECKIN, *window[1:]
        )
    letters = await letters_of(store, workspace, "checkins.prompt")
    in_channel = {one.round for one in world.rounds if one.is_in_channel}
    expected = [
        letter(workspace, "checkins.prompt", *who) for who in asked if who[0] not in in_channel
    ]
    assert sorted(letters, key=lambda x: x.key) == sorted(expected, key=lambda x: x.key)


@examples
@given(world=worlds(), most=st.integers(1, 5))
async def test_everybody_silent_is_reminded_once_and_nobody_else(
    store: Store, world: World, most: int
) -> None:
    workspace = await prepare(store, world)
    await all_of(store, world, "remind", most)
    await all_of(store, world, "remind", most)
    letters = await letters_of(store, workspace, "checkins.reminder")
    expected = [letter(workspace, "checkins.reminder", *who) for who in world.due_to_remind()]
    assert sorted(letters, key=lambda x: x.key) == sorted(expected, key=lambda x: x.key)


# --- one by one ---------------------------------------------------------------------------------


def team_of(count: int, zone: str | None = None) -> World:
    workspace = WorkspaceId(f"w{next(numbers)}")
    people = [
        Person(workspace, PersonId(f"p{n:02}"), "Ann", zone, agreed_at=NOON) for n in range(count)
    ]
    memberships = [
        Membership(workspace, TeamId("t1"), p.id, Belonging.JOINED, False, NOON) for p in people
    ]
    one = ZoneRound(
        workspace,
        *(TeamId("t1"), CHECKIN, RoundId("r1"), None, TEAM_ZONE),
        date(2026, 11, 23),
        *(NOON, NOON + HOUR),
    )
    return World(tuple(people), tuple(memberships), (), (one,))


async def ask(store: Store, rounds: Sequence[ZoneRound], most: int) -> list[tuple[int, str | None]]:
    unit = store.unit(rounds[0].workspace)
    taken = await unit.checkins.ask(rounds, NOON, most)
    await unit.commit()
    return [(one.people, one.go_on_after) for one in taken]


async def test_the_cursor_stands_on_the_last_person_taken(store: Store) -> None:
    world = team_of(5)
    await prepare(store, world)
    (one,) = world.rounds
    other = replace(one, round=RoundId("r2"))
    third = replace(one, round=RoundId("r3"), after="p03")
    assert await ask(store, [one, other, third], 7) == [(5, None), (2, "p01"), (0, "p03")]
    assert await ask(store, [replace(other, after="p01"), third], 4) == [(3, None), (1, None)]


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        ("2026-11-22", {"away", "holiday", "here"}),
        ("2026-11-23", {"holiday", "here"}),
        ("2026-11-24", {"holiday", "here"}),
        ("2026-11-25", {"away", "holiday", "here"}),
        ("2026-11-26", {"away", "here"}),
        ("2026-11-28", {"holiday", "here"}),
        ("9999-12-31", {"holiday", "here"}),
    ],
)
async def test_who_is_off_that_day_or_rests_is_not_asked(
    store: Store, day: str, asked: set[str]
) -> None:
    world = team_of(4)
    away, holiday, resting, here = (
        replace(person, id=PersonId(name), days=EVERY_DAY)
        for person, name in zip(world.people, ("away", "holiday", "resting", "here"), strict=True)
    )
    absences = (
        Away(date(2026, 11, 23), date(2026, 11, 24)),
        Away(date(2026, 11, 28), date.max),
    )
    people = (
        replace(away, away=absences),
        replace(holiday, days_off=(date(2026, 11, 26), date(2026, 11, 27))),
        resting,
        here,
    )
    memberships = tuple(
        replace(one, person=person.id, resting=(CHECKIN,) if person is resting else ())
        for one, person in zip(world.memberships, people, strict=True)
    )
    (one,) = world.rounds
    on_that_day = replace(one, local_date=date.fromisoformat(day))
    workspace = await prepare(store, World(people, memberships, (), (on_that_day,)))
    await all_of(store, World((), (), (), (on_that_day,)), "ask", 5)
    assert {r.person for r in await store.unit(workspace).find(Response)} == asked
    letters = await letters_of(store, workspace, "checkins.prompt")
    assert {x.about[1] for x in letters} == asked


async def test_who_is_asked_in_the_channel_gets_no_letter(store: Store) -> None:
    world = team_of(2)
    workspace = await prepare(store, world)
    (one,) = world.rounds
    assert await ask(store, [replace(one, is_in_channel=True)], 5) == [(2, None)]
    assert len(await store.unit(workspace).find(Response)) == 2
    assert await letters_of(store, workspace, "checkins.prompt") == []


async def test_a_round_given_twice_asks_once_whoever_has_other_letters(store: Store) -> None:
    world = team_of(2)
    workspace = await prepare(store, world)
    unit = store.unit(workspace)
    unit.post(letter(workspace, "teams.welcome", "t1", "p00"))
    await unit.commit()
    (one,) = world.rounds
    assert await ask(store, [one, one], 5) == [(2, None), (2, None)]
    letters = await letters_of(store, workspace, "checkins.prompt")
    assert sorted(x.about[1] for x in letters) == ["p00", "p01"]


async def test_asking_nobody_is_done_at_once(store: Store) -> None:
    world = team_of(1)
    assert await ask(store, world.rounds, 5) == [(0, None)]
    unit = store.unit(world.rounds[0].workspace)
    assert await unit.checkins.ask([], NOON, 5) == []
    await unit.commit()


async def test_what_is_chosen_but_not_committed_is_not_asked(store: Store) -> None:
    world = team_of(3)
    workspace = await prepare(store, world)
    await store.unit(workspace).checkins.ask(world.rounds, NOON, 5)
    assert await store.unit(workspace).find(Response) == []


async def test_who_answers_in_the_same_unit_is_not_asked(store: Store) -> None:
    world = team_of(3)
    workspace = await prepare(store, world)
    unit = store.unit(workspace)
    early = Response(
        *(workspace, RoundId("r1"), PersonId("p01"), CHECKIN, NOON, NOON + HOUR),
        Progress.ANSWERED,
    )
    unit.add(early)
    await unit.checkins.ask(world.rounds, NOON, 5)
    await unit.commit()
    assert await store.unit(workspace).get(Response, "r1", "p01") == early
    letters = await letters_of(store, workspace, "checkins.prompt")
    assert {x.about[1] for x in letters} == {"p00", "p02"}


async def test_a_reminder_that_was_sent_is_not_sent_again(store: Store) -> None:
    from bot.domain.letters import Sent

    world = team_of(1)
    workspace = await prepare(store, world)
    await all_of(store, world, "ask", 5)
    await all_of(store, world, "remind", 5)
    (claim,) = await store.outbox.claim("test", NOON, NOON + HOUR, 5)
    for pending in await store.outbox.letters(claim, NOON, 5):
        x = pending.letter
        sent = Sent(workspace, x.key, 0, x.destination, x.kind, x.about, {}, "D1", "1", NOON)
        await store.outbox.record(claim, [pending], "sent", NOON, [sent])
    await store.outbox.release(claim)
    assert await all_of(store, world, "remind", 5) == 0


async def test_a_set_of_another_workspace_is_refused(store: Store) -> None:
    world = team_of(1)
    with pytest.raises(ValueError, match="workspace"):
        await store.unit(WorkspaceId("elsewhere")).checkins.ask(world.rounds, NOON, 5)


@pytest.mark.parametrize("deed", ["ask", "remind"])
async def test_two_workers_at_once_write_to_everybody_once(workers: list[Store], deed: str) -> None:
    """On PostgreSQL each could read before the other has written."""
    world = team_of(40)
    workspace = await prepare(workers[0], world)
    unit = workers[0].unit(workspace)
    unit.add(Round(workspace, RoundId("r1"), CHECKIN, date(2026, 11, 23), NOON + HOUR))
    await unit.commit()
    if deed == "remind":
        await all_of(workers[0], world, "ask", 100)
    units = [store.unit(workspace) for store in workers]
    for unit in units:
        await (unit.checkins.ask if deed == "ask" else unit.checkins.remind)(
            world.rounds, NOON, 100
        )
    await asyncio.gather(*(unit.commit() for unit in units))
    kind = "checkins.prompt" if deed == "ask" else "checkins.reminder"
    assert len(await letters_of(workers[0], workspace, kind)) == 40
