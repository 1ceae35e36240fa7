"""The summary: one message and its thread, kept true, shaming and pinging nobody."""

from dataclasses import replace

from bot.domain.questions import Audience
from bot.domain.recurrence import Weekdays
from bot.messages.parts import Link, Mention, Paragraph
from tests.features.research import BRISBANE, LONDON, NEW_YORK, Research, research
from tests.offices import CHANNEL, Office

RTL = "שלום עולם, مرحبا"
PINGING = f"<!channel> @everyone <@U123> </form> **x** [a](http://b.example) 👩‍🔬 {RTL}"


async def answers(team: Research, who: str, day: str = "Mon", **values: str) -> None:
    given = {"done": f"Work of {who}", "next": f"Plan of {who}"} | values
    await team[who].clicks("Check in", on=f"Daily for Research, {day}")
    await team[who].fills(**given)


async def test_one_message_and_its_thread_in_the_channel(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=LONDON)
    await team.at("Mon", "09:31")
    await answers(team, "ben", stuck="missing context", stuck__what="which seed?")
    await answers(team, "ann")
    await team.at("Mon", "15:59")
    assert office.chat.texts(CHANNEL) == []
    await team.at("Mon", "16:00")
    head, thread = office.chat.to(CHANNEL)
    assert head.text == (
        "Daily, Mon 23 Nov\n2 of 3 checked in.\nBen is stuck: missing context.\n> which seed?"
    )
    assert thread.under == head.id
    assert thread.text.splitlines() == [
        "Ann",
        "What got done?",
        "> Work of ann",
        "What is next?",
        "> Plan of ann",
        "",
        "Ben",
        "What got done?",
        "> Work of ben",
        "What is next?",
        "> Plan of ben",
    ]
    # Who is missing is a number.
    assert "Cy" not in head.text + thread.text


