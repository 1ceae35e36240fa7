"""*Remind them*: a member of the team hears in their working hours who waits for what, and says
what they do about it."""

import pytest

from bot.engine.intents import Press
from bot.ports.chat import Refused
from tests.features.blockers.saying import WAITING, answers, reminders
from tests.features.research import BRISBANE, LONDON, Research, research
from tests.offices import CHANNEL, Office, ref

REMINDED = "Ben is waiting for you, and asked me to remind you:"


async def waiting(office: Office, **zones: str) -> Research:
    """Ben waits for someone on Monday at 09:31."""
    team = await research(office, ben=LONDON, **zones)
    await answers(team, "Mon", **WAITING)
    return team


async def reminds(team: Research, who: str, **values: str) -> None:
    await team["ben"].clicks("Remind them")
    await team["ben"].fills(who=who, **values)


async def test_they_hear_who_waits_for_what_and_why_they_get_it(office: Office) -> None:
    team = await waiting(office, cy=LONDON)
    await team["ben"].clicks("Remind them")
    assert team["ben"].dialog is not None
    assert team["ben"].dialog.values["words"] == ["the review of my draft"]
    await team["ben"].fills(who="cy", words="Could you look at page 3?")
    await team["ben"].sees("Cy gets it in their working hours. I tell you what they say.")
    seen = await team["cy"].sees(REMINDED, "> Could you look at page 3?")
    assert seen.says("You get this because Ben, who is in Research too, chose you.")
    assert not seen.says("the review of my draft")
    assert seen.buttons == ("I am on it", "Not with me")
    for somebody in (CHANNEL, "ann"):
        assert not [t for t in office.chat.texts(somebody) if "page 3" in t]


async def test_it_waits_for_their_working_hours(office: Office) -> None:
    team = await waiting(office, cy=BRISBANE)
    await reminds(team, "cy")
    await team.at("Mon", "22:59")
    assert await team["cy"].counts(REMINDED) == 0
    await team.at("Mon", "23:00")
    assert await team["cy"].counts(REMINDED) == 1


@pytest.mark.parametrize(
    ("label", "said", "told"),
    [
        ("I am on it", "You said that you are on it; I tell Ben.", "Cy is on it:"),
        (
            "Not with me",
            "You said that it is not with you; I tell Ben.",
            "Cy says that it is not with them:",
        ),
    ],
)
async def test_what_they_say_reaches_the_one_who_waits_once(
    office: Office, label: str, said: str, told: str
) -> None:
    team = await waiting(office, cy=LONDON)
    await reminds(team, "cy")
    await team["cy"].clicks(label)
    assert label not in (await team["cy"].sees(REMINDED, said)).buttons
    (asked,) = await reminders(team)
    action = "on_it" if label == "I am on it" else "not_mine"
    await office.handle(Press(office.origin("cy"), ref(f"blockers.{action}", asked.id)))
    await office.settle()
    assert await team["ben"].counts(told, "> the review of my draft") == 1
    assert not (await team["ben"].sees(told)).is_edited


async def test_they_may_say_otherwise_later(office: Office) -> None:
    team = await waiting(office, cy=LONDON)
    await reminds(team, "cy")
    await team["cy"].clicks("I am on it")
    await team["cy"].clicks("Not with me")
    await team["cy"].sees(REMINDED, "it is not with you")
    await team["ben"].sees("Cy says that it is not with them:")
    # Then somebody else may be the one.
    await team["ben"].clicks("Remind somebody else")
    await team["ben"].fills(who="ann")
    await team["ann"].sees(REMINDED)


async def test_their_last_word_is_told_though_they_said_it_before(office: Office) -> None:
    team = await waiting(office, cy=LONDON)
    await reminds(team, "cy")
    for label in ("I am on it", "Not with me", "I am on it"):
        await team["cy"].clicks(label)
    assert await team["ben"].counts("Cy is on it:") == 2
    assert await team["ben"].counts("Cy says that it is not with them:") == 1


async def test_of_what_they_said_at_night_the_last_word_is_told_once(office: Office) -> None:
    team = await waiting(office, cy=BRISBANE)
    await reminds(team, "cy")
    await team.at("Mon", "23:30")
    for label in ("I am on it", "Not with me", "I am on it"):
        await team["cy"].clicks(label)
    await team.at("Tue", "09:30")
    assert await team["ben"].counts("Cy is on it:") == 1
    assert await team["ben"].counts("Cy says that it is not with them:") == 0


async def test_while_they_are_away_one_waits_for_them_and_no_more(office: Office) -> None:
    team = await waiting(office, cy=LONDON)
    await team["cy"].types("away until I'm back")
    await reminds(team, "cy")
    await answers(team, "Tue", **WAITING)
    await reminds(team, "cy")
    ben, cy = team["ben"], team["cy"]
    assert ben.dialog is not None
    assert "Cy gets your reminder when their next working day begins" in ben.dialog.faults["who"]
    assert await cy.counts(REMINDED) == 0
    await cy.types("back")
    assert await cy.counts(REMINDED) == 1


async def test_what_they_say_waits_for_the_working_hours_of_who_waits(office: Office) -> None:
    team = await waiting(office, cy=BRISBANE)
    await reminds(team, "cy")
    await team.at("Tue", "01:00")
    await team["cy"].clicks("I am on it")
    assert await team["ben"].counts("Cy is on it") == 0
    await team.at("Tue", "09:00")
    assert await team["ben"].counts("Cy is on it") == 1


