"""A team whose people came from a group is kept in step with it, and its organiser hears."""

from dataclasses import replace

import pytest

from bot.domain.people import Person, Profile
from bot.domain.teams import Belonging, TeamGroup
from bot.domain.workspaces import Platform
from bot.engine.actors import NotToldWho
from bot.engine.intents import ChannelLost, GroupChanged, GroupLost, Press
from bot.messages.plain import plain
from tests.clocks import StillClock
from tests.features.research import instant
from tests.features.teams.crew import WRITERS, Crew
from tests.offices import CHANNEL, Office, open_office, ref

LAB = "lab"


# -- who comes ----------------------------------------------------------------------------


async def test_organisers_see_what_is_followed(crew: Crew) -> None:
    await crew.ann.sees("Who comes to #general later is asked too, and who leaves leaves Research.")
    await crew.ann.types("team")
    page = await crew.ann.sees("Follows #general.")
    assert "Stop following #general" in page.buttons
    await crew.ben.types("team")
    await crew.ben.sees("Ann and Ben.")
    assert await crew.ben.counts("Follows") == 0


async def test_who_comes_is_asked_and_the_organiser_hears(crew: Crew) -> None:
    kim = crew.office.hires("kim")
    await crew.at("Mon", "11:03")
    await crew.comes("kim")
    asked = await kim.sees("Ann asks you to join Research on Unstuck.")
    assert asked.buttons == ("Join", "Not for me", "What is this?")
    assert (await crew.belonging())["Kim"] is Belonging.INVITED
    await crew.at("Mon", "11:15")
    word = "Kim came to #general, so I asked them to join Research."
    assert await crew.ann.got_at(word) == [instant("Mon", "11:15")]
    await kim.clicks("Join")
    await crew.at("Mon", "11:30")
    assert await crew.ann.got_at("Kim has joined Research.") == [instant("Mon", "11:30")]
    # Said twice it is asked once.
    await crew.comes("kim")
    await crew.at("Tue", "12:00")
    assert await crew.ann.counts("came to #general") == 1


async def test_many_at_once_are_one_word(crew: Crew) -> None:
    names = [f"kim{n}" for n in range(50)]
    for name in names:
        crew.office.hires(name)
    await crew.at("Mon", "18:00")
    for name in names[:40]:
        await crew.comes(name)
    await crew.at("Mon", "23:00")
    for name in names[40:]:
        await crew.comes(name)
    assert await crew.ann.counts("came to") == 0
    await crew.at("Tue", "09:00")
    word = await crew.ann.sees("came to #general, so I asked them to join Research.")
    assert all(name.capitalize() in word.text for name in names)
    await crew.at("Wed", "12:00")
    assert await crew.ann.counts("came to") == 1


async def test_who_said_no_or_left_by_themselves_is_not_asked_again(crew: Crew) -> None:
    kim = crew.office.hires("kim")
    await crew.comes("kim")
    await kim.clicks("Not for me")
    await crew.ben.types("team")
    await crew.ben.clicks("Leave")
    await crew.ben.clicks("Yes, leave")
    for who in ("kim", "ben"):
        await crew.leaves(who)
        await crew.comes(who)
    await crew.at("Tue", "12:00")
    found = await crew.belonging()
    assert (found["Kim"], found["Ben"]) == (Belonging.DECLINED, Belonging.LEFT)
    assert await kim.counts("asks you to join") == 0
    await crew.ben.types("inbox")
    await crew.ben.sees("Nothing is open for you.")
    # Nor with all of the channel, but by their name.
    await crew.ann.types("team")
    await crew.ann.clicks("Invite")
    await crew.ann.fills(everybody=[CHANNEL])
    await crew.ann.sees("They are all in Research already, or asked.")
    await crew.ann.clicks("Invite")
    await crew.ann.fills(people=["ben"])
    await crew.ben.sees("Ann asks you to join Research")


@pytest.mark.parametrize(
    "who",
    [
        Profile("kim", "Kim", is_bot=True),
        Profile("kim", "Kim", is_stranger=True),
        Profile("kim", "Kim", is_gone=True),
    ],
    ids=["bot", "stranger", "gone"],
)
async def test_who_could_not_join_is_nobody(crew: Crew, who: Profile) -> None:
    await crew.office.says(GroupChanged(who, CHANNEL, is_in=True))
    assert set(await crew.belonging()) == {"Ann", "Ben"}


