"""Pictures go with their message, and come back with its edit; files have one of their own."""

from collections.abc import AsyncIterator

import pytest

from bot.messages.parts import Image, message, say
from bot.ports.chat import File, Refused, TryLater
from tests.adapters.discord.serving import POST, Line, connected
from tests.adapters.discord.stand_ins import Book, workspace_of
from tests.clocks import StillClock
from tests.servers.discord.faults import Reset
from tests.servers.discord.permissions import ATTACH_FILES, NEEDED
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, User

CHART = message(say("This week"), Image(b"first", "Two bars"), Image(b"second", "A line"))


@pytest.fixture
async def line(
    server: DiscordServer, book: Book, clock: StillClock, lab: Guild
) -> AsyncIterator[Line]:
    book.knows(lab)
    async with connected(server, book, clock, workspace_of(lab)) as line:
        yield line


def pictures(server: DiscordServer, who: User) -> list[tuple[bytes, str]]:
    (seen,) = server.screen(who)
    return [(file.content, file.description) for file in seen.files]


async def test_pictures_are_attached_with_their_words(
    server: DiscordServer, line: Line, ann: User, research: Channel
) -> None:
    await line.posts(research, CHART)
    assert pictures(server, ann) == [(b"first", "Two bars"), (b"second", "A line")]


async def test_an_edit_brings_its_own_pictures_and_takes_the_old_ones_away(
    server: DiscordServer, line: Line, ann: User, research: Channel
) -> None:
    posted = await line.posts(research, CHART)
    await line.edits(research, posted, message(say("Now"), Image(b"third", "A bar")))
    assert pictures(server, ann) == [(b"third", "A bar")]
    await line.edits(research, posted, message(say("None")))
    assert pictures(server, ann) == []


async def test_a_picture_is_whole_when_it_is_sent_into_the_thread_that_had_to_be_made(
    server: DiscordServer, line: Line, ann: User, research: Channel
) -> None:
    """The first try went to a thread that was not there, and had read the file to its end."""
    above = await line.posts(research, message(say("Above")))
    await line.posts(research, CHART, under=above)
    below = server.screen(ann)[-1]
    assert below.parent is research
    assert [file.content for file in below.files] == [b"first", b"second"]


async def test_a_picture_whose_sending_broke_arrives_once(
    server: DiscordServer, line: Line, ann: User, research: Channel
) -> None:
    server.faults.next(POST, Reset(after_effect=True))
    with pytest.raises(TryLater):
        await line.posts(research, CHART, "3.0")
    await line.posts(research, CHART, "3.0")
    assert pictures(server, ann) == [(b"first", "Two bars"), (b"second", "A line")]


async def test_without_the_permission_for_files_it_is_refused(
    server: DiscordServer, line: Line, research: Channel
) -> None:
    server.set_bot_permissions(research, NEEDED & ~ATTACH_FILES)
    with pytest.raises(Refused, match="“Attach Files”"):
        await line.posts(research, CHART)


async def test_a_file_stands_below_its_title(
    server: DiscordServer, line: Line, ann: User, research: Channel
) -> None:
    table = File("asks *of* the week.csv", b"who,what\n", "Asks of @everyone")
    await line.chat.upload(line.to(research), table)
    (seen,) = server.screen(ann)
    assert seen.text_as_read == "Asks of @everyone"
    assert not seen.pings
    assert [file.content for file in seen.files] == [b"who,what\n"]


async def test_a_picture_is_shown_with_its_words_in_direct_messages_too(
    server: DiscordServer, line: Line, ann: User
) -> None:
    await line.chat.upload(line.to(ann), File("week.png", b"bars", "Your week", "Two bars"))
    (seen,) = [m for m in server.screen(ann) if m.channel.is_direct]
    assert [(file.content, file.description) for file in seen.files] == [(b"bars", "Two bars")]


async def test_a_file_goes_into_the_thread_of_a_message(
    server: DiscordServer, line: Line, ann: User, research: Channel
) -> None:
    above = await line.posts(research, message(say("The week")))
    await line.chat.upload(line.to(research), File("week.csv", b"1", "Numbers"), above)
    below = server.screen(ann)[-1]
    assert below.parent is research
    assert [file.content for file in below.files] == [b"1"]
