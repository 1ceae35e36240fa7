"""One clock for all: nobody is asked on what is a day off where they are, or promised it."""

from tests.features.research import NEW_YORK, joins, research
from tests.offices import Office

LOS_ANGELES, SYDNEY = "America/Los_Angeles", "Australia/Sydney"


async def test_nobody_is_asked_on_their_own_weekend_or_named_for_it(office: Office) -> None:
    """Half past nine in Los Angeles is half past four of the next day in Sydney."""
    team = await research(office, organiser=LOS_ANGELES, ruby=SYDNEY)
    await team.changes(city="Los Angeles")
    await team.at("Wed", "22:30")
    for who in ("ann", "ruby"):
        await team[who].clicks("Skip today", on="Wed 25 Nov")
    await team.at("Fri", "23:30")
    # At 22:00 in London her day begins.
    days = ("Mon", "Tue", "Wed", "Thu")
    assert await team.prompts("ruby") == [f"{day} 22:00" for day in days]
    assert await team["ruby"].counts("Fri 27 Nov") == 0
    await team["ann"].types("team")
    await team["ann"].clicks("Check-ins")
    await team["ann"].clicks("Who has responded", on="Fri 27 Nov: 0 of 1 have responded.")
    assert not (await team["ann"].sees("Not yet: Ann.")).says("Ruby")
    await team.at("Sat", "00:00")
    assert await team["ann"].counts("Daily, Fri 27 Nov\n") == 1


async def test_in_the_channel_they_are_not_called_then(office: Office) -> None:
    team = await research(office, organiser=LOS_ANGELES, ruby=SYDNEY)
    await team.changes(city="Los Angeles", where="channel")
    await team.at("Wed", "18:00")
    for who in ("ann", "ruby"):
        await team[who].clicks("Skip today", on="Wed 25 Nov")
    await team.at("Thu", "18:00")
    called = "Daily is open for you"
    assert await team["ann"].counts("Ruby", called) == 4
    await team.at("Fri", "18:00")
    assert await team["ann"].counts("Ruby", called) == 4
    assert await team["ann"].counts("Ann", called) == 5


async def test_a_night_of_a_working_day_is_what_the_team_agreed_on(office: Office) -> None:
    team = await research(office, organiser=LOS_ANGELES, ruby=SYDNEY)
    await team.changes(city="Los Angeles", closes="11:00", remind="0")
    await team.at("Mon", "18:00")
    assert await team.prompts("ruby") == ["Mon 17:30"]


async def test_who_joins_reads_when_it_comes_to_them(office: Office) -> None:
    team = await research(office, organiser=NEW_YORK, ben=NEW_YORK)
    await team.changes(city="New York")
    dora = await joins(team, "dora")
    await dora.sees("Daily first comes Mon 23 Nov 14:30")
    await team.at("Mon", "15:00")
    assert await team.prompts("dora") == ["Mon 14:30"]


async def test_who_joins_is_promised_no_day_off(office: Office) -> None:
    team = await research(office, ben=NEW_YORK)
    dora = office.hires("dora")
    await dora.types("me")
    await dora.clicks("Change")
    await dora.fills(days="Wed")
    await joins(team, "dora")
    await dora.sees("Daily first comes Wed 25 Nov 09:30")
    await team.changes(days="Thu")
    await joins(team, "eve")
    await team["eve"].sees("Daily first comes Thu 26 Nov 09:30")
