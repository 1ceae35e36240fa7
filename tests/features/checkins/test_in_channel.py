"""A round asked in the team's channel: one message to all, and below it one a zone in its time."""

from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

import pytest

from bot.domain.ids import CheckinId, PersonId
from bot.domain.people import Account, Person
from bot.domain.teams import Belonging, Membership
from bot.engine.intents import ChannelLost, Press
from bot.messages.parts import Mention, Paragraph
from bot.ports.chat import Refused, TryLater
from tests.chats import Arrived
from tests.features.checkins.test_summary_at import sums_up_at
from tests.features.research import BRISBANE, LONDON, NEW_YORK, Research, research
from tests.offices import CHANNEL, Office, ref

UNINVITED = Refused("I am not in that channel")
BUTTONS = ("Check in", "Same plan", "I'm stuck", "Skip today", "In an hour")


async def asked_in_channel(
    office: Office, *, place: str = CHANNEL, **zones: str | None
) -> Research:
    team = await research(office, place=place, **zones)
    await asks(team, in_channel=True)
    return team


async def asks(team: Research, *, in_channel: bool) -> None:
    unit = team.office.store.unit(team.office.workspace)
    unit.save(replace(await team.kept(), is_in_channel=in_channel))
    await unit.commit()


def heads(office: Office) -> list[Arrived]:
    """To all, and not in a thread."""
    return [m for m in office.chat.to(CHANNEL) if " for Research, " in m.text]


def turns(office: Office) -> list[Arrived]:
    """To those whose time it is."""
    return [m for m in office.chat.to(CHANNEL) if "is open for you" in m.text]


def times(messages: list[Arrived]) -> list[str]:
    return [f"{m.at.astimezone(ZoneInfo(LONDON)):%a %H:%M}" for m in messages]


async def pinged(office: Office, message: Arrived) -> list[str]:
    unit = office.store.unit(office.workspace)
    names = {a.person: a.outer_id for a in await unit.find(Account)}
    return sorted(names[person] for person in message.message.addresses)


async def direct(team: Research, who: str) -> list[str]:
    """When prompts came to them alone."""
    prompts = [m for m in team.office.chat.to(who) if "Daily for Research, " in m.text]
    return times(prompts)


async def checks_in(team: Research, who: str, label: str = "Check in") -> None:
    await team[who].clicks(label, on="Daily for Research")
    await team[who].fills(done=f"Work of {who}", next=f"Plan of {who}")


# -- asking -----------------------------------------------------------------------------------


async def test_one_message_to_all_and_below_it_one_to_each_zone_in_its_time(
    office: Office,
) -> None:
    team = await asked_in_channel(office, ben=LONDON, cy=BRISBANE, di=None)
    await team.at("Mon", "09:29")
    (head,) = heads(office)
    assert times([head]) == ["Sun 23:30"]
    assert head.text.startswith("Daily for Research, Mon 23 Nov\n0 of 1 checked in.")
    assert (await team["ben"].sees("0 of 1")).buttons == BUTTONS
    assert head.message.addresses == ()
    await team.at("Mon", "09:30")
    brisbane, london = turns(office)
    assert times([brisbane, london]) == ["Sun 23:30", "Mon 09:30"]
    assert brisbane.under == london.under == head.id
    assert await pinged(office, brisbane) == ["cy"]
    assert await pinged(office, london) == ["ann", "ben", "di"]
    assert london.text.startswith("Ann, Ben, Di: Daily is open for you until 16:00.")
    (same,) = heads(office)
    assert (same.id, "0 of 4 checked in." in same.text) == (head.id, True)
    assert [await direct(team, who) for who in ("ann", "ben", "cy", "di")] == [[], [], [], []]
    await team.at("Tue", "09:30")
    assert [m.text.splitlines()[0] for m in heads(office)] == [
        "Daily for Research, Mon 23 Nov",
        "Daily for Research, Tue 24 Nov",
    ]
    assert times(turns(office)) == ["Sun 23:30", "Mon 09:30", "Mon 23:30", "Tue 09:30"]


