"""Unstuck on Slack, connected by Socket Mode, as its processes die: nothing is lost, and nothing
is done twice but for the written exceptions."""

import signal
from pathlib import Path

import pytest

from tests.crash.books import Books, balance_after
from tests.crash.conftest import MakeCourse
from tests.crash.fates import At, AtAnyMoment, chosen_seed
from tests.crash.habits import HABITS
from tests.crash.hanging import stop_while_it_hangs
from tests.crash.nursery import Nursery
from tests.crash.points import Point
from tests.crash.slack_side import SlackSide

REACHED = {
    Point.BEFORE_COMMIT: 12,
    Point.AFTER_COMMIT: 12,
    Point.AFTER_SEND: 5,
    Point.BEFORE_ACKNOWLEDGED: 5,
    Point.AFTER_ACKNOWLEDGED: 5,
    Point.BEFORE_ANSWER: 3,
    Point.AFTER_ANSWER: 3,
}
"""How many different things pass each point at least, on two days. The other points are the
same on every platform (test_named_points)."""

LOSES_ANSWERS = {Point.AFTER_ACKNOWLEDGED, Point.BEFORE_ANSWER}
DEATHS, STOPS = 20, 6


def test_days_on_which_nobody_dies(course: MakeCourse, slack_url: str, slack: SlackSide) -> None:
    days = course(slack_url, side=slack)
    lived = [days.live_day() for _ in range(5)]
    days.leave()
    assert {part.habit for part in days.people.parts.values()} == set(HABITS.values())
    books = Books(days, lived)
    books.balance()
    assert not books.doubled
    assert not slack.lost_answers


def test_a_day_on_which_everything_is_delivered_twice(
    course: MakeCourse, slack_url: str, slack: SlackSide
) -> None:
    """At the same moment, with the same ids: it is done once."""
    slack.server.faults.doubled = True
    days = course(slack_url, side=slack)
    lived = [days.live_day()]
    days.leave()
    Books(days, lived).balance()


@pytest.mark.parametrize("point", REACHED)
def test_death_at(point: Point, course: MakeCourse, slack_url: str, slack: SlackSide) -> None:
    """What was acknowledged counts once, and what comes again changes nothing."""
    fate = At(point)
    days = course(slack_url, fate, side=slack, has_points=True, knows_nonces=False)
    lived = [days.live_day() for _ in range(2)]
    days.leave()
    assert len(fate.struck) >= REACHED[point], fate.struck
    books = Books(days, lived)
    books.balance()
    # Wherever one dies, a send may be under way.
    assert bool(books.doubled) >= (point is Point.AFTER_SEND)
    assert books.doubled.total() <= len(days.deaths)
    assert bool(slack.lost_answers) >= (point in LOSES_ANSWERS)


def test_deaths_at_any_moment(
    course: MakeCourse, slack_url: str, slack: SlackSide, slack_day_seconds: float
) -> None:
    fate = AtAnyMoment(chosen_seed("on Slack"), slack_day_seconds, DEATHS)
    balance_after(course(slack_url, fate, side=slack, knows_nonces=False), DEATHS)


def test_stops_at_any_moment(
    course: MakeCourse, slack_url: str, slack: SlackSide, slack_day_seconds: float
) -> None:
    """What is begun is finished, and each ends within 10 s: nothing arrives twice."""
    seed = chosen_seed("of stops on Slack")
    fate = AtAnyMoment(seed, slack_day_seconds, STOPS, sends=signal.SIGTERM)
    days = course(slack_url, fate, side=slack, knows_nonces=False)
    books = balance_after(days, STOPS)
    assert not books.doubled
    assert not books.orphans
    assert not slack.lost_answers


def test_a_stop_while_slack_hangs(
    nursery: Nursery, slack_url: str, slack: SlackSide, tmp_path: Path
) -> None:
    slack.server.faults.hangs("chat.postMessage")
    stop_while_it_hangs(nursery, slack_url, slack, tmp_path)
