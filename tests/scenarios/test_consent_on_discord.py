"""On Discord nobody is written to before they agreed: asked in the channel, the form, then the
direct message. Nobody has said yet where they are."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.people import World
from tests.platforms.discord import DiscordDriver
from tests.scenarios.conftest import BRISBANE, START, discord_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with discord_world(tmp_path, START, is_known=False) as (world, _):
        yield world


def driver_of(world: World) -> DiscordDriver:
    driver = world.driver
    assert isinstance(driver, DiscordDriver)
    return driver


async def direct_messages(world: World, who: str) -> list[str]:
    seen = await driver_of(world).messages(who)
    return [m.text for m in seen if m.is_by_bot and not m.is_in_channel and not m.is_only_for_them]


async def test_from_nothing_to_a_first_pair(world: World) -> None:
    joseph, jay, maya = world.joseph, world.jay, world.maya
    began = world.now
    await joseph.types("pair @jay")
    started = await joseph.sees("Joseph Hale and Jay Rao is started.", "I ask Jay Rao in #research")
    assert started.is_only_for_them
    await joseph.clicks("Set my time zone")
    await joseph.fills(city="London")
    await joseph.sees("Saved.", "London")
    await joseph.clicks("Mon–Fri 09:30, daily")

    # It stands in the channel, and mentions him alone.
    asked = await jay.sees("Joseph Hale asks @Jay Rao to join Joseph Hale and Jay Rao on Unstuck.")
    assert asked.is_in_channel
    assert asked.buttons == ("Join", "Not for me", "What is this?")
    assert driver_of(world).pinged(asked) == {"jay"}
    await maya.clicks("Join")
    await maya.sees("I cannot find that invitation, or it is not yours.")

    # The form first; dismissed half-way it leaves everything as it was.
    await jay.clicks("Join")
    assert jay.dialog is not None
    assert list(jay.dialog.values) == ["city", "days", "starts", "ends", "holidays"]
    assert await direct_messages(world, "jay") == []
    await jay.clicks("What is this?")
    await jay.sees("Unstuck asks each member of", "You can leave at any time with “/team”.")
    assert (await jay.sees("asks @Jay Rao to join")).buttons[0] == "Join"

    await jay.clicks("Join")
    await jay.fills(city="Atlantis")
    assert jay.dialog.faults == {
        "city": "I do not know “Atlantis”. Try a larger city near you, such as Sydney or Chicago."
    }
    await jay.fills(city="Brisbane")
    await jay.sees("Welcome to Joseph Hale and Jay Rao.")
    joined = await jay.sees(
        "Joseph Hale asks who joins Joseph Hale and Jay Rao", "Jay Rao has joined"
    )
    assert joined.buttons == ()
    assert (world.now - began).total_seconds() < 300

    # Only now the first direct message, at his own half past nine.
    assert await direct_messages(world, "jay") == []
    await world.until(datetime(2026, 3, 27, 9, 31, tzinfo=BRISBANE))
    prompts = [text for text in await direct_messages(world, "jay") if "Fri 27 Mar" in text]
    assert len(prompts) == 1
    assert prompts[0].startswith("Daily for Joseph Hale and Jay Rao, Fri 27 Mar")


async def test_who_says_no_hears_nothing_more(world: World) -> None:
    joseph, jay = world.joseph, world.jay
    await joseph.types("pair @jay")
    await joseph.clicks("Mon–Fri 09:30, daily")
    await jay.clicks("Not for me")
    declined = await jay.sees("That is fine. You hear nothing more about Joseph Hale and Jay Rao.")
    assert declined.is_only_for_them
    # In the channel nobody is shamed for it.
    assert await joseph.counts("Jay Rao said no") == 0
    await world.until(datetime(2026, 4, 2, 9, 31, tzinfo=BRISBANE))
    assert await direct_messages(world, "jay") == []


async def test_everybody_with_a_role_may_join(world: World) -> None:
    joseph, jay, maya = world.joseph, world.jay, world.maya
    driver = driver_of(world)
    driver.gives_role("writers", "jay")
    await joseph.types("setup")
    await joseph.fills(name="Research", everybody=["writers"], place="research")
    await joseph.sees("Research is started.", "@writers in #research to join")
    asked = await maya.sees("Joseph Hale asks @writers to join Research on Unstuck.")
    assert driver.pinged(asked) == {"writers"}
    await maya.clicks("Join")
    await maya.sees("I cannot find that invitation, or it is not yours.")
    await jay.clicks("Join")
    await jay.fills(city="Brisbane")
    await jay.sees("Welcome to Research.")
    await joseph.types("team")
    await joseph.sees("Jay Rao", "Open to everybody of @writers", "Follows @writers")
    # Who has lost it leaves, as soon as they act.
    driver.takes_role("writers", "jay")
    await jay.types("help", in_channel=True)
    await world.until(datetime(2026, 3, 27, 9, 1, tzinfo=BRISBANE))
    await jay.sees("You no longer have @writers, so you are no longer in Research.")
    await jay.clicks("Stay in Research")
    await jay.sees("You stay in Research.")


async def test_a_closed_door_is_said_in_the_channel_without_what_was_behind_it(
    world: World,
) -> None:
    joseph, jay = world.joseph, world.jay
    await joseph.types("me London")
    await joseph.types("setup")
    await joseph.fills(name="Research", people=["jay"], place="research")
    await joseph.clicks("Mon–Fri 09:30, daily")
    await jay.clicks("Join")
    await jay.fills(city="Brisbane")
    driver_of(world).closes_door("jay")
    await world.until(datetime(2026, 3, 27, 9, 45, tzinfo=BRISBANE))
    said = await jay.sees("@Jay Rao, I cannot write to you: open /unstuck.")
    assert said.is_in_channel
    await world.until(datetime(2026, 3, 31, 9, 45, tzinfo=BRISBANE))
    assert await jay.counts("I cannot write to you") == 1
    # What waits for him is there.
    await jay.types("/unstuck")
    await jay.sees("Open for you", "Daily")