async def test_zones_that_open_at_one_instant_share_the_message_to_all(office: Office) -> None:
    await (await asked_in_channel(office, ben="Europe/Lisbon")).at("Mon", "09:30")
    assert len(heads(office)) == 1
    assert [await pinged(office, m) for m in turns(office)] in (
        [["ann"], ["ben"]],
        [["ben"], ["ann"]],
    )


async def test_a_zone_in_which_nobody_is_asked_hears_nothing(office: Office) -> None:
    team = await asked_in_channel(office, ben=BRISBANE)
    for who in ("ann", "ben"):
        await team[who].types("me")
        await team[who].clicks("Change")
        await team[who].fills(days="Tue–Fri" if who == "ann" else "Wed–Fri")
    await team.at("Mon", "18:00")
    assert office.chat.to(CHANNEL) == []
    await team.at("Tue", "18:00")
    (head,), (turn,) = heads(office), turns(office)
    assert "of 1 checked in." in head.text
    assert await pinged(office, turn) == ["ann"]


async def test_another_check_in_has_a_message_of_its_own(office: Office) -> None:
    team = await asked_in_channel(office, ben=LONDON)
    unit = office.store.unit(office.workspace)
    weekly = replace(await team.kept(), id=CheckinId("weekly"), name="Weekly", version=0)
    unit.add(weekly)
    await unit.commit()
    await office.handle(Press(office.origin("ann"), ref("checkins.resume", "weekly")))
    await team.at("Mon", "09:30")
    assert sorted(m.text.split(",")[0] for m in heads(office)) == [
        "Daily for Research",
        "Weekly for Research",
    ]
    assert {m.under for m in turns(office)} == {m.id for m in heads(office)}


async def test_as_many_as_there_are_are_each_notified_once(office: Office) -> None:
    """More than a transaction asks at once, and more than one message mentions."""
    team = await asked_in_channel(office, ben=LONDON)
    unit = office.store.unit(office.workspace)
    now = office.now()
    for number in range(2_100):
        id = PersonId(f"crowd-{number:04}")
        unit.add(Person(office.workspace, id, "A name as long as some are", LONDON, agreed_at=now))
        joined = Membership(
            office.workspace, team.team, id, Belonging.JOINED, is_organiser=False, since=now
        )
        unit.add(joined)
    await unit.commit()
    await team.at("Mon", "09:30")
    (head,) = heads(office)
    assert "0 of 2102 checked in." in head.text
    pieces = [m for m in office.chat.to(CHANNEL) if m.under]
    assert len(pieces) > 1
    people = [person for piece in pieces for person in piece.message.addresses]
    assert len(people) == len(set(people)) == 2_102
    for piece in pieces:
        spans = [s for p in piece.message.parts if isinstance(p, Paragraph) for s in p.spans]
        mentioned = {span.person for span in spans if isinstance(span, Mention)}
        assert mentioned == set(piece.message.addresses)


async def test_started_by_hand_it_is_asked_at_once_and_not_again(office: Office) -> None:
    team = await asked_in_channel(office, ben=LONDON)
    await team.at("Mon", "09:05")
    await team.organises("start_now")
    await team.organises("start_now")
    await team.at("Mon", "12:00")
    assert times(heads(office)) == times(turns(office)) == ["Mon 09:05"]


async def test_whoever_comes_later_is_called_alone(office: Office) -> None:
    team = await asked_in_channel(office, ben=LONDON)
    await team.at("Mon", "10:00")
    dora = office.hires("dora")
    await team["ann"].types("team")
    await team["ann"].clicks("Invite")
    await team["ann"].fills(people=["dora"])
    await dora.clicks("Join")
    await team.organises("start_now")
    first, second = turns(office)
    assert len(heads(office)) == 1
    assert (await pinged(office, first), first.edits) == (["ann", "ben"], 0)
    assert await pinged(office, second) == ["dora"]


@pytest.mark.parametrize(("until", "comes"), [("11:25", ["Mon 11:25"]), ("11:31", [])])
async def test_after_a_downtime(office: Office, until: str, comes: list[str]) -> None:
    team = await asked_in_channel(office, ben=BRISBANE)
    await team.at("Mon", "09:00")
    await team.after_a_downtime("Mon", until)
    assert times(turns(office)) == ["Sun 23:30", *comes]
    assert len(heads(office)) == 1


