"""The verb `checkin`: what waits, what was missed, what is written ahead and what may be."""

from dataclasses import replace
from datetime import time

from bot.domain.ids import CheckinId
from bot.domain.recurrence import Weekdays
from bot.messages.forms import Form
from tests.features.research import BRISBANE, LONDON, NEW_YORK, research
from tests.offices import Office
from tests.people import Someone


def intro(who: Someone) -> str:
    assert who.dialog is not None
    assert isinstance(who.dialog.handle, Form)
    return who.dialog.handle.intro


async def test_the_verb_opens_what_waits_first(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await team.at("Mon", "09:31")
    await ben.types("checkin daily")
    assert intro(ben) == ""
    await ben.fills(done="Read", next="Write")
    await ben.sees("Daily for Research, Mon 23 Nov", "Checked in at 09:31.")
    await ben.types("checkin")
    assert intro(ben).startswith("This is for Tuesday")


async def test_the_verb_offers_what_was_written_too(office: Office) -> None:
    """No prompt shows it: it could not be found again else."""
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await team.at("Mon", "09:31")
    await ben.clicks("Skip today")
    await ben.types("checkin")
    await ben.fills(done="Wrote", next="Plot")
    await ben.types("checkin")
    choice = await ben.sees("Nothing waits for you.")
    assert choice.buttons == ("Change Tue 24 Nov", "Write Wed 25 Nov")
    await ben.clicks("Change Tue 24 Nov")
    assert ben.dialog is not None
    assert ben.dialog.values["done"] == ["Wrote"]
    await team.at("Tue", "16:00")
    await ben.types("checkin")
    assert intro(ben).startswith("This is for Wednesday")


async def test_the_verb_offers_what_was_missed_today_beside_tomorrows(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await team.at("Mon", "16:01")
    await ben.types("checkin")
    choice = await ben.sees("The deadline has passed; your answer is still welcome:")
    assert choice.buttons == ("Check in for Mon 23 Nov", "Write Tue 24 Nov")
    await ben.clicks("Write Tue 24 Nov")
    assert intro(ben).startswith("This is for Tuesday")
    await ben.types("checkin")
    await ben.clicks("Check in for Mon 23 Nov")
    await ben.fills(done="Better late", next="y")
    assert (await team.responses())["Mon", "ben"].is_late
    # Answered, it is offered no more.
    await ben.types("checkin")
    assert intro(ben).startswith("This is for Tuesday")


async def test_what_was_skipped_or_missed_the_day_before_is_not_offered(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:31")
    await team["ben"].clicks("Skip today")
    await team.at("Mon", "20:00")
    await team["ben"].types("checkin")
    assert intro(team["ben"]).startswith("This is for Tuesday")
    await team.at("Tue", "08:00")
    await team["ann"].types("checkin")
    assert intro(team["ann"]).startswith("This is for Tuesday")


async def test_what_the_summary_still_waits_for_is_offered_the_day_after(office: Office) -> None:
    """Brisbane's Monday is over since 06:00 in London; New York's, and so the summary, is not."""
    team = await research(office, ben=BRISBANE, cy=NEW_YORK)
    await team.at("Mon", "20:00")
    await team["ben"].types("checkin")
    choice = await team["ben"].sees("The deadline has passed")
    assert choice.buttons == ("Check in for Mon 23 Nov", "Write Tue 24 Nov")
    await team["ben"].clicks("Check in for Mon 23 Nov")
    await team["ben"].fills(done="In time for it", next="y")
    assert not (await team.responses())["Mon", "ben"].is_late


async def test_of_several_check_ins_one_chooses_or_names_one(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    unit = office.store.unit(office.workspace)
    weekly = replace(
        await team.kept(),
        id=CheckinId("weekly"),
        name="Weekly",
        days=Weekdays.of((5,)),
        opens=time(14),
        version=0,
    )
    unit.add(weekly)
    await unit.commit()
    await team.at("Mon", "08:00")
    await ben.types("checkin")
    choice = await ben.sees("Nothing waits for you.")
    assert choice.buttons == ("Write Mon 23 Nov, Daily", "Write Fri 27 Nov, Weekly")
    await ben.types("checkin week")
    assert intro(ben).startswith("This is for Friday")
    await ben.types("checkin sprint")
    await ben.sees("You have no check-in “sprint”. Yours: Daily and Weekly.")


async def test_whoever_has_none_is_told_so(office: Office) -> None:
    zoe = office.hires("zoe")
    await zoe.types("checkin")
    await zoe.sees("You are in no check-in yet.")
