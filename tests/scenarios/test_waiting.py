"""Somebody waits for a colleague some hours behind, and has them reminded."""

from datetime import datetime

from tests.people import World
from tests.scenarios.conftest import LONDON, NEW_YORK


async def test_a_reminder_to_the_one_waited_for(world: World) -> None:
    joseph, maya = world.joseph, world.maya
    await joseph.types("setup")
    await joseph.fills(name="Research", people=["maya"], place="research")
    await maya.types("inbox")
    await maya.clicks("Join")
    await joseph.clicks("Mon–Fri 09:30, daily")
    await world.until(datetime(2026, 3, 26, 10, tzinfo=LONDON))
    await joseph.clicks("I'm stuck")
    await joseph.fills(stuck="waiting for someone", stuck__what="the <!channel> review")
    await joseph.clicks("Remind them", on="What usually helps: remind them.")
    await joseph.fills(who="joseph", words="Could you *look*?")
    assert joseph.dialog is not None
    assert joseph.dialog.faults["who"] == "That is you. Choose the one you wait for."
    assert joseph.dialog.values["words"] == ["Could you *look*?"]
    await joseph.fills(who="maya")
    await joseph.sees("in their working hours. I tell you what they say.")
    # It is six in the morning for her.
    asked = "is waiting for you, and asked me to remind you:"
    assert await maya.counts(asked) == 0
    await world.until(datetime(2026, 3, 26, 9, 1, tzinfo=NEW_YORK))
    reminded = await maya.sees(asked, "Could you *look*?", "who is in Research too, chose you.")
    assert not reminded.is_in_channel
    await maya.clicks("I am on it", on=asked)
    assert (await maya.sees(asked, "You said that you are on it")).buttons == ("Not with me",)
    await joseph.sees("is on it:", "Could you *look*?")
    await joseph.types("inbox")
    await joseph.clicks("Not stuck any more", on="Stuck in Research: waiting for someone")
    await joseph.sees("it does not hold you up any more")
    await maya.clicks("Not with me", on=asked)
    await maya.sees("was waiting for you, and is not any more:")
    assert await joseph.counts("says that it is not with them") == 0
