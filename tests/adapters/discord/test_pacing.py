"""What Unstuck writes by itself keeps Discord's pace; and a limit holds up nobody's sender."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from types import NoneType

import pytest

from adapters.discord.chat import IN_ALL
from bot.domain.letters import Urgency
from bot.messages.parts import message, say
from bot.ports.chat import TryLater
from tests.adapters.discord.serving import EDIT, POST, Line, connected, routes
from tests.adapters.discord.stand_ins import Book, workspace_of
from tests.clocks import StillClock
from tests.servers.discord.faults import Answers, BadStatus, RateLimited
from tests.servers.discord.limiter import Limiter
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, User

HELLO = message(say("Hello"))
SOON = 1.0
"""A call that waits for nothing takes no longer."""


@pytest.fixture
async def line(
    server: DiscordServer, book: Book, clock: StillClock, lab: Guild
) -> AsyncIterator[Line]:
    book.knows(lab)
    async with connected(server, book, clock, workspace_of(lab)) as line:
        yield line


@pytest.fixture
def limiter(server: DiscordServer, line: Line) -> Limiter:
    """Discord's, on our time."""
    return server.use_limiter(seconds=lambda: line.clock.now().timestamp())


# -- no 429 in the steady state ---------------------------------------------------------------


async def test_many_messages_take_as_long_as_discord_wants_and_meet_no_limit(
    server: DiscordServer, line: Line, limiter: Limiter, lab: Guild
) -> None:
    """design.md, figures: at most 1.05 of the floor, 50 a second."""
    channels = [server.add_channel(lab, f"c{n}") for n in range(75)]
    seconds = await line.delivers(channels * 4, HELLO)
    assert limiter.refused == 0
    assert seconds <= 1.05 * 300 / 50
    assert len(server.world.messages) == 300


async def test_a_channel_takes_what_discord_says_of_it_and_meets_no_limit(
    server: DiscordServer, line: Line, limiter: Limiter, research: Channel
) -> None:
    """Five in five seconds, and nobody has told us that but the headers."""
    seconds = await line.delivers([research] * 30, HELLO)
    assert limiter.refused == 0
    assert 25 <= seconds <= 1.05 * 25
    assert len(server.world.messages) == 30


async def test_a_full_channel_holds_up_no_other(
    line: Line, limiter: Limiter, research: Channel, ann: User
) -> None:
    await line.delivers([research] * 5, HELLO)
    line.clock.advance(seconds=0.1)
    assert line.chat.pace(line.to(research), Urgency.INTERACTIVE) > 1
    assert line.chat.pace(line.to(ann), Urgency.INTERACTIVE) == 0


async def test_edits_keep_the_pace_that_discord_says_too(
    server: DiscordServer, line: Line, limiter: Limiter, research: Channel
) -> None:
    limiter.route_size, limiter.route_seconds = 3, 6
    posted = await line.posts(research, HELLO)
    began, waits = line.clock.now(), 0
    for number in range(10):
        words = message(say(f"Hello {number}"))
        try:
            await line.edits(research, posted, words)
        except TryLater as later:
            waits += later.is_limit
            line.clock.advance(seconds=later.after_seconds or 0)
            await line.edits(research, posted, words)
    assert limiter.refused == 0
    assert waits == 3
    assert (line.clock.now() - began).total_seconds() == pytest.approx(18, rel=0.05)


async def test_pieces_after_the_first_keep_the_pace(line: Line, research: Channel) -> None:
    """The outbox asks once a letter, and a long one has pieces."""
    address = line.to(research)
    assert line.chat.pace(address, Urgency.PROMPT) == 0
    for piece in range(IN_ALL.burst):
        await line.chat.post(address, HELLO, f"1.{piece}")
    with pytest.raises(TryLater) as caught:
        await line.chat.post(address, HELLO, "1.9")
    assert caught.value.is_limit
    assert caught.value.after_seconds == pytest.approx(IN_ALL.interval, abs=1e-5)
    assert routes(line.server) == [POST] * IN_ALL.burst


