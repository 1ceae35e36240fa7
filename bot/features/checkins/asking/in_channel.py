"""A round that is asked in its team's channel: one message to all, and below it, when it is a
zone's time, one to those whom it asks. Reminders, and what is asked again, go to each alone."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from bot.access import members_of
from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.facts import ChannelGone
from bot.domain.ids import ChannelId, RoundId, TimerId, WorkspaceId
from bot.domain.letters import Letter, Sent, Urgency, to_channel
from bot.domain.people import Person
from bot.domain.recurrence import ONE_DAY
from bot.domain.teams import Belonging, Membership, Team
from bot.domain.timers import Timer
from bot.engine.manifest import Written
from bot.engine.work import Change
from bot.features.checkins import rules
from bot.features.checkins.asking import channel_messages
from bot.ports.store import Reader, UnitOfWork

HEAD, TURN = "checkins.round", "checkins.turn"


def channel_for(checkin: Checkin, team: Team) -> ChannelId | None:
    """Where a round that begins now is asked; None: each directly."""
    return team.channel if checkin.is_in_channel else None


async def placed(
    unit: UnitOfWork, round_: Round, checkin: Checkin, team: Team, opens_at: datetime
) -> Round:
    """A round as it goes on at `opens_at`: where it was begun. One that was only written ahead
    begins now."""
    channel = channel_for(checkin, team)
    if channel != round_.asked_in:
        responses = await unit.find(Response, round=round_.id)
        if all(r.opens_at >= opens_at for r in responses):
            round_ = replace(round_, asked_in=channel)
    # If its channel is given up meanwhile, whoever is asked now must not count on it.
    unit.save(round_)
    return round_


def ask(
    post: Callable[[Letter], None], round_: Round, zone: str | None, *, opens_at: datetime
) -> None:
    """Say to those who were asked in this channel at `opens_at`, of a zone or (None) of all, that
    it is their time."""
    show_head(post, round_)
    about = (round_.id, zone or "", opens_at.isoformat())
    for letter in _letters(round_, TURN, ":".join((TURN, *about)), about):
        post(replace(letter, thread_of=_key(round_.id)))


async def ask_after_all(
    reader: Reader, post: Callable[[Letter], None], round_: Round, asked: Iterable[Response]
) -> None:
    """What the channel was not told while the check-in was held back."""
    checkin = await reader.get(Checkin, round_.checkin)
    team = await reader.get(Team, checkin.team) if checkin else None
    if checkin is None or team is None or await reader.find(Sent, key=_key(round_.id)):
        return
    people = {person.id: person for person in await members_of(reader, team.id)}
    calls = {
        (None if checkin.zone else rules.zone_of(checkin, people[r.person], team.zone), r.opens_at)
        for r in asked
        if r.person in people
    }
    for zone, opens_at in sorted(calls, key=lambda call: call[1]):
        ask(post, round_, zone, opens_at=opens_at)


def show_head(post: Callable[[Letter], None], round_: Round) -> None:
    """The message to all shows what is so now, if there is one."""
    for letter in _letters(round_, HEAD, _key(round_.id), (round_.id,)):
        post(letter)


def _letters(round_: Round, kind: str, key: str, about: tuple[str, ...]) -> list[Letter]:
    if round_.asked_in is None:
        return []
    to = to_channel(round_.asked_in)
    return [Letter(round_.workspace, to, kind, key, about, urgency=Urgency.PROMPT)]


def _key(round_: RoundId) -> str:
    return f"{HEAD}:{round_}"


# -- as they read when they are sent ----------------------------------------------------------


async def head(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To all in the channel, from the first one's time on: how many have checked in, and the
    buttons for whoever is asked."""
    round_, checkin, team = await _asked(reader, letter)
    if round_ is None or checkin is None or team is None:
        return None
    responses = await reader.find(Response, round=round_.id)
    if not await reader.find(Sent, key=letter.key):
        has_begun = any(r.opens_at <= now for r in responses)
        if not has_begun or not _may_ask(round_, checkin):
            return None
    joined = await reader.find(Membership, team=team.id, belonging=Belonging.JOINED)
    members = await reader.find(Person, id=[m.person for m in joined])
    here = {person.id for person in members}
    asked = [r for r in responses if r.person in here and r.progress is not Progress.OFF]
    done = sum(r.progress is Progress.ANSWERED for r in asked)
    is_late = False
    if round_.summarised_at is not None:
        # With a time of its own the summary may go out before some are asked.
        known = {r.person for r in responses}
        due = rules.due(checkin, round_.local_date, joined, members)
        others = [person for person in due if person.id not in known]
        is_late = not (
            any(r.progress is Progress.ASKED and now < r.closes_at for r in asked)
            or rules.still_to_ask(checkin, round_.local_date, others, team.zone, now)
        )
    return channel_messages.head(checkin, team, round_, done, len(asked), is_late=is_late)


