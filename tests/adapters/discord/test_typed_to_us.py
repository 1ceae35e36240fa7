"""Whoever types to the bot in a direct message gets an answer."""

import asyncio
import logging

import pytest

from bot.domain.errors import Refusal
from bot.engine.intents import Intent, Reply
from bot.messages.limits import DISCORD
from bot.messages.parts import Button, Buttons, Image, message, say
from bot.messages.refs import Ref
from tests.adapters.discord.desk import Desk, soon
from tests.adapters.discord.serving import POST
from tests.adapters.discord.stand_ins import Book, StandInCore, workspace_of
from tests.servers.discord.faults import Answers, BadStatus, RateLimited, Reset
from tests.servers.discord.message_shapes import message_json
from tests.servers.discord.screen import SeenMessage
from tests.servers.discord.state import Guild, User

SECRET = "I am stuck and ashamed of it"
OPEN = message(say("Two things are open."), Buttons((Button("Check in", Ref("c.open", ("1",))),)))


async def answers(desk: Desk, who: User, text: str = SECRET, count: int = 1) -> list[SeenMessage]:
    """What comes after what they wrote."""
    direct = desk.server.direct_channel(who)
    written = await desk.server.writes(who, direct, text)

    def after() -> list[SeenMessage]:
        return [m for m in desk.seen(who) if int(m.id) > int(written.id)]

    await soon(lambda: len(after()) >= count)
    await desk.discord.finish()
    return after()


async def test_who_is_known_in_one_server_sees_what_is_open_there(
    desk: Desk, core: StandInCore, book: Book, lab: Guild, ann: User
) -> None:
    book.knows(lab, ann)
    core.replies(Reply(tell=OPEN))
    (told,) = await answers(desk, ann)
    assert told.says("Two things are open.")
    origin = core.opened.origin
    assert origin.workspace == workspace_of(lab)
    assert (origin.profile.outer_id, origin.is_admin, origin.channel) == (ann.id, False, None)
    await desk.presses(ann, "Check in")
    assert core.press.origin.workspace == workspace_of(lab)
    assert core.press.does == Ref("c.open", ("1",))


