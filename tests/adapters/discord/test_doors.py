"""Direct messages are opened once and slowly; a door that is closed is told to the right person."""

from collections.abc import AsyncIterator

import pytest

from adapters.discord.doors import TOO_FAST_SECONDS
from bot.domain.letters import Urgency
from bot.messages.parts import message, say
from bot.ports.chat import Address, Refused, TryLater
from tests.adapters.discord.serving import OPEN, POST, Line, connected, routes
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
    with pytest.raises(Refused, match="take no direct messages from this server, or block me"):
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
    with pytest.raises(Refused, match="share no server with me any more"):
        await line.posts(ann, HELLO)
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
