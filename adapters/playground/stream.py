"""Live updates: what changed since a page last heard, over one long response (SSE)."""

import asyncio
import json

from aiohttp import web

from adapters.playground.clock import TimeMachine
from adapters.playground.render import Json, entry_json
from adapters.playground.transcript import Transcript
from adapters.playground.travel import Travels

HEARTBEAT_SECONDS = 15
RETRY_MILLISECONDS = 1000
MOST_ENTRIES = 200


class Streams:
    """Every page's stream. A page that comes back names the last revision it has seen."""

    def __init__(self, transcript: Transcript, clock: TimeMachine, travels: Travels) -> None:
        self._transcript = transcript
        self._clock = clock
        self._travels = travels
        self._is_closing = False

    def close(self) -> None:
        """End all streams, and any that is opened from now on."""
        self._is_closing = True
        self._clock.changed.ring()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.content_type = "text/event-stream"
        response.charset = "utf-8"
        await response.prepare(request)
        await response.write(f"retry: {RETRY_MILLISECONDS}\n\n".encode())
        try:
            if request.query.get("transcript") != self._transcript.birth:
                # The page shows another transcript: nothing that it has seen is here.
                await response.write(_event("reload", {}))
            else:
                await self._follow(request, response)
        except ConnectionError:
            # The page went away; it asks again when it is back.
            return response
        return response

    async def _follow(self, request: web.Request, response: web.StreamResponse) -> None:
        revision = _revision(request)
        jumps = -1
        with (
            self._transcript.changed.listened() as written,
            self._clock.changed.listened() as moved,
        ):
            while not self._is_closing:
                written.clear()
                moved.clear()
                if jumps != self._clock.jumps:
                    jumps = self._clock.jumps
                    await response.write(_event("clock", self._travels.state()))
                entries = await self._transcript.since(revision, MOST_ENTRIES)
                for entry in entries:
                    await response.write(_event("entry", entry_json(entry), entry.revision))
                    revision = entry.revision
                if not entries and not await _any_set(written, moved):
                    await response.write(b": still here\n\n")


async def _any_set(*events: asyncio.Event) -> bool:
    """Wait until one of them is set; False if that takes longer than a heartbeat."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        done, _ = await asyncio.wait(
            waits, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for wait in waits:
            wait.cancel()
    return bool(done)


def _revision(request: web.Request) -> int:
    """Where a page left off: on its own reconnection a browser says it in a header."""
    given = request.headers.get("Last-Event-ID") or request.query.get("since", "")
    return int(given) if given.isdecimal() and len(given) < 16 else 0


def _event(kind: str, data: Json, number: int | None = None) -> bytes:
    identified = "" if number is None else f"id: {number}\n"
    text = json.dumps(data, ensure_ascii=False)
    return f"{identified}event: {kind}\ndata: {text}\n\n".encode()
