"""The chat port over the transcript."""

import pytest

from adapters.playground.chat import PlaygroundChat
from adapters.playground.transcript import Transcript
from bot.domain.ids import WorkspaceId
from bot.domain.letters import Urgency
from bot.messages.limits import PLAYGROUND
from bot.messages.parts import message, say
from bot.ports.chat import Address, Gone, Posted, Refused, TryLater

pytestmark = pytest.mark.asyncio(loop_scope="module")

W = WorkspaceId("w")
TO_JAY = Address(W, True, "jay")
TO_RESEARCH = Address(W, False, "research")
HELLO = message(say("Hello."))


async def test_the_same_nonce_is_the_same_message(chat: PlaygroundChat) -> None:
    first = await chat.post(TO_JAY, HELLO, "n1")
    assert await chat.post(TO_JAY, HELLO, "n1") == first
    assert await chat.post(TO_JAY, HELLO, "n2") != first
    assert (first.place, chat.pace(TO_JAY, Urgency.PROMPT), chat.limits) == (
        "direct:jay",
        0,
        PLAYGROUND,
    )


async def test_replies_stand_in_the_thread_of_its_root(
    chat: PlaygroundChat, transcript: Transcript
) -> None:
    root = await chat.post(TO_RESEARCH, HELLO, "n1")
    reply = await chat.post(TO_RESEARCH, HELLO, "n2", root)
    below = await chat.post(TO_RESEARCH, HELLO, "n3", reply)
    entries = await transcript.since(0, 10)
    assert [entry.parent for entry in entries] == [None, int(root.outer_id), int(root.outer_id)]
    assert below.place == "channel:research"


async def test_an_edit_of_what_is_gone_says_so(chat: PlaygroundChat) -> None:
    posted = await chat.post(TO_JAY, HELLO, "n1")
    await chat.edit(TO_JAY, posted, message(say("Good morning.")))
    await chat.delete([posted, Posted("direct:jay", "999")])
    for gone in (
        posted,
        Posted("direct:jay", "999"),
        Posted("direct:maya", posted.outer_id),
        Posted("x", "y"),
    ):
        with pytest.raises(Gone):
            await chat.edit(TO_JAY, gone, HELLO)
    await chat.delete([posted])


@pytest.mark.parametrize("address", [Address(W, True, "nobody"), Address(W, False, "elsewhere")])
async def test_what_is_not_there_is_refused(chat: PlaygroundChat, address: Address) -> None:
    with pytest.raises(Refused):
        await chat.post(address, HELLO, "n1")


async def test_a_thread_elsewhere_is_refused(chat: PlaygroundChat) -> None:
    root = await chat.post(TO_JAY, HELLO, "n1")
    for under in (root, Posted("channel:research", "999")):
        with pytest.raises(Refused):
            await chat.post(TO_RESEARCH, HELLO, "n2", under)


async def test_a_transcript_that_cannot_be_written_is_trouble_for_later(
    chat: PlaygroundChat, transcript: Transcript
) -> None:
    posted = await chat.post(TO_JAY, HELLO, "n1")
    await transcript._run(lambda db: db.execute("PRAGMA query_only = ON"))
    with pytest.raises(TryLater, match="does not work: attempt to write a readonly database"):
        await chat.post(TO_JAY, HELLO, "n2")
    with pytest.raises(TryLater):
        await chat.edit(TO_JAY, posted, message(say("Good morning.")))
    with pytest.raises(TryLater):
        await chat.delete([posted])
