"""Prompts come at each member's own time: once, on working days, and not when it is too late."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.ids import CheckinId, TeamId
from bot.domain.teams import Team
from tests.features.research import BRISBANE, LONDON, NEW_YORK, research
from tests.offices import Office


async def test_each_is_asked_at_their_own_half_past_nine(office: Office) -> None:
    team = await research(office, ben=BRISBANE, cy=NEW_YORK, di=None)
    await team.at("Wed", "15:00")
    for someone in team.people.values():
        # Whoever is silent for three rounds is asked no more.
        await someone.clicks("Skip today", on="Wed 25 Nov")
    await team.at("Fri", "23:59")
    # Brisbane is ten hours ahead of London, New York five behind; Di has the team's zone.
    weekdays = ("Mon", "Tue", "Wed", "Thu", "Fri")
    assert await team.prompts("ann") == [f"{day} 09:30" for day in weekdays]
    assert await team.prompts("di") == [f"{day} 09:30" for day in weekdays]
    assert await team.prompts("cy") == [f"{day} 14:30" for day in weekdays]
    before = ("Sun", "Mon", "Tue", "Wed", "Thu")
    assert await team.prompts("ben") == [f"{day} 23:30" for day in before]


async def test_no_prompt_comes_before_its_time_and_none_on_a_weekend(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:29")
    assert await team.prompts("ben") == []
    await team.at("Mon", "09:30")
    assert await team.prompts("ben") == ["Mon 09:30"]
    await team.at("Fri", "17:00")
    five = await team.prompts("ben")
    await team.at("Mon", "09:29", week=1)
    assert await team.prompts("ben") == five


async def test_nobody_is_asked_on_a_day_off_and_the_summary_does_not_say_so(
    office: Office,
) -> None:
    team = await research(office, ben=LONDON)
    await team["ben"].types("me")
    await team["ben"].clicks("Change")
    await team["ben"].fills(days="Tue–Fri")
    await team.at("Mon", "16:00")
    assert await team.prompts("ben") == []
    summary = await team["ann"].sees("Daily, Mon 23 Nov")
    assert summary.says("0 of 1 checked in.")
    assert "Ben" not in summary.text
    await team.at("Tue", "09:30")
    assert await team.prompts("ben") == ["Tue 09:30"]


async def test_whoever_has_not_joined_is_not_asked(office: Office) -> None:
    team = await research(office, ben=LONDON)
    dora = office.hires("dora")
    await team["ann"].types("team")
    await team["ann"].clicks("Invite")
    await team["ann"].fills(people=["dora"])
    await team.at("Mon", "12:00")
    assert await dora.counts("Daily") == 0
    await dora.clicks("Join")
    await dora.sees("Daily first comes Tue 24 Nov 09:30")
    await team.at("Tue", "09:30")
    assert await dora.counts("Daily for Research, Tue 24 Nov") == 1


# -- too late ---------------------------------------------------------------------------------


async def test_after_less_than_two_hours_of_downtime_the_prompt_comes(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.after_a_downtime("Mon", "11:25")
    assert await team.prompts("ben") == ["Mon 11:25"]


async def test_a_prompt_over_two_hours_late_is_recorded_and_the_next_one_comes(
    office: Office,
) -> None:
    team = await research(office, ben=LONDON)
    await team.after_a_downtime("Mon", "11:31")
    assert await team.prompts("ben") == []
    assert [t.outcome for t in await team.timers("prompt") if t.done_at] == ["late"]
    await team.at("Tue", "09:30")
    assert await team.prompts("ben") == ["Tue 09:30"]


async def test_after_days_of_downtime_each_day_is_recorded(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.after_a_downtime("Thu", "12:00")
    await team.at("Fri", "10:00")
    assert await team.prompts("ben") == ["Fri 09:30"]
    outcomes = [t.outcome for t in await team.timers("prompt") if t.done_at]
    assert outcomes == ["late", "late", "late", "late", "done"]


async def test_a_summary_is_never_too_late(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:30")
    await team.after_a_downtime("Wed", "09:30")
    assert (await team["ann"].sees("Daily, Mon 23 Nov")).says("0 of 2 checked in.")


async def test_a_reminder_over_two_hours_late_is_not_sent(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.changes(closes="20:00", remind="360")
    await team.at("Mon", "09:30")
    await team.after_a_downtime("Mon", "16:15")  # Ben still works.
    assert [t.outcome for t in await team.timers("remind")] == ["late"]
    assert await team["ben"].counts("A line is enough") == 0


# -- faults -----------------------------------------------------------------------------------


async def test_a_clock_that_goes_back_an_hour_asks_nobody_twice(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=BRISBANE)
    await team.at("Mon", "10:00")
    office.clock.advance(hours=-1)
    await office.settle()
    # Whatever is promised anew finds today's prompt gone out.
    await team["ben"].types("me new york")
    await team["ben"].types("me london")
    await team.at("Mon", "12:00")
    assert await team.prompts("ben") == ["Mon 09:30"]
    await team.at("Tue", "12:00")
    assert await team.prompts("ben") == ["Mon 09:30", "Tue 09:30"]
    assert await team.prompts("cy") == ["Sun 23:30", "Mon 23:30"]


async def test_a_prompt_that_fails_at_first_comes_a_little_later(office: Office) -> None:
    """A row that cannot be read breaks the batch; once mended, the same day is asked."""
    team = await research(office, ben=LONDON)
    unit = office.store.unit(office.workspace)
    whole = await unit.get(Team, team.team)
    assert whole is not None
    broken = replace(await team.kept(), team=TeamId("nowhere"))
    unit.save(broken)
    await unit.commit()
    await team.at("Mon", "09:40")
    assert await team.prompts("ben") == []
    unit = office.store.unit(office.workspace)
    unit.save(replace(await team.kept(), team=whole.id))
    await unit.commit()
    await team.at("Mon", "09:55")
    assert len(await team.prompts("ben")) == 1
    assert len(await team.prompts("ann")) == 1
    await team.at("Wed", "09:30")
    assert (await team.prompts("ben"))[1:] == ["Tue 09:30", "Wed 09:30"]


async def test_a_prompt_that_fails_for_hours_is_late_and_the_next_one_comes(
    office: Office,
) -> None:
    team = await research(office, ben=LONDON)
    kept = await team.kept()
    unit = office.store.unit(office.workspace)
    unit.save(replace(kept, team=TeamId("nowhere")))
    await unit.commit()
    await team.at("Mon", "12:00")
    unit = office.store.unit(office.workspace)
    unit.save(replace(await team.kept(), team=kept.team))
    await unit.commit()
    await team.at("Tue", "09:30")
    assert await team.prompts("ben") == ["Tue 09:30"]
    assert "late" in [t.outcome for t in await team.timers("prompt")]


async def test_one_broken_check_in_does_not_stop_the_others(office: Office) -> None:
    team = await research(office, ben=LONDON)
    unit = office.store.unit(office.workspace)
    other = replace(await team.kept(), id=CheckinId("0broken"), team=TeamId("nowhere"), version=0)
    unit.add(other)
    (pending,) = await team.timers("prompt")
    about = (other.id, *pending.about[1:])
    unit.schedule(replace(pending, id="t-broken", key="broken", about=about))  # type: ignore[arg-type]
    await unit.commit()
    await team.at("Mon", "09:31")
    assert await team.prompts("ben") == ["Mon 09:30"]


async def test_two_zones_that_open_at_one_instant_share_the_round(office: Office) -> None:
    team = await research(office, ben="Europe/Lisbon", cy="Africa/Abidjan")
    await team.at("Mon", "09:30")
    assert len(await team.responses()) == 3
    await team.at("Mon", "16:00")
    assert (await team["ann"].sees("Daily, Mon 23 Nov")).says("0 of 3 checked in.")
    assert await team["ann"].counts("Daily, Mon 23 Nov\n") == 1


async def test_a_deadline_after_midnight_is_tomorrows(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.changes(opens="22:00", closes="02:00", remind="60")
    await team.at("Mon", "22:00")
    # A schedule outside working hours altogether is what the team agreed on.
    assert await team.prompts("ben") == ["Mon 22:00"]
    await team.at("Tue", "01:59")
    assert await team["ann"].counts("Daily, Mon 23 Nov\n") == 0
    await team["ben"].clicks("Check in", on="Mon 23 Nov")
    await team["ben"].fills(done="Night work", next="Sleep")
    await team.at("Tue", "02:00")
    assert (await team["ann"].sees("Daily, Mon 23 Nov\n")).says("1 of 2 checked in.")
    assert (
        timedelta(hours=4)
        == (await team.responses())["Mon", "ben"].closes_at
        - (await team.responses())["Mon", "ben"].opens_at
    )