async def test_an_answer_does_not_wait_behind_a_mornings_prompts(line: Line, lab: Guild) -> None:
    server = line.server
    for n in range(500):
        line.chat.pace(line.to(server.add_channel(lab, f"c{n}")), Urgency.PROMPT)
    theirs = server.add_channel(lab, "theirs")
    assert line.chat.pace(line.to(theirs), Urgency.INTERACTIVE) < 0.05


# -- a limit, met all the same ----------------------------------------------------------------


@pytest.mark.parametrize("scope", ["user", "shared"])
async def test_a_limit_of_a_channel_ends_the_call_and_holds_up_no_other(
    line: Line, research: Channel, ann: User, scope: str
) -> None:
    line.server.faults.next(POST, RateLimited(20, scope))  # type: ignore[arg-type]
    began = time.monotonic()
    with pytest.raises(TryLater) as caught:
        await line.posts(research, HELLO)
    assert time.monotonic() - began < SOON
    assert caught.value.is_limit
    assert caught.value.after_seconds == pytest.approx(20)
    assert line.chat.pace(line.to(research), Urgency.PROMPT) == pytest.approx(20, abs=0.1)
    await line.posts(ann, HELLO)
    line.clock.advance(seconds=20.1)
    await line.posts(research, HELLO)


async def test_a_limit_in_all_holds_up_everybody_until_it_is_over(
    line: Line, research: Channel, ann: User
) -> None:
    posted = await line.posts(research, HELLO)
    line.server.faults.next(POST, RateLimited(20, "global"))
    with pytest.raises(TryLater) as caught:
        await line.posts(research, HELLO)
    assert caught.value.is_limit
    assert caught.value.after_seconds == pytest.approx(20)
    for place in (research, ann):
        assert line.chat.pace(line.to(place), Urgency.PROMPT) == pytest.approx(20, abs=0.1)
    calls = len(line.server.calls)
    for _ in range(3):
        with pytest.raises(TryLater) as caught:
            await line.chat.delete([posted])
        assert caught.value.after_seconds == pytest.approx(20, abs=0.1)
    assert len(line.server.calls) == calls
    line.clock.advance(seconds=20.1)
    assert line.chat.pace(line.to(ann), Urgency.PROMPT) < 0.05
    await line.posts(ann, HELLO)


async def test_what_stands_before_discord_limits_all(
    line: Line, research: Channel, ann: User
) -> None:
    """Cloudflare's page names no scope; whoever goes on asking is shut out for longer."""
    line.server.faults.next(POST, RateLimited(600, "user"))
    real = line.server.rest._limited

    def bare(*args: object) -> object:
        response = real(*args)  # type: ignore[arg-type]
        for header in [name for name in response.headers if name.startswith("X-RateLimit")]:
            del response.headers[header]
        del response.headers["Via"]
        return response

    line.server.rest._limited = bare  # type: ignore[assignment]
    with pytest.raises(TryLater) as caught:
        await line.posts(research, HELLO)
    assert (caught.value.is_limit, caught.value.after_seconds) == (True, 600)
    assert line.chat.pace(line.to(ann), Urgency.PROMPT) == pytest.approx(600, abs=0.1)


async def test_an_edit_that_met_a_limit_is_not_tried_before_its_time(
    line: Line, research: Channel
) -> None:
    posted = await line.posts(research, HELLO)
    line.server.faults.next(EDIT, RateLimited(20))
    for _ in range(3):
        with pytest.raises(TryLater) as caught:
            await line.edits(research, posted, message(say("Bye")))
        assert caught.value.after_seconds == pytest.approx(20, abs=1)
    assert routes(line.server).count(EDIT) == 1
    line.clock.advance(seconds=20.1)
    await line.edits(research, posted, message(say("Bye")))


