"""What holds somebody up: its kind, since when, who sees it, and when it ends."""

import pytest

from bot.domain.blockers import Blocker, BlockerEnd, BlockerKind
from tests.features.research import BRISBANE, LONDON, Research, research
from tests.offices import Office

PRIVATE = (BlockerKind.HOW_TO_START, BlockerKind.TOO_BIG, BlockerKind.NOT_MOTIVATED)
OPEN = tuple(kind for kind in BlockerKind if kind not in PRIVATE)


async def blockers(team: Research) -> list[Blocker]:
    return await team.office.store.unit(team.office.workspace).find(Blocker)


async def answers(team: Research, day: str, **values: str) -> None:
    """Ben answers at 09:31 of the day."""
    await team.at(day, "09:31")
    await team["ben"].clicks("Check in", on=f"Daily for Research, {day}")
    await team["ben"].fills(done="Work", next="More work", **values)


async def summary(team: Research, day: str) -> str:
    await team.at(day, "16:00")
    return (await team["ann"].sees(f"Daily, {day}", "checked in.")).text


@pytest.mark.parametrize("kind", PRIVATE)
async def test_a_private_kind_is_shown_as_stuck_alone(office: Office, kind: BlockerKind) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck=kind, stuck__what="between me and myself")
    said = await summary(team, "Mon")
    assert "Ben is stuck." in said
    for screen in (await team["ann"].transcript(), said):
        assert kind not in screen.replace("Don't know how to start”, “too big” and “not", "")
        assert "between me" not in screen


@pytest.mark.parametrize("kind", PRIVATE)
async def test_unless_the_person_shows_it(office: Office, kind: BlockerKind) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck=kind, stuck__what="the plan", stuck__show="yes")
    said = await summary(team, "Mon")
    assert f"Ben is stuck: {kind}." in said
    assert "the plan" in said


@pytest.mark.parametrize("kind", OPEN)
async def test_the_other_kinds_are_shown_with_their_sentence(
    office: Office, kind: BlockerKind
) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck=kind, stuck__what="which seed?")
    said = await summary(team, "Mon")
    assert f"Ben is stuck: {kind}." in said
    assert "which seed?" in said
    (blocker,) = await blockers(team)
    assert (blocker.kind, blocker.sentence) == (kind, "which seed?")


async def test_im_stuck_asks_only_what_and_counts_as_answered(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await team.at("Mon", "09:31")
    await ben.clicks("I'm stuck")
    assert ben.dialog is not None
    assert set(ben.dialog.values) == {"stuck", "stuck.what", "stuck.since", "stuck.show"}
    await ben.fills()
    assert ben.dialog.faults == {"stuck": "Please fill this in."}
    await ben.fills(stuck="environment or access broken", stuck__what="no VPN")
    await ben.sees("Noted that you are stuck. That happens to everybody")
    # The rest of the check-in may follow.
    await ben.clicks("Change it")
    assert ben.dialog.values["stuck.what"] == ["no VPN"]
    await ben.fills(done="Asked IT", next="Wait")
    assert "no VPN" in await summary(team, "Mon")


async def test_its_age_is_counted_in_its_owners_days(office: Office) -> None:
    """09:31 on Monday in Brisbane is Sunday in UTC."""
    team = await research(office, ben=BRISBANE)
    await team.at("Sun", "23:31", week=-1)
    await team["ben"].clicks("Check in")
    await team["ben"].fills(done="x", next="y", stuck="missing context", stuck__what="a seed")
    assert "Ben is stuck: missing context.\n" in await summary(team, "Mon")


@pytest.mark.parametrize(
    ("since", "said"),
    [("0", "context."), ("1", "context, since yesterday."), ("2", "context, for 2 days.")],
)
async def test_since_when(office: Office, since: str, said: str) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context", stuck__since=since)
    assert f"Ben is stuck: missing {said}" in await summary(team, "Mon")


async def test_named_again_it_grows_older_and_is_one(office: Office) -> None:
    team = await research(office, ben=LONDON)
    for day in ("Mon", "Tue", "Wed"):
        await answers(team, day, stuck="missing context", stuck__what="which seed?")
    assert "Ben is stuck: missing context, for 2 days, " in await summary(team, "Wed")
    (blocker,) = await blockers(team)
    assert blocker.restated == 2


async def test_named_twice_in_one_round_it_is_named_once(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context")
    await team["ben"].clicks("Change it")
    await team["ben"].fills(stuck__what="which seed?")
    (blocker,) = await blockers(team)
    assert (blocker.restated, blocker.sentence) == (0, "which seed?")


async def test_it_ends_when_a_later_response_is_not_stuck(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context")
    await answers(team, "Tue")
    (blocker,) = await blockers(team)
    assert blocker.end is BlockerEnd.NOT_STUCK
    assert "Ben is stuck" not in await summary(team, "Tue")


async def test_another_one_ends_it(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context")
    await answers(team, "Tue", stuck="too big")
    ended, current = sorted(await blockers(team), key=lambda b: b.since)
    assert (ended.end, current.end) == (BlockerEnd.ANOTHER, None)
    assert current.restated == 0


async def test_taken_back_by_mistake_it_is_the_same_one_again(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context", stuck__what="which seed?")
    await answers(team, "Tue")
    (ended,) = await blockers(team)
    tuesday = (await team.responses())["Tue", "ben"].round
    assert (ended.end, ended.ended_in) == (BlockerEnd.NOT_STUCK, tuesday)
    await team["ben"].clicks("Change it")
    await team["ben"].fills(stuck="missing context")
    (blocker,) = await blockers(team)
    assert (blocker.ended_at, blocker.end, blocker.ended_in) == (None, None, None)
    assert (blocker.since, blocker.restated, blocker.sentence) == (ended.since, 1, "which seed?")


async def test_another_named_by_mistake_gives_way_to_the_first(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context", stuck__what="which seed?")
    (first,) = await blockers(team)
    await team["ben"].clicks("Change it")
    await team["ben"].fills(stuck="waiting for someone", stuck__what="a review")
    await team["ben"].clicks("Change it")
    await team["ben"].fills(stuck="missing context", stuck__what="which seed?")
    again, wrong = sorted(await blockers(team), key=lambda b: b.id != first.id)
    assert (again.id, again.ended_at) == (first.id, None)
    assert wrong.end is BlockerEnd.ANOTHER
    said = await summary(team, "Mon")
    assert "which seed?" in said
    assert "a review" not in said


async def test_same_plan_does_not_end_it(office: Office) -> None:
    """One tap says nothing about being stuck."""
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context")
    await team.at("Tue", "09:31")
    await team["ben"].clicks("Same plan")
    (blocker,) = await blockers(team)
    assert blocker.ended_at is None


async def test_what_was_taken_back_in_the_same_round_is_not_shown(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context")
    await team["ben"].clicks("Change it")
    await team["ben"].fills(stuck="no")
    assert "stuck" not in await summary(team, "Mon")


async def test_a_later_round_does_not_take_it_from_the_earlier_summary(office: Office) -> None:
    """Ann answers Monday late, when Ben has named the same thing again on Tuesday."""
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context", stuck__what="which seed?")
    assert "which seed?" in await summary(team, "Mon")
    await answers(team, "Tue", stuck="missing context", stuck__what="still that seed")
    await team["ann"].clicks("Check in late", on="Mon 23 Nov")
    await team["ann"].fills(done="x", next="y")
    await office.settle()
    monday = await team["ann"].sees("Daily, Mon 23 Nov\n")
    assert monday.says("2 of 2 checked in.", "Ben is stuck: missing context.", "which seed?")
