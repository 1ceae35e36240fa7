"""procrastinate on PostgreSQL: jobs that do nothing, kept beforehand, one worker."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.figures import Sample

CONCURRENCY = 20
"""What it did best with here: 1 is a third of it, 100 no more."""

_AT_ONCE = 5_000


async def work(url: str, due: int, future: int) -> Sample:
    """`future` jobs that are not due yet lie in the table."""
    from procrastinate import App, PsycopgConnector

    app = App(connector=PsycopgConnector(conninfo=url, max_size=CONCURRENCY + 2))

    @app.task(name="nothing")
    async def nothing() -> None:
        pass

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        next_year = datetime.now(UTC) + timedelta(days=365)
        later = nothing.configure(schedule_at=next_year)
        for first in range(0, future, _AT_ONCE):
            await later.batch_defer_async(*_jobs(min(_AT_ONCE, future - first)))
        await nothing.batch_defer_async(*_jobs(due))
        await app.connector.execute_query_async("ANALYZE procrastinate_jobs")
        begun = time.perf_counter()
        await app.run_worker_async(
            wait=False, concurrency=CONCURRENCY, install_signal_handlers=False
        )
        seconds = time.perf_counter() - begun
        (left,) = await app.connector.execute_query_all_async(
            "SELECT count(*) AS jobs FROM procrastinate_jobs WHERE status <> 'succeeded'"
        )
    if left["jobs"] != future:
        raise AssertionError(f"{left['jobs'] - future} jobs were not done")
    return {"a_second": due / seconds}


def _jobs(number: int) -> list[dict[str, Any]]:
    """What so many jobs are given."""
    return [{}] * number
