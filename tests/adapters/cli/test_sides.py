"""Several sides as one: what becomes of the others when one of them fails."""

from collections.abc import Mapping
from typing import Any, cast

import pytest

from adapters.cli.sides import CannotServe, Core, Together
from bot.domain.workspaces import Platform
from bot.engine.engine import Engine
from bot.ports.chat import Chat

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
    ) -> None:
        self.chats: Mapping[Platform, Chat] = {platform: cast(Chat, platform)}
        self.address: str | None = None
        self.welcome = ""
        self._platform = platform
        self._told = told
        self._fails = fails
        self._fails_to_stop = fails_to_stop

    async def start(self, core: Core, engine: Engine) -> None:
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
    assert list(sides.chats) == [Platform.SLACK, Platform.DISCORD]
    await sides.start(CORE, ENGINE)
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
