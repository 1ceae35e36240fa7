"""Due timers become acts: in batches, once, in spite of bugs, stops and clocks that go back."""

import logging
from datetime import datetime, timedelta

import pytest

from bot.domain.ids import TimerId
from bot.domain.timers import Timer
from bot.engine.timers import FIRST_RETRY, LONGEST_RETRY
from tests.clocks import StillClock, eventually
from tests.engine.conftest import MONDAY
from tests.engine.trial import written
from tests.offices import Office

HOUR = timedelta(hours=1)
COUNT = "trial.count"


async def promise(office: Office, *keys: str, kind: str = COUNT, at: datetime = MONDAY) -> None:
    unit = office.store.unit(office.workspace)
    for key in keys:
        unit.schedule(Timer(office.workspace, TimerId(f"id-{key}"), kind, key, at))
    await unit.commit()


async def timers(office: Office) -> dict[str, Timer]:
    return {t.key: t for t in await office.store.unit(office.workspace).find(Timer)}


# -- batches ----------------------------------------------------------------------------------


async def test_what_is_due_together_is_one_transaction(office: Office) -> None:
    await promise(office, "a", "b", "c")
    assert await office.timers.run_due()
    assert await written(office) == "<a><b><c>"
    assert not await office.timers.run_due()


async def test_what_is_not_due_waits(office: Office, clock: StillClock) -> None:
    await promise(office, "soon", at=MONDAY + HOUR)
    await office.settle()
    assert await written(office) == ""
    clock.advance(hours=1)
    await office.settle()
    assert await written(office) == "<soon>"


async def test_a_kind_may_take_few_at_once(office: Office) -> None:
    await promise(office, "a", "b", "c", "d", "e", kind="trial.few")
    for so_far in ("<a><b>", "<a><b><c><d>", "<a><b><c><d><e>"):
        assert await office.timers.run_due()
        assert await written(office) == so_far
    assert not await office.timers.run_due()


async def test_of_many_batches_two_go_side_by_side_and_each_is_done_once(office: Office) -> None:
    keys = [f"{n:03}" for n in range(60)]
    await promise(office, *keys, kind="trial.few")
    await office.engine.start()

    async def are_done() -> bool:
        return all(t.done_at is not None for t in (await timers(office)).values())

    await eventually(are_done)
    assert sorted((await written(office)).strip("<>").split("><")) == keys


async def test_a_long_act_goes_on_from_its_cursor(office: Office) -> None:
    await promise(office, "a", kind="trial.steps")
    assert await office.timers.run_due()
    assert await written(office) == "()"
    await office.settle()
    assert await written(office) == "()(i)(ii)"
    assert (await timers(office))["a"].outcome == "done"


async def test_a_press_may_come_between_two_batches(office: Office) -> None:
    await promise(office, "a", kind="trial.steps")
    assert await office.timers.run_due()
    await office.hires("ann").types("write !")
    await office.settle()
    assert await written(office) == "()!(i)(ii)"


async def test_a_conflict_with_somebody_runs_the_batch_anew(office: Office) -> None:
    await promise(office, "a")
    async with office.store.timers.take(MONDAY, 10) as due:
        assert due is not None
        # Meanwhile it is cancelled.
        unit = office.store.unit(office.workspace)
        unit.cancel(office.workspace, "a", "no longer wanted")
        await unit.commit()
    await office.settle()
    assert await written(office) == ""


# -- lateness ---------------------------------------------------------------------------------


async def test_two_hours_late_is_not_late(office: Office, clock: StillClock) -> None:
    await promise(office, "a", kind="trial.hasty")
    clock.advance(hours=2)
    await office.settle()
    assert await written(office) == "<a>"


async def test_what_is_too_late_is_recorded_and_the_next_promised(
    office: Office, clock: StillClock
) -> None:
    await promise(office, "a", kind="trial.hasty")
    clock.advance(hours=2, seconds=1)
    await office.settle()
    assert await written(office) == ""
    found = await timers(office)
    assert found["a"].outcome == "late"
    assert found["a"].done_at == clock.now()
    assert found["a+"].due_at == MONDAY + timedelta(days=1)


async def test_of_one_batch_only_the_late_are_left_out(office: Office, clock: StillClock) -> None:
    await promise(office, "late", kind="trial.hasty")
    await promise(office, "punctual", kind="trial.hasty", at=MONDAY + 3 * HOUR)
    clock.advance(hours=3)
    await office.settle()
    assert await written(office) == "<punctual>"


async def test_a_promise_is_never_too_late(office: Office, clock: StillClock) -> None:
    await promise(office, "a")
    clock.advance(days=40)
    await office.settle()
    assert await written(office) == "<a>"


async def test_after_days_of_downtime_each_day_is_recorded(
    office: Office, clock: StillClock
) -> None:
    await promise(office, "a", kind="trial.hasty")
    clock.advance(days=4, hours=1)
    await office.settle()
    found = await timers(office)
    outcomes = {key: timer.outcome for key, timer in found.items()}
    assert outcomes == {"a": "late", "a+": "late", "a++": "late", "a+++": "late", "a++++": "done"}
    assert await written(office) == "<a++++>"


async def test_a_clock_that_goes_back_does_nothing_twice(office: Office, clock: StillClock) -> None:
    await promise(office, "a")
    await office.settle()
    clock.advance(hours=-1)
    await promise(office, "a", at=clock.now())
    await office.settle()
    clock.advance(hours=3)
    await promise(office, "a", at=clock.now())
    await office.settle()
    assert await written(office) == "<a>"


# -- poison -----------------------------------------------------------------------------------


async def test_a_poison_timer_does_not_stop_the_others(
    office: Office, clock: StillClock, caplog: pytest.LogCaptureFixture
) -> None:
    await promise(office, "a", "b", "poison", "c")
    await promise(office, "other", kind="trial.few")
    await office.settle()
    assert sorted(await written(office)) == sorted("<a><b><c><other>")
    poison = (await timers(office))["poison"]
    assert poison.done_at is None
    assert poison.attempts == 1
    assert poison.due_at == MONDAY + FIRST_RETRY
    errors = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert [r.message for r in errors] == ["timer failed"]
    assert errors[0].exc_info is not None


async def test_it_waits_longer_each_time_but_never_ends(
    office: Office, clock: StillClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    await promise(office, "poison")
    waits = []
    for _ in range(12):
        await office.settle()
        due_at = (await timers(office))["poison"].due_at
        waits.append(due_at - clock.now())
        clock.set(due_at)
    assert waits[:4] == [FIRST_RETRY, 2 * FIRST_RETRY, 4 * FIRST_RETRY, 8 * FIRST_RETRY]
    assert waits[-1] == LONGEST_RETRY
    assert (await timers(office))["poison"].done_at is None


async def test_a_batch_after_a_poison_one_is_a_batch_again(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    await promise(office, "poison", "a")
    await office.settle()
    await promise(office, "b", "c", "d")
    assert await office.timers.run_due()
    assert (await written(office)).endswith("<b><c><d>")


async def test_a_kind_that_no_feature_knows_is_recorded(office: Office) -> None:
    await promise(office, "a", kind="asks.remind")
    await promise(office, "b")
    await office.settle()
    assert (await timers(office))["a"].outcome == "no feature knows this kind"
    assert await written(office) == "<b>"
