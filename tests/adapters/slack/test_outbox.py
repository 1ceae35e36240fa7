"""The whole outbox writes into Slack: in order, at Slack's pace, and nothing is lost."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.cli.compose import FEATURES
from adapters.slack.chat import SlackChat
from adapters.slack.errors import Calls
from adapters.system.holidays import LibraryHolidays
from bot.domain.ids import ChannelId, PersonId, WorkspaceId
from bot.domain.letters import Letter, Urgency, to_channel, to_person
from bot.domain.people import Account, Person
from bot.domain.workspaces import Channel, Installation, Platform, Workspace
from bot.engine.engine import Engine
from bot.engine.manifest import LetterKind, Manifest, Written
from bot.engine.outbox import Outbox
from bot.engine.registry import Registry
from bot.engine.timers import Timers
from bot.messages.parts import message, say
from bot.ports.chat import Address
from bot.ports.clock import Clock
from bot.ports.store import Reader, UnitOfWork
from storage.store import Store, open_store
from tests.adapters.slack.desk import START
from tests.adapters.slack.serving import connected
from tests.clocks import SilentAlarm, StillClock
from tests.servers.slack.faults import RateLimited
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import Channel as SlackChannel
from tests.servers.slack.state import User

W = WorkspaceId("w")
POSTING = "chat.postMessage"


async def _write(reader: Reader, letter: Letter, now: datetime) -> Written:
    """So many paragraphs, of which Slack takes 44 in one message."""
    lines = int(letter.facts["lines"])
    return message(*(say(letter.facts["text"]) for _ in range(lines)))


class CountingChat(SlackChat):
    def __init__(self, client: AsyncWebClient, calls: Calls, clock: Clock) -> None:
        super().__init__(client, calls, _nobody, seconds=lambda: clock.now().timestamp())
        self.asked: Counter[str] = Counter()

    def pace(self, address: Address, urgency: Urgency) -> float:
        self.asked[address.outer_id] += 1
        return super().pace(address, urgency)


async def _nobody(_: WorkspaceId, __: Sequence[PersonId]) -> Mapping[PersonId, str]:
    return {}


@dataclass
class Post:
    """People and channels of a workspace in Slack, and the letters to them."""

    server: SlackServer
    store: Store
    engine: Engine
    clock: StillClock
    undelivered: list[str]
    asked: Mapping[str, int]
    """How often it was asked whether somebody may be written to."""

    async def knows(self, *places: User | SlackChannel) -> None:
        unit = self.store.unit(W)
        for place in places:
            if isinstance(place, User):
                unit.add(Person(W, PersonId(place.id), place.name))
                unit.add(Account(W, Platform.SLACK, place.id, PersonId(place.id)))
            else:
                unit.add(Channel(W, ChannelId(place.id), place.id, place.name))
        await unit.commit()

    async def writes(
        self, place: User | SlackChannel, *letters: str, key: str = "", lines: int = 1
    ) -> None:
        unit = self.store.unit(W)
        for text in letters:
            is_person = isinstance(place, User)
            where = to_person(PersonId(place.id)) if is_person else to_channel(ChannelId(place.id))
            own = key or f"{place.id}:{text}"
            facts = {"text": text, "lines": str(lines)}
            unit.post(Letter(W, where, "t.say", own, (), facts, urgency=Urgency.PROMPT))
        await unit.commit()

    async def passes(self, until: datetime) -> None:
        """Time passes: whatever is due on the way happens at its instant."""
        await self.engine.settle()
        while (due := await self.engine.next_due()) is not None and due <= until:
            self.clock.set(max(due, self.clock.now()))
            await self.engine.settle()
        self.clock.set(max(until, self.clock.now()))

    def sees(self, who: User, where: SlackChannel | None = None) -> list[str]:
        place = where or self.server.direct_channel(who)
        seen = self.server.screen(who)
        return [m.text_as_read for m in seen if m.channel is place]

    def posted_at(self, *, well: bool = True) -> list[float]:
        """Seconds after the start of each message that arrived, or of those that did not."""
        return [
            (call.when - START).total_seconds()
            for call in self.server.calls
            if call.method == POSTING and bool(call.answer and call.answer["ok"]) is well
        ]


@pytest.fixture
async def post(server: SlackServer, clock: StillClock, url: str) -> AsyncIterator[Post]:
    undelivered: list[str] = []

    async def note(unit: UnitOfWork, letter: Letter, why: str, now: datetime) -> None:
        undelivered.append(why)

    manifest = Manifest("t", letters={"t.say": LetterKind(_write)}, undelivered=note)
    registry = Registry([*FEATURES, manifest])
    store = await open_store(url, clock)
    unit = store.unit(W)
    unit.add(Workspace(W, "Research"))
    unit.add(Installation(W, Platform.SLACK, server.team_id))
    await unit.commit()
    async with connected(server) as client:
        chat = CountingChat(client, Calls(), clock)
        chats = {Platform.SLACK: chat}
        # No time passes while somebody waits for a turn by this clock.
        outbox = Outbox(registry, store, store.outbox, chats, clock, "me", moment_seconds=0)
        timers = Timers(registry, store, clock, lambda: "id", LibraryHolidays())
        engine = Engine(timers, outbox, store.outbox, store, clock, SilentAlarm())
        store.on_change = engine.expect
        yield Post(server, store, engine, clock, undelivered, chat.asked)
        await engine.stop()
    await store.close()


async def test_limited_for_a_minute_while_500_prompts_wait(post: Post) -> None:
    """Paced, in order in every channel, none lost, and no limit met after the first."""
    server = post.server
    people = [server.add_user(f"u{n}") for n in range(500)]
    channels = [server.add_channel(f"c{n}", people[:1]) for n in range(4)]
    await post.knows(*people, *channels)
    for who in people:
        await post.writes(who, "How is it going?")
    for channel in channels:
        await post.writes(channel, *(f"{n}" for n in range(6)))
    # As many at once as we take for granted.
    limiter = server.use_limiter(channel_burst=4)
    server.faults.next(POSTING, *[None] * 40, RateLimited(60))
    await post.passes(START + timedelta(hours=1))

    limited, *others = post.posted_at(well=False)
    assert (others, limiter.refused) == ([], 0)
    arrived = post.posted_at()
    assert len(arrived) == 500 + 4 * 6
    assert not [at for at in arrived if limited < at < limited + 60]
    assert all(post.sees(who) == ["How is it going?"] for who in people)
    for channel in channels:
        assert post.sees(people[0], channel) == [f"{n}" for n in range(6)]
    assert post.undelivered == []
    # 40 before the pause; then one every 250 ms, without a burst.
    assert arrived[-1] == pytest.approx(limited + 60 + (524 - 40) / 4, abs=3)
    most_in_a_second = Counter(int(at) for at in arrived if at > limited).most_common(1)[0][1]
    assert most_in_a_second <= 5


async def test_each_waiting_destination_is_asked_about_twice_at_most(post: Post) -> None:
    people = [post.server.add_user(f"u{n}") for n in range(200)]
    await post.knows(*people)
    for who in people:
        await post.writes(who, "Hello")
    await post.passes(START + timedelta(minutes=10))
    assert len(post.posted_at()) == 200
    assert max(post.asked.values()) == 2


async def test_messages_of_many_pieces_are_posted_and_edited_at_slacks_pace(post: Post) -> None:
    """In Slack five pieces in a channel are a burst and a wait; of edits, ten are."""
    ann = post.server.add_user("ann")
    research = post.server.add_channel("research", [ann])
    await post.knows(research)
    limiter = post.server.use_limiter()
    for text in ("one", "two"):
        for key in "abc":
            await post.writes(research, f"{text} {key}", key=key, lines=5 * 44)
        await post.writes(research, f"after {text}")
        await post.passes(post.clock.now() + timedelta(minutes=2))
    pieces = ["\n".join([f"two {key}"] * 44) for key in "abc" for _ in range(5)]
    assert post.sees(ann, research) == [*pieces, "after one", "after two"]
    assert limiter.refused == 0
    assert post.undelivered == []


async def test_a_token_that_is_no_longer_good_loses_nothing(post: Post) -> None:
    people = [post.server.add_user(f"u{n}") for n in range(10)]
    await post.knows(*people)
    for who in people:
        await post.writes(who, "Hello")
    post.server.tokens.bot_error = "token_revoked"
    await post.passes(START + timedelta(hours=1))
    assert post.undelivered == []
    assert len(post.posted_at(well=False)) < 10 + 2 * 60
    post.server.tokens.bot_error = ""
    await post.passes(START + timedelta(hours=2))
    assert all(post.sees(who) == ["Hello"] for who in people)
