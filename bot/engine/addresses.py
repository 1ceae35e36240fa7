"""Where a letter goes: from its destination to a platform and the address there."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from bot.domain.ids import ChannelId, PersonId
from bot.domain.letters import Letter, Sent
from bot.domain.people import Account
from bot.domain.workspaces import Channel, Installation, Platform
from bot.ports.chat import Address, Chat, Posted, Refused, TryLater
from bot.ports.store import Conflict, Reader, UnitOfWork

LOOK_FOR_RETURN_SECONDS = 300.0
"""Between two looks whether a workspace can be reached again."""


class Away(TryLater):
    """Nobody could write there now, whatever the letter: how long is no reason to give it up."""

    def __init__(self, why: str) -> None:
        super().__init__(why, LOOK_FOR_RETURN_SECONDS, is_limit=True)


async def way(
    reader: Reader, chats: Mapping[Platform, Chat], letter: Letter
) -> tuple[Chat, Address]:
    """The platform and the outer address. Raises Refused when there is none, and Away."""
    installation = await reader.get(Installation)
    chat = chats.get(installation.platform) if installation else None
    if installation is None or chat is None:
        # It may be connected at the next start.
        raise Away("the platform is not connected")
    if installation.removed_at is not None:
        # Nothing is lost if Unstuck comes back; what is no longer true is then not sent.
        raise Away("Unstuck was removed there")
    kind, _, target = letter.destination.partition(":")
    if kind == "person":
        accounts = await reader.find(
            Account, platform=installation.platform, person=PersonId(target)
        )
        if accounts:
            return chat, Address(letter.workspace, True, accounts[0].outer_id)
    else:
        channel = await reader.get(Channel, ChannelId(target))
        if channel:
            return chat, Address(letter.workspace, False, channel.outer_id)
    raise Refused("nobody is there any more")


async def parent_of(reader: Reader, letter: Letter) -> Posted | None:
    """The message in whose thread the letter goes."""
    if not letter.thread_of:
        return None
    found = await reader.find(Sent, key=letter.thread_of)
    return Posted(found[0].place, found[0].outer_id) if found else None


async def note_open(unit: UnitOfWork, letter: Letter) -> None:
    """A channel that took a letter is open, whatever we were told of it before."""
    channel = await unit.get(Channel, ChannelId(letter.destination.partition(":")[2]))
    if channel is not None and not channel.is_open:
        unit.save(replace(channel, is_open=True))
        # Somebody else may have said so meanwhile.
        with suppress(Conflict):
            await unit.commit()