async def test_where_no_team_follows_nobody_is_kept(crew: Crew) -> None:
    crew.office.hires("kim")
    await crew.comes("kim", "elsewhere")
    unit = crew.office.store.unit(crew.office.workspace)
    assert {p.name for p in await unit.find(Person)} == {"Ann", "Ben"}
    nameless = GroupChanged(Profile("zoe", ""), "elsewhere", is_in=True)
    await crew.office.says(nameless)
    # But here the platform is to say it again, once it knows.
    with pytest.raises(NotToldWho):
        await crew.office.says(replace(nameless, group=CHANNEL))


# -- who leaves ---------------------------------------------------------------------------


async def test_who_leaves_is_out_hears_and_may_stay(crew: Crew) -> None:
    await crew.leaves("ben")
    assert (await crew.belonging())["Ben"] is Belonging.PARTED
    told = await crew.ben.sees("You are no longer in #general, so you are no longer in Research.")
    assert told.buttons == ("Stay in Research", "That is right")
    await crew.at("Mon", "10:15")
    await crew.ann.sees("Ben left #general, so they are no longer in Research.")
    await crew.ben.types("team")
    await crew.ben.sees("You are in no team yet.")
    await crew.at("Wed", "12:00")
    await crew.ben.clicks("Stay in Research")
    assert await crew.ben.counts("You stay in Research.") == 1
    assert (await crew.belonging())["Ben"] is Belonging.JOINED
    # From now on as if invited by their name.
    await crew.comes("ben")
    await crew.leaves("ben")
    assert (await crew.belonging())["Ben"] is Belonging.JOINED
    again = await crew.office.handle(
        Press(crew.office.origin("ben"), ref("teams.stay", await crew.team()))
    )
    assert again.tell is not None
    assert await crew.ben.counts("You are no longer in #general") == 0


async def test_who_comes_back_is_asked_again(crew: Crew) -> None:
    await crew.leaves("ben")
    await crew.at("Tue", "10:00")
    await crew.comes("ben")
    assert await crew.ben.counts("Ann asks you to join Research") == 1
    await crew.ben.clicks("Join")
    assert (await crew.belonging())["Ben"] is Belonging.JOINED


async def test_who_was_only_asked_is_asked_once_however_often_they_come(crew: Crew) -> None:
    kim = crew.office.hires("kim")
    await crew.comes("kim")
    for hour in range(11, 14):
        await crew.leaves("kim")
        await kim.sees("This invitation to Research is no longer open.")
        await crew.at("Mon", f"{hour}:00")
        await crew.comes("kim")
    assert len(await kim.screen()) == 1
    await kim.clicks("Join")
    await kim.sees("Welcome to Research.")


async def test_who_was_chosen_by_name_stays(crew: Crew) -> None:
    kim = crew.office.hires("kim")
    await crew.ann.types("team")
    await crew.ann.clicks("Invite")
    crew.office.readers[CHANNEL].append("kim")
    await crew.ann.fills(people=["kim"], everybody=[CHANNEL])
    await kim.clicks("Join")
    await crew.leaves("kim")
    assert (await crew.belonging())["Kim"] is Belonging.JOINED


async def test_an_organiser_stays_and_is_told(crew: Crew) -> None:
    await crew.ann.types("team")
    await crew.ann.clicks("Organisers")
    await crew.ann.fills(organisers=["ben"])
    await crew.leaves("ben")
    told = await crew.ben.sees("You organise Research, so you stay in it.")
    assert told.buttons == ("Leave",)
    assert (await crew.belonging())["Ben"] is Belonging.JOINED
    # Once: a look at the channel finds it again.
    await crew.leaves("ben")
    assert await crew.ben.counts("so you stay in it") == 1


async def test_who_has_left_the_workspace_hears_nothing(crew: Crew) -> None:
    await crew.at("Mon", "19:00")
    await crew.leaves("ben")
    await crew.office.states("ben", is_gone=True)
    before = len(await crew.ben.screen())
    await crew.at("Tue", "12:00")
    assert len(await crew.ben.screen()) == before
    assert await crew.ann.counts("Ben left #general") == 0


async def test_of_two_groups_the_last_one_counts(crew: Crew) -> None:
    crew.office.channels[LAB] = replace(crew.office.channels[CHANNEL], outer_id=LAB, name=LAB)
    crew.office.readers[LAB] = ["ann", "ben"]
    await crew.ann.types("team")
    await crew.ann.clicks("Invite")
    await crew.ann.fills(everybody=[CHANNEL, LAB])
    await crew.ann.types("team")
    await crew.ann.sees("Follows #general and #lab.")
    await crew.leaves("ben")
    assert (await crew.belonging())["Ben"] is Belonging.JOINED
    await crew.leaves("ben", LAB)
    assert (await crew.belonging())["Ben"] is Belonging.PARTED


