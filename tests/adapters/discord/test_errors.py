"""Whatever Discord answers instead of doing it reads as what to do about it."""

import logging
import traceback
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from adapters.discord.client import Client
from adapters.discord.errors import CLOSED_DOOR, CODES, LOCKED_OUT_SECONDS, Calls, Way
from adapters.discord.rate_limits import RateLimits
from adapters.discord.settings import DiscordSettings
from bot.messages.parts import message, say
from bot.ports.chat import ChatError, ClosedDoor, Gone, Refused, TryLater
from tests.adapters.discord.desk import QUICK
from tests.adapters.discord.serving import POST, Line, connected
from tests.adapters.discord.stand_ins import Book, workspace_of
from tests.clocks import StillClock
from tests.servers.discord.faults import Answers, BadStatus, HtmlBody, RateLimited, Reset
from tests.servers.discord.refusals import Refused as DiscordRefuses
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild

SECRET = "what somebody wrote"
HELLO = message(say(SECRET))


@pytest.fixture
async def line(
    server: DiscordServer, book: Book, clock: StillClock, lab: Guild
) -> AsyncIterator[Line]:
    book.knows(lab)
    async with connected(server, book, clock, workspace_of(lab)) as line:
        yield line


async def refusal(line: Line, place: Channel) -> ChatError:
    """What posting to there comes to; nothing of it tells more than it should."""
    with pytest.raises(ChatError) as caught:
        await line.posts(place, HELLO)
    told = "".join(traceback.format_exception(caught.value))
    assert line.server.token not in told
    assert SECRET not in told
    return caught.value


# -- every code -------------------------------------------------------------------------------

WAYS: dict[Way, tuple[type[ChatError], bool]] = {
    Way.LATER: (TryLater, False),
    Way.LIMIT: (TryLater, True),
    Way.LOCKED_OUT: (TryLater, True),
    Way.GONE: (Gone, False),
    Way.REFUSED: (Refused, False),
    Way.OUR_FAULT: (Refused, False),
}


@pytest.mark.parametrize("code", CODES)
async def test_every_code_comes_out_as_its_way_with_its_words(
    line: Line, research: Channel, code: int
) -> None:
    way, words = CODES[code]
    line.server.faults.next(POST, Answers(400, code, f"said of {SECRET}"))
    why = await refusal(line, research)
    kind, is_limit = WAYS[way]
    assert isinstance(why, kind)
    assert getattr(why, "is_limit", False) is is_limit
    assert words in str(why)
    assert isinstance(why, ClosedDoor) is (code == CLOSED_DOOR)


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (Answers(403, 0), Refused, "Discord does not let me do that"),
        (Answers(404, 0), Refused, "that channel does not exist any more"),
        (Answers(413, 0), Refused, "what I wrote is too large for Discord"),
        (Answers(408, 0), TryLater, "Discord has trouble of its own"),
        (Answers(418, 4_242), TryLater, "Discord said no, and only HTTP 418"),
        (Answers(400, 4_242), TryLater, "Discord said no, and only HTTP 400"),
        (BadStatus(500), TryLater, "Discord has trouble of its own (HTTP 500)"),
        (BadStatus(503), TryLater, "Discord has trouble of its own (HTTP 503)"),
        (BadStatus(524), TryLater, "Discord has trouble of its own (HTTP 524)"),
        (HtmlBody(502), TryLater, "Discord has trouble of its own (HTTP 502)"),
        (HtmlBody(200), TryLater, "something that is not Discord answered in its place"),
        (HtmlBody(403), Refused, "Discord does not let me do that"),
        (Reset(), TryLater, "Discord cannot be reached"),
        (Reset(after_effect=True), TryLater, "Discord cannot be reached"),
    ],
    ids=str,
)
async def test_what_has_no_code_that_we_know_is_read_by_its_status(
    line: Line, research: Channel, fault: Any, kind: type[ChatError], words: str
) -> None:
    line.server.faults.next(POST, fault)
    why = await refusal(line, research)
    assert isinstance(why, kind)
    assert words in str(why)
    assert not getattr(why, "is_limit", False)


async def test_a_limit_is_told_with_its_seconds(line: Line, research: Channel) -> None:
    line.server.faults.next(POST, RateLimited(30))
    why = await refusal(line, research)
    assert isinstance(why, TryLater)
    assert (why.after_seconds, why.is_limit) == (30, True)


# -- what the operator is told ----------------------------------------------------------------


