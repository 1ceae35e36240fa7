"""What other features tell, and what check-ins offer, announce and promise on it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.facts import (
    AwayChanged,
    HoursChanged,
    MemberBack,
    MemberJoined,
    TeamPlaced,
    TeamStarted,
)
from bot.domain.ids import RoundId, TeamId
from bot.domain.people import Person
from bot.domain.recurrence import ONE_DAY, zone
from bot.domain.teams import Belonging, Membership, Team
from bot.engine.work import Change, OpenItem, Work
from bot.features.checkins import rules
from bot.features.checkins.answering import use_cases
from bot.features.checkins.asking import in_channel, resting, rounds
from bot.features.checkins.asking.beginning import end_again, rounds_between
from bot.features.checkins.asking.following import prompt_letter, show_on_prompts
from bot.features.checkins.organising import starting_messages as messages
from bot.features.checkins.organising.looking import is_pair
from bot.features.checkins.summing_up.closing import look_again
from bot.messages.parts import Part
from bot.ports.store import Reader


async def offer_first(work: Work, fact: TeamStarted) -> Sequence[Part]:
    """In the reply to `setup`: one tap for the usual check-in, or another time."""
    team = await work.unit.get(Team, fact.team)
    if team is None:
        return []
    return messages.first_checkin(team, is_pair=await is_pair(work.unit, team.id))


async def offer_first_still(work: Work, fact: TeamPlaced) -> Sequence[Part]:
    """The starter has said first where they are, in place of the reply that offered it."""
    team = await work.unit.get(Team, fact.team)
    known = await work.unit.find(Checkin, team=fact.team, deleted_at=None)
    if team is None or known:
        return []
    return messages.first_checkin(team, is_pair=await is_pair(work.unit, team.id))


async def announce(work: Work, fact: MemberJoined) -> Sequence[Part]:
    """In the reply to *Join*: when the first prompt comes."""
    team = await work.unit.get(Team, fact.team)
    if team is None:
        return []
    # Who joins by the form has only now said where they are.
    person = await work.unit.get(Person, fact.person) or work.actor
    checkins = await work.unit.find(Checkin, team=team.id, deleted_at=None)
    return [
        messages.comes_first(
            checkin,
            resting.next_prompt(checkin, person, team, work.now),
            person.zone or team.zone,
        )
        for checkin in checkins
        if checkin.is_running
    ]


async def follow_member(change: Change, fact: MemberJoined) -> None:
    """Somebody new may bring a new time zone."""
    await _promise_for_team(change, fact.team)


async def follow_hours(change: Change, fact: HoursChanged) -> None:
    """A person's prompts move with their zone."""
    for membership in await change.unit.find(
        Membership, person=fact.person, belonging=Belonging.JOINED
    ):
        await _promise_for_team(change, membership.team)


async def follow_away(change: Change, fact: AwayChanged) -> None:
    """Nobody waits for who goes away; who is back in time is asked again."""
    person = await change.unit.get(Person, fact.person)
    if person is None:
        return
    waiting = {Progress.ASKED, Progress.OFF}
    found = await change.unit.find(Response, person=person.id, progress=waiting)
    rounds_of = {r.id: r for r in await change.unit.find(Round, id=[r.round for r in found])}
    to_look_at = await _open_rounds(change, person)
    for response in found:
        round_ = rounds_of[response.round]
        is_away = any(round_.local_date in absence for absence in person.away)
        if is_away and response.progress is Progress.ASKED:
            now = replace(response, progress=Progress.OFF)
        elif not is_away and response.progress is Progress.OFF and response.closes_at > change.now:
            now = replace(response, progress=Progress.ASKED)
        else:
            continue
        change.unit.save(now)
        await show_on_prompts(change.unit, change.post, now)
        if now.progress is Progress.ASKED and round_.asked_in is None:
            # They may have gone away before it reached them.
            change.post(prompt_letter(now))
        if now.progress is Progress.ASKED and round_.summarised_at is not None:
            end_again(change.unit, change.new_id, round_, now.closes_at, now.closes_at)
        to_look_at.add(round_.id)

    def was_away(_: Checkin, day: date) -> bool:
        return any(day in absence for absence in fact.before)

    await _ask_who_is_back(change, person, was_away)
    for id_ in sorted(to_look_at):
        look_again(change, id_)


async def welcome_back(change: Change, fact: MemberBack) -> None:
    """They are asked as if they had never left."""
    await _promise_for_team(change, fact.team)
    person = await change.unit.get(Person, fact.person)
    if person is not None:
        await _ask_who_is_back(change, person, lambda checkin, _: checkin.team == fact.team)


async def _ask_who_is_back(
    change: Change, person: Person, was_gone: Callable[[Checkin, date], bool]
) -> None:
    """In the rounds that were asked while they were not there, and of which their time is not
    over."""
    joined = await change.unit.find(Membership, person=person.id, belonging=Belonging.JOINED)
    teams = {t.id: t for t in await change.unit.find(Team, id=[m.team for m in joined])}
    for checkin in await change.unit.find(
        Checkin, team=list(teams), is_paused=False, deleted_at=None
    ):
        zone_name = rules.zone_of(checkin, person, teams[checkin.team].zone)
        today = change.now.astimezone(zone(zone_name)).date()
        first = today - rules.days_later(checkin) * ONE_DAY
        for round_ in await rounds_between(change.unit, checkin.id, first, today):
            day = round_.local_date
            times = rules.usual_window(checkin, day, zone_name)
            is_open = times.opens_at <= change.now < times.closes_at
            is_due = was_gone(checkin, day) and bool(rules.due(checkin, day, joined, [person]))
            if is_due and is_open:
                place = None if checkin.zone else zone_name
                await _ask_alone(change, round_, person, place, times.closes_at)


async def _ask_alone(
    change: Change, round_: Round, person: Person, zone_name: str | None, closes_at: datetime
) -> None:
    """Unless they have a part in the round already."""
    if await change.unit.get(Response, round_.id, person.id) is not None:
        return
    asked = Response(change.workspace, round_.id, person.id, round_.checkin, change.now, closes_at)
    change.unit.add(asked)
    if round_.asked_in is None:
        change.post(prompt_letter(asked))
    else:
        # Others may be asked there at this moment, or not there any more.
        change.unit.save(round_)
        in_channel.ask(change.post, round_, zone_name, opens_at=change.now)
    if round_.summarised_at is not None:
        end_again(change.unit, change.new_id, round_, closes_at, closes_at)


async def _open_rounds(change: Change, person: Person) -> set[RoundId]:
    """The rounds of their check-ins that may have waited for them, asked or still to be."""
    joined = await change.unit.find(Membership, person=person.id, belonging=Belonging.JOINED)
    teams = [membership.team for membership in joined]
    checkins = await change.unit.find(Checkin, team=teams, deleted_at=None)
    rounds_of = await change.unit.find(
        Round, checkin=[checkin.id for checkin in checkins], summarised_at=None
    )
    return {round_.id for round_ in rounds_of}


async def open_items(reader: Reader, person: Person, now: datetime) -> Sequence[OpenItem]:
    """What waits for this person, and what would ask them if they wished it."""
    unanswered = await use_cases.unanswered(reader, person, now)
    return [*unanswered, *await resting.to_come_back(reader, person, now)]


async def _promise_for_team(change: Change, team: TeamId) -> None:
    found = await change.unit.get(Team, team)
    checkins = await change.unit.find(Checkin, team=team, deleted_at=None)
    for checkin in checkins:
        if found is not None and checkin.is_running:
            await rounds.promise_prompts(change, checkin, found)
