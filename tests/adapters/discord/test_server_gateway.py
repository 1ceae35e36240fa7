"""Our Discord's gateway speaks to discord.py; what discord.py never does, a bare socket does."""

import asyncio
import json
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.servers.discord.compression import zstd_library
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.intents import DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS, MESSAGE_CONTENT
from tests.servers.discord.records import Records
from tests.servers.discord.state import Json

TOKEN = "discord-token"
BOT = {
    "id": "100",
    "username": "unstuck",
    "global_name": None,
    "discriminator": "0001",
    "avatar": None,
    "bot": True,
    "public_flags": 0,
}
JAY = BOT | {"id": "200", "username": "jay", "global_name": "Jay Rao", "discriminator": "0"}
APPLICATION = {"id": "300", "flags": 0}
GUILD = 1 << 22
"""Of shard 1, where there are two."""


def guild(id: int, name: str) -> Json:
    return {
        "id": str(id),
        "name": name,
        "owner_id": "200",
        "roles": [],
        "channels": [],
        "threads": [],
        "members": [],
        "member_count": 2,
    }


def message(text: str, guild_id: int | None = None) -> Json:
    return {
        "id": "400",
        "channel_id": "500",
        "author": JAY,
        "content": text,
        "timestamp": "2026-03-02T09:00:00+00:00",
        "edited_timestamp": None,
        "type": 0,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        **({} if guild_id is None else {"guild_id": str(guild_id)}),
    }


