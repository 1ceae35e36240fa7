"""Limits and trouble on demand, as discord.py meets them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping

import aiohttp
import discord
import pytest

from tests.clocks import eventually
from tests.servers.discord.bare_app import BareApp, logged_in
from tests.servers.discord.faults import Answers, BadStatus, HtmlBody, RateLimited, Reset, Slow
from tests.servers.discord.limiter import Limiter
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, Json, User

POST = "POST /channels/{channel_id}/messages"


class Seconds:
    """A clock for the limiter that stands still."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    server = DiscordServer()
    await server.start()
    yield server
    await server.stop()
    assert server.violations == []


@pytest.fixture
def lab(server: DiscordServer) -> Guild:
    return server.add_guild("Lab")


@pytest.fixture
def jay(server: DiscordServer, lab: Guild) -> User:
    jay = server.add_user("jay")
    server.add_member(lab, jay)
    return jay


@pytest.fixture
def research(server: DiscordServer, lab: Guild) -> Channel:
    return server.add_channel(lab, "research")


@pytest.fixture
async def app(server: DiscordServer) -> AsyncIterator[BareApp]:
    async with logged_in(server) as app:
        yield app


Poster = Callable[[Channel], Coroutine[None, None, Json]]


@pytest.fixture
def post(app: BareApp) -> Poster:
    async def post(channel: Channel) -> Json:
        route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
        posted: Json = await app.http.request(route, json={"content": "x"})
        return posted

    return post


