"""The gateway breaks in every way it can, and nobody notices."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.discord.patience import Patience
from bot.engine.intents import Intent, Reply
from bot.messages.parts import message, say
from tests.adapters.discord.desk import QUICK, Desk, open_discord, soon
from tests.adapters.discord.stand_ins import Book, StandInCore
from tests.clocks import StillClock
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, User

LIVELY = replace(QUICK, heartbeat=0.5)
"""For tests with a gateway that falls silent."""


async def is_heard(desk: Desk, core: StandInCore, who: User) -> None:
    """Whoever acts is answered."""
    before = len(core.intents)
    await desk.server.gateway.connected()
    answer = await desk.types(who, "inbox")
    assert answer.is_ok
    assert len(core.intents) == before + 1


async def is_answered(desk: Desk, who: User, count: int) -> None:
    """So many words of theirs."""
    await soon(lambda: len([m for m in desk.seen(who) if m.by_bot]) >= count)
    await desk.discord.finish()
    assert len([m for m in desk.seen(who) if m.by_bot]) == count


@pytest.mark.parametrize("how", ["drops", "asks_reconnect", "invalidates", "4000", "4008"])
async def test_nothing_is_lost_over_a_connection_that_can_be_resumed(
    desk: Desk, core: StandInCore, ann: User, how: str
) -> None:
    gateway = desk.server.gateway
    if how == "invalidates":
        await gateway.invalidates(resumable=True)
    elif how.isdigit():
        await gateway.closes_with(int(how))
    else:
        await getattr(gateway, how)()
    for number in range(3):
        await desk.server.writes(ann, desk.server.direct_channel(ann), f"word {number}")
    await gateway.until(lambda: gateway.resumes == 1)
    await is_answered(desk, ann, 3)
    await is_heard(desk, core, ann)
    assert (gateway.identifies, gateway.resumes) == (1, 1)


@pytest.mark.parametrize("how", ["invalidates", "forgotten", "4007", "4009"])
async def test_a_session_that_is_lost_is_followed_by_another(
    desk: Desk, core: StandInCore, ann: User, how: str
) -> None:
    gateway = desk.server.gateway
    if how == "invalidates":
        await gateway.invalidates(resumable=False)
    elif how == "forgotten":
        gateway.forgets()
        await gateway.drops()
    else:
        gateway.forgets()
        await gateway.closes_with(int(how))
    await gateway.until(lambda: gateway.identifies == 2)
    await is_heard(desk, core, ann)
    assert core.notices == []


async def test_many_breaks_one_after_the_other(desk: Desk, core: StandInCore, ann: User) -> None:
    gateway = desk.server.gateway
    for number in range(5):
        await gateway.connected()
        await gateway.drops()
        await desk.server.writes(ann, desk.server.direct_channel(ann), f"word {number}")
    await is_answered(desk, ann, 5)
    await is_heard(desk, core, ann)


async def test_a_gateway_that_refuses_for_a_while_is_tried_again(
    desk: Desk, core: StandInCore, ann: User, caplog: pytest.LogCaptureFixture
) -> None:
    """The trouble of a handshake is not that of a call."""
    gateway = desk.server.gateway
    gateway.refusals = 2
    await gateway.drops()
    await gateway.connected(20)
    assert gateway.refusals == 0
    await is_heard(desk, core, ann)
    assert "Nobody is heard" not in caplog.text


class TestSilence:
    @pytest.fixture
    def patience(self) -> Patience:
        return LIVELY

    @pytest.fixture
    async def desk(
        self,
        server: DiscordServer,
        clock: StillClock,
        core: StandInCore,
        book: Book,
        lab: Guild,
        research: Channel,
        patience: Patience,
    ) -> AsyncIterator[Desk]:
        server.gateway.heartbeat_interval = 0.1
        async with open_discord(server, core, book, patience) as discord:
            yield Desk(server, discord, clock, lab, research)

    async def test_a_connection_that_is_only_quiet_is_kept(
        self, desk: Desk, core: StandInCore, ann: User
    ) -> None:
        gateway = desk.server.gateway
        beats = gateway.heartbeats
        await gateway.until(lambda: gateway.heartbeats > beats + 10)
        assert (gateway.identifies, gateway.resumes) == (1, 0)
        await is_heard(desk, core, ann)

    async def test_a_connection_that_is_dead_and_looks_open_is_replaced(
        self, desk: Desk, core: StandInCore, ann: User
    ) -> None:
        gateway = desk.server.gateway
        gateway.goes_silent()
        await desk.server.writes(ann, desk.server.direct_channel(ann), "word")
        await gateway.until(lambda: gateway.resumes == 1)
        await is_answered(desk, ann, 1)
        await is_heard(desk, core, ann)

    async def test_leaving_a_gateway_that_says_nothing_ends_in_time(self, desk: Desk) -> None:
        desk.server.gateway.goes_silent()
        async with asyncio.timeout(QUICK.goodbye + 3):
            await desk.discord.stop()
            await desk.discord.close()


async def test_what_is_under_way_when_the_gateway_goes_is_answered(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    door = asyncio.Event()

    async def slowly(_: Intent) -> Reply:
        await door.wait()
        return Reply(tell=message(say("Done.")))

    core.answer = slowly
    typing = asyncio.create_task(desk.server.types_command(ann, desk.channel, "inbox", {}))
    await soon(lambda: core.intents)
    await desk.server.gateway.closes_with(4000)
    door.set()
    assert (await typing).is_ok
    await desk.discord.finish()
    assert desk.last(ann).says("Done.")
    assert len(core.intents) == 1


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (4004, "Discord does not take DISCORD_TOKEN"),
        (4014, "Discord ended the connection: PrivilegedIntentsRequired"),
    ],
)
async def test_what_only_the_operator_can_mend_is_logged_once(
    desk: Desk, caplog: pytest.LogCaptureFixture, code: int, words: str
) -> None:
    await desk.server.gateway.closes_with(code)
    await soon(lambda: "Nobody is heard" in caplog.text)
    told = [r.getMessage() for r in caplog.records if "Nobody is heard" in r.getMessage()]
    assert len(told) == 1
    assert told[0].startswith(words)
    assert desk.server.token not in caplog.text


async def test_the_log_of_it_never_holds_the_token(
    server: DiscordServer,
    core: StandInCore,
    book: Book,
    lab: Guild,
    research: Channel,
    ann: User,
    clock: StillClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with open_discord(server, core, book) as discord:
        desk = Desk(server, discord, clock, lab, research)
        await server.gateway.drops()
        await server.gateway.until(lambda: server.gateway.resumes == 1)
        server.gateway.refusals = 1
        await server.gateway.invalidates(resumable=False)
        await server.gateway.until(lambda: server.gateway.identifies == 2, 20)
        await desk.server.writes(ann, server.direct_channel(ann), "a secret word")
        await is_answered(desk, ann, 1)
    said = [str(vars(each)) for each in caplog.records if not each.name.startswith("aiohttp")]
    assert [each for each in said if server.token in each or "a secret word" in each] == []
