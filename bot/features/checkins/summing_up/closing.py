"""The end of a round: its summary, at the time that the team has set or once nobody is left to
answer; and its last deadline, after which what was not answered is missed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.access import members_of
from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.ids import RoundId
from bot.domain.people import Person
from bot.domain.teams import Belonging, Membership, Team
from bot.domain.timers import Timer
from bot.engine.work import Batch, Change
from bot.features.checkins import rules
from bot.features.checkins.asking import in_channel
from bot.features.checkins.asking.following import show_on_prompts
from bot.features.checkins.asking.rounds import GONE, checkins_of, place_of, promised
from bot.features.checkins.summing_up.delivering import post_summary

DONE = "done"
OUT = "the summary has gone out already"
WAITING = "others are still to answer"
EARLY = "all have answered before it begins"
HAS_ITS_TIME = "the summary goes out at its own time"


@dataclass(frozen=True, slots=True)
class Ending:
    """A round, and the timer that asks what is due of it."""

    timer: Timer
    round: Round
    checkin: Checkin
    team: Team


async def close_rounds(batch: Batch) -> None:
    """At the last deadline what was not answered is missed. The summary goes out then, unless it
    has, or will at the time that the team has set."""
    endings = await _endings(batch)
    set_for = await _set_times(batch, endings)
    for ending in endings:
        timer, round_ = ending.timer, ending.round
        is_out = round_.summarised_at is not None
        if is_out and ending.checkin.summary_at is None and not await _is_asking(batch, round_):
            batch.finish(timer, OUT)
            continue
        members, due = await _people(batch, ending)
        responses = await batch.unit.find(Response, round=round_.id)
        set_at = set_for.get(round_.id)
        last = _last_deadline(ending, members, due, responses)
        ends_at = max(last, set_at) if set_at else last
        is_over = not (is_out or set_at) and rules.is_settled(responses, due)
        if ends_at > batch.now and not (is_over and _opens_at(round_, responses) <= batch.now):
            batch.unit.keep(timer, ends_at)
            continue
        if is_out:
            # Some may have been asked since.
            await _post(batch, ending, members, responses)
            in_channel.show_head(batch.unit.post, round_)
        else:
            await _summarise(batch, ending, members, responses)
        await _mark_missed(batch, timer, responses)
        batch.finish(timer)


async def settle_rounds(batch: Batch) -> None:
    """After a response: once all have answered, the summary goes out."""
    endings = await _endings(batch)
    set_for = await _set_times(batch, endings)
    outcomes: dict[RoundId, str] = {}
    for ending in endings:
        id_ = ending.round.id
        if id_ not in outcomes:
            outcomes[id_] = await _settle(batch, ending, has_its_time=id_ in set_for)
        batch.finish(ending.timer, outcomes[id_])


async def summarise_rounds(batch: Batch) -> None:
    """The time that the team has set: who has not answered yet still may."""
    for ending in await _endings(batch):
        if ending.round.summarised_at is not None:
            batch.finish(ending.timer, OUT)
            continue
        members = await members_of(batch.unit, ending.team.id)
        responses = await batch.unit.find(Response, round=ending.round.id)
        await _summarise(batch, ending, members, responses)
        await _mark_missed(batch, ending.timer, responses)
        batch.finish(ending.timer)


async def follow_schedule(change: Change, checkin: Checkin, team: Team) -> None:
    """An organiser has changed `checkin`: summaries that are to come move with it."""
    for round_ in await change.unit.find(Round, checkin=checkin.id, summarised_at=None):
        key = _set_key(round_.id)
        at = rules.summary_at(checkin, round_.local_date, team.zone)
        if at is not None and at > change.now:
            change.schedule("checkins.summarise", key, at, round_.id)
        else:
            change.cancel(key, "the summary waits for whoever is still to answer")
            look_again(change, round_.id)


def look_again(change: Change, round_: RoundId) -> None:
    """Look, apart from this change, whether nobody is left to answer."""
    key = f"checkins.settle:{round_}:{change.new_id()}"
    change.schedule("checkins.settle", key, change.now, round_)


# -- between ------------------------------------------------------------------------------


async def _endings(batch: Batch) -> list[Ending]:
    """What the timers of the batch are about; those of what is gone are finished."""
    rounds = {r.id: r for r in await batch.unit.find(Round, id=[t.about[0] for t in batch.timers])}
    checkins, teams = await checkins_of(batch, [r.checkin for r in rounds.values()])
    endings = []
    for timer in batch.timers:
        round_ = rounds.get(RoundId(timer.about[0]))
        checkin = checkins.get(round_.checkin) if round_ else None
        if round_ is None or checkin is None or checkin.deleted_at is not None:
            # Brought back, it is promised again.
            batch.drop(timer, GONE)
        else:
            endings.append(Ending(timer, round_, checkin, teams[checkin.team]))
    return endings


async def _set_times(batch: Batch, endings: Iterable[Ending]) -> dict[str, datetime]:
    """When the summaries are still to go out that have a time of their own."""
    keys = [_set_key(e.round.id) for e in endings if e.checkin.summary_at is not None]
    found = await batch.unit.find(Timer, key=keys, done_at=None)
    return {timer.about[0]: timer.due_at for timer in found}


def _set_key(round_: RoundId) -> str:
    return f"checkins.summarise:{round_}"


async def _is_asking(batch: Batch, round_: Round) -> bool:
    """Whether somebody was asked and has not said anything yet."""
    return bool(await batch.unit.newest(Response, 1, round=round_.id, progress=Progress.ASKED))


async def _people(batch: Batch, ending: Ending) -> tuple[list[Person], list[Person]]:
    """The members, and those of them whom the round may still ask."""
    checkin, team, local_date = ending.checkin, ending.team, ending.round.local_date
    joined = await batch.unit.find(Membership, team=team.id, belonging=Belonging.JOINED)
    members = await batch.unit.find(Person, id=[m.person for m in joined])
    due = rules.due(checkin, local_date, joined, members)
    coming = {p.id for p in rules.still_to_ask(checkin, local_date, due, team.zone, batch.now)}
    places = {person.id: place_of(checkin, person, team) for person in due}
    # After a downtime this may run before a prompt that is only a little late.
    overdue = await promised(batch.unit, checkin, local_date, places.values())
    return members, [p for p in due if p.id in coming or places[p.id] in overdue]


async def _settle(batch: Batch, ending: Ending, *, has_its_time: bool) -> str:
    round_ = ending.round
    if round_.summarised_at is not None:
        # An answer was edited, or somebody went away, while the summary went out.
        members = await members_of(batch.unit, ending.team.id)
        await _post(batch, ending, members, await batch.unit.find(Response, round=round_.id))
        return OUT
    if has_its_time:
        return HAS_ITS_TIME
    if await _is_asking(batch, round_):
        # So it is after most responses: one row tells, where a round that may end takes the whole
        # team's. Whoever lets their own deadline pass is left to the round's last one.
        return WAITING
    members, due = await _people(batch, ending)
    responses = await batch.unit.find(Response, round=round_.id)
    last = _last_deadline(ending, members, due, responses)
    if last > batch.now and not rules.is_settled(responses, due):
        return WAITING
    opens_at = _opens_at(round_, responses)
    if last > batch.now and opens_at > batch.now:
        key = f"checkins.settle:{round_.id}:{opens_at.timestamp():.0f}"
        batch.schedule(ending.timer, "checkins.settle", key, opens_at, round_.id)
        return EARLY
    await _summarise(batch, ending, members, responses)
    return DONE


def _last_deadline(
    ending: Ending,
    members: Iterable[Person],
    due: Iterable[Person],
    responses: Iterable[Response],
) -> datetime:
    """The last deadline of those asked, and of those whose morning is still to come."""
    checkin, round_ = ending.checkin, ending.round
    here = {person.id for person in members}
    asked = {r.person: r for r in responses if r.person in here}
    coming = [
        rules.usual_window(
            checkin, round_.local_date, rules.zone_of(checkin, person, ending.team.zone)
        ).closes_at
        for person in due
        if person.id not in asked
    ]
    waited_for = [r.closes_at for r in asked.values() if r.progress is not Progress.OFF]
    return max([round_.closes_at, *coming, *waited_for])


def _opens_at(round_: Round, responses: Iterable[Response]) -> datetime:
    """When the round begins: tomorrow's may be written tonight. With nobody in it, it ends."""
    return min((r.opens_at for r in responses), default=round_.closes_at)


async def _summarise(
    batch: Batch, ending: Ending, members: Sequence[Person], responses: Iterable[Response]
) -> None:
    batch.unit.save(replace(ending.round, summarised_at=batch.now))
    in_channel.show_head(batch.unit.post, ending.round)
    await _post(batch, ending, members, responses)


async def _post(
    batch: Batch, ending: Ending, members: Sequence[Person], responses: Iterable[Response]
) -> None:
    """Of a round in which everybody was off there is nothing to say."""
    if any(r.progress is not Progress.OFF for r in responses):
        await post_summary(batch.unit, batch.unit.post, ending.round, ending.team, members)


async def _mark_missed(batch: Batch, timer: Timer, responses: Iterable[Response]) -> None:
    """The summary is out: whoever's own deadline has passed has missed it."""
    missed = [
        replace(response, progress=Progress.MISSED)
        for response in responses
        if response.progress is Progress.ASKED and response.closes_at <= batch.now
    ]
    for response in missed:
        batch.unit.save(response)
        await show_on_prompts(batch.unit, batch.unit.post, response)
    if missed:
        about = missed[0].round
        batch.schedule(timer, "checkins.rest", f"checkins.rest:{timer.key}", batch.now, about)
