"""Servers that come and go while what they did before is still being kept."""

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.domain.ids import WorkspaceId
from bot.engine.intents import Notice, Removed
from bot.ports.store import StoreUnavailable
from tests.adapters.discord.desk import Desk, soon
from tests.adapters.discord.stand_ins import Book, StandInCore, workspace_of
from tests.clocks import StillClock
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Guild


@dataclass
class SlowBook(Book):
    """Keeps some servers only when a test lets it."""

    doors: dict[str, asyncio.Event] = field(default_factory=dict)
    """By Discord's id of the server."""
    enrolling: list[str] = field(default_factory=list)

    async def enrol(self, guild: str, name: str) -> WorkspaceId:
        self.enrolling.append(guild)
        if guild in self.doors:
            await self.doors[guild].wait()
        return await super().enrol(guild, name)

    def holds(self, guild: Guild) -> asyncio.Event:
        """From now on."""
        self.enrolling.clear()
        self.doors[guild.id] = asyncio.Event()
        return self.doors[guild.id]

    def is_enrolling(self, guild: Guild) -> bool:
        return guild.id in self.enrolling


class SlowCore(StandInCore):
    """Keeps what it is told only when a test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.door = asyncio.Event()
        self.door.set()
        self.told = asyncio.Event()

    async def notice(self, notice: Notice) -> None:
        self.told.set()
        await self.door.wait()
        await super().notice(notice)


@pytest.fixture
def core() -> SlowCore:
    return SlowCore()


@pytest.fixture
def book(clock: StillClock) -> SlowBook:
    return SlowBook(clock)


@pytest.fixture
def other(server: DiscordServer) -> Guild:
    return server.add_guild("Other", has_bot=False)


def removed(core: StandInCore) -> list[WorkspaceId]:
    return [notice.workspace for notice in core.notices if isinstance(notice.what, Removed)]


async def begins_anew(desk: Desk, book: SlowBook) -> asyncio.Event:
    """A new session, which waits for the store at the desk's own server."""
    door = book.holds(desk.guild)
    await desk.server.gateway.invalidates(resumable=False)
    await soon(lambda: book.is_enrolling(desk.guild))
    return door


async def has_ended(desk: Desk) -> None:
    """All that was under way."""
    for _ in range(5):
        await asyncio.sleep(0.01)
        await desk.discord.finish()


@pytest.mark.parametrize("was_known", [False, True])
async def test_a_server_that_comes_while_a_session_begins_stays(
    desk: Desk, core: StandInCore, book: SlowBook, other: Guild, *, was_known: bool
) -> None:
    if was_known:
        await desk.discord.guilds.enrol(other.id, other.name)
    door = await begins_anew(desk, book)
    await desk.server.joins_guild(other)
    await soon(lambda: desk.discord.client.get_guild(int(other.id)))
    await soon(lambda: desk.discord.guilds.workspace(other.id))
    door.set()
    await has_ended(desk)
    assert removed(core) == []
    assert set(desk.discord.guilds.known()) == {desk.guild.id, other.id}


async def test_a_server_that_goes_while_a_session_begins_is_not_enrolled_again(
    desk: Desk, core: StandInCore, book: SlowBook, other: Guild
) -> None:
    await desk.server.joins_guild(other)
    await soon(lambda: desk.discord.guilds.workspace(other.id))
    door = await begins_anew(desk, book)
    await desk.server.leaves_guild(other)
    await soon(lambda: removed(core))
    door.set()
    await has_ended(desk)
    assert removed(core) == [workspace_of(other)]
    assert desk.discord.guilds.known() == [desk.guild.id]


async def test_a_server_that_goes_while_it_is_being_enrolled_has_gone(
    desk: Desk, core: StandInCore, book: SlowBook, other: Guild
) -> None:
    door = book.holds(other)
    await desk.server.joins_guild(other)
    await soon(lambda: book.is_enrolling(other))
    await desk.server.leaves_guild(other)
    await soon(lambda: desk.discord.client.get_guild(int(other.id)) is None)
    door.set()
    await has_ended(desk)
    assert removed(core) == [workspace_of(other)]
    assert desk.discord.guilds.known() == [desk.guild.id]


async def test_a_server_that_comes_back_while_its_removal_is_being_kept_is_enrolled_after_it(
    desk: Desk, core: SlowCore, book: SlowBook
) -> None:
    """The other way round the store would hold it for removed."""
    core.door.clear()
    book.enrolling.clear()
    await desk.server.leaves_guild(desk.guild)
    await core.told.wait()
    await desk.server.joins_guild(desk.guild)
    await soon(lambda: desk.discord.client.get_guild(int(desk.guild.id)))
    for _ in range(20):
        await asyncio.sleep(0)
    assert not book.is_enrolling(desk.guild)
    core.door.set()
    await soon(lambda: book.is_enrolling(desk.guild))
    await has_ended(desk)
    assert removed(core) == [workspace_of(desk.guild)]
    assert desk.discord.guilds.known() == [desk.guild.id]


async def test_a_store_that_is_down_holds_up_no_later_turn(
    desk: Desk, book: SlowBook, other: Guild
) -> None:
    book.is_down = True
    with pytest.raises(StoreUnavailable):
        await desk.discord.guilds.enrol(other.id, other.name)
    book.is_down = False
    await desk.discord.guilds.enrol(other.id, other.name)
    assert desk.discord.guilds.workspace(other.id) == workspace_of(other)
