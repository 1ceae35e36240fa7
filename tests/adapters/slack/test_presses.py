"""Buttons and selects, wherever they stand, and what becomes of what they stand on."""

import asyncio

import pytest

from bot.engine.intents import Intent, Reply
from bot.messages.forms import Form, TextField
from bot.messages.parts import (
    Button,
    Buttons,
    Heading,
    Message,
    Option,
    Select,
    message,
    say,
)
from bot.messages.refs import Ref
from tests.adapters.slack.desk import Desk, Office, channel_of, labels_of
from tests.adapters.stand_in_core import StandInCore
from tests.servers.slack.faults import BadStatus
from tests.servers.slack.state import Channel, User

GO = Ref("test.go", ("one", "two"))
QUESTION = message(
    Heading("Question"),
    Buttons((Button("Go", GO), Button("Stay", Ref("test.stay")))),
    Select("Which?", Ref("test.choose", ("a",)), (Option("x.1", "The first"), Option("y", "Y"))),
)
DONE = message(say("It is done."))
FORM = Form(Ref("test.form"), "A form", "Send", (TextField("words", "Words"),))


async def test_on_a_message(desk: Desk, core: StandInCore, ann: User, research: Channel) -> None:
    posted = await desk.posts(research, QUESTION)
    core.replies(Reply(tell=message(say("Between us.")), edit=DONE))
    answer = await desk.presses(ann, "Go")
    assert answer.body == {}
    press = core.press
    assert (press.does, press.place, press.outer_id) == (GO, posted.place, posted.outer_id)
    assert (channel_of(press.origin), press.origin.profile.name) == (research.id, "Ann Lee")
    rewritten, told = desk.seen(ann)
    assert (rewritten.text_as_read, rewritten.is_ephemeral) == ("It is done.", False)
    assert (told.text_as_read, told.is_ephemeral) == ("Between us.", True)
    assert rewritten.edited is False


async def test_in_direct_messages(desk: Desk, core: StandInCore, ann: User) -> None:
    posted = await desk.posts(desk.server.direct_channel(ann), QUESTION)
    await desk.presses(ann, "Stay")
    assert channel_of(core.press.origin) == ""
    assert core.press.place == posted.place == desk.server.direct_channel(ann).id


