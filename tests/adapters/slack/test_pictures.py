"""A picture in a message is said in words and then shown; it never makes the message two."""

from collections.abc import AsyncIterator, Mapping, Sequence

import pytest

from adapters.slack.chat import SlackChat
from adapters.slack.errors import Calls
from adapters.slack.patience import PATIENCE, Patience
from bot.domain.ids import PersonId, WorkspaceId
from bot.messages.parts import Image, message, say
from bot.ports.chat import Address
from tests.adapters.slack.serving import connected
from tests.servers.slack.faults import BadStatus
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import Channel, User

W = WorkspaceId("w")
PICTURE = message(say("Look"), Image(b"\x89PNG...", "A line that goes up"))


@pytest.fixture
async def chat(server: SlackServer, patience: Patience) -> AsyncIterator[SlackChat]:
    async def nobody(_: WorkspaceId, __: Sequence[PersonId]) -> Mapping[PersonId, str]:
        return {}

    async with connected(server) as client:
        yield SlackChat(client, Calls(), nobody, patience=patience)


async def test_a_picture_is_said_in_words_and_then_shown(
    server: SlackServer, chat: SlackChat, ann: User
) -> None:
    posted = await chat.post(Address(W, True, ann.id), PICTURE, "1.0")
    said, shown = server.screen(ann)
    assert said.ts == posted.outer_id
    assert said.says("A line that goes up")
    assert list(shown.files) == ["A line that goes up"]
    (file,) = server.files
    assert (file.content, file.alt_text) == (b"\x89PNG...", "A line that goes up")


async def test_a_picture_of_a_reply_stands_in_its_thread(
    server: SlackServer, chat: SlackChat, research: Channel
) -> None:
    above = await chat.post(Address(W, False, research.id), message(say("Hello")), "1.0")
    await chat.post(Address(W, False, research.id), PICTURE, "2.0", above)
    (file,) = server.files
    assert (file.channel, file.thread_ts) == (research.id, above.outer_id)


@pytest.mark.parametrize(
    "step", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"]
)
@pytest.mark.parametrize(
    ("hangs", "patience"),
    [(False, PATIENCE), (True, Patience(post=0.3))],
    ids=["fails", "hangs"],
)
async def test_a_picture_that_does_not_arrive_is_no_reason_to_post_again(
    server: SlackServer,
    chat: SlackChat,
    ann: User,
    step: str,
    hangs: bool,
) -> None:
    if hangs:
        server.faults.hangs(step)
    else:
        server.faults.always(step, BadStatus(500))
    await chat.post(Address(W, True, ann.id), PICTURE, "1.0")
    assert len(server.screen(ann)) == 1
