"""Own questions of every kind, and a schedule that is typed: one fault a field, nothing lost."""

import pytest

from bot.engine.intents import Press
from bot.messages.forms import Form
from bot.messages.plain import plain
from tests.features.research import LONDON, Research, research
from tests.offices import CHANNEL, Office, ref


async def adds(team: Research, **values: str) -> dict[str, str]:
    """Ann adds a question; the faults of the form."""
    await team.organises("add_question")
    await team["ann"].fills(**values)
    dialog = team["ann"].dialog
    return dict(dialog.faults) if dialog else {}


async def test_every_kind_of_question_from_form_to_summary(office: Office) -> None:
    team = await research(office, ben=LONDON)
    assert not await adds(team, text="Which lab?", kind="choice", options="North\nSouth\n\n")
    assert not await adds(team, text="How well does it go?", kind="scale", required="no")
    assert not await adds(team, text="Shall we meet?", kind="yes_no", required="no")
    assert not await adds(team, text="Anything else?", kind="text", required="no")
    keys = [q.key for q in (await team.kept()).questions]
    await team.at("Mon", "09:31")
    ben = team["ben"]
    await ben.clicks("Check in")
    assert ben.dialog is not None
    assert list(ben.dialog.labels.values())[-4:] == [
        "Which lab?",
        "How well does it go?",
        "Shall we meet?",
        "Anything else?",
    ]
    lab, scale, meet, _ = keys[-4:]
    await ben.fills(done="", next="y", **{scale: "7", meet: "yes"})
    assert ben.dialog.faults == {
        "done": "Please fill this in.",
        lab: "Please fill this in.",
        scale: "Please choose one of the options shown.",
    }
    await ben.fills(done="x", **{lab: "South", scale: "4"})
    await ben.sees("Thank you, it is in.")
    await team.at("Mon", "16:00")
    thread = office.chat.texts(CHANNEL)[1]
    assert "Which lab? South\nHow well does it go? 4\nShall we meet? Yes" in thread
    assert "Anything else?" not in thread


async def test_what_is_wrong_with_a_question_is_said_at_its_field(office: Office) -> None:
    team = await research(office, ben=LONDON)
    assert set(await adds(team, text="", kind="text")) == {"text"}
    many = "\n".join(str(n) for n in range(26))
    for options in ("", "One", "Same\nSame", f"{'x' * 76}\nb", many):
        wrong = await adds(team, text="Which?", kind="choice", options=options)
        assert wrong == {
            "options": "Give 2 to 25 different options, each on a line of its own, "
            "up to 75 characters."
        }
        assert team["ann"].dialog is not None
        assert team["ann"].dialog.values["options"] == [options]
    assert set(await adds(team, text="Stuck?", kind="blocker")) == {"kind"}
    assert set(await adds(team, text="x" * 76, kind="text")) == {"text"}
    assert len((await team.kept()).questions) == 3


async def test_ten_questions_at_most_and_one_at_least(office: Office) -> None:
    team = await research(office, ben=LONDON)
    for number in range(7):
        assert not await adds(team, text=f"Question {number}?")
    assert await adds(team, text="One more?") == {
        "text": "A check-in has 10 questions at most. Remove one first."
    }
    keys = [q.key for q in (await team.kept()).questions]
    for key in keys:
        await team.organises("remove_question", key)
    await team["ann"].sees("A check-in needs at least one question.")
    assert [q.key for q in (await team.kept()).questions] == keys[-1:]
    # Removed twice, it is gone once.
    await team.organises("remove_question", keys[0])
    assert [q.key for q in (await team.kept()).questions] == keys[-1:]


