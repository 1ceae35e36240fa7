"""What can wait reaches nobody outside their working hours."""

from tests.features.research import BRISBANE, LONDON, NEW_YORK, Research, research
from tests.offices import Office


async def works(team: Research, who: str, **hours: str) -> None:
    await team[who].types("me")
    await team[who].clicks("Change")
    await team[who].fills(**hours)


async def test_a_prompt_waits_until_the_day_begins(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await works(team, "ben", starts="11:00")
    await team.at("Mon", "12:00")
    assert await team.prompts("ben") == ["Mon 11:00"]
    assert await team.prompts("ann") == ["Mon 09:30"]


async def test_a_prompt_that_waits_follows_hours_that_change(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await works(team, "ben", starts="11:00")
    await team.at("Mon", "10:00")
    await works(team, "ben", starts="13:00")
    await team.at("Mon", "14:00")
    assert await team.prompts("ben") == ["Mon 13:00"]


async def test_a_prompt_whose_round_ends_before_the_day_begins_is_what_the_team_agreed_on(
    office: Office,
) -> None:
    team = await research(office, ben=LONDON)
    await works(team, "ben", starts="18:00", ends="23:00")
    await team.at("Mon", "10:00")
    assert await team.prompts("ben") == ["Mon 09:30"]


async def test_who_takes_the_day_off_before_it_is_sent_gets_nothing(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await works(team, "ben", starts="11:00")
    await team.at("Mon", "10:00")
    await works(team, "ben", days="Tue–Fri")
    await team.at("Mon", "18:00")
    assert await team.prompts("ben") == []
    await team.at("Tue", "11:00")
    assert await team.prompts("ben") == ["Tue 11:00"]


async def test_whoever_has_no_zone_has_the_teams_day(office: Office) -> None:
    """08:30 in Brisbane is the night in UTC, and half an hour before Di's day begins."""
    team = await research(office, organiser=BRISBANE, di=None)
    await team.changes(opens="08:30")
    await team.at("Mon", "12:00")
    assert await team.prompts("di") == ["Sun 23:00"]
    assert await team.prompts("ann") == ["Sun 23:00"]


async def test_a_reminder_comes_an_hour_before_the_deadline_to_who_has_not_answered(
    office: Office,
) -> None:
    team = await research(office, ben=LONDON, cy=LONDON)
    await team.at("Mon", "09:30")
    await team["cy"].clicks("Skip today")
    await team["ann"].clicks("Check in")
    await team["ann"].fills(done="x", next="y")
    await team.at("Mon", "14:59")
    assert await team["ben"].counts("is open until 16:00") == 0
    await team.at("Mon", "15:00")
    reminder = await team["ben"].sees("Daily is open until 16:00. A line is enough.")
    assert reminder.buttons == ("Check in", "Skip today")
    for who in ("ann", "cy"):
        assert await team[who].counts("is open until") == 0
    await team.at("Mon", "18:00")
    assert await team["ben"].counts("is open until") == 0
    await team["ben"].sees("Daily, Mon 23 Nov: the summary has gone out")


async def test_an_answer_turns_the_reminder_into_what_it_became(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "15:00")
    await team["ben"].clicks("Check in", on="A line is enough")
    await team["ben"].fills(done="x", next="y")
    await office.settle()
    became = await team["ben"].sees("Daily, Mon 23 Nov: checked in.")
    assert became.buttons == ()
    # The prompt above it says so too.
    await team["ben"].sees("Daily for Research, Mon 23 Nov", "Checked in at 15:00.")


async def test_no_reminder_after_the_end_of_the_day(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await works(team, "ben", ends="14:00")
    await team.at("Mon", "15:30")
    assert await team["ben"].counts("A line is enough") == 0
    assert await team["ann"].counts("A line is enough") == 1


async def test_a_reminder_waits_for_a_day_that_begins_before_the_deadline(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.changes(closes="18:00")
    await works(team, "ben", starts="17:30", ends="22:00")
    await team.at("Mon", "17:29")
    assert await team["ben"].counts("A line is enough") == 0
    await team.at("Mon", "17:30")
    assert await team["ben"].counts("A line is enough") == 1


async def test_where_nobody_can_be_reminded_the_organiser_hears_so(office: Office) -> None:
    team = await research(office, ben=NEW_YORK)
    said = "Nobody works between 22:59, when I would remind them, and the deadline"
    await team.changes(closes="23:59")
    assert (await team["ann"].sees("Saved. Daily:")).says(said)
    await team.changes(closes="23:58", remind="0")
    await works(team, "ben", ends="23:30")
    await team.changes(closes="23:59", remind="60")
    await team.opens("checkins.new")
    await team["ann"].fills(name="Evening", closes="23:59")
    await works(team, "ben", ends="17:00")
    assert await team["ann"].counts(said) == 1
    await team.opens("checkins.new")
    await team["ann"].fills(name="Night", closes="23:59")
    assert (await team["ann"].sees("Night for Research:")).says(said)


async def test_zero_minutes_reminds_nobody(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.changes(remind="0")
    await team.at("Mon", "15:30")
    assert await team["ben"].counts("A line is enough") == 0
    assert await team.timers("remind") == []


async def test_a_private_summary_waits_for_its_readers_day(office: Office) -> None:
    team = await research(office, place="", ben=BRISBANE)
    await team.at("Mon", "09:30")
    await team["ann"].clicks("Check in")
    await team["ann"].fills(done="x", next="y")
    await team.at("Mon", "16:00")
    assert await team["ann"].counts("Daily, Mon 23 Nov\n") == 1
    assert await team["ben"].counts("Daily, Mon 23 Nov\n") == 0
    await team.at("Mon", "22:59")
    assert await team["ben"].counts("Daily, Mon 23 Nov\n") == 0
    await team.at("Mon", "23:00")
    assert await team["ben"].counts("Daily, Mon 23 Nov\n") == 1


async def test_a_channel_has_no_night(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.changes(closes="22:00")
    await team.at("Mon", "22:00")
    assert (await team["ann"].sees("Daily, Mon 23 Nov\n")).is_in_channel
