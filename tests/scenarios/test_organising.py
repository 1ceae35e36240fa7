"""Organisers: what they can do, and that a team never loses its last one silently."""

import asyncio
from datetime import datetime

import pytest

from bot.domain.workspaces import Platform
from tests.people import World
from tests.scenarios.conftest import LONDON


@pytest.fixture
async def research(world: World) -> World:
    """Joseph organises; Jay and Maya have joined. It is Thursday, ten in London."""
    await world.joseph.types("setup")
    await world.joseph.fills(name="Research", people=["jay", "maya"])
    for member in (world.jay, world.maya):
        await member.types("inbox")
        await member.clicks("Join")
    await world.joseph.clicks("Mon–Fri 09:30, daily")
    await world.until(datetime(2026, 3, 26, 10, tzinfo=LONDON))
    return world


async def test_start_now_preview_pause_and_delete(research: World) -> None:
    joseph, maya = research.joseph, research.maya
    await joseph.clicks("Preview")
    await research.advance(minutes=1)
    preview = await joseph.sees("A preview: only you see it, and nothing is kept.")
    assert preview.says("What got done?", "What is next?", "Are you stuck?")
    await joseph.clicks("Check in", on="A preview")
    await joseph.fills(done="trying it out", next="y")
    await joseph.sees("That is how it works. It was a preview, so nothing was kept.")

    await joseph.types("team")
    await joseph.clicks("Check-ins")
    await joseph.clicks("Start now")
    await joseph.sees("Daily goes out now to everybody who works today and was not asked yet.")
    await research.until(datetime(2026, 3, 26, 13, 1, tzinfo=LONDON))
    assert await maya.counts("Daily for Research, Thu 26 Mar") == 1
    assert await joseph.counts("Daily for Research, Thu 26 Mar") == 1
    # Its own schedule finds her asked.
    await research.until(datetime(2026, 3, 26, 15, tzinfo=LONDON))
    assert await maya.counts("Daily for Research, Thu 26 Mar") == 1

    await joseph.types("team")
    await joseph.clicks("Check-ins")
    await joseph.clicks("Pause")
    await joseph.sees("Daily is paused: nobody is asked.")
    await research.until(datetime(2026, 3, 27, 18, tzinfo=LONDON))
    assert await joseph.counts("Fri 27 Mar") == 0
    await joseph.clicks("Go on")
    await joseph.sees("Daily goes on: Mon–Fri, 09:30 to 16:00")
    await research.until(datetime(2026, 3, 30, 9, 31, tzinfo=LONDON))
    assert await joseph.counts("Daily for Research, Mon 30 Mar") == 1

    await joseph.types("team")
    await joseph.clicks("Check-ins")
    await joseph.clicks("Delete")
    await joseph.sees("Delete Daily? Nobody is asked any more.")
    await joseph.clicks("Yes, delete")
    await joseph.sees("Daily is deleted. You can bring it back for 7 days.")
    await joseph.clicks("Skip today", on="Mon 30 Mar")
    await joseph.sees("That check-in has been deleted, so there is nothing to do.")
    await research.until(datetime(2026, 4, 2, 18, tzinfo=LONDON))
    assert await joseph.counts("for Research, Tue 31 Mar") == 0

    await joseph.clicks("Bring back")
    await joseph.sees("Daily is back: Mon–Fri, 09:30 to 16:00")
    await research.until(datetime(2026, 4, 3, 9, 31, tzinfo=LONDON))
    assert await joseph.counts("Daily for Research, Fri 3 Apr") == 1


async def test_a_template_its_schedule_and_who_has_responded(research: World) -> None:
    joseph = research.joseph
    await joseph.types("team")
    await joseph.clicks("Check-ins")
    await joseph.clicks("Add a check-in")
    await joseph.sees("A check-in for Research", "What did you learn?")
    await joseph.clicks("Weekly: every Friday 14:00 to 16:30")
    await joseph.sees("Weekly for Research: every Friday, 14:00 to 16:30")
    await joseph.clicks("Change", on="Weekly for Research")
    typed = {"closes": "Mon 10:00", "every": "2", "summary": "11:00", "city": "London"}
    await joseph.fills(opens="14 o'clock", **typed)
    assert joseph.dialog is not None
    assert joseph.dialog.faults == {
        "opens": "I cannot read “14 o'clock” as a time; write it like 09:30 or 5 pm."
    }
    # What stands on a later page is kept too.
    await joseph.fills(opens="14:00")
    await joseph.sees(
        "Weekly: every second Friday, 14:00 to Mon 10:00, in London time, summary at 11:00",
        "It comes next",
    )
    await research.until(datetime(2026, 3, 27, 14, 1, tzinfo=LONDON))
    for name in ("Weekly", "Daily"):
        await joseph.clicks("Check in", on=f"{name} for Research, Fri 27 Mar")
        await joseph.fills(done="x", next="y")
    await joseph.types("team")
    await joseph.clicks("Check-ins")
    await joseph.clicks("Who has responded", on="Fri 27 Mar: 1 of 3 has responded.")
    said = await joseph.sees("So that you can help: only organisers see this")
    assert said.is_only_for_them
    assert said.says(", Fri 27 Mar", "Answered: Joseph Hale.", "Not yet: Jay Rao, Maya Cole.")


