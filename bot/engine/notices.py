"""What a platform says has happened, as rows and facts."""

from dataclasses import replace
from typing import assert_never

from bot.domain.facts import ChannelGone, HoursChanged, PersonGone
from bot.domain.people import Account, Person, Profile
from bot.domain.workspaces import Channel, Installation, Platform
from bot.engine.actors import as_stated
from bot.engine.intents import ChannelLost, Notice, ProfileChanged, Removed
from bot.engine.work import Change


async def keep(change: Change, notice: Notice) -> None:
    """Change the rows that it speaks of; of whom and what we do not know nothing is kept."""
    match notice.what:
        case ProfileChanged(profile):
            await _profile_changed(change, notice.platform, profile)
        case ChannelLost(outer_id, why):
            for channel in await change.unit.find(Channel, outer_id=outer_id):
                if channel.is_open:
                    change.unit.save(replace(channel, is_open=False))
                change.note(ChannelGone(channel.id, why))
        case Removed():
            installation = await change.unit.get(Installation)
            if installation is not None and installation.removed_at is None:
                change.unit.save(replace(installation, removed_at=change.now))
        case _:
            assert_never(notice.what)


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
