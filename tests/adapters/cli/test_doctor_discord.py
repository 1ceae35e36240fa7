"""`unstuck doctor` where Discord is served: against a server that speaks its protocol."""

import asyncio
import socket
from datetime import UTC, datetime
from pathlib import Path

from adapters.discord.permissions import invite_link
from adapters.system.clock import SystemClock
from bot.domain.ids import WorkspaceId
from bot.domain.workspaces import Installation, Platform
from storage.store import migrate, open_store
from tests.adapters.cli.conftest import Doctor
from tests.servers.discord.server import DiscordServer


async def examined(
    doctor: Doctor, folder: Path, discord: DiscordServer, **settings: str
) -> tuple[int, str]:
    """What the doctor says, in one line; nothing in it is secret."""
    given = {"DISCORD_TOKEN": discord.token, "DISCORD_API_URL": discord.base_url, **settings}
    code, said = await asyncio.to_thread(doctor, folder, **given)
    assert given["DISCORD_TOKEN"] not in said
    return code, " ".join(said.split())


async def keep(folder: Path, *installations: Installation) -> None:
    """A database with these rows."""
    (folder / "data").mkdir()
    url = f"sqlite:///{folder}/data/unstuck.db"
    await migrate(url)
    store = await open_store(url, SystemClock())
    for installation in installations:
        unit = store.unit(installation.workspace)
        unit.add(installation)
        await unit.commit()
    await store.close()


def at(platform: Platform, outer_id: str, removed_at: datetime | None = None) -> Installation:
    return Installation(WorkspaceId(f"w{outer_id}"), platform, outer_id, removed_at)


async def test_before_the_first_start(
    tmp_path: Path, doctor: Doctor, discord: DiscordServer
) -> None:
    discord.add_guild("Acme")
    code, said = await examined(doctor, tmp_path, discord)
    assert code == 0
    assert "sqlite:///data/unstuck.db default" in said
    assert "DISCORD_TOKEN set, and not shown in the environment" in said
    assert f"belongs to the application Unstuck ({discord.application_id})" in said
    assert "It is in the server Acme, with all that it needs." in said
    assert "they are registered when Unstuck starts" in said
    assert invite_link(discord.application_id) in said
    assert "Nothing needs mending." in said


async def test_in_no_server_the_mend_is_the_link(
    tmp_path: Path, doctor: Doctor, discord: DiscordServer
) -> None:
    code, said = await examined(doctor, tmp_path, discord)
    assert code == 1
    link = invite_link(discord.application_id)
    assert f"1. It is in no server yet. Let it into one: {link}" in said


async def test_it_needs_no_port(tmp_path: Path, doctor: Doctor, discord: DiscordServer) -> None:
    discord.add_guild("Acme")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert (await examined(doctor, tmp_path, discord, UNSTUCK_PORT=port))[0] == 0


async def test_a_wrong_token(tmp_path: Path, doctor: Doctor, discord: DiscordServer) -> None:
    code, said = await examined(doctor, tmp_path, discord, DISCORD_TOKEN="of-another")
    assert code == 1
    assert "Discord does not take DISCORD_TOKEN" in said
    assert "Reset Token" in said


async def test_a_server_that_took_it_out_needs_no_mending(
    tmp_path: Path, doctor: Doctor, discord: DiscordServer
) -> None:
    discord.add_guild("Acme")
    gone = at(Platform.DISCORD, "43", datetime(2026, 11, 1, 12, tzinfo=UTC))
    await keep(tmp_path, at(Platform.DISCORD, "42"), gone)
    code, said = await examined(doctor, tmp_path, discord)
    assert code == 0
    assert "2 on discord" in said
    assert "Left the server 43, on Sun 01 Nov" in said


async def test_a_database_of_slack_too(
    tmp_path: Path, doctor: Doctor, discord: DiscordServer
) -> None:
    discord.add_guild("Acme")
    await keep(tmp_path, at(Platform.DISCORD, "42"), at(Platform.SLACK, "T1"))
    code, said = await examined(doctor, tmp_path, discord)
    assert code == 1
    assert "This database serves Slack too, and SLACK_BOT_TOKEN is not set" in said
    assert "docs/slack.md shows how" in said


async def test_of_what_was_removed_there_is_nothing_to_serve(
    tmp_path: Path, doctor: Doctor, discord: DiscordServer
) -> None:
    discord.add_guild("Acme")
    removed = at(Platform.SLACK, "T1", datetime(2026, 11, 1, 12, tzinfo=UTC))
    await keep(tmp_path, at(Platform.DISCORD, "42"), removed)
    assert (await examined(doctor, tmp_path, discord))[0] == 0


async def test_a_playgrounds_database(
    tmp_path: Path, doctor: Doctor, discord: DiscordServer
) -> None:
    discord.add_guild("Acme")
    await keep(tmp_path, at(Platform.PLAYGROUND, "playground"))
    code, said = await examined(doctor, tmp_path, discord)
    assert code == 1
    assert "This database holds a playground" in said
