"""Tomorrow's check-in, written tonight."""

import asyncio
from dataclasses import replace

from bot.domain.checkins import Progress, Round
from bot.domain.drafts import Draft
from bot.domain.recurrence import Weekdays
from bot.engine.intents import Press, Submit
from bot.messages.forms import Form
from bot.messages.plain import plain
from tests.features.research import BRISBANE, LONDON, Research, instant, research
from tests.offices import Office, ref
from tests.people import Someone


def intro(who: Someone) -> str:
    assert who.dialog is not None
    assert isinstance(who.dialog.handle, Form)
    return who.dialog.handle.intro


async def changed(team: Research, **schedule: object) -> None:
    unit = team.office.store.unit(team.office.workspace)
    unit.save(replace(await team.kept(), **schedule))  # type: ignore[arg-type]
    await unit.commit()


async def writes_tuesdays(team: Research) -> None:
    """Ben opens it on Monday night; his Monday is unanswered."""
    await team.at("Mon", "20:00")
    await team["ben"].types("checkin")
    await team["ben"].clicks("Write Tue 24 Nov")


async def rounds(team: Research) -> list[str]:
    found = await team.office.store.unit(team.office.workspace).find(Round, checkin=team.checkin)
    return [f"{r.local_date:%a}" for r in sorted(found, key=lambda r: r.local_date)]


