"""Discord knows our commands, and is told of them only when they changed."""

from dataclasses import replace

import pytest

from adapters.discord.commands import are_same, commands_of
from bot.engine.manifest import OptionKind, VerbOption
from tests.adapters.discord.desk import QUICK, Desk, open_discord, soon
from tests.adapters.discord.stand_ins import VERBS, Book, StandInCore
from tests.clocks import StillClock
from tests.servers.discord.faults import BadStatus, Reset
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.state import Channel, Guild, User


async def test_commands_are_told_once_and_again_when_they_change(
    server: DiscordServer, book: Book, lab: Guild, research: Channel
) -> None:
    """Discord takes 200 new ones a day."""
    for _ in range(2):
        async with open_discord(server, StandInCore(), book):
            await soon(lambda: server.calls[-1].route.endswith("/commands"))
    assert server.syncs == 1
    more = VerbOption("who", "The person", OptionKind.PERSON)
    changed = (*VERBS[1:], replace(VERBS[0], options=(more,)))
    async with open_discord(server, StandInCore(changed), book):
        await soon(lambda: server.syncs == 2)
    inbox = next(c for c in server.registered_commands() if c["name"] == "inbox")
    assert [option["name"] for option in inbox["options"]] == ["who"]


@pytest.mark.parametrize("fault", [BadStatus(), Reset()], ids=str)
async def test_commands_are_told_when_discord_takes_them(
    server: DiscordServer, book: Book, lab: Guild, research: Channel, fault: object
) -> None:
    assert isinstance(fault, BadStatus | Reset)
    commands = "/applications/{application_id}/commands"
    server.faults.next(f"GET {commands}", fault, fault)
    server.faults.next(f"PUT {commands}", fault)
    async with open_discord(server, StandInCore(), book):
        await soon(lambda: server.syncs == 1)


async def test_it_serves_while_discord_does_not_take_commands(
    server: DiscordServer, clock: StillClock, book: Book, lab: Guild, ann: User, research: Channel
) -> None:
    """Those of the last time are there."""
    core = StandInCore()
    async with open_discord(server, core, book):
        pass
    door = server.faults.hangs("GET /applications/{application_id}/commands")
    async with open_discord(server, core, book, replace(QUICK, call=5)) as discord:
        await Desk(server, discord, clock, lab, research).types(ann, "inbox")
        assert core.command.verb == "inbox"
        door.set()


def test_each_change_of_a_command_is_one() -> None:
    """And what Discord adds by itself is none."""
    wanted = commands_of(VERBS)
    added = {"id": "1", "version": "2", "nsfw": False, "default_member_permissions": None}
    assert are_same([command | added for command in reversed(wanted)], wanted)
    ask, who = VERBS[2], VERBS[2].options[1]
    for other in (
        replace(ask, name="asks"),
        replace(ask, summary="Other words"),
        replace(ask, options=(who,)),
        replace(ask, options=(replace(who, name="whom"), ask.options[0])),
        replace(ask, options=(replace(who, explained="Other"), ask.options[0])),
        replace(ask, options=(replace(who, is_required=False), ask.options[0])),
        replace(ask, options=(replace(who, kind=OptionKind.WORDS), ask.options[0])),
        replace(ask, options=(who, replace(ask.options[0], completes="cities"))),
        replace(ask, on_message="Ask for context"),
    ):
        assert not are_same(wanted, commands_of((*VERBS[:2], other, *VERBS[3:])))
    for key in ("contexts", "integration_types"):
        assert not are_same([{**command, key: [1]} for command in wanted], wanted)