class Client(discord.AutoShardedClient):
    """discord.py, with a diary of what came through the socket."""

    def __init__(self, **options: Any) -> None:
        intents = discord.Intents(guilds=True, dm_messages=True)
        super().__init__(
            intents=intents, enable_debug_events=True, guild_ready_timeout=0.05, **options
        )
        self.received: list[tuple[int, str]] = []
        """`s` and `t` of the dispatches."""
        self.texts: list[str] = []
        self.is_up = asyncio.Event()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without the five seconds that discord.py waits before it identifies again."""

    async def on_socket_raw_receive(self, text: str) -> None:
        payload = json.loads(text)
        if payload["op"] == 0:
            self.received.append((payload["s"], payload["t"]))

    async def on_message(self, message: discord.Message) -> None:
        self.texts.append(message.content)

    async def on_ready(self) -> None:
        self.is_up.set()


class World:
    """A gateway behind the three REST answers that discord.py needs to find it."""

    def __init__(self) -> None:
        self.records = Records()
        self.guilds = [guild(GUILD, "Lab"), guild(2 * GUILD, "Clinic")]
        self.outages: list[Json] = []
        self.shards = 1
        self.host = ""
        self.gateway = Gateway(
            self.records,
            url_of=lambda: f"ws://{self.host}/gateway",
            ready=lambda: [
                *(("GUILD_CREATE", each) for each in self.guilds),
                *(("GUILD_DELETE", each) for each in self.outages),
            ],
            identity=lambda: {"user": BOT, "application": APPLICATION},
            token=TOKEN,
        )
        self.app = web.Application()
        self.app.router.add_get("/gateway", self.gateway.serve)
        self.app.router.add_get("/api/v10/users/@me", self._answer(lambda: BOT))
        for path in ("/api/v10/oauth2/applications/@me", "/api/v10/applications/@me"):
            self.app.router.add_get(path, self._answer(self._application))
        self.app.router.add_get("/api/v10/gateway/bot", self._answer(self._gateway_bot))

    def _answer(self, body: Callable[[], Json]) -> Callable[[web.Request], Any]:
        async def answer(_: web.Request) -> web.Response:
            # discord.py takes a type with a charset for text.
            return web.Response(body=json.dumps(body()).encode(), content_type="application/json")

        return answer

    def _gateway_bot(self) -> Json:
        return {
            "url": self.gateway.url,
            "shards": self.shards,
            "session_start_limit": self.gateway.session_start_limit(),
        }

    def _application(self) -> Json:
        return APPLICATION | {
            "name": "unstuck",
            "description": "",
            "icon": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "owner": JAY,
            "team": None,
        }


@pytest.fixture
async def world(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    world = World()
    runner = web.AppRunner(world.app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    world.host = f"{host}:{port}"
    monkeypatch.setattr(Route, "BASE", f"http://{world.host}/api/v10")
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(world.gateway.url))
    yield world
    await world.gateway.stop()
    await runner.cleanup()


@pytest.fixture
def gateway(world: World) -> Gateway:
    return world.gateway


@pytest.fixture
async def starts(world: World) -> AsyncIterator[Callable[..., Any]]:
    """Starts a client and waits until it is ready; nothing may have been violated at the end."""
    async with AsyncExitStack() as ends:

        async def start(**options: Any) -> Client:
            client = Client(**options)
            task = asyncio.create_task(client.start(TOKEN))

            async def end() -> None:
                await client.close()
                await asyncio.gather(task, return_exceptions=True)

            ends.push_async_callback(end)
            waiting = asyncio.create_task(client.is_up.wait())
            first = asyncio.FIRST_COMPLETED
            await asyncio.wait([task, waiting], timeout=10, return_when=first)
            waiting.cancel()
            assert client.is_up.is_set(), task
            return client

        yield start
    assert world.records.violations == []


async def eventually(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def test_discord_py_gets_ready(world: World, gateway: Gateway, starts: Any) -> None:
    world.outages = [{"id": str(3 * GUILD), "unavailable": True}]
    gateway.heartbeat_interval = 0.05
    client = await starts()
    assert gateway.is_connected
    assert client.user.id == 100
    assert {each.name for each in client.guilds if not each.unavailable} == {"Lab", "Clinic"}
    assert [each.id for each in client.guilds if each.unavailable] == [3 * GUILD]
    assert client.received == [(1, "READY"), (2, "GUILD_CREATE"), (3, "GUILD_CREATE")]
    assert gateway.identified[0]["shard"] == [0, 1]
    assert gateway.identified[0]["intents"] == GUILDS | DIRECT_MESSAGES
    await gateway.until(lambda: gateway.heartbeats >= 3)
    await eventually(lambda: client.latency < 5)


async def test_only_what_the_intents_ask_for_is_dispatched(gateway: Gateway, starts: Any) -> None:
    client = await starts()
    await gateway.dispatch("MESSAGE_CREATE", message("in a channel", GUILD))
    await gateway.dispatch("MESSAGE_CREATE", message("to the bot"))
    await gateway.dispatch("GUILD_CREATE", guild(4 * GUILD, "Ward"))
    await eventually(lambda: client.get_guild(4 * GUILD))
    assert client.texts == ["to the bot"]
    assert client.received[3:] == [(4, "MESSAGE_CREATE"), (5, "GUILD_CREATE")]
    with pytest.raises(ValueError, match="GUILD_MEMBER_ADD"):
        await gateway.dispatch("GUILD_MEMBER_ADD", {})


async def test_what_was_missed_is_replayed_once_and_in_order(gateway: Gateway, starts: Any) -> None:
    client = await starts()
    await gateway.dispatch("MESSAGE_CREATE", message("before"))
    for round in range(2):
        await gateway.drops()
        for text in ("one", "two"):
            await gateway.dispatch("MESSAGE_CREATE", message(f"{text} {round}"))
        await gateway.until(lambda wanted=round + 1: gateway.resumes == wanted)  # type: ignore[misc]
    await gateway.dispatch("MESSAGE_CREATE", message("after"))
    await eventually(lambda: "after" in client.texts)
    assert client.texts == ["before", "one 0", "two 0", "one 1", "two 1", "after"]
    assert client.received[3:] == [
        (4, "MESSAGE_CREATE"),
        (5, "MESSAGE_CREATE"),
        (6, "MESSAGE_CREATE"),
        (7, "RESUMED"),
        (8, "MESSAGE_CREATE"),
        (9, "MESSAGE_CREATE"),
        (10, "RESUMED"),
        (11, "MESSAGE_CREATE"),
    ]
    assert (gateway.identifies, len(gateway.sessions)) == (1, 1)


async def test_nothing_is_lost_or_doubled_while_connections_come_and_go(
    gateway: Gateway, starts: Any
) -> None:
    client = await starts()
    texts = [str(number) for number in range(100)]
    async with asyncio.TaskGroup() as sending:
        for number, text in enumerate(texts):
            sending.create_task(gateway.dispatch("MESSAGE_CREATE", message(text)))
            if number % 20 == 10:
                await gateway.drops()
                # Some go out while the session is being resumed.
                await gateway.until(lambda: any(each.session for each in gateway.connections))
    await eventually(lambda: "99" in client.texts)
    assert client.texts == texts
    assert (gateway.identifies, gateway.resumes) == (1, 5)


async def test_asked_to_reconnect_the_client_resumes(gateway: Gateway, starts: Any) -> None:
    client = await starts()
    await gateway.asks_reconnect()
    await gateway.dispatch("MESSAGE_CREATE", message("meanwhile"))
    await gateway.until(lambda: gateway.resumes == 1)
    await eventually(lambda: client.texts == ["meanwhile"])
    assert gateway.closes == [4000]
    assert gateway.identifies == 1


async def test_an_invalid_session_is_resumed_if_it_may_be(gateway: Gateway, starts: Any) -> None:
    await starts()
    await gateway.invalidates(resumable=True)
    await gateway.until(lambda: gateway.resumes == 1)
    assert gateway.identifies == 1


async def test_an_invalid_session_is_replaced(gateway: Gateway, starts: Any) -> None:
    client = await starts()
    [old] = gateway.sessions
    await gateway.invalidates(resumable=False)
    await gateway.dispatch("MESSAGE_CREATE", message("lost"))
    await gateway.until(lambda: gateway.identifies == 2 and gateway.is_connected)
    assert old not in gateway.sessions
    assert gateway.resumes == 0
    await gateway.dispatch("MESSAGE_CREATE", message("found"))
    await eventually(lambda: client.texts == ["found"])


async def test_a_session_that_is_forgotten_cannot_be_resumed(gateway: Gateway, starts: Any) -> None:
    client = await starts()
    gateway.forgets()
    await gateway.dispatch("MESSAGE_CREATE", message("still there"))
    await eventually(lambda: client.texts == ["still there"])
    await gateway.drops()
    await gateway.until(lambda: gateway.identifies == 2 and gateway.is_connected)
    assert (gateway.resumes, len(gateway.sessions)) == (0, 1)


@pytest.mark.parametrize("act", [Gateway.stops_acknowledging, Gateway.goes_silent])
async def test_a_dead_connection_is_given_up_and_resumed(
    gateway: Gateway, starts: Any, act: Callable[[Gateway], None]
) -> None:
    gateway.heartbeat_interval = 0.1
    client = await starts(heartbeat_timeout=1)
    act(gateway)
    await gateway.dispatch("MESSAGE_CREATE", message("one"))
    await gateway.until(lambda: gateway.closes == [4000])
    assert client.texts == ([] if act is Gateway.goes_silent else ["one"])
    await gateway.until(lambda: gateway.resumes == 1)
    await gateway.dispatch("MESSAGE_CREATE", message("two"))
    await eventually(lambda: client.texts == ["one", "two"])
    assert gateway.identifies == 1


@pytest.mark.parametrize("code", [1001, 4000, 4007, 4008, 4009])
async def test_closed_by_discord_the_client_comes_back(
    gateway: Gateway, starts: Any, code: int
) -> None:
    await starts()
    await gateway.closes_with(code)
    await gateway.until(lambda: gateway.resumes + gateway.identifies == 2 and gateway.is_connected)
    assert gateway.resumes == (1 if code in (4000, 4008) else 0)


@pytest.mark.parametrize(
    ("code", "error"),
    [(4004, discord.ConnectionClosed), (4014, discord.PrivilegedIntentsRequired)],
)
async def test_closed_for_good_the_client_ends(
    world: World, gateway: Gateway, code: int, error: type[Exception]
) -> None:
    client = Client()
    running = asyncio.create_task(client.start(TOKEN))
    await gateway.connected()
    await gateway.closes_with(code)
    with pytest.raises(error):
        await asyncio.wait_for(running, 10)
    await client.close()
    assert gateway.sessions == {}


async def test_each_shard_has_its_guilds(world: World, gateway: Gateway, starts: Any) -> None:
    world.shards = 2
    client = await starts()
    assert gateway.identifies == 2
    assert {each.name: each.shard_id for each in client.guilds} == {"Lab": 1, "Clinic": 0}
    await gateway.dispatch("MESSAGE_CREATE", message("to the bot"))
    await eventually(lambda: client.texts == ["to the bot"])
    assert {each.shard[0]: each.seq for each in gateway.sessions.values()} == {0: 3, 1: 2}


async def test_a_heartbeat_that_is_asked_for_comes(gateway: Gateway, starts: Any) -> None:
    await starts()
    before = gateway.heartbeats
    await gateway.asks_heartbeat()
    await gateway.until(lambda: gateway.heartbeats == before + 1)


async def test_who_says_goodbye_has_no_session_any_more(gateway: Gateway, starts: Any) -> None:
    client = await starts()
    await client.close()
    await gateway.until(lambda: not gateway.sessions)
    assert gateway.closes == [1000]


# --- without discord.py -------------------------------------------------------------------------


class Raw:
    """A WebSocket of aiohttp's."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def gets(self) -> Json:
        payload: Json = await self.socket.receive_json(timeout=5)
        return payload

    async def sends(self, op: object, data: object) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def is_closed_with(self) -> int | None:
        """Past whatever comes before."""
        while not self.socket.closed:
            await self.socket.receive(timeout=5)
        return self.socket.close_code


