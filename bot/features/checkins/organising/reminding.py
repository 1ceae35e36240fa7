"""Whether a schedule's reminders can reach anybody."""

from bot.access import members_of
from bot.domain.checkins import Checkin
from bot.domain.recurrence import zone
from bot.domain.teams import Team
from bot.engine.work import Work
from bot.features.checkins import rules
from bot.features.checkins.answering.ahead import dates_ahead
from bot.features.checkins.organising import messages
from bot.messages.parts import Message


async def unreminded(work: Work, checkin: Checkin, team: Team) -> Message:
    """Says so where the next reminder finds nobody at work; empty where it finds somebody."""
    at = None
    for person in await members_of(work.unit, team.id):
        zone_name = rules.zone_of(checkin, person, team.zone)
        day = next(dates_ahead(checkin, person, zone_name, work.now), None)
        if day is None:
            continue
        closes_at = rules.usual_window(checkin, day, zone_name).closes_at
        at = rules.remind_at(checkin, closes_at)
        if at is None or rules.works_within(person, at, closes_at, team.zone):
            return Message(())
        at = at.astimezone(zone(zone_name))
    return messages.reminds_nobody(at.time()) if at is not None else Message(())
