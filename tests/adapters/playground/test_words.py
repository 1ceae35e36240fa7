"""What the three people type, and what each of them then sees."""

import asyncio
from datetime import UTC, datetime

import pytest

from adapters.playground.chat import PlaygroundChat
from bot.domain.ids import WorkspaceId
from bot.domain.people import Profile
from bot.domain.workspaces import ChannelProfile
from bot.engine.intents import Command, Opened, Reply
from bot.messages.parts import message, say
from bot.ports.chat import Address
from tests.adapters.playground.stand_in import StandInCore
from tests.adapters.playground.visitor import HOSTILE, Visitor, words_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

W = WorkspaceId("w")
JOSEPH = Profile("joseph", "Joseph Hale", "Europe/London")
MAYA = Profile("maya", "Maya Cole", "America/New_York")


@pytest.mark.parametrize(
    "words", ["pair @maya weekly", "/unstuck pair @maya weekly", "/pair @Maya, weekly"]
)
async def test_a_verb_and_its_words_are_a_command(
    visitor: Visitor, core: StandInCore, words: str
) -> None:
    await visitor.does("/api/say", words=words)
    [command] = core.handled
    assert isinstance(command, Command)
    assert (command.verb, command.words, command.people) == ("pair", "weekly", (MAYA,))
    assert command.origin.profile == JOSEPH
    assert not command.origin.is_admin
    assert command.origin.channel is None


async def test_an_unknown_name_stays_in_the_words(visitor: Visitor, core: StandInCore) -> None:
    await visitor.does("/api/say", words="pair @nobody and me@jay.example @jayne @jay\nnow")
    [command] = core.handled
    assert isinstance(command, Command)
    assert command.words == "@nobody and me@jay.example @jayne \nnow"
    assert [p.outer_id for p in command.people] == ["jay"]


async def test_an_unknown_verb_after_the_slash_is_for_the_core_to_answer(
    visitor: Visitor, core: StandInCore
) -> None:
    await visitor.does("/api/say", words="/unstuck Frobnicate it")
    [command] = core.handled
    assert isinstance(command, Command)
    assert (command.verb, command.words) == ("frobnicate", "it")


@pytest.mark.parametrize("words", ["Good morning", "/unstuck", "  hello  "])
async def test_plain_words_to_the_bot_show_what_is_open(
    visitor: Visitor, core: StandInCore, words: str
) -> None:
    answer = await visitor.does("/api/say", words=words)
    assert [type(intent) for intent in core.handled] == [Opened]
    assert words_of(answer["told"]) == "You asked for opened."
    said, told = await visitor.entries("direct:joseph")
    assert (said["author"], words_of(said)) == ("joseph", words.strip())
    assert told["author"] == "unstuck"


async def test_plain_words_in_the_channel_are_for_the_others(
    visitor: Visitor, core: StandInCore
) -> None:
    await visitor.does("/api/say", place="research", words="I pushed the new config")
    assert core.handled == []
    [entry] = await visitor.entries("channel:research")
    assert (entry["author"], entry["only_for"]) == ("joseph", "")


async def test_a_command_in_the_channel_is_seen_by_its_writer_only(
    visitor: Visitor, core: StandInCore
) -> None:
    await visitor.does("/api/say", "maya", place="research", words="/unstuck team")
    [command] = core.handled
    assert command.origin.is_admin
    assert command.origin.channel == ChannelProfile("research", "research")
    entries = await visitor.entries("channel:research")
    assert [(e["author"], e["only_for"]) for e in entries] == [
        ("maya", "maya"),
        ("unstuck", "maya"),
    ]


@pytest.mark.parametrize("words", HOSTILE)
async def test_hostile_words_arrive_and_stand_as_typed(
    visitor: Visitor, core: StandInCore, words: str
) -> None:
    await visitor.does("/api/say", words=f"me {words}")
    [command] = core.handled
    assert isinstance(command, Command)
    assert command.words == words.strip()
    said, _ = await visitor.entries("direct:joseph")
    assert words_of(said) == f"me {words}".strip()