@pytest.fixture
async def opens(gateway: Gateway) -> AsyncIterator[Callable[..., Any]]:
    async with aiohttp.ClientSession() as session:

        async def open(query: str = "v=10&encoding=json") -> Raw:
            return Raw(await session.ws_connect(f"{gateway.url}?{query}"))

        yield open


def identify(**changes: object) -> Json:
    properties = {"os": "linux", "browser": "raw", "device": "raw"}
    return {"token": TOKEN, "intents": 1, "properties": properties} | changes


async def test_ready_has_what_discord_documents(gateway: Gateway, opens: Any) -> None:
    raw = await opens()
    hello = await raw.gets()
    assert (hello["op"], hello["d"]["heartbeat_interval"]) == (10, 41250)
    await raw.sends(1, None)
    assert await raw.gets() == {"t": None, "s": None, "op": 11, "d": None}
    await raw.sends(2, identify(shard=[0, 1]))
    ready = await raw.gets()
    assert (ready["op"], ready["s"], ready["t"]) == (0, 1, "READY")
    [session] = gateway.sessions
    expected = {
        "v": 10,
        "user": BOT,
        "application": APPLICATION,
        "session_id": session,
        "resume_gateway_url": gateway.url,
        "shard": [0, 1],
        "guilds": [
            {"id": str(GUILD), "unavailable": True},
            {"id": str(2 * GUILD), "unavailable": True},
        ],
    }
    assert {key: ready["d"][key] for key in expected} == expected
    assert [(await raw.gets())["d"]["unavailable"] for _ in range(2)] == [False, False]


