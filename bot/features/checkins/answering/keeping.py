"""Keeping what somebody answered: the response, its blocker, and whatever shows them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.access import members_of
from bot.domain.blockers import Blocker
from bot.domain.checkins import Checkin, Progress, Response
from bot.domain.facts import Responded
from bot.domain.ids import BlockerId
from bot.domain.teams import Team
from bot.engine.work import Work
from bot.features.checkins import rules
from bot.features.checkins.answering import forms
from bot.features.checkins.answering.taking_part import ROUNDS_LOOKED_AT, Part, save
from bot.features.checkins.asking import following
from bot.features.checkins.summing_up import delivering


async def keep(work: Work, part: Part, answered: Response) -> tuple[Response, Blocker | None]:
    """Save an answer, and what holds its writer up now: late ones too, marked as such.

    It is late once the summary is out and their own deadline has passed.
    """
    checkin, round_ = part.checkin, part.round
    is_too_late = round_.summarised_at is not None and work.now >= answered.closes_at
    answered = replace(
        answered,
        progress=Progress.ANSWERED,
        answered_at=answered.answered_at or work.now,
        is_late=answered.is_late or (answered.answered_at is None and is_too_late),
    )
    save(work, part, answered)
    blocker = await keep_blocker(work, part, answered)
    await following.show_on_prompts(work.unit, work.post, answered)
    if round_.summarised_at is None:
        following.settle(work, answered)
    else:
        team = (await work.unit.find(Team, id=checkin.team))[0]
        members = await members_of(work.unit, team.id)
        await delivering.post_summary(work.unit, work.post, round_, team, members)
    work.note(Responded(checkin.team, answered, blocker))
    return answered, blocker


async def keep_blocker(work: Work, part: Part, answered: Response) -> Blocker | None:
    """What holds its writer up now, by what the answer says anew of being stuck."""
    checkin, earlier = part.checkin, part.response
    before, stuck = _stuck_in(checkin, earlier, work.now), _stuck_in(checkin, answered, work.now)
    if stuck is None and answered.is_same_plan:
        # One tap says nothing about being stuck, so it ends nothing.
        return None
    whose = {"person": work.me, "team": checkin.team}
    open_ones = await work.unit.find(Blocker, **whose, ended_at=None)
    had_said = earlier.progress is Progress.ANSWERED and not earlier.is_same_plan
    if (before or had_said) and rules.says_the_same(before, stuck):
        # Something else was put right. What had ended since stays so, as does what was named since.
        known = [b for b in open_ones if stuck and rules.is_same(b, stuck)]
    elif await _is_followed(work, answered):
        # An older round put right says nothing about today, but of what it named itself.
        known = [b for b in open_ones if b.named_in == answered.round]
    else:
        ended_here = await work.unit.find(Blocker, **whose, ended_in=answered.round)
        return _save(work, part, answered, [*open_ones, *ended_here], before, stuck)
    return _save(work, part, answered, known, before, stuck) if known else None


async def _is_followed(work: Work, answered: Response) -> bool:
    """Whether a later round of the check-in is answered; they are not always made in order."""
    newest = await work.unit.newest(
        Response,
        ROUNDS_LOOKED_AT,
        person=work.me,
        checkin=answered.checkin,
        progress=Progress.ANSWERED,
    )
    return any(r.opens_at > answered.opens_at for r in newest)


def _save(
    work: Work,
    part: Part,
    answered: Response,
    known: Sequence[Blocker],
    before: rules.Stuck | None,
    stuck: rules.Stuck | None,
) -> Blocker | None:
    new, team = BlockerId(work.new_id()), part.checkin.team
    blocker, changed = rules.blockers_after(known, before, stuck, answered, team, new, work.now)
    ids = {b.id for b in known}
    for each in changed:
        (work.unit.save if each.id in ids else work.unit.add)(each)
    return blocker


def _stuck_in(checkin: Checkin, response: Response, now: datetime) -> rules.Stuck | None:
    """What the response says of being stuck, if it does."""
    found = (forms.stuck_in(q, response, now) for q in forms.blocker_questions(checkin))
    return next((stuck for stuck in found if stuck), None)
