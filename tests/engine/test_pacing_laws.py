"""What holds of a Pacer whoever asks when, and whoever comes late or never."""

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.engine.pacing import Pacer, Rate
from tests.engine.crowds import A_LITTLE, CHANNEL, Crowd, keeps, keys

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


GO_AND_STAY_AWAY = [*[(0.0, False)] * 6, *[(0.0, True)] * 2, (1.0, False)]


@given(rates, st.lists(st.tuples(moments, st.booleans()), max_size=120))
@example(Rate(0.5, 3), [*GO_AND_STAY_AWAY, (1.0, True), (12.0, True)])
@settings(max_examples=200, deadline=None)
def test_nobody_is_overtaken_because_others_did_not_come(
    together: Rate, askers: list[tuple[float, bool]]
) -> None:
    """Some wait for their turn, and some ask once and never again."""
    askers.sort()
    crowd = Crowd(Pacer(together))
    coming = []
    for n, (at, does_wait) in enumerate(askers):
        crowd.passes(at)
        if does_wait:
            coming.append(f"k{n}")
            crowd.comes(at, f"k{n}")
        else:
            crowd.pacer.seconds_until(f"k{n}", at)
    crowd.passes()
    assert crowd.order == coming


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
    """Nor when they come, and have nothing to say after all."""
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
            if data.draw(st.booleans()):
                went.append(now)
            else:
                pacer.give_back(key)
        elif (off := data.draw(offs)) is not None:
            heapq.heappush(coming, (now + max(seconds + off, 0.01), key))
    assert keeps(went, together)
