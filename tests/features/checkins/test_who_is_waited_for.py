"""A round waits for those whom it asks, until their deadline, and for nobody else."""

import pytest

from bot.domain.checkins import Progress
from tests.features.checkins.test_summaries import answers
from tests.features.research import BRISBANE, LONDON, NEW_YORK, joins, research
from tests.offices import CHANNEL, Office

SYDNEY, LOS_ANGELES = "Australia/Sydney", "America/Los_Angeles"

# -- asked after the summary ------------------------------------------------------------------


async def test_who_is_asked_after_the_round_has_ended_ends_it_again(office: Office) -> None:
    team = await research(office, organiser=SYDNEY, ben=SYDNEY)
    await team.at("Mon", "12:00")
    assert "0 of 2 checked in." in office.chat.texts(CHANNEL)[0]
    dora = await joins(team, "dora", LOS_ANGELES)
    await team.at("Mon", "23:00")
    assert await team.prompts("dora") == ["Mon 17:30"]
    assert await dora.counts("Daily is open until 16:00. A line is enough.") == 1
    await team.at("Tue", "00:00")
    assert (await team.responses())["Mon", "dora"].progress is Progress.MISSED
    assert "0 of 3 checked in." in office.chat.texts(CHANNEL)[0]


@pytest.mark.parametrize("is_deleted", [False, True], ids=["going on", "deleted and back"])
async def test_who_is_back_after_the_round_has_ended_has_their_own_deadline(
    office: Office, *, is_deleted: bool
) -> None:
    team = await research(office, ben=NEW_YORK)
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    await team.at("Mon", "15:00")
    await team["ben"].types("away for 3 days")
    assert "1 of 1 checked in." in office.chat.texts(CHANNEL)[0]
    await team.at("Mon", "17:00")
    await team["ben"].types("back")
    assert (await team.responses())["Mon", "ben"].progress is Progress.ASKED
    if is_deleted:
        await team.organises("delete_now")
        await team.at("Mon", "21:30")
        await team.organises("restore")
    await team.at("Mon", "21:30")
    assert (await team.responses())["Mon", "ben"].progress is Progress.MISSED
    assert "1 of 2 checked in." in office.chat.texts(CHANNEL)[0]


# -- not asked --------------------------------------------------------------------------------


async def test_nobody_waits_for_who_joined_after_the_prompt(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "10:00")
    await joins(team, "dora")
    await answers(team, "ann")
    await answers(team, "ben")
    assert "2 of 2 checked in." in office.chat.texts(CHANNEL)[0]


async def test_nobody_waits_for_a_zone_whose_prompt_was_missed(office: Office) -> None:
    team = await research(office, ben=BRISBANE)
    await team.changes(closes="23:00")
    await team.at("Mon", "08:00")
    await answers(team, "ben")
    await team.after_a_downtime("Mon", "11:29")
    assert await team.prompts("ann") == ["Mon 11:29"]
    await team.at("Tue", "08:00")
    await answers(team, "ben", "Tue")
    await team.after_a_downtime("Tue", "11:31")
    assert await team.prompts("ann") == ["Mon 11:29"]
    assert "1 of 1 checked in." in (await team["ann"].sees("Daily, Tue 24 Nov\n")).text


async def test_after_a_downtime_a_prompt_that_is_only_a_little_late_is_waited_for(
    office: Office,
) -> None:
    team = await research(office, ben=BRISBANE)
    await team.changes(closes="23:00")
    await team.at("Mon", "09:29")
    office.is_running = False
    await answers(team, "ben")
    office.is_running = True
    await team.after_a_downtime("Mon", "10:00")
    assert await team.prompts("ann") == ["Mon 10:00"]
    assert office.chat.texts(CHANNEL) == []


# -- back in time -----------------------------------------------------------------------------


async def test_who_is_back_after_the_prompt_and_before_the_deadline_is_asked_then(
    office: Office,
) -> None:
    team = await research(office, ben=LONDON)
    await team["ben"].types("away for 3 weeks")
    await team.at("Mon", "09:45")
    await answers(team, "ann")
    for _ in range(2):
        await team["ben"].types("back")
    assert await team.prompts("ben") == ["Mon 09:45"]
    await team.at("Mon", "15:00")
    assert await team["ben"].counts("Daily is open until 16:00. A line is enough.") == 1
    await team.at("Mon", "16:00")
    assert (await team.responses())["Mon", "ben"].progress is Progress.MISSED
    assert "1 of 2 checked in." in office.chat.texts(CHANNEL)[0]


async def test_who_is_back_before_the_prompt_or_after_the_deadline_is_not(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=LONDON)
    for who in ("ben", "cy"):
        await team[who].types("away for 3 weeks")
    await team.at("Mon", "09:00")
    await team["ben"].types("back")
    assert await team.prompts("ben") == []
    await team.at("Mon", "16:00")
    await team["cy"].types("back")
    await team.at("Tue", "09:30")
    assert await team.prompts("ben") == ["Mon 09:30", "Tue 09:30"]
    assert await team.prompts("cy") == ["Tue 09:30"]


# -- back from leave --------------------------------------------------------------------------


async def test_who_is_back_from_leave_gets_the_newest_summary_only(office: Office) -> None:
    team = await research(office, place="", ben=LONDON)
    await team["ben"].types("away until 29 nov")
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri"):
        await team.at(day, "09:31")
        await answers(team, "ann", day)
    await team["ann"].types("away until 29 nov")
    await team.at("Mon", "09:00", week=1)
    told = {day: await team["ben"].counts(f"Daily, {day}") for day in ("Mon", "Tue", "Wed", "Thu")}
    assert set(told.values()) == {0}
    assert await team["ben"].counts("Daily, Fri 27 Nov\n") == 1
    assert await team["ann"].counts("Daily, ", "checked in.") == 5
