"""Where a summary goes: to the team's channel, or to each member; and what the channel refuses."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.access import members_of
from bot.domain.checkins import Round
from bot.domain.ids import ChannelId, RoundId, TimerId
from bot.domain.letters import Destination, Letter, Sent, Urgency, to_channel, to_person
from bot.domain.people import Person
from bot.domain.teams import Team
from bot.domain.timers import Timer
from bot.domain.workspaces import Channel
from bot.engine.work import Batch
from bot.features.checkins.asking import in_channel
from bot.features.checkins.asking.following import tell_organisers
from bot.features.checkins.asking.rounds import GONE, checkins_of
from bot.ports.store import Reader, UnitOfWork

TO_CHANNEL = ("checkins.summary", "checkins.details")


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
    await in_channel.fall_back(unit, letter, now)
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
