"""Buttons and selects, wherever they stand, and what becomes of what they stand on."""

import asyncio

from bot.engine.intents import Intent, Reply
from bot.messages.forms import Form, TextField
from bot.messages.parts import (
    Button,
    Buttons,
    Heading,
    Image,
    Message,
    Option,
    Select,
    message,
    say,
)
from bot.messages.refs import Ref
from tests.adapters.discord.desk import Desk, Office, labels_of, soon
from tests.adapters.discord.stand_ins import StandInCore
from tests.servers.discord.faults import Answers
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, User

GO = Ref("test.go", ("one", "two"))
QUESTION = message(
    Heading("Question"),
    Buttons((Button("Go", GO), Button("Stay", Ref("test.stay")))),
    Select("Which?", Ref("test.choose", ("a",)), (Option("x.1", "The first"), Option("y", "Y"))),
)
DONE = message(say("It is done."))
BETWEEN_US = message(say("Between us."))
FORM = Form(Ref("test.form"), "A form", "Send", (TextField("words", "Words"),))
LONG = Message(tuple(say(f"{number} " + "word " * 550) for number in range(9)))
PICTURE = Image(b"\x89PNG\r\n\x1a\n" + bytes(64), "A chart")


async def test_on_a_message(desk: Desk, core: StandInCore, ann: User, research: Channel) -> None:
    posted = await desk.posts(research, QUESTION)
    core.replies(Reply(tell=BETWEEN_US, edit=DONE))
    answer = await desk.presses(ann, "Go")
    assert answer.kind == "update"
    press = core.press
    assert (press.does, press.place, press.outer_id) == (GO, posted.place, posted.outer_id)
    assert press.origin.profile.name == "Ann Lee"
    rewritten, told = desk.seen(ann)
    assert (rewritten.text_as_read, rewritten.is_ephemeral) == ("It is done.", False)
    assert (rewritten.id, labels_of(rewritten)) == (posted.outer_id, [])
    assert (told.text_as_read, told.is_ephemeral) == ("Between us.", True)


async def test_only_who_pressed_is_told(
    desk: Desk, core: StandInCore, ann: User, ben: User, research: Channel
) -> None:
    await desk.posts(research, QUESTION)
    await desk.presses(ann, "Go")
    assert [m.text_as_read for m in desk.seen(ann)][1:] == ["Noted."]
    assert len(desk.seen(ben)) == 1
    assert "Go" in labels_of(desk.last(ben))


async def test_a_thread_is_a_place_of_its_own(
    desk: Desk, core: StandInCore, server: DiscordServer, ann: User, research: Channel
) -> None:
    thread = server.add_thread(research, "aside")
    posted = await desk.posts(thread, QUESTION)
    await desk.presses(ann, "Go")
    assert (core.press.place, core.press.outer_id) == (thread.id, posted.outer_id)
    stated = core.press.origin.channel
    assert stated is not None
    assert (stated.outer_id, stated.name) == (thread.id, "aside")


