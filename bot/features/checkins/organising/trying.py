"""*Check in* on a preview: the form as a member gets it, of which nothing is kept."""

from bot.access import checkin_of_organiser
from bot.domain.checkins import Checkin, Response
from bot.domain.ids import CheckinId, RoundId
from bot.engine.intents import Reply
from bot.engine.work import Work
from bot.features.checkins.answering.forms import response_form
from bot.features.checkins.organising import messages
from bot.messages.forms import Form, Values
from bot.messages.refs import Ref


async def try_out(work: Work, checkin: str) -> Reply:
    return Reply(form=await trial_form(work, checkin))


async def trial_form(work: Work, checkin: str) -> Form:
    found = await _checkin(work, checkin)
    blank = Response(
        work.workspace, RoundId(""), work.me, found.id, opens_at=work.now, closes_at=work.now
    )
    return response_form(Ref("checkins.tried_out", (checkin,)), found, blank)


async def end_trial(work: Work, checkin: str, _: Values) -> Reply:
    await _checkin(work, checkin)
    return Reply(tell=messages.tried_out())


async def _checkin(work: Work, checkin: str) -> Checkin:
    return await checkin_of_organiser(
        work.unit, work.me, CheckinId(checkin), is_admin=work.origin.is_admin
    )
