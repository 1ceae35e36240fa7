"""Three rounds without a sign of life: told so once, asked no more, back with one tap."""

from datetime import date

from bot.domain.checkins import Response, Round
from bot.domain.teams import Membership
from bot.engine.intents import Press
from bot.messages.plain import plain
from bot.ports.chat import Refused
from tests.features.checkins.test_summaries import answers
from tests.features.checkins.test_who_responded import writes_ahead
from tests.features.research import BRISBANE, LONDON, Research, research
from tests.offices import CHANNEL, Office, ref

TOLD = "so I do not ask you any more"
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri")


async def silence(team: Research, *days: str) -> None:
    """Ann answers on these days, and nobody else does."""
    for day in days:
        await team.at(day, "09:31")
        await answers(team, "ann", day)
    await team.at(days[-1], "16:30")


async def rests(team: Research, who: str) -> bool:
    unit = team.office.store.unit(team.office.workspace)
    membership = await unit.get(Membership, team.team, (await team.office.person(who)).id)
    assert membership is not None
    return membership.resting == (team.checkin,)


async def test_after_three_rounds_one_is_told_once_and_asked_no_more(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await silence(team, "Mon", "Tue")
    assert await team["ben"].counts(TOLD) == 0
    await silence(team, "Wed")
    told = await team["ben"].sees("last three rounds of Daily for Research", TOLD)
    assert told.buttons == ("Ask me again",)
    assert not told.is_in_channel
    await silence(team, "Thu", "Fri")
    assert await team.prompts("ben") == ["Mon 09:30", "Tue 09:30", "Wed 09:30"]
    assert await team["ben"].counts(TOLD) == 1
    # Nobody waits for them, and nobody is told.
    await team.at("Mon", "09:31", week=1)
    await answers(team, "ann", "Mon 30")
    heads = [t for t in office.chat.texts(CHANNEL) if t.startswith("Daily, Mon 30")]
    assert heads == ["Daily, Mon 30 Nov\n1 of 1 checked in."]
    assert "Ben" not in "".join(office.chat.texts(CHANNEL))


async def test_one_tap_brings_them_back_and_a_second_does_no_harm(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await silence(team, "Mon", "Tue", "Wed")
    await team["ben"].clicks("Ask me again")
    back = await team["ben"].sees("I ask you again: Daily for Research next comes Thu 26 Nov 09:30")
    assert back.buttons == ()
    press = Press(office.origin("ben"), ref("checkins.ask_me_again", team.checkin))
    reply = await office.handle(press)
    assert reply.tell is not None
    assert "next comes Thu 26 Nov" in plain(reply.tell)
    # What was missed before counts no more.
    await silence(team, "Thu", "Fri")
    assert (await team.prompts("ben"))[3:] == ["Thu 09:30", "Fri 09:30"]
    assert not await rests(team, "ben")
    await team.at("Mon", "16:30", week=1)
    assert await team["ben"].counts(TOLD) == 1
    assert await rests(team, "ben")


async def test_a_late_answer_brings_them_back_and_the_reply_says_so(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await silence(team, "Mon", "Tue", "Wed")
    await team["ben"].clicks("Check in late", on="Mon 23 Nov")
    await team["ben"].fills(done="At last", next="y")
    reply = await team["ben"].sees("Thank you", "I ask you again", "Thu 26 Nov")
    assert reply.is_only_for_them
    assert await team["ben"].counts(TOLD) == 0
    await silence(team, "Thu")
    assert (await team.prompts("ben"))[-1] == "Thu 09:30"
    assert not await rests(team, "ben")


async def test_a_sign_of_life_in_between_begins_the_count_anew(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=LONDON, di=LONDON)
    await silence(team, "Mon")
    await team.at("Tue", "09:31")
    await answers(team, "ben", "Tue")
    await team["cy"].clicks("Skip today", on="Tue")
    await team["di"].clicks("In an hour", on="Tue")
    await silence(team, "Tue", "Wed", "Thu")
    for who in ("ben", "cy", "di"):
        assert not await rests(team, who), who
    await silence(team, "Fri")
    for who in ("ben", "cy", "di"):
        assert await rests(team, who), who


async def test_days_away_neither_count_nor_begin_it_anew(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await silence(team, "Mon", "Tue")
    await team.at("Wed", "09:31")
    await team["ben"].types("away until friday")
    await silence(team, "Wed", "Thu")
    assert not await rests(team, "ben")
    await silence(team, "Fri")
    assert await rests(team, "ben")


async def test_what_another_wrote_ahead_hides_no_silence(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:00")
    await writes_ahead(team, "ann", rounds=13)
    await team.at("Wed", "16:30")
    assert await rests(team, "ben")


async def test_what_one_wrote_ahead_oneself_is_a_sign_of_life(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:31")
    await writes_ahead(team, "ben", rounds=5)
    unit = office.store.unit(office.workspace)
    ben = (await office.person("ben")).id
    # As if they had written Friday's and Monday's alone.
    for round_ in await unit.find(Round, local_date=[date(2026, 11, day) for day in (24, 25)]):
        response = await unit.get(Response, round_.id, ben)
        assert response is not None
        unit.remove(response)
    await unit.commit()
    await team.at("Thu", "16:30")
    assert not await rests(team, "ben")


async def test_it_is_said_in_their_working_hours(office: Office) -> None:
    team = await research(office, ben=BRISBANE)
    for day in ("Mon", "Tue", "Wed"):
        await team.at(day, "09:31")
        await answers(team, "ann", day)
    # In Brisbane it is Wednesday evening when the round ends.
    await team.at("Wed", "22:59")
    assert await team["ben"].counts(TOLD) == 0
    await team.at("Wed", "23:01")
    assert await team["ben"].counts(TOLD) == 1


async def test_what_never_arrived_was_not_left_unanswered(office: Office) -> None:
    team = await research(office, ben=LONDON)
    office.chat.breaks("ben", Refused("closed to us"))
    await silence(team, *WEEK)
    assert not await rests(team, "ben")


async def test_the_inbox_offers_to_come_back(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await silence(team, "Mon", "Tue", "Wed")
    await team["ben"].types("inbox")
    inbox = await team["ben"].sees("Daily for Research does not ask you at present.")
    assert inbox.buttons == ("Ask me again",)
    await team["ben"].clicks("Ask me again", on="at present")
    await team["ben"].sees("I ask you again", "Thu 26 Nov")
    await team["ben"].types("inbox")
    await team["ben"].sees("Nothing is open for you.")
    assert await team["ben"].counts(TOLD) == 0


async def test_a_deleted_check_in_or_one_of_another_team_is_refused(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await silence(team, "Mon", "Tue", "Wed")
    office.hires("eve")
    press = ref("checkins.ask_me_again", team.checkin)
    reply = await office.handle(Press(office.origin("eve"), press))
    assert reply.tell is not None
    assert "I cannot find that check-in" in plain(reply.tell)
    await team.organises("delete_now")
    reply = await office.handle(Press(office.origin("ben"), press))
    assert reply.tell is not None
    assert "has been deleted" in plain(reply.tell)
    await team["ben"].types("inbox")
    await team["ben"].sees("Nothing is open for you.")


async def test_whoever_leaves_and_joins_again_is_asked_again(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await silence(team, "Mon", "Tue", "Wed")
    ben = team["ben"]
    await ben.types("team")
    await ben.clicks("Leave")
    await ben.clicks("Yes, leave")
    await team["ann"].types("team")
    await team["ann"].clicks("Invite")
    await team["ann"].fills(people=["ben"])
    await office.handle(Press(office.origin("ben"), ref("teams.join", team.team)))
    await silence(team, "Thu")
    assert (await team.prompts("ben"))[-1] == "Thu 09:30"
