"""Unstuck on Discord as its processes die: nothing is lost, and nothing is done twice but for the
written exceptions.

Discord knows by its nonce a message that is sent again within minutes. An act that it has handed
to a process is that one's alone: who is not answered does it once more.
"""

import signal
from pathlib import Path

import pytest

from tests.crash.books import Books, balance_after
from tests.crash.conftest import MakeCourse
from tests.crash.discord_side import DiscordSide
from tests.crash.fates import At, AtAnyMoment, chosen_seed
from tests.crash.habits import ANSWER, PLAN, PUT_OFF, SKIP, STUCK
from tests.crash.hanging import stop_while_it_hangs
from tests.crash.nursery import Nursery
from tests.crash.points import Point
from tests.servers.discord.faults import Slow
from tests.servers.discord.state import NONCE_AGE

REACHED = {
    Point.BEFORE_COMMIT: 8,
    Point.AFTER_COMMIT: 8,
    Point.BEFORE_SEND: 4,
    Point.AFTER_SEND: 4,
    Point.BEFORE_ANSWER: 4,
    Point.AFTER_ANSWER: 4,
}
"""How many different things pass each point at least, on a day. The other points are the same on
every platform (test_named_points)."""

LOSES_ANSWERS = {Point.BEFORE_COMMIT, Point.AFTER_COMMIT, Point.BEFORE_ANSWER}
DEATHS, STOPS = 8, 4


def test_days_on_which_nobody_dies(
    course: MakeCourse, discord_url: str, discord: DiscordSide
) -> None:
    days = course(discord_url, side=discord)
    lived = [days.live_day() for _ in range(2)]
    days.leave()
    done = {does for part in days.people.parts.values() for _, does in part.habit.acts}
    assert done == {ANSWER, PLAN, SKIP, PUT_OFF, STUCK}
    books = Books(days, lived)
    books.balance()
    assert not books.doubled
    assert not discord.unanswered


@pytest.mark.parametrize("point", REACHED)
def test_death_at(point: Point, course: MakeCourse, discord_url: str, discord: DiscordSide) -> None:
    """Nothing arrives twice; who was not answered is, at the next try."""
    fate = At(point)
    days = course(discord_url, fate, side=discord, has_points=True)
    lived = [days.live_day()]
    days.leave()
    assert len(fate.struck) >= REACHED[point], fate.struck
    books = Books(days, lived)
    books.balance()
    assert not books.doubled
    assert bool(discord.unanswered) >= (point in LOSES_ANSWERS)
    # What was kept is not asked for again.
    assert not discord.mended
    # Each process begins a session of its own, and is told of the whole server.
    assert discord.server.gateway.identifies == len(days.deaths)
    assert not discord.server.gateway.resumes


class AndLongAway(At):
    """Until the next process sends, Discord has forgotten what the last one has sent."""

    def __init__(self, discord: DiscordSide, point: Point) -> None:
        super().__init__(point)
        self._discord = discord

    def strikes(self, point: str) -> bool:
        dies = super().strikes(point)
        if dies:
            self._discord.passes(2 * NONCE_AGE)
        return dies


def test_a_restart_that_takes_longer_than_a_nonce_lives(
    course: MakeCourse, discord_url: str, discord: DiscordSide
) -> None:
    """The written exception: the send under way arrives twice, and no other."""
    fate = AndLongAway(discord, Point.AFTER_SEND)
    days = course(discord_url, fate, side=discord, has_points=True)
    lived = [days.live_day()]
    days.leave()
    books = Books(days, lived)
    books.balance()
    assert books.doubled
    assert set(books.doubled.values()) == {1}
    assert books.doubled.total() <= len(days.deaths)


@pytest.mark.parametrize("point", [Point.AFTER_ACKNOWLEDGED, Point.BEFORE_ANSWER])
def test_death_of_a_slow_core(
    point: Point, course: MakeCourse, discord_url: str, discord: DiscordSide
) -> None:
    """It had asked Discord for more time, and whoever acted was waiting."""
    fate = At(point, doing=ANSWER)
    days = course(discord_url, fate, side=discord, has_points=True, is_slow=True)
    lived = [days.live_day()]
    days.leave()
    assert discord.unanswered == fate.struck.total() == 1
    Books(days, lived).balance()


def test_deaths_at_any_moment(
    course: MakeCourse, discord_url: str, discord: DiscordSide, discord_day_seconds: float
) -> None:
    fate = AtAnyMoment(chosen_seed("on Discord"), discord_day_seconds, DEATHS)
    books = balance_after(course(discord_url, fate, side=discord), DEATHS)
    assert not books.doubled


def test_stops_at_any_moment(
    course: MakeCourse, discord_url: str, discord: DiscordSide, discord_day_seconds: float
) -> None:
    """What is begun is finished and answered, and each ends within 10 s."""
    seed = chosen_seed("of stops on Discord")
    fate = AtAnyMoment(seed, discord_day_seconds, STOPS, sends=signal.SIGTERM)
    books = balance_after(course(discord_url, fate, side=discord), STOPS)
    assert not books.doubled
    assert not books.orphans
    # Who acts just when the gateway is left is not answered, and nothing is done.
    assert not books.anew


def test_stops_before_answers(course: MakeCourse, discord_url: str, discord: DiscordSide) -> None:
    """What was kept is said, although the process was told to stop and Discord is slow."""
    discord.server.faults.always("callback", Slow(0.1))
    fate = At(Point.AFTER_COMMIT)
    fate.sends = signal.SIGTERM
    days = course(discord_url, fate, side=discord, has_points=True)
    lived = [days.live_day()]
    days.leave()
    books = Books(days, lived)
    books.balance()
    assert not books.doubled
    assert not books.anew


def test_a_stop_while_discord_hangs(
    nursery: Nursery, discord_url: str, discord: DiscordSide, tmp_path: Path
) -> None:
    discord.server.faults.hangs("POST /channels/{channel_id}/messages")
    said = stop_while_it_hangs(nursery, discord_url, discord, tmp_path)
    assert "Nobody is heard" not in said
