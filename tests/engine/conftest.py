"""An office with all features and one more, made for tests of the machinery."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.cli.compose import FEATURES
from bot.domain.ids import TeamId
from bot.domain.teams import Team
from bot.engine.putting import SEND_SECONDS
from tests.clocks import StillClock
from tests.databases import copied, migrated_file
from tests.engine.trial import TRIAL
from tests.offices import Office, open_office
from tests.postgres import postgres

__all__ = ["migrated_file", "postgres"]

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def clock() -> StillClock:
    return StillClock(MONDAY)


@pytest.fixture
def url(migrated_file: Path, tmp_path: Path) -> str:
    return copied(migrated_file, tmp_path)


@pytest.fixture
def send_seconds() -> float:
    return SEND_SECONDS


@pytest.fixture
async def office(url: str, clock: StillClock, send_seconds: float) -> AsyncIterator[Office]:
    """Ann, an admin, and Ben; and the row that the trial's use cases change."""
    manifests = (*FEATURES, TRIAL)
    async with open_office(url, clock, manifests=manifests, send_seconds=send_seconds) as office:
        office.hires("ann", is_admin=True)
        office.hires("ben")
        unit = office.store.unit(office.workspace)
        unit.add(Team(office.workspace, TeamId("t"), "", "UTC"))
        await unit.commit()
        yield office
