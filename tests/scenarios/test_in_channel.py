"""A check-in asked in the team's channel, from the schedule to the summary, over two zones."""

from datetime import datetime

from tests.people import World
from tests.platforms.discord import DiscordDriver
from tests.scenarios.conftest import LONDON

HEAD = "Daily for Research, Thu 26 Mar"


def thursday(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 26, hour, minute, tzinfo=LONDON)


async def test_asked_answered_and_summed_up_in_the_channel(world: World) -> None:
    joseph, maya = world.joseph, world.maya
    await joseph.types("setup")
    await joseph.fills(name="Research", people=["maya"], place="research")
    await maya.types("inbox")
    await maya.clicks("Join")
    await joseph.clicks("Mon–Fri 09:30, daily")
    await joseph.clicks("Change")
    # On Discord these stand on its second page, of which nothing is known before it opens.
    await joseph.fills(where="channel", remind="60")
    await joseph.sees("Saved.")

    await world.until(thursday(9, 31))
    head = await maya.sees(HEAD, "0 of 1 checked in.")
    assert head.is_in_channel
    assert not head.is_in_thread
    assert head.buttons == ("Check in", "Same plan", "I'm stuck", "Skip today", "In an hour")
    turn = await maya.sees("Joseph Hale", "Daily is open for you until")
    assert turn.is_in_thread
    if isinstance(world.driver, DiscordDriver):
        assert world.driver.pinged(turn) == {"joseph"}

    await joseph.clicks("Check in", on=HEAD)
    await joseph.fills(done="Read the proofs", next="Write the review")
    assert (await joseph.sees("Thank you, it is in.")).is_only_for_them
    await world.advance(minutes=1)
    assert (await maya.sees(HEAD)).says("1 of 1 checked in.")

    # In New York it is morning four hours later.
    await world.until(thursday(13, 31))
    assert (await maya.sees(HEAD)).says("1 of 2 checked in.")
    assert (await maya.sees("Maya Cole", "is open for you until")).is_in_thread
    await maya.clicks("In an hour", on=HEAD)
    assert (await maya.sees("I will ask again at")).is_only_for_them
    await maya.clicks("Skip today", on=HEAD)
    assert (await maya.sees("Skipped. That is fine.")).is_only_for_them
    await world.advance(minutes=1)

    over = await joseph.sees(HEAD)
    assert over.says("1 of 2 checked in.", "The summary has gone out.")
    assert over.buttons == ("Check in late",)
    summary = await maya.sees("Daily, Thu 26 Mar\n", "1 of 2 checked in.")
    assert summary.is_in_channel
    assert (await maya.sees("Read the proofs", "Write the review")).is_in_thread
    await world.until(thursday(20))
    for who in (joseph, maya):
        assert await who.counts(HEAD) == 1
        assert [m for m in await who.screen() if m.says(HEAD) and not m.is_in_channel] == []
