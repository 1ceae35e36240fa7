"""Tells those who watch the playground that something changed; they look for themselves what."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Bell:
    """Rings for everybody who listens; who does not listen misses nothing but the sound."""

    def __init__(self) -> None:
        self._listening: set[asyncio.Event] = set()

    def ring(self) -> None:
        for woken in self._listening:
            woken.set()

    @contextmanager
    def listened(self) -> Iterator[asyncio.Event]:
        """An event that is set at every ring from now on; its listener clears it."""
        woken = asyncio.Event()
        self._listening.add(woken)
        try:
            yield woken
        finally:
            self._listening.discard(woken)