# -- the end of it ------------------------------------------------------------------------


async def test_stopped_it_follows_nobody_and_members_stay(crew: Crew) -> None:
    kim = crew.office.hires("kim")
    await crew.ann.types("team")
    await crew.ann.clicks("Stop following #general")
    await crew.ann.sees("Research no longer follows #general.", "Members stay.")
    await crew.leaves("ben")
    await crew.comes("kim")
    assert await kim.screen() == []
    assert await crew.belonging() == {"Ann": Belonging.JOINED, "Ben": Belonging.JOINED}


async def test_a_group_that_is_gone_is_not_followed_and_members_stay(crew: Crew) -> None:
    await crew.office.says(GroupLost(CHANNEL, "was deleted"))
    await crew.ann.sees("#general was deleted.", "Research no longer follows", "Members stay.")
    assert await crew.followed() == []
    await crew.leaves("ben")
    assert (await crew.belonging())["Ben"] is Belonging.JOINED


async def test_whoever_chose_another_channel_hears_that_the_lost_one_is_not_followed(
    crew: Crew,
) -> None:
    crew.office.channels[LAB] = replace(crew.office.channels[CHANNEL], outer_id=LAB, name=LAB)
    await crew.ann.types("team")
    await crew.ann.clicks("Channel")
    await crew.ann.fills(place=[CHANNEL])
    await crew.at("Mon", "19:00")
    await crew.office.says(ChannelLost(CHANNEL, "was archived"))
    await crew.ann.types("team")
    await crew.ann.clicks("Channel")
    await crew.ann.fills(place=[LAB])
    await crew.at("Tue", "09:00")
    await crew.ann.sees("#general was archived.", "Research no longer follows", "Members stay.")
    assert await crew.ann.counts("privately") == 0


async def test_of_the_teams_own_channel_one_word_says_all(crew: Crew) -> None:
    await crew.ann.types("team")
    await crew.ann.clicks("Channel")
    await crew.ann.fills(place=[CHANNEL])
    await crew.office.says(ChannelLost(CHANNEL, "was archived"))
    told = await crew.ann.sees("#general, the channel of Research, was archived.")
    assert told.says("Research no longer follows who comes and goes there. Members stay.")
    assert await crew.ann.counts("was archived") == 1
    assert await crew.followed() == []


async def test_when_all_have_left_nothing_is_followed(crew: Crew) -> None:
    for someone in (crew.ben, crew.ann):
        await someone.types("team")
        await someone.clicks("Leave")
        await someone.clicks("Yes, leave")
    assert await crew.followed() == []
    crew.office.hires("kim")
    await crew.comes("kim")
    assert await crew.belonging() == {}


async def test_a_channel_that_tells_us_nothing_is_followed_once_it_does(
    url: str, clock: StillClock
) -> None:
    """Whoever was asked with it before leaves with it too."""
    async with open_office(url, clock, platform=Platform.SLACK) as office:
        crew = Crew(office, office.hires("ann"), office.hires("ben"))
        is_open = office.channels[CHANNEL]
        office.channels[CHANNEL] = replace(is_open, is_open=False)
        await crew.ann.types("setup")
        await crew.ann.fills(name="Research", everybody=[CHANNEL])
        await crew.ann.sees("I am not in #general, so I cannot follow who comes and goes there.")
        await crew.at("Mon", "10:00")
        await crew.ben.clicks("Join")
        assert await crew.followed() == []
        await crew.ann.types("team")
        assert await crew.ann.counts("Follows") == 0
        office.channels[CHANNEL] = is_open
        await crew.ann.clicks("Invite")
        await crew.ann.fills(everybody=[CHANNEL])
        await crew.ann.sees("Who comes to #general later is asked too, and who leaves")
        await crew.leaves("ben")
        assert (await crew.belonging())["Ben"] is Belonging.PARTED


async def test_where_nobody_can_let_it_in_that_is_not_asked_for(office: Office) -> None:
    """As in the playground, to whose channel nobody can come."""
    ann = office.hires("ann")
    office.hires("ben")
    office.channels[CHANNEL] = replace(office.channels[CHANNEL], is_open=False)
    await ann.types("setup")
    await ann.fills(name="Research", everybody=[CHANNEL])
    await ann.sees("Research is started.")
    assert await ann.counts("who comes and goes there") == 0
    assert await ann.counts("later is asked too") == 0


# -- roles, whose holders no platform tells us --------------------------------------------


