"""A send that hangs holds up nobody else, two senders never meet, and a stop is clean."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.engine.outbox import MOST_SERVED
from bot.ports.outbox import Claim
from tests.clocks import StillClock, eventually
from tests.engine.posting import lines, passes, people, post, to
from tests.offices import Office


@pytest.fixture(autouse=True)
async def _known(office: Office) -> None:
    await people(office, "ann", "ben")


@pytest.fixture
def send_seconds() -> float:
    """Ten outside."""
    return 0.05


async def test_a_send_that_hangs_counts_as_failed(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    door = office.chat.hangs("ann")
    await post(office, to(office, "ann", "a"))
    async with asyncio.timeout(5):
        await office.settle()
    assert lines(office, "ann") == []
    door.set()
    await passes(office, seconds=2)
    assert lines(office, "ann") == ["a"]
    # It is no bug of ours.
    assert caplog.records == []


# -- leases and stopping ----------------------------------------------------------------------


async def test_two_senders_never_write_to_one_destination(
    office: Office, clock: StillClock
) -> None:
    await post(office, to(office, "ann", "a"))
    now, until = clock.now(), clock.now() + timedelta(seconds=60)
    first = await office.store.outbox.claim("one", now, until, 5)
    assert len(first) == 1
    await office.settle()
    assert lines(office, "ann") == []
    # The other one died: its lease ends.
    clock.advance(seconds=60)
    await office.settle()
    assert lines(office, "ann") == ["a"]


class TestWhileItHangs:
    """A send that takes longer than the test."""

    @pytest.fixture
    def send_seconds(self) -> float:
        return 30

    async def test_a_send_that_hangs_holds_up_nobody_else(self, office: Office) -> None:
        door = office.chat.hangs("ann")
        await office.engine.start()
        await post(office, to(office, "ann", "a"))

        async def hangs() -> bool:
            return office.chat.attempts["ann"] == 1

        async def ben_has_all() -> bool:
            return lines(office, "ben") == ["b", "c"]

        await eventually(hangs)
        await post(office, to(office, "ben", "b"))
        await post(office, to(office, "ben", "c"))
        await eventually(ben_has_all)
        door.set()

    async def test_a_clean_stop_finishes_what_is_on_its_way_and_hands_back_the_rest(
        self, office: Office, clock: StillClock
    ) -> None:
        crowd = [f"{n:02}" for n in range(MOST_SERVED + 4)]
        await people(office, *crowd)
        doors = [office.chat.hangs(who) for who in crowd]
        await post(office, *(to(office, who, "x") for who in crowd))
        await office.engine.start()

        async def some_are_under_way() -> bool:
            return len(office.chat.attempts) == MOST_SERVED

        await eventually(some_are_under_way)
        stopping = asyncio.create_task(office.engine.stop())
        await asyncio.sleep(0)
        for door in doors:
            door.set()
        await stopping
        assert len(office.chat.messages) == MOST_SERVED
        # Nothing more is begun, and the rest is free for the next process at once.
        until = clock.now() + timedelta(seconds=60)
        assert len(await office.store.outbox.claim("next", clock.now(), until, 99)) == 4

    async def test_it_begins_nothing_with_what_it_was_just_claiming(
        self, office: Office, clock: StillClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It went on after the stop, on a store that was closed."""
        is_claiming, door = asyncio.Event(), asyncio.Event()
        claim = office.store.outbox.claim

        async def claims_slowly(owner: str, now: datetime, *rest: Any) -> Sequence[Claim]:
            claimed = await claim(owner, now, *rest)
            is_claiming.set()
            await door.wait()
            return claimed

        await post(office, to(office, "ann", "a"))
        with monkeypatch.context() as patched:
            patched.setattr(office.store.outbox, "claim", claims_slowly)
            await office.engine.start()
            await is_claiming.wait()
            stopping = asyncio.create_task(office.engine.stop())
            await asyncio.sleep(0)
            door.set()
            await stopping
        assert asyncio.all_tasks() == {asyncio.current_task()}
        until = clock.now() + timedelta(seconds=60)
        assert len(await office.store.outbox.claim("next", clock.now(), until, 99)) == 1
