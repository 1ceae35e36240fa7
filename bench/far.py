"""A platform to measure against, speaking its protocol in a process of its own.

So it costs our event loop nothing but the traffic. What is there at its start is told as JSON;
`bench.far_<kind>` says what it is.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, Self

ROOT = Path(__file__).parents[1]
LONGEST_LINE = 2**28
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Someone:
    """A member; where our direct messages with them are, and the one on which they are to press."""

    id: str
    name: str
    zone: str
    direct: str = ""
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Presses:
    """One press each of `people`, on the button of this id, in messages of these parts."""

    people: tuple[Someone, ...]
    parts: Sequence[Json]
    button: str


@dataclass(frozen=True, slots=True)
class There:
    """What is there. `home` is the workspace, or the server, if its id matters. `limits` are those
    of the server's limiter; without it nothing is limited."""

    home: str = ""
    people: tuple[Someone, ...] = ()
    channels: tuple[str, ...] = ()
    presses: tuple[Presses, ...] = ()
    limits: dict[str, float] = field(default_factory=dict)


class Far:
    """Our end of the line to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.api_url = ""
        self.presses: list[Json] = []
        """A payload of each press, in the order in which they were told."""
        self.users: list[Json] = []
        """As the platform shows them, if it does."""

    @classmethod
    async def start(cls, kind: str, there: There) -> Self:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.far", kind),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
        )
        made = cls(process)
        told = await made.ask(asdict(there))
        made.api_url = told["api_url"]
        made.presses, made.users = told.get("presses", []), told.get("users", [])
        return made

    async def ask(self, about: Json | None = None) -> Json:
        """What it has recorded: `posts` are [place, text, seconds since 1970] of those that it
        took, in that order; `limited` were refused by its limiter; `violations` are what we do
        and the platform would not take."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(about).encode() + b"\n")
        await self._process.stdin.drain()
        line = await self._process.stdout.readline()
        if not line:
            raise AssertionError("the server has ended; see above")
        told: Json = json.loads(line)
        return told

    async def ask_in_peace(self) -> Json:
        """The same, if the platform has nothing to object."""
        told = await self.ask()
        if told["violations"]:
            raise AssertionError(f"the platform would object: {told['violations'][:3]}")
        return told

    async def stop(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        await self._process.wait()


@asynccontextmanager
async def far(kind: str, there: There) -> AsyncIterator[Far]:
    """Serving, until it is left."""
    made = await Far.start(kind, there)
    try:
        yield made
    finally:
        await made.stop()


# -- the other end ------------------------------------------------------------------------------


class End(Protocol):
    """What `bench.far_<kind>.End()` is."""

    async def start(self, there: Json) -> Json:
        """Serve: its `api_url`, and what `Far` knows of besides."""
        ...

    def recorded(self) -> Json: ...

    async def stop(self) -> None: ...


async def _serve(kind: str) -> None:
    """Answer every line of stdin by a line, until it is closed."""
    end: End = import_module(f"bench.far_{kind}").End()
    _say(await end.start(json.loads(await _line())))
    while await _line():
        _say(end.recorded())
    await end.stop()


async def _line() -> str:
    return await asyncio.to_thread(sys.stdin.readline)


def _say(told: Json) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
