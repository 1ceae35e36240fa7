"""Who has left is found out: each is asked after once a week, and who cannot be written to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import discord
import pytest

from adapters.discord.roll_call import AGAIN_SECONDS, DAYS, RollCall
from bot.domain.people import Profile
from bot.engine.intents import GroupChanged, GroupLost, ProfileChanged
from bot.messages.parts import message, say
from bot.ports.chat import Address, Refused
from tests.adapters.discord.desk import QUICK, START, Desk, Office, soon
from tests.adapters.discord.stand_ins import Book, StandInCore, workspace_of
from tests.clocks import StillClock
from tests.servers.discord.faults import Answers, BadStatus, RateLimited, Reset
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Guild, User

MEMBER = "GET /guilds/{guild_id}/members/{user_id}"
HELLO = message(say("Hello"))


class Sleep:
    """Time that passes only when the roll call sleeps; it ends after so many days."""

    def __init__(self, clock: StillClock, days: float) -> None:
        self._clock = clock
        self._until = clock.now() + timedelta(days)
        self.is_over = asyncio.Event()
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._clock.advance(seconds=seconds)
        if self._clock.now() >= self._until:
            self.is_over.set()
            await asyncio.Event().wait()
        await asyncio.sleep(0)


@pytest.fixture
def people(server: DiscordServer, book: Book, lab: Guild) -> list[User]:
    return members(server, book, lab, 21)


def members(server: DiscordServer, book: Book, guild: Guild, count: int) -> list[User]:
    people = [server.add_user(f"u{n}") for n in range(count)]
    for user in people:
        server.add_member(guild, user)
    book.knows(guild, *people)
    return people


@pytest.fixture
async def roll_call(desk: Desk, core: StandInCore, book: Book) -> AsyncIterator[RollCall]:
    roll_call = roll_call_of(desk, core, book, asyncio.sleep)
    yield roll_call
    await roll_call.stop()


def roll_call_of(
    desk: Desk, core: StandInCore, book: Book, sleep: Callable[..., object]
) -> RollCall:
    """With a sleep of its own. The one of the desk has found nobody new."""
    discord = desk.discord
    calls, guilds = discord._calls, discord.guilds
    return RollCall(discord.client, calls, core, guilds, book, QUICK, sleep)  # type: ignore[arg-type]


def asked(desk: Desk) -> list[str]:
    """After whom."""
    asked = [call for call in desk.server.calls if f"{call.method} {call.route}" == MEMBER]
    return [call.path.rpartition("/")[2] for call in asked]


def found(core: StandInCore) -> list[Profile]:
    return [each.what.profile for each in core.notices if isinstance(each.what, ProfileChanged)]


async def look_at_all(roll_call: RollCall, clock: StillClock) -> bool:
    """In a week, a look each day."""
    seen = []
    for _ in range(DAYS):
        seen.append(await roll_call.look())
        clock.advance(days=1)
    return all(seen)


# -- once a week ------------------------------------------------------------------------------


async def test_everybody_is_asked_after_once_in_a_week_a_seventh_each_day(
    desk: Desk, core: StandInCore, book: Book, clock: StillClock, people: list[User]
) -> None:
    await soon(lambda: desk.discord.client.get_guild(int(desk.guild.id)))
    desk.server.calls.clear()
    sleep = Sleep(clock, DAYS - 0.5)
    roll_call = roll_call_of(desk, core, book, sleep)
    roll_call.begin()
    await sleep.is_over.wait()
    await roll_call.stop()
    assert sorted(asked(desk)) == sorted(user.id for user in people)
    days = {user.id: int(user.id) % DAYS for user in people}
    assert len({days[each] for each in asked(desk)}) == DAYS
    order = [days[each] for each in asked(desk)]
    assert [day for n, day in enumerate(order) if n == 0 or order[n - 1] != day] == list(
        dict.fromkeys(order)
    )


async def test_a_look_that_was_broken_off_is_finished_and_no_day_is_lost(
    desk: Desk, core: StandInCore, book: Book, clock: StillClock, people: list[User]
) -> None:
    """An outage of a day and more."""
    desk.server.calls.clear()
    desk.server.faults.always(MEMBER, BadStatus(503))
    sleep = Sleep(clock, DAYS)
    roll_call = roll_call_of(desk, core, book, sleep)
    roll_call.begin()
    await soon(lambda: len(sleep.slept) > 2 * 86_400 / AGAIN_SECONDS)
    desk.server.faults.mends()
    desk.server.calls.clear()
    await sleep.is_over.wait()
    await roll_call.stop()
    assert set(asked(desk)) == {user.id for user in people}


async def test_who_has_left_is_told_of_and_who_is_there_is_not(
    desk: Desk, core: StandInCore, roll_call: RollCall, clock: StillClock, people: list[User]
) -> None:
    await desk.server.member_leaves(people[3], desk.guild)
    assert await look_at_all(roll_call, clock)
    assert found(core) == [Profile(people[3].id, "", is_gone=True)]
    assert core.notices[0].workspace == workspace_of(desk.guild)


async def test_who_is_known_to_have_left_is_not_told_of_again_but_when_back(
    desk: Desk,
    core: StandInCore,
    book: Book,
    roll_call: RollCall,
    clock: StillClock,
    people: list[User],
) -> None:
    gone = people[3]
    book.loses(desk.guild, gone)
    await desk.server.member_leaves(gone, desk.guild)
    assert await look_at_all(roll_call, clock)
    assert found(core) == []
    desk.server.add_member(desk.guild, gone)
    assert await look_at_all(roll_call, clock)
    assert found(core) == [Profile(gone.id, gone.shown_name)]


async def test_a_new_name_is_told_of(
    desk: Desk, core: StandInCore, roll_call: RollCall, clock: StillClock, people: list[User]
) -> None:
    desk.guild.members[people[3].id].nick = "The third"
    assert await look_at_all(roll_call, clock)
    assert [profile.name for profile in found(core)] == ["The third"]


# -- roles ------------------------------------------------------------------------------------


async def test_who_has_lost_a_role_that_brought_them_is_told_of_once_a_week(
    desk: Desk,
    core: StandInCore,
    book: Book,
    roll_call: RollCall,
    clock: StillClock,
    people: list[User],
) -> None:
    role = desk.server.add_role(desk.guild, "writers")
    await soon(lambda: known(desk).get_role(int(role.id)))
    for user in people[:4]:
        desk.guild.members[user.id].roles.append(role)
    book.brought[role.id] = {user.id for user in people[:4]}
    assert await look_at_all(roll_call, clock)
    assert core.notices == []
    desk.guild.members[people[2].id].roles.remove(role)
    assert await look_at_all(roll_call, clock)
    (lost,) = [notice.what for notice in core.notices]
    assert lost == GroupChanged(Profile(people[2].id, people[2].shown_name), role.id, is_in=False)
    # Whoever has left has lost it too: that says all.
    await desk.server.member_leaves(people[3], desk.guild)
    book.brought[role.id].remove(people[2].id)
    assert await look_at_all(roll_call, clock)
    assert [type(notice.what) for notice in core.notices[1:]] == [ProfileChanged]


async def test_of_a_role_that_is_there_no_more_nobody_has_lost_it(
    desk: Desk,
    core: StandInCore,
    book: Book,
    roll_call: RollCall,
    clock: StillClock,
    people: list[User],
) -> None:
    role = desk.server.add_role(desk.guild, "writers")
    await soon(lambda: known(desk).get_role(int(role.id)))
    desk.server.deletes_role(desk.guild, role)
    await soon(lambda: core.notices)
    assert [notice.what for notice in core.notices] == [GroupLost(role.id, "was deleted")]
    # Deleted while we were not there.
    book.brought[role.id] = {user.id for user in people}
    assert await roll_call.look()
    assert {notice.what for notice in core.notices} == {GroupLost(role.id, "was deleted")}


def known(desk: Desk) -> discord.Guild:
    """The server, as the gateway has told of it."""
    guild = desk.discord.client.get_guild(int(desk.guild.id))
    assert guild is not None
    return guild


# -- trouble ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        Answers(404, 10004),
        Answers(403, 50001),
        Answers(403, 0),
        Answers(404, 0),
        Answers(400, 50035),
        BadStatus(503),
        Reset(),
    ],
    ids=str,
)
async def test_nobody_is_gone_because_discord_says_nothing_of_them(
    desk: Desk,
    core: StandInCore,
    roll_call: RollCall,
    clock: StillClock,
    people: list[User],
    fault: Answers | BadStatus | Reset,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A server that removes us while we look would lose everybody."""
    desk.server.faults.always(MEMBER, fault)
    for _ in range(2):
        assert not await look_at_all(roll_call, clock)
    assert found(core) == []
    told = [r for r in caplog.records if "not all looked at" in r.getMessage()]
    assert len(told) == 1


