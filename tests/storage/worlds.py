"""Workspaces of any shape, and who of them is due, in plain Python."""

import itertools
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from bot.domain.checkins import Progress, Response
from bot.domain.ids import CheckinId, PersonId, RoundId, TeamId, WorkspaceId
from bot.domain.people import Person
from bot.domain.recurrence import Weekdays
from bot.domain.teams import Belonging, Membership
from bot.domain.worktime import Away
from bot.ports.store import ZoneRound
from tests.storage.conftest import NOON

TEAM_ZONE = "Europe/London"
ZONES = (TEAM_ZONE, "Australia/Brisbane", "America/New_York")
HOUR = timedelta(hours=1)
CHECKIN = CheckinId("c1")
MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)
DAYS = st.dates(MONDAY, SUNDAY)
numbers = itertools.count()


@dataclass(frozen=True)
class World:
    """A workspace with its people, teams and responses, and the rounds to ask."""

    people: tuple[Person, ...]
    memberships: tuple[Membership, ...]
    responses: tuple[Response, ...]
    rounds: tuple[ZoneRound, ...]

    def due_to_ask(self) -> set[tuple[str, str]]:
        """Round and person."""
        asked = {(r.round, r.person) for r in self.responses}
        people = {p.id: p for p in self.people}
        return {
            (one.round, m.person)
            for one in self.rounds
            for m in self.memberships
            if m.team == one.team
            and m.belonging is Belonging.JOINED
            and people[m.person].agreed_at is not None
            and people[m.person].works_on(one.local_date)
            and one.checkin not in m.resting
            and (one.zone is None or (people[m.person].zone or one.team_zone) == one.zone)
            and (one.round, m.person) not in asked
        }

    def due_to_remind(self) -> set[tuple[str, str]]:
        return {
            (r.round, r.person)
            for r in self.responses
            if r.progress is Progress.ASKED
            and (r.ask_again_at is None or r.ask_again_at <= NOON)
            and any((one.round, one.closes_at) == (r.round, r.closes_at) for one in self.rounds)
        }


@st.composite
def absences(draw: st.DrawFn) -> Away:
    start = draw(DAYS)
    return Away(start, draw(st.sampled_from([start, SUNDAY, date.max])))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    workspace = WorkspaceId(f"w{next(numbers)}")
    names = [PersonId(f"p{number}") for number in range(draw(st.integers(1, 7)))]
    teams = [TeamId("t1"), TeamId("t2")]
    rounds = [RoundId(f"r-{team}") for team in teams]
    maybe_now = st.sampled_from([NOON, None])
    closes = st.sampled_from([NOON + HOUR, NOON + 2 * HOUR])
    people = [
        replace(
            Person(workspace, name, name),
            zone=draw(st.sampled_from([*ZONES, None])),
            days=Weekdays(draw(st.integers(1, 127))),
            agreed_at=draw(maybe_now),
            days_off=tuple(sorted(draw(st.sets(DAYS, max_size=2)))),
            away=tuple(draw(st.lists(absences(), max_size=2))),
        )
        for name in names
    ]
    resting = st.sets(st.sampled_from([CHECKIN, CheckinId("c11"), CheckinId("c2")]))
    memberships = [
        Membership(
            workspace,
            *(team, name, draw(st.sampled_from(Belonging)), False, NOON),
            resting=tuple(draw(resting)),
        )
        for team in teams
        for name in draw(st.sets(st.sampled_from(names)))
    ]
    responses = [
        Response(
            workspace,
            *(round_, name, CHECKIN, NOON, draw(closes), draw(st.sampled_from(Progress))),
            ask_again_at=draw(st.sampled_from([None, NOON - HOUR, NOON, NOON + HOUR])),
        )
        for round_ in rounds
        for name in draw(st.sets(st.sampled_from(names)))
    ]
    slices = [
        ZoneRound(
            workspace,
            *(team, CHECKIN, round_, zone, TEAM_ZONE),
            draw(DAYS),
            *(NOON, draw(closes)),
            is_in_channel=in_channel,
        )
        for team, round_ in zip(teams, rounds, strict=True)
        for in_channel in [draw(st.booleans())]
        for zone in draw(st.one_of(st.just([None]), st.lists(st.sampled_from(ZONES), unique=True)))
    ]
    return World(tuple(people), tuple(memberships), tuple(responses), tuple(slices))
