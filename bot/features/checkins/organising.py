"""What an organiser does: start, preview, change, pause, delete a check-in."""

from dataclasses import replace
from datetime import time
from typing import Any

from bot.access import checkin_of_organiser, team_of_organiser, team_to_read
from bot.domain.checkins import Checkin
from bot.domain.errors import Refusal
from bot.domain.facts import CheckinStarted
from bot.domain.ids import CheckinId, TeamId
from bot.domain.letters import Letter, to_person
from bot.domain.questions import DAILY, MOST_QUESTIONS, Audience, Question, QuestionKind
from bot.domain.recurrence import WORKWEEK, parse_time, parse_weekdays
from bot.domain.teams import Membership, Team
from bot.engine.faults import FieldFaults
from bot.engine.intents import Reply
from bot.engine.work import Work
from bot.features.checkins import forms, rounds
from bot.features.checkins import organiser_messages as messages
from bot.messages.forms import Form, Values, text_of
from bot.messages.parts import Message
from bot.messages.refs import Ref

LONGEST_REMINDER_MINUTES = 720
LONGEST_OPTION = 75
MOST_OPTIONS = 25
OPENS, DEADLINE = time(9, 30), time(16)
"""The one-tap schedule. Its summary comes while the usual day still lasts, so that somebody can
help the same day."""


class LastQuestion(Refusal):
    """A check-in asks something, or it is deleted."""

    kind = "last_question"


class Paused(Refusal):
    """*Start now* on a check-in that asks nobody."""

    kind = "paused"


# -- starting and looking -----------------------------------------------------------------


async def overview(work: Work, team: str) -> Reply:
    """The check-ins of a team; with its buttons for who may change them."""
    is_admin = work.origin.is_admin
    found = await team_to_read(work.unit, work.me, TeamId(team), is_admin=is_admin)
    checkins = await work.unit.find(Checkin, team=found.id, deleted_at=None)
    mine = await work.unit.get(Membership, found.id, work.me)
    is_organiser = is_admin or bool(mine and mine.is_organiser)
    return Reply(tell=messages.overview(found, checkins, is_organiser=is_organiser))


async def start_daily(work: Work, team: str) -> Reply:
    """One tap: Mon–Fri 09:30, daily. A second tap finds it running."""
    found = await _team(work, team)
    for known in await work.unit.find(Checkin, team=found.id, deleted_at=None):
        if known.questions == DAILY:
            return Reply(tell=messages.has_daily_already(known))
    checkin = Checkin(
        work.workspace,
        CheckinId(work.new_id()),
        found.id,
        "Daily",
        DAILY,
        WORKWEEK,
        opens=OPENS,
        closes=DEADLINE,
    )
    return await _start(work, checkin, found)


async def new(work: Work, team: str) -> Reply:
    return Reply(form=await new_form(work, team))


async def new_form(work: Work, team: str) -> Form:
    found = await _team(work, team)
    others = await work.unit.find(Checkin, team=found.id, deleted_at=None)
    return forms.schedule_form(Ref("checkins.create", (found.id,)), None, is_first=not others)


async def create(work: Work, team: str, values: Values) -> Reply:
    found = await _team(work, team)
    blank = Checkin(
        work.workspace,
        CheckinId(work.new_id()),
        found.id,
        "",
        DAILY,
        WORKWEEK,
        opens=OPENS,
        closes=DEADLINE,
    )
    return await _start(work, _with_schedule(blank, found.zone, values), found)


async def _start(work: Work, checkin: Checkin, team: Team) -> Reply:
    work.unit.add(checkin)
    await rounds.promise_prompts(work, checkin, team)
    work.note(CheckinStarted(team.id))
    return Reply(tell=messages.started(checkin, team))


async def start_now(work: Work, checkin: str) -> Reply:
    """Today's round at once. Started twice, it asks nobody twice. Raises Paused."""
    found, team = await _checkin(work, checkin)
    if found.is_paused:
        raise Paused(messages.nobody_while_paused(found))
    await rounds.prompt_now(work, found, team)
    return await _panel(work, messages.started_now(found), team)


async def preview(work: Work, checkin: str) -> Reply:
    """Sends the check-in to the organiser alone, as a member would get it."""
    found, team = await _checkin(work, checkin)
    key = f"checkins.preview:{found.id}:{work.me}:{work.new_id()}"
    work.post(
        Letter(work.workspace, to_person(work.me), "checkins.preview", key, (found.id, team.id))
    )
    return await _panel(work, messages.preview_sent(), team)


# -- changing -----------------------------------------------------------------------------


async def change(work: Work, checkin: str) -> Reply:
    return Reply(form=await change_form(work, checkin))


async def change_form(work: Work, checkin: str) -> Form:
    found, _ = await _checkin(work, checkin)
    return forms.schedule_form(Ref("checkins.changed", (checkin,)), found)


async def save_change(work: Work, checkin: str, values: Values) -> Reply:
    """The schedule moves its prompts; an open round keeps the times that it was asked with."""
    found, team = await _checkin(work, checkin)
    changed = _with_schedule(found, team.zone, values)
    work.unit.save(changed)
    await rounds.promise_prompts(work, changed, team)
    return await _panel(work, messages.changed(changed), team)


