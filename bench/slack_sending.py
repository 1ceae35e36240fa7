"""Sending on Slack: 600 letters to 200 people and a channel, through the outbox, within its limits.

A whole Unstuck on SQLite writes to a Slack of our own (`bench.far_slack`) that limits as Slack
does, in each channel and in the whole workspace; limits and our pace are both ten times as fast
as with Slack, so that a run takes 15 s and not two and a half minutes. What is measured of them:
`bench.platform_sending`.
Beside it: slack_sdk, sending the same as fast as it can with its AsyncRateLimitErrorRetryHandler:
with that as it is, which tries once more, and trying as often as it takes.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from unittest.mock import patch

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from adapters.cli.settings import Settings
from adapters.slack import chat
from bench import far_slack
from bench.far import far
from bench.figures import Figure, Sample
from bench.platform_sending import LEAD_SECONDS, Mailing, features, figures_of
from bench.trials import Trial, Trials
from bench.unstuck import connected_unstuck
from bench.worlds import NINE, outer
from bot.domain.workspaces import Platform
from bot.engine.pacing import Rate

NAME = "slack-sending"
IN_ALL = 40.0
IN_A_CHANNEL = 10.0
MOST_AT_ONCE = 6
"""In a channel; in the workspace the server takes five times as many: ten more than we send at
once, as all is faster here, but for the time that a call is on its way."""

MANY_TRIES = 1000
LIMITS = {
    "channel_a_second": IN_A_CHANNEL,
    "channel_burst": MOST_AT_ONCE,
    "workspace_a_minute": IN_ALL * 60,
}


def figures(trials: Trials) -> Iterator[Figure]:
    shape = {"people": trials.size(200, 8), "letters": trials.size(600, 60)}
    for database in (each for each in trials.databases if each.name == "SQLite"):
        found = trials.run(
            ours=Trial(database, measure, fill, shape),
            once=Trial(database, measure_sdk, options=shape | {"tries": 1}),
            patient=Trial(database, measure_sdk, options=shape | {"tries": MANY_TRIES}),
        )
        patient = ("slack_sdk, not giving up", "patient")
        once = ("slack_sdk, trying once more", "once")
        yield from figures_of(_mailing(**shape), found, patient, once)


async def fill(url: str, people: int, letters: int) -> None:
    await _mailing(people, letters).fill(url)


async def measure(url: str, people: int, letters: int) -> Sample:
    mailing = _mailing(people, letters)
    rates = chat.Rates(
        Rate(IN_ALL, chat.RATES.in_all.burst),
        Rate(IN_A_CHANNEL, chat.RATES.in_a_channel.burst),
        chat.RATES.edits,
    )
    with patch.object(chat, "RATES", rates):
        async with far(far_slack.KIND, mailing.there(LIMITS)) as slack:
            settings = Settings(database_url=url, slack=far_slack.settings_for(slack))
            async with connected_unstuck(settings, NINE, LEAD_SECONDS, features()) as app:
                await asyncio.sleep(LEAD_SECONDS)
                begun = time.time()
                await mailing.send(app, url)
                return await mailing.arrived(slack, begun, _floor_seconds(mailing))


async def measure_sdk(url: str, people: int, letters: int, tries: int) -> Sample:
    """As one would write it: all calls at once."""
    mailing = _mailing(people, letters)
    async with far(far_slack.KIND, mailing.there(LIMITS)) as slack:
        patience = AsyncRateLimitErrorRetryHandler(max_retry_count=tries)
        client = AsyncWebClient(
            far_slack.BOT_TOKEN, base_url=slack.api_url, retry_handlers=[patience]
        )

        async def send(to: str, text: str) -> None:
            with suppress(SlackApiError):  # It is counted as lost.
                await client.chat_postMessage(channel=to, text=text)

        begun = time.time()
        await asyncio.gather(*(send(outer(to), text) for to, text in mailing.texts))
        return await mailing.arrived(slack, begun, _floor_seconds(mailing))


def _mailing(people: int, letters: int) -> Mailing:
    return Mailing(Platform.SLACK, people, letters, channels=1)


def _floor_seconds(mailing: Mailing) -> float:
    """What the limits alone take for these."""
    each = mailing.most_to_a_channel - MOST_AT_ONCE
    return max(each / IN_A_CHANNEL, (mailing.letters - 5 * MOST_AT_ONCE) / IN_ALL)
