"""After a press the message shows what is kept, and the answer never says otherwise."""

import logging

import pytest

from bot.engine.intents import Press, Reply
from bot.messages.plain import plain
from bot.messages.split import split
from tests.engine.trial import saying, written
from tests.offices import Office, ref


async def posted(office: Office, text: str) -> None:
    """Ann has a message that says `text`, with a button."""
    await office.store.unit(office.workspace).commit()
    office.hires("ann")
    await office.say("ann", "help")
    unit = office.store.unit(office.workspace)
    unit.post(saying(office, f"person:{(await office.person('ann')).id}", text))
    await unit.commit()
    await office.settle()
    assert office.chat.texts("ann")[-1].startswith(text)


async def press(office: Office, what: str, event: str = "") -> Reply:
    message = office.chat.to("ann")[-1]
    return await office.handle(
        Press(office.origin("ann", event), ref("trial.press", what), "ann", message.id)
    )


def shown(reply: Reply) -> str:
    return plain(reply.edit) if reply.edit else ""


async def test_the_message_is_written_anew(office: Office) -> None:
    await posted(office, "Ready?")
    assert shown(await press(office, "pressed")) == "Ready?\n[Press]"
    assert await written(office) == "pressed"


async def test_the_same_press_twice_shows_the_message_as_it_is(office: Office) -> None:
    await posted(office, "Ready?")
    first = await press(office, "pressed")
    again = await office.again()
    assert again == first
    assert await written(office) == "pressed"


async def test_a_refused_press_shows_why_and_the_message(office: Office) -> None:
    await posted(office, "Ready?")
    reply = await press(office, "refuse")
    assert reply.tell is not None
    assert "That is closed." in plain(reply.tell)
    assert shown(reply) == "Ready?\n[Press]"
    assert await written(office) == ""


async def test_a_press_that_opens_a_dialog_leaves_the_message(office: Office) -> None:
    """Rewritten as it was before, it might arrive after what the dialog has changed."""
    await posted(office, "Ready?")
    reply = await press(office, "open")
    assert reply.form is not None
    assert reply.edit is None


async def test_a_message_that_cannot_be_written_anew_does_not_undo_the_press(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    await posted(office, "brittle")
    reply = await press(office, "kept")
    assert await written(office) == "kept"
    assert reply.tell is not None
    assert plain(reply.tell) == "That is noted."
    assert [record.message for record in caplog.records] == ["rewriting failed"]


async def test_of_a_message_in_pieces_it_is_said_which_one_was_pressed(office: Office) -> None:
    office.hires("ann")
    await office.say("ann", "help")
    unit = office.store.unit(office.workspace)
    text = "word " * 20_000
    unit.post(saying(office, f"person:{(await office.person('ann')).id}", text))
    await unit.commit()
    await office.settle()
    pieces = office.chat.to("ann")
    assert len(pieces) > 1
    for number, piece in enumerate(pieces):
        does = ref("trial.press", "x")
        reply = await office.handle(Press(office.origin("ann"), does, "ann", piece.id))
        assert reply.piece == number
        # The adapter splits it, and shows that piece of it.
        assert reply.edit is not None
        assert split(reply.edit, office.chat.limits)[number] == piece.message


async def test_a_press_on_a_private_reply_is_answered(office: Office) -> None:
    office.hires("ann")
    reply = await office.handle(Press(office.origin("ann"), ref("trial.press", "x")))
    assert reply.edit is None
    assert reply.tell is not None
    assert "Nothing is open for you." in plain(reply.tell)
    assert await written(office) == "x"
