"""What follows a prompt: reminders, the prompt asked for again, its message kept true, and
what happens when it does not arrive or its reader leaves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.access import members_of
from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.facts import MemberLeft
from bot.domain.ids import PersonId, RoundId
from bot.domain.letters import Letter, Sent, Urgency, to_person
from bot.domain.teams import Belonging, Membership
from bot.domain.timers import Timer
from bot.engine.work import Batch, Change
from bot.features.checkins.asking import in_channel
from bot.features.checkins.asking.rounds import GONE, MOST_PEOPLE, checkins_of, zone_round
from bot.ports.store import Reader, UnitOfWork, ZoneRound


async def send_reminders(batch: Batch) -> None:
    """To everyone of a zone who was asked and has not said anything yet."""
    rounds = {r.id: r for r in await batch.unit.find(Round, id=[t.about[0] for t in batch.timers])}
    checkins, teams = await checkins_of(batch, [r.checkin for r in rounds.values()])
    slices: list[ZoneRound] = []
    reminding: list[Timer] = []
    for timer in batch.timers:
        round_ = rounds.get(RoundId(timer.about[0]))
        checkin = checkins.get(round_.checkin) if round_ else None
        if round_ is None or checkin is None or not checkin.is_running:
            batch.finish(timer, GONE)
            continue
        closes_at = datetime.fromisoformat(timer.about[2])
        team = teams[checkin.team]
        slices.append(zone_round(timer, checkin, team, round_, closes_at, closes_at))
        reminding.append(timer)
    taken = await batch.unit.checkins.remind(slices, batch.now, MOST_PEOPLE)
    for timer, slice_, took in zip(reminding, slices, taken, strict=True):
        if took.go_on_after is None:
            batch.finish(timer)
        elif took.go_on_after != slice_.after:
            batch.go_on(timer, took.go_on_after)


async def ask_again(batch: Batch) -> None:
    """*In an hour*: the same prompt once more, below what was said since."""
    keys = [(t.workspace, t.about[0], t.about[1]) for t in batch.timers]
    found = await batch.unit.get_each(Response, keys)
    responses = {(r.round, r.person): r for r in found}
    for timer in batch.timers:
        response = responses.get((RoundId(timer.about[0]), PersonId(timer.about[1])))
        if response is None or response.progress is not Progress.ASKED:
            batch.finish(timer, "answered or skipped meanwhile")
            continue
        batch.unit.post(prompt_letter(response, again_at=response.ask_again_at))
        batch.finish(timer)


async def ask_each(batch: Batch) -> None:
    """Directly, whom the channel was to ask: it cannot be written to. Its round goes on so."""
    rounds = {r.id: r for r in await batch.unit.find(Round, id=[t.about[0] for t in batch.timers])}
    for timer in batch.timers:
        round_ = rounds.get(RoundId(timer.about[0]))
        if round_ is None or round_.asked_in is None:
            batch.finish(timer, "each is asked directly")
            continue
        batch.unit.save(replace(round_, asked_in=None))
        for response in await batch.unit.find(Response, round=round_.id, progress=Progress.ASKED):
            if response.ask_again_at is None or response.ask_again_at <= batch.now:
                batch.unit.post(prompt_letter(response))
        batch.finish(timer)


def prompt_letter(response: Response, again_at: datetime | None = None) -> Letter:
    """Posts a member's prompt: the first, or the one asked for at `again_at`."""
    return _to_member("checkins.prompt", prompt_message(response, again_at), response)


async def show_on_prompts(reader: Reader, post: Callable[[Letter], None], now: Response) -> None:
    """Every message that asks for this response shows what it is now."""
    first, reminder = prompt_message(now), f"checkins.reminder:{now.round}:{now.person}"
    kinds = {first: "checkins.prompt", reminder: "checkins.reminder"}
    if now.ask_again_at is not None:
        kinds[prompt_message(now, now.ask_again_at)] = "checkins.prompt"
    for sent in await reader.find(Sent, key=list(kinds), piece=0):
        post(_to_member(kinds[sent.key], sent.key, now))
    round_ = await reader.get(Round, now.round)
    # At the end of a round all that nobody answered changes at once: it shows that itself.
    if round_ is not None and now.progress is not Progress.MISSED:
        in_channel.show_head(post, round_)


def prompt_message(response: Response, again_at: datetime | None = None) -> str:
    """The key of the message."""
    key = f"checkins.prompt:{response.round}:{response.person}"
    return key if again_at is None else f"{key}:{int(again_at.timestamp())}"


def _to_member(kind: str, key: str, response: Response) -> Letter:
    to, about = to_person(response.person), (response.round, response.person)
    return Letter(response.workspace, to, kind, key, about, urgency=Urgency.PROMPT)


def settle(change: Change, response: Response) -> None:
    """Look, apart from this press, whether all have answered; of a round that is still to open,
    once it has."""
    key = f"checkins.settle:{response.round}:{response.person}:{change.new_id()}"
    due_at = max(change.now, response.opens_at)
    change.schedule("checkins.settle", key, due_at, response.round)


async def let_go(change: Change, fact: MemberLeft) -> None:
    """Who has left is asked nothing more, and nobody waits for them."""
    checkins = await change.unit.find(Checkin, team=fact.team)
    if not await members_of(change.unit, fact.team):
        # Nobody is left to ask, or to answer for it.
        for checkin in checkins:
            change.unit.save(replace(checkin, deleted_at=checkin.deleted_at or change.now))
    for response in await change.unit.find(
        Response,
        person=fact.person,
        checkin=[checkin.id for checkin in checkins],
        progress=Progress.ASKED,
    ):
        change.unit.remove(response)
        settle(change, response)
        round_ = await change.unit.get(Round, response.round)
        if round_ is not None:
            in_channel.show_head(change.post, round_)


async def tell_organisers(unit: UnitOfWork, letter: Letter, why: str, now: datetime) -> None:
    """A member's prompts do not arrive: the organisers hear that, and no more. One letter a day;
    most of them are not sent (`letters.unreached`)."""
    if letter.kind != "checkins.prompt" or await unit.find(Sent, key=letter.key):
        return
    round_ = await unit.get(Round, RoundId(letter.about[0]))
    checkin = await unit.get(Checkin, round_.checkin) if round_ else None
    if checkin is None:
        return
    person = letter.about[1]
    for organiser in await unit.find(
        Membership, team=checkin.team, is_organiser=True, belonging=Belonging.JOINED
    ):
        if organiser.person != person:
            key = f"checkins.unreached:{checkin.id}:{person}:{organiser.person}:{now:%Y%m%d}"
            to, about = to_person(organiser.person), (checkin.id, person, organiser.person)
            unit.post(Letter(letter.workspace, to, "checkins.unreached", key, about))
