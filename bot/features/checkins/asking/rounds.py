"""Rounds in time: prompts, reminders, prompts asked for again, the end and its summary.

A round is one timer per (check-in, zone, local date), never one per person; the first prompt,
wherever it is morning first, makes the round.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from bot.access import members_of
from bot.domain.checkins import Checkin, Response, Round
from bot.domain.ids import CheckinId
from bot.domain.people import Person
from bot.domain.recurrence import zone
from bot.domain.teams import Belonging, Membership, Team
from bot.domain.timers import Timer
from bot.engine.timers import LATE
from bot.engine.work import Batch, Change, Work
from bot.features.checkins import rules
from bot.features.checkins.asking import in_channel
from bot.features.checkins.asking.beginning import begin, end_again
from bot.ports.store import Reader, ZoneRound

LATE_AFTER = timedelta(hours=2)
"""A prompt later than this is skipped and recorded (design.md, "Time")."""

MOST_PEOPLE = 2000
GONE = "the check-in is paused or deleted"
MOVED = "the schedule has changed"
EVERYONE = "*"
"""In place of a zone, for a check-in that keeps one zone for everybody."""

SCHEDULED, BY_HAND = "scheduled", "by hand"


# -- promising prompts --------------------------------------------------------------------


def prompt_key(checkin: CheckinId, place: str, local_date: date) -> str:
    return f"checkins.prompt:{checkin}:{place}:{local_date}"


async def promise_prompts(change: Change, checkin: Checkin, team: Team) -> None:
    """The next prompt in every zone in which the check-in has members."""
    for place in await _places(change.unit, checkin, team):
        zone_name = checkin.zone or place
        local_date, due_at = rules.next_round(checkin, zone_name, change.now)
        change.schedule(
            "checkins.prompt",
            prompt_key(checkin.id, place, local_date),
            due_at,
            *(checkin.id, place, local_date.isoformat(), SCHEDULED),
        )


async def prompt_now(work: Work, checkin: Checkin, team: Team) -> bool:
    """Ask today's members at once; the schedule then finds them asked, and goes on as it was.
    Whether anybody was still to be asked."""
    today = zone(checkin.zone or work.actor.zone or team.zone)
    local_date = work.now.astimezone(today).date()
    if not await _are_left(work.unit, checkin, local_date):
        return False
    for place in await _places(work.unit, checkin, team):
        work.schedule(
            "checkins.prompt",
            f"{prompt_key(checkin.id, place, local_date)}:{work.new_id()}",
            work.now,
            *(checkin.id, place, local_date.isoformat(), BY_HAND),
        )
    return True


async def _are_left(reader: Reader, checkin: Checkin, local_date: date) -> bool:
    """Whether a round of this date asks anybody who is in it not yet."""
    joined = await reader.find(Membership, team=checkin.team, belonging=Belonging.JOINED)
    members = await reader.find(Person, id=[m.person for m in joined])
    rounds = await reader.find(Round, checkin=checkin.id, local_date=local_date)
    responses = await reader.find(Response, round=[r.id for r in rounds])
    asked = {response.person for response in responses}
    return any(p.id not in asked for p in rules.due(checkin, local_date, joined, members))


async def promised(
    reader: Reader, checkin: Checkin, local_date: date, places: Iterable[str]
) -> set[str]:
    """The zones among these whose prompt of this date is still to go out, be it overdue."""
    keys = {prompt_key(checkin.id, place, local_date): place for place in places}
    return {keys[timer.key] for timer in await reader.find(Timer, key=list(keys), done_at=None)}


async def _places(reader: Reader, checkin: Checkin, team: Team) -> set[str]:
    members = await members_of(reader, team.id)
    return {place_of(checkin, person, team) for person in members}


def place_of(checkin: Checkin, person: Person, team: Team) -> str:
    """With whom this person is asked: those of a zone, or everybody."""
    return EVERYONE if checkin.zone else rules.zone_of(checkin, person, team.zone)


# -- prompting ----------------------------------------------------------------------------


async def send_prompts(batch: Batch) -> None:
    """Make the rounds, ask their members, and promise what follows."""
    checkins, teams = await checkins_of(batch, [t.about[0] for t in batch.timers])
    known = {
        (r.checkin, r.local_date): r
        for r in await batch.unit.find(
            Round,
            checkin=list(checkins),
            local_date=list({date.fromisoformat(t.about[2]) for t in batch.timers}),
        )
    }
    missed: list[Timer] = []
    slices: list[ZoneRound] = []
    asking: list[tuple[Timer, Checkin, Round]] = []
    for timer in batch.timers:
        checkin = checkins.get(CheckinId(timer.about[0]))
        why_not = _why_not(checkin, timer, batch.now)
        if checkin is None or why_not:
            _do_not_ask(batch, timer, checkin, why_not)
            missed += [timer] * (why_not == LATE)
            continue
        local_date, team = date.fromisoformat(timer.about[2]), teams[checkin.team]
        round_ = known.get((checkin.id, local_date))
        times = rules.window_of(checkin, local_date, _zone_name(checkin, timer), batch.now)
        opens_at = timer.due_at if timer.about[3] == BY_HAND else times.opens_at
        if round_ is None:
            round_ = begin(
                batch.unit, batch.new_id, checkin, team, local_date, times.closes_at, batch.now
            )
        elif checkin.is_in_channel or round_.asked_in is not None:
            round_ = await in_channel.placed(batch.unit, round_, checkin, team, opens_at)
        known[checkin.id, local_date] = round_
        slices.append(zone_round(timer, checkin, team, round_, opens_at, times.closes_at))
        asking.append((timer, checkin, round_))
    if missed:
        await _look_again(batch, missed)
    taken = await batch.unit.checkins.ask(slices, batch.now, MOST_PEOPLE)
    for (timer, checkin, round_), slice_, took in zip(asking, slices, taken, strict=True):
        if took.go_on_after is None:
            has_asked = took.people > 0 or timer.cursor != ""
            if not (has_asked or await _has_members(batch, checkin, timer)):
                batch.drop(timer, "nobody is in this time zone any more")
                continue
            if has_asked:
                in_channel.ask(batch.unit.post, round_, slice_.zone, opens_at=slice_.opens_at)
                if round_.summarised_at is not None:
                    ends_at = slice_.closes_at
                    end_again(batch.unit, batch.new_id, round_, ends_at, ends_at)
            batch.finish(timer)
            _promise_reminder(batch, timer, checkin, slice_)
            if timer.about[3] == SCHEDULED:
                _promise_next(batch, timer, checkin)
        elif took.go_on_after != slice_.after:
            batch.go_on(timer, took.go_on_after)


async def missed_prompts(batch: Batch) -> None:
    """Too late to ask: the next one is promised all the same, and nobody waits for them."""
    checkins, _ = await checkins_of(batch, [t.about[0] for t in batch.timers])
    await _look_again(batch, batch.timers)
    for timer in batch.timers:
        checkin = checkins.get(CheckinId(timer.about[0]))
        why_not = _why_not(checkin, timer, batch.now)
        if checkin is None or why_not:
            _do_not_ask(batch, timer, checkin, why_not)
        elif timer.about[3] == SCHEDULED:
            _promise_next(batch, timer, checkin)


async def _look_again(batch: Batch, missed: Sequence[Timer]) -> None:
    """All others in the rounds of these prompts may have answered."""
    open_ones = await batch.unit.find(
        Round,
        checkin=[timer.about[0] for timer in missed],
        local_date=[date.fromisoformat(timer.about[2]) for timer in missed],
        summarised_at=None,
    )
    rounds = {(r.checkin, r.local_date.isoformat()): r for r in open_ones}
    for timer in missed:
        round_ = rounds.get((CheckinId(timer.about[0]), timer.about[2]))
        if round_ is not None:
            key = f"checkins.settle:{round_.id}:{timer.id}"
            batch.schedule(timer, "checkins.settle", key, batch.now, round_.id)


async def _has_members(batch: Batch, checkin: Checkin, timer: Timer) -> bool:
    """Asked only where nobody was due: they may be off, or gone from the zone."""
    team = await batch.unit.find(Team, id=checkin.team)
    members = await members_of(batch.unit, checkin.team)
    return any(timer.about[1] == place_of(checkin, person, team[0]) for person in members)


def _do_not_ask(batch: Batch, timer: Timer, checkin: Checkin | None, why_not: str) -> None:
    """A schedule that moved away from this timer goes on from where it is now."""
    if checkin is not None and why_not == LATE:
        batch.finish(timer, why_not)
        _promise_next(batch, timer, checkin)
        return
    if checkin is None or why_not != MOVED or bool(checkin.zone) != _is_everyone(timer):
        batch.drop(timer, why_not)
        return
    local_date, due_at = rules.next_round(checkin, _zone_name(checkin, timer), batch.now)
    if local_date.isoformat() == timer.about[2]:
        batch.unit.keep(timer, due_at)
    else:
        batch.drop(timer, why_not)
        _promise(batch, timer, checkin, local_date, due_at)


def _why_not(checkin: Checkin | None, timer: Timer, now: datetime) -> str:
    if checkin is None or not checkin.is_running:
        return GONE
    if timer.about[3] == BY_HAND:
        return ""
    local_date = date.fromisoformat(timer.about[2])
    if bool(checkin.zone) != _is_everyone(timer):
        return MOVED
    opens_at = rules.opening(checkin, local_date, _zone_name(checkin, timer))
    if timer.attempts and opens_at is not None and opens_at <= timer.due_at:
        # It failed before and was pushed back: what counts is when it should have gone.
        return LATE if now - opens_at > LATE_AFTER else ""
    return "" if opens_at == timer.due_at else MOVED


def _is_everyone(timer: Timer) -> bool:
    return timer.about[1] == EVERYONE


def _zone_name(checkin: Checkin, timer: Timer) -> str:
    return checkin.zone or timer.about[1]


def zone_round(
    timer: Timer,
    checkin: Checkin,
    team: Team,
    round_: Round,
    opens_at: datetime,
    closes_at: datetime,
) -> ZoneRound:
    return ZoneRound(
        workspace=checkin.workspace,
        team=team.id,
        checkin=checkin.id,
        round=round_.id,
        zone=None if checkin.zone else timer.about[1],
        team_zone=team.zone,
        local_date=round_.local_date,
        opens_at=opens_at,
        closes_at=closes_at,
        after=timer.cursor,
        is_in_channel=round_.asked_in is not None,
    )


def _promise_reminder(batch: Batch, timer: Timer, checkin: Checkin, slice_: ZoneRound) -> None:
    due_at = rules.remind_at(checkin, slice_.closes_at)
    if due_at is not None and due_at > batch.now:
        batch.schedule(
            timer,
            "checkins.remind",
            # Whoever is asked later, until another deadline, is reminded of theirs.
            f"checkins.remind:{slice_.round}:{timer.about[1]}:{slice_.closes_at.timestamp():.0f}",
            due_at,
            *(slice_.round, timer.about[1], slice_.closes_at.isoformat()),
        )


def _promise_next(batch: Batch, timer: Timer, checkin: Checkin) -> None:
    """The prompt after the date of this timer, whether that one came early or on time."""
    zone_name = _zone_name(checkin, timer)
    usual = rules.usual_window(checkin, date.fromisoformat(timer.about[2]), zone_name)
    local_date, due_at = rules.next_round(checkin, zone_name, usual.opens_at)
    _promise(batch, timer, checkin, local_date, due_at)


def _promise(
    batch: Batch, timer: Timer, checkin: Checkin, local_date: date, due_at: datetime
) -> None:
    place = timer.about[1]
    batch.schedule(
        timer,
        "checkins.prompt",
        prompt_key(checkin.id, place, local_date),
        due_at,
        *(checkin.id, place, local_date.isoformat(), SCHEDULED),
    )


async def checkins_of(
    batch: Batch, ids: Iterable[str]
) -> tuple[dict[CheckinId, Checkin], dict[str, Team]]:
    found = await batch.unit.find(Checkin, id=list(dict.fromkeys(ids)))
    teams = await batch.unit.find(Team, id=list(dict.fromkeys(c.team for c in found)))
    return {c.id: c for c in found}, {t.id: t for t in teams}
