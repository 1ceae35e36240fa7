"""One day of a team in the playground: asked, answered, put off, reminded, summed up."""

from datetime import datetime

import pytest

from tests.people import World
from tests.scenarios.conftest import LONDON, NEW_YORK

ODD = (
    "<!channel> @everyone <@U123> </form> <script>alert(1)</script> **bold** "
    "[text](http://x.example) שלום עולם مرحبا بالعالم 👩🏽‍🔬 \u202eright to left"
)


def thursday(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 26, hour, minute, tzinfo=LONDON)


@pytest.fixture
async def research(world: World) -> World:
    """Joseph organises; Maya, in New York, has joined. It is Thursday, ten in London."""
    joseph, maya = world.joseph, world.maya
    await joseph.types("setup")
    await joseph.fills(name="Research", people=["maya"], place="research")
    await maya.types("inbox")
    await maya.clicks("Join")
    await joseph.clicks("Mon–Fri 09:30, daily")
    await world.until(thursday(10))
    return world


async def test_from_prompt_to_summary_and_a_late_answer(research: World) -> None:
    joseph, maya = research.joseph, research.maya
    prompt = await joseph.sees("Daily for Research, Thu 26 Mar")
    assert not prompt.is_in_channel
    assert prompt.buttons == ("Check in", "I'm stuck", "Skip today", "In an hour")
    await joseph.clicks("Check in")
    assert joseph.dialog is not None
    asked = list(joseph.dialog.labels.values())
    assert asked[:3] == ["What got done?", "What is next?", "Are you stuck?"]
    if not joseph.dialog.has_more:
        assert asked[3:] == [
            "If you are stuck: what is missing, in a sentence?",
            "Since when?",
            "Who sees it?",
        ]
    await joseph.fills(done="Read the proofs", next="Write the review")
    await joseph.sees("Thank you, it is in.")

    # Until the summary it can be changed.
    await joseph.clicks("Change it")
    await joseph.fills(done="Read all the proofs")

    # The deadline is Maya's, five hours after London's is over.
    await research.until(thursday(19, 59))
    assert await joseph.counts("Daily, Thu 26 Mar\n") == 0
    await research.until(thursday(20))
    for reader in (joseph, maya):
        summary = await reader.sees("Daily, Thu 26 Mar\n", "1 of 2 checked in.")
        assert summary.is_in_channel
        assert not summary.is_in_thread
        thread = await reader.sees("Read all the proofs", "Write the review")
        assert thread.is_in_thread
        assert "Maya" not in summary.text + thread.text

    # Maya answers after her deadline.
    await maya.clicks("Check in late", on="Daily for Research, Thu 26 Mar")
    await maya.fills(done="Better late", next="Sleep")
    await maya.sees("It is in the summary of Daily, marked as late.")
    await research.advance(minutes=1)
    assert (await joseph.sees("Daily, Thu 26 Mar\n")).says("2 of 2 checked in.")
    assert (await joseph.sees("Better late")).says("Maya Cole (late)", "Read all the proofs")
    assert await joseph.counts("Daily, Thu 26 Mar\n") == 1


async def test_own_questions_of_every_kind(research: World) -> None:
    joseph = research.joseph
    await joseph.types("team")
    await joseph.clicks("Check-ins")
    for text, kind, options, required in (
        ("Which lab?", "choice", "North\nSouth", "yes"),
        ("How well does it go?", "scale", "", "yes"),
        ("Shall we meet?", "yes_no", "", "no"),
        ("Anything else?", "text", "", "no"),
    ):
        await joseph.clicks("Questions" if text == "Which lab?" else "Add a question")
        if text == "Which lab?":
            await joseph.clicks("Add a question")
        await joseph.fills(text=text, kind=kind, options=options, required=required)
    await joseph.sees("Questions of Daily", "Which lab?", "North · South")

    await joseph.clicks("Check in", on="Daily for Research, Thu 26 Mar")
    await joseph.fills(done="x", next="y")
    assert joseph.dialog is not None
    key = {label: name for name, label in joseph.dialog.labels.items()}
    # Each platform has its own words for it.
    assert set(joseph.dialog.faults) == {key["Which lab?"], key["How well does it go?"]}
    await joseph.fills(
        **{
            key["Which lab?"]: "South",
            key["How well does it go?"]: "4",
            key["Shall we meet?"]: "yes",
        }
    )
    await research.until(thursday(20))
    thread = await joseph.sees("Which lab? South")
    assert thread.says("How well does it go? 4", "Shall we meet? Yes")
    assert "Anything else?" not in thread.text


