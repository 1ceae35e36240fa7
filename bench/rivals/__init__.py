"""What others do with the same job. They are installed for `make bench` alone."""

from collections.abc import Callable, Coroutine, Mapping
from importlib.util import find_spec
from typing import Any

from bench.databases import Database
from bench.figures import Sample
from bench.trials import Size, Trial

_NEEDS = {
    "apscheduler": ("apscheduler", "psycopg"),
    "procrastinate": ("procrastinate", "psycopg"),
    "pgqueuer": ("pgqueuer",),
}


def trial(
    rival: str,
    database: Database,
    measure: Callable[..., Coroutine[Any, Any, Sample]],
    options: Mapping[str, Size],
) -> Trial | None:
    """A rival's trial on an empty database; None where it is not installed."""
    return None if rival in missing() else Trial(database, measure, options=options)


def missing() -> list[str]:
    """Those that are not installed."""
    return [rival for rival, needs in _NEEDS.items() if not all(map(find_spec, needs))]
