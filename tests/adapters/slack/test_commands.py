"""/unstuck and what stands behind it, and where its answers go."""

import pytest

from bot.engine.intents import Reply
from bot.messages.forms import Form, TextField
from bot.messages.parts import Message, message, say
from bot.messages.refs import Ref
from tests.adapters.slack.desk import WORKSPACE, Desk, Office, channel_of
from tests.adapters.stand_in_core import StandInCore
from tests.servers.slack.faults import BadStatus
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import Channel, User

LONG = Message(tuple(say(f"{number} " + "word " * 550) for number in range(9)))
"""Of several pieces."""

FORM = Form(Ref("test.form"), "A form", "Send", (TextField("words", "Words"),))


async def test_a_command_is_read_and_answered(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    await desk.types(ann, "me brisbane", research)
    command, origin = core.command, core.command.origin
    assert (command.verb, command.words, command.people) == ("me", "brisbane", ())
    assert (origin.workspace, channel_of(origin)) == (WORKSPACE, research.id)
    profile = origin.profile
    assert (profile.outer_id, profile.name, profile.zone) == (ann.id, "Ann Lee", "Europe/London")
    seen = desk.last(ann)
    assert seen.says("Noted.")
    assert seen.is_ephemeral
    assert seen.channel is research
    # A short answer needs no second request.
    assert desk.calls("response_url") == []


async def test_without_words(desk: Desk, core: StandInCore, ann: User) -> None:
    await desk.types(ann)
    assert (core.command.verb, core.command.words) == ("", "")
    await desk.types(ann, "  ME \t  ")
    assert (core.command.verb, core.command.words) == ("me", "")


@pytest.mark.parametrize(
    ("typed", "verb", "words", "people"),
    [
        ("pair @ben", "pair", "", ["ben"]),
        ("pair @ben, @maya and @ben", "pair", "and", ["ben", "maya"]),
        ("task @ben look at #research please", "task", "look at #research please", ["ben"]),
        ("ask see https://a.example/x?y=1&z=2", "ask", "see https://a.example/x?y=1&z=2", []),
        ("ask is a<b & b>c &amp; <!channel> *so*", "ask", "is a<b & b>c &amp; <!channel> *so*", []),
        ("ask about the payload", "ask", "about the payload", []),
        ("ask payload=1&x", "ask", "payload=1&x", []),
        ("@ben", "@ben", "", []),
        ("<x>", "<x>", "", []),
        ("ask @nobody", "ask", "@nobody", []),
        ("ask zwei\nZeilen  und   mehr", "ask", "zwei\nZeilen  und   mehr", []),
    ],
)
async def test_what_is_typed_arrives_as_typed(
    desk: Desk,
    core: StandInCore,
    ann: User,
    ben: User,
    research: Channel,
    typed: str,
    verb: str,
    words: str,
    people: list[str],
) -> None:
    await desk.types(ann, typed, research)
    users = {user.name: user.id for user in (ann, ben, *desk.server.workspace.users.values())}
    assert (core.command.verb, core.command.words) == (verb, words)
    assert [p.outer_id for p in core.command.people] == [users[name] for name in people]


async def test_a_short_command_is_a_verb(
    desk: Desk, core: StandInCore, ann: User, ben: User
) -> None:
    await desk.types(ann, "@ben now", command="/pair")
    assert (core.command.verb, core.command.words) == ("pair", "now")
    assert [person.name for person in core.command.people] == ["Ben Ito"]


async def test_from_wherever(
    desk: Desk, core: StandInCore, server: SlackServer, ann: User, ben: User
) -> None:
    """Where the bot is not, in private, among two: the answer is for the one who asked."""
    without_bot = server.add_channel("theirs", [ann, ben], bot_is_member=False)
    private = server.add_channel("secret", [ann, ben], is_private=True, bot_is_member=False)
    between = server.add_direct_message(ann, ben)
    for place, channel in (
        (without_bot, without_bot.id),
        (private, private.id),
        (between, ""),
        (server.direct_channel(ann), ""),
    ):
        await desk.types(ann, "me", place)
        assert channel_of(core.command.origin) == channel
        assert desk.last(ann).channel is place
        assert desk.last(ann).says("Noted.")
    assert desk.seen(ben) == []


async def test_an_answer_of_several_messages_comes_whole_and_in_order(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    core.replies(Reply(tell=LONG))
    await desk.types(ann, "help", research)
    numbers = "".join(m.text_as_read for m in desk.seen(ann)).replace("word ", "").split()
    assert [n for n in numbers if n != "word"] == [str(number) for number in range(9)]
    assert all(m.is_ephemeral and m.channel is research for m in desk.seen(ann))
    assert len(desk.calls("response_url")) == len(desk.seen(ann)) > 1


async def test_more_than_a_response_url_takes_goes_on_in_direct_messages(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    core.replies(Reply(tell=Message(LONG.parts * 4)))
    await desk.types(ann, "help", research)
    assert len(desk.calls("response_url")) == 4
    direct = [m for m in desk.seen(ann) if m.channel is desk.server.direct_channel(ann)]
    assert direct
    assert sum(m.text_as_read.count("word") for m in desk.seen(ann)) == 4 * 9 * 550


async def test_what_the_response_url_does_not_take_comes_as_a_direct_message(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    core.replies(Reply(tell=LONG))
    desk.server.faults.always("response_url", BadStatus())
    await desk.types(ann, "help", research)
    assert all(m.channel is desk.server.direct_channel(ann) for m in desk.seen(ann))
    assert sum(m.text_as_read.count("word") for m in desk.seen(ann)) == 9 * 550


async def test_a_command_opens_a_dialog(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    core.replies(Reply(form=FORM, tell=message(say("Besides."))))
    answer = await desk.types(ann, "ask", research)
    assert answer.body == {}
    assert desk.dialog(ann).title == "A form"
    assert desk.last(ann).says("Besides.")


async def test_the_real_ones(office: Office, ann: User, ben: User, research: Channel) -> None:
    await office.types(ann, "", research)
    assert office.last(ann).says("Nothing is open for you.")
    await office.types(ann, "tema", research)
    assert office.last(ann).says("I do not know the command “tema”. Did you mean “team”?")
    await office.types(ann, "@ben", research)
    assert office.last(ann).says("I do not know the command “@ben”.")
    await office.types(ann, "me brisbane", research)
    assert office.last(ann).says("Saved.")
    assert office.last(ann).says("Brisbane")
    await office.types(ann, "help", research)
    assert "/unstuck pair @who" in "".join(m.text_as_read for m in office.seen(ann))
    await office.types(ann, "@ben", research, command="/pair")
    assert office.last(ann).says("I have asked Ben Ito to join.") or office.last(ann).says(
        "I will ask Ben Ito when their day begins:"
    )
    assert office.seen(ben) == []
