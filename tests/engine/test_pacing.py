"""A platform's rates are kept, whoever asks, in the order in which they asked."""

from collections import deque
from itertools import pairwise

import pytest

from bot.engine.pacing import LATE_AFTER_SECONDS, Pacer, Rate
from tests.engine.crowds import ALL, CHANNEL, Crowd, keeps, keys

# -- one by one -------------------------------------------------------------------------------


def test_a_burst_goes_at_once_and_then_one_an_interval() -> None:
    crowd = Crowd(Pacer(ALL))
    crowd.comes(0, *keys(24))
    crowd.passes()
    assert crowd.times == pytest.approx([0] * 20 + [0.25, 0.5, 0.75, 1.0])


def test_each_of_many_waits_until_a_time_of_its_own_and_asks_twice() -> None:
    crowd = Crowd(Pacer(ALL, CHANNEL))
    crowd.comes(0, *keys(500))
    crowd.passes()
    assert crowd.order == keys(500)
    assert max(crowd.asked.values()) == 2
    assert len(set(crowd.times[19:])) == 481
    assert crowd.times[-1] == pytest.approx(120)


def test_who_asks_early_keeps_the_same_place() -> None:
    pacer = Pacer(Rate(1))
    pacer.seconds_until("first", 0)
    assert pacer.seconds_until("second", 0) == 1
    assert pacer.seconds_until("third", 0) == 2
    assert pacer.seconds_until("second", 0.5) == 0.5
    assert pacer.seconds_until("third", 0.5) == 1.5


def test_a_turn_that_is_not_used_is_somebody_elses() -> None:
    pacer = Pacer(Rate(1), Rate(0.1))
    assert pacer.seconds_until("silent", 0) == 0
    pacer.give_back("silent")
    assert pacer.seconds_until("other", 0) == 0
    assert pacer.seconds_until("silent", 1) == 0


def test_one_channel_in_a_hurry_is_held_back_and_nobody_else() -> None:
    crowd = Crowd(Pacer(ALL, CHANNEL))
    crowd.comes(0, *["loud"] * 5, "other")
    crowd.passes()
    assert [at for at, key in crowd.went if key == "loud"] == pytest.approx([0, 0, 0, 1, 2])
    assert (0, "other") in crowd.went


def test_who_waits_for_its_own_rate_costs_the_others_no_time() -> None:
    """Between 400 people a channel with much to say: they go as if it were one of them."""
    crowd = Crowd(Pacer(ALL, CHANNEL))
    crowd.comes(0, *["loud"] * 10, *keys(400))
    crowd.passes()
    last = max(at for at, key in crowd.went if key != "loud")
    before = [key for at, key in crowd.went if at <= last]
    assert last == pytest.approx((len(before) - ALL.burst) / ALL.a_second)
    assert len(crowd.went) == 410


# -- pauses -----------------------------------------------------------------------------------


def test_after_a_pause_they_go_one_by_one_in_their_order() -> None:
    crowd = Crowd(Pacer(ALL))
    crowd.comes(0, *keys(100))
    crowd.passes(5)
    crowd.pacer.pause(60, 5)
    crowd.comes(6, "late")
    crowd.passes()
    assert crowd.order == [*keys(100), "late"]
    after = [at for at in crowd.times if at > 5]
    assert after[0] == pytest.approx(65)
    assert all(second - first == pytest.approx(0.25) for first, second in pairwise(after))
    # Those who were told a time are told once more, as their old time comes, and then go.
    assert max(crowd.asked.values()) <= 3


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    pacer = Pacer(ALL)
    pacer.pause(60, 0)
    pacer.pause(1, 0)
    assert pacer.seconds_until("k", 2) == pytest.approx(58)


def test_who_is_urgent_waits_behind_nobody_who_is_not() -> None:
    pacer = Pacer(ALL)
    told = {key: pacer.seconds_until(key, 0) for key in keys(500)}
    last = max(told.values())
    first = pacer.seconds_until("urgent", 0, is_urgent=True)
    second = pacer.seconds_until("urgent too", 0, is_urgent=True)
    assert 0 < first <= min(wait for wait in told.values() if wait)
    assert first < second < last / 10
    assert pacer.seconds_until("urgent", first, is_urgent=True) == 0
    assert pacer.seconds_until("urgent too", second, is_urgent=True) == 0


def test_the_others_go_after_the_urgent_in_their_order() -> None:
    pacer = Pacer(Rate(1))
    assert [pacer.seconds_until(key, 0) for key in "abc"] == [0, 1, 2]
    assert pacer.seconds_until("urgent", 0, is_urgent=True) == 1
    assert pacer.seconds_until("b", 1) == pytest.approx(1)
    assert pacer.seconds_until("urgent", 1, is_urgent=True) == 0
    assert pacer.seconds_until("b", 2) == 0
    assert pacer.seconds_until("c", 2) == pytest.approx(1)
    assert pacer.seconds_until("c", 3) == 0


# -- who does not come ------------------------------------------------------------------------


def test_who_does_not_come_costs_the_others_no_time() -> None:
    crowd = Crowd(Pacer(ALL))
    told = {key: crowd.pacer.seconds_until(key, 0) for key in keys(400)}
    coming = keys(400)[20::2]
    for key in coming:
        crowd.comes(told[key], key)
    crowd.passes()
    assert crowd.went == [(told[key], key) for key in coming]


@pytest.mark.parametrize("burst", [1, 2, 20])
def test_who_comes_a_little_late_goes_before_those_behind(burst: int) -> None:
    pacer = Pacer(Rate(1, burst))
    told = {key: pacer.seconds_until(key, 0) for key in keys(60)}
    for key in keys(60)[burst : burst + 20]:
        assert pacer.seconds_until(key, told[key]) == 0
    late, behind = keys(60)[burst + 20], keys(60)[burst + 21 : burst + 41]
    now = told[behind[-1]] + 0.5
    assert pacer.seconds_until(late, now) == 0


def test_who_comes_much_too_late_waits_anew() -> None:
    pacer = Pacer(Rate(1))
    for key in keys(100):
        pacer.seconds_until(key, 0)
    now = 2 + LATE_AFTER_SECONDS
    assert pacer.seconds_until("k2", now - 1) == 0
    assert pacer.seconds_until("k1", now) > 30


def test_all_who_were_held_up_go_in_their_order_whoever_asks_first() -> None:
    """The process stood still for four seconds: everybody whose time has come asks at once."""
    pacer = Pacer(ALL)
    crowd = Crowd(pacer)
    told = {key: pacer.seconds_until(key, 0) for key in keys(100)}
    held_up = keys(100)[20:36]
    crowd.comes(4.1, *reversed(held_up))
    for key in keys(100)[36:]:
        crowd.comes(told[key], key)
    crowd.passes()
    assert sorted(crowd.order[:16]) == held_up
    assert crowd.order[16:] == keys(100)[36:]
    assert keeps(crowd.times, ALL)


def test_idle_keys_are_forgotten() -> None:
    pacer = Pacer(Rate(1000, burst=100), CHANNEL)
    for n in range(5000):
        pacer.seconds_until(f"k{n}", n * 0.01)
    assert _size(pacer) < 1000
    pacer.seconds_until("last", 1000)
    assert _size(pacer) <= 2


def _size(pacer: Pacer) -> int:
    return sum(len(v) for v in vars(pacer).values() if isinstance(v, dict | list | deque))
