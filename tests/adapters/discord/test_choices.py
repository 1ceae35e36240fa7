"""Whom and what somebody names, as what it is in the server that is meant."""

from dataclasses import replace

import pytest

from adapters.discord.choices import ServerUntold, picked_for
from adapters.discord.dialogs import Chosen
from adapters.discord.patience import Patience
from bot.domain.people import Profile
from bot.engine.intents import Reply, Submit
from bot.messages.forms import ChannelField, Form, GroupField, PeopleField, TextField
from bot.messages.parts import message, say
from bot.messages.refs import Ref
from tests.adapters.discord.desk import QUICK, Desk, Office, labels_of, open_discord
from tests.adapters.discord.stand_ins import Book, StandInCore
from tests.servers.discord.permissions import ADMINISTRATOR, MENTION_EVERYONE, NEEDED
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, Role, User

FORM = Form(
    Ref("test.form"),
    "A form",
    "Send",
    (
        TextField("words", "Words", is_required=False),
        PeopleField("people", "Who?", is_required=False),
        ChannelField("place", "Where?", nothing="Nowhere"),
        GroupField("everybody", "Everybody of", nothing="Nobody"),
    ),
)
MEMBER = "/guilds/{guild_id}/members/{user_id}"


@pytest.fixture
def other(server: DiscordServer) -> Guild:
    return server.add_guild("Other")


async def opened(desk: Desk, core: StandInCore, who: User, *, directly: bool = True) -> None:
    core.replies(Reply(form=FORM))
    if directly:
        await desk.types_directly(who, verb="inbox")
    else:
        await desk.types(who, "inbox")
    core.replies(Reply(tell=message(say("Thanks."))))


# -- in direct messages ----------------------------------------------------------------------------


async def test_there_they_are_what_they_are_in_the_server(
    desk: Desk,
    core: StandInCore,
    server: DiscordServer,
    book: Book,
    lab: Guild,
    ann: User,
    ben: User,
    research: Channel,
) -> None:
    """Discord resolves anybody, and states nothing of the server."""
    lab.members[ben.id].nick = "Benny"
    stranger = server.add_user("eve", "Eve Adams")
    tool = server.add_user("tool", is_bot=True)
    server.add_member(lab, tool)
    crew = server.add_role(lab, "crew", is_mentionable=False)
    book.knows(lab, ann)
    await opened(desk, core, ann)
    await desk.submits(ann, people=[ben, stranger, tool], place=research, everybody=crew)
    sent = core.submission
    assert sent.people == (
        Profile(ben.id, "Benny"),
        Profile(stranger.id, "", is_gone=True),
        Profile(tool.id, "tool", is_bot=True),
    )
    assert [(c.outer_id, c.name, c.is_open) for c in sent.channels] == [
        (research.id, "research", True)
    ]
    (group,) = sent.groups
    assert (group.outer_id, group.name, group.is_open) == (crew.id, "crew", True)
    assert not group.is_notified


@pytest.mark.parametrize("what", ["channel", "role"])
async def test_what_another_server_has_is_refused(
    desk: Desk,
    core: StandInCore,
    server: DiscordServer,
    book: Book,
    other: Guild,
    ann: User,
    what: str,
) -> None:
    """Or the words of one server would be read in another."""
    book.knows(desk.guild, ann)
    place, crew = server.add_channel(other, "research"), server.add_role(other, "crew")
    await server.settles()
    await opened(desk, core, ann)
    if what == "channel":
        await desk.submits(ann, words="*mine*", place=place)
    else:
        await desk.submits(ann, words="*mine*", everybody=crew)
    assert not [each for each in core.intents if isinstance(each, Submit)]
    assert desk.last(ann).says(f"The {what} that you chose is not one of Lab.")
    assert desk.last(ann).says("Type the command in Lab and choose there.")
    assert desk.last(ann).says("*mine*")


async def test_a_server_of_which_discord_does_not_tell_now(
    server: DiscordServer, core: StandInCore, book: Book, lab: Guild, ann: User, research: Channel
) -> None:
    lab.is_available = False
    book.knows(lab, ann)
    async with open_discord(server, core, book) as discord:
        desk = Desk(server, discord, book.clock, lab, research)
        await opened(desk, core, ann)
        await desk.submits(ann, place=research)
        assert desk.last(ann).says("I cannot find out at the moment")
    assert not [each for each in core.intents if isinstance(each, Submit)]


