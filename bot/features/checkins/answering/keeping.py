"""Keeping what somebody answered: the response, its blocker, and whatever shows them."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.blockers import Blocker
from bot.domain.checkins import Progress, Response
from bot.domain.facts import Responded
from bot.domain.ids import BlockerId
from bot.engine.work import Work
from bot.features.checkins import rules
from bot.features.checkins.answering import forms
from bot.features.checkins.answering.taking_part import ROUNDS_LOOKED_AT, Part, save
from bot.features.checkins.asking import following


async def keep(work: Work, part: Part, answered: Response) -> tuple[Response, Blocker | None]:
    """Save an answer, and what holds its writer up now: late ones too, marked as such.

    It is late once the summary is out and their own deadline has passed. One that the summary has
    shown already is marked as changed, if the team sees another.
    """
    checkin, earlier = part.checkin, part.response
    is_out = part.round.summarised_at is not None
    is_first = earlier.answered_at is None
    before = forms.for_team(checkin, earlier, work.now)
    is_another = forms.for_team(checkin, answered, work.now) != before
    answered = replace(
        answered,
        progress=Progress.ANSWERED,
        answered_at=earlier.answered_at or work.now,
        is_late=earlier.is_late or (is_first and is_out and work.now >= answered.closes_at),
        is_changed_later=earlier.is_changed_later or (not is_first and is_out and is_another),
    )
    save(work, part, answered)
    blocker = await keep_blocker(work, part, answered)
    await following.show_on_prompts(work.unit, work.post, answered)
    following.settle(work, answered)
    work.note(Responded(checkin.team, answered, blocker))
    return answered, blocker


async def keep_blocker(work: Work, part: Part, answered: Response) -> Blocker | None:
    """What holds its writer up now, by what the answer says anew of being stuck."""
    checkin, earlier = part.checkin, part.response
    if not forms.says_whether_stuck(checkin, answered):
        return None
    before = forms.stuck_in(checkin, earlier, work.now)
    stuck = forms.stuck_in(checkin, answered, work.now)
    whose = {"person": work.me, "team": checkin.team}
    open_ones = await work.unit.find(Blocker, **whose, ended_at=None)
    had_said = forms.says_whether_stuck(checkin, earlier)
    if had_said and rules.says_the_same(before, stuck):
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
