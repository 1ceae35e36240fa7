"""Who may go when, so that a platform's rate limits are kept without asking them.

A rate lets so many go at once, its burst, and then one more whenever its interval has passed;
what was not used comes back at the same pace, up to the burst. In any stretch of time, then,
no more go than the burst and one for each interval in it.

Two rates hold at once: one of all keys together and one of each key by itself. Whoever cannot
go at once gets a place in a queue, in the order of asking, and is told when that place comes
up, so that each of many waits until a time of its own and asks only then. A place is a rank,
not a time: when the platform asks for a pause, or somebody comes late, those behind move back
together, and hear of it when they ask again at the time that they were told.

The turn of somebody who does not come is kept as long as the burst can keep it. Then those
behind go as if they were alone, but for the times that were told: nobody goes before the one
ahead of them was to. Who comes after all still goes before them.
"""

from bisect import bisect_left, insort
from collections import deque
from dataclasses import dataclass
from heapq import heappop, heappush

ROUNDING_SECONDS = 1e-5
"""Waits below it are none: whoever asks keeps time in microseconds."""

LATE_AFTER_SECONDS = 60.0
"""Who comes later than that waits anew."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second, and so many at once."""

    a_second: float
    burst: int = 1

    @property
    def interval(self) -> float:
        return 1 / self.a_second

    @property
    def head_start(self) -> float:
        """By how much those who go at once are ahead of an even pace."""
        return (self.burst - 1) * self.interval


@dataclass(slots=True)
class _Place:
    """In the queue, by number, who is urgent first; `told` is when to come. Who is overdue is
    no longer counted."""

    number: tuple[bool, int]
    told: float
    is_counted: bool = True


class Pacer:
    """Keeps the rate of all keys together and, if there is one, the rate of each.

    It knows no clock: `now` is monotonic seconds. Its memory grows with those who wait and those
    who went just now.
    """

    def __init__(
        self, together: Rate, each: Rate | None = None, late_after: float = LATE_AFTER_SECONDS
    ) -> None:
        self._together = together
        self._each = each
        self._late_after = late_after
        # When the next would go at an even pace: of all, and of each key that went just now.
        self._even = float("-inf")
        self._even_of: dict[str, float] = {}
        self._places: dict[str, _Place] = {}
        self._next_number = 0
        # The numbers that are counted, ascending, so that a rank is found without counting.
        self._numbers: list[tuple[bool, int]] = []
        # When all together let each of them go, as it was when they asked.
        self._turns: dict[tuple[bool, int], float] = {}
        # What was told to whom, the earliest first; and those of them who did not come.
        self._told: list[tuple[float, str]] = []
        self._absent: deque[tuple[float, str]] = deque()

    def seconds_until(self, key: str, now: float, *, is_urgent: bool = False) -> float:
        """0 and this key's turn is taken, or after how many seconds to ask again for it.

        Who is urgent waits behind nobody but others who are."""
        self._forget(now)
        place = self._places.get(key)
        number = (not is_urgent, self._next_number)
        if place is not None:
            number = min(number, place.number)
        rank = bisect_left(self._numbers, number)
        turn = self._turn(rank, now)
        if rank:
            # Those before were told a time of theirs; what has come free since is not for us.
            turn = max(turn, self._turns[self._numbers[rank - 1]])
        at = max(turn, self._own_turn(key, now))
        if at - now <= ROUNDING_SECONDS:
            self._go(key, now)
            return 0
        self._next_number += 1
        self._uncount(place)
        self._places[key] = _Place(number, at)
        self._turns[number] = turn
        insort(self._numbers, number)
        heappush(self._told, (at, key))
        return at - now

    def give_back(self, key: str) -> None:
        """This key's turn was taken and not used: somebody else may have it."""
        self._even -= self._together.interval
        if self._each is not None and key in self._even_of:
            self._even_of[key] -= self._each.interval

    def pause(self, seconds: float, now: float) -> None:
        """Nobody goes for so long; after it they go one by one, without a burst."""
        self._even = max(self._even, now + seconds + self._together.head_start)

    def _turn(self, rank: int, now: float) -> float:
        """When somebody with so many before them may go."""
        rate = self._together
        return max(now, max(now, self._even) + rank * rate.interval - rate.head_start)

    def _own_turn(self, key: str, now: float) -> float:
        if self._each is None or key not in self._even_of:
            return now
        return self._even_of[key] - self._each.head_start

    def _go(self, key: str, now: float) -> None:
        self._uncount(self._places.pop(key, None))
        self._even = max(self._even, now) + self._together.interval
        if self._each is not None:
            # Taken out and put in, so that those who went longest ago stand first.
            even = self._even_of.pop(key, now)
            self._even_of[key] = max(even, now) + self._each.interval

    def _uncount(self, place: _Place | None) -> None:
        if place is not None and place.is_counted:
            place.is_counted = False
            del self._numbers[bisect_left(self._numbers, place.number)]
            del self._turns[place.number]

    def _forget(self, now: float) -> None:
        """Those who did not come, and keys whose burst is whole again."""
        kept = self._together.burst * self._together.interval - ROUNDING_SECONDS
        while self._told and self._told[0][0] + kept <= now:
            told, key = heappop(self._told)
            place = self._places.get(key)
            if place is not None and place.told == told:
                self._uncount(place)
                self._absent.append((told, key))
        while self._absent and self._absent[0][0] + self._late_after <= now:
            told, key = self._absent.popleft()
            place = self._places.get(key)
            if place is not None and place.told == told:
                del self._places[key]
        while self._even_of:
            key, even = next(iter(self._even_of.items()))
            if even > now:
                break
            del self._even_of[key]
