"""A process that dies at any moment, again and again: nothing is lost, and nothing is doubled."""

import pytest

from tests.crash.books import balance_after
from tests.crash.conftest import MakeCourse
from tests.crash.fates import AtAnyMoment, chosen_seed


@pytest.mark.parametrize("quarter", range(4))
def test_a_hundred_deaths(
    quarter: int, course: MakeCourse, sqlite_url: str, day_seconds: float
) -> None:
    fate = AtAnyMoment(chosen_seed(f"in quarter {quarter}"), day_seconds, deaths=25)
    balance_after(course(sqlite_url, fate), 25)


def test_a_far_side_that_knows_no_nonce(
    course: MakeCourse, sqlite_url: str, day_seconds: float
) -> None:
    """Slack's case: what was under way at a death may arrive twice, and nothing else."""
    fate = AtAnyMoment(chosen_seed("without nonces"), day_seconds, deaths=10)
    balance_after(course(sqlite_url, fate, knows_nonces=False), 10)
