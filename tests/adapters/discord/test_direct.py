"""Direct messages, where Discord names no server and states no rights."""

import pytest

from bot.engine.intents import Reply
from bot.messages.forms import Form, TextField
from bot.messages.parts import Button, Buttons, message, say
from bot.messages.refs import Ref
from tests.adapters.discord.desk import Desk, Office, labels_of, open_discord
from tests.adapters.discord.stand_ins import Book, StandInCore, workspace_of
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, User

OPEN = message(say("Open it?"), Buttons((Button("Open", Ref("test.open")),)))
FORM = Form(Ref("test.form"), "A form", "Send", (TextField("words", "Words"),))
NOT_THERE = "That is from a server in which I do not know you, or which has taken me out."


@pytest.fixture
def other(server: DiscordServer, ann: User) -> Guild:
    other = server.add_guild("Other")
    server.add_member(other, ann)
    return other


# -- /unstuck --------------------------------------------------------------------------------------


async def test_known_in_one_server_it_is_that_one(
    desk: Desk, core: StandInCore, book: Book, ann: User
) -> None:
    book.knows(desk.guild, ann)
    await desk.types_directly(ann, verb="me", words="osaka")
    command = core.command
    assert (command.verb, command.words) == ("me", "osaka")
    assert command.origin.workspace == workspace_of(desk.guild)
    assert command.origin.channel is None
    # Of their name and roles there, Discord says nothing here.
    assert (command.origin.profile.outer_id, command.origin.profile.name) == (ann.id, "")
    assert command.origin.groups == frozenset()
    assert desk.last(ann).text_as_read == "Noted."
    assert desk.last(ann).channel is desk.server.direct_channel(ann)


async def test_known_in_none(desk: Desk, core: StandInCore, ann: User) -> None:
    """In a server they need not be known."""
    await desk.types_directly(ann, verb="me", words="*osaka*")
    assert core.intents == []
    assert desk.last(ann).says("Type /unstuck in a server that we share.")
    assert desk.last(ann).says("me *osaka*")
    await desk.types(ann, "inbox")
    assert core.command.origin.profile.name == "Ann Lee"


async def test_known_in_two_they_are_asked(
    desk: Desk, core: StandInCore, book: Book, other: Guild, ann: User
) -> None:
    book.knows(desk.guild, ann)
    book.knows(other, ann)
    await desk.types_directly(ann, verb="me", words="osaka")
    assert core.intents == []
    asked = desk.last(ann)
    assert asked.says("For which server?")
    assert [label for label, _ in asked.selects[0].options] == ["Lab", "Other"]
    await desk.chooses(ann, asked, "Other")
    assert (core.command.verb, core.command.words) == ("me", "osaka")
    assert core.command.origin.workspace == workspace_of(other)
    # The answer takes the question's place.
    assert [m.text_as_read for m in desk.seen(ann)] == ["Noted."]


async def test_nothing_typed_is_carried_too(
    desk: Desk, core: StandInCore, book: Book, other: Guild, ann: User
) -> None:
    book.knows(desk.guild, ann)
    book.knows(other, ann)
    await desk.types_directly(ann)
    await desk.chooses(ann, desk.last(ann), "Lab")
    assert (core.command.verb, core.command.words) == ("", "")


async def test_people_named_are_carried_too(
    desk: Desk, core: StandInCore, book: Book, other: Guild, ann: User, ben: User
) -> None:
    book.knows(desk.guild, ann)
    book.knows(other, ann)
    await desk.types_directly(ann, verb="ask", words=f"{ben.mention}, why ~ so?")
    await desk.chooses(ann, desk.last(ann), "Lab")
    assert core.command.words == "why ~ so?"
    assert [(who.outer_id, who.name) for who in core.command.people] == [(ben.id, "Ben Ito")]


@pytest.mark.parametrize("words", ["x" * 200, "🏳️‍🌈" * 16], ids=["long", "wide"])
async def test_words_too_long_to_carry_are_given_back(
    desk: Desk, core: StandInCore, book: Book, other: Guild, ann: User, words: str
) -> None:
    book.knows(desk.guild, ann)
    book.knows(other, ann)
    await desk.types_directly(ann, verb="ask", words=words)
    shown = desk.last(ann)
    assert shown.says("That is for one of your servers: please type it there.")
    assert shown.says(f"ask {words}")
    assert not shown.selects


async def test_more_servers_than_a_menu_holds(
    server: DiscordServer, core: StandInCore, book: Book, lab: Guild, ann: User, research: Channel
) -> None:
    for number in range(30):
        book.knows(server.add_guild(f"Server {number:02}"), ann)
    async with open_discord(server, core, book) as discord:
        desk = Desk(server, discord, book.clock, lab, research)
        await desk.types_directly(ann)
        assert len(desk.last(ann).selects[0].options) == 25
        assert desk.last(ann).says("If yours is not among them, type /unstuck there.")
        await desk.chooses(ann, desk.last(ann), "Server 24")
        assert core.command.verb == ""


async def test_names_of_servers_are_text(
    desk: Desk, core: StandInCore, book: Book, server: DiscordServer, ann: User
) -> None:
    for name in ("@everyone", "*" * 100):
        book.knows(server.add_guild(name), ann)
    await desk.types_directly(ann)
    assert [label for label, _ in desk.last(ann).selects[0].options] == ["*" * 100, "@everyone"]


