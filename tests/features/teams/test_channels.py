"""Channels: where a team's summaries go, and whole channels of people asked to join."""

from dataclasses import replace

import pytest

from bot.domain.ids import ChannelId, TeamId, WorkspaceId
from bot.domain.people import Profile
from bot.domain.teams import Belonging, Membership, Team
from bot.domain.workspaces import Channel, ChannelProfile, Platform
from bot.engine.intents import ChannelLost, Press
from bot.features.teams import channel_messages
from bot.messages.forms import Form
from bot.messages.plain import plain
from bot.ports.chat import Refused
from tests.clocks import StillClock
from tests.features.research import LONDON, Research, instant, research
from tests.offices import CHANNEL, Office, ref
from tests.people import Someone

LET_IN = "I cannot write in #lab yet. Let me see it and write in it."


@pytest.fixture
def lab(office: Office) -> str:
    """A second channel, which Ben and Cy read besides Ann."""
    office.channels["lab"] = ChannelProfile("lab", "lab")
    office.readers["lab"] = ["ann", "ben", "cy"]
    return "lab"


@pytest.fixture
async def ann(office: Office, clock: StillClock) -> Someone:
    clock.set(instant("Mon", "10:00"))
    for who in ("ben", "cy", "dora"):
        office.hires(who)
    return office.hires("ann")


async def asked(office: Office) -> list[str]:
    """Whose answer we wait for, each as often as they are asked."""
    unit = office.store.unit(office.workspace)
    found = [m.person for m in await unit.find(Membership, belonging=Belonging.INVITED)]
    names = {
        (await office.person(who)).id: who for who in office.people if await knows(office, who)
    }
    return sorted(names[person] for person in found)


async def knows(office: Office, who: str) -> bool:
    try:
        return bool(await office.person(who))
    except AssertionError:
        return False


async def channel_of(office: Office) -> str:
    """Where the one team's summaries go: an outer id, or "" for each member."""
    unit = office.store.unit(office.workspace)
    (team,) = await unit.find(Team)
    found = await unit.get(Channel, team.channel) if team.channel else None
    return found.outer_id if found else ""


async def answers(team: Research, day: str) -> None:
    for who in team.people:
        await team[who].clicks("Check in", on=f"Daily for Research, {day}")
        await team[who].fills(done=f"Work of {who}", next="y")


# -- everybody of a channel -------------------------------------------------------------------


async def test_everybody_of_a_channel_is_asked(office: Office, ann: Someone, lab: str) -> None:
    await ann.types("setup")
    await ann.fills(name="Research", everybody=lab)
    await ann.sees("Research is started.", "I have asked Ben and Cy to join.")
    assert await asked(office) == ["ben", "cy"]
    assert len(office.chat.texts("ben")) == len(office.chat.texts("cy")) == 1
    assert office.chat.texts("dora", "ann") == []


async def test_who_is_chosen_by_name_as_well_is_asked_once(
    office: Office, ann: Someone, lab: str
) -> None:
    await ann.types("setup")
    await ann.fills(name="Research", people=["dora", "ben", "ann"], everybody=lab)
    assert await asked(office) == ["ben", "cy", "dora"]
    assert len(office.chat.texts("ben")) == 1


async def test_with_nobody_chosen_it_says_where_to_choose(office: Office, ann: Someone) -> None:
    await ann.types("setup")
    await ann.fills(name="Research")
    assert ann.dialog is not None
    assert ann.dialog.faults == {"people": "Choose somebody here or in the next field."}
    assert ann.dialog.values["name"] == ["Research"]
    assert await office.store.unit(office.workspace).find(Team) == []


