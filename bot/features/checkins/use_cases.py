"""What a member does with a prompt: answer it, repeat the plan, skip it, put it off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.access import checkin_of_member, members_of, own_response
from bot.domain.blockers import Blocker
from bot.domain.checkins import Answer, Checkin, Progress, Response, Round
from bot.domain.errors import Refusal
from bot.domain.facts import Responded
from bot.domain.ids import BlockerId, CheckinId, RoundId
from bot.domain.people import Person
from bot.domain.questions import PLAN
from bot.domain.teams import Team
from bot.engine.faults import FieldFaults
from bot.engine.intents import Reply
from bot.engine.work import OpenItem, Work
from bot.features.checkins import closing, following, forms, messages, organiser_messages, rules
from bot.messages.forms import Form, Values
from bot.messages.refs import Ref
from bot.ports.store import Reader

PLANS_LOOKED_AT = 10


class NoPlanYet(Refusal):
    """*Same plan* without an earlier one."""

    kind = "no_plan_yet"


async def check_in(work: Work, round_: str) -> Reply:
    return Reply(form=await response_form(work, round_))


async def response_form(work: Work, round_: str) -> Form:
    """All questions, with what was answered before put in."""
    checkin, _, response = await own_response(work.unit, work.me, RoundId(round_))
    plan = await last_plan(work.unit, response)
    does = Ref("checkins.respond", (round_,))
    return forms.response_form(does, checkin, checkin.questions, response, plan)


async def respond(work: Work, round_: str, values: Values) -> Reply:
    """The whole form: every question is answered anew."""
    checkin, kept_round, response = await own_response(work.unit, work.me, RoundId(round_))
    wrong = forms.unsaid_kinds(checkin.questions, values)
    if wrong:
        raise FieldFaults(wrong)
    answers = forms.answers_in(checkin.questions, values)
    answered = replace(response, answers=answers, is_same_plan=False)
    return await _keep(work, checkin, kept_round, answered)


async def stuck(work: Work, round_: str) -> Reply:
    return Reply(form=await stuck_form(work, round_))


async def stuck_form(work: Work, round_: str) -> Form:
    """*I'm stuck*: only what holds one up; the rest of the check-in may follow or not."""
    checkin, _, response = await own_response(work.unit, work.me, RoundId(round_))
    does = Ref("checkins.say_stuck", (round_,))
    return forms.stuck_form(does, forms.blocker_questions(checkin), response)


async def say_stuck(work: Work, round_: str, values: Values) -> Reply:
    checkin, kept_round, response = await own_response(work.unit, work.me, RoundId(round_))
    asked = forms.blocker_questions(checkin)
    given = forms.answers_in(asked, values)
    names = {name for question in asked for name in forms.names_of(question)}
    others = tuple(a for a in response.answers if a.question not in names)
    return await _keep(work, checkin, kept_round, replace(response, answers=others + given))


async def same_plan(work: Work, round_: str) -> Reply:
    """The plan of last time once more; what was answered stays answered. Raises NoPlanYet."""
    checkin, kept_round, response = await own_response(work.unit, work.me, RoundId(round_))
    if response.progress is Progress.ANSWERED:
        return Reply() if work.pressed else Reply(tell=messages.answered_already())
    plan = await last_plan(work.unit, response)
    if not plan:
        raise NoPlanYet(messages.no_plan_yet())
    answered = replace(response, answers=(Answer(PLAN, plan),), is_same_plan=True)
    await _keep(work, checkin, kept_round, answered)
    return Reply()


async def skip(work: Work, round_: str) -> Reply:
    """*Skip today*: no reason is asked for. What was answered stays answered."""
    _, _, response = await own_response(work.unit, work.me, RoundId(round_))
    if response.progress is Progress.ANSWERED:
        return Reply(tell=messages.nothing_to_skip())
    if response.progress is not Progress.SKIPPED:
        skipped = replace(response, progress=Progress.SKIPPED)
        work.unit.save(skipped)
        await following.show_on_prompts(work.unit, work.post, skipped)
        following.settle(work, response)
    return Reply()


async def later(work: Work, round_: str) -> Reply:
    """*In an hour*, unless the deadline comes before."""
    checkin, _, response = await own_response(work.unit, work.me, RoundId(round_))
    if response.progress is not Progress.ASKED:
        return Reply(tell=messages.nothing_to_put_off())
    zone = await _reading_zone(work.unit, work.actor, checkin)
    promised = response.ask_again_at
    is_put_off = promised is not None and promised > work.now
    at = promised if promised is not None and is_put_off else work.now + rules.AN_HOUR
    if at >= response.closes_at:
        return Reply(tell=messages.too_near(response.closes_at, zone))
    if not is_put_off:
        put_off = replace(response, ask_again_at=at)
        work.unit.save(put_off)
        key = f"checkins.again:{response.round}:{response.person}:{int(at.timestamp())}"
        work.schedule("checkins.again", key, at, response.round, response.person)
        await following.show_on_prompts(work.unit, work.post, put_off)
    return Reply() if work.pressed else Reply(tell=messages.later(at, zone))


