"""An answer that is there and cannot be shown as it is."""

from dataclasses import replace

import pytest

from adapters.discord.patience import Patience
from bot.engine.intents import Intent, Reply
from bot.messages.parts import Button, Buttons, Mention, message, say
from bot.messages.refs import Ref
from tests.adapters.discord.desk import QUICK, Desk, soon
from tests.adapters.discord.stand_ins import Book, StandInCore, person_of
from tests.servers.discord.state import Channel, User

OPEN = message(say("Open it?"), Buttons((Button("Open", Ref("test.open")),)))
UNDRAWABLE = message(say("Thanks."), Buttons((Button("Go on", Ref("test.open", ("x" * 99,))),)))
"""Its reference is too long for any platform."""


async def test_an_answer_that_names_somebody_while_the_store_is_away(
    desk: Desk, core: StandInCore, book: Book, ann: User, ben: User, research: Channel
) -> None:
    """It is said, by their name; what everybody reads waits for a letter."""
    book.knows(desk.guild, ben)
    who = Mention(person_of(ben), "Ben")
    told = message(say("It went to ", who, "."), addresses=(who.person,))

    async def answer(_: Intent) -> Reply:
        book.is_down = True
        return Reply(tell=told, edit=told)

    await desk.posts(research, OPEN)
    core.answer = answer
    await desk.presses(ann, "Open")
    assert [m.text_as_read for m in desk.seen(ann)] == ["Open it?", "It went to Ben."]
    assert not [m for m in desk.seen(ann) if m.pings]


@pytest.mark.parametrize("is_late", [False, True], ids=["at once", "later"])
@pytest.mark.parametrize("patience", [replace(QUICK, answer=0.1)], ids=["short"])
async def test_an_answer_that_cannot_be_shown_is_said_to_be_there(
    desk: Desk,
    core: StandInCore,
    ann: User,
    research: Channel,
    patience: Patience,
    is_late: bool,
) -> None:
    """Whether it is a yes or a no is not said: nobody knows here."""

    async def answer(_: Intent) -> Reply:
        if is_late:
            await soon(lambda: desk.server.answered)
        return Reply(tell=UNDRAWABLE)

    await desk.posts(research, OPEN)
    core.answer = answer
    for act in (desk.types(ann, "inbox"), desk.presses(ann, "Open")):
        desk.server.answered.clear()
        assert (await act).is_ok
        assert desk.last(ann).says("I cannot show you the answer at the moment.")
        assert desk.last(ann).is_ephemeral
        assert not desk.last(ann).is_thinking