@pytest.mark.parametrize("how", ["by name", "with their channel", "both"])
async def test_with_oneself_alone_it_is_no_team(
    office: Office, ann: Someone, lab: str, how: str
) -> None:
    office.readers[lab] = ["ann"]
    await ann.types("setup")
    people = [] if how == "with their channel" else ["ann"]
    everybody = [] if how == "by name" else [lab]
    await ann.fills(name="Research", people=people, everybody=everybody)
    assert ann.dialog is not None
    assert ann.dialog.faults == {
        "people": "Choose at least one other person; you are in it already."
    }
    assert (ann.dialog.values["people"], ann.dialog.values["everybody"]) == (people, everybody)
    assert await office.store.unit(office.workspace).find(Team) == []


async def test_of_many_people_the_number_is_said(office: Office, ann: Someone, lab: str) -> None:
    """Ten in London are asked now, two in Brisbane in their morning."""
    crowd = [f"p{n}" for n in range(12)]
    for n, who in enumerate(crowd):
        office.hires(who, LONDON if n < 10 else "Australia/Brisbane")
    office.readers["lab"] = ["ann", *crowd]
    await ann.types("setup")
    await ann.fills(name="Research", everybody="lab")
    started = await ann.sees("I have asked 10 people to join; I will ask 2 more")
    assert "P3" not in started.text


async def test_more_than_a_team_can_hold_are_refused_where_they_were_chosen(
    office: Office, ann: Someone, lab: str
) -> None:
    crowd = [f"p{n}" for n in range(301)]
    for who in crowd:
        office.hires(who)
    office.readers["lab"] = crowd
    await ann.types("setup")
    await ann.fills(name="Research", everybody="lab")
    assert ann.dialog is not None
    assert ann.dialog.faults == {
        "everybody": "301 people are too many for one team: 300 fit. Choose fewer."
    }
    assert await asked(office) == []


async def test_organisers_invite_everybody_of_a_channel(
    office: Office, lab: str, clock: StillClock
) -> None:
    team = await research(office, ben=LONDON)
    office.hires("cy")
    await team.at("Mon", "10:00")
    await team["ann"].types("team")
    await team["ann"].clicks("Invite")
    await team["ann"].fills()
    assert team["ann"].dialog is not None
    assert list(team["ann"].dialog.faults) == ["people"]
    await team["ann"].fills(everybody=lab)
    await team["ann"].sees("I have asked Cy to join.")
    assert await asked(office) == ["cy"]
    await team["ann"].types("team")
    await team["ann"].clicks("Invite")
    await team["ann"].fills(everybody=lab)
    await team["ann"].sees("They are all in Research already, or asked.")


async def test_a_guest_who_is_invited_may_join_and_check_in(
    office: Office, ann: Someone, lab: str
) -> None:
    gus = office.hires("gus")
    office.people["gus"] = replace(office.people["gus"], is_guest=True)
    await gus.types("setup")
    await gus.sees("You are a guest here: ask somebody of the team to invite you to it.")
    assert gus.dialog is None
    office.readers[lab] = ["ann", "gus"]
    await ann.types("setup")
    await ann.fills(name="Research", everybody=lab, place=CHANNEL)
    await ann.clicks("Mon–Fri 09:30, daily")
    await gus.clicks("Join")
    await gus.sees("Welcome to Research.")
    await office.travel(instant("Tue", "09:30"))
    await gus.clicks("Check in")
    await gus.fills(done="Guest work", next="y")
    await office.travel(instant("Tue", "16:00"))
    assert "Guest work" in office.chat.texts(CHANNEL)[1]


async def test_without_an_invitation_a_guest_is_refused_on_a_button_too(
    office: Office, ann: Someone
) -> None:
    await ann.types("pair @ben")
    (team,) = await office.store.unit(office.workspace).find(Team)
    office.people["gus"] = Profile("gus", "Gus", is_guest=True)
    reply = await office.handle(Press(office.origin("gus"), ref("teams.join", team.id)))
    assert reply.tell is not None
    assert plain(reply.tell).startswith("You are a guest here")
    assert not await knows(office, "gus")


# -- where summaries go -----------------------------------------------------------------------