@pytest.mark.parametrize("fault", [Answers(401, 0), Answers(403, 20026), Answers(401, 50014)])
async def test_a_token_that_is_no_longer_good_loses_nothing_and_is_logged_once_a_time(
    line: Line, research: Channel, caplog: pytest.LogCaptureFixture, fault: Answers
) -> None:
    for _ in range(2):
        caplog.clear()
        line.server.faults.always(POST, fault)
        for _ in range(3):
            why = await refusal(line, research)
            assert isinstance(why, TryLater)
            assert (why.after_seconds, why.is_limit) == (LOCKED_OUT_SECONDS, True)
        assert [record.levelname for record in caplog.records] == ["ERROR"]
        assert line.server.token not in caplog.text
        line.server.faults.mends()
        await line.posts(research, HELLO)


async def test_a_fault_of_ours_is_logged_with_its_place_and_without_words(
    line: Line, research: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        raise DiscordRefuses(400, 50035, sentences=[f"components: bad {SECRET}"])

    line.server.rest.handlers = {
        **line.server.rest.handlers,
        ("POST", "/channels/{channel_id}/messages"): refuse,  # type: ignore[dict-item]
    }
    why = await refusal(line, research)
    assert isinstance(why, Refused)
    assert "50035" in str(why)
    assert "a fault of mine" in str(why)
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert record.__dict__["at"] == ["components"]
    assert SECRET not in caplog.text


async def test_what_is_not_discords_is_logged_with_where_it_was_read(
    line: Line, research: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    line.server.faults.next(POST, HtmlBody(200))
    await refusal(line, research)
    (record,) = caplog.records
    assert "discord" in record.__dict__["why"]
    assert "<html" not in str(vars(record))


async def test_discord_py_writes_nothing_down_of_what_it_sends(
    line: Line, research: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await line.posts(research, HELLO)
    for fault in (Answers(403, 50013), BadStatus(500), RateLimited(1), HtmlBody(200), Reset()):
        line.server.faults.next(POST, fault)
        await refusal(line, research)
        line.clock.advance(seconds=2)
    said = [str(vars(each)) for each in caplog.records if not each.name.startswith("aiohttp")]
    assert [each for each in said if SECRET in each or line.server.token in each] == []


# -- what is not Discord ----------------------------------------------------------------------


@pytest.mark.parametrize("told", ["", "soon", "-1", "0", "nan", "inf", "²", "9" * 30])
async def test_a_retry_after_that_is_no_number_is_a_limit_all_the_same(told: str) -> None:
    async def limit(_: web.Request) -> web.Response:
        return web.json_response({}, status=429, headers={"Retry-After": told})

    why = await _answered_by(limit)
    assert isinstance(why, TryLater)
    assert why.is_limit
    assert why.after_seconds is not None
    assert 0 < why.after_seconds <= 3600


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("OK", "text/plain"),
        ("[]", "application/json"),
        ("7", "application/json"),
        ("null", "application/json"),
        ("{}", "application/json"),
        ("<html>", "application/json"),
        ('{"id": "x"}', "application/json"),
    ],
)
async def test_an_answer_that_is_not_discords_goes_later(body: str, content_type: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body, content_type=content_type)

    why = await _answered_by(answer)
    assert isinstance(why, TryLater)
    assert "<" not in str(why)


async def test_headers_that_are_no_numbers_lose_nothing() -> None:
    async def answer(_: web.Request) -> web.Response:
        headers = {"X-RateLimit-Remaining": "many", "X-RateLimit-Limit": "", "Via": "x"}
        return web.json_response({}, status=403, headers=headers)

    assert isinstance(await _answered_by(answer), ChatError)


async def test_nobody_is_there() -> None:
    why = await _posting_to("http://127.0.0.1:9")
    assert isinstance(why, TryLater)
    assert str(why) == "Discord cannot be reached"


async def _answered_by(answer: Any) -> ChatError:
    app = web.Application()

    async def is_known(_: web.Request) -> web.Response:
        return web.json_response({"id": "1", "username": "u", "discriminator": "0", "avatar": None})

    app.router.add_get("/users/@me", is_known)
    app.router.add_route("*", "/{tail:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    why = await _posting_to(f"http://127.0.0.1:{runner.addresses[0][1]}")
    await runner.cleanup()
    return why


async def _posting_to(url: str) -> ChatError:
    """Raised out of one call, whatever came of the log-in."""
    client = Client(DiscordSettings("token", url, QUICK), RateLimits(lambda: 0))
    calls = Calls(QUICK.call)
    try:
        with pytest.raises(ChatError):
            async with calls.call():
                await client.login("token")
        with pytest.raises(ChatError) as caught:
            async with calls.call():
                await client.get_partial_messageable(2).send("hello")
    finally:
        await client.close()
    return caught.value


# -- the table --------------------------------------------------------------------------------


def test_every_sentence_can_stand_within_another() -> None:
    """“I could not write to the channel of Research. {Why}.”, and “undelivered: {why}”."""
    for why in {why for _, why in CODES.values()}:
        assert not why.endswith((".", "!")), why
        assert why.startswith(("I ", "Discord ")) or why[0].islower(), why