async def test_it_goes_out_as_soon_as_all_have_answered_or_skipped(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    assert office.chat.texts(CHANNEL) == []
    await team["ben"].clicks("Skip today")
    assert len(office.chat.to(CHANNEL)) == 2
    await team.at("Mon", "18:00")
    assert len(office.chat.to(CHANNEL)) == 2


async def test_it_waits_for_those_whose_morning_is_still_to_come(office: Office) -> None:
    team = await research(office, ben=BRISBANE, cy=NEW_YORK)
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    await answers(team, "ben")
    assert office.chat.texts(CHANNEL) == []
    # Ben's deadline has passed long ago; it is Cy's, five hours after London's, that counts.
    await team.at("Mon", "20:59")
    assert office.chat.texts(CHANNEL) == []
    await team.at("Mon", "21:00")
    assert "2 of 3 checked in." in office.chat.texts(CHANNEL)[0]


async def test_two_deadlines_that_passed_without_an_answer_do_not_hide_the_last(
    office: Office,
) -> None:
    team = await research(office, ben=BRISBANE, cy=NEW_YORK)
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    await team.at("Mon", "16:01")
    # Brisbane's day is over, unanswered; in New York it is eleven.
    await team["cy"].clicks("Skip today")
    assert office.chat.texts(CHANNEL) == []
    await team.at("Mon", "21:00")
    assert "1 of 3 checked in." in office.chat.texts(CHANNEL)[0]


async def test_who_was_asked_is_waited_for_though_the_day_is_now_theirs_no_more(
    office: Office,
) -> None:
    team = await research(office, ben=NEW_YORK)
    await team.at("Mon", "14:31")
    unit = office.store.unit(office.workspace)
    ben = await office.person("ben")
    unit.save(replace(ben, days=Weekdays.of([2])))
    await unit.commit()
    await answers(team, "ann")
    await team.at("Mon", "20:59")
    assert office.chat.texts(CHANNEL) == []
    await team.at("Mon", "21:00")
    assert len(office.chat.to(CHANNEL)) == 2


async def test_nobody_waits_for_whoever_left(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=NEW_YORK)
    await team.at("Mon", "09:31")
    for who in ("ben", "cy"):
        await team[who].types("team")
        await team[who].clicks("Leave")
        await team[who].clicks("Yes, leave")
    await answers(team, "ann")
    assert "1 of 1 checked in." in office.chat.texts(CHANNEL)[0]


async def test_an_answer_of_whoever_left_does_not_stand_for_another(office: Office) -> None:
    team = await research(office, ben=LONDON, cy=LONDON)
    await team.at("Mon", "09:31")
    await answers(team, "ben")
    await team["ben"].types("team")
    await team["ben"].clicks("Leave")
    await team["ben"].clicks("Yes, leave")
    await answers(team, "ann")
    assert office.chat.texts(CHANNEL) == []
    await answers(team, "cy")
    head, thread = office.chat.texts(CHANNEL)
    assert "2 of 2 checked in." in head
    assert "Ben" not in thread


async def test_whoever_left_hears_nothing_more(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await team.at("Mon", "09:31")
    await ben.clicks("In an hour")
    await ben.types("team")
    await ben.clicks("Leave")
    await ben.clicks("Yes, leave")
    await ben.sees("You have left Research. You hear nothing more about it.")
    arrived = len(office.chat.to("ben"))
    await team.at("Wed", "18:00")
    assert len(office.chat.to("ben")) == arrived
    await ben.types("inbox")
    await ben.sees("Nothing is open for you.")


async def test_a_late_answer_updates_it_and_is_marked(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "16:00")
    ben = team["ben"]
    prompt = await ben.sees("The summary has gone out. Yours is still welcome")
    assert prompt.buttons == ("Check in late",)
    assert [t.partition("\n")[2] for t in office.chat.texts(CHANNEL)] == ["0 of 2 checked in."]
    await ben.clicks("Check in late")
    await ben.fills(done="Better late", next="y", stuck="waiting for someone")
    await ben.sees("It is in the summary of Daily, marked as late.")
    await ben.sees("after the summary, which now shows it as late")
    head, thread = office.chat.to(CHANNEL)
    assert "1 of 2 checked in.\nBen is stuck: waiting for someone." in head.text
    assert thread.text.startswith("Ben (late)")
    assert thread.under == head.id
    # Once more, and it is still the same two messages.
    await ben.clicks("Change it")
    await ben.fills(done="Better late, and more")
    head, thread = office.chat.to(CHANNEL)
    assert "Better late, and more" in thread.text
    assert head.edits == 2


async def test_nobody_answered(office: Office) -> None:
    await (await research(office, ben=LONDON)).at("Mon", "16:00")
    (head,) = office.chat.to(CHANNEL)
    assert head.text == "Daily, Mon 23 Nov\n0 of 2 checked in."


async def test_without_a_channel_it_goes_to_each_member(office: Office) -> None:
    team = await research(office, place="", ben=LONDON)
    await team.at("Mon", "09:31")
    await answers(team, "ben")
    await team.at("Mon", "16:00")
    assert office.chat.texts(CHANNEL) == []
    for who in ("ann", "ben"):
        (summary,) = [t for t in office.chat.texts(who) if t.startswith("Daily, Mon 23 Nov\n")]
        assert "1 of 2 checked in." in summary
        assert "Work of ben" in summary


async def test_what_somebody_typed_pings_nobody_and_is_no_link(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:31")
    await answers(team, "ben", done=PINGING, stuck="missing context", stuck__what=PINGING)
    await team.at("Mon", "16:00")
    shown = "\n".join(office.chat.texts(CHANNEL))
    assert shown.count(PINGING) == 2
    for sent in office.chat.messages:
        assert sent.message.addresses == ()
        spans = [s for p in sent.message.parts if isinstance(p, Paragraph) for s in p.spans]
        assert not [s for s in spans if isinstance(s, Mention | Link)]


async def test_what_is_only_for_me_is_in_nobodys_summary(office: Office) -> None:
    team = await research(office, ben=LONDON)
    kept = await team.kept()
    mine = replace(kept.questions[0], key="mood", text="Mood?", audience=Audience.ONLY_ME)
    unit = office.store.unit(office.workspace)
    unit.save(replace(kept, questions=(*kept.questions, mine)))
    await unit.commit()
    await team.at("Mon", "09:31")
    await answers(team, "ben", mood="between me and myself")
    await team.at("Mon", "16:00")
    for who in ("ann", "ben"):
        assert "between me" not in await team[who].transcript()
    await team["ben"].clicks("Change it")
    assert team["ben"].dialog is not None
    assert team["ben"].dialog.values["mood"] == ["between me and myself"]


async def test_each_round_has_one_summary(office: Office) -> None:
    team = await research(office, ben=BRISBANE, cy=NEW_YORK)
    days = ("Mon", "Tue", "Wed", "Thu", "Fri")
    for day in days:
        await team.at(day, "09:31")
        await answers(team, "ann", day)
    await team.at("Sat", "12:00")
    heads = [t.partition("\n")[0] for t in office.chat.texts(CHANNEL) if "checked in" in t]
    assert heads == [f"Daily, {day} {date} Nov" for date, day in enumerate(days, 23)]
