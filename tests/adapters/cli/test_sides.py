"""Several sides as one: what becomes of the others when one of them fails."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, cast

import pytest

from adapters.cli.sides import CannotServe, Core, Together
from bot.domain.workspaces import Platform
from bot.engine.engine import Engine
from bot.ports.chat import Chat
from tests.clocks import eventually

CORE: Any = None
ENGINE: Any = None


class Noted:
    """A side that notes what it is told, and fails where it is to."""

    def __init__(
        self,
        platform: Platform,
        told: list[str],
        fails: Exception | None = None,
        fails_to_stop: Exception | None = None,
        door: asyncio.Event | None = None,
    ) -> None:
        self.chats: Mapping[Platform, Chat] = {platform: cast(Chat, platform)}
        self.address: str | None = None
        self.welcome = ""
        self._platform = platform
        self._told = told
        self._fails = fails
        self._fails_to_stop = fails_to_stop
        self._door = door

    async def start(self, core: Core, engine: Engine) -> None:
        if self._door:
            await self._door.wait()
        if self._fails:
            raise self._fails
        self._told.append(f"{self._platform} starts")
        self.welcome = f"Unstuck is on {self._platform}. "

    async def stop(self) -> None:
        self._told.append(f"{self._platform} stops")
        if self._fails_to_stop:
            raise self._fails_to_stop


async def test_all_of_them_in_order() -> None:
    told: list[str] = []
    sides = Together([Noted(Platform.SLACK, told), Noted(Platform.DISCORD, told)])
    await sides.start(CORE, ENGINE)
    assert list(sides.chats) == [Platform.SLACK, Platform.DISCORD]
    assert told == ["slack starts", "discord starts"]
    assert sides.welcome == "Unstuck is on slack. Unstuck is on discord. "
    assert sides.address is None
    await sides.stop()
    assert sorted(told[2:]) == ["discord stops", "slack stops"]


@pytest.mark.parametrize("fails_to_stop", [None, RuntimeError("stuck")])
async def test_one_that_cannot_start_stops_the_other_and_is_told(
    fails_to_stop: Exception | None,
) -> None:
    told: list[str] = []
    first = Noted(Platform.SLACK, told, fails_to_stop=fails_to_stop)
    second = Noted(Platform.DISCORD, told, CannotServe("not this token"))
    with pytest.raises(CannotServe, match="not this token"):
        await Together([first, second]).start(CORE, ENGINE)
    assert told[0] == "slack starts"
    assert "slack stops" in told


async def test_one_that_does_not_stop_keeps_none_from_it() -> None:
    told: list[str] = []
    first = Noted(Platform.SLACK, told, fails_to_stop=RuntimeError("stuck"))
    sides = Together([first, Noted(Platform.DISCORD, told)])
    await sides.start(CORE, ENGINE)
    with pytest.raises(ExceptionGroup):
        await sides.stop()
    assert "discord stops" in told


async def test_what_cannot_be_reached_yet_keeps_no_other_from_serving(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[str] = []
    door = asyncio.Event()
    far = Noted(Platform.DISCORD, told, door=door)
    sides = Together([far, Noted(Platform.SLACK, told)], patience=0.01)
    await sides.start(CORE, ENGINE)
    assert list(sides.chats) == [Platform.SLACK]
    assert "the others are served meanwhile" in caplog.text
    door.set()

    async def is_there() -> bool:
        return Platform.DISCORD in sides.chats

    await eventually(is_there)
    await sides.stop()


async def test_nobody_is_served_alone_when_there_is_nobody_yet() -> None:
    told: list[str] = []
    doors = [asyncio.Event(), asyncio.Event()]
    each = zip((Platform.SLACK, Platform.DISCORD), doors, strict=True)
    sides = Together([Noted(p, told, door=door) for p, door in each], patience=0.01)
    starting = asyncio.create_task(sides.start(CORE, ENGINE))
    done, _ = await asyncio.wait({starting}, timeout=0.05)
    assert not done
    doors[1].set()
    await starting
    assert list(sides.chats) == [Platform.DISCORD]
    await sides.stop()


async def test_a_late_one_that_cannot_serve_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    told: list[str] = []
    door = asyncio.Event()
    far = Noted(Platform.DISCORD, told, CannotServe("not this token"), door=door)
    sides = Together([far, Noted(Platform.SLACK, told)], patience=0.01)
    await sides.start(CORE, ENGINE)
    door.set()

    async def is_told() -> bool:
        return "not this token" in caplog.text

    await eventually(is_told)
    await sides.stop()
    assert "slack stops" in told
