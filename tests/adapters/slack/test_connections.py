"""Connections lost, payloads doubled and late, a process that ends: each input counts once."""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial

import pytest

from adapters.slack import listeners, transports
from bot.domain.people import Person
from bot.engine.intents import Intent, ProfileChanged, Reply
from bot.messages.parts import message, say
from tests.adapters.slack.desk import Desk, Office, StandInCore, open_office, open_slack, soon
from tests.adapters.slack.test_dialogs_live import WORDS
from tests.clocks import StillClock
from tests.servers.slack.records import Delivery
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import Channel, User


@pytest.fixture
async def by_socket(
    server: SlackServer, clock: StillClock, core: StandInCore, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Desk]:
    monkeypatch.setattr(transports, "PING_SECONDS", 0.05)
    async with open_slack(server, core, "socket") as slack:
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
