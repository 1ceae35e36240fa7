"""Commands on somebody's message, from its menu."""

from bot.engine.intents import Reply
from bot.messages.forms import Form, TextField
from bot.messages.refs import Ref
from tests.adapters.discord.desk import Desk
from tests.adapters.discord.stand_ins import ON_MESSAGE, StandInCore
from tests.servers.discord.permissions import VIEW_CHANNEL
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, User

FORM = Form(Ref("test.form"), "A form", "Send", (TextField("words", "Words"),))


async def test_a_message_is_quoted_as_it_reads(
    desk: Desk, core: StandInCore, lab: Guild, ann: User, ben: User, maya: User, research: Channel
) -> None:
    written = await desk.server.writes(
        ben, research, f"**why** does it fail, {maya.mention}? <@99> too\x00"
    )
    core.replies(Reply(form=FORM))
    answer = await desk.server.uses_menu(ann, research, ON_MESSAGE, written)
    await desk.discord.finish()
    assert answer.kind == "modal"
    command = core.command
    assert (command.verb, command.words, command.people) == ("task", "", ())
    quoted = command.quoted
    assert quoted is not None
    assert quoted.text == "**why** does it fail, @Maya Cole? @somebody too\ufffd"
    assert quoted.author is not None
    assert (quoted.author.outer_id, quoted.author.name) == (ben.id, "Ben Ito")
    assert quoted.link == f"https://discord.com/channels/{lab.id}/{research.id}/{written.id}"
    assert not quoted.is_private
    assert command.origin.profile.name == "Ann Lee"


async def test_a_message_of_a_bot_has_no_author_to_ask(
    desk: Desk, core: StandInCore, server: DiscordServer, lab: Guild, ann: User, research: Channel
) -> None:
    bot = server.add_user("tool", is_bot=True)
    server.add_member(lab, bot)
    written = await server.writes(bot, research, "built")
    await server.uses_menu(ann, research, ON_MESSAGE, written)
    await desk.discord.finish()
    assert core.command.quoted is not None
    assert core.command.quoted.author is None


async def test_where_not_everybody_reads_it_is_private(
    desk: Desk,
    core: StandInCore,
    server: DiscordServer,
    lab: Guild,
    ann: User,
    ben: User,
    research: Channel,
) -> None:
    secret = server.add_channel(lab, "secret", seen_by=[ann, ben])
    unseen = server.add_channel(lab, "unseen", bot_permissions=VIEW_CHANNEL, seen_by=[ann])
    thread = server.add_thread(research, "open")
    hidden = server.add_thread(secret, "aside")
    await server.settles()
    for place, is_private in (
        (research, False), (thread, False), (secret, True), (unseen, True), (hidden, True)
    ):  # fmt: skip
        written = await server.writes(ann, place, "words")
        await server.uses_menu(ann, place, ON_MESSAGE, written)
        await desk.discord.finish()
        assert core.command.quoted is not None
        assert core.command.quoted.is_private == is_private, place
        assert core.command.quoted.link.endswith(f"/{place.id}/{written.id}")
