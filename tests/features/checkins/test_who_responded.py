"""Organisers see while a round is open who has responded; everybody sees how many."""

from datetime import timedelta

from bot.domain.checkins import Round
from bot.engine.intents import Press
from bot.messages.plain import plain
from tests.features.research import LONDON, NEW_YORK, Research, research
from tests.offices import Office, ref

OPEN = "So that you can help: only organisers see this, and only while the round is open."


async def monday(office: Office) -> Research:
    """At ten in London: Ben has answered, Cy skipped, Ann has not said anything; in New York
    Di's morning is to come; Eve has Mondays off."""
    team = await research(office, ben=LONDON, cy=LONDON, di=NEW_YORK, eve=NEW_YORK)
    await team["eve"].types("me")
    await team["eve"].clicks("Change")
    await team["eve"].fills(days="Tue–Fri")
    await team.at("Mon", "10:00")
    await team["ben"].clicks("Check in")
    await team["ben"].fills(done="x", next="y")
    await team["cy"].clicks("Skip today")
    return team


async def writes_ahead(team: Research, who: str, *, rounds: int) -> None:
    """As many of the next ones."""
    office = team.office
    for _ in range(rounds):
        reply = await office.handle(Press(office.origin(who), ref("checkins.ahead", team.checkin)))
        team[who].dialog = office.shows(who, reply)
        await team[who].fills(done="x", next="y")


async def looks(team: Research, who: str) -> None:
    await team[who].types("team")
    await team[who].clicks("Check-ins")


async def asks_who(office: Office, who: str) -> str:
    (round_, *_) = await office.store.unit(office.workspace).newest(Round, 1)
    reply = await office.handle(Press(office.origin(who), ref("checkins.who", round_.id)))
    assert reply.tell is not None
    return plain(reply.tell)


async def test_a_number_for_all_and_names_for_organisers(office: Office) -> None:
    team = await monday(office)
    await looks(team, "ben")
    assert (await team["ben"].sees("Mon 23 Nov: 2 of 4 have responded.")).buttons == ()
    await looks(team, "ann")
    await team["ann"].clicks("Who has responded", on="Mon 23 Nov: 2 of 4 have responded.")
    said = await team["ann"].sees(OPEN)
    assert said.is_only_for_them
    assert said.says("Answered: Ben.", "Skipped: Cy.", "Not yet: Ann.", "Still to be asked: Di.")
    assert not said.says("Eve")


async def test_names_are_for_organisers_and_admins(office: Office) -> None:
    team = await monday(office)
    assert await asks_who(office, "ben") == "Only an organiser of Research can do that."
    stranger = "I cannot find that team, or it is not yours."
    office.hires("fay")
    assert (await asks_who(office, "fay")).startswith(stranger)
    office.hires("gus", is_admin=True)
    assert "Not yet: Ann." in await asks_who(office, "gus")
    assert team.team


async def test_after_the_round_there_is_a_number_only(office: Office) -> None:
    team = await monday(office)
    await team.at("Mon", "17:00")
    # Di still may: her window is open, and so the round is.
    assert "Not yet: Ann, Di." in await asks_who(office, "ann")
    await team.at("Mon", "23:00")
    said = await asks_who(office, "ann")
    assert said.startswith("Daily, Mon 23 Nov: 2 of 4 responded.\nThe round is over.")
    assert "Ann" not in said
    assert "Di" not in said
    await looks(team, "ann")
    assert "Who has responded" not in (await team["ann"].screen())[-1].buttons


async def test_whoever_is_not_asked_any_more_is_a_number(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await office.travel(office.now() + timedelta(days=10))
    for who in ("ann", "ben"):
        await looks(team, who)
    rests = "2 members are not asked any more, after three rounds without a word."
    await team["ann"].sees("Check-ins of Research", rests)
    assert await team["ben"].counts("not asked any more, after") == 0


async def test_two_open_rounds_are_told_apart(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.changes(closes="11:00 next day")
    await team.at("Tue", "10:00")
    await looks(team, "ann")
    said = await team["ann"].sees("Check-ins of Research")
    assert said.says("Mon 23 Nov: 0 of 2 have responded.", "Tue 24 Nov: 0 of 2 have responded.")
    await team["ann"].clicks("Who has, Mon 23 Nov")
    await team["ann"].sees("Daily, Mon 23 Nov: 0 of 2", "Not yet: Ann, Ben.")


async def test_rounds_that_somebody_wrote_ahead_hide_none_that_is_open(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "10:00")
    await writes_ahead(team, "ben", rounds=5)
    await looks(team, "ann")
    assert (await team["ann"].sees("Mon 23 Nov: 0 of 2 have")).says("Check-ins of Research")


async def test_whoever_joined_after_the_prompt_is_not_waited_for(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "10:00")
    dora = office.hires("dora")
    await team["ann"].types("team")
    await team["ann"].clicks("Invite")
    await team["ann"].fills(people=["dora"])
    await office.settle()
    await dora.clicks("Join")
    await looks(team, "ann")
    await team["ann"].sees("Mon 23 Nov: 0 of 2 have responded.")
