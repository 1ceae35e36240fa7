"""An answer that is written anew when the summary has shown it: the team reads that it was."""

from dataclasses import replace
from datetime import time

from bot.domain.questions import Audience
from tests.features.research import LONDON, Research, research
from tests.offices import CHANNEL, Office


async def summed_up(office: Office) -> Research:
    """Ben has answered in time, Ann not at all; *mood* is for whoever answers alone."""
    team = await research(office, ben=LONDON)
    unit = office.store.unit(office.workspace)
    kept = await team.kept()
    mine = replace(kept.questions[0], key="mood", is_required=False, audience=Audience.ONLY_ME)
    unit.save(replace(kept, questions=(*kept.questions, mine)))
    await unit.commit()
    await team.at("Mon", "09:31")
    await team["ben"].clicks("Check in")
    await team["ben"].fills(done="Read", next="Write")
    await team.at("Mon", "16:00")
    return team


def thread(team: Research) -> str:
    return team.office.chat.texts(CHANNEL)[1]


async def test_it_is_marked_and_its_writer_is_told(office: Office) -> None:
    team = await summed_up(office)
    ben = team["ben"]
    assert thread(team).startswith("Ben\n")
    await ben.clicks("Change it")
    await ben.fills(done="Read it all")
    await ben.sees("It is in the summary of Daily, marked as changed later.")
    await ben.sees("Checked in at 09:31, and changed after the summary, which now says so.")
    assert thread(team).startswith("Ben (changed later)\n")
    assert "Read it all" in thread(team)
    # It stays so when it is sent once more, and is not late.
    await ben.clicks("Change it")
    await ben.fills()
    assert thread(team).startswith("Ben (changed later)\n")
    assert not (await team.responses())["Mon", "ben"].is_late


async def test_what_the_team_does_not_see_changes_nothing_before_it(office: Office) -> None:
    team = await summed_up(office)
    await team["ben"].clicks("Change it")
    await team["ben"].fills(mood="between me and myself")
    assert thread(team).startswith("Ben\n")
    kept = (await team.responses())["Mon", "ben"]
    assert kept.answer_to("mood") == "between me and myself"


async def test_nor_does_what_holds_one_up_in_private(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:31")
    await team["ben"].clicks("Check in")
    await team["ben"].fills(done="Read", next="Write", stuck="too big")
    await team.at("Mon", "16:00")
    await team["ben"].clicks("Change it")
    await team["ben"].fills(stuck="not motivated", stuck__what="winter")
    assert thread(team).startswith("Ben\n")
    # That it is over the team does see.
    await team["ben"].clicks("Change it")
    await team["ben"].fills(stuck="no", stuck__what="")
    assert thread(team).startswith("Ben (changed later)\n")


async def test_one_that_is_late_is_late_also_when_it_is_changed(office: Office) -> None:
    team = await summed_up(office)
    await team["ann"].clicks("Check in late")
    await team["ann"].fills(done="x", next="y")
    await team["ann"].clicks("Change it")
    await team["ann"].fills(done="x and more")
    assert thread(team).startswith("Ann (late)\n")


async def test_before_the_summary_it_is_changed_without_a_mark(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:31")
    for words in ("Read", "Read it all"):
        await team["ben"].clicks("Check in" if words == "Read" else "Change it")
        await team["ben"].fills(done=words, next="Write")
    await team.at("Mon", "16:00")
    assert thread(team).startswith("Ben\n")


async def test_within_ones_own_window_it_is_marked_too(office: Office) -> None:
    """The team read the first one at 13:00."""
    team = await research(office, ben=LONDON)
    unit = office.store.unit(office.workspace)
    unit.save(replace(await team.kept(), summary_at=time(13)))
    await unit.commit()
    await team.at("Mon", "09:31")
    await team["ben"].clicks("Check in")
    await team["ben"].fills(done="Read", next="Write")
    await team.at("Mon", "14:00")
    await team["ben"].clicks("Change it")
    await team["ben"].fills(done="Read it all")
    assert thread(team).startswith("Ben (changed later)\n")
