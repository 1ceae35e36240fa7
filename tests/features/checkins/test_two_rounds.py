"""Two rounds of a check-in may be open for one person: *Check in* takes the oldest."""

from dataclasses import replace
from datetime import time

from bot.domain.checkins import Progress
from bot.engine.intents import Press
from bot.messages.forms import Form
from tests.features.research import LONDON, Research, research
from tests.offices import Office, ref
from tests.people import Someone


def intro(who: Someone) -> str:
    assert who.dialog is not None
    assert isinstance(who.dialog.handle, Form)
    return who.dialog.handle.intro


async def overlapping(office: Office) -> Research:
    """Monday's is open until noon on Tuesday, and Tuesday's has just begun."""
    team = await research(office, ben=LONDON)
    unit = office.store.unit(office.workspace)
    unit.save(replace(await team.kept(), closes=time(12), lasts_days=1))
    await unit.commit()
    await team.at("Tue", "09:31")
    return team


async def test_check_in_opens_the_oldest_and_names_the_other(office: Office) -> None:
    team = await overlapping(office)
    ben = team["ben"]
    await ben.clicks("Check in", on="Daily for Research, Tue 24 Nov")
    assert intro(ben) == "This is Monday's, Mon 23 Nov. Tue 24 Nov is open too."
    await ben.fills(done="Monday's work", next="y")
    answered = await team.responses()
    assert answered["Mon", "ben"].answer_to("done") == "Monday's work"
    assert answered["Tue", "ben"].progress is Progress.ASKED
    # And the other one follows.
    reply = await ben.sees("Thank you, it is in.", "Tue 24 Nov is open too.")
    assert reply.buttons == ("Check in for Tue 24 Nov",)
    await ben.clicks("Check in for Tue 24 Nov")
    assert intro(ben) == "Last time you planned: y"
    await ben.fills(done="Tuesday's work", next="z")
    assert (await team.responses())["Tue", "ben"].answer_to("done") == "Tuesday's work"


async def test_what_is_answered_or_skipped_is_opened_itself(office: Office) -> None:
    team = await overlapping(office)
    ben = team["ben"]
    await ben.clicks("Skip today", on="Daily for Research, Tue 24 Nov")
    await ben.clicks("Check in after all")
    assert intro(ben) == "This is Tuesday's, Tue 24 Nov. Mon 23 Nov is open too."
    await ben.fills(done="Tuesday's work", next="z")
    await ben.sees("Mon 23 Nov is open too.")
    await ben.clicks("Change it", on="Daily for Research, Tue 24 Nov")
    assert ben.dialog is not None
    assert ben.dialog.values["done"] == ["Tuesday's work"]


async def test_a_late_one_is_opened_itself(office: Office) -> None:
    team = await overlapping(office)
    ben = team["ben"]
    await team.at("Tue", "12:01")
    await ben.clicks("Check in late", on="Daily for Research, Mon 23 Nov")
    assert intro(ben) == "This is Monday's, Mon 23 Nov. Tue 24 Nov is open too."
    await ben.fills(done="Monday's work", next="y")
    assert (await team.responses())["Mon", "ben"].is_late


async def test_the_only_open_one_looks_as_ever(office: Office) -> None:
    team = await overlapping(office)
    ben = team["ben"]
    await ben.clicks("Skip today", on="Daily for Research, Mon 23 Nov")
    await ben.clicks("Check in", on="Daily for Research, Tue 24 Nov")
    assert intro(ben) == ""
    await ben.fills(done="x", next="y")
    assert "open too" not in (await ben.sees("Thank you, it is in.")).text


async def test_somebody_who_was_not_asked_may_answer_all_the_same(office: Office) -> None:
    """Of a message in the channel all have the same button; Ben does not work on Mondays."""
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await ben.types("me")
    await ben.clicks("Change")
    await ben.fills(days="Tue–Fri")
    await team.at("Mon", "09:31")
    responses = await team.responses()
    assert set(responses) == {("Mon", "ann")}
    round_ = responses["Mon", "ann"].round
    press = Press(office.origin("ben"), ref("checkins.check_in", round_))
    ben.dialog = office.shows("ben", await office.handle(press))
    await ben.fills(done="A thing on my day off", next="Rest")
    await team["ann"].clicks("Skip today")
    kept = (await team.responses())["Mon", "ben"]
    assert (kept.progress, f"{kept.closes_at:%H:%M}") == (Progress.ANSWERED, "16:00")
    await ben.sees("Daily, Mon 23 Nov", "1 of 2 checked in.")
    await ben.sees("A thing on my day off")


async def test_whoever_was_not_asked_may_skip_and_is_not_asked_later(office: Office) -> None:
    """Ben's morning is still to come when the round is open for the others."""
    team = await research(office, ben="America/New_York")
    await team.at("Mon", "09:31")
    round_ = (await team.responses())["Mon", "ann"].round
    reply = await office.handle(Press(office.origin("ben"), ref("checkins.skip", round_)))
    assert (await team.responses())["Mon", "ben"].progress is Progress.SKIPPED
    assert reply.tell is not None
    await team.at("Mon", "20:00")
    assert await team.prompts("ben") == []
