"""Blockers in the summary: what of each has changed since its person's response before."""

from dataclasses import replace
from datetime import time

from bot.domain.ids import CheckinId
from tests.features.research import LONDON, Research, research
from tests.offices import CHANNEL, Office

NOBODY_KNOWS = {"stuck": "too big", "stuck__what": "between me and myself"}


async def answers(team: Research, day: str, who: str = "ben", **values: str) -> None:
    """At 09:31 of the day, or later if it is."""
    await team.at(day, "09:31")
    await team[who].clicks("Check in", on=f"Daily for Research, {day}")
    await team[who].fills(done="Work", next="More work", **values)


async def summary(team: Research, day: str) -> str:
    """What it says below the number, once the day is over."""
    await team.at(day, "16:00")
    (text,) = [t for t in team.office.chat.texts(CHANNEL) if t.startswith(f"Daily, {day} ")]
    return text.split("checked in.", 1)[1].strip()


async def test_named_first_it_says_nothing_more(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon")
    await answers(team, "Tue", stuck="missing context", stuck__what="which seed?")
    assert await summary(team, "Tue") == "Ben is stuck: missing context.\n> which seed?"


async def test_the_same_again(office: Office) -> None:
    team = await research(office, ben=LONDON)
    said = []
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri"):
        await answers(team, day, stuck="missing context", stuck__what="which seed?")
        said.append((await summary(team, day)).partition("\n")[0])
    assert said == [
        "Ben is stuck: missing context.",
        "Ben is stuck: missing context, since yesterday, as before.",
        "Ben is stuck: missing context, for 2 days, named for the third time.",
        "Ben is stuck: missing context, for 3 days, named for the fourth time.",
        "Ben is stuck: missing context, for 4 days, named for the fifth time.",
    ]


async def test_another_sentence_shows_the_one_before(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context", stuck__what="which seed?")
    await answers(team, "Tue", stuck="missing context", stuck__what="Which, seed")
    assert ", as before." in await summary(team, "Tue")
    await answers(team, "Wed", stuck="missing context", stuck__what="which machine?")
    assert await summary(team, "Wed") == (
        "Ben is stuck: missing context, for 2 days, named for the third time.\n"
        "> which machine?\nBefore: “Which, seed”"
    )


async def test_another_kind_shows_the_one_before(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="waiting for someone", stuck__what="the data")
    await answers(team, "Tue", stuck="missing context", stuck__what="which seed?")
    assert await summary(team, "Tue") == (
        "Ben is stuck: missing context.\n> which seed?\nBefore: waiting for someone."
    )


async def test_who_is_stuck_no_more_is_named_after_them(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context", stuck__since="2")
    await answers(team, "Mon", "ann", **NOBODY_KNOWS)
    await answers(team, "Tue")
    await answers(team, "Tue", "ann")
    assert await summary(team, "Tue") == (
        "No longer stuck: Ann, Ben (missing context, after 3 days)."
    )
    # Only once.
    await answers(team, "Wed")
    await answers(team, "Wed", "ann")
    assert await summary(team, "Wed") == ""


async def keeps_the_plan(team: Research, day: str) -> None:
    await team.at(day, "09:31")
    await team["ben"].clicks("Same plan", on=f"Daily for Research, {day}")


async def test_whoever_says_nothing_of_it_has_not_said_that_it_is_over(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context", stuck__what="which seed?")
    await keeps_the_plan(team, "Tue")
    tuesday = "Ben is stuck: missing context, since yesterday. Nothing new.\n> which seed?"
    assert await summary(team, "Tue") == tuesday
    # Nor has it been another day on which it was named.
    await answers(team, "Wed", stuck="missing context", stuck__what="which seed?")
    assert "for 2 days, as before." in await summary(team, "Wed")
    # Long after it reads the same.
    await answers(team, "Thu")
    await team["ann"].clicks("Check in late", on="Tue 24 Nov")
    await team["ann"].fills(done="x", next="y")
    assert await summary(team, "Tue") == tuesday


async def test_of_what_is_private_it_is_only_said_that_it_goes_on(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", **NOBODY_KNOWS)
    await keeps_the_plan(team, "Tue")
    assert await summary(team, "Tue") == "Ben is stuck. Nothing new."


async def test_whoever_pressed_that_it_is_over_is_not_stuck_on_a_day_of_the_same_plan(
    office: Office,
) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context", stuck__what="which seed?")
    await team["ben"].types("inbox")
    await team["ben"].clicks("Not stuck any more")
    await keeps_the_plan(team, "Tue")
    assert await summary(team, "Tue") == ""
    # Named anew, it was not there on the day before.
    await answers(team, "Wed", stuck="missing context", stuck__what="which seed?")
    await team.at("Wed", "16:00")
    await team["ann"].clicks("Check in late", on="Tue 24 Nov")
    await team["ann"].fills(done="x", next="y")
    assert await summary(team, "Tue") == ""


async def test_nor_whoever_named_it_in_another_check_in_before_they_pressed(
    office: Office,
) -> None:
    team = await research(office, ben=LONDON)
    unit = office.store.unit(office.workspace)
    retro = replace(
        await team.kept(), id=CheckinId("retro"), name="Retro", opens=time(11), version=0
    )
    unit.add(retro)
    await unit.commit()
    await answers(team, "Mon", stuck="missing context", stuck__what="which seed?")
    await team["ben"].types("checkin retro")
    await team["ben"].fills(done="x", next="y", stuck="missing context")
    await team["ben"].types("inbox")
    await team["ben"].clicks("Not stuck any more")
    await keeps_the_plan(team, "Tue")
    assert await summary(team, "Tue") == ""
    # Nor when it is written anew, and something else holds them up.
    await answers(team, "Wed", stuck="waiting for someone")
    await team["ann"].clicks("Check in late", on="Daily for Research, Tue 24 Nov")
    await team["ann"].fills(done="x", next="y")
    assert await summary(team, "Tue") == ""


async def test_what_is_dropped_before_the_summary_is_not_in_it(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context", stuck__what="which seed?")
    await team["ben"].types("inbox")
    await team["ben"].clicks("Not stuck any more")
    assert await summary(team, "Mon") == ""
    # Named anew, and dropped after the summary: there it stands.
    await answers(team, "Tue", stuck="missing context", stuck__what="which seed?")
    tuesday = await summary(team, "Tue")
    assert tuesday == "Ben is stuck: missing context.\n> which seed?"
    await team["ben"].types("inbox")
    await team["ben"].clicks("Not stuck any more")
    await team["ann"].clicks("Check in late", on="Tue 24 Nov")
    await team["ann"].fills(done="x", next="y")
    assert await summary(team, "Tue") == tuesday


async def test_what_the_team_knew_of_and_is_dropped_before_the_summary_is_over(
    office: Office,
) -> None:
    team = await research(office, ben=LONDON)
    for day in ("Mon", "Tue"):
        await answers(team, day, stuck="missing context", stuck__what="which seed?")
    await team["ben"].types("inbox")
    await team["ben"].clicks("Not stuck any more")
    assert await summary(team, "Tue") == "No longer stuck: Ben (missing context, after a day)."


async def test_who_missed_some_days_is_compared_with_their_last_answer(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context", stuck__what="which seed?")
    await answers(team, "Thu", stuck="missing context", stuck__what="which seed?")
    assert "for 3 days, as before." in await summary(team, "Thu")


async def test_what_was_over_and_comes_again_is_new(office: Office) -> None:
    team = await research(office, ben=LONDON)
    for day in ("Mon", "Tue"):
        await answers(team, day, stuck="missing context", stuck__what="which seed?")
    await team["ben"].types("inbox")
    await team["ben"].clicks("Not stuck any more")
    await answers(team, "Wed", stuck="missing context", stuck__what="which seed?")
    assert await summary(team, "Wed") == "Ben is stuck: missing context.\n> which seed?"


async def test_who_said_in_between_that_it_is_over_is_named_with_the_next_answer(
    office: Office,
) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context", stuck__what="which seed?")
    await team["ben"].types("inbox")
    await team["ben"].clicks("Not stuck any more")
    await answers(team, "Tue")
    assert await summary(team, "Tue") == "No longer stuck: Ben (missing context, after a day)."


async def test_what_was_private_stays_so(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", **NOBODY_KNOWS)
    await answers(team, "Tue", **NOBODY_KNOWS)
    assert await summary(team, "Tue") == "Ben is stuck."
    await answers(team, "Wed", stuck="missing context", stuck__what="which seed?")
    assert await summary(team, "Wed") == "Ben is stuck: missing context.\n> which seed?"
    await answers(team, "Thu", **NOBODY_KNOWS)
    assert await summary(team, "Thu") == "Ben is stuck."
    # Shown now, it says neither what it was called before nor how often.
    await answers(team, "Fri", stuck="too big", stuck__what="the plan", stuck__show="yes")
    shown = await summary(team, "Fri")
    assert shown.startswith("Ben is stuck: too big")
    assert "Before" not in shown
    assert "between me" not in shown
    assert "as before" not in shown


async def test_how_often_it_was_named_in_private_stays_so(office: Office) -> None:
    team = await research(office, ben=LONDON)
    for day in ("Mon", "Tue"):
        await answers(team, day, **NOBODY_KNOWS)
    await answers(team, "Wed", stuck="too big", stuck__what="the plan", stuck__show="yes")
    assert "named" not in await summary(team, "Wed")


async def test_an_old_summary_that_is_written_anew_reads_the_same(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=LONDON)
    await answers(team, "Mon", stuck="waiting for someone", stuck__what="the data")
    await answers(team, "Tue", stuck="missing context", stuck__what="which seed?")
    await answers(team, "Wed", stuck="missing context", stuck__what="that seed")
    wednesday = await summary(team, "Wed")
    assert "since yesterday" in wednesday
    await answers(team, "Thu", stuck="missing context", stuck__what="still that seed")
    await answers(team, "Fri")
    await team["cy"].clicks("Check in late", on="Wed 25 Nov")
    await team["cy"].fills(done="x", next="y")
    assert await summary(team, "Wed") == wednesday