@pytest.fixture
async def bare(server: DiscordServer) -> AsyncIterator[aiohttp.ClientSession]:
    """Without discord.py, which waits before it is told to."""
    headers = {"Authorization": f"Bot {server.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield session


async def ask(
    bare: aiohttp.ClientSession, server: DiscordServer, path: str, body: Json | None = None
) -> tuple[int, Json, Mapping[str, str]]:
    method = "GET" if body is None else "POST"
    async with bare.request(method, f"{server.base_url}{path}", json=body) as answer:
        return answer.status, await answer.json(), answer.headers


# -- limits ----------------------------------------------------------------------------------------


async def test_without_a_limiter_there_is_room(
    server: DiscordServer, bare: aiohttp.ClientSession, research: Channel
) -> None:
    for _ in range(20):
        path = f"/channels/{research.id}/messages"
        status, _, headers = await ask(bare, server, path, {"content": "x"})
        assert status == 200
    assert headers["X-RateLimit-Remaining"] == "999"
    assert headers["Content-Type"] == "application/json"


async def test_a_channel_takes_so_many_messages(
    server: DiscordServer, bare: aiohttp.ClientSession, lab: Guild, research: Channel
) -> None:
    seconds = Seconds()
    limiter = server.use_limiter(seconds=seconds)
    other = server.add_channel(lab, "other")
    path, body = f"/channels/{research.id}/messages", {"content": "x"}
    left = []
    for _ in range(5):
        _, _, headers = await ask(bare, server, path, body)
        left.append(headers["X-RateLimit-Remaining"])
    assert left == ["4", "3", "2", "1", "0"]
    seconds.at += 1
    async with bare.post(f"{server.base_url}{path}", json=body) as refused:
        assert refused.status == 429
        answer = await refused.json()
        assert answer == {
            "message": "You are being rate limited.",
            "retry_after": 4.0,
            "global": False,
        }
        assert refused.headers["X-RateLimit-Scope"] == "user"
        assert refused.headers["X-RateLimit-Limit"] == "5"
        assert refused.headers["X-RateLimit-Reset-After"] == "4.000"
        assert refused.headers["Retry-After"] == "4"
        assert "X-RateLimit-Global" not in refused.headers
    assert (await ask(bare, server, f"/channels/{other.id}/messages", body))[0] == 200
    assert (limiter.refused, limiter.refused_globally) == (1, 0)
    seconds.at += 4
    assert (await ask(bare, server, path, body))[0] == 200
    assert [call.status for call in server.calls].count(429) == 1


async def test_the_bot_has_so_many_requests_in_all(
    server: DiscordServer, bare: aiohttp.ClientSession, research: Channel
) -> None:
    seconds = Seconds()
    limiter = server.use_limiter(seconds=seconds, global_size=2)
    for _ in range(2):
        assert (await ask(bare, server, "/users/@me"))[0] == 200
    status, answer, headers = await ask(bare, server, "/gateway")
    assert (status, answer["global"]) == (429, True)
    assert headers["X-RateLimit-Global"] == "true"
    assert headers["X-RateLimit-Scope"] == "global"
    assert limiter.refused_globally == 1
    status, answer, _ = await ask(bare, server, "/webhooks/1/guessed", {"content": "x"})
    assert (status, answer["code"]) == (404, 10015)
    seconds.at += 1
    assert (await ask(bare, server, "/users/@me"))[0] == 200


async def test_discord_py_keeps_within_a_bucket(
    server: DiscordServer, post: Poster, research: Channel, jay: User
) -> None:
    limiter = server.use_limiter(channel_size=2, channel_seconds=0.2)
    await asyncio.gather(*(post(research) for _ in range(5)))
    assert len(server.screen(jay)) == 5
    assert limiter.refused <= 4


async def test_direct_messages_are_not_opened_too_fast(
    server: DiscordServer, bare: aiohttp.ClientSession, lab: Guild
) -> None:
    server.use_limiter(opens=2)
    people = [server.add_user(f"p{number}") for number in range(3)]
    answers = [
        await ask(bare, server, "/users/@me/channels", {"recipient_id": person.id})
        for person in [*people, people[0]]
    ]
    assert [status for status, _, _ in answers] == [200, 200, 400, 200]
    assert answers[2][1]["code"] == 40003


def test_a_window_begins_with_its_first_request() -> None:
    seconds = Seconds()
    limiter = Limiter(seconds, route_size=1, route_seconds=10)
    assert limiter.judge("GET", "/a", "").retry_after == 0
    seconds.at += 3
    assert limiter.judge("GET", "/a", "").retry_after == 7
    assert limiter.judge("GET", "/a", "of another guild").retry_after == 0


# -- faults ----------------------------------------------------------------------------------------


async def test_a_429_is_waited_for(
    server: DiscordServer, post: Poster, research: Channel, jay: User
) -> None:
    server.faults.next(POST, RateLimited(0.05), RateLimited(0.05, "shared"))
    await post(research)
    assert [call.status for call in server.calls][-3:] == [429, 429, 200]
    assert len(server.screen(jay)) == 1
    assert server.records.invalid_requests == 1


async def test_a_global_429_holds_everything(
    server: DiscordServer, app: BareApp, post: Poster, research: Channel
) -> None:
    server.faults.next(POST, RateLimited(0.1, "global"))
    await asyncio.gather(post(research), app.fetch_channel(int(research.id)))
    assert server.calls[-1].status == 200


async def test_a_page_in_place_of_json(
    server: DiscordServer, post: Poster, research: Channel
) -> None:
    server.faults.next(POST, HtmlBody(429))
    with pytest.raises(discord.HTTPException) as refusal:
        await post(research)
    assert refusal.value.status == 429
    server.faults.next(POST, HtmlBody())
    assert "<html>" in str(await post(research))


async def test_errors_of_its_own_and_of_its_front(
    server: DiscordServer, post: Poster, research: Channel, jay: User
) -> None:
    server.faults.next(POST, Answers(403, 50001, "Missing Access"), BadStatus(503), None)
    with pytest.raises(discord.Forbidden) as refusal:
        await post(research)
    assert refusal.value.code == 50001
    with pytest.raises(discord.DiscordServerError):
        await post(research)
    await post(research)
    assert len(server.screen(jay)) == 1


async def test_connections_break_before_or_after_the_effect(
    server: DiscordServer, post: Poster, research: Channel, jay: User
) -> None:
    server.faults.always("*", Reset(), channel=research.id)
    with pytest.raises(aiohttp.ClientError):
        await post(research)
    assert server.screen(jay) == []
    server.faults.mends()
    server.faults.next("*", Reset(after_effect=True))
    with pytest.raises(aiohttp.ClientError):
        await post(research)
    assert len(server.screen(jay)) == 1
    assert [call.status for call in server.calls][-2:] == [0, 200]


async def test_requests_hang_until_the_door_opens(
    server: DiscordServer, post: Poster, lab: Guild, research: Channel, jay: User
) -> None:
    other = server.add_channel(lab, "other")
    door = server.faults.hangs(POST, research.id, after_effect=True)
    waiting = asyncio.create_task(post(research))

    async def has_worked() -> bool:
        return len(server.screen(jay)) == 1

    await eventually(has_worked)
    await post(other)
    assert not waiting.done()
    server.faults.mends()
    door.set()
    await waiting
    assert len(server.screen(jay)) == 2


async def test_slow_answers(server: DiscordServer, post: Poster, research: Channel) -> None:
    loop = asyncio.get_running_loop()
    server.faults.next(POST, Slow(0.05))
    begun = loop.time()
    await post(research)
    assert loop.time() - begun >= 0.05
