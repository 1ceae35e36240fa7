"""APScheduler with its SQLAlchemy job store: one date job a person, all due at once."""

import asyncio
import time
from datetime import UTC, datetime

from bench.figures import Sample

_fired = 0


async def fire(url: str, jobs: int) -> Sample:
    """Empty jobs, kept beforehand and late: what it takes until the last one has run."""
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    store = SQLAlchemyJobStore(url.replace("postgresql://", "postgresql+psycopg://"))
    defaults = {"misfire_grace_time": None}
    scheduler = AsyncIOScheduler(jobstores={"default": store}, job_defaults=defaults, timezone=UTC)
    scheduler.start(paused=True)
    due_at = datetime.now(UTC)
    for number in range(jobs):
        scheduler.add_job(_run, "date", run_date=due_at, id=f"p{number:015}")
    global _fired
    _fired = 0
    begun = time.perf_counter()
    scheduler.resume()
    while _fired < jobs:  # noqa: ASYNC110 - jobs are pickled: they can share no event
        await asyncio.sleep(0.01)
    seconds = time.perf_counter() - begun
    scheduler.shutdown(wait=False)
    return {"a_second": jobs / seconds}


async def _run() -> None:
    global _fired
    _fired += 1
