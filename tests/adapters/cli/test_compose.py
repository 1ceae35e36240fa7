"""The application as others build it: tests, benchmarks, another platform."""

import asyncio
import gc
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.cli.compose import App, application
from adapters.cli.settings import Settings
from adapters.cli.sides import NoSide
from adapters.playground.clock import TimeMachine
from adapters.playground.people import CHANNEL, LAB
from bot.domain.ids import WorkspaceId
from bot.domain.workspaces import Channel, Installation, Platform, Workspace
from bot.engine.intents import Command, Origin
from bot.messages.plain import plain
from bot.ports.chat import Chat
from storage.errors import StoreInUse
from tests.adapters.cli.process import ROOT


def settings_in(folder: Path) -> Settings:
    return Settings(f"sqlite:///{folder / 'unstuck.db'}", port=0)


def transcripts_in(folder: Path) -> list[Path]:
    return list(folder.glob("*transcript*"))


async def playground_of(app: App) -> WorkspaceId:
    workspace = await app.store.workspace_of(Platform.PLAYGROUND, "playground")
    assert workspace is not None
    return workspace


async def says(app: App, verb: str, words: str = "") -> str:
    jay = LAB.people["jay"].profile
    workspace = await playground_of(app)
    origin = Origin(workspace, Platform.PLAYGROUND, jay, f"{verb} {words}".strip())
    reply = await app.dispatcher.handle(Command(origin, verb, words))
    assert reply.tell is not None
    return plain(reply.tell)


async def test_every_feature_is_there(tmp_path: Path) -> None:
    async with application(settings_in(tmp_path)) as app:
        assert {"setup", "team", "pair", "me", "inbox", "help"} <= set(app.registry.verbs)
        assert app.registry.home.name == "inbox"
        assert "me" in await says(app, "help")


async def test_a_city_reaches_the_person(tmp_path: Path) -> None:
    async with application(settings_in(tmp_path)) as app:
        assert "São Paulo" in (said := await says(app, "me", "sao paulo")) or "Sao Paulo" in said


async def test_the_playgrounds_workspace_is_made_once(tmp_path: Path) -> None:
    seen = []
    for _ in range(2):
        async with application(settings_in(tmp_path)) as app:
            workspace = await playground_of(app)
            reader = app.store.unit(workspace)
            assert await reader.get(Workspace) == Workspace(workspace, "Playground")
            installation = await reader.get(Installation)
            assert installation is not None
            assert installation.platform is Platform.PLAYGROUND
            channels = await reader.find(Channel)
            assert [channel.outer_id for channel in channels] == [CHANNEL]
            seen.append(workspace)
    assert seen[0] == seen[1]


async def test_with_other_chats_there_is_no_playground(tmp_path: Path) -> None:
    chats: dict[Platform, Chat] = {}
    async with application(settings_in(tmp_path), chats=chats) as app:
        assert await app.start() is None
        assert await app.store.workspace_of(Platform.PLAYGROUND, "playground") is None
    assert not transcripts_in(tmp_path)


async def test_a_clock_of_ones_own(tmp_path: Path) -> None:
    class Stopped:
        def now(self) -> datetime:
            return datetime(2026, 11, 1, 12, tzinfo=UTC)

    async with application(settings_in(tmp_path), clock=Stopped(), chats={}) as app:
        assert app.clock.now() == Stopped().now()
    async with application(settings_in(tmp_path), clock=Stopped()) as app:
        assert app.clock.now() == Stopped().now()


async def test_it_may_be_left_before_it_was_started(tmp_path: Path) -> None:
    async with application(settings_in(tmp_path)):
        pass
    async with application(settings_in(tmp_path)) as app:
        await app.start()
        await app.stop()


async def test_input_stops_before_the_engine(tmp_path: Path) -> None:
    stopped = []

    class Noting(NoSide):
        async def stop(self) -> None:
            stopped.append("input")

    class Engines(Noted):
        def stop(self) -> None:
            stopped.append("engine")

    async with application(settings_in(tmp_path), chats={}, alarm=Engines()) as app:
        app.side = Noting({})
        await app.start()
    assert stopped == ["input", "engine"]


async def test_it_lets_go_of_everything(tmp_path: Path) -> None:
    for _ in range(2):
        async with application(settings_in(tmp_path)) as app:
            await app.start()
            with pytest.raises(StoreInUse):
                async with application(settings_in(tmp_path)):
                    pass
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left


def test_importing_does_nothing(tmp_path: Path) -> None:
    modules = sorted(
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
        for folder in ("adapters", "bot", "storage")
        for path in (ROOT / folder).rglob("*.py")
        # Alembic's own: it runs them.
        if "migrations" not in path.parts and path.stem != "__init__"
    )
    watched = f"""
import logging, signal, sys, threading
sys.path.insert(0, {str(ROOT)!r})
import {", ".join(modules)}
assert threading.active_count() == 1
assert not logging.getLogger().handlers
assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
"""
    done = subprocess.run(
        [sys.executable, "-c", watched], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not list(tmp_path.iterdir())


def loaded_by(folder: Path, settings: str) -> list[str]:
    """The modules that an application on these settings has imported before its start."""
    script = f"""
import asyncio, sys
from adapters.cli.compose import application
from adapters.cli.settings import Settings
from adapters.discord.settings import DiscordSettings
from adapters.slack.settings import SlackSettings
async def main():
    async with application({settings}):
        print(*sys.modules)
asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


SLACKS, DISCORDS, PLAYGROUNDS = "adapters.slack.app", "adapters.discord.app", "adapters.playground"


@pytest.mark.parametrize(
    ("given", "on", "off"),
    [
        ("", {PLAYGROUNDS}, {SLACKS, DISCORDS, "slack_bolt", "slack_sdk", "discord"}),
        (
            "'sqlite:///one.db', slack=SlackSettings('xoxb-1', 'xapp-1')",
            {SLACKS},
            {PLAYGROUNDS, DISCORDS, "discord"},
        ),
        (
            "'sqlite:///one.db', discord=DiscordSettings('one')",
            {DISCORDS},
            {PLAYGROUNDS, SLACKS, "slack_bolt", "slack_sdk"},
        ),
    ],
)
def test_what_is_off_is_not_imported(
    given: str, on: set[str], off: set[str], tmp_path: Path
) -> None:
    loaded = set(loaded_by(tmp_path, f"Settings({given})"))
    assert on <= loaded
    assert not off & loaded


class Noted:
    """An alarm that notes when it was set."""

    def __init__(self) -> None:
        self.was_set = asyncio.Event()

    def start(self, ring: Callable[[], None]) -> None: ...

    def set(self, at: datetime | None) -> None:
        self.was_set.set()

    def stop(self) -> None: ...


async def test_after_a_jump_in_time_the_alarm_is_set_anew(tmp_path: Path) -> None:
    alarm = Noted()
    async with application(settings_in(tmp_path), alarm=alarm) as app:
        assert isinstance(app.clock, TimeMachine)
        await app.start()
        # The workers set it when they begin, and then there is nothing to do.
        await asyncio.sleep(0.5)
        alarm.was_set.clear()
        await app.clock.travel(app.engine, app.clock.now() + timedelta(hours=1))
        async with asyncio.timeout(10):
            await alarm.was_set.wait()


async def test_what_stays_to_the_end_is_not_looked_through_again(tmp_path: Path) -> None:
    before = gc.get_freeze_count()
    async with application(settings_in(tmp_path)) as app:
        await app.start()
        await app.settle_in()
        try:
            assert gc.get_freeze_count() > before + 10_000
        finally:
            gc.unfreeze()
