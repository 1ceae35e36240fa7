"""When Discord, the network, our store or we ourselves fail while somebody waits for an answer."""

import asyncio
import logging
import time
from dataclasses import replace
from typing import Any

import pytest

from adapters.discord.patience import Patience
from bot.engine.intents import Intent, Reply
from bot.messages.forms import Form, TextField
from bot.messages.parts import Button, Buttons, Message, message, say
from bot.messages.refs import Ref
from bot.ports.store import StoreUnavailable
from tests.adapters.discord.desk import QUICK, Desk, Office, soon
from tests.adapters.discord.stand_ins import Book, StandInCore
from tests.adapters.stand_in_core import notes
from tests.servers.discord.faults import Answers, BadStatus, HtmlBody, RateLimited, Reset
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, User

FAULTS = [BadStatus(), HtmlBody(), HtmlBody(502), RateLimited(0.1), Reset(), Answers(400, 50035)]
FORM = Form(Ref("test.form"), "A form", "Send", (TextField("words", "Words"),))
OPEN = message(say("Open it?"), Buttons((Button("Open", Ref("test.open")),)))
SECRET = "xyzzy"
TOLD = message(say(f"A {SECRET}."))
LONG = Message(tuple(say(f"{number} " + "word " * 550) for number in range(9)))
RESTARTING = "I am being restarted: nothing was changed."


def name_of(fault: object) -> str:
    return f"{type(fault).__name__}{getattr(fault, 'status', '')}"


