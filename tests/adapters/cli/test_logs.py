"""Logs: what an operator sees, and what must never be in them."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from adapters.cli.logs import configure_logs
from bot.ports.store import StoreUnavailable

SECRET = "the sentence that Ann wrote"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(params=[io.StringIO, Terminal])
def stream(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    made: io.StringIO = request.param()
    configure_logs(made)
    yield made
    root.handlers[:], root.level = handlers, level


def raise_from_deep() -> None:
    try:
        int(SECRET)
    except ValueError as error:
        raise LookupError(SECRET) from error


def test_a_sentence_with_its_fields(stream: io.StringIO) -> None:
    logging.getLogger("bot.engine").info("letter waits", extra={"letter_kind": "teams.invitation"})
    said = stream.getvalue()
    assert "letter waits" in said
    assert "teams.invitation" in said


def test_json_where_nobody_watches() -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    configure_logs(stream)
    logging.getLogger("bot").warning("zone of %s moved", "p1", extra={"again_in_s": 2.0})
    root.handlers[:], root.level = handlers, level
    line = json.loads(stream.getvalue())
    assert line["event"] == "zone of p1 moved"
    assert (line["level"], line["logger"], line["again_in_s"]) == ("warning", "bot", 2.0)
    assert line["timestamp"].endswith("Z")


def test_an_error_says_where_and_never_what(stream: io.StringIO) -> None:
    try:
        raise_from_deep()
    except LookupError:
        logging.getLogger("bot").exception("intent failed", extra={"incident": "abc"})
    said = stream.getvalue()
    assert "raise_from_deep" in said
    assert "LookupError" in said
    assert "ValueError" in said
    assert SECRET not in said


def test_each_error_of_a_group_is_told(stream: io.StringIO) -> None:
    try:
        raise ExceptionGroup(SECRET, [KeyError(SECRET), StoreUnavailable("The disk is full.")])
    except ExceptionGroup:
        logging.getLogger("bot").exception("worker failed")
    said = stream.getvalue()
    assert "KeyError" in said
    assert "StoreUnavailable: The disk is full." in said
    assert SECRET not in said


def test_a_task_that_nobody_awaited_is_named_without_its_text(stream: io.StringIO) -> None:
    error = ValueError(SECRET)
    logging.getLogger("asyncio").error(
        "Task exception was never retrieved\nfuture: <Task exception=%r>", error, exc_info=error
    )
    said = stream.getvalue()
    assert "Task exception was never retrieved" in said
    assert SECRET not in said


def test_libraries_are_quiet(stream: io.StringIO) -> None:
    logging.getLogger("apscheduler.scheduler").info("Added job")
    assert stream.getvalue() == ""