async def test_without_the_intent_for_guilds_there_are_none(world: World, opens: Any) -> None:
    raw = await opens()
    await raw.gets()
    await raw.sends(2, identify(intents=DIRECT_MESSAGES))
    ready = await raw.gets()
    assert ready["d"]["guilds"] == []
    assert "shard" not in ready["d"]


async def test_every_payload_is_flushed_through_one_zlib_context(
    gateway: Gateway, opens: Any
) -> None:
    raw = await opens("v=10&encoding=json&compress=zlib-stream")
    context = zlib.decompressobj()

    async def gets() -> Json:
        data = await raw.socket.receive_bytes(timeout=5)
        assert data.endswith(b"\x00\x00\xff\xff")
        payload: Json = json.loads(context.decompress(data))
        return payload

    assert (await gets())["op"] == 10
    await raw.sends(2, identify())
    assert [(await gets())["t"] for _ in range(3)] == ["READY", "GUILD_CREATE", "GUILD_CREATE"]


@pytest.mark.skipif(zstd_library() is None, reason="no zstd library is installed")
async def test_zstd_is_spoken_where_it_is_installed(opens: Any) -> None:
    library = zstd_library()
    raw = await opens("v=10&encoding=json&compress=zstd-stream")
    maker = library.ZstdDecompressor()
    context = maker.decompressobj() if hasattr(maker, "decompressobj") else maker
    assert json.loads(context.decompress(await raw.socket.receive_bytes(timeout=5)))["op"] == 10
    await raw.sends(2, identify())
    data = await raw.socket.receive_bytes(timeout=5)
    assert json.loads(context.decompress(data))["t"] == "READY"


