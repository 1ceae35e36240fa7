"""Prompts that do not arrive: they wait in the inbox, and an organiser hears only that."""

from bot.ports.chat import Refused
from tests.features.research import LONDON, research
from tests.offices import CHANNEL, Office

CLOSED = Refused("she closed her direct messages")


async def test_organisers_hear_that_prompts_do_not_arrive_and_once_a_week_again(
    office: Office,
) -> None:
    team = await research(office, ben=LONDON, cy=LONDON)
    office.chat.breaks("ben", CLOSED)
    await team.at("Mon", "09:30")
    told = await team["ann"].sees("I could not reach Ben with Daily.")
    assert told.says("they find it by typing /unstuck")
    assert "closed" not in told.text
    await team.at("Mon", "18:00")
    assert await team["ann"].counts("I could not reach") == 1
    await team.at("Sun", "12:00")
    assert await team["ann"].counts("I could not reach") == 1
    await team.at("Fri", "18:00", week=1)
    assert await team["ann"].counts("I could not reach") == 2
    # Nobody else learns of it, and what is private is never posted elsewhere.
    assert await team["cy"].counts("could not reach") == 0
    assert not [t for t in office.chat.texts(CHANNEL) if "Ben" in t]


async def test_it_waits_for_them_in_the_inbox(office: Office) -> None:
    team = await research(office, ben=LONDON)
    office.chat.breaks("ben", CLOSED)
    await team.at("Mon", "10:00")
    ben = team["ben"]
    await ben.types("inbox")
    item = await ben.sees("Open for you", "Daily for Research, Mon 23 Nov, until 16:00")
    assert item.buttons == ("Check in", "Skip today")
    await ben.clicks("Check in")
    await ben.fills(done="Found it here", next="y")
    await team.at("Mon", "16:00")
    assert "Found it here" in office.chat.texts(CHANNEL)[1]
    await ben.types("inbox")
    await ben.sees("Nothing is open for you.")


async def test_an_organiser_who_cannot_be_reached_is_told_nothing_of_themselves(
    office: Office,
) -> None:
    team = await research(office, ben=LONDON)
    office.chat.breaks("ann", CLOSED)
    await team.at("Mon", "18:00")
    assert office.chat.texts("ann") == []
    assert await team["ben"].counts("could not reach") == 0


async def test_in_their_working_hours(office: Office) -> None:
    team = await research(office, ben="Asia/Tokyo")
    office.chat.breaks("ben", CLOSED)
    await team.at("Mon", "08:59")
    assert await team["ann"].counts("I could not reach Ben") == 0
    await team.at("Mon", "09:00")
    assert await team["ann"].counts("I could not reach Ben") == 1