def ours(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [r for r in caplog.records if r.name.startswith("adapters.discord")]


# -- Discord does not take an answer ---------------------------------------------------------------


@pytest.mark.parametrize("fault", FAULTS, ids=name_of)
async def test_a_first_answer_that_is_not_taken(
    desk: Desk, core: StandInCore, ann: User, fault: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """It is tried again while Discord waits, or lost and said so; either way it was done once,
    and the next act is answered."""
    desk.server.interactions.first_seconds = 1.5
    core.replies(Reply(tell=TOLD))
    desk.server.faults.next("callback", fault)
    with caplog.at_level(logging.DEBUG, "adapters"):
        answer = await desk.types(ann, "inbox")
    assert len(core.intents) == 1
    if isinstance(fault, BadStatus | RateLimited) or fault == HtmlBody(502):
        assert desk.last(ann).says("A xyzzy.")
    else:
        assert not answer.is_ok
        assert "reply lost" in caplog.messages
    assert all(SECRET not in f"{r.getMessage()} {r.__dict__}" for r in ours(caplog))
    await desk.types(ann, "inbox")
    assert desk.last(ann).says("A xyzzy.")


@pytest.mark.parametrize("fault", FAULTS, ids=name_of)
async def test_a_later_answer_that_is_not_taken(
    desk: Desk, core: StandInCore, ann: User, fault: Any, caplog: pytest.LogCaptureFixture
) -> None:
    core.replies(Reply(tell=LONG))
    desk.server.faults.next("webhook", fault)
    await desk.types(ann, "inbox")
    told = " ".join(m.text_as_read for m in desk.seen(ann)).split()
    if isinstance(fault, BadStatus | RateLimited) or fault == HtmlBody(502):
        assert [each for each in told if each != "word"] == [str(number) for number in range(9)]
    else:
        assert told[0] == "0"


async def test_an_answer_that_arrives_though_the_line_breaks(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    desk.server.faults.next("callback", Reset(after_effect=True))
    answer = await desk.types(ann, "inbox")
    assert answer.is_ok
    assert [m.text_as_read for m in desk.seen(ann)] == ["Noted."]


@pytest.mark.parametrize("fault", FAULTS, ids=name_of)
async def test_a_dialog_that_does_not_open(
    desk: Desk, core: StandInCore, ann: User, research: Channel, fault: Any
) -> None:
    """Pressing again opens it: the button is there still."""
    desk.server.interactions.first_seconds = 1.5
    await desk.posts(research, OPEN)
    core.replies(Reply(form=FORM))
    desk.server.faults.next("callback", fault)
    await desk.presses(ann, "Open")
    await desk.presses(ann, "Open")
    assert desk.dialog(ann).title == "A form"


@pytest.mark.parametrize("patience", [replace(QUICK, answer=0.05)], ids=["short"])
@pytest.mark.parametrize("fault", FAULTS, ids=name_of)
async def test_more_time_that_is_not_given(
    desk: Desk, core: StandInCore, ann: User, fault: Any, patience: Patience
) -> None:
    """The answer is tried all the same, in what is left of the three seconds; but for a page in
    place of Discord's “yes”, which discord.py takes for one."""

    async def slow(_: Intent) -> Reply:
        await asyncio.sleep(0.2)
        return Reply(tell=TOLD)

    core.answer = slow
    desk.server.faults.next("callback", fault)
    answer = await desk.types(ann, "inbox")
    assert answer.is_ok == (fault != HtmlBody())
    if answer.is_ok:
        assert desk.last(ann).says("A xyzzy.")
    core.answer = notes
    await desk.types(ann, "inbox")
    assert desk.last(ann).says("Noted.")


@pytest.mark.parametrize("patience", [replace(QUICK, call=0.3, last_words=0.3)], ids=["short"])
@pytest.mark.parametrize("door", ["callback", "webhook"])
async def test_a_hang_holds_nobody_else_up_and_ends(
    desk: Desk, core: StandInCore, ann: User, ben: User, door: str, patience: Patience
) -> None:
    desk.server.interactions.first_seconds = 0.3
    desk.server.faults.hangs(door)
    core.replies(Reply(tell=LONG))
    await desk.server.types_command(ann, desk.channel, "inbox", {})
    desk.server.faults.mends(door)
    await desk.server.types_command(ben, desk.channel, "inbox", {})
    await soon(lambda: desk.seen(ben))
    began = time.monotonic()
    await desk.discord.stop()
    assert time.monotonic() - began < 2


# -- our store, and we ourselves -------------------------------------------------------------------


async def test_a_server_that_cannot_be_kept(
    desk: Desk, core: StandInCore, server: DiscordServer, book: Book, ann: User
) -> None:
    """Somebody acts where we have just come to, and the store is away."""
    other = server.add_guild("Other")
    server.add_member(other, ann)
    general = server.add_channel(other, "general")
    book.is_down = True
    await desk.types(ann, "inbox", general)
    assert desk.last(ann).says("I cannot save anything at the moment")
    assert core.intents == []
    book.is_down = False
    await desk.types(ann, "inbox", general)
    assert desk.last(ann).says("Noted.")


async def test_a_bug_of_ours_is_said_and_logged(
    desk: Desk, core: StandInCore, ann: User, caplog: pytest.LogCaptureFixture
) -> None:
    """The number that they are told finds the line."""

    async def breaks(_: Intent) -> Reply:
        raise KeyError(SECRET)

    core.replies(Reply(form=FORM))
    await desk.types(ann, "inbox")
    core.answer = breaks
    answer = await desk.submits(ann, words="my words")
    assert answer.interaction is not None
    incident = answer.interaction.id
    assert desk.last(ann).says("Something went wrong on my side")
    assert desk.last(ann).says(incident)
    assert desk.last(ann).says("my words")
    record = next(r for r in caplog.records if r.message == "interaction failed")
    assert record.__dict__["incident"] == incident


async def test_while_the_store_is_away(
    office: Office, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said in words, and what was typed is there to be sent again."""
    await office.types(ann, "me", city="london")
    await office.presses(ann, "Change")

    async def is_away(*_: object, **__: object) -> None:
        raise StoreUnavailable("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(office.app.dispatcher._transactions, "begin", is_away)
        await office.submits(ann, days="Mon–Thu")
        assert office.last(ann).says("I cannot save anything at the moment")
        assert office.last(ann).says("Mon–Thu")
        await office.types(ann, "me")
        assert office.last(ann).says("I cannot save anything at the moment")
        assert await office.completes(ann, "me", "city", "par") == []
    await office.presses(ann, "Try again")
    await office.submits(ann, days="Mon–Thu")
    assert office.last(ann).says("Saved.") or any(m.says("Saved.") for m in office.seen(ann))


# -- the end ---------------------------------------------------------------------------------------


async def test_what_is_under_way_is_finished(desk: Desk, core: StandInCore, ann: User) -> None:
    door = asyncio.Event()

    async def answer(_: Intent) -> Reply:
        await door.wait()
        return Reply(tell=TOLD)

    core.answer = answer
    act = asyncio.create_task(desk.types(ann, "inbox"))
    await soon(lambda: core.intents)
    stopping = asyncio.create_task(desk.discord.stop())
    await asyncio.sleep(0)
    door.set()
    await stopping
    assert desk.last(ann).says("A xyzzy.")
    assert (await act).is_ok


async def test_what_comes_after_is_told_to_come_again(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    """And what was typed into a dialog is given back."""
    await desk.posts(research, OPEN)
    core.replies(Reply(form=FORM))
    await desk.presses(ann, "Open")
    before = len(core.intents)
    await desk.discord.stop()
    await desk.submits(ann, words="my words")
    assert desk.last(ann).says(RESTARTING)
    assert desk.last(ann).says("my words")
    await desk.presses(ann, "Open")
    assert desk.last(ann).says(RESTARTING)
    await desk.types(ann, "inbox")
    assert desk.last(ann).says(RESTARTING)
    assert len(core.intents) == before


# -- the log ---------------------------------------------------------------------------------------


async def test_nothing_typed_is_in_the_log(
    desk: Desk,
    core: StandInCore,
    book: Book,
    lab: Guild,
    ann: User,
    ben: User,
    research: Channel,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Ours says nothing of it ever, discord.py's nothing but when it is asked to debug."""
    caplog.set_level(logging.DEBUG)
    book.knows(lab, ann)
    await desk.types(ann, "ask", who=ben, words=SECRET)
    await desk.types(ann, verb=SECRET, words=SECRET)
    await desk.types_directly(ann, verb="ask", words=SECRET)
    await desk.types_directly(ben, verb="ask", words=SECRET)
    await desk.completes(ann, "me", "city", SECRET)
    core.replies(Reply(form=FORM), Reply(tell=TOLD))
    for custom_id in ("", SECRET):
        await desk.types(ann, "inbox")
        if custom_id:
            desk.dialog(ann).modal.data["custom_id"] = custom_id
        await desk.submits(ann, words=SECRET)
        core.replies(Reply(form=FORM), Reply(form=FORM, faults={"words": SECRET}))
    desk.server.interactions.first_seconds = 0.2
    for fault in (Answers(400, 50035, SECRET), Answers(404, 10062, SECRET), HtmlBody()):
        core.replies(Reply(tell=TOLD))
        desk.server.faults.next("callback", fault)
        await desk.types(ann, "ask", who=ben, words=SECRET)
    await desk.posts(research, OPEN)
    core.replies(Reply(tell=TOLD, edit=TOLD))
    desk.server.faults.next("callback", Answers(404, 10008, SECRET))
    await desk.presses(ann, "Open")
    kept = [r for r in caplog.records if r.levelno > logging.DEBUG or r in ours(caplog)]
    assert len(kept) >= 5
    formatter = logging.Formatter()
    told = [f"{formatter.format(r)} {r.__dict__}" for r in kept]
    assert [each for each in told if SECRET in each] == []
