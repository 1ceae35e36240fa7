"""What an organiser does with a check-in: try, change, pause, delete it, bring it back."""

from dataclasses import replace

from bot.access import checkin_of_organiser, deleted_checkin_of_organiser, team_of_organiser
from bot.domain.checkins import Checkin, Progress, Response, Round
from bot.domain.errors import Refusal
from bot.domain.ids import CheckinId
from bot.domain.letters import Letter, Sent, to_person
from bot.domain.teams import Team
from bot.engine.intents import Reply
from bot.engine.work import Work
from bot.features.checkins import rules
from bot.features.checkins.asking import following, in_channel, rounds
from bot.features.checkins.asking.beginning import end_again
from bot.features.checkins.organising import forms, messages
from bot.features.checkins.organising.looking import COMES_BACK_FOR, channel_of, names_taken, panel
from bot.features.checkins.organising.reminding import unreminded
from bot.features.checkins.organising.scheduling import name_key, with_schedule
from bot.features.checkins.summing_up import closing
from bot.messages.forms import Form, Values
from bot.messages.parts import Message
from bot.messages.refs import Ref


class Paused(Refusal):
    """*Start now* on a check-in that asks nobody."""

    kind = "paused"


async def start_now(work: Work, checkin: str) -> Reply:
    """Today's round at once. Started twice, it asks nobody twice, and says so. Raises Paused."""
    found, team = await _checkin(work, checkin)
    if found.is_paused:
        raise Paused(messages.nobody_while_paused(found))
    are_asked = await rounds.prompt_now(work, found, team)
    told = messages.started_now(found) if are_asked else messages.nobody_to_ask(found)
    return await _done(work, told, team)


async def preview(work: Work, checkin: str) -> Reply:
    """Sends the check-in to the organiser alone, as a member would get it."""
    found, team = await _checkin(work, checkin)
    key = f"checkins.preview:{found.id}:{work.me}:{work.new_id()}"
    work.post(
        Letter(work.workspace, to_person(work.me), "checkins.preview", key, (found.id, team.id))
    )
    return await _done(work, messages.preview_sent(), team)


# -- changing -----------------------------------------------------------------------------


async def change(work: Work, checkin: str) -> Reply:
    return Reply(form=await change_form(work, checkin))


async def change_form(work: Work, checkin: str) -> Form:
    found, team = await _checkin(work, checkin)
    does = Ref("checkins.changed", (checkin,))
    return forms.schedule_form(does, found, has_channel=team.channel is not None)


async def save_change(work: Work, checkin: str, values: Values) -> Reply:
    """The schedule moves its prompts; an open round keeps the times that it was asked with."""
    found, team = await _checkin(work, checkin)
    taken = await names_taken(work.unit, team, but=found.id)
    changed = with_schedule(found, team, values, taken, work.places, work.now)
    work.unit.save(changed)
    if name_key(changed.name) != name_key(found.name):
        # Of two who give one name at once, the second is refused.
        work.unit.save(team)
    await rounds.promise_prompts(work, changed, team)
    await closing.follow_schedule(work, changed, team)
    tell = messages.changed(changed, team, await channel_of(work.unit, team))
    if changed.every_weeks > 1:
        zone = work.actor.zone or team.zone
        at = rules.next_round(changed, changed.zone or zone, work.now)[1]
        tell += messages.comes_next(at, zone)
    tell += await unreminded(work, changed, team)
    return await _done(work, tell, team)


async def pause(work: Work, checkin: str) -> Reply:
    found, team = await _checkin(work, checkin)
    work.unit.save(replace(found, is_paused=True))
    return await _done(work, messages.paused(found), team)


async def resume(work: Work, checkin: str) -> Reply:
    """*Go on*: its rounds that are open too."""
    found, team = await _checkin(work, checkin)
    running = replace(found, is_paused=False)
    work.unit.save(running)
    await rounds.promise_prompts(work, running, team)
    await _go_on(work, running, team)
    told = messages.resumed(running, team, await channel_of(work.unit, team))
    return await _done(work, told, team)


# -- deleting, and back -------------------------------------------------------------------


