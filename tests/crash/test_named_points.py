"""A process that dies at a named point: nothing is lost, and nothing is done twice."""

from datetime import UTC, datetime, time, timedelta

import pytest

from tests.crash.books import Books
from tests.crash.conftest import MakeCourse
from tests.crash.fates import At
from tests.crash.habits import ANSWER, HABITS
from tests.crash.points import Point

REACHED = {
    Point.TIMERS_TAKEN: 5,
    Point.BEFORE_COMMIT: 12,
    Point.IN_COMMIT: 15,
    Point.AFTER_COMMIT: 12,
    Point.DESTINATION_CLAIMED: 2,
    Point.BEFORE_SEND: 5,
    Point.AFTER_SEND: 5,
    Point.BEFORE_STORED: 4,
    Point.AFTER_STORED: 4,
    Point.AFTER_RELEASE: 2,
}
"""How many different things pass each point at least, on two days."""


def test_days_on_which_nobody_dies(course: MakeCourse, sqlite_url: str) -> None:
    days = course(sqlite_url)
    lived = [days.live_day() for _ in range(5)]
    days.leave()
    assert {part.habit for part in days.people.parts.values()} == set(HABITS.values())
    Books(days, lived).balance()


@pytest.mark.parametrize("point", REACHED)
def test_death_at(point: Point, course: MakeCourse, sqlite_url: str) -> None:
    fate = At(point)
    days = course(sqlite_url, fate, has_points=True)
    lived = [days.live_day() for _ in range(2)]
    days.leave()
    assert len(fate.struck) >= REACHED[point], fate.struck
    Books(days, lived).balance()


@pytest.mark.parametrize("point", [Point.AFTER_SEND, Point.BEFORE_STORED, Point.AFTER_STORED])
def test_death_at_a_send_to_a_far_side_that_knows_no_nonce(
    point: Point, course: MakeCourse, sqlite_url: str
) -> None:
    """The written exception: the send under way may arrive twice, and no other."""
    days = course(sqlite_url, At(point, times=2), has_points=True, knows_nonces=False)
    lived = [days.live_day() for _ in range(2)]
    days.leave()
    books = Books(days, lived)
    books.balance()
    # After the id is stored another's send may be under way; what was stored does not come twice.
    assert books.doubled or point is Point.AFTER_STORED
    assert books.doubled.total() <= len(days.deaths)


def test_a_late_answer_after_the_death_of_a_summary(course: MakeCourse, sqlite_url: str) -> None:
    """The summary arrived and its id was not stored: its nonce stands for what it said then, and
    the late answer must not be taken for said."""
    days = course(sqlite_url, has_points=True)
    lived = [days.live_day()]
    closing = datetime.combine(days.today, time(21), UTC)
    days.live_until(closing - timedelta(minutes=1))
    days.fate = At(Point.AFTER_SEND, doing="checkins.summary")
    days.now = closing
    days.go(closing)
    assert len(days.deaths) == 1
    # Before the lease of the dead one ends, somebody answers.
    asked = {m.reader: m for m in days.far_side.messages() if m.asked == ("daily", days.today)}
    parts = [p for p in days.people.parts.values() if p.round == asked[p.who].round]
    (part,) = [p for p in parts if p.habit is HABITS["is late"]]
    days.act([days.people.act(part, ANSWER, asked[part.who])])
    lived.append(days.live_day())
    days.leave()
    Books(days, lived).balance()
