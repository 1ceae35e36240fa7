"""A summary that the team's channel refuses: each member gets it instead, once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.checkins import Round
from bot.domain.ids import ChannelId
from bot.domain.letters import Letter, to_channel
from bot.domain.teams import Team
from bot.domain.timers import Timer
from bot.domain.workspaces import Channel, ChannelProfile
from bot.engine.intents import ChannelLost
from bot.features.checkins.feature import MANIFEST
from bot.ports.chat import Refused, TryLater
from tests.chats import Arrived
from tests.features.research import BRISBANE, LONDON, Research, research
from tests.offices import CHANNEL, Office

MONDAY, TUESDAY = "Daily, Mon 23 Nov\n", "Daily, Tue 24 Nov\n"
UNINVITED = Refused("I am not in that channel")


def with_each(office: Office, who: str, head: str = MONDAY) -> list[Arrived]:
    """The summaries that somebody got privately."""
    return [m for m in office.chat.to(who) if m.text.startswith(head)]


async def answers(team: Research, who: str, day: str = "Mon") -> None:
    await team[who].clicks("Check in", on=f"Daily for Research, {day}")
    await team[who].fills(done=f"Work of {who}", next="y")


async def is_late(team: Research, who: str) -> None:
    await team[who].clicks("Check in late")
    await team[who].fills(done="Better late", next="y")


async def chooses(team: Research, place: str) -> None:
    await team["ann"].types("team")
    await team["ann"].clicks("Channel")
    await team["ann"].fills(place=place)


async def refused(office: Office, fault: Exception = UNINVITED, **zones: str) -> Research:
    """Ann has answered, and the channel does not take Monday's summary."""
    team = await research(office, **(zones or {"ben": LONDON}))
    office.chat.breaks(CHANNEL, fault)
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    await team.at("Mon", "16:00")
    return team


async def test_each_member_gets_it_whole_and_the_organiser_hears_why(office: Office) -> None:
    team = await refused(office, ben=LONDON, cy=LONDON)
    for who in ("ann", "ben", "cy"):
        (summary,) = with_each(office, who)
        assert "1 of 3 checked in." in summary.text
        assert "Work of ann" in summary.text
    await team["ann"].sees("I could not write to the channel of Research", "not in that channel")
    office.chat.mends(CHANNEL)
    await team.at("Tue", "09:00")
    assert office.chat.texts(CHANNEL) == []
    assert [len(with_each(office, who)) for who in ("ann", "ben", "cy")] == [1, 1, 1]


async def test_in_their_working_hours(office: Office) -> None:
    team = await refused(office, ben=BRISBANE)
    await team.at("Mon", "22:59")
    assert len(with_each(office, "ann")) == 1
    assert with_each(office, "ben") == []
    await team.at("Mon", "23:00")
    assert len(with_each(office, "ben")) == 1


async def test_a_late_answer_updates_the_private_ones_and_not_the_mended_channel(
    office: Office,
) -> None:
    team = await refused(office)
    before = {who: with_each(office, who)[0].id for who in ("ann", "ben")}
    office.chat.mends(CHANNEL)
    for button, done in (("Check in late", "Better late"), ("Change it", "And more")):
        await team["ben"].clicks(button)
        await team["ben"].fills(done=done, next="y")
        for who, id in before.items():
            (summary,) = with_each(office, who)
            assert summary.id == id
            assert "2 of 2 checked in." in summary.text
            assert done in summary.text
    assert office.chat.texts(CHANNEL) == []


async def test_while_nobody_has_it_yet_a_late_answer_does_not_go_to_the_channel(
    office: Office,
) -> None:
    """At night only the mark tells that it goes to each member."""
    team = await research(office, organiser=BRISBANE, ben=BRISBANE)
    office.chat.breaks(CHANNEL, UNINVITED)
    await team.changes(closes="23:00")
    await team.at("Mon", "13:01")
    assert with_each(office, "ann") == with_each(office, "ben") == []
    office.chat.mends(CHANNEL)
    await is_late(team, "ben")
    await team.at("Tue", "03:00")
    assert [t for t in office.chat.texts(CHANNEL) if t.startswith(MONDAY)] == []
    for who in ("ann", "ben"):
        (summary,) = with_each(office, who)
        assert "Better late" in summary.text


async def test_the_next_one_goes_to_the_channel_again(office: Office) -> None:
    team = await refused(office)
    office.chat.mends(CHANNEL)
    await team.at("Tue", "09:31")
    await answers(team, "ben", "Tue")
    await team.at("Tue", "16:00")
    head, thread = office.chat.to(CHANNEL)
    assert head.text.startswith(TUESDAY)
    assert "Work of ben" in thread.text
    assert with_each(office, "ann", TUESDAY) == with_each(office, "ben", TUESDAY) == []


async def test_refused_every_day_it_comes_every_day(office: Office) -> None:
    team = await refused(office)
    await team.at("Wed", "16:00")
    for day in (MONDAY, TUESDAY, "Daily, Wed 25 Nov\n"):
        assert len(with_each(office, "ann", day)) == len(with_each(office, "ben", day)) == 1


@pytest.mark.parametrize("kind", ["summary", "details"])
async def test_told_twice_of_it_nothing_is_doubled(office: Office, kind: str) -> None:
    """The sender died after the hooks, before the letter was done."""
    team = await refused(office)
    before = [with_each(office, who)[0].id for who in ("ann", "ben")]
    assert MANIFEST.undelivered is not None
    letter = await a_letter(office, kind)
    for now in (office.now(), office.now(), office.now() + timedelta(seconds=60)):
        unit = office.store.unit(office.workspace)
        await MANIFEST.undelivered(unit, letter, "refused", now)
        await unit.commit()
        await office.settle()
    await team.at("Mon", "18:00")
    assert [m.id for who in ("ann", "ben") for m in with_each(office, who)] == before
    assert len(await team.timers("refused")) == 1


