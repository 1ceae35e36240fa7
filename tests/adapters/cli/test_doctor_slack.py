"""`unstuck doctor` where Slack is served: against a server that speaks its protocol."""

import asyncio
import socket
from datetime import UTC, datetime
from pathlib import Path

from adapters.system.clock import SystemClock
from bot.domain.ids import WorkspaceId
from bot.domain.workspaces import Installation, Platform
from storage.store import migrate, open_store
from tests.adapters.cli.conftest import Doctor
from tests.servers.slack.server import SlackServer

HERE = WorkspaceId("w1")


async def examined(
    doctor: Doctor, folder: Path, slack: SlackServer, **settings: str
) -> tuple[int, str]:
    """What the doctor says, in one line; nothing in it is secret."""
    given = {
        "SLACK_BOT_TOKEN": slack.tokens.bot,
        "SLACK_APP_TOKEN": slack.tokens.app,
        "SLACK_API_URL": slack.base_url,
        **settings,
    }
    code, said = await asyncio.to_thread(doctor, folder, **given)
    assert slack.tokens.bot not in said
    assert slack.tokens.app not in said
    return code, " ".join(said.split())


async def keep(folder: Path, installation: Installation) -> None:
    """A database of Slack's with this row."""
    (folder / "data").mkdir()
    url = f"sqlite:///{folder}/data/unstuck.db"
    await migrate(url)
    store = await open_store(url, SystemClock())
    unit = store.unit(HERE)
    unit.add(installation)
    await unit.commit()
    await store.close()


async def test_before_the_first_start(tmp_path: Path, doctor: Doctor, slack: SlackServer) -> None:
    code, said = await examined(doctor, tmp_path, slack)
    assert code == 0
    assert "sqlite:///data/unstuck.db default" in said
    assert "SLACK_BOT_TOKEN set, and not shown in the environment" in said
    assert f"belongs to the workspace Workspace ({slack.team_id})" in said
    assert "It has just the scopes of this version's manifest" in said
    assert "its App Manifest must hold what unstuck manifest slack prints" in said
    assert "The app token opens a connection" in said
    assert "Nothing needs mending." in said


async def test_missing_scopes(tmp_path: Path, doctor: Doctor, slack: SlackServer) -> None:
    slack.tokens.scopes.remove("files:write")
    code, said = await examined(doctor, tmp_path, slack)
    assert code == 1
    assert "lacks 1 of its 7 scopes: files:write" in said
    assert "Run unstuck manifest slack" in said


async def test_socket_mode_needs_no_port(
    tmp_path: Path, doctor: Doctor, slack: SlackServer
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert (await examined(doctor, tmp_path, slack, UNSTUCK_PORT=port))[0] == 0
        code, said = await examined(
            doctor,
            tmp_path,
            slack,
            UNSTUCK_PORT=port,
            SLACK_APP_TOKEN="",
            SLACK_SIGNING_SECRET="8f742231b10e8888",
        )
    assert code == 1
    assert f"Port {port} on 127.0.0.1 cannot be had" in said


async def test_a_removed_installation(tmp_path: Path, doctor: Doctor, slack: SlackServer) -> None:
    removed_at = datetime(2026, 11, 1, 12, tzinfo=UTC)
    await keep(tmp_path, Installation(HERE, Platform.SLACK, "T1", removed_at))
    slack.tokens.bot_error = "account_inactive"
    code, said = await examined(doctor, tmp_path, slack)
    assert code == 1
    assert "the app was taken out of its workspace" in said
    assert "Unstuck was taken out of the Slack workspace T1 on" in said
    assert "install the app there again" in said


async def test_one_that_is_there(tmp_path: Path, doctor: Doctor, slack: SlackServer) -> None:
    await keep(tmp_path, Installation(HERE, Platform.SLACK, slack.team_id))
    code, said = await examined(doctor, tmp_path, slack)
    assert (code, "1 on slack" in said) == (0, True)
    assert "another Slack workspace" not in said


async def test_a_token_of_another_workspace(
    tmp_path: Path, doctor: Doctor, slack: SlackServer
) -> None:
    """`unstuck run` refuses this too: test_slack_side.py."""
    await keep(tmp_path, Installation(HERE, Platform.SLACK, "T1"))
    code, said = await examined(doctor, tmp_path, slack)
    assert code == 1
    assert (
        "1. SLACK_BOT_TOKEN belongs to Workspace, and this database serves another Slack "
        "workspace: unstuck run refuses to start. Point DATABASE_URL at a database of its own"
    ) in said


async def test_a_playgrounds_database(tmp_path: Path, doctor: Doctor, slack: SlackServer) -> None:
    await keep(tmp_path, Installation(HERE, Platform.PLAYGROUND, "playground"))
    code, said = await examined(doctor, tmp_path, slack)
    assert code == 1
    assert "This database holds a playground" in said
