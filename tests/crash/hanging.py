"""`unstuck run` itself on a real platform, stopped while nothing that it sends is answered."""

import asyncio
import signal
import time
from pathlib import Path

from tests.crash.conftest import orders_in
from tests.crash.course import STOP_SECONDS
from tests.crash.nursery import PATIENCE_SECONDS, Nursery
from tests.crash.server_side import ServerSide
from tests.crash.tables import rows
from tests.crash.town import WAITING, write_letters

HELD = "SELECT destination FROM destinations WHERE owner <> ''"


def stop_while_it_hangs(nursery: Nursery, url: str, side: ServerSide, folder: Path) -> str:
    """What hangs is handed back, and free for the next at once. What the process said."""
    asyncio.run(write_letters(url))
    child = nursery.bear(orders_in(folder, url, side, is_served=True))
    log = folder / "log.txt"
    patience_ends = time.monotonic() + PATIENCE_SECONDS
    while not log.exists() or "Ctrl-C" not in log.read_text():
        assert time.monotonic() < patience_ends
        time.sleep(0.01)
    while len(rows(url, HELD)) < len(WAITING):
        assert time.monotonic() < patience_ends
        time.sleep(0.01)
    begun = time.monotonic()
    child.send(signal.SIGTERM)
    assert child.end() == 0, log.read_text()
    assert time.monotonic() - begun < STOP_SECONDS
    assert log.read_text().endswith("Stopped.\n")
    waiting = rows(url, "SELECT count(*) FROM letters WHERE done_at IS NULL")
    assert waiting == [(2 * len(WAITING),)]
    assert rows(url, HELD) == []
    return log.read_text()
