"""The reply to a stuck response: each kind has its own next step, and one named often a choice."""

import pytest

from bot.domain.blockers import BlockerKind
from bot.features.blockers.messages import HELPS
from tests.features.blockers.saying import WAITING, answers, blockers
from tests.features.research import LONDON, Research, research
from tests.offices import Office

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")


@pytest.mark.parametrize("kind", BlockerKind)
async def test_each_kind_has_its_own(office: Office, kind: BlockerKind) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck=kind)
    said = await team["ben"].sees("Noted that you are stuck.", "What usually helps: ", HELPS[kind])
    assert said.is_only_for_them
    assert ("Remind them" in said.buttons) is (kind is BlockerKind.WAITING)


async def test_who_is_not_stuck_is_offered_nothing(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon")
    assert await team["ben"].counts("What usually helps") == 0


async def named_on(team: Research, *days: str, **values: str) -> None:
    for day in days:
        await answers(team, day, **values)


async def test_restated_a_third_time_it_ends_in_a_choice(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await named_on(team, *DAYS[:3], stuck="missing context")
    assert await ben.counts("worth a change") == 0
    for day, times in (("Thu", 4), ("Fri", 5)):
        await answers(team, day, stuck="missing context")
        said = await ben.sees(f"It has come up in {times} check-ins now.")
        assert {"Drop it", "Tell an organiser"} <= set(said.buttons)
    assert await ben.counts("An organiser hears of it only if you press “Tell an organiser”.") == 1
    # Said once, it is not said each morning.
    assert await ben.counts("worth a change") == 1
    await ben.clicks("Drop it")
    (blocker,) = await blockers(team)
    assert blocker.ended_at is not None


async def test_waiting_keeps_its_reminder_then(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await named_on(team, *DAYS[:4], **WAITING)
    said = await team["ben"].sees("worth a change")
    choice = ("Drop it", "Tell an organiser", "Remind them")
    assert tuple(b for b in said.buttons if b in choice) == choice


async def test_named_again_it_hears_what_is_new_alone(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await named_on(team, *DAYS[:3], **WAITING)
    said = await ben.sees("It has come up in 3 check-ins now.")
    assert "Remind them" in said.buttons
    assert await ben.counts("It has come up in 2 check-ins now.") == 1
    assert await ben.counts("What usually helps") == 1
    # Something else is another matter.
    await answers(team, "Thu", stuck="too big")
    assert await ben.counts("What usually helps") == 2


async def test_the_choice_stands_in_the_inbox(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    for day, may_tell in zip(DAYS[:4], (False, False, False, True), strict=True):
        await answers(team, day, stuck="missing context")
        await ben.types("inbox")
        item = await ben.sees("Stuck in Research")
        assert ("Tell an organiser" in item.buttons) is may_tell
    await ben.clicks("Tell an organiser", on="Stuck in Research")
    await ben.clicks("Send it")
    await ben.types("inbox")
    assert "Tell an organiser" not in (await ben.sees("Stuck in Research")).buttons


async def test_an_only_organiser_is_not_offered_to_tell_themselves(office: Office) -> None:
    team = await research(office, ben=LONDON)
    for day in DAYS[:4]:
        await team.at(day, "09:31")
        await team["ann"].clicks("Check in", on="Daily for Research")
        await team["ann"].fills(done="x", next="y", stuck="missing context")
    said = await team["ann"].sees("worth a change")
    assert "Drop it" in said.buttons
    assert "Tell an organiser" not in said.buttons
    assert not said.says("An organiser hears")
