"""Live updates: nothing is missed, whatever happens to the connection."""

import asyncio
import time

import aiohttp
import pytest

from adapters.playground.chat import PlaygroundChat
from adapters.playground.clock import TimeMachine
from adapters.playground.server import Playground
from adapters.playground.transcript import Transcript
from bot.domain.ids import WorkspaceId
from bot.messages.parts import message, say
from bot.ports.chat import Address
from tests.adapters.playground.stand_in import StandInCore, StandInEngine
from tests.adapters.playground.visitor import Visitor, words_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

W = WorkspaceId("w")
TO_JAY = Address(W, True, "jay")


async def test_what_is_posted_arrives_at_once(visitor: Visitor, chat: PlaygroundChat) -> None:
    state = await visitor.state()
    async with asyncio.timeout(5), visitor.listening(state["transcript"]) as updates:
        await updates.next("clock")
        posted = await chat.post(TO_JAY, message(say("Good morning.")), "n1")
        _, _, entry = await updates.next("entry")
        assert (entry["conversation"], words_of(entry)) == ("direct:jay", "Good morning.")
        await chat.edit(TO_JAY, posted, message(say("Good evening.")))
        _, _, entry = await updates.next("entry")
        assert (words_of(entry), entry["edited"]) == ("Good evening.", True)
        await chat.delete([posted])
        _, _, entry = await updates.next("entry")
        assert (entry["deleted"], entry["parts"]) == (True, [])


async def test_a_reconnection_gets_what_was_missed(visitor: Visitor, chat: PlaygroundChat) -> None:
    state = await visitor.state()
    first = await chat.post(TO_JAY, message(say("One.")), "n1")
    async with asyncio.timeout(5), visitor.listening(state["transcript"]) as updates:
        _, last_id, _ = await updates.next("entry")
    await chat.post(TO_JAY, message(say("Two.")), "n2")
    await chat.edit(TO_JAY, first, message(say("One, mended.")))
    async with (
        asyncio.timeout(5),
        visitor.listening(state["transcript"], last_event_id=last_id) as updates,
    ):
        missed = [words_of((await updates.next("entry"))[2]) for _ in range(2)]
    assert missed == ["Two.", "One, mended."]


async def test_many_missed_ones_arrive_in_order(visitor: Visitor, chat: PlaygroundChat) -> None:
    state = await visitor.state()
    for number in range(450):
        await chat.post(TO_JAY, message(say(str(number))), f"n{number}")
    async with asyncio.timeout(10), visitor.listening(state["transcript"]) as updates:
        got = [words_of((await updates.next("entry"))[2]) for _ in range(450)]
    assert got == [str(number) for number in range(450)]


async def test_a_page_of_another_transcript_is_told_to_reload(visitor: Visitor) -> None:
    async with asyncio.timeout(5), visitor.listening("of-yesterday", 99) as updates:
        kind, _, _ = await updates.next("reload", "entry", "clock")
        assert kind == "reload"


async def test_a_stop_ends_streams_and_journeys_within_seconds(
    core: StandInCore,
    engine: StandInEngine,
    clock: TimeMachine,
    transcript: Transcript,
    session: aiohttp.ClientSession,
) -> None:
    playground = Playground(core, engine, clock, transcript, W, "localhost", 0, "token")
    visitor = Visitor(await playground.start(), session)
    await visitor.enter()
    state = await visitor.state()
    engine.on_settle = lambda _: asyncio.sleep(3600)
    async with asyncio.timeout(20), visitor.listening(state["transcript"]) as updates:
        await updates.next("clock")
        await visitor.does("/api/travel", to="hour")
        began = time.monotonic()
        await playground.stop()
        assert time.monotonic() - began < 8
        assert (await updates.next("nothing"))[0] == "end"
    assert clock.journey is None
    await playground.stop()