async def test_an_option_stands_behind_the_ids(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await desk.posts(research, QUESTION)
    await desk.chooses(ann, "The first", desk.last(ann))
    assert core.press.does == Ref("test.choose", ("a", "x.1"))
    assert desk.last(ann).says("Noted.")


async def test_private_replies_replace_each_other(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    core.replies(Reply(tell=QUESTION))
    await desk.types(ann, "", research)
    core.replies(Reply(tell=message(say("Sure?"), *QUESTION.parts[1:])))
    await desk.presses(ann, "Go")
    (now,) = desk.seen(ann)
    assert now.says("Sure?")
    assert (core.press.place, core.press.outer_id) == ("", "")
    assert channel_of(core.press.origin) == research.id
    core.replies(Reply(tell=DONE))
    await desk.presses(ann, "Stay")
    (now,) = desk.seen(ann)
    assert (now.text_as_read, now.is_ephemeral) == ("It is done.", True)


async def test_in_a_thread_the_answer_stands_in_the_thread(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    parent = await desk.posts(research, message(say("Summary")))
    await desk.posts(research, QUESTION, under=parent)
    await desk.presses(ann, "Go")
    told = desk.last(ann)
    assert (told.thread_ts, told.is_ephemeral) == (parent.outer_id, True)


async def test_the_piece_that_was_pressed_is_the_one_rewritten(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    for piece in (message(say("first")), QUESTION, message(say("third"))):
        await desk.posts(research, piece)
    long = Message(tuple(say(f"{number} " + "word " * 550) for number in range(9)))
    core.replies(Reply(edit=long, piece=1))
    await desk.presses(ann, "Go")
    first, second, third = desk.seen(ann)
    assert (first.text_as_read, third.text_as_read) == ("first", "third")
    assert not second.says("0 word")
    assert not second.says("8 word")


async def test_of_a_message_grown_shorter_the_last_piece(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await desk.posts(research, QUESTION)
    core.replies(Reply(edit=DONE, piece=4))
    await desk.presses(ann, "Go")
    assert desk.last(ann).text_as_read == "It is done."


@pytest.mark.parametrize("why", ["late", "broken"])
async def test_without_a_response_url_the_message_is_still_rewritten(
    desk: Desk, core: StandInCore, ann: User, research: Channel, why: str
) -> None:
    """It serves for 30 minutes: whoever waited longer for the store is answered all the same."""
    await desk.posts(research, QUESTION)

    async def answer(_: Intent) -> Reply:
        if why == "late":
            desk.clock.advance(minutes=31)
        return Reply(tell=message(say("Between us.")), edit=DONE)

    core.answer = answer
    if why == "broken":
        desk.server.faults.always("response_url", BadStatus())
    await desk.presses(ann, "Go")
    assert len(desk.calls("chat.update")) == 1
    rewritten, told = desk.seen(ann)
    assert rewritten.text_as_read == "It is done."
    assert (told.text_as_read, told.channel) == ("Between us.", desk.server.direct_channel(ann))


async def test_on_the_home(desk: Desk, core: StandInCore, ann: User) -> None:
    core.replies(Reply(tell=QUESTION))
    await desk.server.opens_home(ann)
    await desk.slack.finish()
    home = desk.server.home(ann)
    assert home is not None
    core.replies(Reply(tell=DONE))
    await desk.presses(ann, "Go", on=home)
    assert desk.dialog(ann).text_as_read == "It is done."
    assert desk.seen(ann) == []


async def test_in_a_dialog_the_answer_takes_its_place(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    core.replies(Reply(tell=QUESTION))
    await desk.server.uses_shortcut(ann, "verb:setup")
    await desk.slack.finish()
    shown = desk.dialog(ann)
    core.replies(Reply(form=FORM))
    await desk.presses(ann, "Go", on=shown)
    assert desk.dialog(ann).id == shown.id
    assert desk.dialog(ann).title == "A form"


async def test_in_a_dialog_closed_meanwhile_it_is_told_directly(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    core.replies(Reply(tell=QUESTION))
    await desk.server.uses_shortcut(ann, "verb:setup")
    await desk.slack.finish()
    shown = desk.dialog(ann)

    async def answer(_: Intent) -> Reply:
        await desk.server.closes(ann, shown)
        return Reply(tell=DONE)

    core.answer = answer
    await desk.presses(ann, "Go", on=shown)
    assert desk.server.modal(ann) is None
    assert desk.last(ann).says("It is done.")


async def test_a_dialog_that_cannot_be_opened_is_told_in_words(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    """The trigger lives 3 s and serves once."""
    await desk.posts(research, QUESTION)

    async def answer(_: Intent) -> Reply:
        desk.clock.advance(seconds=4)
        return Reply(form=FORM)

    core.answer = answer
    await desk.presses(ann, "Go")
    assert desk.server.modal(ann) is None
    assert desk.last(ann).is_ephemeral
    assert desk.last(ann).says("Slack gave me too little time to open the form")
    core.replies(Reply(form=FORM))
    await desk.presses(ann, "Go")
    assert desk.dialog(ann).title == "A form"
    delivery = desk.server.records.deliveries[-1]
    await desk.server.delivers_again(delivery)
    await desk.slack.finish()
    assert desk.last(ann).says("Please try again.")


async def test_what_slack_does_not_open_at_all(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await desk.posts(research, QUESTION)
    core.replies(Reply(form=FORM))
    desk.server.faults.next("views.open", BadStatus())
    await desk.presses(ann, "Go")
    assert desk.last(ann).says("Please try again.")


async def test_a_button_of_nobody(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    """Such as one of another app's token, or of a version long gone."""
    await desk.posts(research, QUESTION)
    message_of = desk.last(ann).message
    for block in message_of.blocks:
        for element in block.get("elements", []):
            element["action_id"] = "approve"
    await desk.server.presses(ann, desk.last(ann), "approve")
    await desk.slack.finish()
    assert core.intents == []
    assert desk.last(ann).says("This button is from another version of me")


async def test_several_at_once_each_are_an_input(
    desk: Desk, core: StandInCore, ann: User, ben: User, research: Channel
) -> None:
    await desk.posts(research, QUESTION)
    await asyncio.gather(
        *(desk.presses(who, label) for who in (ann, ben) for label in ("Go", "Stay"))
    )
    assert len({intent.origin.event for intent in core.intents}) == 4


async def test_an_invitation_from_the_first_to_the_last_press(
    office: Office, ann: User, ben: User
) -> None:
    await office.types(ann, "@ben", command="/pair")
    await office.settle()
    invitation = office.last(ben)
    assert invitation.says("Ann Lee asks you to join Ann Lee and Ben Ito on Unstuck.")
    await office.presses(ben, "What is this?")
    assert office.last(ben).says("Unstuck asks each member")
    assert office.last(ben).is_ephemeral
    await office.presses(ben, "Join", on=invitation)
    now = next(m for m in office.seen(ben) if m.ts == invitation.ts)
    assert now.text_as_read == "You are in Ann Lee and Ben Ito."
    assert labels_of(now) == []
    assert office.last(ben).says("Welcome to Ann Lee and Ben Ito.")
    # The old button, as somebody's screen that was asleep may still show it.
    await office.presses(ben, "Join", on=invitation)
    await office.presses(ben, "Not for me", on=invitation)
    assert office.last(ben).says("Leave Ann Lee and Ben Ito?")
    await office.settle()
    assert sum(m.says("Ben Ito has joined") for m in office.seen(ann)) == 1
