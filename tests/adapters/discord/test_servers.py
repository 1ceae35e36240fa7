"""Servers let Unstuck in and put it out, also while it does not run or hear."""

import pytest

from bot.engine.intents import ChannelLost, Notice, Removed
from bot.messages.parts import message, say
from bot.ports.chat import Refused
from bot.ports.store import StoreUnavailable
from tests.adapters.discord.desk import Desk, open_discord, soon
from tests.adapters.discord.stand_ins import Book, StandInCore, workspace_of
from tests.clocks import StillClock
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.shapes import guild_create_json
from tests.servers.discord.state import Channel, Guild, User


def removed(core: StandInCore) -> list[Notice]:
    return [notice for notice in core.notices if isinstance(notice.what, Removed)]


# -- while it runs ----------------------------------------------------------------------------


async def test_a_server_that_lets_us_in_is_enrolled_under_its_name(
    desk: Desk, core: StandInCore, book: Book, ann: User
) -> None:
    other = desk.server.add_guild("Other", has_bot=False)
    desk.server.add_member(other, ann)
    await desk.server.joins_guild(other)
    await soon(lambda: desk.discord.guilds.workspace(other.id))
    assert book.names[other.id] == "Other"
    there = desk.server.add_channel(other, "there")
    await desk.types(ann, "inbox", there)
    assert core.command.origin.workspace == workspace_of(other)


async def test_two_servers_are_served_at_once(
    desk: Desk, core: StandInCore, lab: Guild, ann: User
) -> None:
    """By one connection, and each acts in its own."""
    other = desk.server.add_guild("Other")
    desk.server.add_member(other, ann)
    there = desk.server.add_channel(other, "there")
    await soon(lambda: desk.discord.guilds.workspace(other.id))
    for place in (desk.channel, there):
        await desk.types(ann, "inbox", place)
    assert len({intent.origin.workspace for intent in core.intents}) == 2
    assert len(desk.server.gateway.connections) == 1


async def test_a_server_that_removes_us_is_told_of_once_and_may_come_back(
    desk: Desk, core: StandInCore
) -> None:
    await desk.server.leaves_guild(desk.guild)
    await soon(lambda: core.notices)
    assert [notice.workspace for notice in removed(core)] == [workspace_of(desk.guild)]
    assert desk.discord.guilds.workspace(desk.guild.id) is None
    await desk.server.joins_guild(desk.guild)
    await soon(lambda: desk.discord.guilds.workspace(desk.guild.id))
    await desk.server.leaves_guild(desk.guild)
    await soon(lambda: len(removed(core)) == 2)
    # The second time is not the first one again.
    assert len({notice.event for notice in core.notices}) == 2