@pytest.mark.parametrize(("away", "back"), [("pause", "resume"), ("delete_now", "restore")])
async def test_held_back_before_the_channel_took_it_they_are_asked_once_it_goes_on(
    office: Office, away: str, back: str
) -> None:
    team = await asked_in_channel(office, ben=LONDON)
    office.chat.paced[CHANNEL] = 60
    await team.at("Mon", "09:31")
    await team.organises(away)
    del office.chat.paced[CHANNEL]
    await team.at("Mon", "10:00")
    assert office.chat.to(CHANNEL) == []
    for _ in range(2):
        await team.organises(back)
    assert times(heads(office)) == times(turns(office)) == ["Mon 10:00"]
    assert await pinged(office, turns(office)[0]) == ["ann", "ben"]
    assert await direct(team, "ben") == []


async def test_who_is_back_in_time_is_called_alone(office: Office) -> None:
    team = await asked_in_channel(office, ben=LONDON)
    await team["ben"].types("away for 3 weeks")
    await team.at("Mon", "09:45")
    await team["ben"].types("back")
    first, second = turns(office)
    assert (await pinged(office, first), await pinged(office, second)) == (["ann"], ["ben"])
    assert "0 of 2 checked in." in heads(office)[0].text


async def test_paused_before_the_channel_took_it_nobody_is_asked(office: Office) -> None:
    team = await asked_in_channel(office, ben=LONDON)
    office.chat.paced[CHANNEL] = 60
    await team.at("Mon", "09:31")
    await team.organises("pause")
    del office.chat.paced[CHANNEL]
    await team.at("Mon", "10:00")
    assert office.chat.to(CHANNEL) == []


@pytest.mark.parametrize("before", [False, True], ids=["directly before", "there before"])
async def test_what_was_written_ahead_is_counted_and_its_writer_not_called(
    office: Office, *, before: bool
) -> None:
    team = await research(office, ben=LONDON)
    await asks(team, in_channel=before)
    press = Press(office.origin("ann"), ref("checkins.ahead", team.checkin))
    team["ann"].dialog = office.shows("ann", await office.handle(press))
    await team["ann"].fills(done="x", next="y")
    # Where it is asked follows from the schedule as it is when the first one is asked.
    await asks(team, in_channel=True)
    await team.at("Mon", "09:29")
    assert office.chat.to(CHANNEL) == []
    await team.at("Mon", "09:30")
    (head,), (turn,) = heads(office), turns(office)
    assert "1 of 2 checked in." in head.text
    assert await pinged(office, turn) == ["ben"]


# -- answering --------------------------------------------------------------------------------


async def test_from_the_channel_to_the_summary_and_a_late_answer(office: Office) -> None:
    team = await asked_in_channel(office, ben=LONDON, cy=LONDON)
    await team.at("Mon", "09:31")
    await checks_in(team, "ann")
    assert (await team["ann"].sees("Thank you, it is in.")).is_only_for_them
    assert "1 of 3 checked in." in heads(office)[0].text
    await team["ben"].clicks("Skip today")
    assert (await team["ben"].sees("Skipped. That is fine.")).is_only_for_them
    # Who was called is not written anew, or it would come to say who is missing.
    assert [m.edits for m in turns(office)] == [0]
    await team.at("Mon", "16:00")
    (head,) = heads(office)
    assert "1 of 3 checked in.\nThe summary has gone out." in head.text
    assert (await team["cy"].sees(head.text.splitlines()[0])).buttons == ("Check in late",)
    assert all("Cy" not in m.text for m in office.chat.to(CHANNEL) if m not in turns(office))
    await checks_in(team, "cy", "Check in late")
    assert "2 of 3 checked in." in heads(office)[0].text
    assert len(heads(office)) == len(turns(office)) == 1


async def test_after_the_summary_the_buttons_stay_while_somebody_has_time(office: Office) -> None:
    team = await asked_in_channel(office, ben=NEW_YORK)
    await sums_up_at(team, time(12))
    await team.at("Mon", "09:31")
    await checks_in(team, "ann")
    # Until half past two nobody else has been asked.
    for at in ("12:00", "14:29", "16:00", "20:59"):
        await team.at("Mon", at)
        (head,) = heads(office)
        assert "[Check in]" in head.text
        assert "The summary has gone out already; it will show what comes now too." in head.text
    await team.at("Mon", "21:00")
    assert "[Check in late]" in heads(office)[0].text


