"""The time machine, by itself and by its buttons."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.playground.clock import Ending, TimeMachine, TravellingAlready
from adapters.playground.transcript import Transcript
from tests.adapters.playground.stand_in import StandInClock, StandInEngine
from tests.adapters.playground.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")

NINE_TWELVE = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def test_every_due_instant_is_lived_through_in_order(
    clock: TimeMachine, engine: StandInEngine
) -> None:
    due = [NINE_TWELVE + minutes * MINUTE for minutes in (45, 5, 30)]
    engine.due = [*due, NINE_TWELVE + 2 * HOUR]
    assert await clock.travel(engine, NINE_TWELVE + HOUR) is Ending.ARRIVED
    assert engine.settled == [*sorted(due), NINE_TWELVE + HOUR]
    assert clock.now() == NINE_TWELVE + HOUR
    assert engine.due == [NINE_TWELVE + 2 * HOUR]


async def test_what_becomes_due_on_the_way_is_not_late(
    clock: TimeMachine, engine: StandInEngine
) -> None:
    async def remind(now: datetime) -> None:
        if now == NINE_TWELVE + 10 * MINUTE:
            engine.due.append(now + 15 * MINUTE)

    engine.due = [NINE_TWELVE + 10 * MINUTE, NINE_TWELVE + 40 * MINUTE]
    engine.on_settle = remind
    await clock.travel(engine, NINE_TWELVE + HOUR)
    passed = [at - NINE_TWELVE for at in engine.settled]
    assert passed == [10 * MINUTE, 25 * MINUTE, 40 * MINUTE, HOUR]


async def test_what_is_overdue_is_done_at_once(clock: TimeMachine, engine: StandInEngine) -> None:
    engine.due = [NINE_TWELVE - HOUR]
    await clock.travel(engine, NINE_TWELVE + HOUR)
    assert engine.settled == [NINE_TWELVE, NINE_TWELVE + HOUR]


async def test_time_never_goes_back(
    clock: TimeMachine, engine: StandInEngine, real: StandInClock
) -> None:
    await clock.travel(engine, NINE_TWELVE - HOUR)
    assert clock.now() == NINE_TWELVE
    real.at -= HOUR
    assert clock.now() == NINE_TWELVE
    real.at += 3 * HOUR
    assert clock.now() == NINE_TWELVE + 2 * HOUR


async def test_a_restart_does_not_go_back(
    tmp_path: Path, real: StandInClock, engine: StandInEngine
) -> None:
    before = Transcript(tmp_path / "t.db")
    engine.clock = clock = TimeMachine(real, before)
    await clock.travel(engine, NINE_TWELVE + 30 * HOUR)
    await before.close()
    real.at += MINUTE
    after = Transcript(tmp_path / "t.db")
    assert TimeMachine(real, after).now() == NINE_TWELVE + 30 * HOUR + MINUTE
    await after.close()


async def test_a_stopped_journey_stays_where_it_is(
    clock: TimeMachine, engine: StandInEngine
) -> None:
    async def stop(now: datetime) -> None:
        if len(engine.settled) == 2:
            clock.stop()

    engine.due = [NINE_TWELVE + n * MINUTE for n in range(1, 6)]
    engine.on_settle = stop
    assert await clock.travel(engine, NINE_TWELVE + HOUR) is Ending.STOPPED
    assert clock.now() == NINE_TWELVE + 2 * MINUTE
    assert clock.journey is None


async def test_a_failed_journey_leaves_the_clock_running(
    clock: TimeMachine, engine: StandInEngine, real: StandInClock
) -> None:
    async def fail(_: datetime) -> None:
        raise RuntimeError("a bug")

    engine.due = [NINE_TWELVE + MINUTE]
    engine.on_settle = fail
    with pytest.raises(RuntimeError):
        await clock.travel(engine, NINE_TWELVE + HOUR)
    real.at += MINUTE
    assert clock.now() == NINE_TWELVE + 2 * MINUTE
    assert clock.journey is None


async def test_what_never_settles_ends_the_journey(
    clock: TimeMachine, engine: StandInEngine
) -> None:
    async def again(now: datetime) -> None:
        engine.due = [now + timedelta(microseconds=1), now]

    engine.due = [NINE_TWELVE + MINUTE]
    engine.on_settle = again
    engine.next_due = lambda: asyncio.sleep(0, NINE_TWELVE + MINUTE)  # type: ignore[method-assign]
    assert await clock.travel(engine, NINE_TWELVE + HOUR) is Ending.UNSETTLED
    assert clock.now() == NINE_TWELVE + MINUTE


async def test_two_journeys_at_once_are_refused(clock: TimeMachine, engine: StandInEngine) -> None:
    async def another(_: datetime) -> None:
        with pytest.raises(TravellingAlready):
            await clock.travel(engine, NINE_TWELVE + 2 * HOUR)

    engine.on_settle = another
    await clock.travel(engine, NINE_TWELVE + HOUR)
    assert clock.now() == NINE_TWELVE + HOUR


# -- the buttons ---------------------------------------------------------------------------------


async def arrived(visitor: Visitor) -> dict[str, str]:
    """The clock's state once no journey is under way."""
    state = await visitor.state()
    async with asyncio.timeout(5), visitor.listening(state["transcript"]) as updates:
        while True:
            _, _, now = await updates.next("clock")
            if now["journey"] is None:
                return {"now": now["now"], "notice": now["notice"]}


