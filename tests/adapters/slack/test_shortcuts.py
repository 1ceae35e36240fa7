"""Verbs without typing: in the search bar, and on somebody's message."""

from collections.abc import Awaitable, Callable

import pytest

from adapters.cli.compose import FEATURES
from adapters.slack.manifest import make_manifest
from bot.engine.intents import Reply
from bot.engine.manifest import Manifest, Verb, Words
from bot.engine.work import Work
from bot.messages.forms import Form, TextField
from bot.messages.parts import Quote, message, say
from bot.messages.refs import Ref
from tests.adapters.slack.desk import Desk, Office, channel_of
from tests.adapters.stand_in_core import StandInCore
from tests.servers.slack.records import Acknowledged
from tests.servers.slack.screen import SeenMessage
from tests.servers.slack.state import Channel, Message, User

FORM = Form(Ref("test.form"), "A form", "Send", (TextField("words", "Words"),))


def writes(desk: Desk, who: User, place: Channel, text: str) -> SeenMessage:
    """Somebody's message."""
    workspace = desk.server.workspace
    written = Message(workspace.new_ts(), place, who.id, text, [])
    workspace.messages.append(written)
    return next(m for m in desk.seen(desk.server.workspace.users[place.members[0]])
                if m.message is written)  # fmt: skip


async def uses(desk: Desk, act: Awaitable[Acknowledged]) -> Acknowledged:
    answer = await act
    await desk.slack.finish()
    return answer


async def test_in_the_search_bar(desk: Desk, core: StandInCore, ann: User) -> None:
    answer = await uses(desk, desk.server.uses_shortcut(ann, "verb:inbox"))
    assert answer.body == {}
    assert (core.command.verb, channel_of(core.command.origin)) == ("inbox", "")
    assert core.command.quoted is None
    assert desk.dialog(ann).text_as_read == "Noted."
    core.replies(Reply(form=FORM))
    await uses(desk, desk.server.uses_shortcut(ann, "verb:setup"))
    assert desk.dialog(ann).title == "A form"


async def test_a_shortcut_of_nobody(
    desk: Desk, core: StandInCore, ann: User, ben: User, research: Channel
) -> None:
    await uses(desk, desk.server.uses_shortcut(ann, "create-ticket"))
    assert desk.dialog(ann).says("This button is from another version of me")
    on = writes(desk, ben, research, "hello")
    await uses(desk, desk.server.uses_message_shortcut(ann, "create-ticket", on))
    assert desk.last(ann).says("This button is from another version of me")
    assert core.intents == []


async def test_on_a_message(
    desk: Desk, core: StandInCore, ann: User, ben: User, research: Channel
) -> None:
    on = writes(desk, ben, research, "is <@" + ann.id + "> &lt;here&gt;? <https://a.example|that>")
    await uses(desk, desk.server.uses_message_shortcut(ann, "message:ask", on))
    command = core.command
    assert (command.verb, command.words, command.people) == ("ask", "", ())
    assert channel_of(command.origin) == research.id
    quoted = command.quoted
    assert quoted is not None
    assert quoted.text == f"is @{ann.id} <here>? that (https://a.example)"
    assert quoted.author is not None
    assert (quoted.author.outer_id, quoted.author.name) == (ben.id, "Ben Ito")
    stamp = on.ts.replace(".", "")
    assert quoted.link == f"https://workspace-domain.slack.com/archives/{research.id}/p{stamp}"
    assert quoted.is_private is False
    assert desk.last(ann).is_ephemeral
    assert desk.last(ann).channel is research
    assert len(desk.seen(ben)) == 1


@pytest.mark.parametrize("kind", ["private", "direct", "between", "group"])
async def test_what_not_all_can_read_is_private(
    desk: Desk, core: StandInCore, ann: User, ben: User, kind: str
) -> None:
    server = desk.server
    places: dict[str, Callable[[], Channel]] = {
        "private": lambda: server.add_channel("secret", [ann, ben], is_private=True),
        "direct": lambda: server.direct_channel(ann),
        "between": lambda: server.add_direct_message(ann, ben),
        "group": lambda: server.add_channel("mpdm-ann--ben--maya-1", [ann, ben]),
    }
    on = writes(desk, ann, places[kind](), "a secret")
    await uses(desk, server.uses_message_shortcut(ann, "message:ask", on))
    assert core.command.quoted is not None
    assert core.command.quoted.is_private


async def test_apps_are_no_authors(
    desk: Desk, core: StandInCore, ann: User, research: Channel
) -> None:
    robot = desk.server.add_user("robot", "Robot", is_bot=True)
    on = writes(desk, robot, research, "build failed")
    await uses(desk, desk.server.uses_message_shortcut(ann, "message:ask", on))
    assert core.command.quoted is not None
    assert core.command.quoted.author is None
    await desk.posts(research, message(say("ours")))
    await uses(desk, desk.server.uses_message_shortcut(ann, "message:ask", desk.last(ann)))
    assert core.command.quoted.author is None


async def test_a_feature_that_declares_one_needs_nothing_here(
    desk: Desk, core: StandInCore, ann: User, ben: User, research: Channel
) -> None:
    """From the verb's declaration to its callback, by the manifest that Slack is given."""
    verb = Verb("quote", "Quote it", "quote", "Quotes.", _quote, on_message="Quote this")
    manifest = make_manifest([verb])
    (shortcut,) = manifest["features"]["shortcuts"]
    on = writes(desk, ben, research, "hello")
    await uses(desk, desk.server.uses_message_shortcut(ann, shortcut["callback_id"], on))
    assert core.command.verb == "quote"


async def _quote(work: Work, words: Words) -> Reply:
    quoted = words.quoted
    assert quoted is not None
    by = quoted.author.name if quoted.author else "an app"
    return Reply(tell=message(say(f"{by} wrote"), Quote(quoted.text), say(quoted.link)))


async def test_the_real_ones(office: Office, ann: User) -> None:
    for verb in office.app.registry.verbs.values():
        if verb.shortcut:
            await uses(office, office.server.uses_shortcut(ann, f"verb:{verb.name}"))
            assert office.dialog(ann).title


QUOTE = Verb("quote", "Quote it", "quote", "Quotes.", _quote, on_message="Quote this")


@pytest.mark.parametrize("features", [(*FEATURES, Manifest("quoting", (QUOTE,)))], ids=["quoting"])
async def test_a_message_reaches_the_feature(
    office: Office, ann: User, ben: User, research: Channel
) -> None:
    on = writes(office, ben, research, "see &lt;!channel&gt; *this*")
    await uses(office, office.server.uses_message_shortcut(ann, "message:quote", on))
    told = office.last(ann)
    assert told.says("Ben Ito wrote\nsee <!channel> *this*\nhttps://workspace-domain.slack.com")
    assert told.mentions == ()
