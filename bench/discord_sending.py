"""Sending on Discord: 600 letters to 200 people and two channels, through the outbox, within its
limits: 50 a second in all, and 5 in 5 s in each channel.

A whole Unstuck on SQLite, which knows the channels of its direct messages, writes to a Discord of
our own (`bench.far_discord`) that limits as Discord does. What is measured of them:
`bench.platform_sending`; what the limits alone take is counted at an even pace, 12 s, though
Discord would take the first 50 at once.
Beside it: discord.py, sending the same as fast as it can: it waits for the limits that it is told
of, and gives a message up that was refused five times.
"""

import asyncio
import math
import time
from collections.abc import Iterator
from contextlib import suppress

import discord

from adapters.cli.settings import Settings
from bench import bare_discord, far_discord
from bench.far import far
from bench.figures import Figure, Sample
from bench.platform_sending import LEAD_SECONDS, Mailing, features, figures_of
from bench.trials import Trial, Trials
from bench.unstuck import connected_unstuck
from bench.worlds import NINE, direct, outer
from bot.domain.workspaces import Platform

NAME = "discord-sending"
IN_ALL = 50
IN_A_CHANNEL, SECONDS = 5, 5
LIMITS: dict[str, float] = {
    "global_size": IN_ALL,
    "channel_size": IN_A_CHANNEL,
    "channel_seconds": SECONDS,
}


def figures(trials: Trials) -> Iterator[Figure]:
    shape = {"people": trials.size(200, 20), "letters": trials.size(600, 100)}
    for database in (each for each in trials.databases if each.name == "SQLite"):
        found = trials.run(
            ours=Trial(database, measure, fill, shape),
            bare=Trial(database, measure_bare, options=shape),
        )
        bare = ("discord.py, all at once", "bare")
        yield from figures_of(_mailing(**shape), found, bare, bare)


async def fill(url: str, people: int, letters: int) -> None:
    await _mailing(people, letters).fill(url)


async def measure(url: str, people: int, letters: int) -> Sample:
    mailing = _mailing(people, letters)
    async with far(far_discord.KIND, mailing.there(LIMITS)) as discord_:
        settings = Settings(database_url=url, discord=far_discord.settings_for(discord_))
        async with connected_unstuck(settings, NINE, LEAD_SECONDS, features()) as app:
            await asyncio.sleep(LEAD_SECONDS)
            begun = time.time()
            await mailing.send(app, url)
            return await mailing.arrived(discord_, begun, _floor_seconds(mailing))


async def measure_bare(url: str, people: int, letters: int) -> Sample:
    """As one would write it: all calls at once."""
    mailing = _mailing(people, letters)
    async with (
        far(far_discord.KIND, mailing.there(LIMITS)) as discord_,
        bare_discord.logged_in(discord_) as client,
    ):

        async def send(to: str, text: str) -> None:
            place = client.get_partial_messageable(int(_place_of(to)))
            with suppress(discord.HTTPException):  # It is counted as lost.
                await place.send(text)

        begun = time.time()
        await asyncio.gather(*(send(to, text) for to, text in mailing.texts))
        return await mailing.arrived(discord_, begun, _floor_seconds(mailing))


def _mailing(people: int, letters: int) -> Mailing:
    return Mailing(Platform.DISCORD, people, letters, channels=2)


def _place_of(to: str) -> str:
    """Discord's channel of a person or a channel of ours."""
    is_person = to.startswith("p")
    return direct(to, Platform.DISCORD) if is_person else outer(to, Platform.DISCORD)


def _floor_seconds(mailing: Mailing) -> float:
    """What the limits alone take for these."""
    windows = math.ceil(mailing.most_to_a_channel / IN_A_CHANNEL)
    return max((windows - 1) * SECONDS, mailing.letters / IN_ALL)
