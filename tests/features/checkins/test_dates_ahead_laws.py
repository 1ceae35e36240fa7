"""Which dates a check-in may be written for ahead: against every date of the calendar."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.checkins import Checkin
from bot.domain.ids import CheckinId, PersonId, TeamId, WorkspaceId
from bot.domain.people import Person
from bot.domain.questions import DAILY
from bot.domain.recurrence import EVERY_DAY, WORKWEEK, Weekdays, instant, zone
from bot.domain.worktime import Away
from bot.features.checkins.answering.ahead import HORIZON, dates_ahead
from bot.features.checkins.rules import usual_window

ZONES = (
    "Europe/London",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
)
DAY = timedelta(days=1)

masks = st.integers(1, 127).map(Weekdays)
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))
dates = st.dates(date(2011, 11, 1), date(2032, 12, 31))
instants = st.builds(
    lambda day, seconds: datetime.combine(day, time(), UTC) + timedelta(seconds=seconds),
    dates,
    st.integers(0, 86_399),
)
checkins = st.builds(
    Checkin,
    workspace=st.just(WorkspaceId("w")),
    id=st.just(CheckinId("c")),
    team=st.just(TeamId("t")),
    name=st.just("Daily"),
    questions=st.just(DAILY),
    days=masks,
    opens=times,
    closes=times | st.just(time(23, 59)),
    lasts_days=st.integers(0, 6),
    every_weeks=st.integers(1, 4),
    since=dates,
)
people = st.builds(
    Person,
    workspace=st.just(WorkspaceId("w")),
    id=st.just(PersonId("p")),
    name=st.just("Ben"),
    days=masks,
)


def daily(opens: time, closes: time) -> Checkin:
    ids = WorkspaceId("w"), CheckinId("c"), TeamId("t")
    return Checkin(*ids, "Daily", DAILY, EVERY_DAY, opens, closes)


BEN = Person(WorkspaceId("w"), PersonId("p"), "Ben", days=EVERY_DAY)


@settings(max_examples=150, deadline=None)
@given(
    checkins,
    people,
    st.sampled_from(ZONES),
    instants,
    st.sets(st.integers(-1, 45), max_size=10),
    st.tuples(st.integers(0, 45), st.integers(0, 30)),
)
@example(
    daily(time(9, 30), time(23, 59)),
    BEN,
    "Europe/London",
    datetime(2028, 2, 28, 20, tzinfo=UTC),
    set(),
    (30, 0),
)
@example(
    daily(time(22), time(2)),
    BEN,
    "Pacific/Apia",
    datetime(2011, 12, 29, 20, tzinfo=UTC),
    set(),
    (30, 0),
)
def test_they_are_those_on_which_it_will_ask(
    checkin: Checkin,
    person: Person,
    place: str,
    now: datetime,
    off: set[int],
    away: tuple[int, int],
) -> None:
    today = now.astimezone(zone(place)).date()
    leave = Away(today + away[0] * DAY, today + sum(away) * DAY)
    ben = Person(
        person.workspace,
        person.id,
        person.name,
        place,
        person.days,
        days_off=tuple(today + n * DAY for n in sorted(off)),
        away=(leave,),
    )
    found = list(dates_ahead(checkin, ben, place, now))
    expected = []
    for n in range(-2, 44):
        day = today + n * DAY
        opens_at, closes_at = usual_window(checkin, day, place)
        assert opens_at <= closes_at
        is_there = instant(day, time(), zone(place)) < instant(day + DAY, time(), zone(place))
        if (
            is_there
            and checkin.asks_on(day)
            and day in ben.days
            and day not in ben.days_off
            and day not in leave
            and now < opens_at <= now + HORIZON
        ):
            expected.append(day)
    assert found == expected


def test_the_day_after_28_february_in_a_leap_year() -> None:
    ben = Person(WorkspaceId("w"), PersonId("p"), "Ben", days=WORKWEEK)
    late = datetime(2028, 2, 28, 23, tzinfo=UTC)
    found = dates_ahead(daily(time(9, 30), time(23, 59)), ben, "Europe/London", late)
    assert next(found) == date(2028, 2, 29)
