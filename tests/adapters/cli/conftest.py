"""A PostgreSQL, a Slack and a Discord of our own, places where nothing is set, and the doctor."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

import pytest

from adapters.cli.doctor import examine
from tests.postgres import postgres
from tests.servers.discord.server import DiscordServer
from tests.servers.slack.server import SlackServer

__all__ = ["postgres"]

OURS = ("DATABASE_URL", "DISCORD_", "SLACK_", "UNSTUCK_")


@pytest.fixture
def empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a .env file, where we are, and an environment without settings of ours."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(OURS):
            monkeypatch.delenv(name)
    return tmp_path


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    """A Slack that speaks the real one's protocol, and is told nothing wrong."""
    server = SlackServer()
    await server.start()
    yield server
    await server.stop()
    assert not server.violations


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    """A Discord, likewise."""
    server = DiscordServer()
    await server.start()
    yield server
    await server.stop()
    assert not server.violations


class Doctor(Protocol):
    """Examines a folder with these settings; the code to end with, and what was said."""

    def __call__(self, folder: Path, **settings: str) -> tuple[int, str]: ...


@pytest.fixture
def doctor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """In this process, as a process takes seconds to import it all."""

    def examined(folder: Path, **settings: str) -> tuple[int, str]:
        with monkeypatch.context() as inside:
            inside.chdir(folder)
            for name in list(os.environ):
                if name.startswith(OURS):
                    inside.delenv(name)
            for name, value in {"UNSTUCK_PORT": "0", **settings}.items():
                inside.setenv(name, value)
            code = examine()
        return code, capsys.readouterr().out

    return examined
