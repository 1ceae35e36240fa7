"""Logs: a sentence with fields, ids only. Lines for a person at a terminal, JSON otherwise."""

import logging
import os
import traceback
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor

from bot.ports.store import StoreUnavailable

_QUIET = (
    "aiohttp", "alembic", "apscheduler", "asyncio", "discord", "slack_bolt", "slack_sdk",
    "sqlalchemy",
)  # fmt: skip
"""Libraries of which only warnings are for the operator."""

_SAFE = (OSError, ImportError, TimeoutError, StoreUnavailable)
"""Errors whose text is the system's or ours. Any other may quote what somebody wrote."""

LEFT_OUT = "(its text is left out: it may hold what somebody wrote)"


def configure_logs(stream: TextIO) -> None:
    """Send all logs of this process to `stream`, instead of where they went before."""
    is_terminal = stream.isatty()
    renderer: Processor = (
        structlog.dev.ConsoleRenderer(
            colors="NO_COLOR" not in os.environ,
            exception_formatter=structlog.dev.plain_traceback,
        )
        if is_terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper("%H:%M:%S" if is_terminal else "iso", not is_terminal),
            _show_exception,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _show_exception(_: object, __: str, event: EventDict) -> EventDict:
    """Where it happened, without what it says: see `_SAFE`."""
    error = event.pop("exc_info", None)
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(_told(error)).rstrip()
    if event.get("logger") == "asyncio":
        # Its further lines are the repr of the task, and in it the text of the error.
        event["event"] = str(event["event"]).partition("\n")[0]
    return event


def _told(error: BaseException) -> list[str]:
    """As a traceback reads, causes first, members of a group after it."""
    lines: list[str] = []
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        lines += [*_told(before), "", "and then:", ""]
    lines += [frame.rstrip() for frame in traceback.format_tb(error.__traceback__)]
    name = type(error).__qualname__
    if not str(error):
        lines.append(name)
    elif isinstance(error, _SAFE):
        lines.append(f"{name}: {error}")
    else:
        lines.append(f"{name} {LEFT_OUT}")
    if isinstance(error, BaseExceptionGroup):
        for number, member in enumerate(error.exceptions, 1):
            lines += ["", f"{number} of {len(error.exceptions)}:", *_told(member)]
    return lines