async def test_each_button_acts_for_its_presser_and_says_so_to_them_alone(office: Office) -> None:
    team = await asked_in_channel(office, ben=LONDON)
    ann, ben = team["ann"], team["ben"]
    await team.at("Mon", "09:31")
    await ann.clicks("Same plan")
    assert (await ann.sees("I have no earlier plan of yours here")).is_only_for_them
    await ann.clicks("In an hour")
    assert (await ann.sees("I will ask again at 10:31.")).is_only_for_them
    await ben.clicks("I'm stuck")
    await ben.fills(stuck="missing context", stuck__what="Which seed?")
    assert "1 of 2 checked in." in heads(office)[0].text
    await team.at("Mon", "10:31")
    assert await direct(team, "ann") == ["Mon 10:31"]
    assert await direct(team, "ben") == []
    await checks_in(team, "ann")
    await team.at("Tue", "09:31")
    for _ in range(2):
        await ann.clicks("Same plan", on="Tue 24 Nov")
    assert (await ann.sees("Noted, the same plan:", "Plan of ann")).is_only_for_them
    await ann.sees("You have answered this one already")
    assert (await team.responses())["Tue", "ann"].is_same_plan
    assert await ben.counts("I will ask again", "Plan of ann") == 0
    assert "1 of 2 checked in." in heads(office)[1].text


async def test_reminders_go_to_each_alone(office: Office) -> None:
    team = await asked_in_channel(office, ben=LONDON)
    await team.at("Mon", "09:31")
    await checks_in(team, "ann")
    before = len(office.chat.to(CHANNEL))
    await team.at("Mon", "15:00")
    reminder = await team["ben"].sees("Daily is open until 16:00. A line is enough.")
    assert not reminder.is_in_channel
    assert len(office.chat.to(CHANNEL)) == before
    await team["ben"].clicks("Skip today", on="A line is enough")
    await team["ben"].sees("Daily, Mon 23 Nov: skipped.")


async def test_a_stranger_is_told_so_alone(office: Office) -> None:
    team = await asked_in_channel(office, ben=LONDON)
    await team.at("Mon", "09:31")
    zoe = office.hires("zoe")
    before = office.chat.to(CHANNEL)
    await zoe.clicks("Skip today")
    assert (await zoe.sees("I cannot find that")).is_only_for_them
    assert [m.text for m in office.chat.to(CHANNEL)] == [m.text for m in before]


async def test_whoever_leaves_is_no_longer_counted(office: Office) -> None:
    team = await asked_in_channel(office, ben=LONDON, cy=LONDON)
    await team.at("Mon", "09:31")
    await office.states("cy", is_gone=True)
    assert "0 of 2 checked in." in heads(office)[0].text


# -- what the channel does not take -----------------------------------------------------------


async def test_without_a_channel_each_is_asked_directly(office: Office) -> None:
    team = await asked_in_channel(office, place="", ben=LONDON)
    await team.at("Mon", "12:00")
    assert await direct(team, "ann") == await direct(team, "ben") == ["Mon 09:30"]


@pytest.mark.parametrize("taken", [0, 1], ids=["nothing", "the message to all alone"])
async def test_what_the_channel_refuses_goes_to_each(office: Office, taken: int) -> None:
    team = await asked_in_channel(office, ben=LONDON, cy=NEW_YORK)
    office.chat.fails(CHANNEL, *[None] * taken, UNINVITED)
    await team.at("Mon", "09:31")
    assert len(heads(office)) == taken
    assert await direct(team, "ann") == await direct(team, "ben") == ["Mon 09:30"]
    await team["ann"].sees("I could not write to the channel of Research", "not in that channel")
    # So it goes on, though the channel takes the next one.
    await team.at("Mon", "15:00")
    assert await direct(team, "cy") == ["Mon 14:30"]
    assert turns(office) == []
    await team.at("Tue", "09:31")
    assert times(turns(office)) == ["Tue 09:30"]
    assert await direct(team, "ben") == ["Mon 09:30"]


