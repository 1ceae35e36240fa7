"""Memory while views are sent on Discord: 100,000 prompts to 1,000 people.

Measured: what the adapter's `DiscordChat` sends, past its pace, to a Discord of our own that
takes whatever comes (`bench.far_echo`): after 20,000, 60,000 and 100,000 the memory of the
process, and what of it Python has allocated (`tracemalloc`, whose own part is in the first); told
is by how much a thousand more let it grow, which may be less than nothing. It takes minutes and
is measured once, as it is not a matter of speed.
Beside it: discord.py sending the same views with `timeout=None`, and listening to them, as one
writes it; a tenth of them.
"""

import asyncio
import gc
import statistics
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import pairwise
from unittest.mock import patch

import psutil
from discord import ui

from adapters.discord import chat
from adapters.discord.app import Discord
from adapters.discord.custom_ids import CustomId
from adapters.discord.render import rendered
from bench import bare_discord, far_discord, far_echo
from bench.far import There, far
from bench.figures import Figure, Rival, Sample, at_most, column
from bench.trials import Trial, Trials
from bench.worlds import Crew, crews, direct, outer, prompt_in
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.workspaces import Platform
from bot.engine.pacing import Rate
from bot.messages.parts import Message
from bot.messages.refs import Ref
from bot.ports.chat import Address

NAME = "discord-memory"
VIEWS = 100_000
MEASURED_AFTER = (0.2, 0.6, 1.0)
AT_ONCE = 16
UNPACED = Rate(1e6)
NOISE_KB = {"traced": 2.0, "resident": 50.0}
"""For each thousand: two bytes a view; what the system's pages differ by. A view that is kept
takes some 5 kB."""

Send = Callable[[int], Awaitable[object]]


def figures(trials: Trials) -> Iterator[Figure]:
    ours, theirs = {"views": trials.size(VIEWS, 50)}, {"views": trials.size(VIEWS // 10, 50)}
    for database in (each for each in trials.databases if each.name == "SQLite"):
        found = trials.run_once(
            ours=Trial(database, measure, options=ours),
            bare=Trial(database, measure_bare, options=theirs),
        )
        for what, noise in NOISE_KB.items():
            name = f"{what} memory, {ours['views']:,} views on Discord"
            growth, bare = (column(found[key], f"{what}_growth_kb") for key in ("ours", "bare"))
            unit = "kB a 1,000"
            # Nearly nothing is no part of anything: each is shown as it is.
            rival = Rival("views that listen", unit, bare, growth, unit)
            yield Figure(name, unit, growth, at_most(noise), rival)


async def measure(url: str, views: int) -> Sample:
    made = crews(20, 50, 1)
    prompts = [prompt_in(crew) for crew in made]
    with patch.object(chat, "IN_ALL", UNPACED):
        async with far(far_echo.KIND, There()) as echo:
            discord = Discord(far_discord.settings_for(echo), KnownAccounts())
            for crew in made:
                discord.guilds.keep(outer(crew.workspace, Platform.DISCORD), crew.workspace)
            await discord.connect()

            async def send(number: int) -> None:
                place = number % len(made)
                person = made[place].people[number // len(made) % 50]
                account = outer(person.id, Platform.DISCORD)
                address = Address(made[place].workspace, is_direct=True, outer_id=account)
                await discord.chat.post(address, prompts[place], f"{number}.0")

            found = await _growth(send, views)
            await discord.close()
            await echo.ask_in_peace()
            return found


async def measure_bare(url: str, views: int) -> Sample:
    made = crews(20, 50, 1)
    prompts = [prompt_in(crew) for crew in made]
    async with far(far_echo.KIND, There()) as echo, bare_discord.logged_in(echo) as client:

        async def send(number: int) -> None:
            place = number % len(made)
            person = made[place].people[number // len(made) % 50]
            channel = client.get_partial_messageable(int(direct(person.id, Platform.DISCORD)))
            view = bare_discord.live(_shown(made[place], prompts[place]))
            await channel.send(view=view, nonce=f"{number}.0")

        return await _growth(send, views)


class KnownAccounts:
    """An `Accounts` of people whose direct messages are all open."""

    async def of(
        self, workspace: WorkspaceId, people: Sequence[PersonId]
    ) -> Mapping[PersonId, str]:
        return {person: outer(person, Platform.DISCORD) for person in people}

    async def direct(self, workspace: WorkspaceId, account: str) -> str:
        return _direct_of()[account]

    async def keep_direct(self, workspace: WorkspaceId, account: str, channel: str) -> None: ...


@cache
def _direct_of() -> dict[str, str]:
    """By Discord's id of the person."""
    persons = [person.id for crew in crews(20, 50, 1) for person in crew.people]
    both = Platform.DISCORD
    return {outer(person, both): direct(person, both) for person in persons}


def _shown(crew: Crew, prompt: Message) -> ui.LayoutView:
    guild = outer(crew.workspace, Platform.DISCORD)
    return rendered(prompt, lambda _: None, partial(_custom_id, guild)).view


def _custom_id(guild: str, ref: Ref) -> str:
    return CustomId(ref, guild).encode()


async def _growth(send: Send, views: int) -> Sample:
    """kB for each thousand views, by the line through what was measured."""
    held: dict[str, list[float]] = {what: [] for what in NOISE_KB}
    after = [round(share * views) for share in MEASURED_AFTER]
    tracemalloc.start()
    for begin, end in pairwise((0, *after)):
        await _send_all(send, range(begin, end))
        gc.collect()
        held["traced"].append(tracemalloc.get_traced_memory()[0] / 1000)
        held["resident"].append(psutil.Process().memory_info().rss / 1000)
    tracemalloc.stop()
    found: Sample = {}
    for what, kilobytes in held.items():
        found[f"{what}_growth_kb"] = statistics.linear_regression(after, kilobytes).slope * 1000
        found |= {f"{what}_kb_{n}": kb for n, kb in zip(after, kilobytes, strict=True)}
    return found


async def _send_all(send: Send, numbers: range) -> None:
    left = iter(numbers)

    async def keep_sending() -> None:
        for number in left:
            await send(number)

    await asyncio.gather(*(keep_sending() for _ in range(AT_ONCE)))
