"""Whatever somebody answers, puts right and presses, in whatever order: one blocker at a time,
which never grows younger, counts its rounds, and ends for a reason that can be told."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import count

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.domain.blockers import Blocker, BlockerEnd, BlockerKind
from bot.domain.checkins import Checkin, Response, Round
from bot.domain.ids import CheckinId, RoundId
from bot.domain.questions import TEMPLATES
from bot.domain.recurrence import WORKWEEK
from bot.domain.teams import Membership
from bot.engine.intents import Press, Submit
from tests.offices import Office, new_workspace, ref

ROUNDS = ("d1", "d2", "d3", "w1", "d4")
"""Of a daily check-in and of a weekly one, in the order of their dates."""

NO = "no"
_numbers = count()


@dataclass(frozen=True)
class Said:
    """An answer in a round: the first one, or one put right."""

    round: str
    stuck: str
    what: str = ""
    since: str = "0"


@dataclass(frozen=True)
class Pressed:
    """*Not stuck any more*, *Drop it* or *Same plan*."""

    what: str
    round: str = ""


answers = st.builds(
    Said,
    st.sampled_from(ROUNDS),
    st.sampled_from([NO, BlockerKind.MISSING_CONTEXT, BlockerKind.TOO_BIG, BlockerKind.WAITING]),
    st.sampled_from(["", "the seed", "The seed!", "a review"]),
    st.sampled_from(["0", "2", "7"]),
)
presses = st.builds(Pressed, st.sampled_from(["over", "drop"]))
plans = st.builds(Pressed, st.just("same_plan"), st.sampled_from(ROUNDS))
acts = st.one_of(answers, answers, answers, presses, plans)

A = BlockerKind.MISSING_CONTEXT
B = BlockerKind.TOO_BIG


@dataclass
class History:
    office: Office
    rounds: dict[str, RoundId]

    async def blockers(self) -> dict[str, Blocker]:
        found = await self.office.store.unit(self.office.workspace).find(Blocker)
        return {b.id: b for b in found}

    async def does(self, act: Said | Pressed, known: dict[str, Blocker]) -> None:
        origin = self.office.origin("ann")
        if isinstance(act, Said):
            what = act.what if act.stuck != NO else ""
            values = {"done": ["x"], "next": ["y"], "stuck": [act.stuck], "stuck.what": [what]}
            values |= {"stuck.since": [act.since], "stuck.show": []}
            does = ref("checkins.respond", self.rounds[act.round])
            reply = await self.office.handle(Submit(origin, does, values))
            assert not reply.faults
        elif act.what == "same_plan":
            await self.office.handle(
                Press(origin, ref("checkins.same_plan", self.rounds[act.round]))
            )
        else:
            for blocker in known:
                await self.office.handle(Press(origin, ref(f"blockers.{act.what}", blocker)))


async def history(office: Office) -> History:
    """Ann was asked in all the rounds."""
    number = next(_numbers)
    office = replace(
        office,
        workspace=await new_workspace(office.store, f"example-{number}"),
        people={},
        is_running=False,
    )
    for who in ("ann", "ben"):
        office.hires(who)
    values = {"name": ["Research"], "people": ["ben"], "everybody": [], "place": []}
    others = (office.people["ben"],)
    await office.handle(Submit(office.origin("ann"), ref("teams.setup"), values, others))
    unit, now, workspace = office.store.unit(office.workspace), office.now(), office.workspace
    (membership,) = await unit.find(Membership, is_organiser=True)
    rounds = {}
    for place, name in enumerate(ROUNDS):
        checkin = CheckinId(f"{name[0]}-{number}")
        if not await unit.get(Checkin, checkin):
            questions, nine = TEMPLATES["daily"].questions, time(9)
            made = (membership.team, name, questions, WORKWEEK, nine, time(16))
            unit.add(Checkin(workspace, checkin, *made))
        rounds[name] = RoundId(f"r{place}-{number}")
        opens_at, closes_at = now + timedelta(minutes=place), now + timedelta(days=30)
        day = date(2026, 11, 23) + timedelta(days=place)
        unit.add(Round(workspace, rounds[name], checkin, day, closes_at))
        unit.add(Response(workspace, rounds[name], membership.person, checkin, opens_at, closes_at))
    await unit.commit()
    return History(office, rounds)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(did=st.lists(acts, max_size=14))
@example(did=[Said("d1", A), Said("d2", NO), Said("d2", A)])
@example(did=[Said("d1", A), Said("d2", A), Said("d2", B), Said("d2", A)])
@example(did=[Said("d2", A), Said("w1", A), Said("d2", A, since="2"), Said("w1", A)])
@example(did=[Said("d1", A), Said("d1", NO), Said("d3", NO), Said("d1", A)])
@example(did=[Said("d1", A), Said("d1", NO), Said("d3", B), Said("d1", A)])
@example(did=[Said("d1", A), Pressed("drop"), Said("d1", A), Said("d2", A)])
@example(did=[Said("d2", NO), Said("w1", A), Said("d2", NO)])
@example(did=[Said("d2", A), Said("w1", NO), Said("d2", A)])
async def test_every_history_can_be_told(office: Office, did: list[Said | Pressed]) -> None:
    past = await history(office)
    known: dict[str, Blocker] = {}
    named = defaultdict[str, set[str]](set)
    said: dict[str, tuple[str, str]] = {}
    for act in did:
        office.clock.set(office.now() + timedelta(minutes=7))
        await past.does(act, known)
        found = await past.blockers()
        assert known.keys() <= found.keys()
        assert sum(b.ended_at is None for b in found.values()) <= 1
        where = past.rounds.get(act.round)
        if isinstance(act, Said):
            words = (act.stuck, act.what if act.stuck != NO else "")
            if said.get(act.round) == words:
                # Something else was put right: that ends and begins nothing.
                assert open_in(found) == open_in(known)
            said[act.round] = words
        for blocker in found.values():
            before = known.get(blocker.id)
            assert (blocker.ended_at is None) is (blocker.end is None)
            if blocker.ended_at is None and blocker.named_in == where:
                named[blocker.id].add(where)
            # Who renames one in a response and takes that back is counted once more: a blocker
            # knows its last round only.
            most = sum(isinstance(each, Said) and each.stuck != NO for each in did) - 1
            assert len(named[blocker.id]) - 1 <= blocker.restated <= most
            if before is not None:
                assert blocker.since <= before.since
                assert_explained(before, blocker, act, where)
        known = found


def open_in(blockers: dict[str, Blocker]) -> set[str]:
    return {id for id, blocker in blockers.items() if blocker.ended_at is None}


def assert_explained(
    before: Blocker, after: Blocker, act: Said | Pressed, where: RoundId | None
) -> None:
    """What an act may do to a blocker."""
    if isinstance(act, Pressed):
        if act.what == "same_plan" or before.ended_at is not None:
            assert after == before
        else:
            end = BlockerEnd.DROPPED if act.what == "drop" else BlockerEnd.NOT_STUCK
            assert (after.end, after.ended_in) == (end, None)
    elif before.ended_at is None and after.ended_at is not None:
        end = BlockerEnd.NOT_STUCK if act.stuck == NO else BlockerEnd.ANOTHER
        assert (after.end, after.ended_in) == (end, where)
    elif before.ended_at is not None and after.ended_at is None:
        # Only the response that ended it opens it again.
        assert before.ended_in == where
        assert act.stuck != NO
    elif before.ended_at is not None:
        assert after == before


async def test_the_last_word_of_the_newest_round_holds(office: Office) -> None:
    past = await history(office)
    for act, holds in (
        (Said("d1", A, "the seed"), A),
        (Said("d2", NO), None),
        (Said("d2", A, "the seed"), A),
        (Said("d2", B, "all of it"), B),
        (Said("d2", A, "the seed"), A),
        (Said("d3", B, "all of it"), B),
        # An older round put right says nothing about today.
        (Said("d1", NO), B),
        (Said("d2", B), B),
    ):
        office.clock.set(office.now() + timedelta(minutes=7))
        await past.does(act, {})
        now = {b.kind for b in (await past.blockers()).values() if b.ended_at is None}
        assert now == ({holds} if holds else set()), act
    # A of Monday lived through Tuesday; what was named and taken back there did not become two.
    assert len(await past.blockers()) == 3
