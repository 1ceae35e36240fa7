"""Socket Mode and signed HTTP: the same through both, nothing lost, nothing done twice."""

import asyncio
import json
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientSession

from adapters.slack import transports
from adapters.slack.transports import LARGEST_BODY
from bot.domain.people import Person
from bot.engine.intents import Intent, Reply
from bot.messages.parts import message, say
from tests.adapters.slack.desk import (
    Desk,
    Office,
    StandInCore,
    open_office,
    open_slack,
    soon,
)
from tests.adapters.slack.test_dialogs_live import WORDS
from tests.adapters.slack.test_presses import QUESTION
from tests.clocks import StillClock
from tests.servers.slack.http_events import HttpEvents
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import Channel, User


@pytest.fixture
async def by_http(server: SlackServer, clock: StillClock, core: StandInCore) -> AsyncIterator[Desk]:
    async with open_slack(server, core, "http") as slack:
        yield Desk(server, slack, clock)


@pytest.fixture
async def by_socket(
    server: SlackServer, clock: StillClock, core: StandInCore, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Desk]:
    monkeypatch.setattr(transports, "PING_SECONDS", 0.05)
    async with open_slack(server, core, "socket") as slack:
        yield Desk(server, slack, clock)


def given(core: StandInCore) -> tuple[list[Any], ...]:
    """What has reached the core since last asked."""
    found = (list(core.intents), list(core.searches), list(core.notices))
    core.intents.clear()
    core.searches.clear()
    core.notices.clear()
    return found


async def test_both_ways_meet(
    server: SlackServer, by_http: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    """Every kind of payload, byte for byte the same, gives the same."""
    other = StandInCore()
    http = by_http.http
    async with open_slack(server, other, "socket") as slack:
        for core_ in (core, other):
            core_.replies(Reply(tell=message(say("Noted."))))
            core_.found = (("Europe/Paris", "Paris"),)
        server.deliveries.http = http
        await by_http.posts(research, QUESTION)
        await by_http.types(ann, "me at the payload", research)
        await by_http.presses(ann, "Go", on=server.screen(ann)[0])
        await by_http.chooses(ann, "Y", on=server.screen(ann)[0])
        await server.uses_shortcut(ann, "verb:inbox")
        await server.uses_message_shortcut(ann, "message:ask", server.screen(ann)[0])
        await server.opens_home(ann)
        await server.user_changes(ann)
        await server.archives(research)
        await by_http.slack.finish()
        acknowledged = [d.attempts[0].body for d in server.records.deliveries]
        server.deliveries.http = None
        assert len(core.intents) == 6
        for delivery in list(server.records.deliveries):
            await server.delivers_again(delivery)
        await slack.finish()
        for one, two in zip(given(core), given(other), strict=True):
            for a, b in zip(one, two, strict=True):
                assert a == b
        assert acknowledged == [d.attempts[1].body for d in server.records.deliveries]
    server.deliveries.http = http


async def test_what_is_not_slacks_is_refused(
    by_http: Desk, core: StandInCore, ann: User, research: Channel, caplog: Any
) -> None:
    http, types = by_http.http, by_http.types
    http.signs_wrongly = True
    assert (await types(ann, "a secret", research)).status == 401
    http.signs_wrongly, http.clock_offset_seconds = False, -301
    assert (await types(ann, "a secret", research)).status == 401
    http.clock_offset_seconds = 301
    assert (await types(ann, "a secret", research)).status == 401
    http.clock_offset_seconds = 0
    good = http.sent[-1]
    for spoilt in (
        {"X-Slack-Signature": ""},
        {"X-Slack-Signature": "v0=été"},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": ""},
    ):
        answer = await http.replay(type(good)(good.headers | spoilt, good.body))
        assert answer.status == 401
    assert core.intents == []
    assert "secret" not in caplog.text
    assert "SLACK_SIGNING_SECRET" in caplog.text


async def test_a_request_without_a_signature_or_elsewhere(by_http: Desk) -> None:
    async with ClientSession() as session:
        async with session.post(by_http.http.url, data="{}") as answer:
            assert answer.status == 401
        async with session.get(by_http.http.url) as answer:
            assert answer.status == 405
        async with session.post(f"{by_http.http.url}/other", data="{}") as answer:
            assert answer.status == 404


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[1]", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"payload=%7B", "application/x-www-form-urlencoded", 400),
        (b"payload=7", "application/x-www-form-urlencoded", 400),
        (b"", "application/x-www-form-urlencoded", 200),
        (b"{}", "application/json", 200),
        (b"x" * (LARGEST_BODY + 1), "application/json", 413),
    ],
)
async def test_what_is_signed_and_yet_not_readable(
    by_http: Desk, core: StandInCore, body: bytes, content_type: str, status: int
) -> None:
    headers = by_http.http._signed(body) | {"Content-Type": content_type}
    async with (
        ClientSession() as session,
        session.post(by_http.http.url, data=BytesIO(body), headers=headers) as answer,
    ):
        assert answer.status == status
    assert core.intents == []


