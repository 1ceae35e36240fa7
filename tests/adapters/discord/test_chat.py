"""What Unstuck writes stands in Discord as Discord's own client sends it."""

import gc
from collections.abc import AsyncIterator

import discord
import pytest

from bot.engine.addresses import LOOK_FOR_RETURN_SECONDS
from bot.messages.parts import Button, Buttons, Mention, Quote, message, say
from bot.messages.refs import Ref
from bot.ports.chat import Gone, Posted, Refused, TryLater
from tests.adapters.discord.serving import EDIT, OPEN, POST, Line, connected, routes
from tests.adapters.discord.stand_ins import Book, person_of, workspace_of
from tests.clocks import StillClock
from tests.servers.discord.faults import Reset
from tests.servers.discord.permissions import NEEDED, SEND_MESSAGES, VIEW_CHANNEL
from tests.servers.discord.screen import SeenMessage
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, User

HELLO = message(say("Hello"))
BUTTON = message(say("Hello"), Buttons((Button("Check in", Ref("checkins.open", ("1",))),)))


@pytest.fixture
async def line(
    server: DiscordServer, book: Book, clock: StillClock, lab: Guild
) -> AsyncIterator[Line]:
    book.knows(lab)
    async with connected(server, book, clock, workspace_of(lab)) as line:
        yield line


def texts(server: DiscordServer, who: User) -> list[str]:
    return [seen.text_as_read for seen in server.screen(who)]


def last(server: DiscordServer, who: User) -> SeenMessage:
    return server.screen(who)[-1]


# -- posting ----------------------------------------------------------------------------------


async def test_a_message_stands_in_its_channel(
    server: DiscordServer, line: Line, ann: User, research: Channel
) -> None:
    posted = await line.posts(research, HELLO)
    seen = last(server, ann)
    assert posted == Posted(research.id, seen.id)
    assert seen.says("Hello")
    assert routes(server) == [POST]


async def test_an_edit_stands_in_its_place_and_twice_is_once(
    server: DiscordServer, line: Line, ann: User, research: Channel
) -> None:
    posted = await line.posts(research, BUTTON)
    for _ in range(2):
        await line.edits(research, posted, message(say("Hello again")))
    (seen,) = server.screen(ann)
    assert (seen.text_as_read, seen.edited, seen.buttons) == ("Hello again", True, ())


async def test_a_direct_message_is_edited_where_it_stands(
    server: DiscordServer, line: Line, ann: User
) -> None:
    posted = await line.posts(ann, HELLO)
    assert posted.place == server.direct_channel(ann).id
    await line.edits(ann, posted, message(say("Bye")))
    assert texts(server, ann) == ["Bye"]
    assert routes(server) == [OPEN, POST, EDIT]


async def test_a_button_in_a_direct_message_says_of_which_server_it_is(
    server: DiscordServer, line: Line, lab: Guild, ann: User, research: Channel
) -> None:
    """Discord does not: people may share several with us."""
    await line.posts(research, BUTTON)
    await line.posts(ann, BUTTON)
    there, direct = (seen.buttons[0].custom_id for seen in server.screen(ann))
    assert there.endswith(Ref("checkins.open", ("1",)).encode())
    assert direct != there
    assert int(direct.partition("!")[0], 36) == int(lab.id)


async def test_a_message_that_somebody_deleted_is_gone(
    server: DiscordServer, line: Line, ann: User, research: Channel
) -> None:
    posted = await line.posts(research, HELLO)
    await server.deletes_message(last(server, ann))
    with pytest.raises(Gone):
        await line.edits(research, posted, HELLO)


async def test_deleting_takes_what_is_there(
    server: DiscordServer, line: Line, ann: User, research: Channel
) -> None:
    both = [await line.posts(research, HELLO) for _ in range(2)]
    await line.chat.delete(both[:1])
    await line.chat.delete(both)
    assert server.screen(ann) == []


async def test_deleting_in_a_channel_that_was_deleted_is_done_already(
    server: DiscordServer, line: Line, research: Channel
) -> None:
    posted = await line.posts(research, HELLO)
    await server.deletes_channel(research)
    await line.chat.delete([posted])


async def test_what_we_may_not_delete_any_more_is_said(
    server: DiscordServer, line: Line, research: Channel
) -> None:
    posted = await line.posts(research, HELLO)
    server.set_bot_permissions(research, NEEDED & ~VIEW_CHANNEL)
    with pytest.raises(Refused, match="cannot see that channel"):
        await line.chat.delete([posted])


async def test_permissions_that_are_taken_between_two_messages_say_what_to_give(
    server: DiscordServer, line: Line, ann: User, research: Channel
) -> None:
    await line.posts(research, HELLO)
    server.set_bot_permissions(research, NEEDED & ~SEND_MESSAGES)
    with pytest.raises(Refused, match="“Send Messages”"):
        await line.posts(research, HELLO)
    server.set_bot_permissions(research, NEEDED & ~VIEW_CHANNEL)
    with pytest.raises(Refused, match="view it"):
        await line.posts(research, HELLO)
    server.set_bot_permissions(research, NEEDED)
    await line.posts(research, HELLO)
    assert texts(server, ann) == ["Hello", "Hello"]