async def test_an_unknown_compression_is_refused(world: World, opens: Any) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await opens("v=10&encoding=json&compress=lzma")
    assert world.records.violations == ["gateway: compress=lzma"]


@pytest.mark.parametrize(
    ("payloads", "code"),
    [
        ([(99, None)], 4001),
        ([(2, {"token": TOKEN})], 4002),
        ([(2, identify(intent=1))], 4002),
        ([(2, identify(large_threshold=251))], 4002),
        ([(2, identify(properties={}))], 4002),
        ([(3, {})], 4003),
        ([(2, identify()), (2, identify())], 4005),
        ([(2, identify()), (6, {"token": TOKEN, "session_id": "x", "seq": 1})], 4005),
        ([(2, identify(shard=[1, 1]))], 4010),
        ([(2, identify(intents=1 << 30))], 4013),
        ([(2, identify(intents="1"))], 4013),
        ([(2, identify(intents=GUILDS | MESSAGE_CONTENT))], 4014),
        ([(6, {"token": TOKEN})], 4002),
        ([(1, "x" * 5000)], 4002),
        ([(1, None)] * 121, 4008),
    ],
)
async def test_what_discord_refuses_closes_the_connection_and_is_noted(
    world: World, opens: Any, payloads: list[tuple[int, object]], code: int
) -> None:
    raw = await opens()
    for payload in payloads:
        await raw.sends(*payload)
    assert await raw.is_closed_with() == code
    [violation] = world.records.violations
    assert violation.startswith(f"gateway: {code}")


@pytest.mark.parametrize("text", ["{", "[]", "{}", "null", "\ud83d"])
async def test_what_is_no_payload_is_refused(world: World, opens: Any, text: str) -> None:
    raw = await opens()
    await raw.socket.send_bytes(text.encode(errors="surrogatepass"))
    assert await raw.is_closed_with() == 4002
    assert len(world.records.violations) == 1


@pytest.mark.parametrize(
    ("query", "code"), [("", 4012), ("v=9", 4012), ("v=10&encoding=etf", 4002)]
)
async def test_the_address_says_version_10_and_json(
    world: World, opens: Any, query: str, code: int
) -> None:
    raw = await opens(query)
    assert await raw.is_closed_with() == code
    assert len(world.records.violations) == 1


