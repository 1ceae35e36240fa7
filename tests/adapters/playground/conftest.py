"""A playground on a free port, with stand-ins behind it.

One event loop a module: starting a Chromium takes longer than most of its tests.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from adapters.playground.chat import PlaygroundChat
from adapters.playground.clock import TimeMachine
from adapters.playground.server import Playground
from adapters.playground.transcript import Transcript
from bot.domain.ids import WorkspaceId
from tests.adapters.playground.stand_in import StandInClock, StandInCore, StandInEngine
from tests.adapters.playground.visitor import Visitor
from tests.browsing import visit

TOKEN = "a-token-of-a-test"


@pytest.fixture
def core() -> StandInCore:
    return StandInCore()


@pytest.fixture
def real() -> StandInClock:
    return StandInClock()


@pytest_asyncio.fixture(loop_scope="module")
async def transcript(tmp_path: Path) -> AsyncIterator[Transcript]:
    opened = Transcript(tmp_path / "transcript.db")
    yield opened
    await opened.close()


@pytest.fixture
def clock(real: StandInClock, transcript: Transcript) -> TimeMachine:
    return TimeMachine(real, transcript)


@pytest.fixture
def chat(transcript: Transcript, clock: TimeMachine) -> PlaygroundChat:
    return PlaygroundChat(transcript, clock)


@pytest.fixture
def engine(clock: TimeMachine) -> StandInEngine:
    made = StandInEngine()
    made.clock = clock
    return made


@pytest_asyncio.fixture(loop_scope="module")
async def address(
    core: StandInCore, engine: StandInEngine, clock: TimeMachine, transcript: Transcript
) -> AsyncIterator[str]:
    playground = Playground(
        core, engine, clock, transcript, WorkspaceId("w"), "127.0.0.1", 0, TOKEN
    )
    yield await playground.start()
    await playground.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    jar = aiohttp.CookieJar(unsafe=True)  # it would keep no cookie of an IP address otherwise
    async with aiohttp.ClientSession(cookie_jar=jar) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def page(chromium: Browser, address: str) -> AsyncIterator[Page]:
    async for opened in visit(chromium, address):
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def stranger(address: str, session: aiohttp.ClientSession) -> Visitor:
    return Visitor(address, session)


@pytest_asyncio.fixture(loop_scope="module")
async def visitor(stranger: Visitor) -> Visitor:
    await stranger.enter()
    return stranger
