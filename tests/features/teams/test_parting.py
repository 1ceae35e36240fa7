"""Who is out of a team because they left a group, and what they may do about it."""

import pytest

from bot.domain.blockers import Blocker
from bot.domain.teams import Belonging
from bot.engine.intents import GroupLost
from bot.ports.chat import Refused
from tests.features.teams.crew import WRITERS, Crew
from tests.offices import CHANNEL
from tests.people import Someone


async def invites(ann: Someone, **chosen: list[str]) -> None:
    await ann.types("team")
    await ann.clicks("Invite")
    await ann.fills(**chosen)


# -- hearing of it ------------------------------------------------------------------------


async def test_where_no_letter_arrives_it_waits_under_unstuck(writers: Crew) -> None:
    writers.office.chat.breaks("ben", Refused("he closed his direct messages"))
    await writers.leaves("ben", WRITERS)
    await writers.ben.types("inbox")
    item = await writers.ben.sees(
        "You no longer have @writers, so you are no longer in Research.", "Open for you"
    )
    assert item.buttons == ("Stay in Research", "That is right")
    await writers.ben.clicks("Stay in Research")
    await writers.ben.sees("You stay in Research.")
    assert (await writers.belonging())["Ben"] is Belonging.JOINED
    await writers.ben.types("inbox")
    await writers.ben.sees("Nothing is open for you.")


@pytest.mark.parametrize("place", ["letter", "inbox"])
async def test_who_says_that_it_is_right_hears_no_more_of_it(crew: Crew, place: str) -> None:
    await crew.leaves("ben")
    if place == "inbox":
        await crew.ben.types("inbox")
    await crew.ben.clicks("That is right")
    assert (await crew.belonging())["Ben"] is Belonging.LEFT
    told = await crew.ben.sees("You have left Research. You hear nothing more about it.")
    assert told.buttons == ()
    await crew.ben.types("inbox")
    await crew.ben.sees("Nothing is open for you.")
    # As whoever leaves by themselves.
    await crew.comes("ben")
    assert (await crew.belonging())["Ben"] is Belonging.LEFT


async def test_who_was_only_asked_has_nothing_to_come_back_to(crew: Crew) -> None:
    kim = crew.office.hires("kim")
    await crew.comes("kim")
    await crew.leaves("kim")
    await kim.types("inbox")
    await kim.sees("Nothing is open for you.")


# -- staying ------------------------------------------------------------------------------


async def with_a_checkin(crew: Crew) -> None:
    await crew.ann.clicks("Mon–Fri 09:30, daily")
    await crew.at("Tue", "09:31")


async def test_who_stays_is_asked_again_in_the_open_round(crew: Crew) -> None:
    await with_a_checkin(crew)
    await crew.leaves("ben")
    await crew.ben.types("inbox")
    assert await crew.ben.counts("Open for you", "Daily") == 0
    await crew.at("Tue", "09:40")
    await crew.ben.clicks("Stay in Research")
    await crew.ben.types("inbox")
    await crew.ben.sees("Open for you", "Daily")
    await crew.ann.clicks("Check in", on="Daily for Research")
    await crew.ann.fills(done="Ann's", next="More")
    # It waits for Ben.
    assert await crew.ann.counts("checked in") == 0
    await crew.ben.clicks("Check in", on="Daily for Research, Tue")
    await crew.ben.fills(done="Ben's", next="More")
    await crew.ann.sees("2 of 2")
    # And tomorrow.
    await crew.at("Wed", "09:31")
    assert await crew.ben.counts("Daily for Research, Wed") == 1


async def test_who_answered_before_is_not_asked_again(crew: Crew) -> None:
    await with_a_checkin(crew)
    await crew.ben.clicks("Check in", on="Daily for Research")
    await crew.ben.fills(done="Ben's", next="More")
    await crew.leaves("ben")
    await crew.ben.clicks("Stay in Research")
    await crew.ben.types("inbox")
    await crew.ben.sees("Nothing is open for you.")


@pytest.mark.parametrize(("day", "is_back"), [("Tue", True), ("Thu", True), ("Fri", False)])
async def test_what_held_them_up_does_so_still_if_they_stay_soon(
    crew: Crew, day: str, is_back: bool
) -> None:
    await with_a_checkin(crew)
    await crew.ben.clicks("Check in", on="Daily for Research")
    await crew.ben.fills(
        done="Work", next="More", stuck="waiting for someone", stuck__what="the review"
    )
    await crew.leaves("ben")
    await crew.at(day, "09:50")
    await crew.ben.clicks("Stay in Research")
    unit = crew.office.store.unit(crew.office.workspace)
    (blocker,) = await unit.find(Blocker)
    assert (blocker.ended_at is None, blocker.end is None) == (is_back, is_back)


async def test_what_they_dropped_themselves_stays_so(crew: Crew) -> None:
    await with_a_checkin(crew)
    await crew.ben.clicks("Check in", on="Daily for Research")
    await crew.ben.fills(
        done="Work", next="More", stuck="waiting for someone", stuck__what="the review"
    )
    await crew.ben.types("inbox")
    await crew.ben.clicks("Drop it")
    await crew.leaves("ben")
    await crew.ben.clicks("Stay in Research")
    (blocker,) = await crew.office.store.unit(crew.office.workspace).find(Blocker)
    assert blocker.ended_at is not None


async def test_two_of_whom_one_has_left_are_no_pair(crew: Crew) -> None:
    await crew.leaves("ben")
    await crew.ben.clicks("That is right")
    await crew.office.says(GroupLost(CHANNEL, "was deleted"))
    await crew.ann.types("team")
    await crew.ann.clicks("Check-ins")
    assert "Mon–Fri 09:30, pair" not in (await crew.ann.screen())[-1].buttons


async def test_two_of_a_channel_are_no_pair(crew: Crew) -> None:
    """While others may come to it."""
    await crew.ann.types("team")
    await crew.ann.clicks("Check-ins")
    assert "Mon–Fri 09:30, pair" not in (await crew.ann.screen())[-1].buttons
    await crew.office.says(GroupLost(CHANNEL, "was deleted"))
    await crew.ann.types("team")
    await crew.ann.clicks("Check-ins")
    assert "Mon–Fri 09:30, pair" in (await crew.ann.screen())[-1].buttons


# -- by name ------------------------------------------------------------------------------


async def test_who_is_chosen_by_name_later_no_longer_leaves_with_the_channel(crew: Crew) -> None:
    await invites(crew.ann, people=["ben"])
    await crew.ann.sees("They are all in Research already, or asked.")
    await crew.leaves("ben")
    assert (await crew.belonging())["Ben"] is Belonging.JOINED