async def test_a_server_that_is_left_meanwhile(
    desk: Desk, core: StandInCore, book: Book, other: Guild, ann: User
) -> None:
    book.knows(desk.guild, ann)
    book.knows(other, ann)
    await desk.types_directly(ann)
    book.loses(other, ann)
    await desk.chooses(ann, desk.last(ann), "Other")
    assert core.intents == []
    assert desk.last(ann).says(NOT_THERE)


async def test_while_the_store_is_away(
    desk: Desk, core: StandInCore, book: Book, ann: User
) -> None:
    book.is_down = True
    await desk.types_directly(ann)
    assert desk.last(ann).says("I cannot save anything at the moment")
    book.is_down = False
    book.knows(desk.guild, ann)
    await desk.types_directly(ann)
    assert desk.last(ann).says("Noted.")


# -- buttons ---------------------------------------------------------------------------------------


async def test_a_button_finds_its_server(
    desk: Desk, core: StandInCore, book: Book, other: Guild, ann: User
) -> None:
    """And so does every dialog, and every button of every answer."""
    book.knows(desk.guild, ann)
    book.knows(other, ann)
    place = desk.server.direct_channel(ann)
    posted = await desk.posts(place, OPEN)
    core.replies(Reply(form=FORM), Reply(tell=OPEN), Reply(tell=OPEN, edit=OPEN))
    await desk.presses(ann, "Open")
    assert (core.press.place, core.press.outer_id) == (place.id, posted.outer_id)
    await desk.submits(ann, words="so")
    for _ in range(2):
        await desk.presses(ann, "Open")
        assert (core.press.place, core.press.outer_id) == ("", "")
    await desk.presses(ann, "Open", desk.seen(ann)[0])
    assert {intent.origin.workspace for intent in core.intents} == {workspace_of(desk.guild)}
    assert {intent.origin.profile.outer_id for intent in core.intents} == {ann.id}


async def test_after_the_menu_too(
    desk: Desk, core: StandInCore, book: Book, other: Guild, ann: User
) -> None:
    book.knows(desk.guild, ann)
    book.knows(other, ann)
    core.replies(Reply(tell=OPEN), Reply(form=FORM), Reply(tell=OPEN))
    await desk.types_directly(ann)
    await desk.chooses(ann, desk.last(ann), "Other")
    await desk.presses(ann, "Open")
    await desk.submits(ann, words="so")
    await desk.presses(ann, "Open")
    assert {intent.origin.workspace for intent in core.intents} == {workspace_of(other)}


async def test_whoever_has_left_does_nothing_there(
    desk: Desk, core: StandInCore, book: Book, ann: User
) -> None:
    book.knows(desk.guild, ann)
    await desk.posts(desk.server.direct_channel(ann), OPEN)
    core.replies(Reply(form=FORM))
    await desk.presses(ann, "Open")
    book.loses(desk.guild, ann)
    before = len(core.intents)
    await desk.presses(ann, "Open")
    assert desk.last(ann).says(NOT_THERE)
    # Nor by a dialog that is open still.
    await desk.submits(ann, words="my words")
    assert desk.last(ann).says(NOT_THERE)
    assert desk.last(ann).says("my words")
    assert len(core.intents) == before


async def test_nor_where_unstuck_was_taken_out(
    desk: Desk, core: StandInCore, book: Book, server: DiscordServer, ann: User
) -> None:
    book.knows(desk.guild, ann)
    await desk.posts(server.direct_channel(ann), OPEN)
    await server.leaves_guild(desk.guild)
    await desk.presses(ann, "Open")
    assert core.intents == []
    assert desk.last(ann).says(NOT_THERE)


async def test_a_button_without_a_server(
    desk: Desk, core: StandInCore, book: Book, ann: User
) -> None:
    book.knows(desk.guild, ann)
    await desk.posts(desk.server.direct_channel(ann), OPEN)
    on = desk.last(ann)
    row = next(part for part in on.message.components if part["type"] == 1)
    row["components"][0]["custom_id"] = "!!1~test.open"
    await desk.server.presses(ann, on, "!!1~test.open")
    await desk.discord.finish()
    assert core.intents == []
    assert desk.last(ann).says(NOT_THERE)


async def test_nobody_is_an_admin_there(
    desk: Desk, core: StandInCore, book: Book, maya: User, research: Channel
) -> None:
    """Not even by what a direct message states of them, which is of that channel."""
    book.knows(desk.guild, maya)
    await desk.posts(desk.server.direct_channel(maya), OPEN)
    await desk.presses(maya, "Open")
    await desk.types_directly(maya, verb="inbox")
    assert [intent.origin.is_admin for intent in core.intents] == [False, False]
    await desk.types(maya, "inbox", research)
    assert core.command.origin.is_admin


# -- with all of Unstuck ---------------------------------------------------------------------------


async def test_the_real_ones(office: Office, ann: User, ben: User) -> None:
    await office.types_directly(ann, verb="me", words="osaka")
    assert office.last(ann).says("I know you from none yet.")
    await office.types(ann, "me", city="London")
    await office.types_directly(ann, verb="me", words="berlin")
    assert office.last(ann).says("Berlin")
    await office.presses(ann, "Change")
    await office.submits(ann, days="Mon–Wed")
    assert office.last(ann).says("Mon–Wed")
    assert "Change" in labels_of(office.last(ann))
    # They are called as in the server.
    await office.types(ben, "pair", who=ann)
    await office.settle()
    assert any(m.says("Ann Lee") for m in office.seen(ben))
