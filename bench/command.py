"""`python -m bench`: which rows, how often, on which databases."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rich.console import Console

from bench import (
    buttons,
    discord_button,
    discord_memory,
    discord_sending,
    due_prompts,
    follow_ups,
    future_timers,
    report,
    rivals,
    slack_button,
    slack_sending,
    stalls,
    start,
    summaries,
    timer_lag,
)
from bench.databases import databases
from bench.figures import Figure
from bench.trials import Trials

ROWS: dict[str, Callable[[Trials], Iterator[Figure]]] = {
    row.NAME: row.figures
    for row in (
        due_prompts,
        follow_ups,
        stalls,
        buttons,
        slack_button,
        slack_sending,
        discord_button,
        discord_sending,
        discord_memory,
        timer_lag,
        summaries,
        future_timers,
        start,
    )
}
RESULTS = Path(__file__).parent / "results.json"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = _parser()
    given = parser.parse_args(arguments)
    rows = given.rows or list(ROWS)
    if unknown := set(rows) - set(ROWS):
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    kinds = ["sqlite", "postgres"] if given.database == "both" else [given.database]
    on = report.machine()
    measured: report.Measured = {}
    progress = Console(stderr=True)
    with databases(kinds) as found:
        trials = Trials(found, given.runs, is_quick=given.quick)
        for row in rows:
            measured[row] = []
            with progress.status(f"{row} …"):
                for figure in ROWS[row](trials):
                    measured[row].append(figure)
                    progress.print(f"{row}: {figure.name}: {figure.median:.4g} {figure.unit}")
            trials.forget()
            # At once: whoever breaks it off keeps what was measured.
            report.keep(given.results, measured, on, given.runs)
    report.show(Console(), measured, on, given.runs)
    if missing := rivals.missing():
        progress.print(f"Not installed here, so left out: {', '.join(missing)}.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure the figures that Unstuck promises."
    )
    parser.add_argument("rows", nargs="*", metavar="row", help=f"of {', '.join(ROWS)}; else all")
    parser.add_argument("--runs", type=int, default=5, help="how often each is measured")
    parser.add_argument("--quick", action="store_true", help="small sizes: says nothing of speed")
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the JSON goes")
    return parser
