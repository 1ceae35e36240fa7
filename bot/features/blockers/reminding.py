"""*Remind them*: somebody is reminded that one waits for them, and says what they do about it."""

from dataclasses import replace

from bot.access import own_blocker, reminder_to
from bot.domain.blockers import Blocker, Reminder, Said
from bot.domain.ids import BlockerId, PersonId, ReminderId
from bot.domain.letters import Letter, Sent, Urgency, to_person
from bot.domain.people import Person
from bot.domain.recurrence import zone
from bot.domain.teams import Team
from bot.engine.faults import FieldFaults
from bot.engine.intents import Reply
from bot.engine.work import Work
from bot.features.blockers import messages
from bot.features.blockers.people import member, waiting_for
from bot.features.blockers.use_cases import open_blocker
from bot.messages.forms import Form, Values, text_of


async def remind(work: Work, blocker: str) -> Reply:
    await open_blocker(work, blocker)
    return Reply(form=await remind_form(work, blocker))


async def remind_form(work: Work, blocker: str) -> Form:
    found, team = await own_blocker(work.unit, work.me, BlockerId(blocker))
    return messages.remind_form(found, team)


async def send_reminder(work: Work, blocker: str, values: Values) -> Reply:
    """To a member of the team, once a day. Raises NotFound, OverAlready or FieldFaults."""
    found, team = await open_blocker(work, blocker)
    person = await _waited_for(work, team, PersonId(values["who"][0]))
    await _check_once_a_day(work, found, team, person)
    # Two reminders at once would each see no other: the blocker's version tells.
    work.unit.save(found)
    asked = Reminder(
        work.workspace,
        ReminderId(work.new_id()),
        found.id,
        person.id,
        text_of(values, "words"),
        work.now,
    )
    work.unit.add(asked)
    work.post(_letter(asked))
    return Reply(tell=messages.on_its_way(person.name))


async def _waited_for(work: Work, team: Team, who: PersonId) -> Person:
    """Raises FieldFaults for oneself, a stranger, and who has left."""
    if who == work.me:
        raise FieldFaults({"who": messages.that_is_you()})
    person = await member(work.unit, team.id, who)
    if person is None:
        known = await work.unit.get(Person, who)
        name = known.name if known else messages.SOMEBODY
        raise FieldFaults({"who": messages.not_in_team(name, team)})
    return person


async def _check_once_a_day(work: Work, blocker: Blocker, team: Team, person: Person) -> None:
    """One that is on its way still is that of the day on which it arrives. Raises FieldFaults."""
    earlier = await work.unit.find(Reminder, blocker=blocker.id, person=person.id)
    arrived = [person.waits_until(asked.asked_at, team.zone) or asked.asked_at for asked in earlier]
    if any(at > work.now for at in arrived):
        raise FieldFaults({"who": messages.reminded_already(person.name)})
    place = zone(person.zone or team.zone)
    days = {at.astimezone(place).date() for at in arrived}
    if (person.waits_until(work.now, team.zone) or work.now).astimezone(place).date() in days:
        raise FieldFaults({"who": messages.reminded_today(person.name)})


# -- the one waited for ---------------------------------------------------------------------


async def on_it(work: Work, reminder: str) -> Reply:
    return await _answer(work, reminder, Said.ON_IT)


async def not_mine(work: Work, reminder: str) -> Reply:
    return await _answer(work, reminder, Said.NOT_MINE)


async def _answer(work: Work, reminder: str, said: Said) -> Reply:
    """The last word counts; said twice, it is told once."""
    asked = await reminder_to(work.unit, work.me, ReminderId(reminder))
    asker = await waiting_for(work.unit, asked)
    if asker is None:
        return Reply() if work.pressed else Reply(tell=messages.nobody_waits())
    if asked.said is not said:
        asked = replace(asked, said=said)
        work.unit.save(asked)
        work.unit.post(_answer_letter(asked, asker, said))
        await _show(work, asked)
    return Reply() if work.pressed else Reply(tell=messages.heard(asker, said))


async def _show(work: Work, asked: Reminder) -> None:
    """The message that reminded them shows what they said, wherever they said it."""
    letter = _letter(asked)
    if await work.unit.find(Sent, key=letter.key, piece=0):
        work.post(letter)


def _letter(asked: Reminder) -> Letter:
    to, key = to_person(asked.person), f"blockers.reminder:{asked.id}"
    return Letter(
        asked.workspace, to, "blockers.reminder", key, (asked.id,), urgency=Urgency.PROMPT
    )


def _answer_letter(asked: Reminder, asker: Person, said: Said) -> Letter:
    """Each word of theirs is a message of its own: `asked.version` counts them."""
    kind, about = "blockers.answered", (asked.id, said.value, str(asked.version))
    return Letter(asked.workspace, to_person(asker.id), kind, f"{kind}:{':'.join(about)}", about)
