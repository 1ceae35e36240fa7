"""Bears processes in milliseconds: forks of one that has imported everything and done nothing.

To import Unstuck takes more than a second on a busy machine, and the crash tests need hundreds
of processes. Importing does nothing (tests/adapters/cli), so each is as good as new; all that
they share beside modules is the text of compiled SQL.
"""

import asyncio
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.crash import child
from tests.crash.child import Orders
from tests.crash.far_side import Json

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 60.0
"""For what takes milliseconds on a machine that is not busy."""


class Nursery:
    """The parent's end of the line to the process that forks."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair()
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        # Without bytecode each start compiles all libraries anew.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.nursery", str(theirs.fileno())],
            cwd=ROOT,
            env=environment,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._line.close()
        self._process.wait(PATIENCE_SECONDS)

    def bear(self, orders: Orders) -> "Child":
        control, its_control = socket.socketpair()
        points, its_points = socket.socketpair()
        with its_control, its_points:
            fds = [its_control.fileno(), its_points.fileno()]
            socket.send_fds(self._line, [json.dumps(asdict(orders)).encode()], fds)
            pid = int(self._answer())
        return Child(self, pid, control, points)

    def bury(self, pid: int) -> int:
        """Wait until it has ended and holds nothing; its exit code, or minus a signal's number."""
        self._line.sendall(str(pid).encode())
        if not select.select([self._line], [], [], PATIENCE_SECONDS)[0]:
            os.kill(pid, signal.SIGKILL)
            raise AssertionError(f"process {pid} did not end: {self._answer()}")
        return int(self._answer())

    def _answer(self) -> str:
        answer = self._line.recv(64)
        assert answer, "the nursery has died"
        return answer.decode()


class Child:
    """A process as its parent knows it."""

    def __init__(
        self, nursery: Nursery, pid: int, control: socket.socket, points: socket.socket
    ) -> None:
        self.pid = pid
        self.control = control
        self.points = points
        self._nursery = nursery
        self._heard = b""

    def tell(self, command: Json) -> None:
        with suppress(OSError):  # It has died: that is noticed where answers are read.
            self.control.sendall(json.dumps(command).encode() + b"\n")

    def answers(self) -> list[Json] | None:
        """What it has said since the last time; None once it is dead."""
        try:
            more = self.control.recv(65536)
        except ConnectionResetError:
            return None
        if not more:
            return None
        *lines, self._heard = (self._heard + more).split(b"\n")
        return [json.loads(line) for line in lines]

    def point(self) -> str | None:
        """Where it stands still; None once it is dead."""
        return self.points.recv(4096).decode().strip() or None

    def go_on(self) -> None:
        self.points.sendall(b".")

    def send(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def end(self) -> int:
        """Wait until it is gone; see `Nursery.bury`."""
        with self.control, self.points:
            return self._nursery.bury(self.pid)


def main(line: socket.socket) -> None:
    """Fork for every order and wait for every death, until the parent is gone."""
    me = os.getpid()
    while True:
        said, fds, _, _ = socket.recv_fds(line, 65536, 2)
        if not said:
            return
        if not fds:
            pid = int(said)
            code = 0 if pid == me else os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            line.sendall(str(code).encode())
            continue
        orders = Orders(**json.loads(said))
        if orders.api_url:
            child.on_platform(orders.platform)
        control, points = (socket.socket(fileno=fd) for fd in fds)
        with control, points:
            if orders.is_rehearsal:
                line.sendall(str(me).encode())
                asyncio.run(child.live(orders, control, None))
                _wait_for_threads()
            else:
                line.sendall(str(_fork(line, orders, control, points)).encode())


def _wait_for_threads() -> None:
    """discord.py's heart stops a moment after the rest."""
    for thread in threading.enumerate():
        if thread is not threading.main_thread():
            thread.join(PATIENCE_SECONDS)


def _fork(
    line: socket.socket, orders: Orders, control: socket.socket, points: socket.socket
) -> int:
    assert threading.active_count() == 1, "a fork would lose a thread"
    gc.collect()
    gc.freeze()
    pid = os.fork()
    if pid:
        return pid
    line.close()
    code = 1
    try:
        code = child.run(orders, control, points)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    # What a process would import only once it lives.
    for module in ("adapters.cli.running", "storage.migrations.run"):
        importlib.import_module(module)
    with socket.socket(fileno=int(sys.argv[1])) as given:
        main(given)