async def test_the_same_plan_skip_and_in_an_hour(research: World) -> None:
    joseph, maya = research.joseph, research.maya
    await joseph.clicks("In an hour")
    await research.until(thursday(11))
    assert await joseph.counts("Daily for Research, Thu 26 Mar") == 2
    await joseph.clicks("Check in", on="Until")
    await joseph.fills(done="x", next="Run the seeds")
    await research.until(datetime(2026, 3, 26, 9, 31, tzinfo=NEW_YORK))
    await maya.clicks("Skip today")
    skipped = await maya.sees("Skipped. That is fine.")
    assert skipped.buttons == ("Check in after all",)
    await research.advance(minutes=1)
    # All have said something, so the summary need not wait.
    assert (await joseph.sees("Daily, Thu 26 Mar\n")).says("1 of 2 checked in.")

    await research.until(datetime(2026, 3, 27, 9, 31, tzinfo=LONDON))
    friday = await joseph.sees("Daily for Research, Fri 27 Mar", "Run the seeds")
    assert friday.buttons[:2] == ("Check in", "Same plan")
    await joseph.clicks("Same plan")
    await joseph.sees("Fri 27 Mar", "Checked in")
    await research.until(datetime(2026, 3, 27, 20, tzinfo=LONDON))
    await joseph.sees("Joseph Hale", "Same plan as before.", "Run the seeds")


async def test_a_reminder_and_what_it_becomes(research: World) -> None:
    joseph, maya = research.joseph, research.maya
    await research.until(thursday(14, 59))
    assert await joseph.counts("A line is enough") == 0
    await research.until(thursday(15))
    reminder = await joseph.sees("Daily is open until", "A line is enough.")
    assert reminder.buttons == ("Check in", "Skip today")
    await joseph.clicks("Check in", on="A line is enough")
    await joseph.fills(done="x", next="y")
    await research.advance(minutes=1)
    assert (await joseph.sees("Daily, Thu 26 Mar: checked in.")).buttons == ()
    # Maya's comes an hour before her own deadline, and tells her when it is over.
    await research.until(datetime(2026, 3, 26, 15, 1, tzinfo=NEW_YORK))
    await maya.sees("A line is enough.")
    await research.until(datetime(2026, 3, 26, 16, 1, tzinfo=NEW_YORK))
    await maya.sees("Daily, Thu 26 Mar: the summary has gone out; yours is still welcome.")


async def test_stuck_in_private_and_before_the_team(research: World) -> None:
    joseph, maya = research.joseph, research.maya
    await joseph.clicks("I'm stuck")
    assert joseph.dialog is not None
    assert joseph.dialog.title == "What holds you up?"
    await joseph.fills(stuck="not motivated", stuck__what="winter", stuck__since="2")
    await joseph.sees(
        "Noted that you are stuck. That happens to everybody; it is not about talent."
    )
    await research.until(datetime(2026, 3, 26, 9, 31, tzinfo=NEW_YORK))
    await maya.clicks("Check in")
    await maya.fills(
        done="x", next="y", stuck="missing context", stuck__what="which seed?", stuck__since="1"
    )
    await research.advance(minutes=1)
    summary = await joseph.sees("Daily, Thu 26 Mar\n")
    assert summary.says("Joseph Hale is stuck.")
    assert summary.says("Maya Cole is stuck: missing context, since yesterday.", "which seed?")
    # The one who has been stuck for longest stands first.
    assert summary.text.index("Joseph") < summary.text.index("Maya")
    seen_by_maya = await maya.transcript()
    assert "not motivated" not in seen_by_maya
    assert "winter" not in seen_by_maya

    # The next day it stands there still, a day older; and when it is over it is gone.
    await research.until(datetime(2026, 3, 27, 9, 31, tzinfo=LONDON))
    await joseph.clicks("Check in", on="Fri 27 Mar")
    await joseph.fills(
        done="x", next="y", stuck="not motivated", stuck__what="winter", stuck__show=["yes"]
    )
    await research.until(datetime(2026, 3, 27, 9, 31, tzinfo=NEW_YORK))
    await maya.clicks("Check in", on="Fri 27 Mar")
    await maya.fills(done="x", next="y")
    await research.advance(minutes=1)
    friday = await maya.sees("Daily, Fri 27 Mar\n")
    assert friday.says("Joseph Hale is stuck: not motivated, for 3 days.", "winter")
    assert "Maya Cole is stuck" not in friday.text
    assert friday.says("No longer stuck: Maya Cole (missing context, after 2 days).")


async def test_odd_texts_arrive_whole(research: World) -> None:
    joseph = research.joseph
    await joseph.clicks("Check in")
    await joseph.fills(done=ODD, next="z" * 3000)
    await research.until(thursday(20))
    thread = await joseph.sees("Joseph Hale", "What got done?")
    assert ODD in thread.text
    assert thread.text.count("z") == 3000


async def test_ten_thousand_characters_are_too_many_and_none_is_lost(research: World) -> None:
    joseph = research.joseph
    long = "😀" * 10_000
    await joseph.clicks("Check in")
    await joseph.fills(done=long, next="y")
    assert joseph.dialog is not None
    assert set(joseph.dialog.faults) == {"done"}
    assert joseph.dialog.values["done"] == [long]
    if research.platform == "playground":
        # Slack lets nobody send it; we say what is wrong, and keep it.
        assert joseph.dialog.faults["done"] == (
            "This is 7,000 characters too long: 3,000 fit. Nothing was cut."
        )
        await joseph.types("inbox")
        await joseph.clicks("Continue")
        assert joseph.dialog.values["done"] == [long]
    await joseph.fills(done=long[:3000])
    await joseph.sees("Thank you, it is in.")
