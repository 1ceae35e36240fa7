"""The end of a round: when the last deadline has passed or all have answered, its summary."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.access import members_of
from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.ids import ChannelId, RoundId, TimerId
from bot.domain.letters import Destination, Letter, Sent, Urgency, to_channel, to_person
from bot.domain.people import Person
from bot.domain.teams import Team
from bot.domain.timers import Timer
from bot.domain.workspaces import Channel
from bot.engine.work import Batch
from bot.features.checkins import rules
from bot.features.checkins.following import show_on_prompts, tell_organisers
from bot.features.checkins.rounds import GONE, checkins_of
from bot.ports.store import Reader, UnitOfWork

WAITING = "others are still to answer"
TO_CHANNEL = ("checkins.summary", "checkins.details")


async def close_rounds(batch: Batch) -> None:
    """The summary goes out when the last member's deadline has passed, or all have answered."""
    rounds = {r.id: r for r in await batch.unit.find(Round, id=[t.about[0] for t in batch.timers])}
    timers = await _worth_a_look(batch, rounds)
    looked_at = {rounds[id_].checkin for t in timers if (id_ := RoundId(t.about[0])) in rounds}
    checkins, teams = await checkins_of(batch, list(looked_at))
    told: set[RoundId] = set()
    waiting: set[RoundId] = set()
    for timer in timers:
        round_ = rounds.get(RoundId(timer.about[0]))
        checkin = checkins.get(round_.checkin) if round_ else None
        if round_ is None or checkin is None or checkin.deleted_at is not None:
            batch.finish(timer, GONE)
        elif round_.id in told:
            batch.finish(timer, "the summary has gone out already")
        elif round_.id in waiting and timer.kind == "checkins.settle":
            batch.finish(timer, WAITING)
        elif round_.summarised_at is not None:
            # An answer was edited while the summary went out: it shows the edit too.
            team = teams[checkin.team]
            if timer.kind == "checkins.settle":
                members = await members_of(batch.unit, team.id)
                await post_summary(batch.unit, batch.unit.post, round_, team, members)
                told.add(round_.id)
            batch.finish(timer, "the summary has gone out already")
        elif await _close(batch, timer, round_, checkin, teams[checkin.team]):
            told.add(round_.id)
        else:
            waiting.add(round_.id)


async def _worth_a_look(batch: Batch, rounds: Mapping[RoundId, Round]) -> list[Timer]:
    """Finishes what follows from most responses: others were asked who are still to answer. That
    is one row, where a round that may end takes the whole team's. Whoever of them lets their own
    deadline pass is left to the round's last one."""
    is_open: dict[RoundId, bool] = {}
    rest: list[Timer] = []
    for timer in batch.timers:
        round_ = rounds.get(RoundId(timer.about[0]))
        if timer.kind != "checkins.settle" or round_ is None or round_.summarised_at is not None:
            rest.append(timer)
            continue
        if round_.id not in is_open:
            asked = await batch.unit.newest(Response, 1, round=round_.id, progress=Progress.ASKED)
            is_open[round_.id] = bool(asked)
        if is_open[round_.id]:
            batch.finish(timer, WAITING)
        else:
            rest.append(timer)
    return rest


async def _close(batch: Batch, timer: Timer, round_: Round, checkin: Checkin, team: Team) -> bool:
    members = await members_of(batch.unit, team.id)
    responses = await batch.unit.find(Response, round=round_.id)
    due = [p for p in members if p.works_on(round_.local_date) and p.agreed_at is not None]
    here = {person.id for person in members}
    asked = [r for r in responses if r.person in here]
    last = _last_deadline(checkin, round_, team, due, asked)
    if last > batch.now and not rules.is_settled(responses, due):
        is_deadline = timer.kind == "checkins.close"
        if is_deadline:
            batch.unit.keep(timer, last)
        else:
            batch.finish(timer, WAITING)
        return False
    batch.unit.save(replace(round_, summarised_at=batch.now))
    for response in responses:
        if response.progress is Progress.ASKED:
            missed = replace(response, progress=Progress.MISSED)
            batch.unit.save(missed)
            await show_on_prompts(batch.unit, batch.unit.post, missed)
    if responses:
        await post_summary(batch.unit, batch.unit.post, round_, team, members)
    batch.finish(timer)
    return True