async def test_who_acts_without_the_role_is_out(writers: Crew) -> None:
    await writers.ann.sees("Who no longer has @writers leaves Research.")
    await writers.ann.types("team")
    await writers.ann.sees("Open to everybody of @writers.", "Follows @writers.")
    await writers.ben.types("team")
    await writers.ben.sees("Ann and Ben.")
    writers.office.holders[WRITERS].clear()
    await writers.ben.types("help")
    assert (await writers.belonging())["Ben"] is Belonging.PARTED
    await writers.ben.sees("You no longer have @writers, so you are no longer in Research.")
    await writers.at("Mon", "10:15")
    await writers.ann.sees("Ben no longer has @writers, so they are no longer in Research.")
    # With the role back, the invitation in the channel is theirs again.
    refused = await writers.office.handle(
        Press(writers.office.origin("ben"), ref("teams.join", await writers.team()))
    )
    assert refused.tell is not None
    assert (await writers.belonging())["Ben"] is Belonging.PARTED
    writers.office.holders[WRITERS].add("ben")
    await writers.ben.clicks("Join", on="asks @writers")
    assert (await writers.belonging())["Ben"] is Belonging.JOINED


async def test_what_shows_that_the_role_is_lost_is_not_done_as_a_member(writers: Crew) -> None:
    team = await writers.team()
    writers.office.holders[WRITERS].clear()
    press = Press(writers.office.origin("ben"), ref("teams.leave", team))
    refused = await writers.office.handle(press)
    assert refused.tell is not None
    assert plain(refused.tell).startswith("I cannot find that team")
    await writers.office.settle()
    assert (await writers.belonging())["Ben"] is Belonging.PARTED
    await writers.ben.sees("You no longer have @writers, so you are no longer in Research.")
    # A late copy of it changes nothing more.
    await writers.ben.clicks("Stay in Research")
    await writers.office.handle(press)
    assert (await writers.belonging())["Ben"] is Belonging.JOINED


async def test_told_that_somebody_has_lost_the_role(writers: Crew) -> None:
    await writers.leaves("ben", WRITERS)
    assert (await writers.belonging())["Ben"] is Belonging.PARTED
    await writers.ben.clicks("Stay in Research")
    writers.office.holders[WRITERS].clear()
    await writers.ben.types("help")
    assert (await writers.belonging())["Ben"] is Belonging.JOINED


async def test_closed_to_a_role_it_does_not_follow_it(writers: Crew) -> None:
    await writers.ann.types("team")
    await writers.ann.clicks("Close to @writers")
    await writers.ann.sees("Who has joined stays.")
    writers.office.holders[WRITERS].clear()
    await writers.ben.types("team")
    await writers.ben.sees("Ann and Ben.")
    assert (await writers.belonging())["Ben"] is Belonging.JOINED


async def test_a_role_that_is_gone_invites_nobody(writers: Crew) -> None:
    await writers.office.says(GroupLost(WRITERS, "was deleted"))
    await writers.ann.sees("Research no longer follows", "Members stay.")
    await writers.ann.types("team")
    assert await writers.ann.counts("Open to everybody of") == 0
    (stands,) = writers.office.chat.to(CHANNEL)
    assert "[Join]" not in stands.text
    assert (await writers.belonging())["Ben"] is Belonging.JOINED


async def test_the_role_of_everybody_is_not_followed(server: Office) -> None:
    ann = server.hires("ann", None)
    everybody = str(server.workspace)
    server.roles[everybody] = "everyone"
    server.untold.add(everybody)
    await ann.types("setup")
    await ann.fills(name="Research", everybody=[everybody], place=[CHANNEL])
    told = await ann.sees("Research is started.", "I ask @everyone in #general to join.")
    assert not told.says("leaves Research")
    assert not told.says("who comes and goes")
    assert await server.store.unit(server.workspace).find(TeamGroup) == []


async def test_who_may_join_by_another_role_stays(writers: Crew) -> None:
    office, everybody = writers.office, str(writers.office.workspace)
    office.untold.add(everybody)
    await writers.ann.types("team", in_channel=True)
    await writers.ann.clicks("Invite")
    await writers.ann.fills(everybody=[everybody])
    kim = office.hires("kim", None)
    office.holders[WRITERS].add("kim")
    office.holders[everybody].add("kim")
    await kim.clicks("Join")
    await kim.fills(city="London")
    office.holders[WRITERS].clear()
    await kim.types("help")
    await writers.ben.types("help")
    found = await writers.belonging()
    assert (found["Kim"], found["Ben"]) == (Belonging.JOINED, Belonging.PARTED)
