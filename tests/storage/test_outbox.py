"""The outbox: who may write to whom, in which order, and what a failure leaves behind."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.letters import Destination, Letter, Sent, Urgency, to_channel, to_person
from bot.ports.outbox import Claim, OutboxStore
from storage.store import Store
from tests.storage.conftest import NOON, Clock

W = WorkspaceId("w1")
ANN = to_person(PersonId("ann"))
BEN = to_person(PersonId("ben"))
TEAM = to_channel(ChannelId("team"))
SECOND = timedelta(seconds=1)
LEASE = 60 * SECOND


def letter(key: str, destination: Destination = ANN, **fields: object) -> Letter:
    return replace(Letter(W, destination, "asks.new", key), **fields)  # type: ignore[arg-type]


async def post(store: Store, *letters: Letter) -> None:
    for one in letters:
        unit = store.unit(one.workspace)
        unit.post(one)
        await unit.commit()


async def claim(
    outbox: OutboxStore, now: datetime = NOON, most: int = 10, owner: str = "me"
) -> Sequence[Claim]:
    return await outbox.claim(owner, now, now + LEASE, most)


async def waiting(store: Store, now: datetime = NOON) -> dict[Destination, list[str]]:
    """What each destination would be sent now, most urgent destination first."""
    claims = await claim(store.outbox, now, 100)
    found = {
        c.destination: [p.letter.key for p in await store.outbox.letters(c, now, 100)]
        for c in claims
    }
    for one in claims:
        await store.outbox.release(one)
    return found


def sent(key: str, piece: int = 0, outer_id: str = "1") -> Sent:
    return Sent(W, key, piece, ANN, "asks.new", ("a1",), {}, "D1", outer_id, NOON)


# --- order --------------------------------------------------------------------------------------


async def test_an_empty_outbox_has_nothing_to_send(store: Store) -> None:
    assert await store.outbox.next_at() is None
    assert await claim(store.outbox) == []


async def test_a_letter_arrives_as_it_was_posted(store: Store, clock: Clock) -> None:
    one = letter("k", about=("a1", "b2"), facts={"said": "“naïve” 💬"}, thread_of="t")
    await post(store, one, replace(one, not_before=NOON - SECOND, urgency=Urgency.DIGEST))
    (mine,) = await claim(store.outbox)
    found = await store.outbox.letters(mine, NOON, 10)
    assert [p.letter for p in found] == [
        one,
        replace(one, not_before=NOON - SECOND, urgency=Urgency.DIGEST),
    ]
    assert [p.written_at for p in found] == [clock.now()] * 2


async def test_letters_of_a_destination_keep_their_order(store: Store) -> None:
    await post(store, letter("1", urgency=Urgency.DIGEST), letter("2"), letter("3", BEN))
    await post(store, letter("4", not_before=NOON - SECOND), letter("5"))
    assert await waiting(store) == {ANN: ["1", "2", "4", "5"], BEN: ["3"]}


async def test_the_most_urgent_destination_comes_first(store: Store) -> None:
    await post(store, letter("1", TEAM, urgency=Urgency.DIGEST))
    await post(store, letter("2", ANN, urgency=Urgency.PROMPT), letter("3", BEN))
    assert list(await waiting(store)) == [BEN, ANN, TEAM]
    assert [c.destination for c in await claim(store.outbox, most=1)] == [BEN]


async def test_what_waits_for_its_time_is_passed_over_until_then(store: Store) -> None:
    later = NOON + SECOND
    await post(
        store, letter("1", not_before=later), letter("2"), letter("3", BEN, not_before=later)
    )
    assert await waiting(store) == {ANN: ["2"]}
    assert await waiting(store, later) == {ANN: ["1", "2"], BEN: ["3"]}


async def test_hurried_what_waits_for_one_of_them_may_go_at_once(store: Store) -> None:
    later = NOON + 400 * 24 * 60 * 60 * SECOND
    await post(store, *(letter(str(number), not_before=later) for number in range(2)))
    await post(store, letter("3", BEN, not_before=later), letter("4"))
    elsewhere = WorkspaceId("w2")
    await post(store, replace(letter("5", not_before=later), workspace=elsewhere))
    (mine,) = await claim(store.outbox)
    (found,) = await store.outbox.letters(mine, NOON, 10)
    await store.outbox.record(mine, [found], "sent", NOON)
    await store.outbox.release(mine)
    assert await waiting(store) == {}
    unit = store.unit(W)
    unit.hurry(W, ANN)
    assert not unit.is_empty
    await unit.commit()
    assert await waiting(store) == {ANN: ["0", "1"]}


async def test_letters_come_a_few_at_a_time(store: Store) -> None:
    await post(store, *(letter(str(number)) for number in range(5)))
    (mine,) = await claim(store.outbox)
    assert [p.letter.key for p in await store.outbox.letters(mine, NOON, 2)] == ["0", "1"]


async def test_a_flood_to_one_destination_hides_no_other(store: Store) -> None:
    await post(store, *(letter(str(number), TEAM) for number in range(40)), letter("x", BEN))
    assert [c.destination for c in await claim(store.outbox, most=3)] == [TEAM, BEN]


async def test_workspaces_have_destinations_of_their_own(store: Store) -> None:
    await post(store, letter("1"), replace(letter("2"), workspace=WorkspaceId("w2")))
    claims = await claim(store.outbox)
    assert {(c.workspace, c.destination) for c in claims} == {("w1", ANN), ("w2", ANN)}
    found = [await store.outbox.letters(c, NOON, 10) for c in claims]
    assert [[p.letter.key for p in some] for some in found] == [["1"], ["2"]]


# --- claims -------------------------------------------------------------------------------------


async def test_nobody_else_gets_a_claimed_destination(store: Store) -> None:
    await post(store, letter("1"), letter("2", BEN))
    (first,) = await claim(store.outbox, most=1, owner="first")
    (second,) = await claim(store.outbox, owner="second")
    assert (first.destination, second.destination) == (ANN, BEN)
    assert await claim(store.outbox, owner="third") == []
    assert await claim(store.outbox, owner="first") == []


async def test_a_released_destination_can_be_claimed_at_once(store: Store) -> None:
    await post(store, letter("1"))
    (mine,) = await claim(store.outbox, owner="first")
    await store.outbox.release(mine)
    assert len(await claim(store.outbox, owner="second")) == 1


async def test_the_claim_of_a_dead_worker_ends_with_its_lease(store: Store) -> None:
    await post(store, letter("1"))
    await claim(store.outbox, owner="dead")
    assert await claim(store.outbox, NOON + LEASE - SECOND) == []
    assert await store.outbox.next_at() == NOON + LEASE
    (mine,) = await claim(store.outbox, NOON + LEASE)
    assert mine.owner == "me"


async def test_who_comes_back_too_late_cannot_give_away_the_claim_of_another(store: Store) -> None:
    await post(store, letter("1"))
    (late,) = await claim(store.outbox, owner="late")
    (mine,) = await claim(store.outbox, NOON + LEASE)
    await store.outbox.release(late)
    await store.outbox.hold(late, NOON + 9 * LEASE, NOON, 3)
    assert await claim(store.outbox, NOON + LEASE) == []
    await store.outbox.release(mine)
    assert len(await claim(store.outbox, NOON + LEASE)) == 1


async def test_many_workers_claim_each_destination_once(workers: list[Store]) -> None:
    people = [to_person(PersonId(f"p{number:02}")) for number in range(60)]
    await post(workers[0], *(letter("k", person) for person in people))
    found = await asyncio.gather(
        *(claim(w.outbox, most=9, owner=f"{n}-{t}") for n, w in enumerate(workers) for t in "abc")
    )
    claimed = [one.destination for claims in found for one in claims]
    assert sorted(claimed) == sorted(people)


# --- settling -----------------------------------------------------------------------------------


async def test_what_was_sent_is_done_and_the_message_known(store: Store) -> None:
    await post(store, letter("1"), letter("2"))
    (mine,) = await claim(store.outbox)
    first, _ = await store.outbox.letters(mine, NOON, 10)
    await store.outbox.record(mine, [first], "sent", NOON, [sent("1")])
    assert [p.letter.key for p in await store.outbox.letters(mine, NOON, 10)] == ["2"]
    assert await store.unit(W).find(Sent, place="D1", outer_id="1") == [sent("1")]


async def test_a_message_that_was_edited_is_replaced_and_may_become_shorter(store: Store) -> None:
    (mine,) = await _claim_of_one(store)
    pieces = [sent("1", piece, f"m{piece}") for piece in range(3)]
    await store.outbox.record(mine, [], "sent", NOON, pieces)
    edited = [replace(piece, about=("a2",)) for piece in pieces[:2]]
    await store.outbox.record(mine, [], "edited", NOON, edited)
    assert await store.unit(W).find(Sent, key="1") == [replace(e, version=1) for e in edited]


async def test_a_letter_that_is_done_is_not_done_again(store: Store) -> None:
    (mine,) = await _claim_of_one(store)
    pending = await store.outbox.letters(mine, NOON, 10)
    await store.outbox.record(mine, pending, "sent", NOON)
    await store.outbox.record(mine, pending, "no longer true", NOON + SECOND)
    await store.outbox.postpone(pending[0], NOON)
    await store.outbox.release(mine)
    assert await store.outbox.next_at() is None


async def test_a_postponed_letter_lets_the_others_pass(store: Store) -> None:
    await post(store, letter("1"), letter("2"))
    (mine,) = await claim(store.outbox)
    first, _ = await store.outbox.letters(mine, NOON, 10)
    await store.outbox.postpone(first, NOON + SECOND)
    await store.outbox.release(mine)
    assert await waiting(store) == {ANN: ["2"]}
    assert await waiting(store, NOON + SECOND) == {ANN: ["1", "2"]}


async def test_nothing_goes_to_a_held_destination(store: Store) -> None:
    (mine,) = await _claim_of_one(store)
    await store.outbox.hold(mine, NOON + 10 * SECOND, NOON, 1)
    await post(store, letter("2"), letter("3", BEN))
    assert list(await waiting(store)) == [BEN]
    assert list(await waiting(store, NOON + 9 * SECOND)) == [BEN]
    (again,) = await claim(store.outbox, NOON + 10 * SECOND, most=1)
    assert (again.destination, again.failing_since, again.attempts) == (ANN, NOON, 1)


async def test_success_forgets_the_failures(store: Store) -> None:
    (mine,) = await _claim_of_one(store)
    await store.outbox.hold(mine, NOON, NOON, 4)
    (mine,) = await claim(store.outbox)
    assert mine.attempts == 4
    await store.outbox.release(mine)
    (mine,) = await claim(store.outbox)
    assert (mine.failing_since, mine.attempts) == (None, 0)


async def _claim_of_one(store: Store) -> Sequence[Claim]:
    await post(store, letter("1"))
    return await claim(store.outbox)


# --- when next ----------------------------------------------------------------------------------


async def test_the_next_letter_is_the_earliest_that_nothing_holds(store: Store) -> None:
    await post(store, letter("1", BEN, not_before=NOON + 30 * SECOND))
    assert await store.outbox.next_at() == NOON + 30 * SECOND
    await post(store, letter("2", urgency=Urgency.DIGEST, not_before=NOON + 20 * SECOND))
    assert await store.outbox.next_at() == NOON + 20 * SECOND
    (mine,) = await claim(store.outbox, NOON + 20 * SECOND)
    await store.outbox.hold(mine, NOON + 25 * SECOND, None, 0)
    assert await store.outbox.next_at() == NOON + 25 * SECOND
    (mine,) = await claim(store.outbox, NOON + 25 * SECOND)
    await store.outbox.hold(mine, NOON + 40 * SECOND, None, 0)
    assert await store.outbox.next_at() == NOON + 30 * SECOND


async def test_a_letter_for_now_is_next_at_once_whatever_the_clock_says(
    store: Store, clock: Clock
) -> None:
    """The clock may go back an hour between the writing and the sending."""
    await post(store, letter("1"))
    before = clock.advance(hours=-1)
    next_at = await store.outbox.next_at()
    assert next_at is not None
    assert next_at <= before
    assert len(await claim(store.outbox, before)) == 1


async def test_a_posted_letter_wakes_at_once(store: Store, clock: Clock) -> None:
    told: list[datetime] = []
    store.on_change = told.append
    await post(store, letter("1"))
    assert [at <= clock.now() for at in told] == [True]


async def test_letters_that_are_done_are_forgotten_and_lapsed_claims(store: Store) -> None:
    await post(store, letter("1"), letter("2", BEN))
    for mine in await claim(store.outbox):
        if mine.destination == ANN:
            pending = await store.outbox.letters(mine, NOON, 10)
            await store.outbox.record(mine, pending, "sent", NOON)
    await store.forget_before(repeats=NOON, done=NOON + 2 * LEASE, drafts=NOON)
    assert await waiting(store) == {BEN: ["2"]}