async def test_who_is_known_in_none_is_told_where_to_begin(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    (told,) = await answers(desk, ann)
    assert told.says("in a server that we share")
    assert core.intents == []


async def test_who_is_known_in_two_is_asked_which(
    desk: Desk, core: StandInCore, book: Book, lab: Guild, ann: User
) -> None:
    other = desk.server.add_guild("Other")
    desk.server.add_member(other, ann)
    await soon(lambda: desk.discord.guilds.workspace(other.id))
    book.knows(lab, ann)
    book.knows(other, ann)
    (asked,) = await answers(desk, ann)
    assert asked.says("For which server?")
    assert [label for label, _ in asked.selects[0].options] == ["Lab", "Other"]
    await desk.chooses(ann, asked, other.id)
    assert core.command.origin.workspace == workspace_of(other)
    assert (core.command.verb, core.command.words) == ("", "")


async def test_who_was_found_to_have_left_is_not_known(
    desk: Desk, core: StandInCore, book: Book, lab: Guild, ann: User
) -> None:
    book.knows(lab, ann)
    book.loses(lab, ann)
    (told,) = await answers(desk, ann)
    assert told.says("in a server that we share")
    assert core.intents == []


async def test_a_long_answer_comes_in_pieces_and_with_its_picture(
    desk: Desk, core: StandInCore, book: Book, lab: Guild, ann: User
) -> None:
    book.knows(lab, ann)
    lines = [say(f"Line {n} " + "x" * 900) for n in range(10)]
    core.replies(Reply(tell=message(*lines, Image(b"chart", "Two bars"))))
    told = await answers(desk, ann, count=3)
    assert "".join(m.text_as_read for m in told).count("Line ") == 10
    assert all(len(m.text_as_read) <= DISCORD.characters for m in told)
    assert [file.content for file in told[-1].files] == [b"chart"]


@pytest.mark.parametrize("text", ["", "@everyone", "x" * 4_000, "a\x00b", "/unstuck me"])
async def test_whatever_they_type_it_is_answered_once(
    desk: Desk, core: StandInCore, book: Book, lab: Guild, ann: User, text: str
) -> None:
    book.knows(lab, ann)
    assert len(await answers(desk, ann, text)) == 1
    assert len(core.intents) == 1


async def test_what_discord_writes_of_somebody_is_not_answered(
    desk: Desk, core: StandInCore, book: Book, lab: Guild, ann: User
) -> None:
    """That they pinned a message, say."""
    book.knows(lab, ann)
    written = await desk.server.writes(ann, desk.server.direct_channel(ann), "first")
    await soon(lambda: core.intents)
    pinned = message_json(desk.server.world, written.message) | {"id": "1", "type": 6}
    await desk.server.gateway.dispatch("MESSAGE_CREATE", pinned)
    await desk.server.writes(ann, desk.server.direct_channel(ann), "second")
    await soon(lambda: len(core.intents) == 2)
    assert [
        intent.origin.event for intent in core.intents if intent.origin.event[-2:] == ":1"
    ] == []


async def test_what_is_refused_is_said(
    desk: Desk, core: StandInCore, book: Book, lab: Guild, ann: User
) -> None:
    async def refuses(_: Intent) -> Reply:
        raise Refusal("You are not asked to.", hint="Ask Maya.")

    book.knows(lab, ann)
    core.answer = refuses
    (told,) = await answers(desk, ann)
    assert told.says("You are not asked to.")


async def test_a_store_that_is_down_is_said_and_logged(
    desk: Desk, book: Book, lab: Guild, ann: User, caplog: pytest.LogCaptureFixture
) -> None:
    book.knows(lab, ann)
    book.is_down = True
    (told,) = await answers(desk, ann)
    assert told.says("I cannot save anything at the moment")
    assert [r.getMessage() for r in caplog.records if r.levelname == "ERROR"] == [
        "store unavailable"
    ]


@pytest.mark.parametrize(
    "fault", [BadStatus(500), RateLimited(30), Reset(), Answers(403, 50007)], ids=str
)
async def test_an_answer_that_does_not_arrive_is_logged_and_the_next_word_is_answered(
    desk: Desk, core: StandInCore, ann: User, fault: Reset, caplog: pytest.LogCaptureFixture
) -> None:
    desk.server.faults.next(POST, fault)
    await desk.server.writes(ann, desk.server.direct_channel(ann), SECRET)
    await soon(lambda: "answer lost" in caplog.text)
    desk.clock.advance(seconds=31)
    assert len(await answers(desk, ann)) == 1


async def test_stopping_waits_for_the_answer(
    desk: Desk, core: StandInCore, book: Book, lab: Guild, ann: User
) -> None:
    door = asyncio.Event()

    async def slowly(_: Intent) -> Reply:
        await door.wait()
        return Reply(tell=OPEN)

    book.knows(lab, ann)
    core.answer = slowly
    await desk.server.writes(ann, desk.server.direct_channel(ann), SECRET)
    await soon(lambda: core.intents)
    stopping = asyncio.create_task(desk.discord.stop())
    await asyncio.sleep(0)
    door.set()
    await stopping
    assert desk.last(ann).says("Two things are open.")


async def test_nothing_that_they_wrote_is_written_down(
    desk: Desk, book: Book, lab: Guild, ann: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    book.knows(lab, ann)
    await answers(desk, ann)
    desk.server.faults.next(POST, BadStatus(500))
    await desk.server.writes(ann, desk.server.direct_channel(ann), SECRET)
    await soon(lambda: "answer lost" in caplog.text)
    said = [str(vars(each)) for each in caplog.records if not each.name.startswith("aiohttp")]
    assert [each for each in said if SECRET in each or desk.server.token in each] == []