async def test_an_outage_of_discords_is_no_removal(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    await desk.server.loses_guild(desk.guild)
    guild = desk.discord.client.get_guild(int(desk.guild.id))
    await soon(lambda: guild is not None and guild.unavailable)
    assert desk.discord.guilds.workspace(desk.guild.id) == workspace_of(desk.guild)
    await desk.server.regains_guild(desk.guild)
    await soon(lambda: guild is not None and not guild.unavailable)
    await desk.types(ann, "inbox")
    assert core.notices == []


async def test_a_channel_that_is_deleted_is_told_of(
    desk: Desk, core: StandInCore, research: Channel
) -> None:
    thread = desk.server.add_thread(research, "Details")
    await desk.server.deletes_thread(thread)
    await desk.server.deletes_channel(research)
    await soon(lambda: core.notices)
    (notice,) = core.notices
    assert notice.what == ChannelLost(research.id, "was deleted")
    assert notice.workspace == workspace_of(desk.guild)


async def test_a_store_that_is_down_is_logged_and_whoever_acts_there_is_enrolled_then(
    desk: Desk, core: StandInCore, book: Book, ann: User, caplog: pytest.LogCaptureFixture
) -> None:
    other = desk.server.add_guild("Other", has_bot=False)
    desk.server.add_member(other, ann)
    book.is_down = True
    await desk.server.joins_guild(other)
    await soon(lambda: "server not enrolled" in caplog.text)
    book.is_down = False
    await desk.types(ann, "inbox", desk.server.add_channel(other, "there"))
    assert core.command.origin.workspace == workspace_of(other)


async def test_a_removal_that_was_not_kept_is_logged(
    desk: Desk, core: StandInCore, caplog: pytest.LogCaptureFixture
) -> None:
    core.trouble = StoreUnavailable("The disk is full.")
    await desk.server.leaves_guild(desk.guild)
    await soon(lambda: "notice not kept" in caplog.text)


# -- while it did not -------------------------------------------------------------------------


async def test_what_came_and_went_while_we_were_down_is_found_when_we_start(
    server: DiscordServer, core: StandInCore, book: Book, lab: Guild, research: Channel
) -> None:
    gone = server.add_guild("Gone", has_bot=False)
    book.knows(gone)
    async with open_discord(server, core, book) as discord:
        await soon(lambda: core.notices)
        assert [notice.workspace for notice in removed(core)] == [workspace_of(gone)]
        assert discord.guilds.known() == [lab.id]
    assert book.names[lab.id] == "Lab"


async def test_a_server_that_was_renamed_meanwhile_has_its_new_name(
    server: DiscordServer, core: StandInCore, book: Book, lab: Guild, research: Channel
) -> None:
    book.knows(lab)
    book.names[lab.id] = "As it was called"
    async with open_discord(server, core, book):
        await soon(lambda: book.names[lab.id] == "Lab")
        lab.name = "Laboratory"
        server.happenings.tell("GUILD_UPDATE", guild_create_json(server.world, lab))
        await soon(lambda: book.names[lab.id] == "Laboratory")


async def test_a_server_with_an_outage_when_we_start_has_not_removed_us(
    server: DiscordServer, core: StandInCore, book: Book, lab: Guild, ann: User, research: Channel
) -> None:
    book.knows(lab)
    lab.is_available = False
    async with open_discord(server, core, book) as discord:
        await discord.client.wait_until_ready()
        await discord.finish()
        assert removed(core) == []
        assert discord.guilds.workspace(lab.id) == workspace_of(lab)


async def test_a_server_that_came_in_an_outage_is_enrolled_after_it(
    server: DiscordServer, core: StandInCore, book: Book, lab: Guild, research: Channel
) -> None:
    lab.is_available = False
    async with open_discord(server, core, book) as discord:
        await discord.client.wait_until_ready()
        assert discord.guilds.known() == []
        await server.regains_guild(lab)
        await soon(lambda: discord.guilds.known())
        assert book.names[lab.id] == "Lab"


async def test_a_removal_while_the_session_was_lost_is_found_by_the_next_one(
    desk: Desk, core: StandInCore, book: Book, clock: StillClock
) -> None:
    """Nothing is replayed then: the next READY only does not name the server any more."""
    stays = desk.server.add_guild("Stays")
    await soon(lambda: desk.discord.guilds.workspace(stays.id))
    before = desk.server.gateway.identifies
    desk.server.gateway.sessions.clear()
    await desk.server.leaves_guild(desk.guild)
    comes = desk.server.add_guild("Comes")
    await desk.server.gateway.invalidates(resumable=False)
    await desk.server.gateway.until(lambda: desk.server.gateway.identifies == before + 1)
    await soon(lambda: core.notices and desk.discord.guilds.workspace(comes.id))
    assert [notice.workspace for notice in removed(core)] == [workspace_of(desk.guild)]
    assert sorted(desk.discord.guilds.known()) == sorted([stays.id, comes.id])
    assert desk.discord.client.get_guild(int(desk.guild.id)) is None


async def test_a_channel_of_a_server_that_is_gone_refuses_a_letter(desk: Desk) -> None:
    await desk.server.leaves_guild(desk.guild)
    await soon(lambda: not desk.discord.guilds.known())
    with pytest.raises(Refused, match="cannot see that channel"):
        await desk.posts(desk.channel, message(say("Hello")))


async def test_one_of_two_connections_says_nothing_of_the_servers_of_the_other(
    server: DiscordServer, core: StandInCore, book: Book, lab: Guild, research: Channel
) -> None:
    """Discord shares servers out when there are many."""
    server.directory.shards = 2
    other = server.add_guild("Other")
    async with open_discord(server, core, book) as discord:
        await soon(lambda: len(discord.guilds.known()) == 2)
        first, second = (discord.client.get_guild(int(guild.id)) for guild in (lab, other))
        assert first is not None
        assert second is not None
        assert first.shard_id != second.shard_id
        for session in list(server.gateway.sessions.values()):
            if session.shard[0] == first.shard_id and session.connection is not None:
                session.is_lost = True
                server.gateway.connections.remove(session.connection)
                session.connection.abort()
        await server.leaves_guild(lab)
        await server.gateway.until(lambda: server.gateway.identifies == 3)
        await soon(lambda: core.notices)
        await discord.finish()
        assert [notice.workspace for notice in removed(core)] == [workspace_of(lab)]
        assert discord.guilds.known() == [other.id]