async def try_out(work: Work, checkin: str) -> Reply:
    """*Check in* on a preview."""
    return Reply(form=await trial_form(work, checkin))


async def trial_form(work: Work, checkin: str) -> Form:
    found = await checkin_of_member(work.unit, work.me, CheckinId(checkin))
    blank = Response(
        work.workspace, RoundId(""), work.me, found.id, opens_at=work.now, closes_at=work.now
    )
    does = Ref("checkins.tried_out", (checkin,))
    return forms.response_form(does, found, found.questions, blank, "")


async def end_trial(work: Work, checkin: str, _: Values) -> Reply:
    await checkin_of_member(work.unit, work.me, CheckinId(checkin))
    return Reply(tell=organiser_messages.tried_out())


async def unanswered(reader: Reader, person: Person, _: datetime) -> Sequence[OpenItem]:
    """The rounds that wait for this person."""
    responses = await reader.find(Response, person=person.id, progress=Progress.ASKED)
    kept = {r.id: r for r in await reader.find(Round, id=[r.round for r in responses])}
    found = await reader.find(Checkin, id=[r.checkin for r in responses], deleted_at=None)
    checkins = {c.id: c for c in found}
    teams = {t.id: t for t in await reader.find(Team, id=[c.team for c in found])}
    items = []
    for response in responses:
        checkin, round_ = checkins.get(response.checkin), kept.get(response.round)
        if checkin is None or round_ is None:
            continue
        team = teams[checkin.team]
        zone = person.zone or team.zone
        parts = messages.item(checkin, team, round_, response, zone)
        items.append(OpenItem(response.opens_at, tuple(parts)))
    return items


async def last_plan(reader: Reader, response: Response) -> str:
    """The last plan of the person in this check-in: a day on which they only said that they are
    stuck has none; "" if there is none lately."""
    recent = await reader.newest(
        Response,
        PLANS_LOOKED_AT,
        person=response.person,
        checkin=response.checkin,
        progress=Progress.ANSWERED,
    )
    plans = [r.answer_to(PLAN) for r in recent if r.round != response.round]
    return next((plan for plan in plans if plan), "")


async def _keep(work: Work, checkin: Checkin, round_: Round, answered: Response) -> Reply:
    """Save a response, its blocker, and whatever shows them: late ones too, marked as such."""
    answered = replace(
        answered,
        progress=Progress.ANSWERED,
        answered_at=answered.answered_at or work.now,
        is_late=answered.is_late
        or (answered.answered_at is None and round_.summarised_at is not None),
    )
    work.unit.save(answered)
    blocker = await _keep_blocker(work, checkin, answered)
    await following.show_on_prompts(work.unit, work.post, answered)
    if round_.summarised_at is None:
        following.settle(work, answered)
    else:
        team = (await work.unit.find(Team, id=checkin.team))[0]
        members = await members_of(work.unit, team.id)
        await closing.post_summary(work.unit, work.post, round_, team, members)
    work.note(Responded(checkin.team, answered, blocker))
    return Reply(tell=messages.responded(checkin, answered, blocker))


async def _keep_blocker(work: Work, checkin: Checkin, answered: Response) -> Blocker | None:
    found = [forms.stuck_in(q, answered, work.now) for q in forms.blocker_questions(checkin)]
    stuck_now = next((s for s in found if s is not None), None)
    if stuck_now is None and answered.is_same_plan:
        # One tap says nothing about being stuck, so it ends nothing.
        return None
    open_ones = await work.unit.find(Blocker, person=work.me, team=checkin.team, ended_at=None)
    newest = await work.unit.newest(
        Response, 1, person=work.me, checkin=checkin.id, progress=Progress.ANSWERED
    )
    if newest and newest[0].round > answered.round:
        # An older round put right says nothing about today, but of what it named itself.
        open_ones = [b for b in open_ones if b.named_in == answered.round]
        if not open_ones:
            return None
    blocker, changed = rules.blockers_after(
        open_ones, stuck_now, answered, checkin.team, BlockerId(work.new_id()), work.now
    )
    known = {b.id for b in open_ones}
    for each in changed:
        if each.id in known:
            work.unit.save(each)
        else:
            work.unit.add(each)
    return blocker


async def _reading_zone(reader: Reader, person: Person, checkin: Checkin) -> str:
    if person.zone:
        return person.zone
    team = await reader.get(Team, checkin.team)
    return team.zone if team else "UTC"
