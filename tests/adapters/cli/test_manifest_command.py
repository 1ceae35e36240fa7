"""`unstuck manifest slack` as a process."""

import json
from pathlib import Path

from tests.adapters.cli.process import unstuck


def test_it_prints_what_slack_takes_and_nothing_else(tmp_path: Path) -> None:
    ended = unstuck("manifest slack", tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    manifest = json.loads(ended.stdout)
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert [c["command"] for c in manifest["features"]["slash_commands"]] == ["/unstuck"]
    assert not list(tmp_path.iterdir())


def test_short_commands_over_http(tmp_path: Path) -> None:
    command = "manifest slack --short pair,/Team, --url https://unstuck.example.org"
    ended = unstuck(command, tmp_path)
    commands = json.loads(ended.stdout)["features"]["slash_commands"]
    assert [c["command"] for c in commands] == ["/unstuck", "/pair", "/team"]
    assert {c["url"] for c in commands} == {"https://unstuck.example.org/slack/events"}


def test_what_cannot_be_is_refused_in_words(tmp_path: Path) -> None:
    ended = unstuck("manifest slack --short pear", tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Did you mean “pair”?" in ended.stderr
    assert "Traceback" not in ended.stderr
