"""Two processes on one PostgreSQL, of which one dies: the other goes on."""

from tests.crash.books import Books, balance_after
from tests.crash.conftest import MakeCourse
from tests.crash.fates import At, AtAnyMoment, chosen_seed
from tests.crash.points import ONLY_WHERE_PEOPLE_ACT, Point


def test_two_never_send_one_letter(course: MakeCourse, postgres_url: str) -> None:
    """No nonce would hide it."""
    days = course(postgres_url, workers=2, knows_nonces=False)
    lived = [days.live_day() for _ in range(2)]
    days.leave()
    Books(days, lived).balance()


def test_one_of_two_dies_at_random_moments(
    course: MakeCourse, postgres_url: str, postgres_day_seconds: float
) -> None:
    fate = AtAnyMoment(chosen_seed("of two workers"), postgres_day_seconds, deaths=12)
    balance_after(course(postgres_url, fate, workers=2), 12)


def test_one_of_two_dies_at_every_point(course: MakeCourse, postgres_url: str) -> None:
    points = set(Point) - {Point.IN_COMMIT} - ONLY_WHERE_PEOPLE_ACT
    fate = At(*points)
    days = course(postgres_url, fate, workers=2, has_points=True)
    lived = [days.live_day()]
    days.leave()
    assert {point.partition(": ")[0] for point in fate.struck} == points
    Books(days, lived).balance()