async def pause(work: Work, checkin: str) -> Reply:
    found, team = await _checkin(work, checkin)
    work.unit.save(replace(found, is_paused=True))
    return await _panel(work, messages.paused(found), team)


async def resume(work: Work, checkin: str) -> Reply:
    found, team = await _checkin(work, checkin)
    running = replace(found, is_paused=False)
    work.unit.save(running)
    await rounds.promise_prompts(work, running, team)
    return await _panel(work, messages.resumed(running), team)


async def ask_delete(work: Work, checkin: str) -> Reply:
    found, _ = await _checkin(work, checkin)
    return Reply(tell=messages.ask_delete(found))


async def delete(work: Work, checkin: str) -> Reply:
    """Nobody is asked any more; what was answered stays."""
    found, team = await _checkin(work, checkin)
    work.unit.save(replace(found, deleted_at=work.now))
    return await _panel(work, messages.deleted(found), team)


async def show_questions(work: Work, checkin: str) -> Reply:
    found, _ = await _checkin(work, checkin)
    return Reply(tell=messages.questions(found))


async def open_question(work: Work, checkin: str) -> Reply:
    return Reply(form=await question_form(work, checkin))


async def question_form(work: Work, checkin: str) -> Form:
    await _checkin(work, checkin)
    return forms.question_form(Ref("checkins.added", (checkin,)))


async def add_question(work: Work, checkin: str, values: Values) -> Reply:
    found, _ = await _checkin(work, checkin)
    question = _question(found, work.new_id(), values)
    changed = replace(found, questions=(*found.questions, question))
    work.unit.save(changed)
    return Reply(tell=messages.questions(changed))


async def remove_question(work: Work, checkin: str, key: str) -> Reply:
    """A second press finds it gone and shows what is left."""
    found, _ = await _checkin(work, checkin)
    left = tuple(q for q in found.questions if q.key != key)
    if not left:
        raise LastQuestion(messages.last_question())
    changed = replace(found, questions=left)
    if changed != found:
        work.unit.save(changed)
    return Reply(tell=messages.questions(changed))


async def _panel(work: Work, line: Message, team: Team) -> Reply:
    """What was done, and below it the check-ins as they are now, for the next act."""
    checkins = await work.unit.find(Checkin, team=team.id, deleted_at=None)
    return Reply(tell=line + messages.overview(team, checkins, is_organiser=True))


def _question(checkin: Checkin, key: str, values: Values) -> Question:
    kind = QuestionKind(text_of(values, "kind"))
    options = tuple(o.strip() for o in text_of(values, "options").splitlines() if o.strip())
    if len(checkin.questions) >= MOST_QUESTIONS:
        raise FieldFaults({"text": messages.too_many_questions(MOST_QUESTIONS)})
    if kind is QuestionKind.BLOCKER and any(q.kind is kind for q in checkin.questions):
        raise FieldFaults({"kind": messages.one_blocker_question()})
    if kind is QuestionKind.CHOICE and (
        not 2 <= len(options) <= MOST_OPTIONS
        or len(set(options)) < len(options)
        or any(len(o) > LONGEST_OPTION for o in options)
    ):
        raise FieldFaults({"options": messages.needs_options()})
    return Question(
        key,
        kind,
        text_of(values, "text"),
        text_of(values, "required") != forms.NO,
        options if kind is QuestionKind.CHOICE else (),
        Audience(text_of(values, "audience")),
    )


def _with_schedule(checkin: Checkin, team_zone: str, values: Values) -> Checkin:
    """The check-in with the schedule of the form. Raises FieldFaults, all at once."""
    read: dict[str, Any] = {"name": text_of(values, "name")}
    wrong: dict[str, str] = {}
    readers = {"days": parse_weekdays, "opens": parse_time, "closes": parse_time}
    for field, reader in readers.items():
        try:
            read[field] = reader(text_of(values, field))
        except Refusal as refusal:
            wrong[field] = refusal.sentence
    minutes = text_of(values, "remind")
    if minutes.isdecimal() and int(minutes) <= LONGEST_REMINDER_MINUTES:
        read["remind_minutes"] = int(minutes)
    else:
        wrong["remind"] = messages.unreadable_minutes()
    if not wrong and read["remind_minutes"] >= _minutes(read["opens"], read["closes"]):
        wrong["remind"] = messages.reminds_too_early()
    if wrong:
        raise FieldFaults(wrong)
    is_shared = text_of(values, "clock") == forms.SHARED
    return replace(checkin, zone=team_zone if is_shared else None, **read)


def _minutes(opens: time, closes: time) -> int:
    """From the prompt to the deadline, which may be the next day's."""
    length = closes.hour * 60 + closes.minute - opens.hour * 60 - opens.minute
    return length if length > 0 else length + 24 * 60


async def _team(work: Work, team: str) -> Team:
    return await team_of_organiser(work.unit, work.me, TeamId(team), is_admin=work.origin.is_admin)


async def _checkin(work: Work, checkin: str) -> tuple[Checkin, Team]:
    found = await checkin_of_organiser(
        work.unit, work.me, CheckinId(checkin), is_admin=work.origin.is_admin
    )
    return found, await _team(work, found.team)
