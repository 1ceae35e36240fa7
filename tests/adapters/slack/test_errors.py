"""Whatever Slack answers instead of doing it reads as what to do about it."""

import logging
import traceback
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.chat import SlackChat
from adapters.slack.client import make_client, open_session
from adapters.slack.errors import CODES, LIMIT_SECONDS, LOCKED_OUT_SECONDS, Calls, Way
from adapters.slack.settings import SlackSettings
from bot.domain.ids import WorkspaceId
from bot.messages.parts import message, say
from bot.ports.chat import Address, ChatError, Gone, Posted, Refused, TryLater
from tests.adapters.slack.serving import TOKEN, Watch, connected
from tests.servers.slack.faults import Answers, BadStatus, HtmlBody, RateLimited, Reset
from tests.servers.slack.refusals import Refused as SlackRefuses
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import Json

W = WorkspaceId("w")
SECRET = "what somebody wrote"
HELLO = message(say(SECRET))


@pytest.fixture
async def client(server: SlackServer) -> AsyncIterator[AsyncWebClient]:
    async with connected(server) as client:
        yield client


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def chat(client: AsyncWebClient, watch: Watch) -> SlackChat:
    return SlackChat(client, Calls(), nobody, watch)


async def nobody(*_: object) -> dict[Any, str]:
    return {}


async def refusal(chat: SlackChat, to: str, *, is_direct: bool = False) -> ChatError:
    """What posting to there comes to; nothing of it tells more than it should."""
    with pytest.raises(ChatError) as caught:
        await chat.post(Address(W, is_direct, to), HELLO, "1.0")
    told = "".join(traceback.format_exception(caught.value))
    assert TOKEN not in told
    assert SECRET not in told
    return caught.value


# -- as our Slack says them -------------------------------------------------------------------


async def test_a_channel_that_we_are_not_in_says_how_to_let_us_in(
    server: SlackServer, chat: SlackChat
) -> None:
    channel = server.add_channel("research", bot_is_member=False)
    why = await refusal(chat, channel.id)
    assert isinstance(why, Refused)
    assert str(why) == "I am not in that channel: type “/invite @Unstuck” there"


async def test_a_private_channel_that_we_are_not_in_may_be_gone_or_closed(
    server: SlackServer, chat: SlackChat
) -> None:
    channel = server.add_channel("secret", is_private=True, bot_is_member=False)
    why = await refusal(chat, channel.id)
    assert isinstance(why, Refused)
    assert "does not exist any more, or I cannot see it" in str(why)


async def test_an_archived_channel(server: SlackServer, chat: SlackChat) -> None:
    channel = server.add_channel("research")
    posted = await chat.post(Address(W, False, channel.id), HELLO, "1.0")
    channel.is_archived = True
    assert "is archived" in str(await refusal(chat, channel.id))
    with pytest.raises(Refused, match="is archived"):
        await chat.edit(Address(W, False, channel.id), posted, HELLO)


async def test_somebody_who_was_deactivated_is_not_called_a_channel(
    server: SlackServer, chat: SlackChat
) -> None:
    ann = server.add_user("ann", deleted=True)
    why = await refusal(chat, ann.id, is_direct=True)
    assert isinstance(why, Refused)
    assert str(why) == "Slack does not know that account any more"


async def test_a_missing_right_is_named_to_who_runs_us_and_logged_once(
    server: SlackServer, chat: SlackChat, caplog: pytest.LogCaptureFixture
) -> None:
    server.tokens.scopes.remove("chat:write")
    channel = server.add_channel("research")
    for _ in range(3):
        why = await refusal(chat, channel.id)
        assert isinstance(why, Refused)
    assert str(why) == "whoever runs me must reinstall the app with the right “chat:write”"
    assert [r.levelname for r in caplog.records] == ["ERROR"]


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_token_that_is_no_longer_good_loses_nothing_and_is_logged_once_a_time(
    server: SlackServer,
    chat: SlackChat,
    watch: Watch,
    caplog: pytest.LogCaptureFixture,
    code: str,
) -> None:
    channel = server.add_channel("research")
    for _ in range(2):
        caplog.clear()
        server.tokens.bot_error = code
        for _ in range(3):
            why = await refusal(chat, channel.id)
            assert isinstance(why, TryLater)
            assert (why.after_seconds, why.is_limit) == (LOCKED_OUT_SECONDS, True)
            watch.seconds += LOCKED_OUT_SECONDS
        assert len(caplog.records) == 1
        assert TOKEN not in caplog.text
        server.tokens.bot_error = ""
        await chat.post(Address(W, False, channel.id), HELLO, "1.0")
        watch.seconds += 1
    assert len(server.calls) == 8


