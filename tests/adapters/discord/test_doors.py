"""Direct messages are opened once and slowly; a door that is closed is told to the right person."""

from collections.abc import AsyncIterator

import pytest

from adapters.discord.doors import TOO_FAST_SECONDS
from bot.domain.letters import Urgency
from bot.messages.parts import message, say
from bot.ports.chat import Address, ClosedDoor, Gone, Posted, Refused, TryLater
from bot.ports.store import StoreUnavailable
from tests.adapters.discord.serving import EDIT, OPEN, POST, Line, connected, routes
from tests.adapters.discord.stand_ins import Book, workspace_of
from tests.clocks import StillClock
from tests.servers.discord.faults import Answers, BadStatus, RateLimited
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Guild, User

HELLO = message(say("Hello"))


@pytest.fixture
async def line(
    server: DiscordServer, book: Book, clock: StillClock, lab: Guild
) -> AsyncIterator[Line]:
    book.knows(lab)
    async with connected(server, book, clock, workspace_of(lab)) as line:
        yield line


@pytest.fixture
def crowd(server: DiscordServer, lab: Guild) -> list[User]:
    people = [server.add_user(f"u{n}") for n in range(12)]
    for user in people:
        server.add_member(lab, user)
    return people


async def test_a_direct_message_is_opened_once_and_then_known(
    server: DiscordServer, line: Line, book: Book, ann: User
) -> None:
    await line.posts(ann, HELLO)
    book.is_down = True
    for _ in range(2):
        await line.posts(ann, HELLO)
    assert routes(server) == [OPEN, POST, POST, POST]


async def test_its_channel_is_kept_over_a_restart(
    server: DiscordServer, book: Book, clock: StillClock, lab: Guild, ann: User
) -> None:
    book.knows(lab, ann)
    for _ in range(2):
        async with connected(server, book, clock, workspace_of(lab)) as line:
            await line.posts(ann, HELLO)
            assert routes(server)[-1] == POST
    assert OPEN not in routes(server)
    assert len(server.screen(ann)) == 2


async def test_people_are_opened_one_in_two_seconds_and_nobody_is_lost(
    server: DiscordServer, line: Line, crowd: list[User]
) -> None:
    limiter = server.use_limiter(seconds=lambda: line.clock.now().timestamp(), opens=1)
    limiter.opens_seconds = 1.9
    seconds = await line.delivers(crowd, HELLO)
    assert limiter.refused == 0
    assert seconds == pytest.approx(2 * (len(crowd) - 1), rel=0.05)
    assert all(len(server.screen(user)) == 1 for user in crowd)


async def test_who_is_known_does_not_wait_for_those_who_are_opened(
    server: DiscordServer, line: Line, ann: User, crowd: list[User]
) -> None:
    await line.posts(ann, HELLO)
    for user in crowd:
        with pytest.raises(TryLater):
            await line.posts(user, HELLO)
    assert line.chat.pace(line.to(ann), Urgency.INTERACTIVE) < 1
    await line.posts(ann, HELLO)


@pytest.mark.parametrize(
    ("fault", "seconds"), [(Answers(400, 40003), TOO_FAST_SECONDS), (RateLimited(30), 30)]
)
async def test_when_discord_finds_it_too_fast_nobody_is_opened_for_a_while(
    server: DiscordServer,
    line: Line,
    crowd: list[User],
    fault: Answers | RateLimited,
    seconds: float,
) -> None:
    server.faults.next(OPEN, fault)
    for user in crowd[:3]:
        with pytest.raises(TryLater) as caught:
            await line.posts(user, HELLO)
        assert caught.value.is_limit
        assert caught.value.after_seconds == pytest.approx(seconds, abs=5)
    assert routes(server) == [OPEN]
    line.clock.advance(seconds=seconds + 1)
    await line.posts(crowd[1], HELLO)


async def test_trouble_while_opening_holds_back_nobody_else(
    server: DiscordServer, line: Line, ann: User, ben: User
) -> None:
    server.faults.next(OPEN, BadStatus(503))
    with pytest.raises(TryLater) as caught:
        await line.posts(ann, HELLO)
    assert not caught.value.is_limit
    line.clock.advance(seconds=2)
    await line.posts(ben, HELLO)
    assert len(server.screen(ben)) == 1


async def test_a_closed_door_is_told_in_words_and_nothing_is_posted_elsewhere(
    server: DiscordServer, line: Line, ann: User
) -> None:
    told: list[Address] = []
    line.chat.on_closed = told.append
    server.closes_direct_messages(ann)
    with pytest.raises(ClosedDoor, match="take no direct messages from this server, or block me"):
        await line.posts(ann, HELLO)
    assert told == [line.to(ann)]
    assert server.screen(ann) == []
    server.opens_direct_messages(ann)
    await line.posts(ann, HELLO)
    assert len(server.screen(ann)) == 1


async def test_who_shares_no_server_with_us_any_more_is_told_of(
    server: DiscordServer, line: Line, lab: Guild, ann: User
) -> None:
    told: list[Address] = []
    line.chat.on_closed = told.append
    await line.posts(ann, HELLO)
    await server.member_leaves(ann, lab)
    with pytest.raises(Refused, match="share no server with me any more") as caught:
        await line.posts(ann, HELLO)
    assert not isinstance(caught.value, ClosedDoor)
    assert told == [line.to(ann)]


