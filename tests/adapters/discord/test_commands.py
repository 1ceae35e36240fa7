"""Typed commands: what arrives of them, and where their answers go."""

import pytest

from bot.domain.workspaces import ChannelProfile
from bot.engine.intents import Reply
from bot.messages.forms import Form, TextField
from bot.messages.parts import Message, message, say
from bot.messages.refs import Ref
from tests.adapters.discord.desk import Desk, Office, open_discord
from tests.adapters.discord.stand_ins import Book, StandInCore, workspace_of
from tests.servers.discord.faults import BadStatus, RateLimited, Reset
from tests.servers.discord.permissions import SEND_MESSAGES, VIEW_CHANNEL
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import PRIVATE_THREAD, Channel, Guild, User

LONG = Message(tuple(say(f"{number} " + "word " * 550) for number in range(9)))
"""Of several pieces."""
FORM = Form(Ref("test.form"), "A form", "Send", (TextField("words", "Words"),))
MEMBER = "/guilds/{guild_id}/members/{user_id}"


async def test_a_command_is_read_and_answered(
    desk: Desk, core: StandInCore, lab: Guild, ann: User, research: Channel
) -> None:
    answer = await desk.types(ann, "me", city="Brisbane ")
    assert answer.kind == "message"
    command, origin = core.command, core.command.origin
    assert (command.verb, command.words, command.people) == ("me", "Brisbane", ())
    assert origin.workspace == workspace_of(lab)
    assert origin.channel is not None
    assert (origin.channel.outer_id, origin.channel.name) == (research.id, "research")
    profile = origin.profile
    assert (profile.outer_id, profile.name, profile.zone) == (ann.id, "Ann Lee", None)
    (seen,) = desk.seen(ann)
    assert (seen.text_as_read, seen.is_ephemeral, seen.channel) == ("Noted.", True, research)


async def test_somebody_chosen_is_named(
    desk: Desk, core: StandInCore, server: DiscordServer, lab: Guild, ann: User
) -> None:
    eve = server.add_user("eve", "Eve Adams")
    server.add_member(lab, eve, nick="Evie")
    await desk.types(ann, "ask", who=eve, words="why it fails")
    (who,) = core.command.people
    assert (core.command.words, who.outer_id, who.name) == ("why it fails", eve.id, "Evie")
    assert not who.is_gone
    # Nobody has to be asked for it.
    assert not [call for call in server.calls if call.route == MEMBER]


async def test_somebody_who_has_left_is_known_to_have(
    desk: Desk, core: StandInCore, server: DiscordServer, ann: User, ben: User
) -> None:
    """Discord still offers whom its client remembers."""
    await server.member_leaves(ben, desk.guild)
    await desk.types(ann, "ask", who=ben)
    assert [(who.outer_id, who.is_gone) for who in core.command.people] == [(ben.id, True)]


async def test_a_bot_chosen_is_known_to_be_one(
    desk: Desk, core: StandInCore, server: DiscordServer, lab: Guild, ann: User
) -> None:
    bot = server.add_user("tool", is_bot=True)
    server.add_member(lab, bot)
    await desk.types(ann, "ask", who=bot)
    assert [(who.name, who.is_bot) for who in core.command.people] == [("tool", True)]


async def test_mentions_in_an_option_read_as_names(
    desk: Desk, core: StandInCore, ann: User, ben: User, maya: User
) -> None:
    """Who is meant another option says: words are for reading."""
    words = f"does {maya.mention}, or (<@!{ben.id}>), know? <@99> too"
    await desk.types(ann, "ask", who=ben, words=words)
    assert [who.outer_id for who in core.command.people] == [ben.id]
    assert core.command.words == "does @Maya Cole, or (@Ben Ito), know? @somebody too"


@pytest.mark.parametrize(
    ("verb", "words", "read_verb", "read_words", "named"),
    [
        ("", "", "", "", []),
        ("ME", "", "me", "", []),
        ("/me", " berlin ", "me", "berlin", []),
        ("me berlin", "", "me", "berlin", []),
        ("me new", "york", "me", "new york", []),
        ("ask", "<@{ben}>, see https://a.example/x?y=1", "ask", "see https://a.example/x?y=1", "b"),
        ("ask", "<@{ben}> and <@!{maya}> and <@{ben}>", "ask", "and and", "bm"),
        ("pair <@{ben}>", "", "pair", "", "b"),
        ("ask", "<@&5> <#6> @everyone *so* <b> zwei\nZeilen", "ask", "", []),
    ],
)
async def test_a_verb_behind_unstuck(
    desk: Desk,
    core: StandInCore,
    ann: User,
    ben: User,
    maya: User,
    verb: str,
    words: str,
    read_verb: str,
    read_words: str,
    named: str,
) -> None:
    given = {name: v.format(ben=ben.id, maya=maya.id) for name, v in
             (("verb", verb), ("words", words)) if v}  # fmt: skip
    await desk.types(ann, "unstuck", **given)
    people = {"b": ben, "m": maya}
    expected = [(people[each].id, people[each].global_name) for each in named]
    assert core.command.verb == read_verb
    assert core.command.words == (read_words or words if not named else read_words)
    assert [(who.outer_id, who.name) for who in core.command.people] == expected


