"""How `unstuck doctor` looks: tables of what is, and a list of what needs mending."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters.cli.trouble import Trouble

_UNITS = (
    ("d", timedelta(days=1)),
    ("h", timedelta(hours=1)),
    ("min", timedelta(minutes=1)),
    ("s", timedelta(seconds=1)),
)

PATIENCE = timedelta(minutes=2)
"""What is due for longer should have happened."""

LOG = "Look at its log: the error is there, with the traceback."

WIDTH_OF_A_FILE = 300


class Page:
    """What the operator reads. Nothing in it is taken for markup."""

    def __init__(self) -> None:
        self.troubles: list[Trouble] = []
        self._console = Console(highlight=False, emoji=False, markup=False, soft_wrap=False)
        if not self._console.is_terminal:
            # Nobody's window: what reads it wants a row to be a line.
            self._console.width = WIDTH_OF_A_FILE

    def section(self, title: str, rows: Iterable[Sequence[str]] = ()) -> None:
        """A title and rows under it, of one width a column; the last one may be folded."""
        self._console.print(Text(f"\n{title}", "bold"))
        rows = list(rows)
        if not rows:
            return
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        table.add_column()
        for number in range(1, columns := max(map(len, rows))):
            table.add_column(no_wrap=number < columns)
        for row in rows:
            table.add_row("", *(Text(cell) for cell in row))
        self._console.print(table)

    def trouble(self, what: str, mend: str) -> None:
        """Something is wrong: for the list at the end."""
        self.troubles.append(Trouble(what, mend))

    def end(self) -> None:
        """What needs mending, each with how it is mended."""
        if not self.troubles:
            self._console.print(Text("\nNothing needs mending.", "bold green"))
            return
        self._console.print(Text("\nTo mend", "bold red"))
        for number, trouble in enumerate(self.troubles, 1):
            self._console.print(Text(f"{number:>3}. {trouble.what}\n     {trouble.mend}"))


def span(length: timedelta) -> str:
    """A length of time in its two largest units: "3 h 20 min"."""
    rest = abs(length)
    pieces: list[str] = []
    for name, unit in _UNITS:
        count, rest = divmod(rest, unit)
        if count:
            pieces.append(f"{count} {name}")
        elif pieces:
            break
    return " ".join(pieces[:2]) or "0 s"


def instant(at: datetime) -> str:
    """As the clock on the operator's wall shows it."""
    return f"{at.astimezone():%a %d %b %H:%M:%S}"


def relative(at: datetime, now: datetime) -> str:
    return f"in {span(at - now)}" if at > now else f"{span(now - at)} ago"
