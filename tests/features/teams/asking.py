"""An invitation in a channel of a server, and those whom it asks."""

from bot.domain.people import Account
from bot.domain.teams import Belonging, Membership
from tests.offices import CHANNEL, Office
from tests.people import Someone


def invitation(server: Office) -> str:
    """What stands in the channel, but for its buttons."""
    return "\n".join(t for t in server.chat.texts(CHANNEL)[-1].split("\n") if "[" not in t)


def buttons(server: Office) -> str:
    return server.chat.texts(CHANNEL)[-1].split("\n")[-1]


async def invites_again(ann: Someone) -> None:
    await ann.types("team", in_channel=True)
    await ann.clicks("Invite")
    await ann.fills(people=["ben"])


async def hire(server: Office, *names: str) -> list[Someone]:
    return [server.hires(name, None) for name in names]


async def memberships(server: Office) -> dict[str, Belonging]:
    """Of those whom somebody invited, by their account."""
    unit = server.store.unit(server.workspace)
    names = {account.person: account.outer_id for account in await unit.find(Account)}
    return {names[m.person]: m.belonging for m in await unit.find(Membership) if m.invited_by}