@pytest.mark.parametrize("fault", [BadStatus(), RateLimited(30), Reset(), "hang"], ids=str)
async def test_somebody_mentioned_whom_discord_does_not_tell(
    desk: Desk, core: StandInCore, server: DiscordServer, ann: User, ben: User, fault: object
) -> None:
    """They are named by their account, and whoever typed is answered in time all the same."""
    if fault == "hang":
        server.faults.hangs(f"GET {MEMBER}")
    else:
        assert isinstance(fault, BadStatus | RateLimited | Reset)
        server.faults.always(f"GET {MEMBER}", fault)
    answer = await desk.types(ann, verb="ask", words=f"{ben.mention} why")
    assert answer.seconds < 3
    assert [(who.outer_id, who.name) for who in core.command.people] == [(ben.id, "")]
    assert desk.last(ann).says("Noted.")
    server.faults.opens_doors()


async def test_whoever_is_mentioned_and_is_gone(
    desk: Desk, core: StandInCore, server: DiscordServer, ann: User, ben: User
) -> None:
    await server.member_leaves(ben, desk.guild)
    await desk.types(ann, verb="ask", words=ben.mention)
    assert [(who.outer_id, who.is_gone) for who in core.command.people] == [(ben.id, True)]


async def test_words_full_of_mentions_are_no_flood(
    desk: Desk, core: StandInCore, server: DiscordServer, ann: User
) -> None:
    words = "".join(f"<@{number}>" for number in range(10**17, 10**17 + 80))
    await desk.types(ann, verb="ask", words=words)
    assert len(core.command.people) == 80
    assert len([call for call in server.calls if call.route == MEMBER]) == 10


async def test_from_wherever(
    desk: Desk, core: StandInCore, server: DiscordServer, lab: Guild, ann: User, research: Channel
) -> None:
    """Where we may not write, or not see, the answer comes all the same. A private thread is no
    place for those who are not in it."""
    closed = server.add_channel(lab, "closed", bot_permissions=0)
    mute = server.add_channel(lab, "mute", bot_permissions=VIEW_CHANNEL | SEND_MESSAGES)
    thread, still = server.add_thread(research, "aside"), server.add_thread(mute, "still")
    hidden = Channel(server.world.new_id(), PRIVATE_THREAD, "hidden", lab, parent=research)
    hidden.owner_id = ann.id
    server.world.channels[hidden.id] = hidden
    for place, is_open in (
        (research, True),
        (closed, False),
        (mute, True),
        (thread, True),
        (still, False),
        (hidden, None),
    ):
        await desk.types(ann, "inbox", place)
        stated = core.command.origin.channel
        expected = None if is_open is None else ChannelProfile(place.id, place.name, is_open)
        assert stated == expected
        assert desk.last(ann).channel is place
        assert desk.last(ann).says("Noted.")


async def test_admin_rights_and_roles_are_those_that_discord_states(
    desk: Desk, core: StandInCore, server: DiscordServer, lab: Guild, ann: User, maya: User
) -> None:
    crew = server.add_role(lab, "crew")
    lab.members[ann.id].roles.append(crew)
    stated = []
    for who in (ann, maya):
        await desk.types(who, "inbox")
        stated.append((core.command.origin.is_admin, core.command.origin.groups))
    lab.members[maya.id].permissions = 0
    await desk.types(maya, "inbox")
    stated.append((core.command.origin.is_admin, core.command.origin.groups))
    everybody = frozenset({lab.id})
    assert stated == [(False, everybody | {crew.id}), (True, everybody), (False, everybody)]


async def test_the_same_command_in_another_server_is_of_that_one(
    server: DiscordServer, core: StandInCore, book: Book, lab: Guild, ann: User, research: Channel
) -> None:
    other = server.add_guild("Other")
    server.add_member(other, ann, nick="Annie")
    general = server.add_channel(other, "general")
    async with open_discord(server, core, book) as discord:
        desk = Desk(server, discord, book.clock, lab, research)
        for guild, place, name in ((lab, research, "Ann Lee"), (other, general, "Annie")):
            await desk.types(ann, "inbox", place)
            assert core.command.origin.workspace == workspace_of(guild)
            assert core.command.origin.profile.name == name


async def test_an_answer_of_several_messages_comes_whole_and_in_order(
    desk: Desk, core: StandInCore, ann: User, ben: User, research: Channel
) -> None:
    core.replies(Reply(tell=LONG))
    await desk.types(ann, "inbox")
    told = " ".join(m.text_as_read for m in desk.seen(ann)).split()
    assert [each for each in told if each != "word"] == [str(number) for number in range(9)]
    assert told.count("word") == 9 * 550
    assert len(desk.seen(ann)) > 1
    assert all(m.is_ephemeral and m.channel is research for m in desk.seen(ann))
    assert desk.seen(ben) == []


async def test_a_command_opens_a_dialog_and_says_something_besides(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    core.replies(Reply(form=FORM, tell=message(say("Besides."))))
    answer = await desk.types(ann, "inbox")
    assert answer.kind == "modal"
    assert desk.dialog(ann).title == "A form"
    assert desk.last(ann).text_as_read == "Besides."


# -- with all of Unstuck ---------------------------------------------------------------------------


async def test_the_real_ones(office: Office, ann: User, ben: User) -> None:
    await office.types(ann)
    assert office.last(ann).says("Nothing is open for you.")
    await office.types(ann, verb="tema")
    assert office.last(ann).says("I do not know the command “tema”. Did you mean “team”?")
    await office.types(ann, verb="me", words="brisbane")
    assert office.last(ann).says("Brisbane")
    await office.types(ann, "me", city="berlin")
    assert office.last(ann).says("Berlin")
    await office.types(ann, "help")
    assert "/pair" in "".join(m.text_as_read for m in office.seen(ann))
    await office.types(ann, "pair", who=ben)
    assert any(m.says("Ben Ito") for m in office.seen(ann))
    await office.types(ann, verb="pair", words=ben.mention)
    assert office.last(ann).by_bot