@pytest.mark.parametrize("in_channel", [True, False])
async def test_the_channel_at_hand_is_proposed(
    office: Office, ann: Someone, in_channel: bool
) -> None:
    await ann.types("/unstuck setup", in_channel=in_channel)
    assert ann.dialog is not None
    assert ann.dialog.values["place"] == ([CHANNEL] if in_channel else [])
    await ann.fills(name="Research", people=["ben"])
    assert await channel_of(office) == (CHANNEL if in_channel else "")


async def test_a_channel_that_is_closed_to_us_is_taken_with_what_to_do(
    office: Office, ann: Someone, lab: str
) -> None:
    office.channels[lab] = replace(office.channels[lab], is_open=False)
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben"], place=lab)
    await ann.sees("Research is started.", LET_IN)
    assert await channel_of(office) == lab


async def test_set_and_cleared(office: Office, lab: str) -> None:
    team = await research(office, ben=LONDON)
    ann = team["ann"]
    await ann.types("team")
    await ann.clicks("Channel")
    assert ann.dialog is not None
    assert ann.dialog.values == {"place": [CHANNEL]}
    await ann.fills(place=lab)
    await ann.sees("Summaries of Research go to #lab, as do check-ins that ask in its channel.")
    assert "cannot write" not in (await ann.screen())[-1].text
    await team.at("Mon", "09:31")
    await answers(team, "Mon")
    assert len(office.chat.texts(lab)) == 2
    assert office.chat.texts(CHANNEL) == []

    await ann.types("team")
    await ann.clicks("Channel")
    assert ann.dialog.values == {"place": [lab]}
    await ann.fills(place="")
    await ann.sees("Each member of Research gets its summaries and check-ins privately.")
    await team.at("Tue", "09:31")
    await answers(team, "Tue")
    assert len(office.chat.texts(lab)) == 2
    for who in ("ann", "ben"):
        assert (await team[who].sees("Daily, Tue 24 Nov\n", "2 of 2")).is_in_channel is False


async def test_one_that_is_closed_to_us_is_set_with_what_to_do(office: Office, lab: str) -> None:
    team = await research(office, ben=LONDON)
    office.channels[lab] = replace(office.channels[lab], is_open=False)
    await team["ann"].types("team")
    await team["ann"].clicks("Channel")
    await team["ann"].fills(place=lab)
    await team["ann"].sees("Summaries of Research go to #lab, as do", LET_IN)
    # Once we are let in, choosing it again says nothing of it.
    office.channels[lab] = replace(office.channels[lab], is_open=True)
    await team["ann"].types("team")
    await team["ann"].clicks("Channel")
    await team["ann"].fills(place=lab)
    assert (await team["ann"].screen())[-1].text.endswith("ask in its channel.")


def test_each_platform_says_how_we_are_let_in() -> None:
    team, channel = _team(), _channel(is_open=False)
    said = {p: plain(channel_messages.channel_chosen(team, channel, p)) for p in Platform}
    assert said[Platform.SLACK].endswith(
        "I cannot write in #lab yet. Type “/invite @Unstuck” there."
    )
    assert said[Platform.DISCORD].endswith(LET_IN)
    assert "cannot" not in plain(channel_messages.channel_chosen(team, _channel(), Platform.SLACK))


@pytest.mark.parametrize(
    ("platform", "typed"),
    [
        (Platform.SLACK, "“/unstuck team”"),
        (Platform.DISCORD, "“/team”"),
        (Platform.PLAYGROUND, "“team”"),
    ],
)
def test_each_platform_says_what_to_type_for_another_one(platform: Platform, typed: str) -> None:
    told = channel_messages.channel_gone(_team(), _channel(), "was archived", platform)
    assert plain(told) == (
        "#lab, the channel of Research, was archived.\n"
        "From now on I write to each member privately.\n"
        f"To have a channel again, type {typed} and choose “Channel”."
    )