@pytest.mark.parametrize("kind", ["summary", "details"])
async def test_a_letter_that_was_left_behind_says_nothing_in_the_mended_channel(
    office: Office, kind: str
) -> None:
    """Left by a death, or by a late answer while the first one was given up."""
    team = await refused(office)
    office.chat.mends(CHANNEL)
    unit = office.store.unit(office.workspace)
    unit.post(await a_letter(office, kind))
    await unit.commit()
    await team.at("Mon", "18:00")
    assert office.chat.texts(CHANNEL) == []


async def a_letter(office: Office, kind: str) -> Letter:
    unit = office.store.unit(office.workspace)
    (round_,) = await unit.find(Round)
    (channel,) = await unit.find(Channel)
    key = f"checkins.{kind}:{round_.id}"
    to, about = to_channel(channel.id), (round_.id,)
    return Letter(office.workspace, to, f"checkins.{kind}", key, about)


async def test_given_up_after_failing_it_ends_the_same_way(office: Office) -> None:
    team = await refused(office, TryLater("down"))
    await team.at("Mon", "16:14")
    assert with_each(office, "ann") == []
    await team.at("Mon", "16:45")
    assert len(with_each(office, "ann")) == len(with_each(office, "ben")) == 1
    office.chat.mends(CHANNEL)
    await team.at("Tue", "09:00")
    assert office.chat.texts(CHANNEL) == []


async def test_its_thread_does_not_stand_in_the_channel_alone(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    office.chat.fails(CHANNEL, UNINVITED)
    await team.at("Mon", "16:00")
    assert len(with_each(office, "ann")) == len(with_each(office, "ben")) == 1
    assert office.chat.texts(CHANNEL) == []


async def test_only_its_thread_is_refused(office: Office) -> None:
    """What was answered reaches everybody, and what stands in the channel stays true."""
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    office.chat.fails(CHANNEL, None, Refused("no threads here"))
    await team.at("Mon", "16:00")
    for who in ("ann", "ben"):
        (summary,) = with_each(office, who)
        assert "Work of ann" in summary.text
    await is_late(team, "ben")
    (head,) = office.chat.to(CHANNEL)
    assert "2 of 2 checked in." in head.text
    for who in ("ann", "ben"):
        (summary,) = with_each(office, who)
        assert "Better late" in summary.text


async def test_an_edit_that_is_refused_leaves_what_stands(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    await team.at("Mon", "16:00")
    stood = office.chat.to(CHANNEL)
    office.chat.breaks(CHANNEL, UNINVITED)
    await is_late(team, "ben")
    await team.at("Mon", "18:00")
    assert office.chat.to(CHANNEL) == stood
    assert with_each(office, "ann") == with_each(office, "ben") == []


async def test_a_private_one_that_is_refused_goes_nowhere_else(office: Office) -> None:
    team = await research(office, place="", ben=LONDON)
    office.chat.breaks("ben", UNINVITED)
    await team.at("Mon", "18:00")
    assert len(with_each(office, "ann")) == 1
    assert await team.timers("refused") == []


async def test_a_channel_that_is_lost_while_the_summary_waits(office: Office) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "09:31")
    await answers(team, "ann")
    office.chat.paced[CHANNEL] = 60
    await team.at("Mon", "16:00")
    office.chat.breaks(CHANNEL, Refused("is_archived"))
    await office.says(ChannelLost(CHANNEL, "was archived"))
    del office.chat.paced[CHANNEL]
    await team.at("Mon", "16:10")
    for who in ("ann", "ben"):
        (summary,) = with_each(office, who)
        assert "Work of ann" in summary.text
    assert await team["ann"].counts("was archived") == 1
    # Another channel that is chosen now does not get it too.
    office.channels["lab"] = ChannelProfile("lab", "lab")
    await chooses(team, "lab")
    await is_late(team, "ben")
    assert office.chat.texts("lab") == office.chat.texts(CHANNEL) == []
    assert "Better late" in with_each(office, "ann")[0].text


@pytest.mark.parametrize("moves", [False, True])
async def test_it_is_edited_where_it_stands_though_the_channel_was_closed_when_chosen(
    office: Office, moves: bool
) -> None:
    office.channels["lab"] = ChannelProfile("lab", "lab", is_open=False)
    team = await research(office, place="lab", ben=LONDON)
    await team.at("Mon", "16:00")
    (head,) = office.chat.to("lab")
    if moves:
        await chooses(team, CHANNEL)
    else:
        await says_closed(office)
    await is_late(team, "ben")
    same, thread = office.chat.to("lab")
    assert (same.id, same.edits, thread.under) == (head.id, 1, head.id)
    assert "Better late" in thread.text
    assert office.chat.texts(CHANNEL) == []
    assert with_each(office, "ann") == []


async def says_closed(office: Office) -> None:
    """As it is if the sender died before it noted that the channel is open."""
    unit = office.store.unit(office.workspace)
    (team,) = await unit.find(Team)
    channel = await unit.get(Channel, ChannelId(team.channel or ""))
    assert channel is not None
    unit.save(replace(channel, is_open=False))
    await unit.commit()


async def test_of_a_deleted_check_in_nothing_is_sent(office: Office) -> None:
    team = await refused(office, ben=BRISBANE)
    await team.organises("delete_now")
    await team.at("Tue", "18:00")
    assert with_each(office, "ben") == []
    unit = office.store.unit(office.workspace)
    assert await unit.find(Timer, kind="checkins.refused", done_at=None) == []
