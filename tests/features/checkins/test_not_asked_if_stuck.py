"""A check-in that does not ask whether one is stuck tells nothing of it; *I'm stuck* still does."""

from dataclasses import replace

import pytest

from bot.domain.blockers import Blocker
from bot.domain.questions import DAILY, STUCK
from tests.features.research import LONDON, Research, research
from tests.offices import CHANNEL, Office


async def asks(team: Research, *, if_stuck: bool) -> None:
    unit = team.office.store.unit(team.office.workspace)
    asked = tuple(q for q in DAILY if if_stuck or q != STUCK)
    unit.save(replace(await team.kept(), questions=asked))
    await unit.commit()


async def blocker(team: Research) -> Blocker:
    (found,) = await team.office.store.unit(team.office.workspace).find(Blocker)
    return found


async def answers(team: Research, day: str, **values: str) -> None:
    await team.at(day, "09:31")
    await team["ben"].clicks("Check in", on=f"Daily for Research, {day}")
    await team["ben"].fills(done="Work", next="More work", **values)


async def summary(team: Research, day: str) -> str:
    await team.at(day, "16:00")
    (text,) = [t for t in team.office.chat.texts(CHANNEL) if t.startswith(f"Daily, {day} ")]
    return text.split("checked in.", 1)[1].strip()


async def test_an_answer_to_it_ends_nothing_and_tells_of_nothing(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await answers(team, "Mon", stuck="missing context", stuck__what="which seed?")
    await asks(team, if_stuck=False)
    await answers(team, "Tue")
    assert (await blocker(team)).ended_at is None
    assert await summary(team, "Tue") == ""
    # Nor was it another day on which it was not named.
    await asks(team, if_stuck=True)
    await answers(team, "Wed", stuck="missing context", stuck__what="which seed?")
    assert await summary(team, "Wed") == (
        "Ben is stuck: missing context, for 2 days, as before.\n> which seed?"
    )


@pytest.mark.parametrize("is_ahead", [False, True])
async def test_the_rest_may_follow_and_leaves_what_holds_one_up(
    office: Office, is_ahead: bool
) -> None:
    """In the form of the prompt, or in one that was opened before the day and sent on it."""
    team = await research(office, ben=LONDON)
    await asks(team, if_stuck=False)
    ben = team["ben"]
    await team.at("Mon", "08:00")
    await ben.types("checkin")
    opened_before = ben.dialog
    await team.at("Mon", "09:31")
    await ben.clicks("I'm stuck")
    await ben.fills(stuck="missing context", stuck__what="which seed?")
    await ben.clicks("Change it")
    ben.dialog = opened_before if is_ahead else ben.dialog
    assert ben.dialog is not None
    assert set(ben.dialog.values) == {"done", "next"}
    await ben.fills(done="Read it all", next="Write")
    kept = (await team.responses())["Mon", "ben"]
    assert (kept.answer_to("done"), kept.answer_to("stuck.what")) == ("Read it all", "which seed?")
    assert (await blocker(team)).ended_at is None
    assert await summary(team, "Mon") == "Ben is stuck: missing context.\n> which seed?"
