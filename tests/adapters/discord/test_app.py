"""Unstuck comes to Discord, however long that takes, and leaves it in time."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from adapters.discord.app import CannotConnect, Discord
from adapters.discord.patience import Patience
from adapters.discord.settings import DiscordSettings
from bot.engine.intents import Intent, Reply
from bot.messages.parts import message, say
from bot.ports.chat import TryLater
from tests.adapters.discord.desk import QUICK, Desk, has_begun, open_discord, settings_for, soon
from tests.adapters.discord.stand_ins import Book, StandInCore
from tests.clocks import StillClock
from tests.servers.discord.faults import Answers, BadStatus, Fault, HtmlBody, RateLimited, Reset
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, User

ME = "GET /users/@me"
GATEWAY = "GET /gateway/bot"
COMMANDS = "PUT /applications/{application_id}/commands"

TROUBLES = [
    *(BadStatus(503), HtmlBody(200), HtmlBody(502), Reset(), Answers(403, 0), Answers(500, 0)),
    *(RateLimited(0.2), RateLimited(0.2, "global")),
]


@pytest.fixture
async def opened(book: Book) -> AsyncIterator[Callable[[DiscordSettings], Discord]]:
    """Closed at the end."""
    made: list[Discord] = []

    def make(settings: DiscordSettings) -> Discord:
        made.append(Discord(settings, book, lambda: book.clock.now().timestamp()))
        return made[-1]

    yield make
    for discord in made:
        await discord.stop()
        await discord.close()


Opened = Callable[[DiscordSettings], Discord]


@asynccontextmanager
async def time_passes(clock: StillClock) -> AsyncIterator[None]:
    """So that what Discord asks to wait for ends."""

    async def passes() -> None:
        while True:
            await asyncio.sleep(0.01)
            clock.advance(seconds=0.1)

    passing = asyncio.create_task(passes())
    yield
    passing.cancel()


# -- coming -----------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", TROUBLES, ids=str)
@pytest.mark.parametrize("route", [ME, GATEWAY, COMMANDS, "GET /oauth2/applications/@me"])
async def test_whatever_discord_has_when_we_come_is_waited_out(
    server: DiscordServer,
    opened: Opened,
    core: StandInCore,
    book: Book,
    clock: StillClock,
    research: Channel,
    ann: User,
    route: str,
    fault: Fault,
    caplog: pytest.LogCaptureFixture,
) -> None:
    server.faults.next(route, fault, fault, fault)
    discord = opened(settings_for(server))
    async with time_passes(clock):
        bot = await discord.connect()
        await discord.serve(core, book)
        await has_begun(server, discord)
    assert (bot.outer_id, bot.name) == (server.bot_user_id, "unstuck")
    assert [r for r in caplog.records if getattr(r, "again_in_s", 0)]
    assert server.token not in caplog.text
    assert (await server.types_command(ann, research, "inbox", {})).is_ok


async def test_nobody_there_is_waited_out(
    server: DiscordServer, opened: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    settings = replace(settings_for(server), api_url="http://127.0.0.1:9")
    connecting = asyncio.create_task(opened(settings).connect())
    await soon(lambda: len(caplog.records) >= 3)
    assert not connecting.done()
    connecting.cancel()
    assert {r.__dict__["why"] for r in caplog.records} == {"Discord cannot be reached"}


async def test_a_proxy_of_the_surroundings_is_kept_to(
    server: DiscordServer, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows that address but the proxy, which is our server."""
    monkeypatch.setenv("http_proxy", f"http://{server.host}")
    monkeypatch.delenv("no_proxy", raising=False)
    elsewhere = replace(settings_for(server), api_url="http://discord.invalid/api/v10")
    bot = await opened(elsewhere).connect()
    assert bot.outer_id == server.bot_user_id


