"""The people of a channel who can be asked to join, found in time or at the next try."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.directory import A_FEW, READ_FOR_SECONDS, CannotSee, Directory, NotYet
from adapters.slack.errors import Calls
from adapters.slack.patience import Patience
from tests.adapters.slack.serving import Watch, connected, methods
from tests.clocks import eventually
from tests.servers.slack.faults import BadStatus, RateLimited
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import Channel


@pytest.fixture
async def client(server: SlackServer) -> AsyncIterator[AsyncWebClient]:
    async with connected(server) as client:
        yield client


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def directory(
    server: SlackServer, client: AsyncWebClient, watch: Watch, patience: Patience
) -> AsyncIterator[Directory]:
    directory = Directory(client, Calls(), server.team_id, server.bot_user_id, watch, patience)
    yield directory
    await directory.close()


impatient = pytest.mark.parametrize(
    "patience", [Patience(members=0.1, between_pages=0.01)], ids=["impatient"]
)


def crowded(server: SlackServer, many: int) -> Channel:
    """A channel of so many people, and of some who cannot be asked to join."""
    people = [server.add_user(f"u{n}") for n in range(many)]
    bot = server.add_user("helper", is_bot=True)
    gone = server.add_user("gone", deleted=True)
    stranger = server.add_user("stranger", team_id="T0ELSEWHERE", is_stranger=True)
    foreign = server.add_user("foreign", team_id="T0ELSEWHERE")
    return server.add_channel("research", [bot, *people, gone, stranger, foreign])


async def names(directory: Directory, channel: Channel) -> list[str]:
    return [profile.name for profile in await directory.members(channel.id)]


@pytest.mark.parametrize("many", [1, A_FEW - 5, A_FEW, 30])
async def test_those_who_can_be_asked_in_the_order_of_slack(
    server: SlackServer, directory: Directory, many: int
) -> None:
    research = crowded(server, many)
    assert await names(directory, research) == [f"U{n}" for n in range(many)]
    kind = "users.info" if many + 5 <= A_FEW else "users.list"
    assert set(methods(server)) == {"conversations.members", kind}


async def test_who_is_known_is_not_asked_about_again(
    server: SlackServer, directory: Directory
) -> None:
    research = crowded(server, 30)
    await directory.members(research.id)
    before = len(server.calls)
    assert len(await directory.members(research.id)) == 30
    # Of strangers Slack's lists do not tell: the one of them is asked about.
    assert methods(server)[before:] == ["conversations.members", "users.info"]
    await directory.members(research.id)
    assert methods(server)[before + 2 :] == ["conversations.members"]


async def test_large_channels_have_many_pages(server: SlackServer, directory: Directory) -> None:
    server.directory.largest_page = 7
    research = crowded(server, 40)
    assert len(await directory.members(research.id)) == 40
    assert methods(server).count("conversations.members") == 7


async def test_guests_can_be_asked(server: SlackServer, directory: Directory) -> None:
    guest = server.add_user("guest", is_restricted=True)
    (profile,) = await directory.members(server.add_channel("c", [guest]).id)
    assert profile.is_guest


# -- not yet ----------------------------------------------------------------------------------


@impatient
@pytest.mark.parametrize("method", ["conversations.members", "users.list"])
async def test_what_takes_too_long_is_read_on_and_found_at_the_next_try(
    server: SlackServer, directory: Directory, method: str
) -> None:
    research = crowded(server, 30)
    door = server.faults.hangs(method)
    for _ in range(2):
        with pytest.raises(NotYet):
            await directory.members(research.id)
    server.faults.mends()
    door.set()

    async def is_read() -> bool:
        return directory._readings[research.id].task.done()

    await eventually(is_read)
    before = len(server.calls)
    assert len(await directory.members(research.id)) == 30
    assert len(server.calls) == before


@impatient
@pytest.mark.parametrize("fault", [BadStatus(503), RateLimited(1)])
async def test_a_page_that_does_not_come_is_asked_for_again(
    server: SlackServer, directory: Directory, fault: BadStatus | RateLimited
) -> None:
    research = crowded(server, 30)
    server.faults.next("users.list", fault)
    try:
        await directory.members(research.id)
    except NotYet:
        await asyncio.sleep(1)

    async def is_found() -> bool:
        try:
            return len(await directory.members(research.id)) == 30
        except NotYet:
            return False

    await eventually(is_found)
    assert methods(server).count("users.list") == 2


@impatient
async def test_a_few_of_whom_slack_does_not_tell_now_are_no_strangers(
    server: SlackServer, directory: Directory
) -> None:
    ann, ben = server.add_user("ann"), server.add_user("ben")
    research = server.add_channel("research", [ann, ben])
    server.faults.next("users.info", BadStatus(503))
    with pytest.raises(NotYet):
        await directory.members(research.id)
    assert await names(directory, research) == ["Ann", "Ben"]


@impatient
async def test_what_was_read_long_ago_is_read_anew(
    server: SlackServer, directory: Directory, watch: Watch
) -> None:
    ann, ben = server.add_user("ann"), server.add_user("ben")
    research = server.add_channel("research", [ann])
    door = server.faults.hangs("conversations.members", after_effect=True)
    with pytest.raises(NotYet):
        await directory.members(research.id)
    door.set()
    server.faults.mends()
    await directory._readings[research.id].task
    research.members.append(ben.id)
    watch.seconds += READ_FOR_SECONDS + 1

    async def both_are_found() -> bool:
        try:
            return await names(directory, research) == ["Ann", "Ben"]
        except NotYet:
            return False

    await eventually(both_are_found)


async def test_two_who_ask_at_once_are_one_reading(
    server: SlackServer, directory: Directory
) -> None:
    research = crowded(server, 30)
    both = await asyncio.gather(*(directory.members(research.id) for _ in range(2)))
    assert both[0] == both[1]
    assert methods(server) == ["conversations.members", "users.list"]


# -- cannot see -------------------------------------------------------------------------------


async def test_a_private_channel_says_how_to_let_us_in(
    server: SlackServer, directory: Directory
) -> None:
    secret = server.add_channel("secret", is_private=True, bot_is_member=False)
    for _ in range(2):
        with pytest.raises(CannotSee, match=r"^That channel .* type “/invite @Unstuck” there\.$"):
            await directory.members(secret.id)


async def test_a_missing_right_is_named(server: SlackServer, directory: Directory) -> None:
    research = crowded(server, 3)
    server.tokens.scopes.remove("channels:read")
    with pytest.raises(CannotSee, match="reinstall the app with the right “channels:read”"):
        await directory.members(research.id)
