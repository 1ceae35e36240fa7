"""pgqueuer on PostgreSQL: jobs that do nothing, kept beforehand, one worker."""

import time
from datetime import timedelta

import asyncpg

from bench.figures import Sample

BATCH = 100
"""What it did best with here."""

_AT_ONCE = 5_000


async def work(url: str, due: int, future: int = 0) -> Sample:
    """`future` jobs that are not due yet lie in the table."""
    from pgqueuer import AsyncpgPoolDriver, Job, PgQueuer, Queries

    async with asyncpg.create_pool(url, min_size=2, max_size=10) as pool:
        driver = AsyncpgPoolDriver(pool)
        queries = Queries(driver)
        await queries.install()
        for jobs, after in ((future, timedelta(days=365)), (due, timedelta(0))):
            for first in range(0, jobs, _AT_ONCE):
                number = min(_AT_ONCE, jobs - first)
                await queries.enqueue(
                    ["nothing"] * number, [None] * number, [0] * number, [after] * number
                )
        await pool.execute("ANALYZE pgqueuer")
        queuer = PgQueuer(driver)
        done = 0

        @queuer.entrypoint("nothing")
        async def nothing(job: Job) -> None:
            nonlocal done
            done += 1
            if done == due:
                # Its own mode for this waits for the jobs of next year.
                queuer.shutdown.set()

        begun = time.perf_counter()
        await queuer.run(batch_size=BATCH)
        seconds = time.perf_counter() - begun
    return {"a_second": due / seconds}