def _team() -> Team:
    return Team(WorkspaceId("w"), TeamId("t"), "Research", LONDON, ChannelId("c"))


def _channel(*, is_open: bool = True) -> Channel:
    return Channel(WorkspaceId("w"), ChannelId("c"), "lab", "lab", is_open)


async def test_a_mere_member_is_refused(office: Office, lab: str) -> None:
    team = await research(office, ben=LONDON)
    ben = team["ben"]
    await ben.types("team")
    assert "Channel" not in (await ben.screen())[-1].buttons
    for intent in ("teams.channel", "teams.organisers"):
        reply = await office.handle(Press(office.origin("ben"), ref(intent, team.team)))
        assert reply.form is None
        assert reply.tell is not None
        assert plain(reply.tell) == "Only an organiser of Research can do that."
    # Nor with the form of somebody else.
    await team["ann"].types("team")
    await team["ann"].clicks("Channel")
    form = team["ann"].dialog.handle if team["ann"].dialog else None
    assert isinstance(form, Form)
    reply = await office.submits("ben", form, {"place": [lab]})
    assert reply.tell is not None
    assert plain(reply.tell) == "Only an organiser of Research can do that."
    assert await channel_of(office) == CHANNEL


async def moves(team: Research, place: str) -> None:
    await team["ann"].types("team")
    await team["ann"].clicks("Channel")
    await team["ann"].fills(place=place)


async def ben_is_late(team: Research) -> None:
    await team["ben"].clicks("Check in late")
    await team["ben"].fills(done="Better late", next="y")


@pytest.mark.parametrize("now", ["lab", ""])
async def test_a_late_answer_stands_where_the_summary_went(
    office: Office, lab: str, now: str
) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "16:00")
    (head,) = office.chat.to(CHANNEL)
    so_far = len(office.chat.to("ann"))
    await moves(team, now)
    await ben_is_late(team)
    same, thread = office.chat.to(CHANNEL)
    assert (same.id, same.edits, thread.under) == (head.id, 1, head.id)
    assert "Better late" in thread.text
    assert office.chat.texts(lab) == []
    assert len(office.chat.to("ann")) == so_far


async def test_a_late_answer_stands_with_each_member_if_the_summary_does(
    office: Office, lab: str
) -> None:
    team = await research(office, place="", ben=LONDON)
    await team.at("Mon", "16:00")
    await moves(team, lab)
    await ben_is_late(team)
    for who in ("ann", "ben"):
        (summary,) = [m for m in office.chat.to(who) if "Daily, Mon 23 Nov\n" in m.text]
        assert "Better late" in summary.text
    assert office.chat.texts(lab) == []


async def test_a_late_answer_to_a_lost_channel_reaches_each_member(
    office: Office, lab: str
) -> None:
    team = await research(office, ben=LONDON)
    await team.at("Mon", "16:00")
    await office.says(ChannelLost(CHANNEL, "was archived"))
    office.chat.breaks(CHANNEL, Refused("is_archived"))
    await moves(team, lab)
    await ben_is_late(team)
    assert "Better late" in (await team["ann"].sees("Daily, Mon 23 Nov\n")).text
    assert office.chat.texts(lab) == []


# -- channels that are lost -------------------------------------------------------------------


