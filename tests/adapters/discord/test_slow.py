"""When the core takes its time: Discord waits three seconds for the first answer."""

import asyncio
import logging
from dataclasses import replace

import pytest

from adapters.discord.patience import PATIENCE, Patience
from bot.engine.intents import Intent, Reply, Resume
from bot.messages.forms import Form, TextField
from bot.messages.parts import Button, Buttons, Message, message, say
from bot.messages.refs import Ref
from tests.adapters.discord.desk import QUICK, Desk, labels_of
from tests.adapters.discord.stand_ins import Book, StandInCore
from tests.servers.discord.faults import Answers
from tests.servers.discord.records import Answered
from tests.servers.discord.state import Channel, User

OPEN = message(say("Open it?"), Buttons((Button("Open", Ref("test.open")),)))
DONE = message(say("It is done."))
FORM = Form(Ref("test.form"), "A form", "Send", (TextField("words", "Words"),))
LONG = Message(tuple(say(f"{number} " + "word " * 550) for number in range(9)))


@pytest.fixture
def patience() -> Patience:
    """It asks for more time soon, and before Discord gives up."""
    assert PATIENCE.answer <= 2
    return replace(QUICK, answer=0.05)


class Slow:
    """A core that answers once it is told to."""

    def __init__(self, core: StandInCore, reply: Reply) -> None:
        self.core = core
        self.door = asyncio.Event()
        self.reply = reply
        core.answer = self.answer

    async def answer(self, _: Intent) -> Reply:
        await self.door.wait()
        return self.reply


async def first_answer(desk: Desk, slow: Slow, act: asyncio.Task[Answered]) -> str:
    """Of what kind it was; then the core answers, and all is said."""
    while not desk.server.answered:
        await asyncio.sleep(0.01)
    slow.door.set()
    return (await act).kind


def begun(desk: Desk, act: object) -> "asyncio.Task[Answered]":
    desk.server.answered.clear()
    assert asyncio.iscoroutine(act)
    return asyncio.create_task(act)


async def test_a_command(desk: Desk, core: StandInCore, ann: User, ben: User) -> None:
    slow = Slow(core, Reply(tell=LONG))
    act = begun(desk, desk.types(ann, "inbox"))
    assert await first_answer(desk, slow, act) == "deferred"
    told = " ".join(m.text_as_read for m in desk.seen(ann)).split()
    assert [each for each in told if each != "word"] == [str(number) for number in range(9)]
    assert all(m.is_ephemeral and not m.is_thinking for m in desk.seen(ann))
    assert desk.seen(ben) == []


async def test_minutes_later(desk: Desk, core: StandInCore, ann: User) -> None:
    slow = Slow(core, Reply(tell=DONE))
    act = begun(desk, desk.types(ann, "inbox"))
    while not desk.server.answered:
        await asyncio.sleep(0.01)
    assert desk.last(ann).is_thinking
    desk.clock.advance(minutes=14)
    slow.door.set()
    await act
    assert [m.text_as_read for m in desk.seen(ann)] == ["It is done."]


async def test_after_a_quarter_of_an_hour_the_answer_is_lost_and_the_log_says_so(
    desk: Desk, core: StandInCore, ann: User, caplog: pytest.LogCaptureFixture
) -> None:
    """Discord takes no more of it; the state is kept, and they may ask again."""
    slow = Slow(core, Reply(tell=DONE))
    act = begun(desk, desk.types(ann, "inbox"))
    while not desk.server.answered:
        await asyncio.sleep(0.01)
    desk.clock.advance(minutes=16)
    with caplog.at_level(logging.WARNING):
        slow.door.set()
        await act
    assert "reply lost" in caplog.messages
    assert "It is done." not in caplog.text
    await desk.types(ann, "inbox")
    assert desk.last(ann).text_as_read == "It is done."


async def test_a_form_is_opened_by_a_button_then(desk: Desk, core: StandInCore, ann: User) -> None:
    slow = Slow(core, Reply(form=FORM))
    act = begun(desk, desk.types(ann, "inbox"))
    assert await first_answer(desk, slow, act) == "deferred"
    assert desk.last(ann).says("There is something to fill in: A form.")
    core.replies(Reply(form=FORM))
    await desk.presses(ann, "Open the form")
    assert isinstance(core.act, Resume)
    core.replies(Reply(tell=DONE))
    await desk.submits(ann, words="so")
    assert core.submission.is_whole
    assert [m.text_as_read for m in desk.seen(ann)] == ["It is done."]


