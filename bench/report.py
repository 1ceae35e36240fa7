"""The table that is printed, and the file that is kept."""

import json
import os
import platform
import sqlite3
import statistics
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.databases import sync_milliseconds
from bench.figures import Figure, Rival, short

Measured = dict[str, list[Figure]]
"""Figures by the name of their row."""


def machine() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was before."""
    return {
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "sync_ms": round(sync_milliseconds(), 3),
        "load_before": round(os.getloadavg()[0], 2),
    }


def show(console: Console, measured: Measured, on: dict[str, Any], runs: int) -> None:
    table = Table(title=_title(on, runs), title_justify="left", row_styles=["", "dim"])
    table.add_column("what")
    table.add_column("ours", justify="right")
    table.add_column("goal")
    table.add_column("met")
    table.add_column("beside it")
    table.add_column("alone")
    for row, figures in measured.items():
        for figure in figures:
            table.add_row(
                figure.name,
                f"{_spread(figure.values)} {figure.unit}",
                _goals(figure),
                {True: "[green]yes", False: "[red]no", None: ""}[figure.is_met],
                _beside(figure.rival) if figure.rival else "",
                f'make bench ARGS="{row}"',
            )
        table.add_section()
    console.print(table)
    if on["load_before"] > 0.5:
        console.print(
            f"The machine was busy before (load {on['load_before']}): "
            "others had a part of what is measured."
        )


def _title(on: dict[str, Any], runs: int) -> str:
    return (
        f"Medians of {runs} runs (least to most) · {on['cores']} cores, Python {on['python']}, "
        f"SQLite {on['sqlite']}, a sync of the disk takes {on['sync_ms']} ms"
    )


def _spread(values: Sequence[float]) -> str:
    median = short(statistics.median(values))
    return f"{median} ({short(min(values))}–{short(max(values))})" if len(values) > 1 else median


def _goals(figure: Figure) -> str:
    goals = [f"{figure.goal} {figure.unit}"] if figure.goal else []
    if figure.rival and figure.rival.goal:
        goals.append(f"{figure.rival.goal} {figure.rival.compared}")
    return "; ".join(goals)


def _beside(rival: Rival) -> str:
    return (
        f"{rival.name}: {_spread(rival.values)} {rival.unit}; "
        f"ours {short(statistics.median(rival.ratios))} {rival.compared}"
    )


def keep(path: Path, measured: Measured, on: dict[str, Any], runs: int) -> None:
    rows = [
        {
            "row": row,
            **asdict(figure),
            "median": figure.median,
            "is_met": figure.is_met,
            "command": f'make bench ARGS="{row}"',
        }
        for row, figures in measured.items()
        for figure in figures
    ]
    measured_at = datetime.now(UTC).isoformat(timespec="seconds")
    told = {"measured_at": measured_at, "runs": runs, "machine": on, "figures": rows}
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
