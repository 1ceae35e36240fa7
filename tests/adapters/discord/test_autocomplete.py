"""What is offered while one types: verbs behind `/unstuck`, and what a verb's option completes."""

import asyncio
from dataclasses import replace

import pytest

from adapters.discord.patience import Patience
from bot.engine.intents import Found, Search
from bot.ports.store import StoreUnavailable
from tests.adapters.discord.desk import QUICK, Desk, Office, open_discord
from tests.adapters.discord.stand_ins import VERBS, Book, StandInCore, workspace_of
from tests.clocks import StillClock
from tests.servers.discord.faults import BadStatus, Reset
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, User


@pytest.mark.parametrize(
    ("typed", "searched"),
    [("", ""), ("m", "m"), ("/ta", "/ta"), (" me berlin", "me"), ("ME new york", "ME")],
)
async def test_verbs(
    desk: Desk, core: StandInCore, lab: Guild, ann: User, typed: str, searched: str
) -> None:
    """What stands behind a verb may be typed there as well."""
    core.found = (("me", "me: Say in which city you are"),)
    found = await desk.completes(ann, "unstuck", "verb", typed)
    assert found == [("me: Say in which city you are", "me")]
    (search,) = core.searches
    assert (search.source, search.words) == ("help.verb", searched)
    assert search.origin.workspace == workspace_of(lab)
    assert core.intents == []


async def test_verbs_in_a_direct_message(
    desk: Desk, core: StandInCore, server: DiscordServer, book: Book, lab: Guild, ann: User
) -> None:
    """For whoever is known somewhere: the verbs are the same in all servers."""
    core.found = (("inbox", "inbox: What is open for you"),)
    place = server.direct_channel(ann)
    assert await server.completes(ann, place, "unstuck", "verb", "inb") == []
    assert core.searches == []
    book.knows(server.add_guild("Other"), ann)
    book.knows(lab, ann)
    await server.settles()
    found = await server.completes(ann, place, "unstuck", "verb", "inb")
    assert found == [("inbox: What is open for you", "inbox")]
    assert core.searches[-1].origin.workspace == workspace_of(lab)


async def test_what_an_option_completes(
    desk: Desk, core: StandInCore, lab: Guild, ann: User
) -> None:
    core.found = (("Europe/Paris", "Paris"), ("Asia/Tokyo", "Osaka"))
    found = await desk.completes(ann, "me", "city", " par")
    assert found == [("Paris", "Europe/Paris"), ("Osaka", "Asia/Tokyo")]
    (search,) = core.searches
    assert (search.source, search.words.strip()) == ("cities", "par")
    assert search.origin.workspace == workspace_of(lab)
    assert search.origin.profile.name == "Ann Lee"
    assert core.intents == []


async def test_more_and_longer_ones_than_discord_takes(
    desk: Desk, core: StandInCore, ann: User
) -> None:
    """None of them keeps the others from being offered."""
    core.found = (
        ("", "No value"),
        ("v" * 101, "Too long a value"),
        ("blank", " \u200b"),
        ("long", "x" * 300),
        ("lines", "one\ntwo"),
        ("a", "Twin"),
        ("b", "Twin"),
        *((f"n{number}", f"Number {number}") for number in range(40)),
    )
    found = await desk.completes(ann, "me", "city", "x")
    assert len(found) == 25
    assert found[:3] == [("x" * 99 + "…", "long"), ("one two", "lines"), ("Twin", "a")]
    assert found[3] == ("Number 0", "n0")


@pytest.mark.parametrize("trouble", [StoreUnavailable("The disk is full."), KeyError("x")], ids=str)
async def test_when_nothing_can_be_found_nothing_is_offered(
    desk: Desk, core: StandInCore, ann: User, trouble: Exception
) -> None:
    core.trouble = trouble
    assert await desk.completes(ann, "me", "city", "x") == []


class Slow(StandInCore):
    async def search(self, query: Search) -> Found:
        await asyncio.Event().wait()
        return ()


@pytest.mark.parametrize("core", [Slow()])
@pytest.mark.parametrize("patience", [replace(QUICK, answer=0.05)], ids=["short"])
async def test_a_slow_search_is_not_waited_for(desk: Desk, ann: User, patience: Patience) -> None:
    assert await desk.completes(ann, "me", "city", "x") == []
    assert desk.server.answered[-1].seconds < 2


async def test_a_command_of_an_older_version_offers_nothing(
    server: DiscordServer,
    clock: StillClock,
    book: Book,
    lab: Guild,
    ann: User,
    research: Channel,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Discord shows it for a while after we have changed it."""
    async with open_discord(server, StandInCore(), book):
        pass
    older = server.registered_commands()
    async with open_discord(server, StandInCore(VERBS[:1]), book) as discord:
        server.world.commands[""] = list(older)
        desk = Desk(server, discord, clock, lab, research)
        assert await desk.completes(ann, "me", "city", "par") == []
    assert "Ignoring exception" not in caplog.text


@pytest.mark.parametrize("fault", [BadStatus(502), Reset()], ids=str)
async def test_whoever_types_on_asks_again(
    desk: Desk, core: StandInCore, ann: User, fault: BadStatus | Reset
) -> None:
    core.found = (("Europe/Paris", "Paris"),)
    desk.server.interactions.first_seconds = 0.3
    desk.server.faults.next("callback", fault)
    assert await desk.completes(ann, "me", "city", "pa") == []
    assert await desk.completes(ann, "me", "city", "par") == [("Paris", "Europe/Paris")]


async def test_the_real_ones(office: Office, ann: User) -> None:
    found = await office.completes(ann, "me", "city", "osak")
    assert "Osaka" in found[0][0]
    await office.types(ann, "me", city=found[0][1])
    assert office.last(ann).says("Tokyo") or office.last(ann).says("Osaka")
    for command, option in (("help", "command"), ("unstuck", "verb")):
        verbs = await office.completes(ann, command, option, "/PA")
        assert [value for _, value in verbs] == ["pair"]
    verbs = await office.completes(ann, "unstuck", "verb", "pair @ben")
    assert [value for _, value in verbs] == ["pair"]
    # Nobody is known, and nothing kept, because they typed a letter.
    assert await office.completes(ann, "team", "name", "x") == []
