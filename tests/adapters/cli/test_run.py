"""`unstuck run` as a real process."""

import re
import signal
import socket
import sqlite3
import stat
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.adapters.cli.process import Running, unstuck


def opened(address: str) -> tuple[int, str]:
    """What a browser gets that follows the address with its token."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(address, timeout=20) as answer:
        return answer.status, answer.read().decode()


def test_it_serves_the_playground_and_stops_in_order(tmp_path: Path) -> None:
    with Running(tmp_path) as running:
        address = running.address()
        status, page = opened(address)
        assert (status, "<html" in page) == (200, True)
        without_token = address.partition("?")[0]
        with pytest.raises(urllib.error.HTTPError, match="403"):
            opened(without_token)
        begun = time.monotonic()
        running.send(signal.SIGTERM)
        assert running.end() == 0
        assert time.monotonic() - begun < 10
        assert "Ctrl-C stops" in running.said
        assert running.said.endswith("Stopped.\n")
        assert running.complained == ""


def test_what_it_keeps_is_for_its_user_alone(tmp_path: Path) -> None:
    with Running(tmp_path) as running:
        running.address()
        kept = [tmp_path / "data", *(tmp_path / "data").iterdir()]
        assert {"playground.db", "playground.transcript.db"} <= {path.name for path in kept}
        assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in kept)


def test_a_page_that_is_open_goes_on_after_a_restart(tmp_path: Path) -> None:
    tokens = []
    for _ in range(2):
        with Running(tmp_path) as running:
            tokens.append(running.address().partition("?")[2])
            running.send(signal.SIGINT)
            assert running.end() == 0
    assert tokens[0] == tokens[1]
    assert len(tokens[0]) > 30


def test_a_second_signal_stops_at_once(tmp_path: Path) -> None:
    with Running(tmp_path) as running:
        host, token = running.address().removeprefix("http://").split("/?token=")
        name, port = host.split(":")
        # A request that is never finished keeps it from stopping for a few seconds.
        with socket.create_connection((name, int(port))) as stuck:
            stuck.sendall(
                f"POST /api/say HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
                f"Cookie: unstuck_{port}={token}\r\nContent-Length: 9\r\n\r\n".encode()
            )
            running.send(signal.SIGTERM)
            running.wait_for(re.compile("Stopping"))
            while not running.has_ended:
                time.sleep(0.2)
                running.send(signal.SIGTERM)
        assert running.end() == 128 + signal.SIGTERM


def test_the_same_signal_sent_twice_over_is_one(tmp_path: Path) -> None:
    with Running(tmp_path) as running:
        running.address()
        running.send(signal.SIGINT)
        running.send(signal.SIGTERM)
        running.send(signal.SIGINT)
        assert running.end() == 0


def test_a_second_one_on_the_same_file_is_told_to_stop_the_first(tmp_path: Path) -> None:
    with Running(tmp_path) as running:
        address = running.address()
        second = unstuck("run", tmp_path)
        assert second.returncode == 1
        assert "Stop Unstuck first" in second.stderr
        assert "Traceback" not in second.stderr
        assert opened(address)[0] == 200


def test_a_taken_port_is_said_with_its_mend(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = unstuck("run", tmp_path, UNSTUCK_PORT=port)
    assert ended.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in ended.stderr
    assert "UNSTUCK_PORT" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_host_that_is_not_this_machines(tmp_path: Path) -> None:
    ended = unstuck("run", tmp_path, UNSTUCK_HOST="192.0.2.1")
    assert ended.returncode == 1
    assert "UNSTUCK_HOST is “192.0.2.1”" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    assert unstuck("migrate", tmp_path).returncode == 0
    file = tmp_path / "data" / "playground.db"
    with sqlite3.connect(file) as database:
        database.execute("UPDATE alembic_version SET version_num = '29991231_the_future'")
    database.close()
    for command in ("run", "migrate"):
        ended = unstuck(command, tmp_path)
        assert ended.returncode == 1
        assert "newer Unstuck" in ended.stderr
        assert "Traceback" not in ended.stderr
    database = sqlite3.connect(file)
    assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [
        ("29991231_the_future",)
    ]
    database.close()


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    ended = unstuck("run", tmp_path, DATABASE_URL="sqlite:////sys/unstuck.db")
    assert ended.returncode == 1
    assert "/sys" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    ended = unstuck("run", tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/slip/of/unstuck.db")
    assert ended.returncode == 1
    assert f"The folder {tmp_path}/slip/of cannot be made" in ended.stderr
    assert not (tmp_path / "slip").exists()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("Dear diary, " * 1000)
    ended = unstuck("run", tmp_path, DATABASE_URL="sqlite:///notes.db")
    assert ended.returncode == 1
    assert "no SQLite database" in ended.stderr
    assert (tmp_path / "notes.db").read_text().startswith("Dear diary")
