"""A platform that fails, limits or refuses: nothing is lost, and nobody else waits."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.ids import ChannelId, TeamId
from bot.domain.teams import Belonging, Membership, Team
from bot.domain.workspaces import Installation
from bot.engine.intents import Notice, Removed
from bot.engine.outbox import GIVE_UP_AFTER, MOMENT_SECONDS
from bot.ports.chat import ChatError, ClosedDoor, Refused, TryLater
from tests.clocks import StillClock
from tests.engine.posting import lines, passes, people, post, to
from tests.engine.trial import written
from tests.offices import CHANNEL, Office

DOWN = TryLater("the platform is down")
LIMIT = TryLater("too many requests", 30, is_limit=True)


@pytest.fixture(autouse=True)
async def _known(office: Office) -> None:
    await people(office, "ann", "ben")


# -- tried again ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault", [DOWN, ChatError("unclear"), OSError("no route"), ValueError("a bug in an adapter")]
)
async def test_what_failed_is_tried_again_in_order(
    office: Office, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    office.chat.fails("ann", fault, fault, fault)
    await post(office, to(office, "ann", "a"), to(office, "ann", "b"))
    await office.settle()
    assert lines(office, "ann") == []
    # 2, 4, 8 seconds.
    for seconds, attempts in ((1.9, 1), (0.2, 2), (3.8, 2), (0.2, 3), (7.8, 3), (0.2, 5)):
        await passes(office, seconds=seconds)
        assert office.chat.attempts["ann"] == attempts
    assert lines(office, "ann") == ["a", "b"]


async def test_the_platforms_own_pause_is_kept(office: Office) -> None:
    office.chat.fails("ann", TryLater("busy", 120))
    await post(office, to(office, "ann", "a"))
    await office.settle()
    await passes(office, seconds=119)
    assert office.chat.attempts["ann"] == 1
    await passes(office, seconds=1)
    assert lines(office, "ann") == ["a"]


async def test_others_are_written_to_meanwhile(office: Office) -> None:
    office.chat.breaks("ann", DOWN)
    await post(office, to(office, "ann", "a"), to(office, "ben", "b"))
    await office.settle()
    assert lines(office, "ben") == ["b"]


# -- given up ---------------------------------------------------------------------------------


async def test_after_fifteen_minutes_it_is_undelivered(office: Office) -> None:
    office.chat.breaks("ann", DOWN)
    await post(office, to(office, "ann", "a"))
    await office.settle()
    await passes(office, seconds=GIVE_UP_AFTER.total_seconds() - 1)
    assert await written(office) == ""
    await passes(office, minutes=6)
    assert await written(office) == "[a: the platform is down]"
    office.chat.mends("ann")
    await passes(office, hours=1)
    assert lines(office, "ann") == []
    assert await office.engine.next_due() is None


async def test_the_next_letter_has_its_own_fifteen_minutes(office: Office) -> None:
    """One that was written a minute before the first is given up is not lost with it."""
    office.chat.breaks("ann", DOWN)
    await post(office, to(office, "ann", "first"))
    await office.settle()
    await passes(office, minutes=14)
    await post(office, to(office, "ann", "second"))
    await passes(office, minutes=8)
    assert await written(office) == "[first: the platform is down]"
    office.chat.mends("ann")
    await passes(office, minutes=6)
    assert lines(office, "ann") == ["second"]
    assert await written(office) == "[first: the platform is down]"


async def test_a_success_in_between_begins_anew(office: Office, clock: StillClock) -> None:
    office.chat.breaks("ann", DOWN)
    await post(office, to(office, "ann", "a"), to(office, "ann", "b"))
    await office.settle()
    await passes(office, minutes=13)
    office.chat.mends("ann")
    office.chat.fails("ann", None, DOWN, DOWN, DOWN)
    await passes(office, minutes=6)
    assert lines(office, "ann") == ["a", "b"]
    assert await written(office) == ""


async def test_a_refusal_is_for_good(office: Office) -> None:
    office.chat.breaks("ann", Refused("she closed her direct messages"))
    await post(office, to(office, "ann", "a"), to(office, "ben", "b"))
    await office.settle()
    assert await written(office) == "[a: she closed her direct messages]"
    assert office.chat.attempts["ann"] == 1
    # What is private is never posted elsewhere.
    assert [m.to for m in office.chat.messages] == ["ben"]


async def test_of_a_closed_door_more_is_heard(office: Office) -> None:
    office.chat.fails("ann", ClosedDoor("she closed it"), Refused("her account is gone"))
    await post(office, to(office, "ann", "a"), to(office, "ann", "b"))
    await office.settle()
    assert await written(office) == "[a: she closed it][shut out: a][b: her account is gone]"


async def test_one_that_fails_keeps_nobody_from_hearing_of_a_closed_door(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.chat.fails("ann", ClosedDoor("she closed it"))
    await post(office, to(office, "ann", "unspeakable"))
    await office.settle()
    assert (await written(office)).endswith("[shut out: unspeakable]")
    assert "telling of it failed" in caplog.text


async def test_a_letter_that_cannot_be_told_of_does_not_stop_the_others(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.chat.fails("ann", Refused("no"))
    await post(office, to(office, "ann", "unspeakable"), to(office, "ann", "b"))
    await office.settle()
    assert lines(office, "ann") == ["b"]
    assert "telling of it failed" in caplog.text


async def test_whoever_is_gone_from_the_platform_is_not_written_to(office: Office) -> None:
    await post(office, to(office, "zoe", "a"))
    await office.settle()
    assert await written(office) == "[a: nobody is there any more]"


async def test_organisers_hear_of_a_channel_in_words_once_a_day(
    office: Office, clock: StillClock
) -> None:
    unit = office.store.unit(office.workspace)
    channel = ChannelId(office.workspace.replace("w-", "c-"))
    ann = (await office.person("ann")).id
    unit.add(Team(office.workspace, TeamId("r"), "Research", "UTC", channel))
    unit.add(Membership(office.workspace, TeamId("r"), ann, Belonging.JOINED, True, clock.now()))
    await unit.commit()
    office.chat.breaks(CHANNEL, Refused("I may not write there."))
    await post(office, to(office, CHANNEL, "a"))
    await office.settle()
    await post(office, to(office, CHANNEL, "b"), to(office, CHANNEL, "c"))
    await office.settle()
    (told,) = office.chat.texts("ann")
    assert told == (
        "I could not write to the channel of Research. I may not write there.\n"
        "Until that is mended, I write to each member privately."
    )
    await passes(office, days=1)
    await post(office, to(office, CHANNEL, "d"))
    await office.settle()
    assert len(office.chat.texts("ann")) == 2
    # Not in the night: that can wait.
    await passes(office, hours=10)
    await passes(office, hours=4)
    await post(office, to(office, CHANNEL, "e"))
    await office.settle()
    assert len(office.chat.texts("ann")) == 2
    await passes(office, hours=9)
    assert len(office.chat.texts("ann")) == 3


# -- limits -----------------------------------------------------------------------------------


async def test_a_rate_limit_loses_nothing_however_long_it_lasts(office: Office) -> None:
    office.chat.breaks("ann", LIMIT)
    await post(office, to(office, "ann", "a"), to(office, "ann", "b"))
    await office.settle()
    await passes(office, hours=5)
    assert office.chat.attempts["ann"] == 601
    assert await written(office) == ""
    office.chat.mends("ann")
    await passes(office, seconds=30)
    assert lines(office, "ann") == ["a", "b"]


async def test_a_limit_does_not_restart_the_fifteen_minutes(office: Office) -> None:
    office.chat.breaks("ann", DOWN)
    await post(office, to(office, "ann", "a"))
    await office.settle()
    await passes(office, minutes=10)
    office.chat.fails("ann", LIMIT)
    await passes(office, minutes=11)
    assert await written(office) == "[a: the platform is down]"


async def test_what_a_workspace_that_took_us_out_would_get_waits_for_its_return(
    office: Office,
) -> None:
    removed = Notice(office.workspace, office.platform, "e1", Removed())
    await office.dispatcher.notice(removed)
    await post(office, to(office, "ann", "a"))
    await office.settle()
    await passes(office, days=1)
    assert office.chat.attempts["ann"] == 0
    unit = office.store.unit(office.workspace)
    installation = await unit.get(Installation)
    assert installation is not None
    unit.save(replace(installation, removed_at=None))
    await unit.commit()
    await passes(office, hours=1)
    assert lines(office, "ann") == ["a"]


async def test_what_a_platform_that_is_not_connected_would_get_waits_for_it(
    office: Office,
) -> None:
    """Slack runs, and the token of Discord was forgotten at this start."""
    office.chat.breaks("ann", DOWN)
    await post(office, to(office, "ann", "a"))
    await office.settle()
    await passes(office, minutes=10)
    attempts = office.chat.attempts["ann"]
    office.outbox._chats = {}
    await passes(office, days=1)
    assert office.chat.attempts["ann"] == attempts
    # How long it failed before says nothing now.
    office.outbox._chats = {office.platform: office.chat}
    await passes(office, minutes=10)
    assert await written(office) == ""
    office.chat.mends("ann")
    await passes(office, minutes=5)
    assert lines(office, "ann") == ["a"]


async def test_a_turn_that_comes_in_a_moment_is_waited_for(office: Office) -> None:
    office.chat.turns["ann"] = iter([0.01, 0.02])
    await post(office, to(office, "ann", "a"), to(office, "ann", "b"))
    await office.settle()
    assert lines(office, "ann") == ["a", "b"]


async def test_what_is_not_true_any_more_when_its_turn_has_come_is_not_sent(
    office: Office, clock: StillClock
) -> None:
    def turn() -> Iterator[float]:
        clock.advance(seconds=2)
        yield 0.01

    office.chat.turns["ann"] = turn()
    until = clock.now() + timedelta(seconds=1)
    await post(office, to(office, "ann", "a", until=until.isoformat()), to(office, "ann", "b"))
    await office.settle()
    assert lines(office, "ann") == ["b"]


async def test_no_claim_is_held_for_many_moments(office: Office) -> None:
    """Others are let in before it again and again."""
    office.chat.turns["ann"] = iter([MOMENT_SECONDS / 4] * 5)
    await post(office, to(office, "ann", "a"))
    await office.settle()
    assert lines(office, "ann") == []
    await passes(office, seconds=MOMENT_SECONDS)
    assert lines(office, "ann") == ["a"]


async def test_pacing_holds_without_a_claim(office: Office, clock: StillClock) -> None:
    office.chat.paced["ann"] = 1.5
    await post(office, to(office, "ann", "a"))
    await office.settle()
    assert office.chat.attempts["ann"] == 0
    # Another process could take it: nobody holds the destination.
    clock.advance(seconds=1.5)
    until = clock.now() + timedelta(seconds=60)
    claims = await office.store.outbox.claim("another", clock.now(), until, 5)
    assert [c.destination for c in claims] == ["person:p-ann"]
    await office.store.outbox.release(claims[0])
    office.chat.paced.clear()
    await office.settle()
    assert lines(office, "ann") == ["a"]


async def test_pacing_does_not_forget_how_long_it_failed(office: Office) -> None:
    office.chat.breaks("ann", DOWN)
    await post(office, to(office, "ann", "a"))
    await office.settle()
    await passes(office, minutes=10)
    office.chat.paced["ann"] = 1
    await passes(office, minutes=5)
    office.chat.paced.clear()
    await passes(office, minutes=6)
    assert await written(office) == "[a: the platform is down]"
