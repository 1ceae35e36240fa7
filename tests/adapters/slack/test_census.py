"""What Slack told of while Unstuck was down is found after the start, and then once a day."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import census as slack_census
from adapters.slack.census import Census
from adapters.slack.directory import Directory
from adapters.slack.errors import Calls
from adapters.slack.known import Followed
from adapters.slack.patience import Patience
from bot.domain.drafts import Repeat
from bot.domain.ids import PersonId
from bot.domain.people import Account, Person, Profile
from bot.domain.teams import Membership, Team, TeamGroup
from bot.domain.workspaces import Channel as KnownChannel
from bot.engine.intents import ChannelLost, GroupChanged, ProfileChanged
from bot.ports.store import Conflict, StoreUnavailable
from tests.adapters.slack.desk import START, WORKSPACE, Office, open_office, soon
from tests.adapters.slack.serving import connected, methods
from tests.adapters.slack.test_notices import kept
from tests.adapters.stand_in_core import StandInCore
from tests.clocks import StillClock
from tests.servers.slack.faults import Answers, BadStatus, RateLimited
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import Channel, User

UNREACHED = "I could not reach Ben Ito"
LOST = "#research, the channel of Research"
AT_ONCE = Patience(between_looks=0)
TAKEN_OUT = "is closed to me: I was taken out of it"


# -- while it was down ----------------------------------------------------------------------------


Down = Callable[[], Any]


@pytest.fixture
def up(server: SlackServer, clock: StillClock, url: str) -> Down:
    """Unstuck, up for as long as it is held."""

    @asynccontextmanager
    async def open() -> AsyncIterator[Office]:
        async with open_office(server, clock, url, "socket", AT_ONCE) as office:
            yield office

    return open


async def with_a_round(office: Office, ann: User, ben: User, place: Channel) -> None:
    await office.types(ann, "setup", place)
    await office.submits(ann, name="Research", people=[ben.id], place=place.id)
    await office.presses(ann, "Mon–Fri 09:30, daily")
    await office.settle()
    await office.presses(ben, "Join")
    await office.settle()


async def seen(office: Office) -> None:
    """The look at the start is over; one more finds nothing that it has not."""
    assert office.slack.census is not None
    assert await office.slack.census.look()


async def named(office: Office, name: str) -> Person:
    found: list[Person] = await kept(office, Person)
    return next(person for person in found if person.name == name)


async def test_who_was_deactivated_is_out_of_the_team(
    up: Down, ann: User, ben: User, research: Channel
) -> None:
    async with up() as office:
        await with_a_round(office, ann, ben, research)
    ben.deleted = True
    async with up() as office:

        async def is_gone() -> bool:
            return (await named(office, "Ben Ito")).gone_at is not None

        # By itself.
        async with asyncio.timeout(10):
            while not await is_gone():
                await asyncio.sleep(0.005)
        gone = await named(office, "Ben Ito")
        assert gone.gone_at == office.clock.now()
        assert gone.zone == "Europe/Berlin"
        assert [m.person for m in await kept(office, Membership)] == [
            (await named(office, "Ann Lee")).id
        ]
        for day in range(1, 8):
            await office.until(START + timedelta(days=day))
            await seen(office)
        assert [m for m in office.seen(ann) if m.says(UNREACHED)] == []
        summaries = [m for m in office.seen(ann) if m.channel is research and m.says("checked in")]
        assert summaries
        assert all(m.says("0 of 1") for m in summaries[1:])


async def test_a_new_name_and_zone(up: Down, ann: User, ben: User, research: Channel) -> None:
    async with up() as office:
        await with_a_round(office, ann, ben, research)
        await office.types(ann, "me london")
    ann.tz = "America/New_York"
    ben.real_name, ben.tz = "Ben Ito-Lee", "Asia/Tokyo"
    async with up() as office:
        await seen(office)
        assert (await named(office, "Ben Ito-Lee")).zone == "Asia/Tokyo"
        # What she said herself counts more.
        assert (await named(office, "Ann Lee")).zone == "Europe/London"


async def test_who_is_back(up: Down, ann: User, ben: User, research: Channel) -> None:
    async with up() as office:
        await with_a_round(office, ann, ben, research)
        await office.server.user_changes(ben, deleted=True)
        assert (await named(office, "Ben Ito")).gone_at is not None
    ben.deleted = False
    async with up() as office:
        await seen(office)
        assert (await named(office, "Ben Ito")).gone_at is None


async def archive(_: SlackServer, channel: Channel) -> None:
    channel.is_archived = True


async def take_out(server: SlackServer, channel: Channel) -> None:
    channel.members.remove(server.bot_user_id)


async def take_out_unseen(server: SlackServer, channel: Channel) -> None:
    channel.members.remove(server.bot_user_id)
    channel.is_private = True


@pytest.mark.parametrize(
    ("lose", "why"),
    [(archive, "was archived"), (take_out, TAKEN_OUT), (take_out_unseen, TAKEN_OUT)],
)
async def test_a_lost_channel_is_told_of_once(
    up: Down, ann: User, ben: User, research: Channel, lose: Any, why: str
) -> None:
    async with up() as office:
        await with_a_round(office, ann, ben, research)
    await lose(office.server, research)
    for day in range(1, 4):
        async with up() as office:
            await seen(office)
            await seen(office)
            (team,) = await kept(office, Team)
            assert team.channel is None
            (channel,) = await kept(office, KnownChannel)
            assert channel.is_open is False
            await office.until(START + timedelta(days=day))
            told = [m for m in office.seen(ann) if m.says(LOST)]
            assert len(told) == 1
            assert told[0].says(why)
            assert [m for m in office.seen(ben) if m.says(LOST)] == []
    assert [m for m in office.seen(ben) if m.channel.is_direct and m.says("0 of 2")]


async def test_a_channel_that_waits_for_us_is_not_lost(
    up: Down, server: SlackServer, ann: User, ben: User
) -> None:
    place = server.add_channel("later", [ann, ben], bot_is_member=False)
    async with up() as office:
        await with_a_round(office, ann, ben, place)
    async with up() as office:
        await seen(office)
        (team,) = await kept(office, Team)
        assert team.channel is not None


async def test_two_looks_change_nothing_more_and_nobody_unknown_is_kept(
    up: Down, ann: User, ben: User, maya: User, research: Channel
) -> None:
    async with up() as office:
        await with_a_round(office, ann, ben, research)
    ben.deleted = True
    maya.real_name = "Maya C"
    async with up() as office:
        await seen(office)

        async def rows() -> list[object]:
            kinds = (Person, Account, Membership, Team, KnownChannel, Repeat)
            return [row for kind in kinds for row in await kept(office, kind)]

        before = await rows()
        assert {p.name for p in await kept(office, Person)} == {"Ann Lee", "Ben Ito"}
        for _ in range(2):
            await seen(office)
            office.clock.advance(days=1)
        assert await rows() == before


async def test_where_nobody_is_known_slack_is_not_asked(up: Down) -> None:
    async with up() as office:
        await seen(office)
        assert office.calls("users.list") == []


async def test_it_stops_in_the_middle(up: Down, ann: User, ben: User, research: Channel) -> None:
    async with up() as office:
        await with_a_round(office, ann, ben, research)
    ben.deleted = True
    door = office.server.faults.hangs("users.list")
    loop = asyncio.get_running_loop()
    async with up() as office:
        # Nobody waits for it.
        await office.types(ann, "team")
        assert office.last(ann).says("Research")
        began = loop.time()
    assert loop.time() - began < 2
    assert not [t for t in asyncio.all_tasks() if "_look_daily" in repr(t)]
    door.set()
    office.server.faults.mends()
    async with up() as office:
        await seen(office)
        assert (await named(office, "Ben Ito")).gone_at is not None


# -- with a stand-in core -------------------------------------------------------------------------


class Knows:
    """What a test says that the core knows."""

    def __init__(self) -> None:
        self.day = date(2026, 3, 2)
        self.known: dict[str, Person] = {}
        self.channels: list[str] = []
        self.follows: dict[str, Followed] = {}
        self.trouble: Exception | None = None

    def today(self) -> date:
        return self.day

    async def people(self) -> Mapping[str, Person]:
        if self.trouble is not None:
            raise self.trouble
        return dict(self.known)

    async def open_channels(self) -> Collection[str]:
        return list(self.channels)

    async def followed(self) -> Mapping[str, Followed]:
        return dict(self.follows)

    def meets(self, *users: User, gone_at: datetime | None = None) -> None:
        for who in users:
            person = Person(WORKSPACE, PersonId(who.id), who.real_name, who.tz, gone_at=gone_at)
            self.known[who.id] = person


@pytest.fixture
def knows() -> Knows:
    return Knows()


@pytest.fixture
async def client(server: SlackServer) -> AsyncIterator[AsyncWebClient]:
    async with connected(server) as client:
        yield client


@pytest.fixture
async def directory(server: SlackServer, client: AsyncWebClient) -> AsyncIterator[Directory]:
    directory = Directory(client, Calls(), server.team_id, server.bot_user_id)
    yield directory
    await directory.close()


@pytest.fixture
def pauses() -> list[float]:
    """Those that it made, which take no time."""
    return []


@pytest.fixture
async def census(
    client: AsyncWebClient,
    directory: Directory,
    core: StandInCore,
    knows: Knows,
    pauses: list[float],
) -> AsyncIterator[Census]:
    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    census = Census(client, Calls(), directory, core, knows, WORKSPACE, pause)
    yield census
    await census.stop()


def found(core: StandInCore) -> list[str]:
    """Of whom or what it was told."""
    return [
        notice.what.profile.outer_id
        if isinstance(notice.what, ProfileChanged)
        else getattr(notice.what, "outer_id", "")
        for notice in core.notices
    ]


async def test_what_differs_is_said(
    server: SlackServer, census: Census, core: StandInCore, knows: Knows, ann: User, ben: User
) -> None:
    knows.meets(ann, ben)
    server.add_user("zoe", "Zoe", deleted=True)
    assert await census.look()
    assert core.notices == []
    ben.tz = "Asia/Tokyo"
    assert await census.look()
    (notice,) = core.notices
    assert notice.what == ProfileChanged(Profile(ben.id, "Ben Ito", "Asia/Tokyo"))
    assert notice.workspace == WORKSPACE


async def test_who_is_known_to_be_gone_is_no_news(
    census: Census, core: StandInCore, knows: Knows, ben: User
) -> None:
    knows.meets(ben, gone_at=datetime(2026, 2, 1, tzinfo=UTC))
    ben.deleted = True
    assert await census.look()
    assert core.notices == []


async def test_a_finding_has_one_id_a_day(
    census: Census, core: StandInCore, knows: Knows, ben: User, research: Channel
) -> None:
    knows.meets(ben)
    knows.channels = [research.id]
    ben.deleted = research.is_archived = True
    await census.look()
    await census.look()
    first = [notice.event for notice in core.notices]
    assert first[:2] == first[2:]
    assert len(set(first)) == 2
    knows.day = date(2026, 3, 3)
    await census.look()
    ben.deleted, ben.tz = False, "Asia/Tokyo"
    await census.look()
    events = [notice.event for notice in core.notices]
    # Another day, another finding; the channel's of that day again.
    assert len(set(events)) == 2 + 2 + 1


async def test_what_was_found_counts_for_the_next_dialog(
    census: Census, directory: Directory, knows: Knows, ben: User, research: Channel
) -> None:
    knows.meets(ben)
    knows.channels = [research.id]
    assert not (await directory.account(ben.id)).profile.is_gone
    assert (await directory.channel(research.id)).is_open
    ben.deleted = research.is_archived = True
    await census.look()
    assert (await directory.account(ben.id)).profile.is_gone
    assert not (await directory.channel(research.id)).is_open


async def test_all_pages_one_call_at_a_time(
    server: SlackServer,
    census: Census,
    core: StandInCore,
    knows: Knows,
    pauses: list[float],
) -> None:
    server.directory.largest_page = 10
    people = [server.add_user(f"u{n}") for n in range(35)]
    channels = [server.add_channel(f"c{n}", people) for n in range(2)]
    knows.meets(*people)
    knows.channels = [channel.id for channel in channels]
    people[2].deleted = people[34].deleted = True
    server.faults.next("users.list", None, RateLimited(7), RateLimited(8))
    server.faults.next("conversations.info", RateLimited(9))
    assert await census.look()
    assert found(core) == [people[2].id, people[34].id]
    assert methods(server) == ["users.list"] * 6 + ["conversations.info"] * 3
    assert pauses == [3, 7, 8, 3, 3, 3, 9, 3]


@pytest.mark.parametrize("fault", [BadStatus(), Answers("missing_scope")], ids=["503", "scope"])
async def test_trouble_is_said_once_and_does_not_hide_the_rest(
    server: SlackServer,
    census: Census,
    core: StandInCore,
    knows: Knows,
    ben: User,
    research: Channel,
    caplog: pytest.LogCaptureFixture,
    fault: Any,
) -> None:
    caplog.set_level(logging.WARNING, slack_census.__name__)
    other = server.add_channel("other", [ben])
    knows.meets(ben)
    knows.channels = [research.id, other.id]
    ben.deleted = research.is_archived = other.is_archived = True
    server.faults.always("users.list", fault)
    server.faults.next("conversations.info", fault)
    assert not await census.look()
    assert found(core) == [other.id]
    assert not await census.look()
    assert [r.name for r in caplog.records].count(slack_census.__name__) == 1
    server.faults.mends()
    assert await census.look()
    assert found(core)[-3:] == [ben.id, research.id, other.id]
    # New trouble is said again.
    server.faults.always("users.list", BadStatus())
    await census.look()
    assert [r.name for r in caplog.records].count(slack_census.__name__) == 2


async def test_a_right_that_is_missing_loses_no_channel(
    server: SlackServer, census: Census, core: StandInCore, knows: Knows, research: Channel
) -> None:
    knows.channels = [research.id]
    server.faults.always("conversations.info", Answers("missing_scope"))
    assert not await census.look()
    assert core.notices == []


@pytest.mark.parametrize(
    ("trouble", "handed_in"), [(Conflict(), 3), (ValueError(), 3), (StoreUnavailable("x"), 2)]
)
async def test_what_cannot_be_kept_is_said_again_at_the_next_look(
    census: Census,
    core: StandInCore,
    knows: Knows,
    ann: User,
    ben: User,
    research: Channel,
    trouble: Exception,
    handed_in: int,
) -> None:
    knows.meets(ann, ben)
    knows.channels = [research.id]
    ann.deleted = ben.deleted = research.is_archived = True
    core.trouble = trouble
    assert not await census.look()
    # A store that is down is not asked for each of the people.
    assert len(core.notices) == handed_in
    core.trouble = None
    core.notices.clear()
    assert await census.look()
    assert found(core) == [ann.id, ben.id, research.id]


async def test_it_looks_daily_and_sooner_after_trouble(
    census: Census, knows: Knows, core: StandInCore, ben: User, pauses: list[float]
) -> None:
    knows.meets(ben)
    knows.trouble = StoreUnavailable("The disk is full.")
    census.begin()
    await soon(lambda: slack_census.AGAIN_SECONDS in pauses)
    knows.trouble = None
    ben.deleted = True
    await soon(lambda: slack_census.DAY_SECONDS in pauses)
    assert isinstance(core.notices[0].what, ProfileChanged)
    looked = len(core.notices)
    await soon(lambda: len(core.notices) > looked)
    await census.stop()
    looked = len(core.notices)
    await asyncio.sleep(0.05)
    assert len(core.notices) == looked
    await census.stop()


async def test_it_has_stopped_when_stop_returns(
    server: SlackServer, census: Census, knows: Knows, ben: User
) -> None:
    knows.meets(ben)
    server.faults.hangs("users.list")
    before = asyncio.all_tasks()
    census.begin()
    (task,) = asyncio.all_tasks() - before
    await asyncio.sleep(0.05)
    await census.stop()
    assert task.done()


async def test_a_page_that_is_not_slacks(
    server: SlackServer, census: Census, core: StandInCore, knows: Knows, ben: User,
    client: AsyncWebClient, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    class Odd(dict[str, Any]):
        data: Mapping[str, Any] = {}

    async def answer(**_: Any) -> Any:
        return Odd(members=["", None, {"id": None}, {"id": ben.id, "deleted": True}])

    monkeypatch.setattr(client, "users_list", answer)
    knows.meets(ben)
    assert await census.look()
    assert found(core) == [ben.id]
    assert ChannelLost not in map(type, (notice.what for notice in core.notices))


# -- channels that are followed -------------------------------------------------------------------


async def test_who_came_and_who_left_while_it_was_down(
    up: Down, server: SlackServer, ann: User, ben: User, maya: User
) -> None:
    kim = server.add_user("kim", "Kim Lee", "Europe/London")
    crew = server.add_channel("crew", [ann, ben, kim])
    async with up() as office:
        await office.types(ann, "setup", crew)
        await office.submits(ann, name="Research", everybody=crew.id)
        await office.settle()
        await office.presses(ben, "Join")
        await office.presses(kim, "Not for me")
    crew.members.remove(ben.id)
    helper = server.add_user("helper", is_bot=True)
    crew.members += [maya.id, helper.id]
    async with up() as office:
        await seen(office)
        await office.settle()
        assert office.last(maya).says("Ann Lee asks you to join Research on Unstuck.")
        assert office.last(ben).says("You are no longer in #crew")
        # One more look finds nothing, and asks nobody twice.
        before = [len(office.seen(who)) for who in (ben, kim, maya)]
        await seen(office)
        await office.settle()
        assert [len(office.seen(who)) for who in (ben, kim, maya)] == before
    crew.members.append(ben.id)
    async with up() as office:
        await seen(office)
        await office.settle()
        assert office.last(ben).says("Ann Lee asks you to join Research on Unstuck.")
    crew.is_archived = True
    async with up() as office:
        await seen(office)
        await office.settle()
        assert office.last(ann).says("no longer follows who comes and goes there")
        assert await kept(office, TeamGroup) == []


async def test_only_followed_channels_are_read_page_by_page(
    server: SlackServer,
    census: Census,
    core: StandInCore,
    knows: Knows,
    research: Channel,
    pauses: list[float],
) -> None:
    knows.channels = [research.id]
    assert await census.look()
    assert "conversations.members" not in methods(server)
    server.directory.largest_page = 2
    known = research.members[:-1]
    knows.follows[research.id] = Followed(["U0GONE", *known[:1]], known[1:])
    server.faults.next("conversations.members", RateLimited(7))
    pauses.clear()
    assert await census.look()
    # The bot of ours is in it, and none of them.
    assert [notice.what for notice in core.notices] == [
        GroupChanged(Profile("U0GONE", ""), research.id, is_in=False),
        GroupChanged(Profile(known[0], "Ann Lee", "Europe/London"), research.id, is_in=True),
    ]
    assert methods(server).count("conversations.members") == 3
    assert 7 in pauses


async def test_of_whom_slack_does_not_tell_now_it_is_asked_again(
    server: SlackServer,
    census: Census,
    core: StandInCore,
    knows: Knows,
    ann: User,
    ben: User,
    research: Channel,
) -> None:
    """Of a stranger it never tells: that is no reason to look again."""
    research.members.insert(0, "U0STRANGE")
    known = [id for id in research.members if id not in {"U0STRANGE", ann.id, ben.id}]
    knows.follows[research.id] = Followed([], known)
    server.faults.next("users.info", None, BadStatus())
    assert not await census.look()
    (first,) = core.notices
    assert await census.look()
    came = {each.what.profile.name for each in core.notices if isinstance(each.what, GroupChanged)}
    assert isinstance(first.what, GroupChanged)
    assert came == {"Ann Lee", "Ben Ito"}
