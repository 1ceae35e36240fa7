"""Every row of the benchmark can be measured; how fast anything is, is not asked here."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.figures import Figure, Rival, at_least, at_most, percentile

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one quick run of all rows writes."""
    results = tmp_path_factory.mktemp("bench") / "results.json"
    command = ("-m", "bench", "--quick", "--runs", "1", "--database", "sqlite")
    ended = subprocess.run(
        (sys.executable, *command, "--results", str(results)),
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
        "timer-lag",
        "future-timers",
        "start",
    }


def test_every_figure_is_a_number(told: dict[str, Any]) -> None:
    for figure in told["figures"]:
        assert math.isfinite(figure["median"]), figure
        assert figure["median"] > 0, figure


def test_every_figure_names_the_command_that_repeats_it(told: dict[str, Any]) -> None:
    for figure in told["figures"]:
        assert figure["command"] == f'make bench ARGS="{figure["row"]}"'


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