@pytest.mark.parametrize(
    "reply", [Reply(), Reply(edit=DONE), Reply(form=FORM), Reply(tell=DONE)], ids=str
)
async def test_nobody_is_left_waiting(
    desk: Desk, core: StandInCore, ann: User, research: Channel, reply: Reply
) -> None:
    """Discord shows “thinking …” until something is said."""
    slow = Slow(core, reply)
    act = begun(desk, desk.types(ann, "inbox"))
    assert await first_answer(desk, slow, act) == "deferred"
    assert not [m for m in desk.seen(ann) if m.is_thinking]
    await desk.posts(research, OPEN)
    core.replies(Reply(form=FORM))
    await desk.presses(ann, "Open")
    slow = Slow(core, reply)
    before = len(desk.seen(ann))
    act = begun(desk, desk.submits(ann, words="so"))
    assert await first_answer(desk, slow, act) == "deferred"
    assert not [m for m in desk.seen(ann) if m.is_thinking]
    assert len(desk.seen(ann)) == before + 1


async def test_a_button_of_a_message(
    desk: Desk, core: StandInCore, ann: User, ben: User, research: Channel
) -> None:
    await desk.posts(research, OPEN)
    slow = Slow(core, Reply(edit=DONE, tell=message(say("Between us."))))
    act = begun(desk, desk.presses(ann, "Open"))
    assert await first_answer(desk, slow, act) == "deferred_update"
    assert [m.text_as_read for m in desk.seen(ann)] == ["It is done.", "Between us."]
    assert [m.text_as_read for m in desk.seen(ben)] == ["It is done."]
    # By the interaction's token, and not in the bucket of our letters.
    assert not [
        c for c in desk.server.calls if c.route.startswith("/channels") and c.method != "POST"
    ]


async def test_a_button_of_a_message_is_never_answered_with_silence(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await desk.posts(research, OPEN)
    slow = Slow(core, Reply())
    act = begun(desk, desk.presses(ann, "Open"))
    assert await first_answer(desk, slow, act) == "deferred_update"
    assert desk.last(ann).text_as_read == "That is noted."
    slow = Slow(core, Reply(edit=DONE))
    desk.server.faults.next("webhook", Answers(404, 10008, "Unknown"))
    act = begun(desk, desk.presses(ann, "Open"))
    await first_answer(desk, slow, act)
    assert [m.text_as_read for m in desk.seen(ann)][1:] == ["That is noted."] * 2


async def test_a_button_of_a_private_reply(desk: Desk, core: StandInCore, ann: User) -> None:
    core.replies(Reply(tell=OPEN))
    await desk.types(ann, "inbox")
    slow = Slow(core, Reply(tell=OPEN))
    act = begun(desk, desk.presses(ann, "Open"))
    assert await first_answer(desk, slow, act) == "deferred_update"
    assert len(desk.seen(ann)) == 1
    slow = Slow(core, Reply(tell=DONE))
    act = begun(desk, desk.presses(ann, "Open"))
    await first_answer(desk, slow, act)
    assert [m.text_as_read for m in desk.seen(ann)] == ["It is done."]


async def test_a_private_reply_that_is_dismissed_meanwhile(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    core.replies(Reply(tell=OPEN))
    await desk.types(ann, "inbox")
    slow = Slow(core, Reply(tell=DONE))
    act = begun(desk, desk.presses(ann, "Open"))
    desk.server.faults.next("webhook", Answers(404, 10008, "Unknown Message"))
    await first_answer(desk, slow, act)
    assert desk.last(ann).text_as_read == "It is done."


async def test_a_dialog_from_a_private_reply(desk: Desk, core: StandInCore, ann: User) -> None:
    core.replies(Reply(tell=OPEN), Reply(form=FORM))
    await desk.types(ann, "inbox")
    await desk.presses(ann, "Open")
    slow = Slow(core, Reply(form=FORM, faults={"words": "Not so."}))
    act = begun(desk, desk.submits(ann, words="so"))
    assert await first_answer(desk, slow, act) == "deferred_update"
    (seen,) = desk.seen(ann)
    assert labels_of(seen) == ["Fix it"]


async def test_the_menu_for_a_server(desk: Desk, core: StandInCore, book: Book, ann: User) -> None:
    book.knows(desk.guild, ann)
    book.knows(desk.server.add_guild("Other"), ann)
    await desk.types_directly(ann, verb="me")
    slow = Slow(core, Reply(tell=DONE))
    act = begun(desk, desk.chooses(ann, desk.last(ann), "Lab"))
    assert await first_answer(desk, slow, act) == "deferred_update"
    assert [m.text_as_read for m in desk.seen(ann)] == ["It is done."]


async def test_others_do_not_wait_for_it(
    desk: Desk, core: StandInCore, ann: User, ben: User
) -> None:
    slow = Slow(core, Reply(tell=DONE))
    act = begun(desk, desk.types(ann, "inbox"))
    while not core.intents:
        await asyncio.sleep(0.01)
    core.replies(Reply(tell=message(say("For Ben."))))
    await desk.server.types_command(ben, desk.channel, "inbox", {})
    assert desk.last(ben).text_as_read == "For Ben."
    slow.door.set()
    await act
