"""Connections lost, payloads doubled and late, a process that ends: each input counts once."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial

import pytest

from adapters.slack import listeners
from adapters.slack.app import Slack
from adapters.slack.patience import Patience
from bot.domain.people import Person
from bot.engine.intents import Intent, ProfileChanged, Reply
from bot.messages.parts import message, say
from bot.ports.chat import TryLater
from tests.adapters.slack.desk import (
    WORKSPACE,
    Desk,
    Office,
    Way,
    nobody,
    open_office,
    open_slack,
    settings_for,
    soon,
)
from tests.adapters.slack.test_dialogs_live import WORDS
from tests.adapters.stand_in_core import StandInCore
from tests.clocks import StillClock
from tests.servers.slack.faults import Answers, BadStatus, Fault, HtmlBody, RateLimited, Reset
from tests.servers.slack.records import Delivery
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import Channel, User

HURRY = Patience(ping=0.5, first_pause=0.01, longest_pause=0.05)


@pytest.fixture
def patience() -> Patience:
    return HURRY


@pytest.fixture
async def by_socket(
    server: SlackServer, clock: StillClock, core: StandInCore, patience: Patience
) -> AsyncIterator[Desk]:
    async with open_slack(server, core, "socket", patience) as slack:
        yield Desk(server, slack, clock)


def is_kept(delivery: Delivery) -> bool:
    return any(attempt.is_ok for attempt in delivery.attempts)


async def test_connections_come_back(
    server: SlackServer, by_socket: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    server.deliveries.retry_pauses = (0.1,) * 50
    for number, break_off in enumerate(
        (server.loses_sockets, server.sockets.refresh, server.sockets.warn, server.loses_sockets)
    ):
        await break_off()
        await server.user_changes(ann, real_name=f"Ann {number}")
        await soon(partial(is_kept, server.records.deliveries[-1]))
        await soon(lambda: server.sockets.connections)
    names = {n.what.profile.name for n in core.notices if isinstance(n.what, ProfileChanged)}
    assert names == {f"Ann {number}" for number in range(4)}
    assert len({notice.event for notice in core.notices}) == 4
    answer = await by_socket.types(ann, "me", research)
    assert answer.is_ok


async def test_lost_while_it_was_done(
    server: SlackServer,
    clock: StillClock,
    url: str,
    ann: User,
    ben: User,
) -> None:
    """Done once, and the repeat is answered with the present state."""
    async with open_office(server, clock, url, "socket", HURRY) as office:
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


async def test_stopping_finishes_what_is_under_way(
    server: SlackServer,
    desk: Desk,
    core: StandInCore,
    way: Way,
    ann: User,
    ben: User,
    research: Channel,
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
    also_typing = asyncio.create_task(server.types_command(ben, research, "/unstuck", "me"))
    await asyncio.sleep(0.05)
    assert not stopping.done()
    door.set()
    assert (await typing).is_ok
    await stopping
    assert desk.last(ann).says("Done in time.")
    # A socket that is open for answers is given more; nobody knocks at a port that is closed.
    is_taken = way == "socket"
    late = await changing
    assert late is not None
    assert late.is_ok is is_taken
    assert (await also_typing).is_ok is is_taken
    assert len(core.notices) == is_taken
    # What came too late is the next process's.
    assert not (await server.delivers_again(server.records.deliveries[-2])).is_ok
    after, http = StandInCore(), server.deliveries.http
    server.deliveries.http = None
    async with open_slack(server, after, "socket"):
        again = await server.delivers_again(server.records.deliveries[-2])
    server.deliveries.http = http
    assert again.is_ok
    assert len(after.notices) == 1
    await desk.slack.stop()


@pytest.mark.parametrize("patience", [replace(HURRY, drain=0.1)], ids=["short"])
async def test_nothing_under_way_holds_it_up_for_ever(
    server: SlackServer, by_socket: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    is_in, is_broken_off = asyncio.Event(), asyncio.Event()

    async def waits(_: Intent) -> Reply:
        is_in.set()
        try:
            await asyncio.Event().wait()
        finally:
            is_broken_off.set()
        raise AssertionError

    core.answer = waits
    typing = asyncio.create_task(server.types_command(ann, research, "/unstuck", "me"))
    await is_in.wait()
    async with asyncio.timeout(1):
        await by_socket.slack.stop()
    assert not (await typing).is_ok
    assert is_broken_off.is_set()
    assert not server.sockets.connections


# -- connecting -----------------------------------------------------------------------------------


def is_said(caplog: pytest.LogCaptureFixture, why: str) -> bool:
    """As our own sentence; and no ticket in whatever was logged."""
    return any(getattr(record, "why", "").startswith(why) for record in caplog.records)


def assert_no_secrets(server: SlackServer, caplog: pytest.LogCaptureFixture) -> None:
    # The access log is the server's, in the same process.
    said = [str(vars(record)) for record in caplog.records if record.name != "aiohttp.access"]
    assert server.sockets.tickets
    for secret in ("ticket", server.tokens.app, *server.sockets.tickets):
        assert [each for each in said if secret in each] == []


async def test_a_handshake_that_is_refused_is_tried_with_another_address(
    server: SlackServer,
    by_socket: Desk,
    ann: User,
    research: Channel,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.sockets.refusals = 2
    await server.loses_sockets()
    await soon(lambda: server.sockets.connections)
    assert server.sockets.refusals == 0
    assert (await by_socket.types(ann, "me", research)).is_ok
    assert is_said(caplog, "the handshake was refused (HTTP 403)")
    assert_no_secrets(server, caplog)


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (BadStatus(503), "Slack has trouble of its own (HTTP 503)"),
        (Reset(), "Slack cannot be reached"),
        (HtmlBody(), "something else than Slack answers there"),
        (Answers("internal_error"), "internal_error"),
        (Answers("invalid_auth"), "Slack does not take SLACK_APP_TOKEN: Slack knows no such token"),
    ],
    ids=["status", "reset", "page", "code", "token"],
)
async def test_an_address_that_cannot_be_had_is_asked_for_again(
    server: SlackServer,
    by_socket: Desk,
    ann: User,
    research: Channel,
    caplog: pytest.LogCaptureFixture,
    fault: Fault,
    why: str,
) -> None:
    server.faults.next("apps.connections.open", fault, fault, fault)
    await server.loses_sockets()
    await soon(lambda: server.sockets.connections)
    assert (await by_socket.types(ann, "me", research)).is_ok
    assert is_said(caplog, why)
    assert_no_secrets(server, caplog)


async def test_slack_is_left_alone_as_long_as_it_wants(
    server: SlackServer, by_socket: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    server.faults.next("apps.connections.open", RateLimited(1))
    await server.loses_sockets()
    await soon(lambda: is_said(caplog, "ratelimited"))
    began = time.monotonic()
    await soon(lambda: server.sockets.connections)
    assert time.monotonic() - began > 0.9


@pytest.mark.parametrize("patience", [replace(HURRY, connect=0.1)], ids=["short"])
@pytest.mark.parametrize("trouble", ["is_hanging", "is_mute", "is_deaf"])
async def test_an_endpoint_that_hangs_is_given_up(
    server: SlackServer,
    by_socket: Desk,
    ann: User,
    research: Channel,
    trouble: str,
) -> None:
    before = len(server.sockets.tickets)
    setattr(server.sockets, trouble, True)
    if trouble != "is_deaf":
        await server.loses_sockets()
    await soon(lambda: len(server.sockets.tickets) >= before + 2)
    await soon(lambda: len(server.sockets.connections) <= 1)
    setattr(server.sockets, trouble, False)
    await server.loses_sockets()
    await soon(lambda: server.sockets.connections)
    assert (await by_socket.types(ann, "me", research)).is_ok


@pytest.mark.parametrize("patience", [replace(HURRY, steady=0, goodbye=0.2)], ids=["short"])
async def test_a_connection_that_slack_refreshes_is_followed_by_one_without_a_gap(
    server: SlackServer,
    by_socket: Desk,
    ann: User,
    research: Channel,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (old,) = server.sockets.connections
    await server.sockets.warn()
    await soon(lambda: len(server.sockets.connections) == 2)
    for _ in range(4):
        assert (await by_socket.types(ann, "me", research)).is_ok
    await soon(lambda: len(server.sockets.connections) == 1)
    assert old not in server.sockets.connections
    assert caplog.records == []


async def test_starting_while_the_endpoint_is_down(
    server: SlackServer,
    clock: StillClock,
    core: StandInCore,
    ann: User,
    research: Channel,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.sockets.refusals = 1_000_000
    slack = Slack(settings_for(server, "socket", HURRY), "127.0.0.1", 0, nobody)
    await slack.connect()
    async with asyncio.timeout(1):
        await slack.serve(core, WORKSPACE)
    assert is_said(caplog, "the handshake was refused (HTTP 403)")
    server.sockets.refusals = 0
    await soon(lambda: server.sockets.connections)
    assert (await Desk(server, slack, clock).types(ann, "me", research)).is_ok
    await slack.stop()
    await slack.close()
    assert_no_secrets(server, caplog)


@pytest.mark.parametrize(
    "patience", [replace(HURRY, steady=0, first_pause=60, longest_pause=60)], ids=["long"]
)
@pytest.mark.parametrize("trouble", ["pausing", "hanging"])
async def test_stopping_while_connecting_ends_at_once(
    server: SlackServer, by_socket: Desk, trouble: str
) -> None:
    server.sockets.refusals = 1_000_000 if trouble == "pausing" else 0
    server.sockets.is_hanging = trouble == "hanging"
    before = len(server.sockets.tickets)
    await server.loses_sockets()
    await soon(lambda: len(server.sockets.tickets) > before)
    await asyncio.sleep(0.02)
    async with asyncio.timeout(0.5):
        await by_socket.slack.stop()
    server.sockets.refusals, server.sockets.is_hanging = 0, False
    tried = len(server.sockets.tickets)
    await asyncio.sleep(0.1)
    assert len(server.sockets.tickets) == tried
    assert not server.sockets.connections


async def test_what_the_operator_must_mend_is_logged_once(
    server: SlackServer,
    by_socket: Desk,
    ann: User,
    research: Channel,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """By whatever part of the adapter finds it."""
    for method in ("chat.postMessage", "views.publish", "views.open"):
        server.faults.always(method, Answers("token_revoked"))
    await server.opens_home(ann)
    await by_socket.slack.finish()
    with pytest.raises(TryLater):
        await by_socket.posts(research, message(say("Hello.")))
    assert [r.levelname for r in caplog.records].count("ERROR") == 1


async def test_what_is_kept_too_late_for_slack_is_answered_all_the_same(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    """Nothing is acknowledged before it is kept: Slack says that it failed, and then we answer."""

    async def slowly(_: Intent) -> Reply:
        await asyncio.sleep(listeners.ACKNOWLEDGE_SECONDS + 0.1)
        return Reply(tell=message(say("Here it is.")))

    core.answer = slowly
    await desk.server.types_command(ann, research, "/unstuck", "me")
    await desk.slack.finish()
    told = [m for m in desk.server.screen(ann) if m.says("Here it is.")]
    assert [m.is_ephemeral for m in told] == [True]


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
