"""An office with all features, on a Friday night in London."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.clocks import StillClock
from tests.databases import copied, migrated_file
from tests.offices import Office, open_office

__all__ = ["migrated_file"]

FRIDAY = datetime(2026, 11, 20, 22, tzinfo=UTC)


@pytest.fixture
def clock() -> StillClock:
    return StillClock(FRIDAY)


@pytest.fixture
def url(migrated_file: Path, tmp_path: Path) -> str:
    return copied(migrated_file, tmp_path)


@pytest.fixture
async def office(url: str, clock: StillClock) -> AsyncIterator[Office]:
    async with open_office(url, clock) as office:
        yield office
