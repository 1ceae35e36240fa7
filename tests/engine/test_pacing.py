"""A platform's rates are kept, whoever asks, in the order in which they asked."""

import heapq
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.engine.pacing import LATE_AFTER_SECONDS, Pacer, Rate

ALL = Rate(4, burst=20)
CHANNEL = Rate(1, burst=3)
A_LITTLE = 1e-4
"""More than what a pacer forgives of rounding."""


@dataclass
class Crowd:
    """Keys that ask, wait as long as they are told, and ask again until they have gone.

    One that comes twice asks for its second turn when it has had its first, as a destination
    of the outbox does with its letters.
    """

    pacer: Pacer
    went: list[tuple[float, str]] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    _wanted: Counter[str] = field(default_factory=Counter)
    _coming: list[tuple[float, int, str, bool]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    def comes(self, at: float, *keys: str, is_new: bool = True) -> None:
        for key in keys:
            heapq.heappush(self._coming, (at, next(self._order), key, is_new))

    def passes(self, until: float = 1e9) -> None:
        """Everybody who comes by then has asked."""
        while self._coming and self._coming[0][0] <= until:
            now, _, key, is_new = heapq.heappop(self._coming)
            self._wanted[key] += is_new
            if is_new and self._wanted[key] > 1:
                continue
            while self._wanted[key]:
                self.asked[key] += 1
                seconds = self.pacer.seconds_until(key, now)
                if seconds:
                    self.comes(now + seconds, key, is_new=False)
                    break
                self.went.append((now, key))
                self._wanted[key] -= 1

    @property
    def order(self) -> list[str]:
        return [key for _, key in self.went]

    @property
    def times(self) -> list[float]:
        return [at for at, _ in self.went]


def keys(many: int) -> list[str]:
    return [f"k{n}" for n in range(many)]


def keeps(times: Sequence[float], rate: Rate) -> bool:
    """In no stretch more than the burst and what comes back in it."""
    return all(
        last - first + 1 <= rate.burst + (times[last] - times[first]) * rate.a_second + A_LITTLE
        for first in range(len(times))
        for last in range(first, len(times))
    )


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


def test_nobody_overtakes_those_who_were_told_a_time_before_others_gave_up() -> None:
    pacer = Pacer(Rate(1))
    told = {key: pacer.seconds_until(key, 0) for key in keys(20)}
    # k1 to k9 never come; k10 does, when they have been given up.
    assert pacer.seconds_until("new", 10) > told["k19"] - 10
    assert pacer.seconds_until("k10", 10) == 0


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


# -- laws -------------------------------------------------------------------------------------

rates = st.builds(Rate, st.sampled_from([0.5, 1, 3, 4, 7.3, 50]), st.integers(1, 20))
moments = st.floats(0, 30, allow_nan=False)
comers = st.lists(st.tuples(moments, st.sampled_from("abcdefgh")), max_size=120)
pauses = st.lists(st.tuples(moments, st.floats(0, 20)), max_size=3)


def played(
    pacer: Pacer, comers: Iterable[tuple[float, str]], pauses: Sequence[tuple[float, float]] = ()
) -> Crowd:
    crowd = Crowd(pacer)
    for at, key in comers:
        crowd.comes(at, key)
    for at, seconds in sorted(pauses):
        crowd.passes(at)
        pacer.pause(seconds, at)
    crowd.passes()
    return crowd


@given(rates, rates, comers, pauses)
@settings(max_examples=200, deadline=None)
def test_no_stretch_of_time_has_more_than_the_rates(
    together: Rate, each: Rate, comers: list[tuple[float, str]], pauses: list[tuple[float, float]]
) -> None:
    crowd = played(Pacer(together, each), comers, pauses)
    assert keeps(crowd.times, together)
    for key in set(crowd.order):
        assert keeps([at for at, who in crowd.went if who == key], each)


@given(rates, rates, comers, pauses)
@settings(max_examples=200, deadline=None)
def test_everybody_goes_and_no_later_than_the_rates_need(
    together: Rate, each: Rate, comers: list[tuple[float, str]], pauses: list[tuple[float, float]]
) -> None:
    crowd = played(Pacer(together, each), comers, pauses)
    assert Counter(crowd.order) == Counter(key for _, key in comers)
    if comers:
        most_of_one = max(Counter(crowd.order).values())
        bound = 30 + sum(seconds for _, seconds in pauses)
        bound += (len(comers) + 1) * together.interval + most_of_one * each.interval
        assert crowd.times[-1] <= bound


@given(rates, st.lists(moments, max_size=120), pauses)
@settings(max_examples=200, deadline=None)
def test_the_order_of_asking_is_the_order_of_going(
    together: Rate, times: list[float], pauses: list[tuple[float, float]]
) -> None:
    times.sort()
    crowd = played(Pacer(together), zip(times, keys(len(times)), strict=True), pauses)
    assert crowd.order == keys(len(times))


@given(rates, comers, moments, st.floats(0.1, 20))
@settings(max_examples=200, deadline=None)
def test_nobody_goes_during_a_pause(
    together: Rate, comers: list[tuple[float, str]], at: float, seconds: float
) -> None:
    crowd = played(Pacer(together, CHANNEL), comers, [(at, seconds)])
    assert not [went for went in crowd.times if at < went < at + seconds - A_LITTLE]


@given(rates, st.lists(moments, max_size=120), st.data())
@settings(max_examples=200, deadline=None)
def test_the_rate_holds_also_when_they_come_early_late_or_never(
    together: Rate, times: list[float], data: st.DataObject
) -> None:
    offs = st.sampled_from([0.0, 0.0, -0.3, 0.2, 5.0, 40.0, None])
    pacer = Pacer(together, CHANNEL)
    went: list[float] = []
    coming = [(at, f"k{n % 40}") for n, at in enumerate(sorted(times))]
    heapq.heapify(coming)
    for _ in range(1000):
        if not coming:
            break
        now, key = heapq.heappop(coming)
        seconds = pacer.seconds_until(key, now)
        if seconds == 0:
            went.append(now)
        elif (off := data.draw(offs)) is not None:
            heapq.heappush(coming, (now + max(seconds + off, 0.01), key))
    assert keeps(went, together)