async def test_a_lost_channel_is_told_once_and_summaries_go_to_each_member(
    office: Office,
) -> None:
    team = await research(office, ben=LONDON, cy=LONDON)
    await team["ann"].types("team")
    await team["ann"].clicks("Organisers")
    await team["ann"].fills(organisers=["ann", "ben"])
    await team.at("Mon", "20:00")
    for event in ("lost-1", "lost-1", "lost-2"):
        await office.says(ChannelLost(CHANNEL, "was archived"), event)
    assert await team["ann"].counts("was archived") == 0
    await team.at("Tue", "08:59")
    assert await team["ann"].counts("was archived") == 0
    await team.at("Tue", "09:00")
    for organiser in ("ann", "ben"):
        told = await team[organiser].sees("#general, the channel of Research, was")
        assert told.says("From now on I write to each member privately.")
        assert not told.is_in_channel
    so_far = len(office.chat.to(CHANNEL))
    await team.at("Tue", "09:31")
    await answers(team, "Tue")
    for who in ("ann", "ben", "cy"):
        (summary,) = [m for m in office.chat.to(who) if "Daily, Tue 24 Nov\n" in m.text]
        assert "Work of cy" in summary.text
    await team.at("Fri", "18:00")
    assert [await team[who].counts("was archived") for who in team.people] == [1, 1, 0]
    assert len(office.chat.to(CHANNEL)) == so_far


async def test_only_the_teams_of_that_channel_hear_of_it(office: Office, lab: str) -> None:
    team = await research(office, ben=LONDON)
    await office.says(ChannelLost(lab, "was archived"))
    office.channels[lab] = ChannelProfile(lab, lab)
    dora = office.hires("dora")
    await dora.types("setup")
    await dora.fills(name="Other", people=["ben"], place=lab)
    await office.says(ChannelLost(lab, "was archived"))
    await team.at("Mon", "10:00")
    assert await dora.counts("#lab, the channel of Other, was archived.") == 1
    assert await team["ann"].counts("was archived") == 0
    await team["ann"].types("team")
    await team["ann"].clicks("Channel")
    assert team["ann"].dialog is not None
    assert team["ann"].dialog.values == {"place": [CHANNEL]}


async def test_whoever_chose_another_one_meanwhile_is_not_told(office: Office, lab: str) -> None:
    """That nothing has a place any more would no longer be true."""
    team = await research(office, ben=LONDON)
    await office.says(ChannelLost(CHANNEL, "was archived"))
    await team["ann"].types("team")
    await team["ann"].clicks("Channel")
    assert team["ann"].dialog is not None
    assert team["ann"].dialog.values == {"place": []}
    await team["ann"].fills(place=lab)
    await team.at("Mon", "18:00")
    assert await team["ann"].counts("was archived") == 0
    assert await channel_of(office) == lab


async def test_a_channel_that_is_lost_again_is_told_again(office: Office) -> None:
    team = await research(office, ben=LONDON)
    for day, count in (("Mon", 1), ("Tue", 2)):
        await team.at(day, "11:00")
        await office.says(ChannelLost(CHANNEL, "was archived"))
        assert await team["ann"].counts("was archived") == count
        await team["ann"].types("team")
        await team["ann"].clicks("Channel")
        await team["ann"].fills(place=CHANNEL)
        assert await channel_of(office) == CHANNEL


# -- organisers -------------------------------------------------------------------------------


async def test_only_members_organise(office: Office) -> None:
    team = await research(office, ben=LONDON)
    ann = team["ann"]
    for who in ("cy", "zoe"):
        office.hires(who)
    await ann.types("team")
    await ann.clicks("Invite")
    await ann.fills(people=["cy"])
    await ann.types("team")
    await ann.clicks("Organisers")
    assert ann.dialog is not None
    assert ann.dialog.values == {"organisers": ["ann"]}
    await ann.fills(organisers=["ann", "zoe"])
    assert ann.dialog.faults == {"organisers": "Zoe has not joined Research. Invite them first."}
    assert ann.dialog.values == {"organisers": ["ann", "zoe"]}
    await ann.fills(organisers=["cy", "zoe"])
    assert ann.dialog.faults == {
        "organisers": "Cy and Zoe have not joined Research. Invite them first."
    }
    # Nobody of them organises it.
    await ann.types("team")
    await ann.sees("Organised by Ann.")
    await ann.clicks("Organisers")
    await ann.fills(organisers=["ben"])
    await ann.sees("Research is now organised by Ben.")
    assert ann.dialog is None
