"""What a member does with a prompt: answer it, repeat the plan, skip it, put it off."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.checkins import Answer, Checkin, Progress, Response, Round
from bot.domain.errors import Refusal
from bot.domain.ids import RoundId
from bot.domain.people import Person
from bot.domain.questions import PLAN
from bot.domain.teams import Team
from bot.engine.faults import FieldFaults
from bot.engine.intents import Reply
from bot.engine.work import OpenItem, Work
from bot.features.checkins import messages, rules
from bot.features.checkins.answering import ahead, forms
from bot.features.checkins.answering.keeping import keep
from bot.features.checkins.answering.last_answers import last_answers, plan_in
from bot.features.checkins.answering.taking_part import (
    Part,
    open_rounds,
    own_part,
    reading_zone,
    save,
)
from bot.features.checkins.asking import following
from bot.messages.forms import Form, Values
from bot.messages.parts import Message
from bot.messages.refs import Ref
from bot.ports.store import Reader

OWN_MESSAGES = ("checkins.prompt:", "checkins.reminder:")
"""What a press changes on these is their presser's alone."""


class NoPlanYet(Refusal):
    """*Same plan* without an earlier one."""

    kind = "no_plan_yet"


async def check_in(work: Work, round_: str) -> Reply:
    """The oldest open round of the check-in, if this one is open; else the very one."""
    part = await own_part(work, RoundId(round_))
    opened = await open_rounds(work.unit, work.me, [part.checkin.id], work.now)
    if part.is_open(work.now):
        oldest = min([*opened, part.round], key=lambda r: r.local_date)
        if oldest.id != part.round.id:
            part = await own_part(work, oldest.id)
    return Reply(form=await _form_of(work, part, opened))


async def response_form(work: Work, round_: str) -> Form:
    """All questions, with what was answered before put in."""
    part = await own_part(work, RoundId(round_))
    opened = await open_rounds(work.unit, work.me, [part.checkin.id], work.now)
    return await _form_of(work, part, opened)


async def _form_of(work: Work, part: Part, opened: Sequence[Round]) -> Form:
    last = await last_answers(work.unit, part.checkin, part.response)
    others = [each for each in opened if each.id != part.round.id]
    which = messages.others_open(part.round, others) if others else ""
    does = Ref("checkins.respond", (part.round.id,))
    return forms.response_form(does, part.checkin, part.response, last, which)


async def respond(work: Work, round_: str, values: Values) -> Reply:
    """The whole form: every question that it asks is answered anew."""
    part = await own_part(work, RoundId(round_))
    wrong = forms.unsaid_kinds(part.checkin.questions, values)
    if wrong:
        raise FieldFaults(wrong)
    answers = forms.answers_after(part.checkin.questions, part.response, values)
    answered = replace(part.response, answers=answers, is_same_plan=False)
    return await ahead.sent(work, part, answered, values)


async def stuck(work: Work, round_: str) -> Reply:
    return Reply(form=await stuck_form(work, round_))


async def stuck_form(work: Work, round_: str) -> Form:
    """*I'm stuck*: only what holds one up; the rest of the check-in may follow or not."""
    part = await own_part(work, RoundId(round_))
    does = Ref("checkins.say_stuck", (round_,))
    return forms.stuck_form(does, forms.blocker_questions(part.checkin), part.response)


async def say_stuck(work: Work, round_: str, values: Values) -> Reply:
    part = await own_part(work, RoundId(round_))
    asked = forms.blocker_questions(part.checkin)
    answers = forms.answers_after(asked, part.response, values)
    return await ahead.sent(work, part, replace(part.response, answers=answers), values)


async def same_plan(work: Work, round_: str) -> Reply:
    """The plan of last time once more; what was answered stays answered. Raises NoPlanYet."""
    part = await own_part(work, RoundId(round_))
    if part.response.progress is Progress.ANSWERED:
        return _shown(work, messages.answered_already())
    plan = plan_in(await last_answers(work.unit, part.checkin, part.response))
    if not plan:
        raise NoPlanYet(messages.no_plan_yet())
    answered = replace(part.response, answers=(Answer(PLAN, plan),), is_same_plan=True)
    await keep(work, part, answered)
    return _shown(work, messages.same_plan(plan))


async def skip(work: Work, round_: str) -> Reply:
    """*Skip today*: no reason is asked for. What was answered stays answered."""
    part = await own_part(work, RoundId(round_))
    if part.response.progress is Progress.ANSWERED:
        return Reply(tell=messages.nothing_to_skip())
    if part.is_new and part.round.summarised_at is not None:
        return Reply(tell=messages.over_already())
    if part.response.progress is not Progress.SKIPPED:
        skipped = replace(part.response, progress=Progress.SKIPPED)
        save(work, part, skipped)
        await following.show_on_prompts(work.unit, work.post, skipped)
        following.settle(work, skipped)
    # From the inbox, that shows what is open now.
    return _shown(work, messages.skipped()) if work.pressed else Reply()


async def later(work: Work, round_: str) -> Reply:
    """*In an hour*, unless the deadline comes before."""
    part = await own_part(work, RoundId(round_))
    response = part.response
    if response.progress is not Progress.ASKED:
        return Reply(tell=messages.nothing_to_put_off(response.progress))
    zone = await reading_zone(work.unit, work.actor, part.checkin)
    if response.closes_at <= work.now:
        return Reply(tell=messages.deadline_over(response.closes_at, zone))
    promised = response.ask_again_at
    is_put_off = promised is not None and promised > work.now
    at = promised if promised is not None and is_put_off else work.now + rules.AN_HOUR
    if at >= response.closes_at:
        return Reply(tell=messages.too_near(response.closes_at, zone))
    if not is_put_off:
        put_off = replace(response, ask_again_at=at)
        save(work, part, put_off)
        key = f"checkins.again:{response.round}:{response.person}:{int(at.timestamp())}"
        work.schedule("checkins.again", key, at, response.round, response.person)
        await following.show_on_prompts(work.unit, work.post, put_off)
    return _shown(work, messages.later(at, zone))


def _shown(work: Work, words: Message) -> Reply:
    """What was pressed shows what came of it, where it is the presser's own; else `words` do."""
    return Reply() if work.pressed.startswith(OWN_MESSAGES) else Reply(tell=words)


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