async def test_the_address_is_verified(by_http: Desk) -> None:
    assert await by_http.http.verify_url()


async def test_without_a_secret_nothing_is_slacks(server: SlackServer, core: StandInCore) -> None:
    """An empty secret would sign as well as any other."""
    async with open_slack(server, core, "http") as slack:
        assert isinstance(slack.transport, transports.Http)
        slack.transport._signing_secret = ""
        forger = HttpEvents(server.deliveries.http.url if server.deliveries.http else "", "")
        payload = {"command": "/unstuck", "user_id": "U1", "trigger_id": "1"}
        assert (await forger.send("slash_commands", payload)).status == 401
        await forger.stop()


async def test_a_replay_is_a_repeat(
    server: SlackServer, clock: StillClock, url: str, ann: User, ben: User
) -> None:
    async with open_office(server, clock, url, "http") as office:
        await office.types(ann, "@ben", command="/pair")
        first = office.last(ann).text_as_read
        again = await office.http.replay(office.http.sent[-1])
        assert again.is_ok
        assert "Nothing is open" in json.dumps(again.body)
        await office.settle()
        assert len([m for m in office.seen(ben) if m.says("asks you to join")]) == 1
        assert "already" not in first


async def test_connections_come_back(
    server: SlackServer, by_socket: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    server.deliveries.retry_pauses = (0.1,) * 50
    for number, break_off in enumerate(
        (server.loses_sockets, server.sockets.refresh, server.sockets.warn, server.loses_sockets)
    ):
        await break_off()
        await server.user_changes(ann, real_name=f"Ann {number}")
        delivery = server.records.deliveries[-1]
        await soon(lambda d=delivery: any(each.is_ok for each in d.attempts))
        await soon(lambda: server.sockets.connections)
        name = f"Ann {number}"
        assert [n for n in core.notices if getattr(n.what, "profile", None) and
                n.what.profile.name == name]  # type: ignore[union-attr]  # fmt: skip
    answer = await by_socket.types(ann, "me", research)
    assert answer.is_ok


async def test_lost_while_it_was_done(
    server: SlackServer,
    clock: StillClock,
    url: str,
    ann: User,
    ben: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Done once, and the repeat is answered with the present state."""
    monkeypatch.setattr(transports, "PING_SECONDS", 0.05)
    async with open_office(server, clock, url, "socket") as office:
        handle, door, is_in = office.app.dispatcher.handle, asyncio.Event(), asyncio.Event()

        async def slowly(intent: Intent) -> Reply:
            reply = await handle(intent)
            is_in.set()
            await door.wait()
            return reply

        assert office.slack._listeners is not None
        office.slack._listeners._core.handle = slowly  # type: ignore[method-assign]
        typing = asyncio.create_task(
            server.types_command(ann, server.direct_channel(ann), "/pair", "@ben")
        )
        await is_in.wait()
        await server.loses_sockets()
        assert (await typing).status == 0
        await soon(lambda: server.sockets.connections)
        door.set()
        await office.slack.finish()
        again = await server.delivers_again(server.records.deliveries[-1])
        assert again.is_ok
        assert "Nothing is open" in json.dumps(again.body)
        await office.settle()
        assert len([m for m in office.seen(ben) if m.says("asks you to join")]) == 1
    # Slack does not wait for what it sent over the connection that was lost.
    server.violations[:] = [v for v in server.violations if "does not wait" not in v]


async def test_events_come_again(office: Office, server: SlackServer, ann: User, ben: User) -> None:
    """Late, as a retry, under another event id, doubled: it has happened once."""
    await office.types(ann, "me")

    async def version() -> Person:
        (person,) = await office.app.store.unit(office.workspace).find(Person)
        return person

    server.faults.doubled = server.faults.doubled_as_new_events = True
    await server.user_changes(ann, tz="Asia/Tokyo")
    known = await version()
    assert known.zone == "Asia/Tokyo"
    first = server.records.deliveries[-1]
    office.clock.advance(hours=3)
    assert (await server.delivers_again(first)).is_ok
    assert (await server.delivers_again(first, as_new_event=True)).is_ok
    assert await version() == known
    assert all(attempt.is_ok for d in server.records.deliveries for attempt in d.attempts)


async def test_what_is_not_kept_comes_again(
    desk: Desk, server: SlackServer, core: StandInCore, ann: User
) -> None:
    """An event is acknowledged when it is kept. It is the platform that repeats it."""
    server.deliveries.retry_pauses, server.sockets.ack_seconds = (0.05, 0.05), 0.3
    core.trouble = ConnectionError("no store")
    answer = await server.user_changes(ann, tz="Asia/Tokyo")
    assert answer is not None
    assert not answer.is_ok
    core.trouble = None
    await soon(lambda: server.records.deliveries[-1].attempts[-1].is_ok)
    assert len({notice.event for notice in core.notices}) == 1
    server.violations[:] = [v for v in server.violations if "not acknowledged" not in v]


async def test_two_connections_at_once(
    server: SlackServer, clock: StillClock, ann: User, research: Channel
) -> None:
    """Two processes of one app: each envelope goes to one of them."""
    one, other = StandInCore(), StandInCore()
    async with open_slack(server, one, "socket") as first, open_slack(server, other, "socket"):
        await soon(lambda: len(server.sockets.connections) == 2)
        desk = Desk(server, first, clock)
        for _ in range(6):
            assert (await desk.types(ann, "me", research)).is_ok
        assert (len(one.intents), len(other.intents)) == (3, 3)


async def test_stopping_finishes_what_is_under_way_and_takes_nothing_new(
    server: SlackServer, desk: Desk, core: StandInCore, ann: User, ben: User, research: Channel
) -> None:
    door, is_in = asyncio.Event(), asyncio.Event()

    async def waits(_: Intent) -> Reply:
        is_in.set()
        await door.wait()
        return Reply(tell=message(say("Done in time.")))

    core.answer = waits
    typing = asyncio.create_task(server.types_command(ann, research, "/unstuck", "me"))
    await is_in.wait()
    stopping = asyncio.create_task(desk.slack.stop())
    await asyncio.sleep(0)
    changing = asyncio.create_task(server.user_changes(ben, real_name="Benjamin Ito"))
    await asyncio.sleep(0.05)
    assert not stopping.done()
    door.set()
    assert (await typing).is_ok
    await stopping
    late = await changing
    assert desk.last(ann).says("Done in time.")
    assert late is not None
    assert not late.is_ok
    assert core.notices == []
    # The next process gets it.
    after, http = StandInCore(), server.deliveries.http
    server.deliveries.http = None
    async with open_slack(server, after, "socket"):
        again = await server.delivers_again(server.records.deliveries[-1])
    server.deliveries.http = http
    assert again.is_ok
    assert len(after.notices) == 1
    await desk.slack.stop()


@pytest.mark.parametrize("act", ["command", "press", "shortcut"])
async def test_acknowledged_in_time_while_the_store_is_slow(
    desk: Desk, core: StandInCore, ann: User, research: Channel, act: str
) -> None:
    await desk.posts(research, QUESTION)

    async def slowly(_: Intent) -> Reply:
        await asyncio.sleep(3.2)
        desk.clock.advance(seconds=3.2)
        return Reply(tell=message(say("Here it is.")))

    core.answer = slowly
    if act == "command":
        answer = await desk.types(ann, "me", research)
    elif act == "press":
        answer = await desk.presses(ann, "Go")
    else:
        answer = await desk.server.uses_shortcut(ann, "verb:inbox")
        await desk.slack.finish()
    assert answer.is_ok
    assert answer.seconds < 3
    told = desk.last(ann)
    assert told.says("Here it is.")
    assert told.is_ephemeral is (act != "shortcut")


async def test_a_dialog_that_is_saved_too_slowly_stays_open(
    server: SlackServer, by_socket: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    core.replies(Reply(form=WORDS))
    await by_socket.types(ann, "ask", research)
    server.sockets.ack_seconds, door = 0.2, asyncio.Event()

    async def slowly(_: Intent) -> Reply:
        await door.wait()
        return Reply(tell=message(say("Saved.")))

    core.answer = slowly
    await server.submits(ann, by_socket.dialog(ann), {"words": "so"})
    assert by_socket.dialog(ann).trouble
    assert by_socket.dialog(ann).values == {"words": "so"}
    door.set()
    await soon(lambda: len(server.violations) == 2)
    await by_socket.slack.finish()
    server.violations.clear()
    server.sockets.ack_seconds = 3
    await by_socket.submits(ann)
    first, second = core.intents[-2:]
    assert first == second
    assert server.modal(ann) is None
