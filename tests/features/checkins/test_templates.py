"""A new check-in: one tap for a template, or questions of one's own."""

import asyncio

from bot.domain.checkins import Checkin
from bot.engine.intents import Press
from bot.messages.plain import plain
from tests.features.research import LONDON, Research, research
from tests.offices import Office, ref

ELEVEN = "\n".join(f"Question {number}?" for number in range(1, 12))


async def checkins_of(office: Office) -> dict[str, Checkin]:
    found = await office.store.unit(office.workspace).find(Checkin, deleted_at=None)
    return {checkin.name: checkin for checkin in found}


async def adds(team: Research, tap: str) -> None:
    ann = team["ann"]
    await ann.types("team")
    await ann.clicks("Check-ins")
    await ann.clicks("Add a check-in")
    await ann.clicks(tap)
    await team.office.settle()


async def test_one_tap_starts_a_template_on_its_usual_schedule(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await adds(team, "Weekly: every Friday 14:00 to 16:30")
    weekly = (await checkins_of(office))["Weekly"]
    await team["ann"].sees(
        "Weekly for Research: every Friday, 14:00 to 16:30, in each member's own time zone."
    )
    assert "What did you learn?" in [question.text for question in weekly.questions]
    await team.at("Fri", "17:00", week=1)
    assert await team.prompts("ben", "Weekly") == ["Fri 14:00", "Fri 14:00"]
    await team["ann"].sees("Weekly, Fri 27 Nov\n")


async def test_a_sprint_retro_asks_every_second_friday(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await adds(team, "Sprint retro: every second Friday 13:00 to 15:00")
    said = await team["ann"].sees("Sprint retro for Research: every second Friday, 13:00 to 15:00")
    assert said.says("Sprint retro first comes Fri 27 Nov 13:00.")
    await team.at("Fri", "23:00", week=2)
    found = [m.text for m in await team["ben"].screen() if "Sprint retro for Research, " in m.text]
    assert [text.splitlines()[0] for text in found] == [
        "Sprint retro for Research, Fri 27 Nov",
        "Sprint retro for Research, Fri 11 Dec",
    ]


async def test_a_second_tap_finds_it_running_and_another_name_makes_room(office: Office) -> None:
    team = await research(office, ben=LONDON)
    for _ in range(2):
        await adds(team, "Weekly: every Friday 14:00 to 16:30")
    await team["ann"].sees("It is running already: Weekly: every Friday, 14:00 to 16:30")
    assert sorted(await checkins_of(office)) == ["Daily", "Weekly"]
    weekly = (await checkins_of(office))["Weekly"]
    reply = await office.handle(Press(office.origin("ann"), ref("checkins.change", weekly.id)))
    team["ann"].dialog = office.shows("ann", reply)
    await team["ann"].fills(name="Friday notes")
    await adds(team, "Weekly: every Friday 14:00 to 16:30")
    assert sorted(await checkins_of(office)) == ["Daily", "Friday notes", "Weekly"]


async def test_taps_at_one_moment_start_one(office: Office) -> None:
    team = await research(office, ben=LONDON)
    does = ref("checkins.start_template", team.team, "weekly")
    taps = [Press(office.origin("ann"), does) for _ in range(4)]
    replies = await asyncio.gather(*map(office.handle, taps))
    told = sorted(plain(reply.tell).split(":")[0] for reply in replies if reply.tell)
    assert told == [*["It is running already"] * 3, "Weekly for Research"]
    assert sorted(await checkins_of(office)) == ["Daily", "Weekly"]


async def test_own_questions_one_a_line(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ann = team["ann"]
    await adds(team, "My own questions")
    await ann.fills(name="Reading", questions="What did you read?\n\n  Worth it?  \n", days="Tue")
    await ann.sees("Reading for Research: every Tuesday, 09:30 to 16:00")
    await team.at("Tue", "09:31")
    await team["ben"].clicks("Check in", on="Reading")
    assert team["ben"].dialog is not None
    assert list(team["ben"].dialog.labels.values()) == ["What did you read?", "Worth it?"]


async def test_eleven_questions_are_refused_and_kept(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ann = team["ann"]
    await adds(team, "My own questions")
    await ann.fills(name="daily ", questions=ELEVEN, opens="soon")
    assert ann.dialog is not None
    assert ann.dialog.faults == {
        "name": "This team has a check-in called daily already. Give this one another name.",
        "opens": "I cannot read “soon” as a time; write it like 09:30 or 5 pm.",
        "questions": "These are 11 questions: 10 at most. Leave some out.",
    }
    assert ann.dialog.values["questions"] == [ELEVEN]
    await ann.fills(name="Long one", opens="09:30", questions="x" * 76)
    assert ann.dialog.faults == {
        "questions": "A question has 75 characters at most. Make the longest one shorter."
    }
    await ann.fills(questions=ELEVEN.rpartition("\n")[0])
    assert len((await checkins_of(office))["Long one"].questions) == 10


async def test_in_the_form_one_choice_is_enough(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ann = team["ann"]
    await team.opens("checkins.new")
    await ann.fills(asks="retro")
    retro = (await checkins_of(office))["Sprint retro"]
    assert (retro.days.words(), retro.every_weeks, retro.remind_minutes) == ("Fri", 2, 60)
    await ann.sees("Sprint retro for Research: every second Friday, 13:00 to 15:00")


async def test_in_the_form_what_was_typed_counts_and_the_rest_is_as_usual(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ann = team["ann"]
    await team.opens("checkins.new")
    await ann.fills(asks="daily", opens="10:00")
    assert ann.dialog is not None
    assert set(ann.dialog.faults) == {"name"}
    # A time after the usual deadline moves that one too.
    await ann.fills(name="Evening", opens="18:00")
    await ann.sees("Evening for Research: Mon–Fri, 18:00 to 00:30 next day")
    await team.opens("checkins.new")
    await ann.fills(asks="weekly", days="Thu", opens="10:00")
    await ann.sees("Weekly for Research: every Thursday, 10:00 to 16:30")
    await team.opens("checkins.new")
    await ann.fills(asks="own", name="Mine")
    assert ann.dialog.faults == {"questions": "Write at least one question."}
    await ann.fills(questions="How was it?")
    assert [q.text for q in (await checkins_of(office))["Mine"].questions] == ["How was it?"]


async def test_a_pair_is_offered_its_own_first(office: Office) -> None:
    ann = office.hires("ann")
    office.hires("ben")
    await ann.types("pair @ben")
    offered = await ann.sees("When shall I ask how it goes?", "only you see what you say to that")
    assert offered.buttons == ("Mon–Fri 09:30, pair", "Mon–Fri 09:30, daily", "Another time")
    await ann.clicks("Another time")
    assert ann.dialog is not None
    assert ann.dialog.values["asks"] == ["pair"]
    await ann.clicks("Mon–Fri 09:30, pair")
    assert "Keeping up?" in [q.text for q in (await checkins_of(office))["Pair"].questions]
    await ann.clicks("Preview")
    await office.settle()
    await ann.sees(
        "Keeping up? (only you see your answer)", "What is next? (with your last answer)"
    )


async def test_a_team_is_offered_the_daily_one_first(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=LONDON)
    await team["ann"].types("team")
    await team["ann"].clicks("Check-ins")
    await team["ann"].clicks("Add a check-in")
    offered = await team["ann"].sees("A check-in for Research", "What went badly?")
    assert offered.buttons == (
        "Daily: Mon–Fri 09:30 to 16:00",
        "Pair: Mon–Fri 09:30 to 16:00",
        "Weekly: every Friday 14:00 to 16:30",
        "Sprint retro: every second Friday 13:00 to 15:00",
        "My own questions",
    )


async def test_a_template_that_is_no_longer_offered_says_so(office: Office) -> None:
    team = await research(office, ben=LONDON)
    does = ref("checkins.start_template", team.team, "hourly")
    reply = await office.handle(Press(office.origin("ann"), does))
    assert reply.tell is not None
    assert plain(reply.tell).startswith("I no longer have that template.")
