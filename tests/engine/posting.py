"""Letters of the trial feature to Ann, to Ben and to the channel."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.ids import PersonId
from bot.domain.letters import Letter, Urgency
from bot.domain.people import Account, Person
from tests.engine.trial import saying
from tests.offices import CHANNEL, Office


async def people(office: Office, *names: str) -> None:
    """People with accounts, known before anything is sent to them."""
    unit = office.store.unit(office.workspace)
    for name in names:
        unit.add(Person(office.workspace, PersonId(f"p-{name}"), name))
        unit.add(Account(office.workspace, office.platform, name, PersonId(f"p-{name}")))
    await unit.commit()


def to(office: Office, who: str, text: str, key: str = "", **more: str) -> Letter:
    """`who` is an outer id, as on the ScriptedChat."""
    channel = office.workspace.replace("w-", "channel:c-")
    return saying(office, channel if who == CHANNEL else f"person:p-{who}", text, key, **more)


async def post(office: Office, *letters: Letter, urgency: Urgency = Urgency.INTERACTIVE) -> None:
    unit = office.store.unit(office.workspace)
    for letter in letters:
        unit.post(replace(letter, urgency=urgency))
    await unit.commit()


def lines(office: Office, who: str) -> list[str]:
    """What stands there, without the button below each."""
    return [text.removesuffix("\n[Press]") for text in office.chat.texts(who)]


async def passes(office: Office, **amount: float) -> None:
    """Time passes: whatever falls due on the way happens at its instant."""
    await office.travel(office.now() + timedelta(**amount))
