"""Two processes on one PostgreSQL: what happens, happens once, whoever does it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.cli.compose import FEATURES
from bot.domain.ids import TeamId, TimerId
from bot.domain.teams import Team
from bot.domain.timers import Timer
from bot.engine.intents import Command
from tests.clocks import StillClock, eventually
from tests.engine.conftest import MONDAY
from tests.engine.posting import lines, people, post, to
from tests.engine.trial import TRIAL, written
from tests.offices import Office, open_office
from tests.postgres import PostgresServer

ALL = (*FEATURES, TRIAL)


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> str:
    return asyncio.run(postgres.migrated())


@pytest.fixture
async def workers(postgres_url: str) -> AsyncIterator[tuple[Office, Office]]:
    """Each has its own store, clock and engine; they share the platform."""
    async with open_office(postgres_url, StillClock(MONDAY), manifests=ALL) as one:
        one.hires("ann")
        one.hires("ben")
        unit = one.store.unit(one.workspace)
        unit.add(Team(one.workspace, TeamId("t"), "", "UTC"))
        await unit.commit()
        async with open_office(
            postgres_url,
            StillClock(MONDAY),
            manifests=ALL,
            chat=one.chat,
            workspace=one.workspace,
        ) as other:
            other.people = one.people
            yield one, other


async def test_one_input_that_reaches_both_happens_once(workers: tuple[Office, Office]) -> None:
    one, _ = workers
    typed = Command(one.origin("ann"), "write", "x")
    answers = await asyncio.gather(*(w.dispatcher.handle(typed) for w in workers * 2))
    assert await written(one) == "x"
    assert all(answer.tell for answer in answers)


async def test_two_inputs_on_one_row_are_both_kept(workers: tuple[Office, Office]) -> None:
    one, other = workers
    await asyncio.gather(
        one.dispatcher.handle(Command(one.origin("ann"), "write", "a")),
        other.dispatcher.handle(Command(one.origin("ben"), "write", "b")),
    )
    assert sorted(await written(one)) == ["a", "b"]


async def test_due_timers_are_done_once(workers: tuple[Office, Office]) -> None:
    one, other = workers
    keys = [f"{n:03}" for n in range(60)]
    unit = one.store.unit(one.workspace)
    for key in keys:
        unit.schedule(Timer(one.workspace, TimerId(key), "trial.few", key, MONDAY))
    await unit.commit()
    await asyncio.gather(one.settle(), other.settle())
    # Whoever met a conflict has left the rest to the other.
    await one.settle()
    done = await written(one)
    assert sorted(done.strip("<>").split("><")) == keys


async def test_letters_arrive_once_and_in_order(workers: tuple[Office, Office]) -> None:
    one, other = workers
    names = ("ann", "ben", "cy", "di")
    await people(one, *names)
    for number in range(8):
        await post(one, *(to(one, who, str(number)) for who in names))
    await asyncio.gather(one.settle(), other.settle())
    await one.settle()
    for who in names:
        assert lines(one, who) == [str(n) for n in range(8)]


async def test_a_worker_hears_what_the_other_kept(workers: tuple[Office, Office]) -> None:
    """Nobody polls: the transaction itself wakes the other process."""
    one, other = workers
    await people(one, "ann")
    await other.engine.start()
    await post(one, to(one, "ann", "hello"))

    async def has_arrived() -> bool:
        return lines(one, "ann") == ["hello"]

    await eventually(has_arrived)


async def test_what_a_dead_worker_claimed_is_sent_when_its_lease_ends(
    workers: tuple[Office, Office], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    one, other = workers
    await people(one, "ann")
    await post(one, to(one, "ann", "hello"))
    now = one.clock.now()
    assert await one.store.outbox.claim("dead", now, now + timedelta(seconds=60), 5)
    await other.settle()
    assert lines(one, "ann") == []
    other.clock.advance(seconds=60)
    await other.settle()
    assert lines(one, "ann") == ["hello"]
