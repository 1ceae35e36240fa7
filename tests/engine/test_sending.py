"""Letters leave in order, are written when they are sent, and one message stays one message."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.letters import Sent, Urgency
from bot.domain.teams import Team
from bot.domain.workspaces import Channel
from bot.engine.outbox import MOST_SERVED
from bot.messages.limits import PLAYGROUND
from tests.clocks import StillClock, eventually
from tests.databases import rows_in
from tests.engine.posting import lines, people, post, to
from tests.offices import CHANNEL, Office

LONG = "word " * 120
"""Three pieces where a message holds 250 characters."""


@pytest.fixture(autouse=True)
async def _known(office: Office) -> None:
    await people(office, "ann", "ben")


# -- order ------------------------------------------------------------------------------------


async def test_one_destination_keeps_its_order(office: Office) -> None:
    await post(office, *(to(office, "ann", f"{n}") for n in range(12)))
    await office.settle()
    assert lines(office, "ann") == [str(n) for n in range(12)]


async def test_an_answer_goes_before_prompts_and_prompts_before_digests(office: Office) -> None:
    """Forty destinations, of which so many as `MOST_SERVED` are written to at once."""
    crowd = [f"{n:02}" for n in range(2 * MOST_SERVED)]
    await people(office, *crowd)
    doors = [office.chat.hangs(who) for who in (*crowd, "ann", "ben")]
    half = len(crowd) // 2
    await post(office, *(to(office, who, "x") for who in crowd[:half]), urgency=Urgency.DIGEST)
    await post(office, *(to(office, who, "x") for who in crowd[half:]), urgency=Urgency.PROMPT)
    await post(office, to(office, "ann", "answer"), to(office, "ben", "answer"))
    sending = asyncio.create_task(office.settle())

    async def is_full() -> bool:
        return len(office.chat.attempts) == MOST_SERVED

    await eventually(is_full)
    assert {"ann", "ben"} < set(office.chat.attempts)
    assert not set(crowd[:half]) & set(office.chat.attempts)
    for door in doors:
        door.set()
    await sending
    assert len(office.chat.messages) == len(crowd) + 2


async def test_within_a_destination_a_digest_does_not_overtake(office: Office) -> None:
    await post(office, to(office, "ann", "digest"), urgency=Urgency.DIGEST)
    await post(office, to(office, "ann", "answer"))
    await office.settle()
    assert lines(office, "ann") == ["digest", "answer"]


async def test_a_letter_may_have_its_time(office: Office, clock: StillClock) -> None:
    later = replace(to(office, "ann", "later"), not_before=clock.now() + timedelta(hours=1))
    await post(office, later, to(office, "ann", "now"))
    await office.settle()
    assert lines(office, "ann") == ["now"]
    clock.advance(hours=1)
    await office.settle()
    assert lines(office, "ann") == ["now", "later"]


async def test_what_should_wait_is_asked_again_when_its_time_has_come(
    office: Office, clock: StillClock
) -> None:
    at = clock.now() + timedelta(hours=3)
    await post(office, to(office, "ann", "waits", after=at.isoformat()), to(office, "ann", "b"))
    await office.settle()
    assert lines(office, "ann") == ["b"]
    assert await office.engine.next_due() == at
    clock.set(at)
    await office.settle()
    assert lines(office, "ann") == ["b", "waits"]


async def test_what_is_no_longer_true_is_not_sent(office: Office, url: str) -> None:
    await post(office, to(office, "ann", ""), to(office, "ann", "b"))
    await office.settle()
    assert lines(office, "ann") == ["b"]
    assert office.chat.attempts["ann"] == 1
    assert office.chat.given_back == ["ann"]
    assert await office.engine.next_due() is None
    assert [row[-1] for row in rows_in(url)["letters"]] == ["no longer true", "sent"]


async def test_a_kind_that_no_feature_knows_is_not_sent(office: Office) -> None:
    await post(office, replace(to(office, "ann", "a"), kind="asks.new"), to(office, "ann", "b"))
    await office.settle()
    assert lines(office, "ann") == ["b"]


# -- one message ------------------------------------------------------------------------------


async def test_a_letter_of_a_known_key_edits_its_message(office: Office) -> None:
    await post(office, to(office, "ann", "first", "k"), to(office, "ann", "between"))
    await office.settle()
    await post(office, to(office, "ann", "second", "k"))
    await office.settle()
    assert lines(office, "ann") == ["second", "between"]


async def test_what_changes_while_a_message_is_on_its_way_follows_as_an_edit(
    office: Office,
) -> None:
    """It has no message to edit yet."""
    door = office.chat.hangs("ann")
    await post(office, to(office, "ann", "written"))
    sending = asyncio.create_task(office.settle())

    async def is_on_its_way() -> bool:
        return office.chat.attempts["ann"] == 1

    await eventually(is_on_its_way)
    unit = office.store.unit(office.workspace)
    (team,) = await unit.find(Team)
    unit.save(replace(team, name="more"))
    await unit.commit()
    door.set()
    await sending
    assert lines(office, "ann") == ["written: more"]
    assert office.chat.attempts["ann"] == 2


async def test_edits_that_wait_together_are_one(office: Office) -> None:
    await post(office, to(office, "ann", "first", "k"))
    await office.settle()
    before = office.chat.attempts["ann"]
    await post(office, *(to(office, "ann", f"{n}", "k") for n in range(5)), to(office, "ann", "b"))
    await office.settle()
    assert lines(office, "ann") == ["4", "b"]
    assert office.chat.attempts["ann"] == before + 2


async def test_a_post_and_its_edits_that_wait_together_are_one_post(office: Office) -> None:
    await post(
        office, to(office, "ann", "x", "k"), to(office, "ann", "b"), to(office, "ann", "y", "k")
    )
    await office.settle()
    assert lines(office, "ann") == ["y", "b"]
    assert office.chat.attempts["ann"] == 2


async def test_a_message_that_somebody_deleted_is_posted_anew(office: Office) -> None:
    await post(office, to(office, "ann", "first", "k"))
    await office.settle()
    office.chat.loses(office.chat.to("ann")[0].id)
    await post(office, to(office, "ann", "second", "k"))
    await office.settle()
    assert lines(office, "ann") == ["second"]
    # And from then on that one is edited.
    await post(office, to(office, "ann", "third", "k"))
    await office.settle()
    assert lines(office, "ann") == ["third"]


async def test_a_thread_hangs_on_its_message(office: Office) -> None:
    below = replace(to(office, CHANNEL, "below"), thread_of="k")
    await post(office, to(office, CHANNEL, "above", "k"), below)
    await office.settle()
    above, reply = office.chat.to(CHANNEL)
    assert (above.under, reply.under) == ("", above.id)


async def test_what_is_sent_is_known_by_its_place(office: Office) -> None:
    await post(office, to(office, "ann", "first", "k"))
    await office.settle()
    (sent,) = await office.store.unit(office.workspace).find(Sent, key="k")
    assert (sent.place, sent.outer_id) == ("ann", office.chat.to("ann")[0].id)


# -- pieces -----------------------------------------------------------------------------------


def whole(office: Office, who: str) -> str:
    return "".join(lines(office, who)).replace(" ", "")


async def test_a_long_message_is_pieces_in_order(office: Office) -> None:
    office.chat.limits = replace(PLAYGROUND, characters=250, text=200)
    await post(office, to(office, "ann", LONG, "k"))
    await office.settle()
    assert len(office.chat.to("ann")) > 2
    assert whole(office, "ann") == LONG.replace(" ", "")


async def test_a_message_may_become_shorter_and_longer(office: Office) -> None:
    office.chat.limits = replace(PLAYGROUND, characters=250, text=200)
    await post(office, to(office, "ann", LONG, "k"))
    await office.settle()
    most = len(office.chat.to("ann"))
    await post(office, to(office, "ann", "short", "k"))
    await office.settle()
    assert lines(office, "ann") == ["short"]
    assert len(await office.store.unit(office.workspace).find(Sent, key="k")) == 1
    await post(office, to(office, "ann", LONG, "k"))
    await office.settle()
    assert whole(office, "ann") == LONG.replace(" ", "")
    assert len(office.chat.to("ann")) == most


async def test_a_piece_that_fails_does_not_double_those_before_it(
    office: Office, clock: StillClock
) -> None:
    """Where the platform knows no nonce, a piece that stands must be edited, not posted again."""
    office.chat.limits = replace(PLAYGROUND, characters=250, text=200)
    await post(office, to(office, "ann", LONG, "k"))
    office.chat.fails("ann", None, OSError("the line broke"))
    await office.settle()
    assert len(office.chat.to("ann")) == 1
    clock.advance(seconds=2)
    await office.settle()
    assert whole(office, "ann") == LONG.replace(" ", "")


async def test_a_channel_that_took_a_letter_is_open(office: Office) -> None:
    """Whatever its platform said of it before somebody let us in."""
    unit = office.store.unit(office.workspace)
    (channel,) = await unit.find(Channel)
    unit.save(replace(channel, is_open=False))
    await unit.commit()
    await post(office, to(office, CHANNEL, "a"))
    await office.settle()
    (channel,) = await office.store.unit(office.workspace).find(Channel)
    assert channel.is_open