async def test_a_closed_door_leaves_it_in_the_inbox(office: Office) -> None:
    team = await waiting(office, cy=LONDON)
    office.chat.breaks("cy", Refused("he closed his direct messages"))
    await reminds(team, "cy")
    await team["cy"].types("inbox")
    item = await team["cy"].sees("Open for you", REMINDED)
    assert {"I am on it", "Not with me"} <= set(item.buttons)
    await team["cy"].clicks("I am on it")
    await team["cy"].sees("You said that you are on it; I tell Ben.")
    await team["ben"].sees("Cy is on it:")
    await team["cy"].types("inbox")
    assert await team["cy"].counts("Open for you", REMINDED) == 0


async def test_said_in_the_inbox_it_shows_on_the_message(office: Office) -> None:
    team = await waiting(office, cy=LONDON)
    await reminds(team, "cy")
    await team["cy"].types("inbox")
    await team["cy"].clicks("I am on it", on="Open for you")
    await team["cy"].sees("You get this because", "You said that you are on it")


async def test_one_a_day_is_enough(office: Office) -> None:
    team = await waiting(office, cy=LONDON)
    await reminds(team, "cy")
    await reminds(team, "cy", words="Once more")
    ben = team["ben"]
    assert ben.dialog is not None
    assert ben.dialog.faults == {
        "who": "Cy has your reminder of today, and one a day is enough. Tomorrow you can again."
    }
    assert ben.dialog.values["words"] == ["Once more"]
    # Somebody else is another matter, and tomorrow another day.
    await ben.fills(who="ann")
    await team["ann"].sees(REMINDED, "> Once more")
    await answers(team, "Tue", **WAITING)
    await reminds(team, "cy")
    assert await team["cy"].counts(REMINDED) == 2


async def test_one_that_is_still_on_its_way_counts(office: Office) -> None:
    """Asked on Monday and Tuesday in London, both would come on Tuesday in Brisbane."""
    team = await waiting(office, cy=BRISBANE)
    await reminds(team, "cy")
    await team.at("Mon", "23:30")
    await reminds(team, "cy")
    assert team["ben"].dialog is not None
    await team.at("Tue", "09:31")
    assert await team["cy"].counts(REMINDED) == 1
    await reminds(team, "cy")
    await team.at("Wed", "09:00")
    assert await team["cy"].counts(REMINDED) == 2


@pytest.mark.parametrize(
    ("who", "fault"),
    [
        ("ben", "That is you. Choose the one you wait for."),
        ("zoe", "Zoe has not joined Research, so I do not write to them."),
        ("dora", "Dora has not joined Research, so I do not write to them."),
    ],
)
async def test_only_a_member_can_be_reminded(office: Office, who: str, fault: str) -> None:
    team = await waiting(office)
    for stranger in ("zoe", "dora"):
        # Who typed a command has agreed to be written to, but not to this team.
        await office.hires(stranger).types("inbox")
    await team["ann"].types("team")
    await team["ann"].clicks("Invite")
    await team["ann"].fills(people=["dora"])
    before = len(office.chat.to("zoe", "dora"))
    await reminds(team, who, words="Nothing of this is lost")
    assert team["ben"].dialog is not None
    assert team["ben"].dialog.faults["who"].startswith(fault)
    assert team["ben"].dialog.values["words"] == ["Nothing of this is lost"]
    assert await reminders(team) == []
    assert len(office.chat.to("zoe", "dora")) == before


async def test_nor_one_who_has_left(office: Office) -> None:
    team = await waiting(office, cy=LONDON)
    await team["ben"].clicks("Remind them")
    await office.states("cy", is_gone=True)
    await team["ben"].fills(who="cy")
    assert team["ben"].dialog is not None
    assert "Cy" in team["ben"].dialog.faults["who"]
    assert await reminders(team) == []


async def test_over_before_it_is_sent_it_is_not_sent(office: Office) -> None:
    team = await waiting(office, cy=BRISBANE)
    await reminds(team, "cy")
    await team["ben"].types("inbox")
    await team["ben"].clicks("Not stuck any more")
    await team.at("Tue", "09:00")
    assert await team["cy"].counts("waiting for you") == 0
    await team["cy"].types("inbox")
    assert await team["cy"].counts(REMINDED) == 0


async def test_over_since_the_buttons_say_so(office: Office) -> None:
    team = await waiting(office, cy=LONDON)
    await reminds(team, "cy")
    await team["ben"].types("inbox")
    await team["ben"].clicks("Drop it")
    await team["cy"].clicks("I am on it")
    seen = await team["cy"].sees("Ben was waiting for you, and is not any more:")
    assert seen.buttons == ()
    assert await team["ben"].counts("Cy is on it") == 0


async def test_who_leaves_the_team_is_waited_for_no_more(office: Office) -> None:
    team = await waiting(office, cy=BRISBANE)
    await reminds(team, "cy")
    await team["cy"].types("team")
    await team["cy"].clicks("Leave")
    await team["cy"].clicks("Yes, leave")
    await team.at("Tue", "09:00")
    assert await team["cy"].counts(REMINDED) == 0