async def ask_delete(work: Work, checkin: str) -> Reply:
    found, _ = await _checkin(work, checkin)
    return Reply(tell=messages.ask_delete(found))


async def delete(work: Work, checkin: str) -> Reply:
    """Nobody is asked any more; what was answered stays."""
    found, team = await _checkin(work, checkin)
    work.unit.save(replace(found, deleted_at=work.now))
    return await _done(work, messages.deleted(found), team)


async def restore(work: Work, checkin: str) -> Reply:
    """*Bring back*, under another name if its own is taken. Rounds that are open go on, and of
    one that ended meanwhile the summary goes out now. A second press finds it there."""
    found, team = await deleted_checkin_of_organiser(
        work.unit, work.me, CheckinId(checkin), is_admin=work.origin.is_admin
    )
    if found.deleted_at is None:
        return await _done(work, messages.not_deleted(found), team)
    if work.now - found.deleted_at >= COMES_BACK_FOR:
        return Reply(tell=messages.too_late_to_restore(found, team))
    name = _free(found.name, await names_taken(work.unit, team))
    back = replace(found, deleted_at=None, name=name)
    work.unit.save(back)
    # Of two who give one name at once, the second gets another.
    work.unit.save(team)
    if not back.is_paused:
        await rounds.promise_prompts(work, back, team)
    await _go_on(work, back, team)
    channel = await channel_of(work.unit, team)
    return await _done(work, messages.restored(back, team, channel, was_named=found.name), team)


def _free(name: str, taken: set[str]) -> str:
    """The name, or “Name (2)”, as long as a name may be."""
    free, number = name, 1
    while name_key(free) in taken:
        number += 1
        mark = f" ({number})"
        free = f"{name[: forms.LONGEST_NAME - len(mark)]}{mark}"
    return free


async def _go_on(work: Work, checkin: Checkin, team: Team) -> None:
    """What was promised of its rounds, and dropped while it was paused or deleted, is promised
    again; whom its prompt did not reach for that, it reaches now."""
    asked = await work.unit.find(Response, checkin=checkin.id, progress=Progress.ASKED)
    unsummarised = await work.unit.find(Round, checkin=checkin.id, summarised_at=None)
    waiting = await work.unit.find(Round, id=[response.round for response in asked])
    going_on = {round_.id: round_ for round_ in (*unsummarised, *waiting)}
    for round_ in going_on.values():
        key, due_at = f"checkins.close:{round_.id}", max(round_.closes_at, work.now)
        work.schedule("checkins.close", key, due_at, round_.id)
        theirs = [response for response in asked if response.round == round_.id]
        if round_.summarised_at is not None:
            last = max(response.closes_at for response in theirs)
            end_again(work.unit, work.new_id, round_, last, max(last, work.now))
        if round_.asked_in is not None:
            still = [response for response in theirs if response.closes_at > work.now]
            await in_channel.ask_after_all(work.unit, work.post, round_, still)
    await closing.follow_schedule(work, checkin, team)
    letters = {}
    for response in asked:
        again_at = response.ask_again_at
        # What is put off until later its own timer asks; it is asked directly everywhere.
        is_due = again_at <= work.now if again_at else not going_on[response.round].asked_in
        if is_due and response.closes_at > work.now:
            key = following.prompt_message(response, again_at)
            letters[key] = following.prompt_letter(response, again_at)
    sent = {sent.key for sent in await work.unit.find(Sent, key=list(letters), piece=0)}
    for key, letter in letters.items():
        if key not in sent:
            work.post(letter)


async def _done(work: Work, told: Message, team: Team) -> Reply:
    """What was done, and below it the check-ins as they are now, for the next act."""
    return Reply(tell=told + await panel(work, team))


async def _checkin(work: Work, checkin: str) -> tuple[Checkin, Team]:
    found = await checkin_of_organiser(
        work.unit, work.me, CheckinId(checkin), is_admin=work.origin.is_admin
    )
    team = await team_of_organiser(work.unit, work.me, found.team, is_admin=work.origin.is_admin)
    return found, team