@pytest.mark.parametrize("route", [ME, GATEWAY])
async def test_a_call_that_hangs_when_we_come_is_given_up(
    server: DiscordServer,
    opened: Opened,
    core: StandInCore,
    book: Book,
    research: Channel,
    route: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    door = server.faults.hangs(route)
    discord = opened(settings_for(server, replace(QUICK, call=0.1)))
    coming = asyncio.create_task(come(discord, core, book))
    await soon(lambda: "cannot be reached" in caplog.text or "no gateway" in caplog.text)
    door.set()
    server.faults.mends()
    await coming


async def come(discord: Discord, core: StandInCore, book: Book) -> None:
    await discord.connect()
    await discord.serve(core, book)


async def test_a_token_that_discord_does_not_know_says_how_to_mend_it(
    server: DiscordServer, opened: Opened
) -> None:
    settings = DiscordSettings("another-token", server.base_url, QUICK)
    with pytest.raises(CannotConnect, match="under Bot, Reset Token") as caught:
        await opened(settings).connect()
    assert "another-token" not in str(caught.value)
    assert "another-token" not in repr(settings)


async def test_a_token_that_the_gateway_does_not_take_says_so_too(
    server: DiscordServer, opened: Opened, core: StandInCore, book: Book, research: Channel
) -> None:
    server.gateway.token = "another-token"
    discord = opened(settings_for(server))
    await discord.connect()
    with pytest.raises(CannotConnect, match="Discord does not take DISCORD_TOKEN"):
        await discord.serve(core, book)
    server.violations.clear()


@pytest.mark.parametrize("route", [ME, GATEWAY])
async def test_a_bot_that_discord_has_barred_is_not_tried_again_and_again(
    server: DiscordServer,
    opened: Opened,
    core: StandInCore,
    book: Book,
    research: Channel,
    route: str,
) -> None:
    server.faults.always(route, Answers(403, 20026))
    discord = opened(settings_for(server))
    with pytest.raises(CannotConnect, match="barred this bot for spam: its owner must appeal"):
        await come(discord, core, book)


async def test_a_token_that_is_reset_while_we_run_loses_nothing(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.server.faults.always("POST /channels/{channel_id}/messages", Answers(401, 0))
    with pytest.raises(TryLater):
        await desk.posts(desk.channel, message(say("Hello")))
    assert [r.levelname for r in caplog.records] == ["ERROR"]
    assert "Everything waits until that is mended" in caplog.text


# -- leaving ----------------------------------------------------------------------------------


@pytest.mark.parametrize("patience", [replace(QUICK, guilds=30)], ids=["patient"])
async def test_leaving_before_all_servers_were_told_of_leaves_nothing(
    desk: Desk, patience: Patience
) -> None:
    async with asyncio.timeout(QUICK.goodbye / 2):
        await desk.discord.stop()
        await desk.discord.close()
    assert not [task for task in asyncio.all_tasks() if "delay_" in repr(task)]


async def test_leaving_says_nothing_and_leaves_nothing(
    server: DiscordServer,
    core: StandInCore,
    book: Book,
    research: Channel,
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = asyncio.all_tasks()
    async with open_discord(server, core, book) as discord:
        await discord.client.wait_until_ready()
    await discord.stop()
    await discord.close()
    await server.gateway.until(lambda: not server.gateway.connections)
    assert server.gateway.closes == [1000]
    assert len([call for call in server.calls if call.route == "/gateway/bot"]) == 1
    assert [r for r in caplog.records if r.levelno >= logging.WARNING] == []
    ours = [task for task in asyncio.all_tasks() - before if "discord" in repr(task.get_coro())]
    assert [task for task in ours if "tests/servers" not in repr(task)] == []


@pytest.mark.parametrize("patience", [replace(QUICK, last_words=0.2)], ids=["short"])
async def test_what_is_under_way_does_not_hold_us_for_ever(
    desk: Desk, core: StandInCore, ann: User, patience: Patience
) -> None:
    async def never(_: Intent) -> Reply:
        await asyncio.Event().wait()
        raise AssertionError

    core.answer = never
    typing = asyncio.create_task(desk.server.types_command(ann, desk.channel, "inbox", {}))
    await soon(lambda: core.intents)
    async with asyncio.timeout(2):
        await desk.discord.stop()
    assert not (await typing).is_ok
    desk.server.violations.remove("no answer to command 'inbox' in time")


async def test_what_is_under_way_is_said_before_we_leave(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    door = asyncio.Event()

    async def slowly(_: Intent) -> Reply:
        await door.wait()
        return Reply(tell=message(say("Done.")))

    core.answer = slowly
    typing = asyncio.create_task(desk.server.types_command(ann, desk.channel, "inbox", {}))
    await soon(lambda: core.intents)
    stopping = asyncio.create_task(desk.discord.stop())
    await asyncio.sleep(0.05)
    assert not stopping.done()
    door.set()
    await stopping
    assert (await typing).is_ok
    assert desk.last(ann).says("Done.")


async def handshakes_hang(server: DiscordServer) -> None:
    server.gateway.hangs()


async def handshakes_are_refused(server: DiscordServer) -> None:
    server.gateway.refusals = 1_000


async def is_mute(server: DiscordServer) -> None:
    server.gateway.is_mute = True


@pytest.mark.parametrize("trouble", [handshakes_hang, handshakes_are_refused, is_mute])
async def test_leaving_while_the_gateway_is_not_there_ends_at_once(
    server: DiscordServer,
    opened: Opened,
    core: StandInCore,
    book: Book,
    research: Channel,
    trouble: Any,
) -> None:
    """Also when it was never there, and whoever starts us gives up."""
    await trouble(server)
    discord = opened(settings_for(server))
    await discord.connect()
    serving = asyncio.create_task(discord.serve(core, book))
    await soon(lambda: server.registered_commands())
    await asyncio.sleep(0.1)
    assert not serving.done()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    async with asyncio.timeout(QUICK.goodbye + 1):
        await discord.stop()
        await discord.close()
    server.gateway.recovers()


@pytest.mark.parametrize("trouble", [handshakes_hang, handshakes_are_refused, is_mute])
async def test_leaving_while_the_gateway_is_away_ends_at_once(desk: Desk, trouble: Any) -> None:
    await trouble(desk.server)
    await desk.server.gateway.drops()
    await asyncio.sleep(0.1)
    async with asyncio.timeout(QUICK.goodbye + 1):
        await desk.discord.stop()
        await desk.discord.close()
    desk.server.gateway.recovers()


async def test_leaving_without_having_come(opened: Opened, server: DiscordServer) -> None:
    discord = opened(settings_for(server))
    await discord.stop()
    await discord.close()