async def test_what_no_database_keeps_is_replaced(visitor: Visitor, core: StandInCore) -> None:
    body = '{"event":"event-zero","person":"jay","place":"direct","words":"me a\\u0000b\\ud83d"}'
    status, answer = await visitor.send("/api/say", body)
    assert status == 200, answer
    [command] = core.handled
    assert isinstance(command, Command)
    assert command.words == "a\ufffdb\ufffd"


async def test_more_than_fits_is_refused_and_nothing_is_cut(
    visitor: Visitor, core: StandInCore
) -> None:
    status, answer = await visitor.post("/api/say", words="x" * 40_001)
    assert (status, core.handled) == (400, [])
    assert "1 characters too long: 40,000 fit. Nothing was sent." in answer["error"]


async def test_one_event_id_twice_stands_there_once(visitor: Visitor, core: StandInCore) -> None:
    await visitor.does("/api/say", words="setup", event="event-same")
    core.answers["setup"] = Reply(tell=message(say("As it is now.")))
    await visitor.does("/api/say", words="setup", event="event-same")
    assert [intent.origin.event for intent in core.handled] == ["event-same", "event-same"]
    said, told = await visitor.entries("direct:joseph")
    assert (words_of(said), words_of(told)) == ("setup", "As it is now.")


async def test_the_same_event_id_of_two_people_is_two_events(visitor: Visitor) -> None:
    await visitor.does("/api/say", "joseph", words="setup", event="event-same")
    await visitor.does("/api/say", "jay", words="me", event="event-same")
    assert len(await visitor.entries("direct:joseph")) == 2
    assert len(await visitor.entries("direct:jay")) == 2


async def test_an_unexpected_error_is_a_sentence_with_an_id(
    visitor: Visitor, core: StandInCore, caplog: pytest.LogCaptureFixture
) -> None:
    core.answers["setup"] = RuntimeError("a bug")
    status, answer = await visitor.post("/api/say", words="setup", event="event-same")
    assert status == 500
    [record] = [r for r in caplog.records if r.levelname == "ERROR"]
    assert record.__dict__["incident"] in answer["error"]
    assert "please try again" in answer["error"]
    del core.answers["setup"]
    await visitor.does("/api/say", words="setup", event="event-same")
    said, told = await visitor.entries("direct:joseph")
    assert (words_of(said), words_of(told)) == ("setup", "You asked for setup.")


async def test_a_slow_answer_does_not_hold_up_the_others(
    visitor: Visitor, core: StandInCore
) -> None:
    go_on = asyncio.Event()

    async def slowly(_: object) -> Reply:
        await go_on.wait()
        return Reply(tell=message(say("At last.")))

    core.answers["setup"] = slowly
    slow = asyncio.create_task(visitor.does("/api/say", words="setup"))
    await visitor.does("/api/say", "jay", words="me")
    go_on.set()
    assert words_of((await slow)["told"]) == "At last."


async def test_what_is_said_carries_the_playgrounds_time(visitor: Visitor) -> None:
    await visitor.does("/api/say", words="help")
    said, _ = await visitor.entries("direct:joseph")
    assert datetime.fromisoformat(said["at"]) == datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


async def test_the_state_has_people_verbs_and_earlier_pages(
    visitor: Visitor, chat: PlaygroundChat
) -> None:
    for number in range(105):
        what = message(say(f"Number {number}."))
        root = await chat.post(Address(W, False, "research"), what, f"nonce {number}")
        if number == 2:
            await chat.post(Address(W, False, "research"), message(say("Reply.")), "reply", root)
    state = await visitor.state()
    assert [(p["id"], p["zone"]) for p in state["people"]] == [
        ("joseph", "Europe/London"),
        ("jay", "Australia/Brisbane"),
        ("maya", "America/New_York"),
    ]
    assert {"name": "setup", "summary": "Start a pair or a team.", "usage": "setup"} in state[
        "verbs"
    ]
    page = state["conversations"]["channel:research"]
    assert (len(page["entries"]), page["earlier"]) == (100, True)
    first = page["entries"][0]["id"]
    _, earlier = await visitor.get(f"/api/earlier?conversation=channel:research&before={first}")
    assert [words_of(e) for e in earlier["entries"]] == [
        *(f"Number {number}." for number in range(3)),
        "Reply.",
        "Number 3.",
        "Number 4.",
    ]
    assert not earlier["earlier"]
