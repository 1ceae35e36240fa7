"""Every clock change of every zone from 2017 to 2037, found once, for tests to draw from."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

TICK, SECOND, DAY = timedelta(microseconds=1), timedelta(seconds=1), timedelta(days=1)
# The machine's own setting, and a placeholder.
NOT_A_PLACE = {"localtime", "Factory"}
ZONES = sorted(available_timezones() - NOT_A_PLACE)
FIRST, LAST = datetime(2017, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)


class ClockChange(NamedTuple):
    """At `at` (UTC) the offset of `place` goes from `before` to `after`."""

    place: ZoneInfo
    at: datetime
    before: timedelta
    after: timedelta

    def walls(self) -> Iterator[datetime]:
        """Local times around the change, and within its gap or repeated time."""
        old, new = (self.at.replace(tzinfo=None) + offset for offset in (self.before, self.after))
        middle = min(old, new) + abs(new - old) / 2
        for edge in (old, new, middle):
            yield from (edge - TICK, edge, edge + TICK)

    def showing(self, wall: datetime) -> list[datetime]:
        """The instants at which clocks show `wall`: two, one or none. Does not rely on `fold`."""
        at = wall.replace(tzinfo=UTC)
        earlier, later = at - self.before, at - self.after
        return [i for i, fits in ((earlier, earlier < self.at), (later, later >= self.at)) if fits]


@cache
def clock_changes() -> tuple[ClockChange, ...]:
    """All of them; takes some seconds, once."""
    # A week hides none: the shortest time between two is Fiji's 28 days in 2020/21.
    week = 7 * DAY
    found = []
    for place in map(ZoneInfo, ZONES):
        start, before = FIRST, offset(place, FIRST)
        while start < LAST:
            after = offset(place, start + week)
            if after != before:
                changed = partial(_differs, place, start, before)
                seconds = bisect_left(range(int(week / SECOND)), True, key=changed)
                found.append(ClockChange(place, start + seconds * SECOND, before, after))
            start, before = start + week, after
    return tuple(found)


def offset(place: ZoneInfo, at: datetime) -> timedelta:
    """How far clocks in `place` are ahead of UTC at this instant."""
    found = at.astimezone(place).utcoffset()
    assert found is not None
    return found


def _differs(place: ZoneInfo, start: datetime, before: timedelta, seconds: int) -> bool:
    return offset(place, start + seconds * SECOND) != before
