"""What a member makes of a prompt, and what they can still change."""

from dataclasses import replace
from datetime import time

from bot.domain.checkins import Progress
from bot.engine.intents import Press
from bot.messages.plain import plain
from tests.features.research import BRISBANE, LONDON, NEW_YORK, research
from tests.offices import Office, ref


async def test_what_was_answered_stands_in_the_form_again(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await team.at("Mon", "09:31")
    await ben.clicks("Check in")
    assert ben.dialog is not None
    assert ben.dialog.title == "Daily"
    await ben.fills(done="Read", next="Write", stuck="too big", stuck__what="the plan")
    await ben.clicks("Change it")
    values = ben.dialog.values
    assert values["done"] == ["Read"]
    assert values["stuck"] == ["too big"]
    assert values["stuck.what"] == ["the plan"]
    await ben.fills(done="Read it all")
    kept = (await team.responses())["Mon", "ben"]
    assert kept.answer_to("done") == "Read it all"
    assert kept.answer_to("next") == "Write"
    assert f"{kept.answered_at:%H:%M}" == "09:31"


async def test_the_last_plan_is_shown_and_one_tap_keeps_it(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await team.at("Mon", "09:31")
    first = await ben.sees("Daily for Research, Mon 23 Nov")
    assert "Same plan" not in first.buttons
    await ben.clicks("Check in")
    await ben.fills(done="Read", next="Run the seeds")
    await team.at("Tue", "09:31")
    prompt = await ben.sees("Daily for Research, Tue 24 Nov", "Last time you planned", "Run the")
    assert "Same plan" in prompt.buttons
    await ben.clicks("Same plan")
    await ben.sees("Tue 24 Nov", "Checked in at 09:31.")
    kept = (await team.responses())["Tue", "ben"]
    assert (kept.answer_to("next"), kept.is_same_plan) == ("Run the seeds", True)
    # A plan that was kept is the plan of the next day.
    await team.at("Wed", "09:31")
    await ben.sees("Daily for Research, Wed 25 Nov", "Run the seeds")


async def test_same_plan_without_a_plan_says_so(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:31")
    round_ = (await team.responses())["Mon", "ben"].round
    press = Press(office.origin("ben"), ref("checkins.same_plan", round_))
    reply = await office.handle(press)
    assert reply.tell is not None
    assert "no earlier plan of yours" in plain(reply.tell)
    assert (await team.responses())["Mon", "ben"].progress is Progress.ASKED


async def test_same_plan_never_overwrites_an_answer(office: Office) -> None:
    """On an old copy of the prompt the button may still be there."""
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    for day in ("Mon", "Tue"):
        await team.at(day, "09:31")
        await ben.clicks("Check in", on=day)
        await ben.fills(done=f"Work of {day}", next="Run the seeds")
    round_ = (await team.responses())["Tue", "ben"].round
    reply = await office.handle(Press(office.origin("ben"), ref("checkins.same_plan", round_)))
    assert reply.tell is not None
    assert "answered this one already" in plain(reply.tell)
    kept = (await team.responses())["Tue", "ben"]
    assert kept.answer_to("done") == "Work of Tue"
    assert not kept.is_same_plan


async def test_an_answer_after_same_plan_is_an_answer(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await team.at("Mon", "09:31")
    await ben.clicks("Check in")
    await ben.fills(done="Read", next="Run the seeds")
    await team.at("Tue", "09:31")
    await ben.clicks("Same plan")
    await ben.clicks("Change it", on="Tue")
    await ben.fills(done="Ran them", next="Plot them")
    assert not (await team.responses())["Tue", "ben"].is_same_plan
    await team.at("Tue", "16:00")
    thread = await ben.sees("Ran them")
    assert "Same plan" not in thread.text


async def test_skip_asks_for_no_reason_and_can_be_taken_back(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await team.at("Mon", "09:31")
    await ben.clicks("Skip today")
    prompt = await ben.sees("Skipped. That is fine.")
    assert prompt.buttons == ("Check in after all",)
    await ben.clicks("Check in after all")
    await ben.fills(done="x", next="y")
    assert (await team.responses())["Mon", "ben"].progress is Progress.ANSWERED
    # What was answered stays answered.
    round_ = (await team.responses())["Mon", "ben"].round
    reply = await office.handle(Press(office.origin("ben"), ref("checkins.skip", round_)))
    assert reply.tell is not None
    assert "nothing to skip" in plain(reply.tell)
    assert (await team.responses())["Mon", "ben"].progress is Progress.ANSWERED


async def test_in_an_hour_asks_again_in_an_hour(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await team.at("Mon", "09:40")
    await ben.clicks("In an hour")
    prompt = await ben.sees("I will ask again at 10:40.")
    assert "In an hour" not in prompt.buttons
    await team.at("Mon", "10:39")
    assert await team.prompts("ben") == ["Mon 09:30"]
    await team.at("Mon", "10:40")
    assert await team.prompts("ben") == ["Mon 09:30", "Mon 10:40"]
    # The new one can be put off too, and both show the answer.
    await ben.clicks("In an hour", on="Until 16:00.")
    await team.at("Mon", "11:40")
    await ben.clicks("Check in")
    await ben.fills(done="x", next="y")
    await office.settle()
    assert len(await team.prompts("ben")) == 3
    assert await ben.counts("Daily for Research, Mon 23 Nov", "Checked in at 11:40.") >= 2


async def test_whoever_answers_meanwhile_is_not_asked_again(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:40")
    await team["ben"].clicks("In an hour")
    await team["ben"].clicks("Skip today")
    await team.at("Mon", "12:00")
    assert await team.prompts("ben") == ["Mon 09:30"]


async def test_within_the_last_hour_it_cannot_be_put_off(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "15:01")
    await team["ben"].clicks("In an hour")
    await team["ben"].sees("open until 16:00, which is less than an hour away")
    await team.at("Mon", "18:00")
    assert await team.prompts("ben") == ["Mon 09:30"]


async def test_after_ones_own_deadline_it_cannot_be_put_off(office: Office) -> None:
    """The round goes on, in New York: what is answered now is in time for the summary."""
    team = await research(office, ben=LONDON, cy=NEW_YORK)
    await team.at("Mon", "18:00")
    await team["ben"].clicks("In an hour")
    reply = await team["ben"].sees("The deadline of this one was 16:00, so I will not ask again.")
    assert reply.says("You can still check in.")


async def test_what_cannot_be_put_off_says_why(office: Office) -> None:
    """On an old copy of the prompt the button may still be there."""
    team = await research(office, ben=LONDON, cy=LONDON, di=LONDON)
    await team.at("Mon", "09:31")
    await team["ben"].clicks("Check in")
    await team["ben"].fills(done="x", next="y")
    await team["cy"].clicks("Skip today")
    await team["di"].types("away today")
    await team.at("Mon", "16:00")
    round_ = (await team.responses())["Mon", "ann"].round
    said = {}
    for who in team.people:
        reply = await office.handle(Press(office.origin(who), ref("checkins.later", round_)))
        assert reply.tell is not None
        said[who] = plain(reply.tell)
    assert said == {
        "ann": "The summary of this one has gone out, so I will not ask again. "
        "Yours is still welcome.",
        "ben": "You have answered this one already, so I will not ask again.",
        "cy": "You have skipped this one, so I will not ask again.",
        "di": "You are away, so nobody waits for this one, and I will not ask again.",
    }


async def test_pressed_twice_it_is_put_off_once(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:40")
    await team["ben"].clicks("In an hour")
    office.clock.advance(minutes=10)
    round_ = (await team.responses())["Mon", "ben"].round
    await office.handle(Press(office.origin("ben"), ref("checkins.later", round_)))
    await team.at("Mon", "12:00")
    assert await team.prompts("ben") == ["Mon 09:30", "Mon 10:40"]


async def test_two_rounds_may_wait_and_both_can_be_answered(office: Office) -> None:
    """Brisbane's Tuesday begins while London's Monday summary is still to come."""
    team = await research(office, ben=BRISBANE)
    await team.changes(closes="09:00", remind="0")  # Of the next day.
    await team.at("Mon", "23:31")
    ben = team["ben"]
    await ben.types("inbox")
    inbox = await ben.sees("Open for you", "Mon 23 Nov", "Tue 24 Nov")
    assert inbox.text.index("Mon 23 Nov") < inbox.text.index("Tue 24 Nov")
    assert inbox.buttons == ("Check in", "Skip today", "Check in", "Skip today")
    for day in ("Mon 23 Nov", "Tue 24 Nov"):
        await ben.clicks("Check in", on=f"Daily for Research, {day}\nUntil")
        await ben.fills(done=day, next="y")
    answered = await team.responses()
    assert answered["Mon", "ben"].answer_to("done") == "Mon 23 Nov"
    assert answered["Tue", "ben"].answer_to("done") == "Tue 24 Nov"


async def test_after_an_early_summary_the_words_fit(office: Office) -> None:
    team = await research(office, ben=LONDON)
    unit = office.store.unit(office.workspace)
    unit.save(replace(await team.kept(), summary_at=time(13)))
    await unit.commit()
    ben = team["ben"]
    await team.at("Mon", "15:30")
    await ben.clicks("In an hour", on="Daily for Research")
    prompt = await ben.sees("The summary has gone out already; it will show yours too.")
    assert "Until 16:00" in prompt.text
    await ben.clicks("Check in", on="Daily for Research")
    await ben.fills(done="x", next="y")
    await ben.sees("Thank you. The summary of Daily shows it now.")
    assert not (await team.responses())["Mon", "ben"].is_late
    ann = team["ann"]
    await team.at("Mon", "16:00")
    await ann.clicks("Check in late")
    await ann.fills(done="x", next="y")
    await ann.sees("Thank you. It is in the summary of Daily, marked as late.")
    assert (await team.responses())["Mon", "ann"].is_late


async def test_a_preview_is_for_the_organiser_alone_and_keeps_nothing(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ann = team["ann"]
    await team.organises("preview")
    preview = await ann.sees("A preview: only you see it", "What got done?", "Are you stuck?")
    assert not preview.is_in_channel
    await ann.clicks("Check in", on="A preview")
    await ann.fills(done="just trying", next="y", stuck="too big")
    await ann.sees("It was a preview, so nothing was kept.")
    assert await team.responses() == {}
    await ann.types("inbox")
    await ann.sees("Nothing is open for you.")
    assert await team["ben"].counts("preview") == 0


async def test_an_admin_may_try_out_what_no_membership_of_theirs_asks(office: Office) -> None:
    team = await research(office, ben=LONDON)
    maya = office.hires("maya", is_admin=True)
    await office.handle(Press(office.origin("maya"), ref("checkins.preview", team.checkin)))
    await office.settle()
    await maya.clicks("Check in", on="A preview")
    await maya.fills(done="just trying", next="y")
    await maya.sees("It was a preview, so nothing was kept.")
