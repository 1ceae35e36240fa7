"""What Unstuck writes stands in Slack as Slack's own client sends it, at Slack's pace."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.chat import RATES, SlackChat
from adapters.slack.errors import Calls
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.letters import Urgency
from bot.messages.parts import Mention, Quote, message, say
from bot.ports.chat import Address, Gone, Posted, Refused, TryLater
from tests.adapters.slack.serving import connected, methods
from tests.clocks import StillClock
from tests.servers.slack.faults import BadStatus, RateLimited
from tests.servers.slack.screen import SeenMessage
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import Channel as SlackChannel
from tests.servers.slack.state import User

W = WorkspaceId("w")
HELLO = message(say("Hello"))
ANN = PersonId("p-ann")


@pytest.fixture
async def client(server: SlackServer) -> AsyncIterator[AsyncWebClient]:
    async with connected(server) as client:
        yield client


@dataclass
class Accounts:
    """Who is asked for, and is who."""

    known: dict[PersonId, str] = field(default_factory=dict)
    asked: list[Sequence[PersonId]] = field(default_factory=list)

    async def find(
        self, workspace: WorkspaceId, people: Sequence[PersonId]
    ) -> Mapping[PersonId, str]:
        assert workspace == W
        self.asked.append(people)
        return {who: self.known[who] for who in people if who in self.known}


@pytest.fixture
def accounts() -> Accounts:
    return Accounts()


@pytest.fixture
def chat(client: AsyncWebClient, accounts: Accounts, clock: StillClock) -> SlackChat:
    return SlackChat(client, Calls(), accounts.find, seconds=lambda: clock.now().timestamp())


@pytest.fixture
def ann(server: SlackServer, accounts: Accounts) -> User:
    ann = server.add_user("ann")
    accounts.known[ANN] = ann.id
    return ann


@pytest.fixture
def research(server: SlackServer, ann: User) -> SlackChannel:
    return server.add_channel("research", [ann])


def to(place: SlackChannel | User) -> Address:
    return Address(W, isinstance(place, User), place.id)


def last(server: SlackServer, who: User) -> SeenMessage:
    return server.screen(who)[-1]


def texts(server: SlackServer, who: User) -> list[str]:
    return [seen.text_as_read for seen in server.screen(who)]


# -- posting ----------------------------------------------------------------------------------


async def test_a_message_stands_in_its_channel(
    server: SlackServer, chat: SlackChat, ann: User, research: SlackChannel
) -> None:
    posted = await chat.post(to(research), HELLO, "1.0")
    seen = last(server, ann)
    assert posted == Posted(research.id, seen.ts)
    assert seen.says("Hello")
    assert seen.text == "Hello"
    (call,) = server.calls
    assert call.args["unfurl_links"] is False
    assert call.args["unfurl_media"] is False
    assert "thread_ts" not in call.args


async def test_a_direct_message_is_known_by_its_conversation(
    server: SlackServer, chat: SlackChat, ann: User
) -> None:
    posted = await chat.post(to(ann), HELLO, "1.0")
    assert posted.place == server.direct_channel(ann).id
    await chat.edit(to(ann), posted, message(say("Bye")))
    assert texts(server, ann) == ["Bye"]
    assert methods(server) == ["chat.postMessage", "chat.update"]


async def test_a_reply_hangs_on_its_message(
    server: SlackServer, chat: SlackChat, ann: User, research: SlackChannel
) -> None:
    above = await chat.post(to(research), HELLO, "1.0")
    await chat.post(to(research), message(say("below")), "2.0", above)
    assert last(server, ann).thread_ts == above.outer_id


async def test_an_edit_leaves_its_place_and_notifies_nobody_by_its_text(
    server: SlackServer, chat: SlackChat, ann: User, research: SlackChannel
) -> None:
    posted = await chat.post(to(research), HELLO, "1.0")
    await chat.edit(to(research), posted, message(say("Hello again")))
    await chat.edit(to(research), posted, message(say("Hello again")))
    assert texts(server, ann) == ["Hello again"]
    assert server.calls[-1].args["parse"] == "none"


async def test_a_message_that_somebody_deleted_is_gone(
    server: SlackServer, chat: SlackChat, research: SlackChannel
) -> None:
    posted = await chat.post(to(research), HELLO, "1.0")
    await chat.delete([posted])
    with pytest.raises(Gone):
        await chat.edit(to(research), posted, HELLO)


async def test_deleting_takes_what_is_there(
    server: SlackServer, chat: SlackChat, ann: User, research: SlackChannel
) -> None:
    both = [await chat.post(to(research), HELLO, f"{n}.0") for n in range(2)]
    await chat.delete(both[:1])
    await chat.delete(both)
    assert server.screen(ann) == []


async def test_a_channel_that_is_closed_refuses(server: SlackServer, chat: SlackChat) -> None:
    closed = server.add_channel("closed", bot_is_member=False)
    with pytest.raises(Refused, match="/invite @Unstuck"):
        await chat.post(to(closed), HELLO, "1.0")


# -- who is meant -----------------------------------------------------------------------------


async def test_whom_a_message_addresses_is_pinged_and_stays_named_when_it_is_edited(
    server: SlackServer, chat: SlackChat, accounts: Accounts, ann: User, research: SlackChannel
) -> None:
    hello = message(say("Hello ", Mention(ANN, "Ann")), addresses=(ANN,))
    chat.pace(to(research), Urgency.PROMPT)
    posted = await chat.post(to(research), hello, "1.0")
    assert last(server, ann).pings == {ann.id}
    await chat.edit(to(research), posted, hello)
    assert list(last(server, ann).mentions) == [ann.id]
    assert accounts.asked == [(ANN,), (ANN,)]


async def test_nobody_is_asked_for_and_pinged_when_nobody_is_addressed(
    server: SlackServer, chat: SlackChat, accounts: Accounts, ann: User, research: SlackChannel
) -> None:
    typed = Quote(f"<@{ann.id}> <!channel> @ann")
    posted = await chat.post(to(research), message(say(Mention(ANN, "Ann")), typed), "1.0")
    await chat.edit(to(research), posted, message(typed))
    assert accounts.asked == []
    assert last(server, ann).pings == frozenset()
    assert not last(server, ann).mentions


async def test_somebody_without_an_account_is_named(
    server: SlackServer, chat: SlackChat, ann: User, research: SlackChannel
) -> None:
    ben = PersonId("p-ben")
    await chat.post(to(research), message(say(Mention(ben, "Ben")), addresses=(ben,)), "1.0")
    assert "Ben" in last(server, ann).text_as_read


# -- pace -------------------------------------------------------------------------------------


async def test_a_channel_takes_three_at_once_and_then_one_a_second(
    chat: SlackChat, ann: User, research: SlackChannel, clock: StillClock
) -> None:
    assert [chat.pace(to(research), Urgency.PROMPT) for _ in range(4)] == [
        0,
        0,
        0,
        pytest.approx(1),
    ]
    assert chat.pace(to(ann), Urgency.PROMPT) == 0
    clock.advance(seconds=1)
    assert chat.pace(to(research), Urgency.PROMPT) == 0


async def test_what_is_posted_without_asking_first_keeps_the_pace_too(
    server: SlackServer, chat: SlackChat, research: SlackChannel, clock: StillClock
) -> None:
    """The outbox asks once a letter, and a long one has pieces."""
    assert chat.pace(to(research), Urgency.PROMPT) == 0
    for n in range(3):
        await chat.post(to(research), HELLO, f"1.{n}")
    with pytest.raises(TryLater) as caught:
        await chat.post(to(research), HELLO, "1.3")
    assert caught.value.is_limit
    assert caught.value.after_seconds == pytest.approx(1)
    clock.advance(seconds=1)
    assert chat.pace(to(research), Urgency.PROMPT) == 0
    await chat.post(to(research), HELLO, "1.3")
    assert len(server.calls) == 4


async def test_when_slack_limits_one_nobody_asks_until_it_is_over(
    server: SlackServer, chat: SlackChat, ann: User, research: SlackChannel, clock: StillClock
) -> None:
    server.faults.next("chat.postMessage", RateLimited(30))
    with pytest.raises(TryLater) as caught:
        await chat.post(to(research), HELLO, "1.0")
    assert (caught.value.is_limit, caught.value.after_seconds) == (True, 30)
    assert chat.pace(to(ann), Urgency.PROMPT) == pytest.approx(30)
    clock.advance(seconds=30)
    assert chat.pace(to(ann), Urgency.PROMPT) == 0


async def test_trouble_that_is_no_limit_holds_back_nobody(
    server: SlackServer, chat: SlackChat, ann: User, research: SlackChannel
) -> None:
    server.faults.next("chat.postMessage", BadStatus(503))
    with pytest.raises(TryLater):
        await chat.post(to(research), HELLO, "1.0")
    assert chat.pace(to(ann), Urgency.PROMPT) == 0


async def test_an_answer_does_not_wait_behind_a_mornings_prompts(
    server: SlackServer, chat: SlackChat, ann: User
) -> None:
    for n in range(200):
        chat.pace(to(server.add_user(f"u{n}")), Urgency.PROMPT)
    assert chat.pace(to(ann), Urgency.INTERACTIVE) <= 1


async def test_edits_keep_their_own_pace(
    server: SlackServer, chat: SlackChat, ann: User, clock: StillClock
) -> None:
    people = [server.add_user(f"u{n}") for n in range(60)]
    posted = []
    for who in people:
        clock.advance(seconds=chat.pace(to(who), Urgency.PROMPT))
        posted.append(await chat.post(to(who), HELLO, "1.0"))
    limiter = server.use_limiter()
    waits = 0
    for each in posted:
        try:
            await chat.edit(to(ann), each, message(say("Hello again")))
        except TryLater as later:
            waits += 1
            clock.advance(seconds=later.after_seconds or 0)
            await chat.edit(to(ann), each, message(say("Hello again")))
    assert waits == 60 - RATES.edits.burst
    assert limiter.refused == 0
    assert chat.pace(to(ann), Urgency.PROMPT) == 0
