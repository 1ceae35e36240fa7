"""A time of its own for the summary: then, not earlier, not later; the round goes on after it."""

from dataclasses import replace
from datetime import time, timedelta

from bot.domain.checkins import Progress
from tests.features.checkins.test_summaries import answers
from tests.features.research import BRISBANE, LONDON, NEW_YORK, Research, instant, research
from tests.offices import CHANNEL, Office


async def sums_up_at(team: Research, at: time | None, **changes: object) -> None:
    unit = team.office.store.unit(team.office.workspace)
    unit.save(replace(await team.kept(), summary_at=at, **changes))  # type: ignore[arg-type]
    await unit.commit()


async def test_it_goes_out_then_though_all_have_answered_before(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await sums_up_at(team, time(13))
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    await answers(team, "ben")
    await team.at("Mon", "12:59")
    assert office.chat.texts(CHANNEL) == []
    await team.at("Mon", "13:00")
    assert "2 of 2 checked in." in office.chat.texts(CHANNEL)[0]
    await team.at("Tue", "09:00")
    assert len(office.chat.to(CHANNEL)) == 2


async def test_it_goes_out_then_though_somebody_may_still_answer(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await sums_up_at(team, time(13))
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    await team.at("Mon", "13:00")
    assert "1 of 2 checked in." in office.chat.texts(CHANNEL)[0]
    # Nothing is late before its own deadline.
    assert (await team.responses())["Mon", "ben"].progress is Progress.ASKED
    await team.at("Mon", "15:30")
    await team["ben"].clicks("Check in", on="is open until 16:00")
    await team["ben"].fills(done="Better now", next="y")
    head, thread = office.chat.texts(CHANNEL)
    assert "2 of 2 checked in." in head
    assert "Better now" in thread
    assert "late" not in thread


async def test_after_their_deadline_it_is_missed_and_may_come_late(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await sums_up_at(team, time(13))
    await team.at("Mon", "16:00")
    assert (await team.responses())["Mon", "ben"].progress is Progress.MISSED
    await team.at("Mon", "16:30")
    await team["ben"].clicks("Check in late")
    await team["ben"].fills(done="Better late", next="y")
    assert "Ben (late)" in office.chat.texts(CHANNEL)[1]


async def test_whose_morning_is_still_to_come_is_asked_and_reminded_as_ever(
    office: Office,
) -> None:
    team = await research(office, ben=BRISBANE, cy=NEW_YORK)
    await sums_up_at(team, time(12))
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    await team.at("Mon", "12:00")
    # In New York it is seven; Brisbane's deadline passed at six in London.
    assert "1 of 2 checked in." in office.chat.texts(CHANNEL)[0]
    progress = {who: r.progress for (_, who), r in (await team.responses()).items()}
    assert progress == {"ann": Progress.ANSWERED, "ben": Progress.MISSED}
    await team.at("Mon", "20:00")
    assert await team.prompts("cy") == ["Mon 14:30"]
    await team["cy"].sees("is open until 16:00")
    prompt = await team["cy"].sees("Daily for Research, Mon 23 Nov")
    assert "Check in" in prompt.buttons
    await team.at("Mon", "21:00")
    assert (await team.responses())["Mon", "cy"].progress is Progress.MISSED
    assert "1 of 3 checked in." in office.chat.texts(CHANNEL)[0]


async def test_it_is_in_the_teams_zone(office: Office) -> None:
    team = await research(office, organiser=NEW_YORK, ben=LONDON)
    await sums_up_at(team, time(18))
    await team.at("Mon", "21:00")
    # Both deadlines have passed: what is not answered is missed once the summary is out.
    assert (await team.responses())["Mon", "ben"].progress is Progress.ASKED
    await team.at("Mon", "22:59")
    assert office.chat.texts(CHANNEL) == []
    await team.at("Mon", "23:00")
    assert office.chat.texts(CHANNEL) == ["Daily, Mon 23 Nov\n0 of 2 checked in."]
    assert (await team.responses())["Mon", "ben"].progress is Progress.MISSED


async def test_its_day_is_the_deadlines_be_it_before_or_after_the_time_of_the_prompt(
    office: Office,
) -> None:
    team = await research(office, ben=LONDON)
    for day, next_day, summary in (("Mon 23", "Tue", "17:00"), ("Wed 25", "Thu", "09:00")):
        await team.changes(closes="10:00 next day", summary=summary)
        await team["ann"].sees(f"summary at {summary} London time the next day.")
        comes_at = instant(next_day, summary)
        await office.travel(comes_at - timedelta(minutes=1))
        assert await team["ann"].counts(f"Daily, {day} Nov\n") == 0
        await office.travel(comes_at)
        assert await team["ann"].counts(f"Daily, {day} Nov\n") == 1


async def test_the_words_say_which_day_it_is(office: Office) -> None:
    team = await research(office, ben=LONDON)
    for changed, said in (
        ({"closes": "16:00", "summary": "17:00"}, "summary at 17:00 London time."),
        ({"days": "Tue, Fri", "closes": "10:00, 3 days later"}, "London time 3 days later."),
        ({"days": "Fri", "closes": "Mon 10:00"}, "summary at 17:00 London time on Monday."),
        ({"days": "Mon–Fri", "opens": "22:00", "closes": "02:00"}, "London time the next day."),
    ):
        await team.changes(**changed)
        await team["ann"].sees("Saved. Daily:", said)


async def test_by_one_clock_it_is_not_before_the_prompt(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.organises("change")
    await team["ann"].fills(city="London", summary="09:30")
    assert team["ann"].dialog is not None
    too_early = "That is before I have asked at all. Give a later time."
    assert team["ann"].dialog.faults == {"summary": too_early}
    await team["ann"].fills(summary="09:31")
    assert (await team.kept()).summary_at == time(9, 31)


async def test_its_day_is_counted_as_that_of_the_deadline(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await sums_up_at(team, time(12), lasts_days=2)
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    await answers(team, "ben")
    await team.at("Wed", "11:59")
    assert office.chat.texts(CHANNEL) == []
    await team.at("Wed", "12:00")
    assert office.chat.texts(CHANNEL)[0].startswith("Daily, Mon 23 Nov\n2 of 2")


async def test_started_by_hand_after_it_the_usual_rule_holds(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await sums_up_at(team, time(13))
    await team.organises("pause")
    await team.at("Mon", "15:00")
    await team.organises("resume")
    await team.organises("start_now")
    await answers(team, "ann")
    assert office.chat.texts(CHANNEL) == []
    await answers(team, "ben")
    assert "2 of 2 checked in." in office.chat.texts(CHANNEL)[0]


async def test_an_organiser_moves_it_while_the_round_is_open(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await sums_up_at(team, time(13))
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    await team.changes(summary="14:00")
    await team.at("Mon", "13:30")
    assert office.chat.texts(CHANNEL) == []
    await team.at("Mon", "14:00")
    assert "1 of 2 checked in." in office.chat.texts(CHANNEL)[0]


async def test_an_organiser_sets_it_while_the_round_is_open(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    await team.changes(summary="14:00")
    await answers(team, "ben")
    assert office.chat.texts(CHANNEL) == []
    await team.at("Mon", "14:00")
    assert "2 of 2 checked in." in office.chat.texts(CHANNEL)[0]


async def test_taken_away_or_moved_into_the_past_it_goes_out_once_all_have_answered(
    office: Office,
) -> None:
    team = await research(office, ben=LONDON)
    await sums_up_at(team, time(15))
    for day, summary in (("Mon", ""), ("Tue", "10:00")):
        await team.at(day, "11:00")
        await answers(team, "ann", day)
        await answers(team, "ben", day)
        assert [t for t in office.chat.texts(CHANNEL) if t.startswith(f"Daily, {day}")] == []
        await team.changes(summary=summary)
        assert [t for t in office.chat.texts(CHANNEL) if t.startswith(f"Daily, {day}")]
        await team.changes(summary="15:00")


async def test_written_ahead_it_waits_for_its_morning(office: Office) -> None:
    """Two write Tuesday's on Monday, and the third says that she will be away."""
    team = await research(office, ben=LONDON, cy=LONDON)
    await team.at("Mon", "09:31")
    for who in ("ann", "ben"):
        await answers(team, who)
        await team[who].clicks("Write the next one")
        await team[who].fills(done="Early", next="y")
    await team["cy"].types("away for 3 days")
    await team.at("Tue", "09:29")
    assert [t for t in office.chat.texts(CHANNEL) if "Tue" in t] == []
    await team.at("Tue", "09:30")
    (head,) = [t for t in office.chat.texts(CHANNEL) if t.startswith("Daily, Tue")]
    assert head.endswith("2 of 2 checked in.")
