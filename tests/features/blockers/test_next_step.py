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
        assert said.says("An organiser hears of it only if you press that.")
        assert {"Drop it", "Tell an organiser"} <= set(said.buttons)
    assert await ben.counts("worth a change") == 2
    await ben.clicks("Drop it")
    (blocker,) = await blockers(team)
    assert blocker.ended_at is not None


async def test_waiting_keeps_its_reminder_then(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await named_on(team, *DAYS[:4], **WAITING)
    said = await team["ben"].sees("worth a change")
    assert {"Remind them", "Drop it", "Tell an organiser"} <= set(said.buttons)


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
