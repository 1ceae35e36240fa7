"""What a platform says has happened: kept once, and only of whom and what we know."""

import asyncio
from dataclasses import replace

import pytest

from bot.domain.people import Person, Profile
from bot.domain.workspaces import Channel, Installation
from bot.engine.intents import (
    ChannelLost,
    Command,
    Notice,
    Press,
    ProfileChanged,
    Removed,
)
from bot.engine.transactions import TRIES
from bot.ports.store import Conflict, StoreUnavailable
from tests.clocks import StillClock
from tests.databases import rows_in
from tests.engine.trial import written
from tests.offices import CHANNEL, Office, new_workspace, ref

BRISBANE = "Australia/Brisbane"
ANN = Profile("ann", "Ann", "Europe/London")

KNOWN = {
    "another zone": ProfileChanged(replace(ANN, zone=BRISBANE)),
    "another name": ProfileChanged(replace(ANN, name="Anna")),
    "has left": ProfileChanged(replace(ANN, is_gone=True)),
    "a channel is lost": ChannelLost(CHANNEL, "was archived"),
    "we are removed": Removed(),
}
every_known = pytest.mark.parametrize("what", KNOWN.values(), ids=KNOWN.keys())


@pytest.fixture(autouse=True)
async def _known(office: Office) -> None:
    await office.handle(Command(office.origin("ann"), "help"))


async def channel(office: Office) -> Channel:
    (found,) = await office.store.unit(office.workspace).find(Channel)
    return found


async def installation(office: Office) -> Installation:
    found = await office.store.unit(office.workspace).get(Installation)
    assert found is not None
    return found


# -- once -------------------------------------------------------------------------------------


@every_known
async def test_told_twice_it_changes_once(
    office: Office, url: str, clock: StillClock, what: ProfileChanged | ChannelLost | Removed
) -> None:
    untouched = rows_in(url)
    await office.says(what, "notice-1")
    changed = rows_in(url)
    assert changed != untouched
    clock.advance(hours=1)
    await office.says(what, "notice-1")
    # Slack may deliver one event under several ids.
    await office.says(what, "notice-2")
    assert rows_in(url) == changed


@every_known
async def test_told_twice_at_once_it_changes_once(
    office: Office, url: str, what: ProfileChanged | ChannelLost | Removed
) -> None:
    await asyncio.gather(*(office.says(what, f"notice-{number % 2}") for number in range(6)))
    changed = rows_in(url)
    await office.says(what, "notice-2")
    assert rows_in(url) == changed
    assert len([row for row in changed["repeats"] if "notice-" in str(row)]) == 1


async def test_an_old_notice_that_comes_late_again_undoes_nothing(office: Office) -> None:
    gone, back = replace(ANN, is_gone=True), ANN
    await office.says(ProfileChanged(gone), "notice-1")
    assert (await office.person("ann")).gone_at is not None
    await office.says(ProfileChanged(back), "notice-2")
    await office.says(ProfileChanged(gone), "notice-1")
    assert (await office.person("ann")).gone_at is None


@pytest.mark.parametrize("count", [1, 2, 6])
async def test_a_notice_and_what_its_person_does_meanwhile_are_both_kept(
    office: Office, count: int
) -> None:
    moved = ProfileChanged(replace(ANN, zone=BRISBANE))
    office.people["ann"] = moved.profile
    acts = [Press(office.origin("ann"), ref("trial.press", "x")) for _ in range(count)]
    await asyncio.gather(office.says(moved), *(office.handle(act) for act in acts))
    assert (await office.person("ann")).zone == BRISBANE
    assert set(await written(office)) == {"x"}


# -- whom and what we do not know -------------------------------------------------------------