async def test_a_fault_of_ours_is_logged_with_its_place_and_without_words(
    server: SlackServer, chat: SlackChat, caplog: pytest.LogCaptureFixture
) -> None:
    channel = server.add_channel("research")

    def refuse(_: Json) -> Json:
        raise SlackRefuses(
            "invalid_blocks",
            messages=[f"bad: {SECRET} [json-pointer:/blocks/0/elements/1]"],
        )

    server._api.methods["chat.postMessage"] = refuse
    why = await refusal(chat, channel.id)
    assert isinstance(why, Refused)
    assert "invalid_blocks" in str(why)
    (record,) = caplog.records
    assert record.__dict__["at"] == ["/blocks/0/elements/1"]
    assert SECRET not in caplog.text


async def test_a_message_that_was_deleted_is_gone(server: SlackServer, chat: SlackChat) -> None:
    channel = server.add_channel("research")
    with pytest.raises(Gone):
        await chat.edit(
            Address(W, False, channel.id), Posted(channel.id, "1790000000.000001"), HELLO
        )


# -- trouble on the way -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (BadStatus(503), "Slack has trouble of its own (HTTP 503)"),
        (HtmlBody(200), "Slack did not answer me (HTTP 200)"),
        (HtmlBody(502), "Slack has trouble of its own (HTTP 502)"),
        (HtmlBody(404), "Slack did not answer me (HTTP 404)"),
        (Reset(), "Slack cannot be reached"),
        (Reset(after_effect=True), "Slack cannot be reached"),
        (Answers("fatal_error"), "Slack has trouble of its own"),
        (Answers("a_new_one"), "Slack said no, and only “a_new_one”"),
    ],
)
async def test_trouble_of_slacks_goes_later(
    server: SlackServer, chat: SlackChat, fault: Any, words: str
) -> None:
    channel = server.add_channel("research")
    server.faults.next("chat.postMessage", fault)
    why = await refusal(chat, channel.id)
    assert isinstance(why, TryLater)
    assert str(why) == words
    assert not why.is_limit


@pytest.mark.parametrize(
    ("fault", "seconds"), [(RateLimited(30), 30), (Answers("rate_limited"), LIMIT_SECONDS)]
)
async def test_a_limit_is_told_with_its_seconds(
    server: SlackServer, chat: SlackChat, fault: Any, seconds: float
) -> None:
    channel = server.add_channel("research")
    server.faults.next("chat.postMessage", fault)
    why = await refusal(chat, channel.id)
    assert isinstance(why, TryLater)
    assert (why.after_seconds, why.is_limit) == (seconds, True)


@pytest.mark.parametrize("told", ["", "soon", "-1", "0", "²", "9" * 30])
async def test_a_retry_after_that_is_no_number_is_a_limit_all_the_same(told: str) -> None:
    async def limit(_: web.Request) -> web.Response:
        return web.json_response({"ok": False}, status=429, headers={"Retry-After": told})

    why = await _answered_by(limit)
    assert isinstance(why, TryLater)
    assert why.is_limit
    assert why.after_seconds is not None
    assert 1 <= why.after_seconds <= 3600


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("OK", "text/plain"),
        ("[]", "application/json"),
        ("7", "application/json"),
        ("null", "application/json"),
        ("<html>", "application/json"),
        ('{"ok": true}', "application/json"),
        ('{"ok": true, "channel": null}', "application/json"),
        ('{"ok": false, "error": {"a": "<b>"}}', "application/json"),
    ],
)
async def test_an_answer_that_is_not_slacks_goes_later(body: str, content_type: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text=body, content_type=content_type)

    why = await _answered_by(answer)
    assert isinstance(why, TryLater)
    assert "<" not in str(why)


async def test_nobody_is_there() -> None:
    why = await _posting_to("http://127.0.0.1:9/")
    assert isinstance(why, TryLater)
    assert str(why) == "Slack cannot be reached"


async def _answered_by(answer: Any) -> ChatError:
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    why = await _posting_to(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await runner.cleanup()
    return why


async def _posting_to(url: str) -> ChatError:
    async with open_session() as session:
        client = make_client(SlackSettings(TOKEN, api_url=url), session)
        return await refusal(SlackChat(client, Calls(), nobody), "C012345678")


# -- the table --------------------------------------------------------------------------------


def test_every_sentence_can_stand_within_another() -> None:
    """“I could not write to the channel of Research. {Why}.”, and “undelivered: {why}”."""
    for code, (way, why) in CODES.items():
        assert code == code.lower()
        assert not why.endswith((".", "!")), code
        assert why.startswith(("I ", "Slack ")) or why[0].islower(), code
        assert way is Way.OUR_FAULT or code not in why, code


def test_slack_sdk_says_nothing_of_what_it_sends() -> None:
    assert not logging.getLogger("adapters.slack.web").isEnabledFor(logging.DEBUG)
