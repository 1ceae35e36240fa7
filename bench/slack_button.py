"""A button on Slack: *Skip today*, from Slack's payload to the acknowledgement, after the commit.

Measured in process, through bolt's dispatch as Socket Mode and HTTP reach it, in a whole Unstuck
on SQLite that is connected to a Slack of our own (`bench.far_slack`) and says afterwards what it
has to say: 50 presses a second for p50 and p99; then 300 a second for five seconds. Every press
is of another person, whom Slack has told us of, and changes rows. The first 20 are not counted.
Beside it: the same payloads through a bare bolt app, which keeps nothing and whose one listener
only acknowledges: in bolt's default settings, and with `process_before_response`, which is the
floor; and the same presses with 300 verbs and 300 actions more.
"""

import re
import time
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.cli.compose import FEATURES, App
from adapters.slack.render import blocks_of
from bench.buttons import dummies
from bench.far_slack import BOT_TOKEN, FarSlack, Presses, Someone, There, far_slack
from bench.figures import Figure, Rival, Sample, at_least, at_most, column, percentile
from bench.loading import count
from bench.presses import Payload, press_steadily
from bench.trials import Trial, Trials
from bench.unstuck import all_handled, unstuck_on_slack
from bench.worlds import NINE, Crew, crews, direct, fill_asked, outer, prompt_in, stamp
from bot.messages.refs import Ref

NAME = "slack-button"
STEADILY = 50
OFFERED = 300
WARM_UP = 20


def figures(trials: Trials) -> Iterator[Figure]:
    steady, offered = trials.size(300, 10), trials.size(5 * OFFERED, 30)
    shape = {
        "teams": (WARM_UP + steady + offered) // 50 + 1,
        "people": 50,
        "workspaces": 1,
        "due": 0,
        "future": 0,
        "bystanders": 0,
    }
    given = {"lead": trials.lead_seconds, "steady": steady, "offered": offered}
    for database in (each for each in trials.databases if each.name == "SQLite"):
        ours = Trial(database, measure, fill_asked, shape, given | {"verbs": 0})
        many = Trial(database, measure, fill_asked, shape, given | {"verbs": 300})
        options = shape | {"steady": steady}
        bare = Trial(database, measure_bare, options=options | {"is_floor": 0})
        floor = Trial(database, measure_bare, options=options | {"is_floor": 1})
        yield from _figures(trials.run(ours=ours, many=many, bare=bare, floor=floor))


def _figures(found: dict[str, list[Sample]]) -> Iterator[Figure]:
    ours, many, bare, floor = (found[name] for name in ("ours", "many", "bare", "floor"))
    for share, bound in (("p50", 4), ("p99", 15)):
        name, pressed = f"a press on Slack: {share}", column(ours, f"{share}_ms")
        least, most = _beside(pressed, floor, share), _beside(pressed, bare, share)
        plain = Rival("plain bolt", "ms", *most, "× as long", at_most(1))
        yield Figure(name, "ms", pressed, at_most(bound), plain)
        at_best = Rival("bolt at its fastest", "ms", *least, "× as long")
        yield Figure(f"{name}, beside the floor", "ms", pressed, None, at_best)
    ratios = _beside(column(many, "p50_ms"), ours, "p50")[1]
    # A tenth is what two medians of the same thing differ by on a quiet machine.
    yield Figure("a press on Slack: p50 with 300 verbs more", "× none", ratios, at_most(1.1))
    # The last of them is acknowledged a moment after the last second.
    acknowledged = column(ours, "a_second")
    yield Figure(f"presses on Slack, of {OFFERED}/s", "/s", acknowledged, at_least(0.98 * OFFERED))
    busy = column(ours, "busy_p99_ms")
    yield Figure(f"a press on Slack, at {OFFERED}/s: p99", "ms", busy)


def _beside(
    ours: tuple[float, ...], theirs: list[Sample], share: str
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    values = column(theirs, f"{share}_ms")
    return values, tuple(our / their for our, their in zip(ours, values, strict=True))


async def measure(
    url: str, lead: float, steady: int, offered: int, verbs: int, **shape: int
) -> Sample:
    made = crews(shape["teams"], shape["people"], shape["workspaces"])
    features = (*FEATURES, dummies(verbs))
    async with (
        far_slack(_there(made)) as far,
        unstuck_on_slack(url, NINE, lead, far.settings, features) as app,
    ):
        _know(app, far)
        bolt, pressing = bolt_of(app), _in_turn(far)
        press = partial(press_through, bolt)
        await all_handled(app, NINE)
        await press_steadily(press, islice(pressing, WARM_UP), STEADILY)
        pressed = await press_steadily(press, islice(pressing, steady), STEADILY)
        await all_handled(app, NINE)
        begun = time.perf_counter()
        busy = await press_steadily(press, islice(pressing, offered), OFFERED)
        seconds = time.perf_counter() - begun
        await all_handled(app, NINE)
        _demand_peace(await far.ask())
    kept = await count(url, "responses", "progress = 'skipped'")
    if kept != WARM_UP + steady + offered:
        raise AssertionError(f"{kept} presses are kept")
    return {
        "p50_ms": percentile(pressed, 0.5) * 1000,
        "p99_ms": percentile(pressed, 0.99) * 1000,
        "busy_p99_ms": percentile(busy, 0.99) * 1000,
        "a_second": offered / seconds,
    }


async def measure_bare(url: str, steady: int, is_floor: int, **shape: int) -> Sample:
    """A bolt app that keeps nothing."""
    made = crews(shape["teams"], shape["people"], shape["workspaces"])
    async with far_slack(_there(made)) as far:
        client = AsyncWebClient(BOT_TOKEN, base_url=far.api_url)
        bolt = AsyncApp(client=client, process_before_response=bool(is_floor))

        async def listener(ack: AsyncAck) -> None:
            await ack()

        bolt.action(re.compile(".*"))(listener)
        press, pressing = partial(press_through, bolt), _in_turn(far)
        await press_steadily(press, islice(pressing, WARM_UP), STEADILY)
        pressed = await press_steadily(press, islice(pressing, steady), STEADILY)
    return {
        "p50_ms": percentile(pressed, 0.5) * 1000,
        "p99_ms": percentile(pressed, 0.99) * 1000,
    }


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


def _know(app: App, far: FarSlack) -> None:
    """As after everybody's first press, for which Slack is asked who they are."""
    side: Any = app.side
    for user in far.users:
        side.slack._directory.learn(user)


def _there(made: list[Crew]) -> There:
    """Everybody with their prompt before them."""
    presses = []
    for crew in made:
        people = tuple(
            Someone(outer(p.id), p.name, p.zone or "", direct(p.id), stamp(p.id))
            for p in crew.people
        )
        blocks = blocks_of(prompt_in(crew), lambda _: None)
        presses.append(Presses(people, blocks, Ref("checkins.skip", (crew.round,)).encode()))
    channels = tuple(outer(crew.channel) for crew in made)
    return There(outer(made[0].workspace), channels=channels, presses=tuple(presses))


def _in_turn(far: FarSlack) -> Iterator[Payload]:
    """One of each team after the other."""
    rounds: dict[str, list[Payload]] = {}
    for payload in far.presses:
        rounds.setdefault(payload["actions"][0]["action_id"], []).append(payload)
    for together in zip(*rounds.values(), strict=True):
        yield from together


def _demand_peace(told: dict[str, Any]) -> None:
    if told["violations"]:
        raise AssertionError(f"Slack would object: {told['violations'][:3]}")