@pytest.mark.parametrize(
    ("person", "choice", "expected"),
    [
        ("joseph", "hour", datetime(2026, 11, 23, 10, 12, tzinfo=UTC)),
        ("joseph", "morning", datetime(2026, 11, 24, 9, 0, tzinfo=UTC)),
        ("jay", "morning", datetime(2026, 11, 23, 23, 0, tzinfo=UTC)),
        ("maya", "morning", datetime(2026, 11, 24, 14, 0, tzinfo=UTC)),
        ("maya", "next", datetime(2026, 11, 23, 11, 0, tzinfo=UTC)),
    ],
)
async def test_the_buttons_lead_there(
    visitor: Visitor, engine: StandInEngine, person: str, choice: str, expected: datetime
) -> None:
    engine.due = [datetime(2026, 11, 23, 11, 0, tzinfo=UTC)]
    await visitor.does("/api/travel", person, to=choice)
    clock = await arrived(visitor)
    assert (datetime.fromisoformat(clock["now"]), clock["notice"]) == (expected, "")


async def test_next_due_says_when_nothing_is(visitor: Visitor) -> None:
    await visitor.does("/api/travel", to="next")
    clock = await arrived(visitor)
    assert clock == {
        "now": NINE_TWELVE.isoformat(),
        "notice": "Nothing is waiting for its time yet.",
    }


async def test_the_same_press_does_not_travel_twice(visitor: Visitor) -> None:
    for _ in range(2):
        await visitor.does("/api/travel", to="hour", event="event-once")
        clock = await arrived(visitor)
    assert datetime.fromisoformat(clock["now"]) == NINE_TWELVE + HOUR


async def test_a_journey_shows_its_steps_and_can_be_stopped(
    visitor: Visitor, engine: StandInEngine
) -> None:
    go_on = asyncio.Event()

    async def wait(_: datetime) -> None:
        await go_on.wait()

    engine.due = [NINE_TWELVE + n * MINUTE for n in range(1, 6)]
    engine.on_settle = wait
    await visitor.does("/api/travel", to="hour")
    state = await visitor.state()
    async with asyncio.timeout(5), visitor.listening(state["transcript"]) as updates:
        while True:
            _, _, clock = await updates.next("clock")
            if clock["now"] == (NINE_TWELVE + MINUTE).isoformat():
                break
        assert clock["journey"]["to"] == (NINE_TWELVE + HOUR).isoformat()
        await visitor.does("/api/stop")
        go_on.set()
        while clock["journey"] or not clock["notice"]:
            _, _, clock = await updates.next("clock")
    assert clock["notice"] == "Stopped on the way."
    assert engine.settled == [NINE_TWELVE + MINUTE]


async def test_a_journey_that_fails_says_so_with_an_id(
    visitor: Visitor, engine: StandInEngine, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: datetime) -> None:
        raise RuntimeError("a bug")

    engine.on_settle = fail
    await visitor.does("/api/travel", to="hour")
    clock = await arrived(visitor)
    [record] = [r for r in caplog.records if r.levelname == "ERROR"]
    assert record.__dict__["incident"] in clock["notice"]


async def test_an_unknown_destination_is_refused(visitor: Visitor) -> None:
    status, _ = await visitor.post("/api/travel", to="yesterday")
    assert status == 400
