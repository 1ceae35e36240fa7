"""A schedule or a zone that changes moves its prompts: none comes twice, none is lost."""

from datetime import UTC, datetime

from tests.features.research import BRISBANE, LONDON, NEW_YORK, Research, research
from tests.offices import CHANNEL, Office

# -- another zone -----------------------------------------------------------------------------


async def test_whoever_travels_before_their_prompt_gets_it_there(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "08:00")
    await team["ben"].types("me new york")
    await team.at("Tue", "18:00")
    assert await team.prompts("ben") == ["Mon 14:30", "Tue 14:30"]
    assert await team.prompts("ann") == ["Mon 09:30", "Tue 09:30"]


async def test_whoever_travels_after_their_prompt_is_not_asked_again(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "10:00")
    await team["ben"].types("me new york")
    await team.at("Tue", "18:00")
    assert await team.prompts("ben") == ["Mon 09:30", "Tue 14:30"]


async def test_going_and_coming_back_loses_nothing(office: Office) -> None:
    team = await research(office, ben=LONDON)
    for city in ("brisbane", "new york", "london"):
        await team["ben"].types(f"me {city}")
    await team.at("Tue", "18:00")
    assert await team.prompts("ben") == ["Mon 09:30", "Tue 09:30"]


async def test_a_zone_that_nobody_is_in_any_more_is_forgotten(office: Office) -> None:
    team = await research(office, ben=BRISBANE)
    await team["ben"].types("me london")
    await team.at("Tue", "12:00")
    ended = [t.outcome for t in await team.timers("prompt") if BRISBANE in t.about]
    assert ended == ["nobody is in this time zone any more"]


async def test_a_zone_whose_only_member_has_a_day_off_is_not_forgotten(office: Office) -> None:
    team = await research(office, ben=NEW_YORK)
    await team["ben"].types("me")
    await team["ben"].clicks("Change")
    await team["ben"].fills(days="Tue–Fri")
    await team.at("Tue", "18:00")
    assert await team.prompts("ben") == ["Tue 14:30"]


async def test_a_zone_that_the_platform_says_later_counts(office: Office) -> None:
    """Di was named by Ann before the platform said where Di is."""
    team = await research(office, di=None)
    office.hires("di", NEW_YORK)
    await team["di"].types("team")
    await team.at("Tue", "18:00")
    assert await team.prompts("di") == ["Mon 14:30", "Tue 14:30"]


async def test_a_zone_that_comes_with_a_form_counts(office: Office) -> None:
    """What the platform says with a form is kept with the draft: it must be heard there."""
    team = await research(office, di=None)
    await team.at("Mon", "09:30")
    await team["di"].clicks("Check in")
    office.hires("di", NEW_YORK)
    await team["di"].fills(done="x", next="y")
    await team.at("Tue", "18:00")
    assert await team.prompts("di") == ["Mon 09:30", "Tue 14:30"]


async def test_a_team_without_a_zone_takes_the_first_that_its_starter_says(
    office: Office,
) -> None:
    team = await research(office, organiser=None, di=None)
    await team["ann"].types("me new york")
    await team["ann"].types("me london")
    await team.at("Tue", "18:00")
    # New York was the first; Ann herself is in London.
    assert await team.prompts("di") == ["Mon 14:30", "Tue 14:30"]
    assert await team.prompts("ann") == ["Mon 09:30", "Tue 09:30"]


# -- one clock for all ------------------------------------------------------------------------


async def test_one_clock_for_all_asks_everybody_at_one_instant(office: Office) -> None:
    team = await research(office, ben=NEW_YORK, di=None)
    await team.changes(city="London", closes="21:00")
    await team.organises("preview")
    await team["ann"].sees("Mon–Fri, 09:30 to 21:00, in London time.")
    await team.at("Tue", "22:00")
    # Ben is asked with the others, and reads it when his day begins.
    assert await team.prompts("di") == ["Mon 09:30", "Tue 09:30"]
    assert await team.prompts("ben") == ["Mon 14:00", "Tue 14:00"]


