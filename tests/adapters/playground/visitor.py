"""Somebody at the page, over real HTTP: what its script does, without a browser."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from io import BytesIO
from itertools import count
from typing import Any

import aiohttp

HOSTILE = (
    "</form><script>document.title='owned'</script>",
    "<!channel> @everyone <@U123> [here](https://example.org)",
    "\u05e9\u05dc\u05d5\u05dd \u202e\u05e2\u05d1\u05e8\u05d9\u05ea\u202c and back",
    "\U0001f469\u200d\U0001f52c " + "x" * 10_000,
    "&lt;b&gt; {{7*7}} %00 '; DROP TABLE messages; --",
)
"""What people type, by mischance or on purpose; it is shown as typed."""


class Visitor:
    """Opens the address that `start` answered, and then acts as any of the three people."""

    def __init__(self, address: str, session: aiohttp.ClientSession) -> None:
        self.address = address
        self.base = re.sub(r"/\?.*", "", address)
        self.session = session
        self._events = count(1)

    async def enter(self) -> None:
        async with self.session.get(self.address) as response:
            assert response.status == 200, await response.text()

    async def get(self, path: str) -> tuple[int, Any]:
        async with self.session.get(self.base + path) as response:
            return response.status, await response.json()

    async def state(self) -> Any:
        status, state = await self.get("/api/state")
        assert status == 200, state
        return state

    async def entries(self, conversation: str) -> list[Any]:
        found: list[Any] = (await self.state())["conversations"][conversation]["entries"]
        return found

    async def post(self, path: str, person: str = "joseph", **fields: object) -> tuple[int, Any]:
        given = {"event": f"event-{next(self._events):06}", "person": person, "place": "direct"}
        return await self.send(path, json.dumps(given | fields))

    async def send(
        self, path: str, body: str | bytes | BytesIO, headers: Mapping[str, str] | None = None
    ) -> tuple[int, Any]:
        sent = {"Origin": self.base} if headers is None else headers
        async with self.session.post(self.base + path, data=body, headers=sent) as response:
            return response.status, await response.json()

    async def does(self, path: str, person: str = "joseph", **fields: object) -> Any:
        """A post that is answered well."""
        status, answer = await self.post(path, person, **fields)
        assert status == 200, answer
        return answer

    @asynccontextmanager
    async def listening(
        self, transcript: str, since: int = 0, last_event_id: str = ""
    ) -> AsyncIterator["Listening"]:
        """The live updates; with `last_event_id` as a browser that lost them comes back."""
        headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
        address = f"{self.base}/api/events?transcript={transcript}&since={since}"
        async with self.session.get(address, headers=headers) as response:
            assert response.status == 200, await response.text()
            assert response.content_type == "text/event-stream"
            yield Listening(response)


class Listening:
    """Events as they arrive."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._lines = response.content

    async def next(self, *kinds: str) -> tuple[str, str, Any]:
        """The next event of these kinds: its kind, its id and its data; "end" at the end."""
        event: dict[str, str] = {}
        while True:
            line = (await self._lines.readline()).decode()
            if not line:
                return "end", "", None
            if line.strip():
                name, _, value = line.rstrip("\n").partition(": ")
                event[name] = value
            elif event.get("event") in kinds:
                return event["event"], event.get("id", ""), json.loads(event["data"])
            else:
                event = {}


def words_of(entry: Mapping[str, Any]) -> str:
    """The text of an entry's paragraphs and quotes."""
    pieces = []
    for part in entry["parts"]:
        if part["kind"] == "paragraph":
            pieces.append("".join(span.get("text", "") for span in part["spans"]))
        elif part["kind"] == "quote":
            pieces.append(part["text"])
    return "\n".join(pieces)
