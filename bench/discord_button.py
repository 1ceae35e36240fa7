"""A button on Discord: *Skip today*, from what the gateway brings to the answer, after the commit.

Measured in process: from the text of a dispatch, given to `received_message` of discord.py's
connected socket, which only the frame and its decompression come before, until the whole answer
to the interaction (the message anew) is handed to the HTTP connection. A whole Unstuck on SQLite
does it, connected to a Discord of our own (`bench.far_discord`). How often is pressed:
`bench.platform_button`.
Beside it: the same texts to a bare discord.py, which keeps nothing: with a view that it listens
to, and that answers with itself; and with `on_interaction`, which only defers, the floor; and the
same presses with 300 verbs and 300 actions more, of which Discord, which takes a hundred, is not
told.
"""

import asyncio
import json
import time
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import aiohttp
import discord
from discord import ui

import adapters.discord.app
from adapters.cli.compose import FEATURES
from adapters.cli.settings import Settings
from adapters.discord.custom_ids import CustomId
from adapters.discord.render import rendered
from bench import bare_discord, far_discord
from bench.buttons import dummies
from bench.far import Far, Json, There, far
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
from bench.worlds import NINE, Crew, outer, prompt_in
from bot.domain.workspaces import Platform
from bot.messages.refs import Ref

NAME = "discord-button"
MOST_SECONDS = 10.0
DEFERRED, REWRITTEN = "6", "7"
"""Discord's types of an answer."""


def figures(trials: Trials) -> Iterator[Figure]:
    names = ("a view of discord.py’s", "discord.py, deferring")
    yield from figures_of(trials, Platform.DISCORD, measure, measure_bare, names)


async def measure(
    url: str, lead: float, steady: int, offered: int, verbs: int, platform: str, **shape: int
) -> Sample:
    features = (*FEATURES, dummies(verbs))
    async with far(far_discord.KIND, _there(crews_of(shape))) as discord_:
        settings = Settings(database_url=url, discord=far_discord.settings_for(discord_))
        with patch.object(adapters.discord.app, "sync", _not_told):
            async with connected_unstuck(settings, NINE, lead, features) as app:
                side: Any = app.side
                gateway = Gateway(side.discord.client)
                pressing = in_turn(discord_, _button_in)
                found = await measured(app, gateway.press, pressing, steady, offered)
                await side.discord.finish()
                await _demand_answers(discord_, REWRITTEN, WARM_UP + steady + offered)
    await demand_kept(url, WARM_UP + steady + offered)
    return found


async def measure_bare(url: str, steady: int, is_floor: int, platform: str, **shape: int) -> Sample:
    """A client that keeps nothing."""
    made = crews_of(shape)
    async with far(far_discord.KIND, _there(made)) as discord_:
        async with bare_discord.connected(discord_) as client:
            if is_floor:
                client.event(on_interaction)
            else:
                for crew in made:
                    client.add_view(_answering(crew))
            gateway, pressing = Gateway(client), in_turn(discord_, _button_in)
            found = await measured_bare(gateway.press, pressing, steady)
            await gateway.all_taken()
            await _demand_answers(discord_, DEFERRED if is_floor else REWRITTEN, WARM_UP + steady)
        return found


async def on_interaction(interaction: discord.Interaction[Any]) -> None:
    await interaction.response.defer()


def _answering(crew: Crew) -> ui.LayoutView:
    """The prompt, whose button answers with the prompt."""
    view = bare_discord.live(_shown(crew))

    async def answer(interaction: discord.Interaction[Any]) -> None:
        await interaction.response.edit_message(view=view)

    for item in view.walk_children():
        if isinstance(item, ui.Button) and item.custom_id == _button_of(crew):
            item.callback = answer  # type: ignore[method-assign]
    return view


async def _not_told(*about: object) -> None: ...


class Gateway:
    """Where discord.py gets what its socket brings; and when its answers go."""

    def __init__(self, client: discord.Client) -> None:
        self._socket = client._get_websocket(shard_id=0)
        self._begun: dict[str, tuple[float, asyncio.Future[float]]] = {}
        self._under_way: dict[str, asyncio.Event] = {}
        http: Any = client.http
        trace = aiohttp.TraceConfig()
        trace.on_request_chunk_sent.append(self._sent)
        trace.on_request_end.append(self._taken)
        trace.freeze()
        http._HTTPClient__session.trace_configs.append(trace)

    async def press(self, payload: Payload) -> float:
        """Seconds from its text to the answer."""
        told = {"op": 0, "t": "INTERACTION_CREATE", "s": None, "d": payload}
        answered: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        text = json.dumps(told)
        self._begun[payload["token"]] = time.perf_counter(), answered
        self._under_way[payload["token"]] = asyncio.Event()
        await self._socket.received_message(text)
        async with asyncio.timeout(MOST_SECONDS):
            return await answered

    async def all_taken(self) -> None:
        """Until Discord has said that it took them all."""
        async with asyncio.timeout(MOST_SECONDS):
            await asyncio.gather(*(taken.wait() for taken in self._under_way.values()))

    async def _sent(
        self,
        session: aiohttp.ClientSession,
        context: SimpleNamespace,
        params: aiohttp.TraceRequestChunkSentParams,
    ) -> None:
        token = _token_in(params.url.path)
        if token in self._begun:
            begun, answered = self._begun.pop(token)
            answered.set_result(time.perf_counter() - begun)

    async def _taken(
        self,
        session: aiohttp.ClientSession,
        context: SimpleNamespace,
        params: aiohttp.TraceRequestEndParams,
    ) -> None:
        if taken := self._under_way.get(_token_in(params.url.path)):
            taken.set()


def _token_in(path: str) -> str:
    """Of the interaction that is answered there."""
    return path.split("/")[-2] if path.endswith("/callback") else ""


async def _demand_answers(discord_: Far, kind: str, presses: int) -> None:
    told = await discord_.ask_in_peace()
    if told["answers"] != {kind: presses}:
        raise AssertionError(f"answers by their types: {told['answers']}, of {presses} presses")


def _there(made: list[Crew]) -> There:
    return there(made, Platform.DISCORD, _components, _button_of)


def _components(crew: Crew) -> list[Json]:
    return list(_shown(crew).to_components())  # type: ignore[no-untyped-call]


def _shown(crew: Crew) -> ui.LayoutView:
    return rendered(prompt_in(crew), lambda _: None, partial(_custom_id, crew)).view


def _button_of(crew: Crew) -> str:
    return _custom_id(crew, Ref("checkins.skip", (crew.round,)))


def _custom_id(crew: Crew, ref: Ref) -> str:
    """As it is in direct messages."""
    return CustomId(ref, outer(crew.workspace, Platform.DISCORD)).encode()


def _button_in(payload: Payload) -> str:
    return str(payload["data"]["custom_id"])
