"""Socket Mode and signed HTTP: the same through both, nothing lost, nothing done twice."""

import json
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientSession

from adapters.slack.http_requests import LARGEST_BODY, Http
from bot.engine.intents import Reply
from bot.messages.parts import message, say
from tests.adapters.slack.desk import Desk, open_office, open_slack
from tests.adapters.slack.test_presses import QUESTION
from tests.adapters.stand_in_core import StandInCore
from tests.clocks import StillClock
from tests.servers.slack.http_events import HttpEvents
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import Channel, User


@pytest.fixture
async def by_http(server: SlackServer, clock: StillClock, core: StandInCore) -> AsyncIterator[Desk]:
    async with open_slack(server, core, "http") as slack:
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
        await by_http.slack.finish()
        await server.uses_message_shortcut(ann, "message:ask", server.screen(ann)[0])
        await by_http.slack.finish()
        await server.opens_home(ann)
        await server.user_changes(ann)
        await server.archives(research)
        await by_http.slack.finish()
        acknowledged = [d.attempts[0].body for d in server.records.deliveries]
        server.deliveries.http = None
        # Two of them are Homes, published after the shortcuts.
        assert len(core.intents) == 8
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
        assert isinstance(slack.transport, Http)
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