async def test_questions_of_ones_own(research: World) -> None:
    joseph = research.joseph
    await joseph.types("team")
    await joseph.clicks("Check-ins")
    await joseph.clicks("Add a check-in")
    await joseph.clicks("My own questions")
    eleven = "\n".join(f"Question {number}?" for number in range(1, 12))
    await joseph.fills(name="Reading", questions=eleven, days="Mon")
    assert joseph.dialog is not None
    assert joseph.dialog.faults == {
        "questions": "These are 11 questions: 10 at most. Leave some out."
    }
    await joseph.fills(questions="What did you read?")
    await joseph.sees("Reading for Research: every Monday, 09:30 to 16:00")
    await joseph.clicks("Questions", on="Reading for Research")
    await joseph.clicks("Add a question")
    await joseph.fills(text="Worth it?", kind="yes_no", audience="only_me", last="yes")
    await joseph.sees("Worth it?  (yes or no, only who answers sees it, with the last answer)")


async def test_a_member_does_not_see_what_only_organisers_can_do(research: World) -> None:
    jay = research.jay
    await jay.types("team")
    assert (await jay.sees("Organised by Joseph Hale.")).buttons == ("Check-ins", "Leave")
    await jay.clicks("Check-ins")
    assert (await jay.sees("Check-ins of Research")).buttons == ()


async def test_another_organiser_and_then_leaving(research: World) -> None:
    joseph, jay = research.joseph, research.jay
    await joseph.types("team")
    await joseph.clicks("Leave")
    await joseph.clicks("Yes, leave")
    await joseph.sees("You are the last organiser of Research. Choose another one first")
    await joseph.types("team")
    await joseph.clicks("Organisers")
    await joseph.fills(organisers=[])
    assert joseph.dialog is not None
    assert set(joseph.dialog.faults) == {"organisers"}
    await joseph.fills(organisers=["joseph", "jay"])
    await joseph.sees("Research is now organised by Jay Rao and Joseph Hale.")
    await joseph.types("team")
    await joseph.clicks("Leave")
    await joseph.clicks("Yes, leave")
    await joseph.sees("You have left Research. You hear nothing more about it.")
    await jay.types("team")
    team = await jay.sees("Jay Rao and Maya Cole.", "Organised by Jay Rao.")
    assert team.buttons == ("Check-ins", "Invite", "Organisers", "Channel", "Leave")
    so_far = len(await joseph.screen())
    await research.until(datetime(2026, 3, 27, 9, 45, tzinfo=LONDON))
    own = [m for m in (await joseph.screen())[so_far:] if not m.is_in_channel]
    assert own == []


async def test_two_organisers_who_leave_at_once(research: World) -> None:
    joseph, jay, maya = research.joseph, research.jay, research.maya
    await joseph.types("team")
    await joseph.clicks("Organisers")
    await joseph.fills(organisers=["joseph", "jay"])
    for organiser in (joseph, jay):
        await organiser.types("team")
        await organiser.clicks("Leave", on="Research")
    await asyncio.gather(joseph.clicks("Yes, leave"), jay.clicks("Yes, leave"))
    answers = [(await who.screen())[-1].text for who in (joseph, jay)]
    refused = "You are the last organiser of Research. Choose another one first, then leave."
    assert sorted(answers) == sorted(
        [refused, "You have left Research. You hear nothing more about it."]
    )
    await maya.types("team")
    stayed = ("Joseph Hale", "Jay Rao")[answers.index(refused)]
    await maya.sees(f"Organised by {stayed}.")


async def test_the_last_one_may_leave_an_empty_team(world: World) -> None:
    joseph, jay = world.joseph, world.jay
    await joseph.types("pair @jay")
    await world.advance(minutes=1)
    await joseph.types("team")
    await joseph.clicks("Leave")
    await joseph.clicks("Yes, leave")
    await joseph.sees("You have left Joseph Hale and Jay Rao.")
    # There is nobody left whom Jay could join.
    await jay.clicks("Join")
    await jay.sees("I cannot find that invitation, or it is not yours.")
    await joseph.types("team")
    typed = Platform(world.platform).typed("setup")
    await joseph.sees(f"You are in no team yet. Type “{typed}” to start one.")
