"""Every row of the benchmark can be measured; how fast anything is, is not asked here."""

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from bench import command
from bench.figures import Figure, Rival, at_least, at_most, percentile
from bench.trials import Trials

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.timeout(300)
"""All rows are one run, which imports everything some thirty times."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one quick run of all rows writes."""
    results = tmp_path_factory.mktemp("bench") / "results.json"
    options = ("--quick", "--runs", "1", "--database", "sqlite", "--results", str(results))
    ended = subprocess.run(
        (sys.executable, "-m", "bench", *options),
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Any] = json.loads(results.read_text())
    assert all(figure["name"] in ended.stdout for figure in found["figures"]), ended.stdout
    return found


def test_every_row_has_figures(told: dict[str, Any]) -> None:
    assert {figure["row"] for figure in told["figures"]} == {
        "due-prompts",
        "follow-ups",
        "stalls",
        "buttons",
        "slack-button",
        "slack-sending",
        "discord-button",
        "discord-sending",
        "discord-memory",
        "timer-lag",
        "summaries",
        "future-timers",
        "start",
    }


def test_every_figure_is_a_number(told: dict[str, Any]) -> None:
    for figure in told["figures"]:
        assert math.isfinite(figure["median"]), figure
        # What must not happen at all is counted, and did not; memory may become less.
        is_growth = figure["row"] == "discord-memory"
        assert figure["median"] > 0 or figure["goal"]["bound"] == 0 or is_growth, figure


@pytest.mark.parametrize("platforms", ["Slack", "Discord", "Slack and Discord"])
def test_start_and_memory_are_measured_with_platforms_too(
    told: dict[str, Any], platforms: str
) -> None:
    found = [f["name"] for f in told["figures"] if f["name"].endswith(f", {platforms}")]
    where = f"SQLite, {platforms}"
    assert found == [f"start to listening, {where}", f"memory, idle, {where}"]


def test_every_figure_names_the_command_that_repeats_it(told: dict[str, Any]) -> None:
    for figure in told["figures"]:
        assert figure["command"] == f'make bench ARGS="{figure["row"]}"'


def test_what_was_measured_is_kept_when_a_later_row_is_broken_off(tmp_path: Path) -> None:
    def breaks_off(trials: Trials) -> Iterator[Figure]:
        raise KeyboardInterrupt

    rows = {"first": lambda _: iter([Figure("a press", "ms", (1,))]), "second": breaks_off}
    results = tmp_path / "results.json"
    given = ("--quick", "--database", "sqlite", "--results", str(results))
    with patch.object(command, "ROWS", rows), pytest.raises(KeyboardInterrupt):
        command.main(given)
    told = json.loads(results.read_text())
    assert [figure["row"] for figure in told["figures"]] == ["first"]


def test_an_unknown_row_is_said() -> None:
    ended = subprocess.run(
        (sys.executable, "-m", "bench", "due-promts"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "due-prompts" in ended.stderr


def test_the_median_decides() -> None:
    assert Figure("a press", "ms", (1, 9, 3), at_most(4)).is_met is True
    assert Figure("a press", "ms", (5, 1, 9), at_most(4)).is_met is False
    assert Figure("a press", "ms", (5,)).is_met is None


def test_a_rival_has_a_goal_of_its_own() -> None:
    rival = Rival("another", "/s", (100,), (12,), "× as many", at_least(15))
    assert Figure("prompts", "s", (1,), at_most(4), rival).is_met is False


def test_a_percentile_is_one_of_the_values() -> None:
    values = list(range(1000))
    assert percentile(values, 0.5) == 500
    assert percentile(values, 0.999) == 999
    assert percentile([7], 0.99) == 7
