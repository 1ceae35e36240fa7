"""What a platform says has happened, as rows and facts."""

from dataclasses import replace
from typing import assert_never

from bot.domain.errors import Refusal
from bot.domain.facts import (
    ChannelGone,
    GroupGone,
    GroupJoined,
    GroupLeft,
    HoursChanged,
    PersonGone,
)
from bot.domain.people import Account, Person, Profile
from bot.domain.teams import TeamGroup
from bot.domain.workspaces import Channel, Installation, Platform
from bot.engine.actors import NotToldWho, as_stated, person_of
from bot.engine.intents import (
    ChannelLost,
    GroupChanged,
    GroupLost,
    Notice,
    ProfileChanged,
    Removed,
)
from bot.engine.work import Change


async def keep(change: Change, notice: Notice) -> None:
    """Change the rows that it speaks of; of whom and what we do not know nothing is kept. Raises
    NotToldWho of somebody new of whom the platform says nothing now."""
    match notice.what:
        case ProfileChanged(profile):
            await _profile_changed(change, notice.platform, profile)
        case ChannelLost(outer_id, why):
            for channel in await change.unit.find(Channel, outer_id=outer_id):
                if channel.is_open:
                    change.unit.save(replace(channel, is_open=False))
                change.note(ChannelGone(channel.id, why))
            change.note(GroupGone(outer_id, why))
        case GroupLost(outer_id, why):
            change.note(GroupGone(outer_id, why))
        case GroupChanged(profile, group, is_in=True):
            await _came(change, notice, profile, group)
        case GroupChanged(profile, group):
            account = await change.unit.get(Account, notice.platform, profile.outer_id)
            if account is not None:
                change.note(GroupLeft(account.person, group))
        case Removed():
            installation = await change.unit.get(Installation)
            if installation is not None and installation.removed_at is None:
                change.unit.save(replace(installation, removed_at=change.now))
        case _:
            assert_never(notice.what)


async def _came(change: Change, notice: Notice, profile: Profile, group: str) -> None:
    """Only where a team follows the group they are anybody to us. Raises NotToldWho."""
    if not await change.unit.find(TeamGroup, group=group):
        return
    try:
        person = await person_of(
            change.unit, notice.workspace, notice.platform, profile, change.new_id, change.note
        )
    except NotToldWho:
        raise
    except Refusal:
        # An app, a stranger, or somebody who has left: none of them could join.
        return
    change.note(GroupJoined(person.id, group))


async def _profile_changed(change: Change, platform: Platform, profile: Profile) -> None:
    account = await change.unit.get(Account, platform, profile.outer_id)
    known = await change.unit.get(Person, account.person) if account else None
    if known is None:
        return
    current = as_stated(known, profile)
    if profile.is_gone:
        current = replace(current, gone_at=known.gone_at or change.now)
    if current == known:
        return
    change.unit.save(current)
    if current.zone != known.zone:
        change.note(HoursChanged(current.id))
    if current.gone_at is not None and known.gone_at is None:
        change.note(PersonGone(current.id))
