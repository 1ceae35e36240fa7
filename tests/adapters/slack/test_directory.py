"""People and channels are as Slack states them, asked once, and never in anybody's way."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import lookups
from adapters.slack.directory import Directory, NotYet
from adapters.slack.errors import Calls
from adapters.slack.patience import Patience
from bot.domain.people import Profile
from bot.domain.workspaces import ChannelProfile
from tests.adapters.slack.serving import Watch, connected, methods
from tests.clocks import eventually
from tests.servers.slack.faults import BadStatus, HtmlBody, RateLimited, Reset, Slow
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import SLACKBOT

HOUR = 3600


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


impatient = pytest.mark.parametrize("patience", [Patience(lookup=0.05)], ids=["impatient"])


# -- people -----------------------------------------------------------------------------------


async def test_somebody_is_as_slack_states_them(server: SlackServer, directory: Directory) -> None:
    jay = server.add_user("jay", "Jay Rao", "Australia/Brisbane")
    account = await directory.account(jay.id, server.team_id)
    assert account.profile == Profile(jay.id, "Jay Rao", "Australia/Brisbane")
    assert not account.is_admin


async def test_apps_and_ourselves_are_bots(server: SlackServer, directory: Directory) -> None:
    for id in (SLACKBOT, server.bot_user_id):
        assert (await directory.account(id)).profile.is_bot


async def test_who_acts_from_another_team_is_a_stranger_and_no_admin(
    server: SlackServer, directory: Directory
) -> None:
    ann = server.add_user("ann", is_admin=True)
    assert (await directory.account(ann.id, server.team_id)).is_admin
    elsewhere = await directory.account(ann.id, "T0ELSEWHERE")
    assert elsewhere.profile.is_stranger
    assert not elsewhere.is_admin
    assert not (await directory.account(ann.id)).profile.is_stranger


async def test_somebody_of_our_organisation_may_act_from_another_of_its_teams(
    server: SlackServer, directory: Directory
) -> None:
    grid = {"teams": ["T0HOMEOFTHEM", server.team_id]}
    directory.learn({"id": "U1", "name": "ann", "team_id": "T0HOMEOFTHEM", "enterprise_user": grid})
    assert not (await directory.account("U1", "T0HOMEOFTHEM")).profile.is_stranger


# -- asked once -------------------------------------------------------------------------------


async def test_one_is_asked_about_once_an_hour(
    server: SlackServer, directory: Directory, watch: Watch
) -> None:
    ann = server.add_user("ann", "Ann")
    await asyncio.gather(*(directory.account(ann.id) for _ in range(20)))
    watch.seconds += HOUR - 1
    await directory.account(ann.id)
    assert methods(server) == ["users.info"]
    ann.real_name = "Anna"
    watch.seconds += 2
    assert (await directory.account(ann.id)).profile.name == "Anna"


async def test_slack_says_what_changed(server: SlackServer, directory: Directory) -> None:
    ann = server.add_user("ann", "Ann")
    await directory.account(ann.id)
    ann.real_name = "Anna"
    directory.learn(ann.as_json(server.workspace.now()))
    assert (await directory.account(ann.id)).profile.name == "Anna"
    assert methods(server) == ["users.info"]


async def test_an_answer_under_way_does_not_undo_what_slack_said_since(
    server: SlackServer, directory: Directory
) -> None:
    ann = server.add_user("ann", "Ann")
    door = server.faults.hangs("users.info", after_effect=True)
    asking = asyncio.create_task(directory.account(ann.id))
    await eventually(lambda: _called(server, 1))
    directory.learn({"id": ann.id, "name": "anna"})
    door.set()
    await asking
    assert (await directory.account(ann.id)).profile.name == "anna"


async def test_those_used_last_are_kept(server: SlackServer, client: AsyncWebClient) -> None:
    directory = Directory(client, Calls(), server.team_id, server.bot_user_id, most_users=3)
    people = [server.add_user(f"u{n}") for n in range(4)]
    for who in (*people[:3], people[0], people[3], people[0], people[1]):
        await directory.account(who.id)
    await directory.close()
    assert [call.args["user"] for call in server.calls] == [people[n].id for n in (0, 1, 2, 3, 1)]


async def test_few_are_asked_about_at_a_time(server: SlackServer, directory: Directory) -> None:
    people = [server.add_user(f"u{n}") for n in range(20)]
    door = server.faults.hangs("users.info", after_effect=True)
    asking = [asyncio.create_task(directory.account(who.id)) for who in people]
    await eventually(lambda: _called(server, lookups.AT_ONCE))
    await asyncio.sleep(0.1)
    assert len(server.calls) == lookups.AT_ONCE
    door.set()
    server.faults.mends()
    assert [account.profile.name for account in await asyncio.gather(*asking)] == [
        who.real_name for who in people
    ]


# -- when Slack cannot be asked ---------------------------------------------------------------


@impatient
@pytest.mark.parametrize(
    "fault", [RateLimited(30), BadStatus(503), HtmlBody(200), Reset(), Slow(0.3)]
)
async def test_somebody_unknown_has_no_name_and_no_rights(
    server: SlackServer,
    directory: Directory,
    watch: Watch,
    fault: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    people = [server.add_user(f"u{n}", is_admin=True) for n in range(5)]
    server.faults.always("users.info", fault)
    for who in people:
        account = await directory.account(who.id)
        assert account.profile == Profile(who.id, "")
        assert not account.is_admin
    assert (await directory.account("U9", "T0ELSEWHERE")).profile.is_stranger
    server.faults.mends()
    watch.seconds += 30
    await eventually(lambda: _knows(directory, people[0].id))
    assert len(caplog.records) == (not isinstance(fault, Slow))


@impatient
async def test_somebody_known_is_as_last_known(
    server: SlackServer, directory: Directory, watch: Watch
) -> None:
    ann = server.add_user("ann", "Ann", is_admin=True)
    before = await directory.account(ann.id)
    watch.seconds += HOUR
    server.faults.always("users.info", BadStatus(500))
    assert await directory.account(ann.id) == before


async def test_while_slack_limits_us_nobody_is_asked_about(
    server: SlackServer, directory: Directory, watch: Watch
) -> None:
    ann, ben = server.add_user("ann"), server.add_user("ben")
    server.faults.next("users.info", RateLimited(30))
    await directory.account(ann.id)
    watch.seconds += 29
    await directory.account(ben.id)
    assert len(server.calls) == 1
    watch.seconds += 1
    assert (await directory.account(ben.id)).profile.name == "Ben"


async def test_without_the_right_to_ask_it_is_said_once_and_everybody_is_nameless(
    server: SlackServer, directory: Directory, caplog: pytest.LogCaptureFixture
) -> None:
    server.tokens.scopes.remove("users:read")
    for who in [server.add_user(f"u{n}") for n in range(3)]:
        assert (await directory.account(who.id)).profile == Profile(who.id, "")
    assert "users:read" in caplog.text
    assert len(caplog.records) == 1


async def test_closing_leaves_nothing_under_way(
    server: SlackServer, directory: Directory, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ann = server.add_user("ann")
    research = server.add_channel("research", [ann])
    server.faults.hangs("users.info")
    server.faults.hangs("conversations.members")
    account = asyncio.create_task(directory.account(ann.id))
    members = asyncio.create_task(directory.members(research.id))
    await asyncio.sleep(0.1)
    await directory.close()
    assert (await account).profile == Profile(ann.id, "")
    with pytest.raises(NotYet):
        await members
    assert all(record.levelno < logging.WARNING for record in caplog.records)


# -- channels ---------------------------------------------------------------------------------


async def test_a_channel_is_open_while_we_are_in_it(
    server: SlackServer, directory: Directory
) -> None:
    research = server.add_channel("research")
    other = server.add_channel("other", bot_is_member=False)
    assert await directory.channel(research.id) == ChannelProfile(research.id, "research", True)
    assert await directory.channel(other.id) == ChannelProfile(other.id, "other", False)
    await directory.channel(research.id)
    assert methods(server) == ["conversations.info"] * 2


async def test_a_channel_that_was_lost_is_closed_until_slack_says_otherwise(
    server: SlackServer, directory: Directory
) -> None:
    research = server.add_channel("research", is_private=True)
    await directory.channel(research.id)
    research.members.remove(server.bot_user_id)
    directory.lose(research.id)
    # Slack does not tell of private channels in which we are not.
    assert await directory.channel(research.id) == ChannelProfile(research.id, "research", False)
    research.members.append(server.bot_user_id)
    assert (await directory.channel(research.id)).is_open


async def test_a_channel_that_was_closed_is_asked_about_again_each_time(
    server: SlackServer, directory: Directory
) -> None:
    other = server.add_channel("other", bot_is_member=False)
    assert not (await directory.channel(other.id)).is_open
    other.members.append(server.bot_user_id)
    assert (await directory.channel(other.id)).is_open


@impatient
async def test_of_a_channel_that_slack_does_not_tell_of_we_know_nothing(
    server: SlackServer, directory: Directory
) -> None:
    server.faults.always("conversations.info", BadStatus(503))
    assert await directory.channel("C1") == ChannelProfile("C1", "", False)


async def _called(server: SlackServer, count: int) -> bool:
    """So many calls are under way or answered."""
    return len(server.calls) >= count


async def _knows(directory: Directory, id: str) -> bool:
    return bool((await directory.account(id)).profile.name)