async def test_an_account_that_is_gone_is_told_of(server: DiscordServer, line: Line) -> None:
    told: list[Address] = []
    line.chat.on_closed = told.append
    address = Address(line.workspace, True, "123456789012345678")
    server.faults.next(OPEN, Answers(404, 10013))
    line.comes_to(address)
    with pytest.raises(Refused, match="does not know that account any more"):
        await line.chat.post(address, HELLO, "1.0")
    assert told == [address]


# -- several servers, and another bot ---------------------------------------------------------


@pytest.fixture
def other(server: DiscordServer, book: Book, ann: User) -> Guild:
    other = server.add_guild("Other")
    server.add_member(other, ann)
    book.knows(other, ann)
    return other


async def test_what_one_server_opened_is_kept_for_the_others_too(
    server: DiscordServer,
    book: Book,
    clock: StillClock,
    lab: Guild,
    other: Guild,
    ann: User,
) -> None:
    book.knows(lab, ann)
    there = Address(workspace_of(other), True, ann.id)
    for number in range(2):
        async with connected(server, book, clock, workspace_of(lab)) as line:
            if number == 0:
                await line.posts(ann, HELLO)
            line.comes_to(there)
            await line.chat.post(there, HELLO, f"{number}.0")
            assert routes(server).count(OPEN) == (1 if number == 0 else 0)
    channel = server.direct_channel(ann).id
    assert book.directs == {(workspace_of(guild), ann.id): channel for guild in (lab, other)}


async def test_what_could_not_be_kept_is_kept_with_the_next_message(
    server: DiscordServer, line: Line, book: Book, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object) -> None:
        raise StoreUnavailable("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(book, "keep_direct", fails)
        with pytest.raises(StoreUnavailable):
            await line.posts(ann, HELLO)
    await line.posts(ann, HELLO)
    assert routes(server) == [OPEN, POST]
    assert list(book.directs.values()) == [server.direct_channel(ann).id]


NOT_OURS = [Answers(404, 10003), Answers(403, 50001)]


@pytest.mark.parametrize("fault", NOT_OURS, ids=str)
async def test_a_channel_of_another_bot_is_forgotten_and_opened_anew(
    server: DiscordServer, line: Line, book: Book, ann: User, fault: Answers
) -> None:
    """The token is of a new application: whatever was opened was for the old one."""
    told: list[Address] = []
    line.chat.on_closed = told.append
    book.directs[line.workspace, ann.id] = "99"
    server.faults.always(POST, fault, channel="99")
    for _ in range(2):
        await line.posts(ann, HELLO)
    assert routes(server) == [POST, OPEN, POST, POST]
    assert list(book.directs.values()) == [server.direct_channel(ann).id]
    assert len(server.screen(ann)) == 2
    assert told == []


async def test_it_is_forgotten_also_when_its_turn_to_be_opened_has_not_come(
    server: DiscordServer, line: Line, book: Book, ann: User, ben: User
) -> None:
    await line.posts(ben, HELLO)
    book.directs[line.workspace, ann.id] = "99"
    server.calls.clear()
    with pytest.raises(TryLater) as caught:
        await line.posts(ann, HELLO)
    assert caught.value.is_limit
    assert book.directs[line.workspace, ann.id] == ""
    line.clock.advance(seconds=caught.value.after_seconds or 0)
    await line.posts(ann, HELLO)
    assert routes(server) == [POST, OPEN, POST]


@pytest.mark.parametrize("fault", NOT_OURS, ids=str)
async def test_a_channel_that_is_refused_when_it_was_just_opened_is_not_opened_again(
    server: DiscordServer, line: Line, ann: User, fault: Answers
) -> None:
    server.faults.always(POST, fault)
    with pytest.raises(Refused):
        await line.posts(ann, HELLO)
    assert routes(server) == [OPEN, POST]


async def test_every_server_forgets_it(
    server: DiscordServer, book: Book, lab: Guild, other: Guild, line: Line, ann: User
) -> None:
    for guild in (lab, other):
        book.directs[workspace_of(guild), ann.id] = "99"
    await line.posts(ann, HELLO)
    there = Address(workspace_of(other), True, ann.id)
    line.comes_to(there)
    with pytest.raises(Gone):
        await line.chat.edit(there, Posted("99", "100"), HELLO)
    # What is known by now is not forgotten with it.
    line.comes_to(there)
    await line.chat.post(there, HELLO, "other.0")
    assert routes(server) == [POST, OPEN, POST, EDIT, POST]
    assert set(book.directs.values()) == {server.direct_channel(ann).id}


@pytest.mark.parametrize("fault", NOT_OURS, ids=str)
async def test_a_message_of_another_bot_is_gone_and_posted_anew(
    server: DiscordServer, line: Line, book: Book, ann: User, fault: Answers
) -> None:
    book.directs[line.workspace, ann.id] = "99"
    server.faults.always(EDIT, fault, channel="99")
    with pytest.raises(Gone, match="not mine any more"):
        await line.edits(ann, Posted("99", "100"), HELLO)
    await line.posts(ann, HELLO)
    assert routes(server) == [EDIT, OPEN, POST]
    with pytest.raises(Gone):
        await line.edits(ann, Posted("99", "101"), HELLO)
    assert list(book.directs.values()) == [server.direct_channel(ann).id]
