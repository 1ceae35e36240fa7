"""Unstuck as a real process, in a folder of its own."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

PATIENCE_SECONDS = 60
"""Machines that run all tests at once are slow to import."""

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "TZ")
_ADDRESS = re.compile(r"http://\S+\?token=\S+")

UNSTUCK = (sys.executable, "-m", "bot")
ROOT = Path(__file__).parents[3]


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Only these settings, whatever the machine's own are; a free port unless one is given."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "UNSTUCK_PORT": "0", **settings}


def unstuck(command: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run(
        (*UNSTUCK, *command.split()),
        cwd=folder,
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


class Running:
    """`unstuck run`, from its address to its end."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._errors = folder / "stderr.txt"
        with self._errors.open("w") as errors:
            self._process = subprocess.Popen(
                (*UNSTUCK, "run"),
                cwd=folder,
                env=environment(settings),
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()

    @property
    def said(self) -> str:
        return "".join(self._said)

    @property
    def complained(self) -> str:
        return self._errors.read_text()

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    def address(self) -> str:
        """The playground's, as soon as it is printed."""
        return self.wait_for(_ADDRESS).strip()

    def wait_for(self, pattern: re.Pattern[str]) -> str:
        """The line of its output in which this stands."""
        while (line := self._lines.get(timeout=PATIENCE_SECONDS)) is not None:
            if pattern.search(line):
                return line
        raise AssertionError(f"it ended: {self.said}{self.complained}")

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def end(self, within_seconds: float = PATIENCE_SECONDS) -> int:
        """The code with which it ends; all that it said is there then."""
        code = self._process.wait(within_seconds)
        self._reader.join()
        return code

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._said.append(line)
            self._lines.put(line)
        self._lines.put(None)
