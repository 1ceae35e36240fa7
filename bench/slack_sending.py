"""Sending on Slack: 600 letters to 200 people and a channel, through the outbox, within its limits.

A whole Unstuck on SQLite writes to a Slack of our own (`bench.far_slack`) that limits as Slack
does, in each channel and in the whole workspace; limits and our pace are both ten times as fast
as with Slack, so that a run takes 15 s and not two and a half minutes. Measured from the commit
of the letters to the arrival of the last one, relative to what the limits alone take.
Beside it: slack_sdk, sending the same as fast as it can with its AsyncRateLimitErrorRetryHandler:
with that as it is, which tries once more, and trying as often as it takes.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from unittest.mock import patch

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from adapters.cli.compose import FEATURES, App
from adapters.slack import chat
from bench.far_slack import BOT_TOKEN, FarSlack, Someone, There, far_slack
from bench.figures import Figure, Rival, Sample, at_most, column
from bench.loading import count, load
from bench.trials import Trial, Trials
from bench.unstuck import unstuck_on_slack
from bench.worlds import NINE, crews, everything_of, outer
from bot.domain.ids import ChannelId, WorkspaceId
from bot.domain.letters import Letter, to_channel, to_person
from bot.engine.manifest import LetterKind, Manifest
from bot.engine.pacing import Rate
from bot.messages.parts import Message, message, say
from bot.ports.store import Reader

NAME = "slack-sending"
FASTER = 10
IN_ALL = 40.0
IN_A_CHANNEL = 10.0
MOST_AT_ONCE = 6
"""In a channel; in the workspace the server takes five times as many: ten more than we send at
once, as all is faster here, but for the time that a call is on its way."""

LEAD_SECONDS = 0.2
MANY_TRIES = 1000
CHANNEL = ChannelId("h000000000000000")
KIND = "bench.letter"
_LOOK_SECONDS = 0.02


def figures(trials: Trials) -> Iterator[Figure]:
    shape = {"people": trials.size(200, 8), "letters": trials.size(600, 60)}
    for database in (each for each in trials.databases if each.name == "SQLite"):
        once = Trial(database, measure_sdk, options=shape | {"tries": 1})
        patient = Trial(database, measure_sdk, options=shape | {"tries": MANY_TRIES})
        ours = Trial(database, measure, fill, shape)
        yield from _figures(trials.run(ours=ours, once=once, patient=patient), shape["letters"])


def _figures(found: dict[str, list[Sample]], letters: int) -> Iterator[Figure]:
    once, patient = ("slack_sdk, trying once more", "once"), ("slack_sdk, not giving up", "patient")
    for what, name, unit, bound, (rival, key) in (
        ("of_floor", f"{letters} messages on Slack", "× the limits' time", 1.05, patient),
        ("limited", "refused as too many", "answers", 0, patient),
        ("late", "out of order", "messages", 0, patient),
        ("lost", "lost", "messages", 0, once),
    ):
        values = column(found["ours"], what)
        # Some of these are 0: each is shown as it is, and not what part it is of the other.
        beside = Rival(rival, unit, column(found[key], what), values, unit)
        yield Figure(name, unit, values, at_most(bound), beside)


async def fill(url: str, people: int, letters: int) -> None:
    await load(url, everything_of(crews(1, people, 1)))


async def measure(url: str, people: int, letters: int) -> Sample:
    (crew,) = crews(1, people, 1)
    sender = Manifest(name="bench", letters={KIND: LetterKind(_write)})
    rates = chat.Rates(
        Rate(IN_ALL, chat.RATES.in_all.burst),
        Rate(IN_A_CHANNEL, chat.RATES.in_a_channel.burst),
        chat.RATES.edits,
    )
    with patch.object(chat, "RATES", rates):
        async with (
            far_slack(_there(people)) as far,
            unstuck_on_slack(url, NINE, LEAD_SECONDS, far.settings, (*FEATURES, sender)) as app,
        ):
            await asyncio.sleep(LEAD_SECONDS)
            begun = time.time()
            await _post(app, crew.workspace, people, letters)
            await _all_sent(url)
            return await _told(far, begun, people, letters)


async def measure_sdk(url: str, people: int, letters: int, tries: int) -> Sample:
    """As one would write it: all calls at once."""
    async with far_slack(_there(people)) as far:
        patience = AsyncRateLimitErrorRetryHandler(max_retry_count=tries)
        client = AsyncWebClient(BOT_TOKEN, base_url=far.api_url, retry_handlers=[patience])

        async def send(to: str, text: str) -> None:
            with suppress(SlackApiError):  # It is counted as lost.
                await client.chat_postMessage(channel=to, text=text)

        begun = time.time()
        texts = _texts(people, letters)
        await asyncio.gather(*(send(outer(to), text) for to, text in texts))
        return await _told(far, begun, people, letters)


async def _all_sent(url: str) -> None:
    while True:
        if not await count(url, "letters", "done_at IS NULL"):
            return
        await asyncio.sleep(_LOOK_SECONDS)


async def _post(app: App, workspace: WorkspaceId, people: int, letters: int) -> None:
    (crew,) = crews(1, people, 1)
    persons = {person.id: person for person in crew.people}
    unit = app.store.unit(workspace)
    for number, (to, text) in enumerate(_texts(people, letters)):
        known = persons.get(to)  # type: ignore[call-overload]
        destination = to_person(known.id) if known else to_channel(CHANNEL)
        unit.post(Letter(workspace, destination, KIND, f"{KIND}:{number}", (text,)))
    await unit.commit()


async def _write(reader: Reader, letter: Letter, now: Any) -> Message:
    return message(say(letter.about[0]))


def _texts(people: int, letters: int) -> list[tuple[str, str]]:
    """To whom of ours, and what: the number of its letter. One of 100 goes to the channel."""
    (crew,) = crews(1, people, 1)
    names = [person.id for person in crew.people]
    numbers = range(letters)
    return [(CHANNEL if n % 100 == 0 else names[n % people], str(n)) for n in numbers]


def floor_seconds(people: int, letters: int) -> float:
    """What the limits alone take for these."""
    most = Counter(to for to, _ in _texts(people, letters))
    each = max(most.values()) - MOST_AT_ONCE
    return max(each / IN_A_CHANNEL, (letters - 5 * MOST_AT_ONCE) / IN_ALL)


async def _told(far: FarSlack, begun: float, people: int, letters: int) -> Sample:
    told = await far.ask()
    if told["violations"]:
        raise AssertionError(f"Slack would object: {told['violations'][:3]}")
    posts = [(place, int(text), at) for place, text, at in told["posts"]]
    seen: dict[str, int] = {}
    late = 0
    for place, number, _ in posts:
        late += number < seen.get(place, -1)
        seen[place] = max(number, seen.get(place, -1))
    return {
        "of_floor": (max(at for *_, at in posts) - begun) / floor_seconds(people, letters),
        "limited": told["limited"],
        "lost": letters - len({number for _, number, _ in posts}),
        "late": late,
        "doubled": len(posts) - len({number for _, number, _ in posts}),
    }


def _there(people: int) -> There:
    (crew,) = crews(1, people, 1)
    return There(
        outer(crew.workspace),
        tuple(Someone(outer(p.id), p.name, p.zone or "") for p in crew.people),
        (outer(CHANNEL),),
        limits={
            "channel_a_second": IN_A_CHANNEL,
            "channel_burst": MOST_AT_ONCE,
            "workspace_a_minute": IN_ALL * 60,
        },
    )
