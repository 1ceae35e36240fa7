"""Jay in Brisbane and Joseph in London: a week in which London's clocks go forward."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.people import World
from tests.scenarios.conftest import BRISBANE, LONDON


def local_times(instants: list[datetime], zone: ZoneInfo) -> list[tuple[str, time]]:
    local = [at.astimezone(zone) for at in instants]
    return [(f"{at:%a}", at.time().replace(second=0, microsecond=0)) for at in local]


async def test_a_week_across_a_clock_change(world: World) -> None:
    jay, joseph = world.jay, world.joseph

    # Thursday 06:00 in London, 16:00 in Brisbane. Joseph starts a pair; Jay is asked, no more.
    await joseph.types("pair @jay")
    await joseph.sees("Joseph Hale and Jay Rao", "started")
    await joseph.clicks("Mon–Fri 09:30, daily")
    await world.advance(minutes=1)
    invitation = await jay.sees("Joseph Hale asks you to join")
    assert invitation.buttons == ("Join", "Not for me", "What is this?")
    await jay.clicks("Join")
    await jay.sees("Daily first comes")
    # Joseph's day begins at nine: it can wait until then.
    await world.until(datetime(2026, 3, 26, 8, 59, tzinfo=LONDON))
    assert await joseph.counts("Jay Rao has joined") == 0
    await world.until(datetime(2026, 3, 26, 9, 1, tzinfo=LONDON))
    await joseph.sees("Jay Rao has joined")

    # A week passes. Jay answers each of his days, Joseph his first.
    await world.until(datetime(2026, 3, 26, 9, 31, tzinfo=LONDON))
    await joseph.clicks("Check in", on="Thu 26 Mar")
    await joseph.fills(done="Set the pair up", next="Read Jay's draft")
    await world.until(datetime(2026, 3, 27, 9, 31, tzinfo=BRISBANE))
    await jay.clicks("Check in", on="Fri 27 Mar")
    await jay.fills(
        done="Read the paper",
        next="Run the seeds",
        stuck="missing context",
        stuck__what="which seed did you use?",
    )
    await jay.sees("Noted that you are stuck")

    # Friday's summary goes out when the last deadline has passed: Joseph's, 16:00 in London.
    await world.until(datetime(2026, 3, 27, 15, 59, tzinfo=LONDON))
    assert await joseph.counts("Daily, Fri 27 Mar\n") == 0
    # It is the night in Brisbane, and then the weekend: Jay's comes on Monday morning.
    for reader, arrives in (
        (joseph, datetime(2026, 3, 27, 16, tzinfo=LONDON)),
        (jay, datetime(2026, 3, 30, 9, tzinfo=BRISBANE)),
    ):
        await world.until(arrives)
        summary = await reader.sees("Daily, Fri 27 Mar\n")
        assert timedelta() <= summary.at - arrives < timedelta(seconds=1)
        assert summary.says("1 of 2 checked in.")
        assert summary.says("Jay Rao is stuck: missing context.", "which seed did you use?")

    # Monday: Jay's plan is shown again, one tap keeps it, and he is no longer asked to type.
    await world.until(datetime(2026, 3, 30, 9, 31, tzinfo=BRISBANE))
    prompt = await jay.sees("Mon 30 Mar", "Run the seeds")
    assert "Same plan" in prompt.buttons
    await jay.clicks("Same plan")
    await jay.sees("Mon 30 Mar", "Checked in")
    await world.until(datetime(2026, 3, 30, 9, 31, tzinfo=LONDON))
    await joseph.clicks("Skip today", on="Mon 30 Mar")
    await world.until(datetime(2026, 4, 2, 9, tzinfo=LONDON))

    # London's 09:30 stayed 09:30 when its clocks changed; Brisbane's never moved.
    asked_joseph = await joseph.got_at("Daily for Joseph Hale and Jay Rao, ")
    asked_jay = await jay.got_at("Daily for Joseph Hale and Jay Rao, ")
    assert local_times(asked_joseph, LONDON) == [
        (day, time(9, 30)) for day in ("Thu", "Fri", "Mon", "Tue", "Wed")
    ]
    assert local_times(asked_jay, BRISBANE) == [
        (day, time(9, 30)) for day in ("Fri", "Mon", "Tue", "Wed", "Thu")
    ]
    # 09:30 is 09:30 UTC before the change and 08:30 UTC after it.
    assert [at.hour for at in asked_joseph] == [9, 9, 8, 8, 8]

    # Each round had one summary for each of the two, and a weekend had none.
    for reader in (jay, joseph):
        for day in ("Thu 26 Mar", "Fri 27 Mar", "Mon 30 Mar", "Tue 31 Mar"):
            assert await reader.counts(f"Daily, {day}\n") == 1, day
        assert await reader.counts("Sat 28 Mar") == 0
