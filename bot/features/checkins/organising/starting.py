"""Starting a check-in: from a template with one tap, or with questions of one's own."""

from dataclasses import replace

from bot.access import team_of_organiser
from bot.domain.checkins import Checkin
from bot.domain.errors import Refusal
from bot.domain.facts import CheckinStarted
from bot.domain.ids import CheckinId, TeamId
from bot.domain.questions import MOST_QUESTIONS, TEMPLATES, Question, QuestionKind, Template
from bot.domain.teams import Team
from bot.engine.faults import FieldFaults
from bot.engine.intents import Found, Reply
from bot.engine.places import complete_city
from bot.engine.work import Work
from bot.features.checkins import rules
from bot.features.checkins.answering.forms import LABEL_LENGTH
from bot.features.checkins.asking import rounds
from bot.features.checkins.organising import forms
from bot.features.checkins.organising import starting_messages as messages
from bot.features.checkins.organising.looking import channel_of, is_pair, names_taken
from bot.features.checkins.organising.reminding import unreminded
from bot.features.checkins.organising.scheduling import counted, name_key, with_schedule
from bot.messages.forms import Form, Values, text_of
from bot.messages.parts import message
from bot.messages.refs import Ref
from bot.ports.store import Reader


class NoSuchTemplate(Refusal):
    """A template that an earlier version of us offered."""

    kind = "no_such_template"


async def offer(work: Work, team: str) -> Reply:
    """*Add a check-in*: one button a template."""
    found = await _team(work, team)
    offered = await _offered(work.unit, found)
    return Reply(tell=messages.templates(found, offered))


async def start_daily(work: Work, team: str) -> Reply:
    """One tap: Mon–Fri 09:30, daily."""
    return await start_template(work, team, "daily")


async def start_template(work: Work, team: str, key: str) -> Reply:
    """One tap, on its usual schedule. A second tap finds it running. Raises NoSuchTemplate."""
    found = await _team(work, team)
    template = TEMPLATES.get(key)
    if template is None:
        raise NoSuchTemplate(messages.no_such_template())
    for known in await work.unit.find(Checkin, team=found.id, deleted_at=None):
        if name_key(known.name) == name_key(template.name):
            channel = await channel_of(work.unit, found)
            return Reply(tell=messages.is_running_already(known, found, channel))
    return await _start(work, _blank(work, found, template), found)


async def new(work: Work, team: str) -> Reply:
    return Reply(form=await new_form(work, team))


async def new_form(work: Work, team: str) -> Form:
    found = await _team(work, team)
    offered = tuple(await _offered(work.unit, found))
    does = Ref("checkins.create", (found.id,))
    return forms.template_form(does, offered, has_channel=found.channel is not None)


async def create(work: Work, team: str, values: Values) -> Reply:
    """From a template, or with one's own questions; what was left empty is as usual for it."""
    found = await _team(work, team)
    key = text_of(values, "asks")
    if key == forms.OWN_QUESTIONS:
        return await _create(work, found, _own(work, found), values, has_questions=True)
    return await _create(work, found, _blank(work, found, TEMPLATES[key]), values)


async def own(work: Work, team: str) -> Reply:
    return Reply(form=await own_form(work, team))


async def own_form(work: Work, team: str) -> Form:
    found = await _team(work, team)
    does = Ref("checkins.create_own", (found.id,))
    return forms.own_form(does, _own(work, found), has_channel=found.channel is not None)


async def create_own(work: Work, team: str, values: Values) -> Reply:
    found = await _team(work, team)
    return await _create(work, found, _own(work, found), values, has_questions=True)


async def complete_clock(work: Work, words: str) -> Found:
    """Cities for *One clock for all*, and for “own” the way back from it."""
    found = await complete_city(work, words)
    own = (forms.EACH_ONES_CLOCK, "Each member's own time zone")
    return [own, *found] if forms.EACH_ONES_CLOCK.startswith(name_key(words)) else found


async def _offered(reader: Reader, team: Team) -> list[Template]:
    """Every template; the one for a pair comes first where it is one."""
    pair = await is_pair(reader, team.id)
    return sorted(TEMPLATES.values(), key=lambda template: pair and template.key != "pair")


async def _create(
    work: Work, team: Team, blank: Checkin, values: Values, *, has_questions: bool = False
) -> Reply:
    """Raises FieldFaults: of the schedule and of the questions, all at once."""
    wrong: dict[str, str] = {}
    if has_questions:
        try:
            blank = replace(blank, questions=_typed(work, values))
        except FieldFaults as faults:
            wrong |= faults.faults
    try:
        taken = await names_taken(work.unit, team)
        checkin = with_schedule(blank, team, values, taken, work.places, work.now)
    except FieldFaults as faults:
        raise FieldFaults(wrong | faults.faults) from None
    if wrong:
        raise FieldFaults(wrong)
    return await _start(work, checkin, team)


async def _start(work: Work, checkin: Checkin, team: Team) -> Reply:
    checkin = counted(checkin, checkin, team, work.now)
    work.unit.add(checkin)
    # Of two who start one of that name at once, the second finds it running.
    work.unit.save(team)
    await rounds.promise_prompts(work, checkin, team)
    work.note(CheckinStarted(team.id))
    channel = await channel_of(work.unit, team)
    tell = messages.started(checkin, team, channel)
    if checkin.every_weeks > 1:
        zone = work.actor.zone or team.zone
        at = rules.next_round(checkin, checkin.zone or zone, work.now)[1]
        tell += message(messages.comes_first(checkin, at, zone))
    return Reply(tell=tell + await unreminded(work, checkin, team))


def _typed(work: Work, values: Values) -> tuple[Question, ...]:
    """Each line a question. Raises FieldFaults."""
    lines = [line.strip() for line in text_of(values, "questions").splitlines() if line.strip()]
    if not lines:
        raise FieldFaults({"questions": messages.needs_questions()})
    if len(lines) > MOST_QUESTIONS:
        raise FieldFaults({"questions": messages.too_many_typed(len(lines))})
    if any(len(line) > LABEL_LENGTH for line in lines):
        raise FieldFaults({"questions": messages.question_too_long(LABEL_LENGTH)})
    return tuple(Question(work.new_id(), QuestionKind.TEXT, line) for line in lines)


def _own(work: Work, team: Team) -> Checkin:
    """Without a name or questions so far, on the schedule that most have."""
    return replace(_blank(work, team, TEMPLATES["daily"]), name="", questions=())


def _blank(work: Work, team: Team, template: Template) -> Checkin:
    return Checkin(
        work.workspace,
        CheckinId(work.new_id()),
        team.id,
        template.name,
        template.questions,
        template.days,
        template.opens,
        template.closes,
        every_weeks=template.every_weeks,
    )


async def _team(work: Work, team: str) -> Team:
    return await team_of_organiser(work.unit, work.me, TeamId(team), is_admin=work.origin.is_admin)