async def test_whoever_takes_the_last_turn_is_answered_at_once(
    line: Line, limiter: Limiter, research: Channel
) -> None:
    """discord.py would sleep until the next turn, with the message sent and its place in the
    outbox held."""
    limiter.channel_seconds = 20
    began = time.monotonic()
    for _ in range(5):
        line.clock.advance(seconds=0.1)
        await line.posts(research, HELLO)
    assert time.monotonic() - began < SOON
    with pytest.raises(TryLater) as caught:
        await line.chat.post(line.to(research), HELLO, "6.0")
    assert time.monotonic() - began < SOON
    assert caught.value.is_limit
    assert limiter.refused == 0


async def test_trouble_of_discords_is_tried_once_and_holds_up_nobody(
    line: Line, research: Channel, ann: User
) -> None:
    """discord.py would try five times, for half a minute."""
    line.server.faults.always(POST, BadStatus(500))
    began = time.monotonic()
    with pytest.raises(TryLater) as caught:
        await line.posts(research, HELLO)
    assert time.monotonic() - began < SOON
    assert not caught.value.is_limit
    assert routes(line.server) == [POST]
    assert line.chat.pace(line.to(ann), Urgency.PROMPT) < 0.05


async def test_a_token_that_is_not_taken_is_not_tried_by_everybody(
    line: Line, research: Channel, ann: User
) -> None:
    """Ten thousand refusals in ten minutes shut us out."""
    line.server.faults.always("*", Answers(401, 0))
    with pytest.raises(TryLater) as caught:
        await line.posts(research, HELLO)
    assert caught.value.after_seconds == 60
    for place in (research, ann):
        assert line.chat.pace(line.to(place), Urgency.PROMPT) == pytest.approx(60, abs=0.1)
    assert routes(line.server) == [POST]
    line.server.faults.mends()
    line.clock.advance(seconds=61)
    await line.posts(research, HELLO)


async def test_many_at_once_in_one_channel_meet_no_limit(
    line: Line, limiter: Limiter, research: Channel
) -> None:
    """Answers that are still on their way are not counted in what the last one said."""
    posted = [await line.posts(research, HELLO) for _ in range(10)]
    limiter.route_size, limiter.route_seconds = 3, 60
    await line.chat.delete(posted[:1])

    async def deleted_at_once() -> int:
        acts = [line.chat.delete([each]) for each in posted[1:]]
        done = await asyncio.gather(*acts, return_exceptions=True)
        posted[1:] = [each for each, error in zip(posted[1:], done, strict=True) if error]
        assert {type(error) for error in done} == {NoneType, TryLater}
        return done.count(None)

    assert await deleted_at_once() == 2
    line.clock.advance(seconds=60.1)
    assert await deleted_at_once() == 3
    assert limiter.refused == 0


# -- what it leaves behind --------------------------------------------------------------------


async def test_no_connection_is_lost_over_limits_and_trouble(line: Line, research: Channel) -> None:
    lost: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: lost.append(context))
    for fault in (RateLimited(1), BadStatus(502), RateLimited(1, "global"), BadStatus(503)) * 5:
        line.server.faults.next(POST, fault)
        with pytest.raises(TryLater):
            await line.posts(research, HELLO)
        line.clock.advance(seconds=2)
    await line.posts(research, HELLO)
    gc.collect()
    assert lost == []
    connector = line.client.http.connector
    assert len(connector._acquired) == 0
    assert sum(len(idle) for idle in connector._conns.values()) == 1


async def test_what_is_known_of_places_does_not_grow(
    server: DiscordServer, limiter: Limiter, book: Book, clock: StillClock, lab: Guild
) -> None:
    limiter.channel_size, limiter.channel_seconds = 1, 1
    most = 20
    async with connected(server, book, clock, workspace_of(lab), most_buckets=most) as line:
        for n in range(2 * most):
            await line.posts(server.add_channel(lab, f"c{n}"), HELLO)
            clock.advance(seconds=1.1)
        assert len(line.client.http._buckets) <= most + 10
        assert len(line.limits._exhausted) <= 2