def _last_deadline(
    checkin: Checkin, round_: Round, team: Team, due: Iterable[Person], asked: Sequence[Response]
) -> datetime:
    """The last deadline of those asked, and of those whose morning is still to come."""
    answers = {r.person for r in asked}
    coming = [
        rules.usual_window(
            checkin, round_.local_date, rules.zone_of(checkin, person, team.zone)
        ).closes_at
        for person in due
        if person.id not in answers
    ]
    return max([round_.closes_at, *coming, *(r.closes_at for r in asked)])


async def post_summary(
    reader: Reader,
    post: Callable[[Letter], None],
    round_: Round,
    team: Team,
    members: Sequence[Person],
) -> None:
    """One message and its thread in the channel; without a channel, or if it refused either,
    one to each member."""
    key = f"checkins.summary:{round_.id}"
    own = {person.id: f"{key}:{person.id}" for person in members}
    was_refused = round_.summarised_at is not None and await is_refused(reader, round_.id)
    to = await _channel(reader, round_, team, key, list(own.values()))
    if to is not None:
        # Of what was refused only a message that stands already is written (`letters`).
        post(_digest(round_, to, "checkins.summary", key, (round_.id,)))
    if to is not None and not was_refused:
        details = f"checkins.details:{round_.id}"
        letter = _digest(round_, to, "checkins.details", details, (round_.id,))
        post(replace(letter, thread_of=key))
        return
    for person, own_key in own.items():
        post(_digest(round_, to_person(person), "checkins.summary", own_key, (round_.id, person)))


async def _channel(
    reader: Reader, round_: Round, team: Team, key: str, own_keys: Sequence[str]
) -> Destination | None:
    """The team's channel; of a summary that stands already, the one where it does. None is
    with each member, who also get what a lost channel can show no more."""
    if round_.summarised_at is not None:
        for sent in await reader.find(Sent, key=key, piece=0):
            _, _, channel = sent.destination.partition(":")
            place = await reader.get(Channel, ChannelId(channel))
            # A team's own channel is not lost, though we may not know yet that it is open.
            is_there = place is not None and (place.is_open or place.id == team.channel)
            return sent.destination if is_there else None
        if await reader.find(Sent, key=own_keys, piece=0):
            return None
    return to_channel(team.channel) if team.channel else None


def _digest(round_: Round, to: Destination, kind: str, key: str, about: tuple[str, ...]) -> Letter:
    return Letter(round_.workspace, to, kind, key, about, urgency=Urgency.DIGEST)


# -- what the channel refuses -----------------------------------------------------------------


async def fall_back(unit: UnitOfWork, letter: Letter, why: str, now: datetime) -> None:
    """A letter was given up: the organisers hear of a prompt, and what the channel did not take
    of a summary goes to each member. An edit that fails leaves what stands."""
    await tell_organisers(unit, letter, why, now)
    is_to_channel = letter.destination.startswith(to_channel(ChannelId("")))
    if letter.kind not in TO_CHANNEL or not is_to_channel:
        return
    if await unit.find(Sent, key=letter.key):
        return
    round_ = RoundId(letter.about[0])
    # The summary and its thread are given up one after the other, each perhaps twice: one key.
    timer = TimerId(f"{letter.key}:{now.timestamp()}")
    key = _refused(round_)
    unit.schedule(Timer(letter.workspace, timer, "checkins.refused", key, now, (round_,)))


async def is_refused(reader: Reader, round_: RoundId) -> bool:
    """Whether the channel did not take this round's summary: it stays with the members, also
    when the channel is mended. The timer outlives the letters that are on their way."""
    return bool(await reader.find(Timer, key=_refused(round_)))


async def send_refused(batch: Batch) -> None:
    """To each member, what their channel refused."""
    rounds = {r.id: r for r in await batch.unit.find(Round, id=[t.about[0] for t in batch.timers])}
    checkins, teams = await checkins_of(batch, [r.checkin for r in rounds.values()])
    for timer in batch.timers:
        round_ = rounds.get(RoundId(timer.about[0]))
        checkin = checkins.get(round_.checkin) if round_ else None
        if round_ is None or checkin is None:
            batch.finish(timer, GONE)
            continue
        team = teams[checkin.team]
        members = await members_of(batch.unit, team.id)
        await post_summary(batch.unit, batch.unit.post, round_, team, members)
        batch.finish(timer)


def _refused(round_: RoundId) -> str:
    return f"checkins.refused:{round_}"