async def test_what_is_written_tonight_is_not_asked_tomorrow(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await team.at("Mon", "09:31")
    await ben.clicks("Check in")
    await ben.fills(done="Read", next="Write")
    await team.at("Mon", "21:00")
    await ben.clicks("Write the next one", on="Mon 23 Nov")
    assert intro(ben).startswith("This is for Tuesday, Tue 24 Nov, ahead of its time.")
    await ben.fills(done="Wrote", next="Plot")
    reply = await ben.sees("Tue 24 Nov is written, so I will not ask you then.")
    assert reply.buttons == ("Change it", "Write Wednesday's")
    kept = (await team.responses())["Tue", "ben"]
    assert (kept.progress, kept.opens_at) == (Progress.ANSWERED, instant("Tue", "09:30"))
    await team.at("Tue", "16:00")
    assert await team.prompts("ben") == ["Mon 09:30"]
    assert await team.prompts("ann") == ["Mon 09:30", "Tue 09:30"]
    await ben.sees("Daily, Tue 24 Nov", "1 of 2 checked in.")
    await ben.sees("Wrote")


async def test_it_can_be_changed_before_its_day_and_on_it(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await team.at("Mon", "08:00")
    await ben.types("checkin")
    await ben.fills(done="Wrote", next="Plot")
    for clock, words in (("08:10", "Wrote more"), ("11:00", "Wrote it all")):
        await team.at("Mon", clock)
        await ben.clicks("Change it")
        assert ben.dialog is not None
        assert ben.dialog.values["next"] == ["Plot"]
        await ben.fills(done=words)
        kept = (await team.responses())["Mon", "ben"]
        assert (kept.answer_to("done"), kept.is_late) == (words, False)
    assert await rounds(team) == ["Mon"]


async def test_days_off_and_what_is_written_are_passed_over(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await ben.types("me")
    await ben.clicks("Change")
    await ben.fills(days="Mon, Tue, Fri")
    await team.at("Mon", "08:00")
    for day in ("Monday, Mon 23 Nov", "Tuesday, Tue 24 Nov", "Friday, Fri 27 Nov"):
        if day.startswith("Mon"):
            await ben.types("checkin")
        else:
            await ben.clicks(f"Write {day.split(',')[0]}'s")
        assert intro(ben).startswith(f"This is for {day}, ahead of its time.")
        await ben.fills(done=day, next="x")
    await ben.clicks("Write that of Mon 30 Nov")


async def test_the_summary_waits_until_its_day(office: Office) -> None:
    """Both wrote it the night before, and the first morning of the round is Brisbane's."""
    team = await research(office, ben=BRISBANE)
    await team.at("Mon", "20:00")
    for who in ("ann", "ben"):
        press = Press(office.origin(who), ref("checkins.ahead", team.checkin))
        team[who].dialog = office.shows(who, await office.handle(press))
        await team[who].fills(done=f"{who}'s", next="x")
    await team.at("Mon", "23:29")
    assert await team["ann"].counts("2 of 2 checked in.") == 0
    await team.at("Mon", "23:30")
    await team["ann"].sees("Daily, Tue 24 Nov", "2 of 2 checked in.")


async def test_two_begin_the_same_round_at_once(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "20:00")
    does = ref("checkins.write_ahead", team.checkin, "2026-11-24")
    replies = await asyncio.gather(
        *(
            office.handle(Submit(office.origin(who), does, {"done": [who], "next": ["x"]}))
            for who in ("ann", "ben")
        )
    )
    assert all(r.tell and "is written" in plain(r.tell) for r in replies)
    responses = await team.responses()
    assert responses["Tue", "ann"].round == responses["Tue", "ben"].round
    # And one who sends it twice has written it once.
    again = Submit(office.origin("ben"), does, {"done": ["better"], "next": ["x"]})
    await office.handle(again)
    assert (await team.responses())["Tue", "ben"].answer_to("done") == "better"


async def test_a_new_zone_moves_what_is_written(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await writes_tuesdays(team)
    await ben.fills(done="Wrote", next="Plot")
    await ben.types("me brisbane")
    await ben.clicks("Change it", on="Tue 24 Nov is written")
    await ben.fills(done="Wrote in Brisbane")
    kept = (await team.responses())["Tue", "ben"]
    assert kept.opens_at == instant("Mon", "23:30")
    assert kept.closes_at == instant("Tue", "06:00")
    await team.at("Wed", "09:00")
    assert await ben.counts("Daily for Research, Tue 24 Nov") == 0


async def test_a_date_that_is_no_longer_asked(office: Office) -> None:
    """What was written stays and can be changed; what is written now has no place any more."""
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await writes_tuesdays(team)
    await ben.fills(done="Wrote", next="Plot")
    wednesday = ref("checkins.write_ahead", team.checkin, "2026-11-25")
    await changed(team, days=Weekdays.of((1, 5)))
    sent = {"done": ["Too early"], "next": ["x"]}
    reply = await office.handle(Submit(office.origin("ben"), wednesday, sent))
    assert list(reply.faults.values()) == [
        "Daily no longer asks on Wed 25 Nov, so I cannot keep this for that day."
    ]
    (draft,) = await office.store.unit(office.workspace).find(Draft)
    assert draft.values["done"] == ("Too early",)
    assert await rounds(team) == ["Mon", "Tue"]
    tuesday = ref("checkins.write_ahead", team.checkin, "2026-11-24")
    reply = await office.handle(Submit(office.origin("ben"), tuesday, sent))
    assert reply.tell is not None
    assert (await team.responses())["Tue", "ben"].answer_to("done") == "Too early"


async def test_while_it_is_paused_nothing_is_written_and_nothing_lost(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await writes_tuesdays(team)
    await team.organises("pause")
    await ben.fills(done="Wrote", next="Plot")
    assert ben.dialog is not None
    assert "Daily is paused" in ben.dialog.faults["done"]
    assert await rounds(team) == ["Mon"]
    press = Press(office.origin("ben"), ref("checkins.ahead", team.checkin))
    reply = await office.handle(press)
    assert reply.tell is not None
    assert "Daily is paused" in plain(reply.tell)
    await team.organises("resume")
    await ben.fills()
    await ben.sees("Tue 24 Nov is written")


async def test_of_a_deleted_one_the_draft_is_kept(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await writes_tuesdays(team)
    await team.organises("delete")
    await team.organises("delete_now")
    await ben.fills(done="Wrote", next="Plot")
    await ben.sees("That check-in has been deleted")
    (draft,) = await office.store.unit(office.workspace).find(Draft)
    assert draft.values["done"] == ("Wrote",)


async def test_a_form_left_open_until_its_morning_answers_the_prompt(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await writes_tuesdays(team)
    await team.at("Tue", "10:00")
    await ben.fills(done="Wrote", next="Plot")
    await ben.sees("Daily for Research, Tue 24 Nov", "Checked in at 10:00.")
    await ben.sees("Thank you, it is in.")


async def test_a_form_left_open_until_its_day_is_over(office: Office) -> None:
    """Nobody was asked meanwhile: there is no round in which it could stand."""
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await writes_tuesdays(team)
    await team.after_a_downtime("Tue", "18:00")
    await ben.fills(done="Wrote", next="Plot")
    assert ben.dialog is not None
    assert "Daily of Tue 24 Nov is over" in ben.dialog.faults["done"]


async def test_the_next_one_stands_below_what_helps_now(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await team.at("Mon", "09:31")
    await ben.clicks("Check in")
    await ben.fills(done="x", next="y", stuck="waiting for someone")
    reply = await ben.sees("Thank you, it is in.", "Noted that you are stuck.")
    assert reply.buttons == ("Remind them", "Write Tuesday's")


async def test_nothing_to_write_is_said_so(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await changed(team, days=Weekdays.of((6, 7)))
    press = Press(office.origin("ben"), ref("checkins.ahead", team.checkin))
    reply = await office.handle(press)
    assert reply.tell is not None
    assert "Daily does not ask you in the next weeks" in plain(reply.tell)
    await ben.types("checkin")
    await ben.sees("No check-in of yours is open")


async def test_what_is_no_date_is_no_button(office: Office) -> None:
    team = await research(office, ben=LONDON)
    for text in ("", "someday", "9999-12-27", "2027-11-26"):
        does = ref("checkins.write_ahead", team.checkin, text)
        sent = Submit(office.origin("ben"), does, {"done": ["x"], "next": ["y"]})
        reply = await office.handle(sent)
        said = plain(reply.tell) if reply.tell else str(reply.faults)
        assert "does nothing now" in said, text
    assert await rounds(team) == []
