"""A team whose people came from a group is kept in step with it, and its organiser hears."""

from dataclasses import dataclass, replace

import pytest

from bot.domain.people import Person, Profile
from bot.domain.teams import Belonging, Membership, TeamGroup
from bot.engine.actors import NotToldWho
from bot.engine.intents import ChannelLost, GroupChanged, GroupLost, Press
from tests.features.research import instant
from tests.offices import CHANNEL, Office, ref
from tests.people import Someone

LAB = "lab"


@dataclass
class Crew:
    """Ann organises Research, which follows #general: Ben has joined from there."""

    office: Office
    ann: Someone
    ben: Someone

    async def comes(self, who: str, group: str = CHANNEL) -> None:
        await self._moves(who, group, is_in=True)

    async def leaves(self, who: str, group: str = CHANNEL) -> None:
        await self._moves(who, group, is_in=False)

    async def _moves(self, who: str, group: str, *, is_in: bool) -> None:
        await self.office.says(GroupChanged(self.office.people[who], group, is_in))

    async def at(self, day: str, time: str, week: int = 0) -> None:
        await self.office.travel(instant(day, time, week))

    async def belonging(self) -> dict[str, Belonging]:
        unit = self.office.store.unit(self.office.workspace)
        names = {p.id: p.name for p in await unit.find(Person)}
        return {names[m.person]: m.belonging for m in await unit.find(Membership)}

    async def followed(self) -> list[str]:
        found = await self.office.store.unit(self.office.workspace).find(TeamGroup)
        return [each.name for each in found]

    async def team(self) -> str:
        return (await self.office.store.unit(self.office.workspace).find(TeamGroup))[0].team


@pytest.fixture
async def crew(office: Office) -> Crew:
    office.clock.set(instant("Mon", "10:00"))
    ann, ben = office.hires("ann"), office.hires("ben")
    office.readers[CHANNEL] = ["ann", "ben"]
    await ann.types("setup")
    await ann.fills(name="Research", everybody=[CHANNEL])
    await ben.clicks("Join")
    return Crew(office, ann, ben)


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
    await crew.ann.sees("Kim has joined Research.")
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
    assert told.buttons == ("Stay in Research",)
    await crew.at("Mon", "10:15")
    await crew.ann.sees("Ben left #general, so they are no longer in Research.")
    await crew.ben.types("team")
    await crew.ben.sees("You are in no team yet.")
    await crew.at("Wed", "12:00")
    await crew.ben.clicks("Stay in Research")
    assert await crew.ben.counts("You stay in Research.") == 2
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


async def test_of_the_teams_own_channel_one_word_says_all(crew: Crew) -> None:
    await crew.ann.types("team")
    await crew.ann.clicks("Channel")
    await crew.ann.fills(place=[CHANNEL])
    await crew.office.says(ChannelLost(CHANNEL, "was archived"))
    told = await crew.ann.sees("#general, where the summaries of Research went, was archived.")
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


async def test_a_channel_that_tells_us_nothing_is_not_followed(office: Office) -> None:
    ann = office.hires("ann")
    office.hires("ben")
    office.channels[CHANNEL] = replace(office.channels[CHANNEL], is_open=False)
    await ann.types("setup")
    await ann.fills(name="Research", everybody=[CHANNEL])
    await ann.sees("I am not in #general, so I cannot follow who comes and goes there.")
    assert await office.store.unit(office.workspace).find(TeamGroup) == []
    await ann.types("team")
    assert await ann.counts("Follows") == 0


# -- roles, whose holders no platform tells us --------------------------------------------

WRITERS = "123456789012345678"


@pytest.fixture
async def writers(server: Office) -> Crew:
    """Research is open to writers: Ben has joined as one."""
    server.clock.set(instant("Mon", "10:00"))
    ann, ben = server.hires("ann", None), server.hires("ben", None)
    server.roles[WRITERS] = "writers"
    server.roles[str(server.workspace)] = "everyone"
    server.holders[WRITERS] = {"ben"}
    server.holders[str(server.workspace)] = {"ann", "ben"}
    await ann.types("setup")
    await ann.fills(name="Research", everybody=[WRITERS], place=[CHANNEL])
    await ann.types("me london")
    await ben.clicks("Join")
    await ben.fills(city="London")
    return Crew(server, ann, ben)


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
