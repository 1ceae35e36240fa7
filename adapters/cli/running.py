"""`unstuck run`: from the settings to a clean stop."""

import asyncio
import errno
import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Coroutine
from contextlib import suppress
from types import FrameType
from typing import Any

from adapters.cli.settings import Settings
from adapters.cli.telling import (
    DONE,
    FAILED,
    WRONG_SETTINGS,
    complain,
    say,
    settings_or_sentence,
    warn,
)
from bot.ports.store import StoreUnavailable

STOP_SECONDS = 9.5
"""Whoever sent the signal waits 10 s; what is not done by then stays in its rows."""


ONE_SIGNAL_SECONDS = 1.0
"""`timeout`, or a terminal and uv together, send one signal twice."""


def run_until_stopped() -> int:
    """Serve until SIGTERM or SIGINT; the code to end with."""
    # What is loaded stays: looking through it for what may go takes a tenth of the start.
    gc.disable()
    given = settings_or_sentence()
    if given is None:
        return WRONG_SETTINGS
    from adapters.cli.logs import configure_logs
    from adapters.cli.sides import CannotServe

    # What we write is for the user that runs us alone.
    os.umask(0o077)
    configure_logs(sys.stderr)
    complain((*given.notes, *given.slips))
    try:
        asyncio.run(_serve(given.settings))
    except (StoreUnavailable, CannotServe) as trouble:
        warn(str(trouble))
        return FAILED
    return DONE


async def _serve(settings: Settings) -> None:
    from adapters.cli.compose import application
    from adapters.cli.sides import CannotServe

    stopper = _Stopper()
    async with application(settings) as app:
        gc.freeze()
        gc.enable()
        try:
            is_started = await _is_done(app.start(), stopper.asked)
        except OSError as error:
            raise CannotServe(_why_not(error, settings)) from error
        if is_started:
            say(f"{app.side.welcome}Ctrl-C stops Unstuck.")
            settling = asyncio.create_task(app.settle_in())
            await stopper.asked.wait()
            settling.cancel()
    say("Stopped.")


async def _is_done(start: Coroutine[Any, Any, object], asked: asyncio.Event) -> bool:
    """Whether the start came to its end; it is given up when a stop is asked for first, as it
    may wait long for a platform that cannot be reached."""
    starting = asyncio.create_task(start)
    waiting = asyncio.create_task(asked.wait())
    await asyncio.wait({starting, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if starting.done():
        starting.result()
        return True
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)
    return False


class _Stopper:
    """The first signal asks for a clean stop, a second one leaves at once.

    Not the loop's own handlers: these are gone while the interpreter ends, and of no use when
    the loop hangs.
    """

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._asked_at: float | None = None
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, _: FrameType | None) -> None:
        now = time.monotonic()
        if self._asked_at is None:
            self._asked_at = now
            # Past print, whose buffer the signal may have found half written.
            with suppress(OSError, ValueError):
                os.write(sys.stdout.fileno(), b"Stopping. The same again stops at once.\n")
            with suppress(RuntimeError):  # The loop is closed: it has stopped already.
                self._loop.call_soon_threadsafe(self.asked.set)
            # A thread, as a hanging disk may keep the loop from its end.
            watchdog = threading.Timer(STOP_SECONDS, _leave)
            watchdog.daemon = True
            watchdog.start()
        elif now - self._asked_at > ONE_SIGNAL_SECONDS:
            os._exit(128 + number)


def _leave() -> None:
    warn("Something did not stop in time; it goes on at the next start.")
    os._exit(FAILED)


def _why_not(error: OSError, settings: Settings) -> str:
    host, port = settings.host, settings.port
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return (
            f"UNSTUCK_HOST is “{host}”, and that is no address of this machine. "
            "Set it to one, such as 127.0.0.1."
        )
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is taken by another program, perhaps another Unstuck. "
            "Stop that one, or set UNSTUCK_PORT to another port (0 takes a free one)."
        )
    if error.errno == errno.EACCES:
        return (
            f"Port {port} needs more rights than the user that runs Unstuck has. "
            "Set UNSTUCK_PORT to one above 1023."
        )
    return f"Unstuck cannot listen on {host}, port {port}: {error.strerror}."
