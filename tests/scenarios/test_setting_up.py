"""From an empty workspace to a first check-in; and everybody is asked before anything else."""

from datetime import datetime

from bot.domain.workspaces import Platform
from tests.people import World
from tests.scenarios.conftest import BRISBANE, LONDON

THURSDAY_NOON = datetime(2026, 3, 26, 12, tzinfo=LONDON)


async def test_a_team_starts_with_one_form_and_one_tap(world: World) -> None:
    joseph, jay, maya = world.joseph, world.jay, world.maya
    began = world.now
    await joseph.types("inbox")
    await joseph.sees("Nothing is open for you.", "You can type:", "setup")

    await joseph.types("setup")
    assert joseph.dialog is not None
    assert joseph.dialog.title == "Start a team"
    await joseph.fills(name="Research", people=["jay", "maya"])
    started = await joseph.sees("Research is started.", "I will tell you what they say.")
    # Jay works now; Maya sleeps, so she is asked in her morning.
    assert started.says(
        "I have asked Jay Rao to join.", "I will ask Maya Cole when their day begins: "
    )
    assert started.buttons == ("Mon–Fri 09:30, daily", "Another time")
    await joseph.clicks("Mon–Fri 09:30, daily")
    running = await joseph.sees("Daily for Research: Mon–Fri, 09:30 to 16:00")
    *of_it, holidays = running.buttons
    assert of_it == ["Start now", "Preview", "Change", "Questions", "Pause", "Delete"]
    assert holidays == "Set my public holidays"
    assert (world.now - began).total_seconds() < 120

    await world.advance(minutes=1)
    await jay.clicks("Join")
    await jay.sees("Welcome to Research.", "Daily first comes")
    assert await maya.counts("Research") == 0
    await world.until(THURSDAY_NOON.replace(hour=13, minute=1))
    await maya.sees("Joseph Hale asks you to join Research on Unstuck.")


async def test_what_is_this_not_for_me_and_join_after_all(world: World) -> None:
    joseph, jay = world.joseph, world.jay
    await joseph.types("pair @jay")
    await joseph.clicks("Mon–Fri 09:30, daily")
    await world.advance(minutes=1)

    await jay.clicks("What is this?")
    explained = await jay.sees("Unstuck asks each member of Joseph Hale and Jay Rao")
    assert explained.is_only_for_them
    typed = Platform(world.platform).typed("team")
    assert explained.says("whether they are stuck", f"You can leave at any time with “{typed}”.")

    await jay.clicks("Not for me")
    await jay.sees("That is fine. You hear nothing more about Joseph Hale and Jay Rao.")
    declined = await jay.sees("You said no to Joseph Hale and Jay Rao.")
    assert declined.buttons == ("Join after all",)
    await world.until(datetime(2026, 3, 26, 9, 1, tzinfo=LONDON))
    await joseph.sees("Jay Rao would rather not join Joseph Hale and Jay Rao.")

    # A week in which Jay hears nothing.
    so_far = len(await jay.screen())
    await world.until(datetime(2026, 4, 2, 6, tzinfo=LONDON))
    assert len(await jay.screen()) == so_far
    await jay.types("inbox")
    await jay.sees("Nothing is open for you.")

    await jay.clicks("Join after all")
    await jay.sees("Welcome to Joseph Hale and Jay Rao.", "Daily first comes")
    await world.until(datetime(2026, 4, 3, 9, 31, tzinfo=BRISBANE))
    assert await jay.counts("Daily for Joseph Hale and Jay Rao, Fri 3 Apr") == 1


async def test_asking_again(world: World) -> None:
    """Twice is once, and who said no is left in peace: the one who asks again is told so."""
    joseph, jay = world.joseph, world.jay
    await joseph.types("setup")
    await joseph.fills(name="Research", people=["jay"])
    for _ in range(2):
        await joseph.types("team")
        await joseph.clicks("Invite")
        await joseph.fills(people=["jay"])
        await joseph.sees("They are all in Research already, or asked.")
        await world.advance(minutes=1)
        assert await jay.counts("asks you to join Research") == 1
    await jay.clicks("Not for me")
    await world.until(datetime(2026, 4, 1, 10, tzinfo=BRISBANE))
    assert await jay.counts("asks you to join Research") == 0
    await joseph.types("team")
    await joseph.clicks("Invite")
    await joseph.fills(people=["jay"])
    await joseph.sees("Jay Rao said no before, so I do not ask again.")
    await world.advance(minutes=1)
    assert await jay.counts("asks you to join Research") == 0


async def test_before_join_there_are_no_prompts(world: World) -> None:
    joseph, jay = world.joseph, world.jay
    await joseph.types("pair @jay")
    await joseph.clicks("Mon–Fri 09:30, daily")
    await world.until(datetime(2026, 3, 31, 12, tzinfo=LONDON))
    assert await jay.counts("Daily") == 0
    assert await jay.counts("asks you to join") == 1
    # The summary does not count him either.
    assert (await joseph.sees("Daily, Mon 30 Mar\n")).says("0 of 1 checked in.")
    # Organisers see who is not set up yet.
    await joseph.types("team")
    await joseph.sees("Asked, no answer yet: Jay Rao.")
    # It is still open for him.
    await jay.types("inbox")
    item = await jay.sees("Open for you", "Joseph Hale asks you to join")
    assert item.buttons == ("Join", "Not for me")


async def test_a_form_that_is_not_right_yet_keeps_everything(world: World) -> None:
    joseph = world.joseph
    await joseph.types("setup")
    await joseph.fills(name=" ", people=["jay", "maya"])
    assert joseph.dialog is not None
    # Each platform has its own words for it.
    assert set(joseph.dialog.faults) == {"name"}
    assert joseph.dialog.values["people"] == ["jay", "maya"]
    await joseph.fills(name="Research", people=["joseph"])
    assert joseph.dialog.faults == {
        "people": "Choose at least one other person; you are in it already."
    }
    assert joseph.dialog.values["name"] == ["Research"]
    await joseph.fills(people=["joseph", "jay"])
    await joseph.sees("Research is started.")


async def test_only_admins_start_teams_if_they_say_so(world: World) -> None:
    joseph, maya = world.joseph, world.maya
    await maya.types("team")
    await maya.clicks("Let only admins start teams")
    await maya.sees("Only admins start teams here.")
    for words in ("setup", "pair @jay"):
        await joseph.types(words)
        await joseph.sees("only its admins start teams. Ask one of them to set yours up.")
        assert joseph.dialog is None
    await maya.types("pair @jay")
    await maya.sees("Maya Cole and Jay Rao", "started")
    await joseph.types("team")
    assert "Let anybody start teams" not in (await joseph.screen())[-1].buttons