@pytest.mark.parametrize(
    "what",
    [
        ProfileChanged(Profile("zoe", "Zoe", BRISBANE)),
        ProfileChanged(Profile("zoe", "Zoe", is_gone=True)),
        ProfileChanged(Profile("app", "App", is_bot=True)),
        ProfileChanged(ANN),
        ChannelLost("elsewhere", "was archived"),
    ],
)
async def test_of_the_unknown_and_the_unchanged_nothing_is_kept(
    office: Office, url: str, what: ProfileChanged | ChannelLost
) -> None:
    before = rows_in(url)
    await office.says(what)
    assert rows_in(url) == before


@every_known
async def test_another_workspace_is_left_alone(
    office: Office, url: str, what: ProfileChanged | ChannelLost | Removed
) -> None:
    await new_workspace(office.store, "elsewhere")
    other = replace(office, workspace=await new_workspace(office.store, "third"))
    mine = [row for rows in rows_in(url).values() for row in rows if office.workspace in row]
    await other.says(what)
    after = [row for rows in rows_in(url).values() for row in rows]
    assert set(mine) <= set(after)
    assert not [row for row in rows_in(url)["people"] if other.workspace in row]


# -- what is kept -----------------------------------------------------------------------------


async def test_what_the_platform_does_not_state_stays_as_known(office: Office) -> None:
    await office.says(ProfileChanged(Profile("ann", "", None, is_gone=True)))
    ann = await office.person("ann")
    assert (ann.name, ann.zone) == ("Ann", "Europe/London")
    assert ann.gone_at == office.now()


async def test_the_zone_moves_until_they_say_their_own(office: Office) -> None:
    await office.states("ann", zone=BRISBANE)
    assert (await office.person("ann")).zone == BRISBANE
    await office.handle(Command(office.origin("ann"), "me", "new york"))
    await office.states("ann", zone="Asia/Tokyo", name="Anna")
    ann = await office.person("ann")
    assert (ann.zone, ann.is_zone_own, ann.name) == ("America/New_York", True, "Anna")


async def test_since_when_somebody_is_gone_is_kept(office: Office, clock: StillClock) -> None:
    left_at = clock.now()
    await office.states("ann", is_gone=True)
    clock.advance(days=1)
    await office.states("ann", name="Ann (left)")
    ann = await office.person("ann")
    assert (ann.gone_at, ann.name) == (left_at, "Ann (left)")


async def test_a_channel_is_open_again_once_it_is_chosen_and_open(office: Office) -> None:
    await office.says(ChannelLost(CHANNEL, "was archived"))
    assert not (await channel(office)).is_open
    ann = office.hires("ann")
    await ann.types("setup")
    await ann.fills(name="Research", people=["ben"], place=CHANNEL)
    assert (await channel(office)).is_open


async def test_the_removal_is_kept_with_its_time(office: Office, clock: StillClock) -> None:
    assert (await installation(office)).removed_at is None
    removed_at = clock.now()
    await office.says(Removed())
    clock.advance(days=1)
    await office.says(Removed())
    assert (await installation(office)).removed_at == removed_at
    # What was promised stays: whoever installs us again finds it.
    assert await office.store.unit(office.workspace).find(Person)


# -- when it cannot be kept -------------------------------------------------------------------


async def test_whoever_told_it_hears_that_it_was_not_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the platform says it again."""
    unit = office.store.unit(office.workspace)
    tries: list[object] = []

    async def is_beaten(unit: object) -> None:
        tries.append(unit)
        raise Conflict

    notice = Notice(office.workspace, office.platform, "notice-1", Removed())
    with monkeypatch.context() as patched:
        patched.setattr(type(unit), "commit", is_beaten)
        with pytest.raises(Conflict):
            await office.dispatcher.notice(notice)
    assert len(tries) == TRIES
    assert (await installation(office)).removed_at is None
    await office.dispatcher.notice(notice)
    assert (await installation(office)).removed_at is not None
    await office.store.close()
    with pytest.raises(StoreUnavailable):
        await office.dispatcher.notice(replace(notice, event="notice-2"))