async def test_an_option_stands_behind_the_ids(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await desk.posts(research, QUESTION)
    await desk.chooses(ann, desk.last(ann), "The first")
    assert core.press.does == Ref("test.choose", ("a", "x.1"))


async def test_on_a_private_reply_the_answer_takes_its_place(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    core.replies(Reply(tell=QUESTION))
    await desk.types(ann)
    core.replies(Reply(tell=QUESTION), Reply(tell=DONE))
    await desk.presses(ann, "Stay")
    # Nothing is kept of private replies.
    assert (core.press.place, core.press.outer_id) == ("", "")
    assert len(desk.seen(ann)) == 1
    answer = await desk.presses(ann, "Go")
    assert answer.kind == "update"
    assert [m.text_as_read for m in desk.seen(ann)] == ["It is done."]
    assert desk.last(ann).is_ephemeral


async def test_more_than_one_message_in_its_place(desk: Desk, core: StandInCore, ann: User) -> None:
    core.replies(Reply(tell=QUESTION), Reply(tell=LONG))
    await desk.types(ann)
    await desk.presses(ann, "Go")
    told = " ".join(m.text_as_read for m in desk.seen(ann)).split()
    assert [each for each in told if each != "word"] == [str(number) for number in range(9)]
    assert not [m for m in desk.seen(ann) if m.buttons or not m.is_ephemeral]


async def test_pictures_come_along_and_go(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    with_picture = Message((*QUESTION.parts, PICTURE))
    core.replies(Reply(tell=with_picture), Reply(tell=with_picture), Reply(tell=QUESTION))
    await desk.types(ann)
    assert [file.content for file in desk.last(ann).files] == [PICTURE.png]
    await desk.presses(ann, "Go")
    assert [file.content for file in desk.last(ann).files] == [PICTURE.png]
    await desk.presses(ann, "Go")
    assert desk.last(ann).files == ()
    await desk.posts(research, QUESTION)
    core.replies(Reply(edit=Message((*DONE.parts, PICTURE))))
    await desk.presses(ann, "Go")
    assert desk.seen(ann)[-1].files


async def test_a_button_opens_a_dialog(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await desk.posts(research, QUESTION)
    core.replies(Reply(form=FORM))
    answer = await desk.presses(ann, "Go")
    assert answer.kind == "modal"
    assert desk.dialog(ann).title == "A form"


async def test_a_dialog_from_a_private_reply_and_words_besides(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    """What the dialog was opened from stays as long as it is open."""
    core.replies(Reply(tell=QUESTION), Reply(form=FORM, tell=BETWEEN_US))
    await desk.types(ann)
    await desk.presses(ann, "Go")
    assert desk.dialog(ann).title == "A form"
    first, second = desk.seen(ann)
    assert "Go" in labels_of(first)
    assert second.text_as_read == "Between us."
    # Nor is it asked for what has no message of its own.
    assert not [call for call in desk.server.calls if call.method == "PATCH"]


async def test_a_piece_of_a_long_message_is_rewritten_alone(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await desk.posts(research, QUESTION)
    core.replies(Reply(edit=LONG, piece=1))
    await desk.presses(ann, "Go")
    (seen,) = desk.seen(ann)
    assert seen.text_as_read.split()[0] == "1"
    core.replies(Reply(edit=DONE, piece=7))
    desk.clock.advance(seconds=1)
    await desk.posts(research, QUESTION)
    await desk.presses(ann, "Go")
    # It has become shorter since: its last piece is shown.
    assert desk.last(ann).text_as_read == "It is done."


async def test_a_message_that_is_deleted_meanwhile(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    """What they are told comes all the same, and never silence."""
    await desk.posts(research, QUESTION)
    gone = Answers(404, 10008, "Unknown Message")
    for reply, told in ((Reply(tell=BETWEEN_US, edit=DONE), "Between us."),
                        (Reply(edit=DONE), "That is noted.")):  # fmt: skip
        core.replies(reply)
        desk.server.faults.next("callback", gone)
        await desk.presses(ann, "Go")
        assert desk.last(ann).text_as_read == told


async def test_a_private_reply_that_is_dismissed_meanwhile(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    core.replies(Reply(tell=QUESTION), Reply(tell=Message((*DONE.parts, PICTURE))))
    await desk.types(ann)
    desk.server.faults.next("callback", Answers(404, 10008, "Unknown Message"))
    await desk.presses(ann, "Go")
    assert desk.last(ann).text_as_read == "It is done."
    assert [file.content for file in desk.last(ann).files] == [PICTURE.png]


async def test_after_hours_a_button_still_works(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    """A message's, and a private reply's too: only what came of the first act has grown old."""
    await desk.posts(research, QUESTION)
    core.replies(Reply(tell=QUESTION), Reply(tell=DONE), Reply(edit=DONE))
    await desk.types(ann)
    desk.clock.advance(days=400)
    await desk.presses(ann, "Go")
    assert desk.last(ann).text_as_read == "It is done."
    assert desk.last(ann).is_ephemeral
    await desk.presses(ann, "Go")
    assert [m.text_as_read for m in desk.seen(ann)] == ["It is done."] * 2


async def test_two_people_press_at_once(
    desk: Desk, core: StandInCore, ann: User, ben: User, research: Channel
) -> None:
    await desk.posts(research, QUESTION)
    both = asyncio.Event()

    async def answer(intent: Intent) -> Reply:
        if len(core.intents) == 2:
            both.set()
        await both.wait()
        return Reply(tell=message(say(f"For {intent.origin.profile.name}.")), edit=DONE)

    core.answer = answer
    on = desk.last(ann)
    answers = await asyncio.gather(desk.presses(ann, "Go", on), desk.presses(ben, "Stay", on))
    assert all(each.is_ok for each in answers)
    assert [m.text_as_read for m in desk.seen(ann)] == ["It is done.", "For Ann Lee."]
    assert [m.text_as_read for m in desk.seen(ben)] == ["It is done.", "For Ben Ito."]


async def test_delivered_twice_it_is_one_input(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await desk.posts(research, QUESTION)
    answer = await desk.presses(ann, "Go")
    assert answer.interaction is not None
    assert (await desk.server.repeats(answer.interaction)).is_ok
    await soon(lambda: len(core.intents) == 2)
    await desk.discord.finish()
    one, other = core.intents
    assert one == other
    await desk.presses(ann, "Go")
    assert core.act.origin.event != one.origin.event


# -- with all of Unstuck ---------------------------------------------------------------------------


async def test_the_real_ones(
    office: Office, lab: Guild, ann: User, ben: User, research: Channel
) -> None:
    """Both press the same button at the same time: each joins once."""
    await office.types(ann, "me", city="London")
    await office.types(ann, "setup")
    await office.submits(ann, name="Research", people=[ben])
    await office.settle()
    invitation = next(m for m in office.seen(ben) if "Join" in labels_of(m))
    assert invitation.channel is research
    await asyncio.gather(
        office.presses(ben, "Join", invitation), office.presses(ann, "Join", invitation)
    )
    assert office.server.modal(ben) is not None
    assert office.server.modal(ann) is None
    assert office.last(ann).is_ephemeral
