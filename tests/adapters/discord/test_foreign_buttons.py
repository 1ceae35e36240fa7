"""Components that are not as we made them, such as those of a version to come."""

import pytest

from adapters.discord.custom_ids import CustomId
from bot.engine.intents import Reply, Resume
from bot.messages.forms import Form, TextField
from bot.messages.parts import Button, Buttons, message, say
from bot.messages.refs import Ref
from tests.adapters.discord.desk import Desk
from tests.adapters.discord.stand_ins import Book, StandInCore, workspace_of
from tests.servers.discord.screen import SeenMessage
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, User

GO = Ref("test.go", ("one", "two"))
QUESTION = message(say("Question"), Buttons((Button("Go", GO),)))
FORM = Form(Ref("test.form"), "A form", "Send", (TextField("words", "Words"),))


async def presses(desk: Desk, who: User, on: SeenMessage, custom_id: str) -> None:
    """As if its button had this id."""
    row = next(part for part in on.message.components if part["type"] == 1)
    row["components"][0]["custom_id"] = custom_id
    await desk.server.presses(who, on, custom_id)
    await desk.discord.finish()


@pytest.mark.parametrize(
    "custom_id", ["approve-leave", "!!", "!!2~x", "!x!1~test.go", "!!1~test.go~<b>", "zz!!", "~"]
)
async def test_a_button_of_nobody(
    desk: Desk, core: StandInCore, ann: User, research: Channel, custom_id: str
) -> None:
    await desk.posts(research, QUESTION)
    await presses(desk, ann, desk.last(ann), custom_id)
    assert core.intents == []
    assert desk.last(ann).says("This button is from another version of me")


async def test_a_button_of_another_servers_message_acts_in_this_one(
    desk: Desk, core: StandInCore, book: Book, server: DiscordServer, ann: User, research: Channel
) -> None:
    """What stands in an id is never believed: Discord says in which server somebody acts."""
    other = server.add_guild("Other")
    book.knows(other, ann)
    await desk.posts(research, QUESTION)
    await presses(desk, ann, desk.last(ann), CustomId(GO, other.id).encode())
    assert core.press.origin.workspace == workspace_of(desk.guild)
    assert core.press.does == GO


async def test_a_page_that_cannot_be_is_the_last_one(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    """The form has become shorter since."""
    await desk.posts(research, QUESTION)
    core.replies(Reply(form=FORM))
    await presses(desk, ann, desk.last(ann), "!c9!1~test.form")
    assert isinstance(core.act, Resume)
    assert core.act.does == FORM.does
    assert desk.dialog(ann).title == "A form"
