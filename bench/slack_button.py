"""A button on Slack: *Skip today*, from Slack's payload to the acknowledgement, after the commit.

Measured in process, through bolt's dispatch as Socket Mode and HTTP reach it, in a whole Unstuck
on SQLite that is connected to a Slack of our own (`bench.far_slack`) and says afterwards what it
has to say; Slack has told us of everybody. How often is pressed: `bench.platform_button`.
Beside it: the same payloads through a bare bolt app, which keeps nothing and whose one listener
only acknowledges: in bolt's default settings, and with `process_before_response`, which is the
floor; and the same presses with 300 verbs and 300 actions more.
"""

import re
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.cli.compose import FEATURES, App
from adapters.cli.settings import Settings
from adapters.slack.render import blocks_of
from bench import far_slack
from bench.buttons import dummies
from bench.far import Far, There, far
from bench.figures import Figure, Sample
from bench.platform_button import (
    WARM_UP,
    crews_of,
    demand_kept,
    figures_of,
    in_turn,
    measured,
    measured_bare,
    there,
)
from bench.presses import Payload
from bench.trials import Trials
from bench.unstuck import connected_unstuck
from bench.worlds import NINE, Crew, prompt_in
from bot.domain.workspaces import Platform
from bot.messages.refs import Ref

NAME = "slack-button"


def figures(trials: Trials) -> Iterator[Figure]:
    names = ("plain bolt", "bolt at its fastest")
    yield from figures_of(trials, Platform.SLACK, measure, measure_bare, names)


async def measure(
    url: str, lead: float, steady: int, offered: int, verbs: int, platform: str, **shape: int
) -> Sample:
    features = (*FEATURES, dummies(verbs))
    async with far(far_slack.KIND, _there(crews_of(shape))) as slack:
        settings = Settings(database_url=url, slack=far_slack.settings_for(slack))
        async with connected_unstuck(settings, NINE, lead, features) as app:
            _know(app, slack)
            press = partial(press_through, bolt_of(app))
            found = await measured(app, press, in_turn(slack, _button_in), steady, offered)
            await slack.ask_in_peace()
    await demand_kept(url, WARM_UP + steady + offered)
    return found


async def measure_bare(url: str, steady: int, is_floor: int, platform: str, **shape: int) -> Sample:
    """A bolt app that keeps nothing."""
    async with far(far_slack.KIND, _there(crews_of(shape))) as slack:
        client = AsyncWebClient(far_slack.BOT_TOKEN, base_url=slack.api_url)
        bolt = AsyncApp(client=client, process_before_response=bool(is_floor))

        async def listener(ack: AsyncAck) -> None:
            await ack()

        bolt.action(re.compile(".*"))(listener)
        pressing = in_turn(slack, _button_in)
        return await measured_bare(partial(press_through, bolt), pressing, steady)


async def press_through(bolt: AsyncApp, payload: Payload) -> float:
    """Seconds from the payload to the acknowledgement."""
    begun = time.perf_counter()
    response = await bolt.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=dict(payload)))
    seconds = time.perf_counter() - begun
    if response.status != 200:
        raise AssertionError(f"the press was not acknowledged: {response.status}")
    return seconds


def bolt_of(app: App) -> AsyncApp:
    """That of a whole Unstuck: where its two transports hand over."""
    side: Any = app.side
    bolt: AsyncApp = side.slack.transport._app
    return bolt


def _know(app: App, slack: Far) -> None:
    """As after everybody's first press, for which Slack is asked who they are."""
    side: Any = app.side
    for user in slack.users:
        side.slack._directory.learn(user)


def _there(made: list[Crew]) -> There:
    def blocks(crew: Crew) -> list[dict[str, Any]]:
        return blocks_of(prompt_in(crew), lambda _: None)

    return there(made, Platform.SLACK, blocks, _button_of)


def _button_of(crew: Crew) -> str:
    return Ref("checkins.skip", (crew.round,)).encode()


def _button_in(payload: Payload) -> str:
    return str(payload["actions"][0]["action_id"])
