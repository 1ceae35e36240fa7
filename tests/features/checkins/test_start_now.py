"""*Start now* asks whoever works today and was not asked, once, and leaves the schedule alone."""

from bot.domain.checkins import Progress
from bot.engine.intents import Press
from tests.features.research import BRISBANE, LONDON, joins, research
from tests.offices import Office, ref


async def test_before_the_schedule(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:05")
    await team.organises("start_now")
    await team["ann"].sees("Daily goes out now")
    await team.organises("start_now")
    await team["ann"].sees("Daily goes to nobody")
    await team.at("Tue", "12:00")
    assert await team.prompts("ben") == ["Mon 09:05", "Tue 09:30"]
    assert await team.prompts("ann") == ["Mon 09:05", "Tue 09:30"]


async def test_after_the_schedule_it_asks_only_who_was_not_asked(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "10:00")
    dora = await joins(team, "dora")
    await team.organises("start_now")
    assert await dora.counts("Daily for Research, Mon 23 Nov") == 1
    assert await team.prompts("ben") == ["Mon 09:30"]
    await team.at("Tue", "09:30")
    assert await dora.counts("Daily for Research, Tue 24 Nov") == 1


async def test_started_twice_asks_nobody_twice(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:05")
    for _ in range(2):
        await team.organises("start_now")
    assert await team.prompts("ben") == ["Mon 09:05"]
    assert len(await team.responses()) == 2


async def test_two_presses_at_one_moment_ask_nobody_twice(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:05")
    for event in ("one", "two"):
        press = Press(office.origin("ann", event), ref("checkins.start_now", team.checkin))
        await office.handle(press)
    await office.settle()
    assert await team.prompts("ben") == ["Mon 09:05"]


async def test_on_a_weekend_it_asks_only_who_works_then(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team["ben"].types("me")
    await team["ben"].clicks("Change")
    await team["ben"].fills(days="every day")
    await team.at("Wed", "11:00")
    await team["ben"].clicks("Skip today", on="Wed 25 Nov")
    await team.at("Sat", "11:00")
    await team.organises("start_now")
    assert (await team.prompts("ben"))[-1] == "Sat 11:00"
    assert "Sat 11:00" not in await team.prompts("ann")
    await team["ben"].clicks("Check in", on="Sat 28 Nov")
    await team["ben"].fills(done="x", next="y")
    await office.settle()
    # Ann learns of it when she works again.
    await team.at("Mon", "09:00", week=1)
    assert (await team["ann"].sees("Daily, Sat 28 Nov\n")).says("1 of 1 checked in.")


async def test_after_the_deadline_there_is_a_day(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.changes(opens="09:30", closes="10:00", remind="0")
    await team.organises("pause")
    await team.at("Mon", "12:00")
    await team.organises("resume")
    await team.organises("start_now")
    assert await team.prompts("ben") == ["Mon 12:00"]
    await team.at("Tue", "11:59")
    assert await team["ben"].counts("Daily, Mon 23 Nov\n") == 0
    await team.at("Tue", "12:00")
    assert await team["ben"].counts("Daily, Mon 23 Nov\n") == 1


async def test_a_zone_that_was_asked_already_is_left_alone(office: Office) -> None:
    """At noon in London, Brisbane has been asked for Monday, and will be for Tuesday."""
    team = await research(office, ben=BRISBANE)
    await team.at("Mon", "12:00")
    await team.organises("start_now")
    assert (await team.prompts("ben"))[-1] == "Sun 23:30"
    await team.at("Tue", "08:00")
    # Monday's was out already, and Tuesday's came by its schedule.
    assert await team.prompts("ben") == ["Sun 23:30", "Mon 23:30"]


async def test_it_is_the_day_of_the_one_clock_for_all(office: Office) -> None:
    """In Brisbane, where Ann is, it is Tuesday."""
    team = await research(office, organiser=BRISBANE, ben=LONDON)
    await team.changes(city="London", closes="23:00")
    await team.at("Mon", "22:30")
    await team.organises("start_now")
    await team["ann"].sees("Daily goes to nobody: nobody works today who was not asked already.")
    await team.at("Tue", "12:00")
    assert await team.prompts("ben") == ["Mon 09:30", "Tue 09:30"]


async def test_a_newcomer_asked_after_the_deadline_is_reminded_and_not_waited_for_for_ever(
    office: Office,
) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "16:10")
    dora = await joins(team, "dora")
    await team.at("Mon", "16:20")
    await team.organises("start_now")
    assert await dora.counts("Daily for Research, Mon 23 Nov") == 1
    await team.at("Tue", "15:20")
    assert await dora.counts("Daily is open until 16:20. A line is enough.") == 1
    await team.at("Tue", "16:20")
    assert await dora.counts("Daily, Mon 23 Nov: the summary has gone out") == 1
    assert (await team.responses())["Mon", "dora"].progress is Progress.MISSED


async def test_a_paused_check_in_is_not_started(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:05")
    await team.organises("pause")
    await team.organises("start_now")
    await team["ann"].sees("Daily is paused, so nobody is asked. Choose “Go on” first.")
    await team.organises("resume")
    await team.at("Mon", "09:30")
    assert await team.prompts("ben") == ["Mon 09:30"]
