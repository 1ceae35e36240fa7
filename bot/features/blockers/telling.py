"""*Tell an organiser*: once a blocker, if its person wants, in words that they have read."""

from dataclasses import replace
from datetime import date

from bot.domain.blockers import Blocker
from bot.domain.errors import Refusal
from bot.domain.letters import Letter, to_person
from bot.domain.people import Person
from bot.domain.recurrence import zone
from bot.domain.teams import Team
from bot.engine.intents import Reply
from bot.engine.work import Work
from bot.features.blockers import messages
from bot.features.blockers.people import organisers_for
from bot.features.blockers.use_cases import open_blocker


class NobodyToTell(Refusal):
    """The team has no organiser besides the one who is stuck."""

    kind = "nobody_to_tell"

    def __init__(self) -> None:
        super().__init__(messages.nobody_to_tell())


async def ask(work: Work, blocker: str) -> Reply:
    """Shows what would be sent, and to whom. Raises NotFound, OverAlready or NobodyToTell."""
    found, team = await open_blocker(work, blocker)
    if found.told_at is not None:
        return Reply(tell=messages.told_already())
    organisers = await _organisers(work, found)
    shown = messages.told(
        work.actor.name, team, found.kind, found.sentence, _since(found, work.actor, team)
    )
    return Reply(tell=messages.before_telling(found, [o.name for o in organisers], shown))


async def tell(work: Work, blocker: str, version: str) -> Reply:
    """Sends what was shown; if it has changed since, it is shown again. Raises as `ask`."""
    found, team = await open_blocker(work, blocker)
    if found.told_at is not None or str(found.version) != version:
        return await ask(work, blocker)
    organisers = await _organisers(work, found)
    work.unit.save(replace(found, told_at=work.now))
    facts = {
        "kind": found.kind.value,
        "sentence": found.sentence,
        "since": _since(found, work.actor, team).isoformat(),
    }
    for organiser in organisers:
        kind, about = "blockers.told", (found.id, organiser.id)
        key = f"{kind}:{':'.join(about)}"
        work.post(Letter(work.workspace, to_person(organiser.id), kind, key, about, facts))
    return Reply(tell=messages.telling([o.name for o in organisers]))


async def _organisers(work: Work, blocker: Blocker) -> list[Person]:
    found = await organisers_for(work.unit, blocker)
    if not found:
        raise NobodyToTell
    return found


def _since(blocker: Blocker, person: Person, team: Team) -> date:
    """The day on which it began, where its person is."""
    return blocker.since.astimezone(zone(person.zone or team.zone)).date()
