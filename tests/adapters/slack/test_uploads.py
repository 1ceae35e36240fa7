"""A file reaches the people of a conversation in Slack's three steps."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import Calls
from adapters.slack.files import SlackFiles
from bot.domain.ids import WorkspaceId
from bot.ports.chat import Address, File, Files, Posted, Refused, TryLater
from tests.adapters.slack.serving import TOKEN, connected, methods
from tests.servers.slack.faults import Answers, BadStatus, RateLimited, Reset
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import User

W = WorkspaceId("w")
CSV = File("answers.csv", "name,answer\nAnn,“well”\n".encode(), "Answers of this week")


@pytest.fixture
async def client(server: SlackServer) -> AsyncIterator[AsyncWebClient]:
    async with connected(server) as client:
        yield client


@pytest.fixture
def files(client: AsyncWebClient) -> Files:
    return SlackFiles(client, Calls())


@pytest.fixture
def ann(server: SlackServer) -> User:
    return server.add_user("ann")


async def test_a_file_for_somebody_goes_into_their_direct_messages(
    server: SlackServer, files: Files, ann: User
) -> None:
    await files.upload(Address(W, True, ann.id), CSV)
    (seen,) = server.screen(ann)
    assert list(seen.files) == ["Answers of this week"]
    assert seen.channel is server.direct_channel(ann)
    (file,) = server.files
    assert (file.filename, file.content) == ("answers.csv", CSV.content)
    assert methods(server) == [
        "conversations.open",
        "files.getUploadURLExternal",
        "files.completeUploadExternal",
    ]
    assert "alt_txt" not in server.calls[1].args


async def test_a_file_for_a_channel_goes_there_and_may_stand_in_a_thread(
    server: SlackServer, client: AsyncWebClient, files: Files, ann: User
) -> None:
    research = server.add_channel("research", [ann])
    above = await client.chat_postMessage(channel=research.id, text="above")
    await files.upload(Address(W, False, research.id), CSV)
    under = Posted(research.id, str(above["ts"]))
    await files.upload(Address(W, False, research.id), CSV, under)
    assert [file.thread_ts for file in server.files] == ["", above["ts"]]
    assert {file.channel for file in server.files} == {research.id}
    assert "conversations.open" not in methods(server)


async def test_a_large_file_arrives_whole(server: SlackServer, files: Files, ann: User) -> None:
    content = bytes(range(256)) * 4 * 4096
    await files.upload(Address(W, True, ann.id), File("all.bin", content, "All"))
    assert server.files[0].content == content


async def test_a_picture_is_said_in_as_many_words_as_slack_takes(
    server: SlackServer, files: Files, ann: User
) -> None:
    await files.upload(Address(W, True, ann.id), File("a.png", b"png", "A", "word " * 400))
    assert len(server.files[0].alt_text) == 1000


async def test_no_token_goes_to_the_address_for_the_bytes(
    server: SlackServer, files: Files, ann: User
) -> None:
    headers: list[dict[str, str]] = []

    async def take(request: web.Request) -> web.Response:
        headers.append(dict(request.headers))
        return web.Response(status=403)

    app = web.Application()
    app.router.add_post("/", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    elsewhere = {"upload_url": url, "file_id": "F0123456789"}
    server._api.methods["files.getUploadURLExternal"] = lambda _: elsewhere
    with pytest.raises(TryLater, match="403"):
        await files.upload(Address(W, True, ann.id), CSV)
    await runner.cleanup()
    assert len(headers) == 1
    assert "Authorization" not in headers[0]
    assert TOKEN not in str(headers)


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("conversations.open", BadStatus(502)),
        ("files.getUploadURLExternal", Reset()),
        ("upload", BadStatus(500)),
        ("upload", Reset()),
        ("files.completeUploadExternal", BadStatus(503)),
        ("files.completeUploadExternal", Reset(after_effect=True)),
        ("files.completeUploadExternal", Answers("file_not_found")),
    ],
)
async def test_an_upload_that_failed_may_be_tried_again(
    server: SlackServer, files: Files, ann: User, method: str, fault: BadStatus | Reset | Answers
) -> None:
    server.faults.next(method, fault)
    with pytest.raises(TryLater) as caught:
        await files.upload(Address(W, True, ann.id), CSV)
    assert not caught.value.is_limit
    await files.upload(Address(W, True, ann.id), CSV)
    # Twice only where the answer was lost after it was shared (design.md, "Delivery").
    assert len(server.screen(ann)) == 1 + (fault == Reset(after_effect=True))


async def test_a_limit_is_told(server: SlackServer, files: Files, ann: User) -> None:
    server.faults.next("files.getUploadURLExternal", RateLimited(7))
    with pytest.raises(TryLater) as caught:
        await files.upload(Address(W, True, ann.id), CSV)
    assert (caught.value.is_limit, caught.value.after_seconds) == (True, 7)


async def test_what_will_not_go_says_why(server: SlackServer, files: Files, ann: User) -> None:
    bot, gone = server.add_user("bot", is_bot=True), server.add_user("gone", deleted=True)
    closed = server.add_channel("closed", [ann], bot_is_member=False)
    for address, why in (
        (Address(W, True, bot.id), "app’s"),
        (Address(W, True, gone.id), "deactivated"),
        (Address(W, True, "U0NOBODY99"), "does not know that account"),
        (Address(W, False, closed.id), "/invite @Unstuck"),
    ):
        with pytest.raises(Refused, match=why):
            await files.upload(address, CSV)
    server.tokens.scopes.remove("files:write")
    with pytest.raises(Refused, match="files:write"):
        await files.upload(Address(W, True, ann.id), CSV)