@pytest.mark.parametrize("op", [2, 6])
async def test_a_wrong_token_is_refused_and_is_no_violation(
    world: World, opens: Any, op: int
) -> None:
    raw = await opens()
    resume = {"token": "x", "session_id": "x", "seq": 1}
    await raw.sends(op, identify(token="x") if op == 2 else resume)
    assert await raw.is_closed_with() == 4004
    assert world.records.violations == []


async def test_intents_that_nobody_needs_are_noted(world: World, opens: Any) -> None:
    raw = await opens()
    await raw.gets()
    await raw.sends(2, identify(intents=GUILDS | GUILD_MESSAGES))
    assert (await raw.gets())["t"] == "READY"
    assert world.records.violations == ["gateway: intents 513, needed 4097"]


async def test_whose_heart_does_not_beat_is_out(world: World, gateway: Gateway, opens: Any) -> None:
    gateway.heartbeat_interval, gateway.patience = 0.05, 0
    raw = await opens()
    await raw.sends(2, identify())
    assert await raw.is_closed_with() == 4009
    assert gateway.sessions == {}
    assert world.records.violations == ["gateway: 4009: no heartbeat in time"]


async def test_a_heartbeat_knows_no_later_event_than_there_was(world: World, opens: Any) -> None:
    raw = await opens()
    await raw.sends(2, identify())
    await raw.sends(1, 9)
    while (await raw.gets())["op"] != 11:
        pass
    assert world.records.violations == ["gateway: heartbeat with 9, the last was 3"]


@pytest.mark.parametrize("seq", [4, None, -1])
async def test_a_sequence_that_never_was_cannot_be_resumed(
    gateway: Gateway, opens: Any, seq: int | None
) -> None:
    raw = await opens()
    await raw.sends(2, identify())
    await gateway.connected()
    [session] = gateway.sessions
    other = await opens()
    await other.gets()
    await other.sends(6, {"token": TOKEN, "session_id": session, "seq": seq})
    assert await other.gets() == {"t": None, "s": None, "op": 9, "d": False}
    await other.sends(2, identify())
    assert (await other.gets())["t"] == "READY"


@pytest.mark.parametrize("times", [1, 2])
async def test_a_session_moves_to_the_connection_that_resumes_it(
    gateway: Gateway, opens: Any, times: int
) -> None:
    """A RESUMED of an earlier time is not repeated."""
    raw = await opens()
    await raw.sends(2, identify())
    await gateway.connected()
    [session] = gateway.sessions
    for time in range(times):
        last, raw = raw, await opens()
        await raw.gets()
        await raw.sends(6, {"token": TOKEN, "session_id": session, "seq": 1})
        got = [await raw.gets() for _ in range(3)]
        assert [(each["s"], each["t"]) for each in got] == [
            (2, "GUILD_CREATE"),
            (3, "GUILD_CREATE"),
            (4 + time, "RESUMED"),
        ]
        assert await last.is_closed_with() == 1006
    assert gateway.is_connected


async def test_handshakes_can_be_refused_left_open_and_left_without_a_word(
    gateway: Gateway, opens: Any
) -> None:
    gateway.refusals = 1
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await opens()
    gateway.hangs()
    opening = asyncio.create_task(opens())
    done, _ = await asyncio.wait([opening], timeout=0.1)
    assert not done
    gateway.recovers()
    assert (await (await opening).gets())["op"] == 10
    gateway.is_mute = True
    raw = await opens()
    await raw.sends(1, None)
    assert (await raw.gets())["op"] == 11


async def test_more_sessions_than_a_day_has_cost_the_token(
    world: World, gateway: Gateway, opens: Any
) -> None:
    gateway.identifies = 999
    assert gateway.session_start_limit()["remaining"] == 1
    last, raw = await opens(), await opens()
    await last.sends(2, identify())
    await gateway.connected()
    await raw.sends(2, identify())
    assert await raw.is_closed_with() == 4004
    assert "more than 1000 sessions" in world.records.violations[0]