async def test_from_each_ones_clock_to_one_and_back_asks_once_a_day(office: Office) -> None:
    team = await research(office, ben=NEW_YORK)
    await team.at("Mon", "10:00")
    await team["ann"].clicks("Skip today")
    await team.changes(city="London", closes="21:00")
    await team.at("Tue", "22:00")
    assert await team.prompts("ann") == ["Mon 09:30", "Tue 09:30"]
    assert (await team.prompts("ben"))[-1] == "Tue 14:00"
    await team.changes(city="")
    await team.at("Thu", "22:00")
    assert await team.prompts("ann") == ["Mon 09:30", "Tue 09:30", "Wed 09:30", "Thu 09:30"]
    assert (await team.prompts("ben"))[-2:] == ["Wed 14:30", "Thu 14:30"]


# -- another schedule -------------------------------------------------------------------------


async def test_later_before_todays_prompt_moves_it(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:00")
    await team.changes(opens="11:00")
    await team.at("Wed", "12:00")
    assert await team.prompts("ben") == ["Mon 11:00", "Tue 11:00", "Wed 11:00"]


async def test_later_after_todays_prompt_counts_from_tomorrow(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "10:00")
    await team.changes(opens="11:00")
    await team.at("Wed", "12:00")
    assert await team.prompts("ben") == ["Mon 09:30", "Tue 11:00", "Wed 11:00"]


async def test_earlier_before_todays_prompt_counts_from_tomorrow(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:20")
    await team.changes(opens="09:10")
    await team.at("Wed", "12:00")
    assert await team.prompts("ben") == ["Tue 09:10", "Wed 09:10"]


async def test_earlier_after_todays_prompt_counts_from_tomorrow(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "10:00")
    await team.changes(opens="09:10")
    await team.at("Wed", "12:00")
    assert await team.prompts("ben") == ["Mon 09:30", "Tue 09:10", "Wed 09:10"]


async def test_to_and_fro_asks_once(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "10:00")
    for opens in ("11:00", "13:00", "09:30"):
        await team.changes(opens=opens)
    await team.at("Wed", "12:00")
    assert await team.prompts("ben") == ["Mon 09:30", "Tue 09:30", "Wed 09:30"]


async def test_other_days(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "10:00")
    await team["ben"].clicks("Skip today")
    await team.changes(days="Mon, Wed, Thu")
    await team.at("Fri", "12:00")
    assert await team.prompts("ben") == ["Mon 09:30", "Wed 09:30", "Thu 09:30"]
    await team.at("Mon", "10:00", week=1)
    assert (await team.prompts("ben"))[-1] == "Mon 09:30"


async def test_a_change_during_a_downtime_does_not_end_the_check_in(office: Office) -> None:
    """Today's prompt was out when the schedule moved; tomorrow's falls into a downtime."""
    team = await research(office, ben=LONDON)
    await team.at("Mon", "10:00")
    await team.changes(opens="11:00")
    await team.after_a_downtime("Tue", "16:00")
    await team.at("Thu", "12:00")
    assert (await team.prompts("ben"))[-2:] == ["Wed 11:00", "Thu 11:00"]


async def test_an_open_round_keeps_the_times_that_it_was_asked_with(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "10:00")
    await team.changes(closes="12:00")
    await team.at("Mon", "13:00")
    assert await team["ann"].counts("Daily, Mon 23 Nov\n") == 0
    await team.at("Mon", "16:00")
    assert await team["ann"].counts("Daily, Mon 23 Nov\n") == 1
    await team.at("Tue", "12:00")
    assert await team["ann"].counts("Daily, Tue 24 Nov\n") == 1


# -- a fuller schedule --------------------------------------------------------------------------


async def starts(team: Research, **form: str) -> None:
    """Ann starts a check-in of the name Notes."""
    await team.opens("checkins.own")
    await team["ann"].fills(name="Notes", questions="What is new?", **form)
    assert not team["ann"].dialog
    await team.office.settle()


async def test_until_monday_or_some_days_later(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await starts(team, days="Fri", opens="14:00", closes="Monday at 10:00")
    await team["ann"].sees("Notes for Research: every Friday, 14:00 to Mon 10:00")
    await team.at("Mon", "09:59", week=1)
    assert await team["ann"].counts("Notes, Fri 27 Nov\n") == 0
    await team.at("Mon", "10:00", week=1)
    assert await team["ann"].counts("Notes, Fri 27 Nov\n") == 1


async def test_a_deadline_that_cannot_be_is_explained(office: Office) -> None:
    team = await research(office, ben=LONDON)
    faults = {
        "10:00, 2 days later": "That would keep three rounds open at once; two may be. "
        "Make it earlier.",
        "10:00, 8 days later": "That is too late. A round lasts six days at most.",
        "Mon 10:00": "It asks on several days, so write it like 16:00 or 10:00 next day.",
    }
    await team.organises("change")
    for typed, said in faults.items():
        await team["ann"].fills(closes=typed)
        assert team["ann"].dialog is not None
        assert team["ann"].dialog.faults == {"closes": said}
        assert team["ann"].dialog.values["closes"] == [typed]
    await team["ann"].fills(closes="10:00 the next day")
    await team["ann"].sees("Saved. Daily: Mon–Fri, 09:30 to 10:00 next day, in each member's")
    await team.organises("change")
    assert team["ann"].dialog is not None
    assert team["ann"].dialog.values["closes"] == ["10:00 next day"]


async def test_a_deadline_just_before_midnight(office: Office) -> None:
    team = await research(office, place="", ben=LONDON)
    await team.changes(closes="23:59")
    await team.at("Mon", "23:58")
    await team["ben"].clicks("Check in")
    await team["ben"].fills(done="x", next="y")
    await team["ben"].sees("Thank you, it is in.")
    # The summary waits for its readers' morning.
    await team.at("Tue", "09:00")
    assert (await team["ann"].sees("Daily, Mon 23 Nov\n")).says("1 of 2 checked in.")


async def test_a_team_of_one(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team["ben"].types("team")
    await team["ben"].clicks("Leave")
    await team["ben"].clicks("Yes, leave")
    await team.at("Mon", "09:31")
    await team["ann"].types("team")
    await team["ann"].clicks("Check-ins")
    await team["ann"].sees("Mon 23 Nov: 0 of 1 have responded.")
    await team["ann"].clicks("Check in")
    await team["ann"].fills(done="x", next="y")
    await office.settle()
    assert (await team["ann"].sees("Daily, Mon 23 Nov\n")).says("1 of 1 checked in.")


async def test_every_second_week_across_a_29_february(office: Office) -> None:
    office.clock.set(datetime(2028, 2, 14, 12, tzinfo=UTC))
    team = await research(office, ben=LONDON)
    await starts(team, days="Tue", every="2")
    said = await team["ann"].sees("Notes for Research: every second Tuesday, 09:30 to 16:00")
    assert said.says("Notes first comes Tue 15 Feb 09:30.")
    await office.travel(datetime(2028, 3, 15, tzinfo=UTC))
    for date, count in (("15 Feb", 1), ("22 Feb", 0), ("29 Feb", 1), ("7 Mar", 0), ("14 Mar", 1)):
        assert await team["ben"].counts(f"Notes for Research, Tue {date}") == count


async def test_weeks_are_counted_from_the_next_round_and_go_on_so(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await starts(team, days="Tue")
    (notes,) = [c for c in await team.checkins() if c.name == "Notes"]
    await team.at("Tue", "12:00")
    team.checkin = notes.id
    await team.changes(every="2")
    await team["ann"].sees("Saved. Notes: every second Tuesday", "It comes next Tue 1 Dec 09:30.")
    await team.at("Tue", "12:00", week=2)
    # Another day of the same weeks.
    await team.changes(days="Wed")
    await team["ann"].sees("every second Wednesday", "It comes next Wed 16 Dec 09:30.")
    await team.at("Thu", "12:00", week=3)
    found = [m.text for m in await team["ben"].screen() if "Notes for Research, " in m.text]
    assert [text.split(", ")[1][:10] for text in found] == [
        "Tue 24 Nov",
        "Tue 1 Dec\n",
        "Wed 16 Dec",
    ]


async def test_a_summary_at_a_time_of_its_own(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.changes(summary="5 pm", city="London")
    await team["ann"].sees("Mon–Fri, 09:30 to 16:00, in London time, summary at 17:00.")
    await team.at("Mon", "10:00")
    await team.changes(summary="17:30", city="")
    await team["ann"].sees("in each member's own time zone, summary at 17:30 London time.")
    await team.at("Mon", "17:29")
    assert await team["ann"].counts("Daily, Mon 23 Nov\n") == 0
    await team.at("Mon", "17:30")
    assert await team["ann"].counts("Daily, Mon 23 Nov\n") == 1


async def test_a_city_that_nobody_knows_and_no_city(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.organises("change")
    await team["ann"].fills(city="Atlantis", summary="late", name=" ")
    assert team["ann"].dialog is not None
    assert set(team["ann"].dialog.faults) == {"name"}
    await team["ann"].fills(name="Daily")
    assert set(team["ann"].dialog.faults) == {"city", "summary"}
    assert team["ann"].dialog.values["city"] == ["Atlantis"]
    await team["ann"].fills(city="new york", summary="")
    assert (await team.kept()).zone == NEW_YORK
    # Where a menu's choice cannot be undone, this one undoes it.
    await team.changes(city="Own")
    assert (await team.kept()).zone is None


async def test_where_i_ask_is_offered_where_the_team_has_a_channel(office: Office) -> None:
    team = await research(office, place="", ben=LONDON)
    await team.organises("change")
    assert team["ann"].dialog is not None
    assert "where" not in team["ann"].dialog.values
    await team["ann"].types("team")
    await team["ann"].clicks("Channel")
    await team["ann"].fills(place=CHANNEL)
    await team.changes(where="channel")
    await team["ann"].sees("in each member's own time zone, asked in #general.")
    assert (await team.kept()).is_in_channel


async def test_a_name_is_one_check_ins_only(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await starts(team)
    await team.organises("change")
    await team["ann"].fills(name=" NOTES", opens="10:00")
    assert team["ann"].dialog is not None
    assert team["ann"].dialog.faults == {
        "name": "This team has a check-in called NOTES already. Give this one another name."
    }
    assert team["ann"].dialog.values["opens"] == ["10:00"]
    await team["ann"].fills(name="daily")
    await team["ann"].sees("Saved. daily: Mon–Fri, 10:00 to 16:00")


# -- pausing ----------------------------------------------------------------------------------


async def test_while_paused_nobody_is_asked(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.organises("pause")
    await team.at("Wed", "12:00")
    assert await team.prompts("ben") == []
    await team.organises("resume")
    await team.at("Fri", "12:00")
    assert await team.prompts("ben") == ["Thu 09:30", "Fri 09:30"]


async def test_paused_and_resumed_before_the_prompt_changes_nothing(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:00")
    await team.organises("pause")
    await team.organises("resume")
    await team.organises("resume")
    await team.at("Tue", "12:00")
    assert await team.prompts("ben") == ["Mon 09:30", "Tue 09:30"]


async def test_pausing_holds_back_prompts_and_reminders_on_their_way(office: Office) -> None:
    """Ben's prompt waits for his day to begin; the others' reminders for the afternoon."""
    team = await research(office, ben=LONDON)
    await team.changes(opens="07:00")
    await team.at("Mon", "07:30")
    await team.organises("pause")
    await team.at("Mon", "15:30")
    assert await team.prompts("ben") == []
    assert await team["ben"].counts("A line is enough") == 0


async def test_pausing_silences_what_was_put_off(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:30")
    await team["ben"].clicks("In an hour")
    await team.organises("pause")
    await team.at("Mon", "12:00")
    assert await team.prompts("ben") == ["Mon 09:30"]


async def test_deleting_holds_back_prompts_on_their_way(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.changes(opens="07:00")
    await team.at("Mon", "07:30")
    await team.organises("delete_now")
    await team.at("Tue", "18:00")
    assert await team.prompts("ben") == []
    assert await team["ann"].counts("Daily, Mon 23 Nov\n") == 0
    assert [t for t in await team.timers("prompt") if not t.done_at] == []


async def test_a_button_of_a_deleted_check_in_says_so(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:30")
    await team["ben"].clicks("Check in")
    await team.organises("delete_now")
    await team["ben"].fills(done="a whole day's work", next="y")
    await team["ben"].sees("That check-in has been deleted, so there is nothing to do.")
    for label in ("Skip today", "In an hour", "I'm stuck", "Check in"):
        await team["ben"].clicks(label)
    assert await team["ben"].counts("That check-in has been deleted") == 5
    # What was typed is not lost with it.
    await team["ben"].types("inbox")
    assert (await team["ben"].sees("a whole day's work")).says("was not sent")