async def test_a_channel_that_was_deleted_says_to_choose_another(
    server: DiscordServer, line: Line, research: Channel
) -> None:
    posted = await line.posts(research, HELLO)
    await server.deletes_channel(research)
    with pytest.raises(Refused, match="does not exist any more: choose another one"):
        await line.posts(research, HELLO)
    with pytest.raises(Refused, match="does not exist any more: choose another one"):
        await line.edits(research, posted, HELLO)


async def test_a_server_that_removed_us_refuses_for_good(
    server: DiscordServer, line: Line, lab: Guild, research: Channel
) -> None:
    above = await line.posts(research, HELLO)
    line.chat._guilds.forget(lab.id)
    await server.leaves_guild(lab)
    for under in (None, above):
        with pytest.raises(Refused):
            await line.posts(research, HELLO, under=under)


async def test_a_direct_message_of_a_server_that_removed_us_waits_for_its_return(
    server: DiscordServer, line: Line, lab: Guild, ann: User
) -> None:
    """Its buttons could not say of which server they are."""
    posted = await line.posts(ann, HELLO)
    line.chat._guilds.forget(lab.id)
    server.calls.clear()
    for goes in (line.posts(ann, BUTTON), line.edits(ann, posted, BUTTON)):
        with pytest.raises(TryLater, match="does not have Unstuck now") as caught:
            await goes
        assert (caught.value.after_seconds, caught.value.is_limit) == (
            LOOK_FOR_RETURN_SECONDS,
            True,
        )
    assert routes(server) == []
    await line.chat._guilds.enrol(lab.id, lab.name)
    await line.posts(ann, BUTTON)
    assert last(server, ann).buttons[0].custom_id.partition("!")[0]


# -- once -------------------------------------------------------------------------------------


async def test_what_was_under_way_when_we_died_stands_there_once(
    server: DiscordServer, book: Book, clock: StillClock, lab: Guild, ann: User, research: Channel
) -> None:
    """The restart posts it again under the same nonce."""
    book.knows(lab)
    server.faults.next(POST, Reset(after_effect=True))
    async with connected(server, book, clock, workspace_of(lab)) as line:
        with pytest.raises(TryLater):
            await line.posts(research, HELLO, "17.0")
    clock.advance(minutes=1)
    async with connected(server, book, clock, workspace_of(lab)) as line:
        posted = await line.posts(research, HELLO, "17.0")
        await line.posts(research, HELLO, "18.0")
    first, _ = server.screen(ann)
    assert first.id == posted.outer_id


async def test_a_call_that_hangs_ends_by_itself_and_arrives_once(
    server: DiscordServer, book: Book, clock: StillClock, lab: Guild, ann: User, research: Channel
) -> None:
    book.knows(lab)
    door = server.faults.hangs(POST, after_effect=True)
    async with connected(server, book, clock, workspace_of(lab), longest=0.1) as line:
        with pytest.raises(TryLater, match="did not answer in time"):
            await line.posts(research, HELLO, "17.0")
        door.set()
        server.faults.mends()
        await line.posts(research, HELLO, "17.0")
    assert texts(server, ann) == ["Hello"]


# -- who is meant -----------------------------------------------------------------------------


async def test_whom_a_message_addresses_is_pinged_and_not_again_by_its_edit(
    server: DiscordServer, line: Line, book: Book, lab: Guild, ann: User, research: Channel
) -> None:
    book.knows(lab, ann)
    ann_there = person_of(ann)
    hello = message(say("Hello ", Mention(ann_there, "Ann")), addresses=(ann_there,))
    posted = await line.posts(research, hello)
    assert last(server, ann).pings == {ann.id}
    await line.edits(research, posted, hello)
    assert list(last(server, ann).mentions) == [ann.id]


async def test_nobody_is_asked_for_and_pinged_when_nobody_is_addressed(
    server: DiscordServer, line: Line, book: Book, lab: Guild, ann: User, research: Channel
) -> None:
    book.knows(lab, ann)
    book.is_down = True
    typed = Quote(f"<@{ann.id}> <@&{lab.id}> @everyone @here")
    posted = await line.posts(research, message(say(Mention(person_of(ann), "Ann")), typed))
    await line.edits(research, posted, message(typed))
    assert last(server, ann).pings == frozenset()
    assert not last(server, ann).mentions


async def test_somebody_without_an_account_is_named(
    server: DiscordServer, line: Line, ann: User, ben: User, research: Channel
) -> None:
    who = person_of(ben)
    await line.posts(research, message(say(Mention(who, "Ben")), addresses=(who,)))
    assert "Ben" in last(server, ann).text_as_read
    assert last(server, ann).pings == frozenset()


# -- what stays in memory ---------------------------------------------------------------------


async def test_nothing_of_what_was_sent_stays_in_memory(
    server: DiscordServer, line: Line, ann: User, research: Channel
) -> None:
    """discord.py keeps every view that may be pressed, and a task with it."""
    for place in (research, ann):
        posted = await line.posts(place, BUTTON)
        await line.edits(place, posted, BUTTON)
    store = line.client._connection._view_store
    assert (store._views, store._synced_message_views) == ({}, {})
    assert not line.client.cached_messages
    gc.collect()
    assert [each for each in gc.get_objects() if isinstance(each, discord.ui.LayoutView)] == []
