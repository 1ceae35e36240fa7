"""The machine's clock and chance."""

from datetime import UTC, datetime, timedelta

from adapters.system.chance import SystemRandom
from adapters.system.clock import SystemClock
from bot.domain.ids import new_id


def test_now_is_real_and_in_utc() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


def test_bits_keep_to_their_count_and_use_all_of_it() -> None:
    given = [SystemRandom().bits(3) for _ in range(500)]
    assert set(given) == set(range(8))


def test_ids_made_within_a_millisecond_differ() -> None:
    now, random = SystemClock().now(), SystemRandom()
    assert len({new_id(now, random.bits) for _ in range(1000)}) == 1000
