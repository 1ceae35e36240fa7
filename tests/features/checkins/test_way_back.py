"""A check-in that was deleted comes back for seven days, with what was open in it; so does one
that was paused."""

from datetime import timedelta

from bot.domain.checkins import Checkin
from tests.features.research import LONDON, NEW_YORK, Research, research
from tests.offices import Office


async def names(office: Office) -> list[str]:
    found = await office.store.unit(office.workspace).find(Checkin, deleted_at=None)
    return sorted(checkin.name for checkin in found)


async def brings_back(team: Research) -> None:
    await team["ann"].types("team")
    await team["ann"].clicks("Check-ins")
    await team["ann"].clicks("Bring back", on="Daily is deleted. It can be brought back until")
    await team.office.settle()


async def test_it_comes_back_and_asks_again(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.organises("delete")
    await team["ann"].sees("Delete Daily?", "You can bring it back for 7 days.")
    await team["ann"].clicks("Yes, delete")
    gone = await team["ann"].sees("Daily is deleted. You can bring it back for 7 days.")
    assert gone.says("It can be brought back until Fri 27 Nov 22:00.")
    await team.at("Tue", "12:00")
    assert await team.prompts("ben") == []
    await brings_back(team)
    await team["ann"].sees("Daily is back: Mon–Fri, 09:30 to 16:00")
    await team.at("Thu", "12:00")
    assert await team.prompts("ben") == ["Wed 09:30", "Thu 09:30"]


async def test_members_are_not_offered_a_way_back(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.organises("delete_now")
    await team["ben"].types("team")
    await team["ben"].clicks("Check-ins")
    assert (await team["ben"].sees("Check-ins of Research")).buttons == ()
    assert await team["ben"].counts("Daily is deleted") == 0


async def test_an_open_round_goes_on(office: Office) -> None:
    team = await research(office, ben=LONDON, di=NEW_YORK)
    await team.at("Mon", "10:00")
    await team.organises("delete_now")
    await team.at("Mon", "11:00")
    await team["ben"].clicks("Check in")
    await team["ben"].sees("That check-in has been deleted, so there is nothing to do.")
    await brings_back(team)
    await team["ben"].clicks("Check in")
    await team["ben"].fills(done="x", next="y")
    await team.at("Mon", "22:00")
    # Di's morning came after it was back.
    assert (await team["ann"].sees("Daily, Mon 23 Nov\n")).says("1 of 3 checked in.")
    assert await team.prompts("di") == ["Mon 14:30"]
    assert await team["ann"].counts("Daily, Mon 23 Nov\n") == 1


async def test_a_round_that_ended_meanwhile_gets_its_summary(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "10:00")
    await team["ben"].clicks("Check in")
    await team["ben"].fills(done="x", next="y")
    await team.organises("delete_now")
    await team.at("Mon", "18:00")
    assert await team["ann"].counts("Daily, Mon 23 Nov\n") == 0
    await team.at("Tue", "10:00")
    await brings_back(team)
    assert (await team["ann"].sees("Daily, Mon 23 Nov\n")).says("1 of 2 checked in.")
    assert await team["ann"].counts("Daily, Mon 23 Nov\n") == 1


async def test_a_summary_at_its_own_time_comes_too(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.changes(summary="17:00")
    await team.at("Mon", "10:00")
    await team.organises("delete_now")
    await team.at("Mon", "11:00")
    await brings_back(team)
    await team.at("Mon", "16:59")
    assert await team["ann"].counts("Daily, Mon 23 Nov\n") == 0
    await team.at("Mon", "17:00")
    assert await team["ann"].counts("Daily, Mon 23 Nov\n") == 1


async def test_a_prompt_that_waited_for_the_morning_is_sent_after_all(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.changes(opens="07:00")
    await team.at("Mon", "07:30")
    await team.organises("delete_now")
    await team.at("Mon", "09:30")
    assert await team.prompts("ben") == []
    await brings_back(team)
    await office.settle()
    assert await team.prompts("ben") == ["Mon 09:30"]
    await team.at("Tue", "12:00")
    assert await team.prompts("ben") == ["Mon 09:30", "Tue 09:00"]


async def test_back_before_anything_was_due_changes_nothing(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.changes(opens="07:00")
    await team.at("Mon", "07:30")
    await team.organises("delete_now")
    await brings_back(team)
    await team.at("Tue", "12:00")
    assert await team.prompts("ben") == ["Mon 09:00", "Tue 09:00"]


async def test_a_paused_one_comes_back_paused(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.organises("pause")
    await team.organises("delete_now")
    await brings_back(team)
    await team["ann"].sees("Daily is back", "Paused.")
    await team.at("Tue", "12:00")
    assert await team.prompts("ben") == []


async def test_after_seven_days_it_is_too_late(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.organises("delete_now")
    await office.travel(office.now() + timedelta(days=7))
    await team["ann"].clicks("Bring back")
    late = await team["ann"].sees("Daily was deleted more than 7 days ago")
    assert late.buttons == ("Add a check-in",)
    assert await names(office) == []
    await team["ann"].types("team")
    await team["ann"].clicks("Check-ins")
    said = await team["ann"].sees("Check-ins of Research", "There is none yet.")
    assert said.buttons == ("Mon–Fri 09:30, pair", "Mon–Fri 09:30, daily", "Another time")


async def test_its_name_may_be_taken_meanwhile(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.organises("delete_now")
    await team["ann"].clicks("Add a check-in")
    await team["ann"].clicks("Daily: Mon–Fri 09:30 to 16:00")
    assert await names(office) == ["Daily"]
    await brings_back(team)
    await team["ann"].sees("Daily (2) is back", "Another check-in is called Daily now")
    assert await names(office) == ["Daily", "Daily (2)"]


async def test_a_second_press_finds_it_there(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.organises("delete_now")
    for _ in range(2):
        await team.organises("restore")
    await team["ann"].sees("Daily is there already; nothing is to be brought back.")
    assert await names(office) == ["Daily"]


# -- paused -----------------------------------------------------------------------------------


async def test_what_a_pause_held_back_goes_out_when_it_goes_on(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.changes(opens="07:00")
    await team.at("Mon", "07:30")
    await team.organises("pause")
    await team.at("Mon", "10:00")
    assert await team.prompts("ben") == []
    for _ in range(2):
        await team.organises("resume")
    assert await team.prompts("ben") == ["Mon 10:00"]


async def test_what_was_put_off_into_a_pause_too(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=LONDON, di=LONDON)
    await team.at("Mon", "09:30")
    await team["ben"].clicks("In an hour")
    await team.at("Mon", "11:30")
    await team["cy"].clicks("In an hour")
    await team.organises("pause")
    await team.at("Mon", "12:00")
    await team.organises("resume")
    # Ben was asked before the pause, and Cy's hour is not over.
    assert await team.prompts("ben") == ["Mon 09:30", "Mon 10:30"]
    assert await team.prompts("cy") == ["Mon 09:30"]
    await team["di"].clicks("In an hour")
    await team.organises("pause")
    await team.at("Mon", "14:00")
    for _ in range(2):
        await team.organises("resume")
    assert await team.prompts("cy") == await team.prompts("di") == ["Mon 09:30", "Mon 14:00"]
    assert await team.prompts("ben") == ["Mon 09:30", "Mon 10:30"]