async def test_a_server_that_is_away_is_looked_at_later(
    desk: Desk, core: StandInCore, roll_call: RollCall, clock: StillClock, people: list[User]
) -> None:
    await desk.server.loses_guild(desk.guild)
    guild = desk.discord.client.get_guild(int(desk.guild.id))
    await soon(lambda: guild is not None and guild.unavailable)
    assert not await look_at_all(roll_call, clock)
    await desk.server.regains_guild(desk.guild)
    await soon(lambda: guild is not None and not guild.unavailable)
    assert await look_at_all(roll_call, clock)
    assert found(core) == []


async def test_a_server_that_is_away_holds_up_no_other(
    desk: Desk, book: Book, roll_call: RollCall, clock: StillClock, people: list[User]
) -> None:
    """Who was asked after is not asked after again because of it."""
    other = desk.server.add_guild("Other")
    theirs = members(desk.server, book, other, 14)
    await soon(lambda: desk.discord.guilds.workspace(other.id))
    await desk.server.loses_guild(other)
    guild = desk.discord.client.get_guild(int(other.id))
    await soon(lambda: guild is not None and guild.unavailable)
    desk.server.calls.clear()
    for _ in range(DAYS):
        for _ in range(3):
            assert not await roll_call.look()
        clock.advance(days=1)
    assert sorted(asked(desk)) == sorted(user.id for user in people)
    await desk.server.regains_guild(other)
    await soon(lambda: guild is not None and not guild.unavailable)
    desk.server.calls.clear()
    assert await roll_call.look()
    # None of their days is lost.
    assert {user.id for user in theirs} <= set(asked(desk))


