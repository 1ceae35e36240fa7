"""Going away, and coming back, while a round is open: nobody waits, and nobody is named."""

from bot.domain.checkins import Progress
from tests.features.checkins.test_summaries import answers
from tests.features.research import LONDON, NEW_YORK, research
from tests.offices import CHANNEL, Office


async def test_nobody_waits_for_whoever_goes_away(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=LONDON)
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    await team["cy"].clicks("Skip today")
    assert office.chat.texts(CHANNEL) == []
    await team["ben"].types("away until wednesday")
    prompt = await team["ben"].sees("Daily for Research, Mon", "You are away, so nobody waits")
    assert prompt.buttons == ("Check in after all",)
    head, thread = office.chat.texts(CHANNEL)
    assert head == "Daily, Mon 23 Nov\n1 of 2 checked in."
    assert "Ben" not in head + thread
    assert (await team.responses())["Mon", "ben"].progress is Progress.OFF
    await team.at("Tue", "18:00")
    assert await team.prompts("ben") == ["Mon 09:30"]


async def test_nobody_waits_for_whoever_goes_away_before_they_are_asked(office: Office) -> None:
    team = await research(office, ben=NEW_YORK)
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    assert office.chat.texts(CHANNEL) == []
    await team["ben"].types("away for 3 days")
    assert "1 of 1 checked in." in office.chat.texts(CHANNEL)[0]
    await team.at("Mon", "18:00")
    assert await team.prompts("ben") == []


async def test_who_is_back_in_time_is_asked_again(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:31")
    await team["ben"].types("away until wednesday")
    await team.at("Mon", "12:00")
    await team["ben"].types("back")
    assert "Check in" in (await team["ben"].sees("Daily for Research, Mon 23 Nov")).buttons
    await answers(team, "ann")
    assert office.chat.texts(CHANNEL) == []
    await answers(team, "ben")
    assert "2 of 2 checked in." in office.chat.texts(CHANNEL)[0]


async def test_who_is_back_too_late_is_not_and_nobody_waits_for_them(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=NEW_YORK)
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    await team["ben"].types("away until wednesday")
    await team.at("Mon", "16:30")
    await team["ben"].types("back")
    assert (await team.responses())["Mon", "ben"].progress is Progress.OFF
    assert office.chat.texts(CHANNEL) == []
    await answers(team, "cy")
    assert office.chat.texts(CHANNEL)[0] == "Daily, Mon 23 Nov\n2 of 2 checked in."


async def test_who_is_away_may_answer_all_the_same(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:31")
    await team["ben"].types("away until wednesday")
    await team["ben"].clicks("Check in after all")
    await team["ben"].fills(done="From the train", next="y")
    await answers(team, "ann")
    head, thread = office.chat.texts(CHANNEL)
    assert "2 of 2 checked in." in head
    assert "From the train" in thread


async def test_an_answer_stays_when_its_writer_goes_away(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:31")
    await answers(team, "ben")
    await team["ben"].types("away until wednesday")
    await team.at("Mon", "16:00")
    assert "1 of 2 checked in." in office.chat.texts(CHANNEL)[0]


async def test_a_summary_that_stands_counts_them_no_more(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=NEW_YORK)
    await team.changes(summary="15:00")
    await team.at("Mon", "15:30")
    assert "0 of 3 checked in." in office.chat.texts(CHANNEL)[0]
    await team["cy"].types("away until wednesday")
    assert "0 of 2 checked in." in office.chat.texts(CHANNEL)[0]


async def test_with_everybody_away_there_is_nothing_to_say(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team["ann"].types("away until tuesday")
    await team.at("Mon", "10:00")
    # Of the one who was asked there is nothing to say either, once he is away too.
    await team["ben"].types("away until tuesday")
    await team.at("Mon", "18:00")
    assert office.chat.texts(CHANNEL) == []
    await team.at("Tue", "09:31")
    assert await team.prompts("ann") == ["Tue 09:30"]
    for timer in await team.timers("close"):
        assert timer.attempts == 0
