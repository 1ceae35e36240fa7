"""Ben checks in, stuck or not, and what is kept of it."""

from bot.domain.blockers import Blocker, Reminder
from tests.features.research import Research

WAITING = {"stuck": "waiting for someone", "stuck__what": "the review of my draft"}


async def answers(team: Research, day: str, **values: str) -> None:
    """Ben answers at 09:31 of the day."""
    await team.at(day, "09:31")
    await team["ben"].clicks("Check in", on="Daily for Research")
    await team["ben"].fills(done="Work", next="More work", **values)


async def blockers(team: Research) -> list[Blocker]:
    return await team.office.store.unit(team.office.workspace).find(Blocker)


async def reminders(team: Research) -> list[Reminder]:
    return await team.office.store.unit(team.office.workspace).find(Reminder)