async def turn(reader: Reader, letter: Letter, now: datetime) -> Written:
    """To those of a zone who were asked at one time. It is never edited, or it would come to
    name who is missing."""
    round_, checkin, team = await _asked(reader, letter)
    if round_ is None or checkin is None or team is None or not _may_ask(round_, checkin):
        return None
    if not await reader.find(Sent, key=_key(round_.id)):
        # The channel did not take what it belongs to: each is asked directly.
        return None
    zone, opens_at = letter.about[1], datetime.fromisoformat(letter.about[2])
    members = {
        person.id: person
        for person in await members_of(reader, team.id)
        if zone in {"", rules.zone_of(checkin, person, team.zone)}
    }
    asked = [
        r
        for r in await reader.find(Response, round=round_.id, progress=Progress.ASKED)
        if r.person in members
        and r.opens_at == opens_at
        and now < r.closes_at
        and not rules.is_off(members[r.person], now, r.closes_at, team.zone)
    ]
    if not asked:
        return None
    people = sorted((members[r.person] for r in asked), key=lambda p: p.name.casefold())
    shown_in = zone or checkin.zone or team.zone
    return channel_messages.turn(checkin, people, asked[0].closes_at, shown_in)


async def _asked(
    reader: Reader, letter: Letter
) -> tuple[Round | None, Checkin | None, Team | None]:
    round_ = await reader.get(Round, RoundId(letter.about[0]))
    checkin = await reader.get(Checkin, round_.checkin) if round_ else None
    if checkin is None or checkin.deleted_at is not None:
        return None, None, None
    return round_, checkin, await reader.get(Team, checkin.team)


def _may_ask(round_: Round, checkin: Checkin) -> bool:
    return round_.asked_in is not None and not checkin.is_paused


# -- what the channel does not take -----------------------------------------------------------


async def fall_back(unit: UnitOfWork, letter: Letter, now: datetime) -> None:
    """A letter was given up: whom the channel was to ask is asked directly. An edit that fails
    leaves what stands."""
    if letter.kind in {HEAD, TURN} and not await unit.find(Sent, key=letter.key):
        # Both may be given up, each perhaps twice: one key.
        timer = TimerId(f"{letter.key}:{now.timestamp()}")
        unit.schedule(_ask_each(letter.workspace, timer, RoundId(letter.about[0]), now))


async def leave_channel(change: Change, fact: ChannelGone) -> None:
    """The rounds that are asked there go on directly: also those whose summary is out, as it may
    have gone out before some were asked."""
    dates = [change.now.date() + n * ONE_DAY for n in range(-rules.MAY_BE_OPEN.days, 2)]
    asked_there = {"asked_in": fact.channel}
    recent = await change.unit.find(Round, **asked_there, local_date=dates)
    going_on = await change.unit.find(Round, **asked_there, summarised_at=None)
    for round_ in {r.id: r for r in (*recent, *going_on)}.values():
        timer = TimerId(change.new_id())
        change.unit.schedule(_ask_each(change.workspace, timer, round_.id, change.now))


def _ask_each(workspace: WorkspaceId, timer: TimerId, round_: RoundId, now: datetime) -> Timer:
    key = f"checkins.ask_each:{round_}"
    return Timer(workspace, timer, "checkins.ask_each", key, now, (round_,))