async def test_nor_one_that_the_gateway_never_told_of() -> None:
    people = await picked_for(None, Chosen(("1",), (), ()), 1)
    assert people.people == (Profile("1", ""),)
    for chosen in (Chosen((), ("1",), ()), Chosen((), (), ("1",))):
        with pytest.raises(ServerUntold):
            await picked_for(None, chosen, 1)


@pytest.mark.parametrize("patience", [replace(QUICK, lookup=0.1)], ids=["short"])
async def test_somebody_of_whom_discord_does_not_tell_in_time(
    desk: Desk, core: StandInCore, book: Book, ann: User, ben: User, patience: Patience
) -> None:
    book.knows(desk.guild, ann)
    await opened(desk, core, ann)
    desk.server.faults.hangs(f"GET {MEMBER}")
    answer = await desk.submits(ann, people=[ben])
    assert answer.seconds < 2
    assert core.submission.people == (Profile(ben.id, ""),)
    desk.server.faults.opens_doors()


async def test_somebody_mentioned_is_found_in_the_server(
    desk: Desk, core: StandInCore, book: Book, other: Guild, ann: User, ben: User
) -> None:
    """Once it is known which is meant; nobody is asked for before."""
    desk.guild.members[ben.id].nick = "Benny"
    book.knows(desk.guild, ann)
    await desk.types_directly(ann, verb="ask", words=f"{ben.mention} why")
    assert core.command.people == (Profile(ben.id, "Benny"),)
    book.knows(other, ann)
    before = len([call for call in desk.server.calls if call.route == MEMBER])
    await desk.types_directly(ann, verb="ask", words=f"{ben.mention} why")
    assert len([call for call in desk.server.calls if call.route == MEMBER]) == before
    await desk.chooses(ann, desk.last(ann), "Other")
    assert core.command.people == (Profile(ben.id, "", is_gone=True),)


# -- roles -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("is_mentionable", "theirs", "ours", "is_notified"),
    [
        (True, 0, 0, True),
        (False, 0, 0, False),
        (False, MENTION_EVERYONE, 0, False),
        # By our own right nobody pings whom they may not.
        (False, 0, ADMINISTRATOR, False),
        (False, MENTION_EVERYONE, MENTION_EVERYONE, True),
        (False, ADMINISTRATOR, ADMINISTRATOR, True),
    ],
)
async def test_whether_a_role_is_told(
    desk: Desk,
    core: StandInCore,
    server: DiscordServer,
    lab: Guild,
    ann: User,
    research: Channel,
    is_mentionable: bool,
    theirs: int,
    ours: int,
    is_notified: bool,
) -> None:
    crew = server.add_role(lab, "crew", is_mentionable=is_mentionable)
    lab.members[ann.id].permissions = theirs
    server.set_bot_permissions(research, NEEDED | ours)
    await opened(desk, core, ann, directly=False)
    await desk.submits(ann, everybody=crew)
    assert [group.is_notified for group in core.submission.groups] == [is_notified]


async def test_everybody_is_never_told(
    desk: Desk, core: StandInCore, server: DiscordServer, lab: Guild, ann: User, research: Channel
) -> None:
    """Not by a mention of their role."""
    lab.members[ann.id].permissions = MENTION_EVERYONE
    server.set_bot_permissions(research, NEEDED | MENTION_EVERYONE)
    await opened(desk, core, ann, directly=False)
    await desk.submits(ann, everybody=lab.roles[lab.id])
    assert [group.is_notified for group in core.submission.groups] == [False]


async def test_roles_are_those_that_the_interaction_states(
    desk: Desk, core: StandInCore, server: DiscordServer, lab: Guild, ann: User
) -> None:
    """Also one of which the gateway has not told."""
    crew = Role(server.world.new_id(), "crew")
    lab.members[ann.id].roles.append(crew)
    await desk.types(ann, "inbox")
    assert core.command.origin.groups == frozenset({lab.id, crew.id})


# -- with all of Unstuck ---------------------------------------------------------------------------


async def test_the_real_ones(office: Office, ann: User, ben: User, research: Channel) -> None:
    """Whoever was never met may be invited from a direct message; a stranger may not."""
    await office.types(ann, "me", city="london")
    await office.types_directly(ann, verb="pair", words=ben.mention)
    assert office.last(ann).says("is started")
    eve = office.server.add_user("eve", "Eve Adams")
    await office.types_directly(ann, verb="setup")
    await office.submits(ann, name="Research", people=[eve])
    assert office.last(ann).says("has left")
    assert labels_of(office.last(ann)) == ["Fix it"]