async def test_who_is_stuck_is_for_the_team_to_know(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.organises("remove_question", "stuck")
    asked = {"text": "Stuck?", "kind": "blocker"}
    wrong = await adds(team, **asked, audience="only_me")
    assert set(wrong) == {"audience"}
    assert "so that somebody can help" in wrong["audience"]
    assert not await adds(team, **asked)


async def test_the_form_says_which_answers_only_their_writer_sees(office: Office) -> None:
    team = await research(office, ben=LONDON)
    for kind in ("text", "choice", "scale", "yes_no"):
        for audience in ("team", "only_me"):
            text = f"{kind} for {audience}?"
            options = "North\nSouth" if kind == "choice" else ""
            if len((await team.kept()).questions) == 10:
                await team.organises("remove_question", "done")
            assert not await adds(team, text=text, kind=kind, options=options, audience=audience)
    await team.at("Mon", "09:31")
    await team["ben"].clicks("Check in")
    form = team["ben"].dialog.handle if team["ben"].dialog else None
    assert isinstance(form, Form)
    hints = {f.label: f.hint for f in form.fields}
    assert {label for label, hint in hints.items() if "Only you see this." in hint} == {
        "text for only_me?",
        "choice for only_me?",
        "scale for only_me?",
        "yes_no for only_me?",
    }
    assert hints["scale for only_me?"] == "1 is low, 5 is high. Only you see this."
    assert hints["scale for team?"] == "1 is low, 5 is high."


async def test_a_question_that_is_gone_meanwhile_loses_no_answer(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await adds(team, text="Weather?", required="no")
    await team.at("Mon", "09:31")
    ben = team["ben"]
    await ben.clicks("Check in")
    weather = (await team.kept()).questions[-1].key
    await team.organises("remove_question", weather)
    await ben.fills(done="Work", next="y", **{weather: "Rain"})
    await ben.sees("This is no longer asked, so nobody is shown it; your words are kept:\n> Rain")
    # They are kept when the rest is changed, which is no news.
    await ben.clicks("Change it")
    await ben.fills(done="More work")
    assert "no longer asked" not in (await ben.sees("Thank you, it is in.")).text
    kept = (await team.responses())["Mon", "ben"]
    assert (kept.answer_to("done"), kept.answer_to(weather)) == ("More work", "Rain")
    await team.at("Mon", "16:00")
    assert "Rain" not in "".join(office.chat.texts(CHANNEL))


async def test_an_optional_answer_that_is_taken_back_is_gone(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await adds(team, text="Weather?", required="no")
    weather = (await team.kept()).questions[-1].key
    await team.at("Mon", "09:31")
    await team["ben"].clicks("Check in")
    await team["ben"].fills(done="Work", next="y", **{weather: "Rain"})
    await team["ben"].clicks("Change it")
    await team["ben"].fills(**{weather: ""})
    assert (await team.responses())["Mon", "ben"].answer_to(weather) == ""


@pytest.mark.parametrize("action", ["change", "new"])
async def test_a_schedule_that_cannot_be_read_keeps_all_that_was_typed(
    office: Office, action: str
) -> None:
    team = await research(office, ben=LONDON)
    ann = team["ann"]
    before = await team.kept()
    if action == "change":
        await team.organises("change")
    else:
        await ann.types("team")
        await ann.clicks("Check-ins")
        await ann.clicks("Add a check-in")
        await ann.clicks("My own questions")
    typed = {
        "name": "Stand-up",
        "days": "Mon–Fryday",
        "opens": "25:00",
        "closes": "half past",
        "remind": "an hour",
    }
    if action == "new":
        typed["questions"] = "What helped?"
    await ann.fills(**typed)
    assert ann.dialog is not None
    assert {name: list(ann.dialog.values[name]) for name in typed} == {
        name: [value] for name, value in typed.items()
    }
    assert ann.dialog.faults == {
        "days": "I cannot read “mon-fryday” as weekdays; write them like Mon–Fri or Mon, Wed, Fri.",
        "opens": "I cannot read “25:00” as a time; write it like 09:30 or 5 pm.",
        "closes": "I cannot read “half past” as a deadline; write it like 16:00 or 10:00 next day.",
        "remind": "Give a number of minutes from 0 to 720, such as 60.",
    }
    assert await team.kept() == before
    await ann.fills(days="weekdays", opens="9 am", closes="noon", remind="0")
    assert await ann.counts("Mon–Fri, 09:00 to 12:00, in each member's own time zone.") >= 1


async def test_a_second_daily_is_not_started_by_a_second_tap(office: Office) -> None:
    team = await research(office, ben=LONDON)
    tap = Press(office.origin("ann"), ref("checkins.start_daily", team.team))
    reply = await office.handle(tap)
    assert reply.tell is not None
    assert plain(reply.tell).startswith("It is running already: Daily")
    assert await team.prompts("ben") == []
    await team.at("Mon", "10:00")
    assert await team.prompts("ben") == ["Mon 09:30"]