async def test_a_server_that_the_gateway_does_not_tell_of_is_no_trouble_and_not_forgotten(
    desk: Desk, book: Book, roll_call: RollCall, caplog: pytest.LogCaptureFixture
) -> None:
    """Only our commands were let in there, or it is told of in a moment."""
    other = desk.server.add_guild("Other", has_bot=False)
    theirs = members(desk.server, book, other, 14)
    await desk.discord.guilds.enrol(other.id, other.name)
    desk.server.calls.clear()
    assert await roll_call.look()
    roll_call.ask_after(Address(workspace_of(other), True, theirs[0].id))
    await asyncio.sleep(0.02)
    assert asked(desk) == []
    assert caplog.records == []
    await desk.server.joins_guild(other)
    await soon(lambda: desk.discord.client.get_guild(int(other.id)))
    assert await roll_call.look()
    assert asked(desk)


async def test_a_limit_is_waited_for(
    desk: Desk, core: StandInCore, book: Book, clock: StillClock, people: list[User]
) -> None:
    sleep = Sleep(clock, 30)
    roll_call = roll_call_of(desk, core, book, sleep)
    desk.server.faults.next(MEMBER, RateLimited(7))
    assert await look_at_all(roll_call, clock)
    assert 7 in sleep.slept
    await roll_call.stop()


async def test_a_store_that_is_down_stops_nothing(
    desk: Desk, book: Book, roll_call: RollCall, clock: StillClock, people: list[User]
) -> None:
    book.is_down = True
    assert not await look_at_all(roll_call, clock)
    book.is_down = False
    assert await look_at_all(roll_call, clock)


# -- who cannot be written to -----------------------------------------------------------------


async def test_who_shares_no_server_with_us_is_asked_after_and_found_gone(
    desk: Desk, core: StandInCore, book: Book, ann: User
) -> None:
    book.knows(desk.guild, ann)
    await desk.server.member_leaves(ann, desk.guild)
    with pytest.raises(Refused):
        await desk.posts(desk.server.direct_channel(ann), HELLO)
    await soon(lambda: core.notices)
    assert found(core) == [Profile(ann.id, "", is_gone=True)]


async def test_who_only_closed_their_door_has_not_left(
    desk: Desk, core: StandInCore, book: Book, ann: User
) -> None:
    book.knows(desk.guild, ann)
    desk.server.closes_direct_messages(ann)
    with pytest.raises(Refused):
        await desk.posts(desk.server.direct_channel(ann), HELLO)
    await soon(lambda: asked(desk))
    await desk.discord.stop()
    assert found(core) == []


# -- with all of Unstuck ----------------------------------------------------------------------


async def test_who_has_lost_the_role_that_brought_them_is_out_of_the_team(
    office: Office, server: DiscordServer, lab: Guild, ann: User, ben: User
) -> None:
    crew = server.add_role(lab, "crew")
    lab.members[ben.id].roles.append(crew)
    await office.types(ann, "me", city="london")
    await office.types(ann, "setup")
    await office.submits(ann, name="Research", everybody=crew, place=office.channel)
    await office.settle()
    await office.presses(ben, "Join")
    await office.submits(ben, city="London")
    await office.settle()
    lab.members[ben.id].roles.remove(crew)
    roll_call = office.discord.roll_call
    assert roll_call is not None
    # Ben does nothing; within a week it is his day.
    for _ in range(DAYS):
        office.clock.advance(days=1)
        assert await roll_call.look()
    office.clock.set(START + timedelta(7))
    await office.settle()
    told = next(m for m in office.seen(ben) if "so you are no longer in Research" in m.text_as_read)
    assert "You no longer have @crew" in told.text_as_read
    await office.presses(ben, "Stay in Research", told)
    await office.types(ann, "team")
    assert "Ann Lee and Ben Ito." in office.last(ann).text_as_read
