"""What belongs to a message stands in its thread, whatever becomes of that."""

from collections.abc import AsyncIterator

import pytest

from bot.messages.parts import message, say
from bot.ports.chat import Gone, Posted, Refused, TryLater
from tests.adapters.discord.serving import EDIT, POST, THREAD, Line, connected, routes
from tests.adapters.discord.stand_ins import Book, workspace_of
from tests.clocks import StillClock
from tests.servers.discord.faults import Answers, BadStatus, RateLimited
from tests.servers.discord.permissions import (
    CREATE_PUBLIC_THREADS,
    NEEDED,
    SEND_MESSAGES_IN_THREADS,
)
from tests.servers.discord.screen import SeenMessage
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, User

ABOVE = message(say("Above"))
BELOW = message(say("Below"))


@pytest.fixture
async def line(
    server: DiscordServer, book: Book, clock: StillClock, lab: Guild
) -> AsyncIterator[Line]:
    book.knows(lab)
    async with connected(server, book, clock, workspace_of(lab)) as line:
        yield line


@pytest.fixture
async def above(line: Line, research: Channel) -> Posted:
    return await line.posts(research, ABOVE)


def below(server: DiscordServer, who: User) -> list[SeenMessage]:
    """What stands in threads."""
    return [seen for seen in server.screen(who) if seen.parent is not None]


def thread_of(server: DiscordServer, posted: Posted) -> Channel:
    return server.world.channels[posted.place]


async def test_a_thread_is_made_once_and_all_stands_in_it(
    server: DiscordServer, line: Line, above: Posted, ann: User, research: Channel
) -> None:
    posted = [await line.posts(research, BELOW, under=above) for _ in range(3)]
    assert [seen.id for seen in below(server, ann)] == [each.outer_id for each in posted]
    assert {seen.parent for seen in below(server, ann)} == {research}
    assert {each.place for each in posted} == {above.outer_id}
    assert routes(server).count(THREAD) == 1


async def test_in_direct_messages_it_stands_after_the_message(
    server: DiscordServer, line: Line, ann: User
) -> None:
    """They know no threads."""
    first = await line.posts(ann, ABOVE)
    await line.posts(ann, BELOW, under=first)
    assert [seen.text_as_read for seen in server.screen(ann)] == ["Above", "Below"]
    assert THREAD not in routes(server)


async def test_a_thread_that_discord_archived_is_written_into_again(
    server: DiscordServer, line: Line, above: Posted, ann: User, research: Channel
) -> None:
    first = await line.posts(research, BELOW, under=above)
    await server.archives_thread(thread_of(server, first))
    await line.posts(research, BELOW, under=above)
    assert len(below(server, ann)) == 2


async def test_what_stands_in_an_archived_thread_is_edited_there(
    server: DiscordServer, line: Line, above: Posted, ann: User, research: Channel
) -> None:
    """A summary is brought up to date days later, and Discord archives after one."""
    first = await line.posts(research, BELOW, under=above)
    await server.archives_thread(thread_of(server, first))
    await line.edits(research, first, message(say("Below, and late")))
    assert [seen.text_as_read for seen in below(server, ann)] == ["Below, and late"]
    await server.archives_thread(thread_of(server, first))
    await line.chat.delete([first])
    assert below(server, ann) == []


async def test_what_stands_in_a_locked_thread_is_posted_anew_beside_it(
    server: DiscordServer, line: Line, above: Posted, ann: User, research: Channel
) -> None:
    first = await line.posts(research, BELOW, under=above)
    await server.archives_thread(thread_of(server, first), locks=True)
    with pytest.raises(Gone, match="locked"):
        await line.edits(research, first, BELOW)
    anew = await line.posts(research, BELOW, under=above)
    assert anew.place == research.id


async def test_what_stood_in_a_deleted_thread_is_posted_anew(
    server: DiscordServer, line: Line, above: Posted, ann: User, research: Channel
) -> None:
    """The channel is there: nobody shall be told to choose another one."""
    first = await line.posts(research, BELOW, under=above)
    await server.deletes_thread(thread_of(server, first))
    with pytest.raises(Gone, match="thread was deleted"):
        await line.edits(research, first, BELOW)
    anew = await line.posts(research, BELOW, under=above)
    assert anew.place == research.id
    assert [seen.text_as_read for seen in server.screen(ann)] == ["Above", "Below"]


async def test_a_thread_that_we_may_not_see_says_what_to_give(
    server: DiscordServer, line: Line, above: Posted, research: Channel
) -> None:
    first = await line.posts(research, BELOW, under=above)
    server.faults.next(EDIT, Answers(403, 50001))
    with pytest.raises(Refused, match="cannot see that channel"):
        await line.edits(research, first, BELOW)


@pytest.mark.parametrize("missing", [CREATE_PUBLIC_THREADS, SEND_MESSAGES_IN_THREADS])
async def test_without_the_permission_for_threads_it_stands_beside_the_message(
    server: DiscordServer, line: Line, above: Posted, ann: User, research: Channel, missing: int
) -> None:
    server.set_bot_permissions(research, NEEDED & ~missing)
    posted = await line.posts(research, BELOW, under=above)
    assert posted.place == research.id
    assert [seen.text_as_read for seen in server.screen(ann)] == ["Above", "Below"]


async def test_a_message_that_was_deleted_has_no_thread(
    server: DiscordServer, line: Line, above: Posted, ann: User, research: Channel
) -> None:
    await line.chat.delete([above])
    posted = await line.posts(research, BELOW, under=above)
    assert posted.place == research.id


@pytest.mark.parametrize("fault", [BadStatus(503), RateLimited(3)])
async def test_trouble_with_making_a_thread_puts_nothing_into_the_channel(
    server: DiscordServer,
    line: Line,
    above: Posted,
    ann: User,
    research: Channel,
    fault: BadStatus | RateLimited,
) -> None:
    server.faults.next(THREAD, fault)
    with pytest.raises(TryLater):
        await line.posts(research, BELOW, "7.0", above)
    line.clock.advance(seconds=3)
    posted = await line.posts(research, BELOW, "7.0", above)
    assert posted.place == above.outer_id
    assert len(server.screen(ann)) == 2


async def test_a_thread_that_is_there_and_cannot_be_used_is_not_made_again(
    server: DiscordServer, line: Line, above: Posted, research: Channel
) -> None:
    await line.posts(research, BELOW, under=above)
    server.faults.next(POST, Answers(403, 50013))
    beside = await line.posts(research, BELOW, under=above)
    assert beside.place == research.id