async def test_given_up_after_failing_it_goes_to_each_who_has_said_nothing(
    office: Office,
) -> None:
    team = await asked_in_channel(office, ben=LONDON, cy=LONDON)
    office.chat.breaks(CHANNEL, TryLater("down"))
    await team.at("Mon", "09:31")
    await team["ann"].types("inbox")
    await team["ann"].clicks("Skip today")
    assert await direct(team, "ben") == []
    await team.at("Mon", "10:00")
    office.chat.mends(CHANNEL)
    await team.at("Mon", "12:00")
    assert await direct(team, "ann") == []
    assert len(await direct(team, "ben")) == len(await direct(team, "cy")) == 1
    assert office.chat.to(CHANNEL) == []


async def test_a_channel_that_is_lost(office: Office) -> None:
    team = await asked_in_channel(office, ben=LONDON, cy=LONDON, di=NEW_YORK)
    await team.at("Mon", "09:31")
    await checks_in(team, "ann")
    await team["cy"].clicks("In an hour")
    office.chat.breaks(CHANNEL, Refused("is_archived"))
    await team.at("Mon", "10:00")
    await office.says(ChannelLost(CHANNEL, "was archived"))
    await team["ann"].sees("was archived")
    await team.at("Mon", "15:00")
    assert await direct(team, "ann") == []
    assert await direct(team, "ben") == ["Mon 10:00"]
    assert await direct(team, "cy") == ["Mon 10:31"]
    assert await direct(team, "di") == ["Mon 14:30"]
    await team.at("Tue", "09:31")
    assert await direct(team, "ben") == ["Mon 10:00", "Tue 09:30"]


async def test_a_channel_that_is_lost_after_the_summary(office: Office) -> None:
    """It went out early, before New York was asked."""
    team = await asked_in_channel(office, ben=NEW_YORK)
    await sums_up_at(team, time(12))
    await team.at("Mon", "13:00")
    await office.says(ChannelLost(CHANNEL, "was archived"))
    assert await direct(team, "ann") == ["Mon 13:00"]
    await team.at("Mon", "15:00")
    assert await direct(team, "ben") == ["Mon 14:30"]


async def test_an_edit_that_is_refused_leaves_what_stands(office: Office) -> None:
    team = await asked_in_channel(office, ben=LONDON)
    await team.at("Mon", "09:31")
    office.chat.fails(CHANNEL, UNINVITED)
    await checks_in(team, "ann")
    assert await direct(team, "ben") == []
    await team["ben"].clicks("Skip today")
    assert "1 of 2 checked in." in heads(office)[0].text


# -- a schedule that changes meanwhile --------------------------------------------------------


async def test_turned_off_the_round_goes_on_as_it_was_begun(office: Office) -> None:
    team = await asked_in_channel(office, ben=NEW_YORK)
    await team.at("Mon", "10:00")
    await asks(team, in_channel=False)
    await team.at("Mon", "15:00")
    assert times(turns(office)) == ["Mon 09:30", "Mon 14:30"]
    await team.at("Tue", "15:00")
    assert len(turns(office)) == 2
    assert await direct(team, "ben") == ["Tue 14:30"]


async def test_turned_on_the_round_goes_on_as_it_was_begun(office: Office) -> None:
    team = await research(office, ben=NEW_YORK)
    await team.at("Mon", "10:00")
    await asks(team, in_channel=True)
    await team.at("Mon", "15:00")
    assert await direct(team, "ben") == ["Mon 14:30"]
    assert heads(office) == []
    await team.at("Tue", "15:00")
    assert times(turns(office)) == ["Tue 09:30", "Tue 14:30"]


async def test_another_channel_gets_the_next_round(office: Office) -> None:
    team = await asked_in_channel(office, ben=NEW_YORK)
    await team.at("Mon", "10:00")
    office.channels["lab"] = replace(office.channels[CHANNEL], outer_id="lab", name="lab")
    await team["ann"].types("team")
    await team["ann"].clicks("Channel")
    await team["ann"].fills(place="lab")
    await team.at("Mon", "15:00")
    assert times(turns(office)) == ["Mon 09:30", "Mon 14:30"]
    await team.at("Tue", "15:00")
    assert len(turns(office)) == 2
    assert len([m for m in office.chat.to("lab") if "is open for you" in m.text]) == 2
