"""Our Slack speaks Slack's protocol to Slack's own client libraries."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.clocks import StillClock, eventually
from tests.servers.slack.bare_app import SIGNING_SECRET, BareApp
from tests.servers.slack.documents import SPECS
from tests.servers.slack.faults import Answers, BadStatus, HtmlBody, RateLimited, Reset, Slow
from tests.servers.slack.screen import SeenMessage, SeenView
from tests.servers.slack.server import SlackServer
from tests.servers.slack.state import Channel, Json, User

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CLIENT_ERRORS = (aiohttp.ClientError, ConnectionError)


@pytest.fixture
def clock() -> StillClock:
    return StillClock(START)


@pytest.fixture
async def server(clock: StillClock) -> AsyncIterator[SlackServer]:
    server = SlackServer(clock.now)
    await server.start()
    yield server
    await server.stop()
    assert server.violations == []


@pytest.fixture
def client(server: SlackServer) -> AsyncWebClient:
    return AsyncWebClient(server.tokens.bot, base_url=server.base_url, retry_handlers=[])


@pytest.fixture
def jay(server: SlackServer) -> User:
    return server.add_user("jay", "Jay Rao", "Australia/Brisbane")


@pytest.fixture
def research(server: SlackServer, jay: User) -> Channel:
    return server.add_channel("research", [jay])


@pytest.fixture(params=["socket", "http"])
async def app(server: SlackServer, request: pytest.FixtureRequest) -> AsyncIterator[BareApp]:
    """Connected in both ways, one after the other."""
    app = BareApp(server)
    if request.param == "http":
        server.use_http(await app.listen(), SIGNING_SECRET)
    else:
        await app.connect()
    yield app
    await app.stop()


@pytest.fixture
async def socket_app(server: SlackServer) -> AsyncIterator[BareApp]:
    app = BareApp(server)
    await app.connect()
    yield app
    await app.stop()


@pytest.fixture
async def http_app(server: SlackServer) -> AsyncIterator[BareApp]:
    app = BareApp(server)
    server.use_http(await app.listen(), SIGNING_SECRET)
    yield app
    await app.stop()


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def button(action_id: str, label: str = "Go") -> Json:
    shown = {"type": "plain_text", "text": label}
    element = {"type": "button", "action_id": action_id, "text": shown, "value": "7"}
    return {"type": "actions", "block_id": "row", "elements": [element]}


def field(block_id: str, **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "words", **more}
    label = {"type": "plain_text", "text": block_id.title()}
    return {"type": "input", "block_id": block_id, "label": label, "element": element}


def modal(*blocks: Json, **more: Any) -> Json:
    title, submit = ({"type": "plain_text", "text": text} for text in ("Ask", "Send"))
    return {"type": "modal", "title": title, "submit": submit, "blocks": list(blocks), **more}


def opens(view: Json) -> Callable[[Json, AsyncWebClient], Any]:
    async def answer(body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    return answer


def replies(body: Json) -> Callable[[Json, AsyncWebClient], Any]:
    async def answer(_: Json, client: AsyncWebClient) -> Json:
        return body

    return answer


def shown(view: SeenView | None) -> SeenView:
    assert view is not None
    return view


def last(server: SlackServer, user: User) -> SeenMessage:
    return server.screen(user)[-1]


# -- reading the workspace ------------------------------------------------------------------------


async def test_tokens_and_scopes(server: SlackServer, client: AsyncWebClient, jay: User) -> None:
    answer = await client.auth_test()
    assert (answer["user_id"], answer["team_id"]) == (server.bot_user_id, server.team_id)
    assert "users:read" in answer.headers["x-oauth-scopes"].split(",")
    for token, error in (("xoxb-of-another", "invalid_auth"), ("", "not_authed")):
        assert await error_of(client.auth_test(token=token)) == error
    assert await error_of(client.apps_connections_open(app_token="xapp-wrong")) == "invalid_auth"
    server.tokens.scopes.remove("users:read")
    with pytest.raises(SlackApiError) as caught:
        await client.users_info(user=jay.id)
    assert caught.value.response["needed"] == "users:read"
    await server.revokes_tokens()
    assert await error_of(client.auth_test()) == "token_revoked"


async def test_people_come_in_pages(server: SlackServer, client: AsyncWebClient, jay: User) -> None:
    gone = server.add_user("gone", deleted=True)
    names = []
    async for page in await client.users_list(limit=2):
        names += [each["name"] for each in page["members"]]
    assert names == ["slackbot", "unstuck", "jay", "gone"]
    found = (await client.users_info(user=jay.id))["user"]
    assert (found["tz"], found["tz_offset"], found["real_name"]) == (
        "Australia/Brisbane",
        36000,
        "Jay Rao",
    )
    assert "email" not in found["profile"]
    assert "tz" not in (await client.users_info(user=gone.id))["user"]
    assert await error_of(client.users_info(user="U00000404")) == "user_not_found"
    assert await error_of(client.users_list(cursor="nonsense")) == "invalid_cursor"


async def test_only_what_the_bot_may_see(
    server: SlackServer, client: AsyncWebClient, jay: User, research: Channel
) -> None:
    secret = server.add_channel("secret", [jay], is_private=True, bot_is_member=False)
    elsewhere = server.add_channel("elsewhere", [jay], bot_is_member=False)
    listed = await client.conversations_list(types="public_channel,private_channel")
    assert [each["id"] for each in listed["channels"]] == [research.id, elsewhere.id]
    answer = await client.conversations_info(channel=elsewhere.id)
    assert answer["channel"]["is_member"] is False
    assert await error_of(client.conversations_info(channel=secret.id)) == "channel_not_found"
    first = await client.conversations_members(channel=research.id, limit=1)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_members(channel=research.id, limit=1, cursor=cursor)
    assert first["members"] + second["members"] == [jay.id, server.bot_user_id]
    direct = (await client.conversations_open(users=jay.id))["channel"]["id"]
    assert direct == server.direct_channel(jay).id
    assert (await client.conversations_open(users=jay.id))["already_open"]
    assert await error_of(client.conversations_info(channel=direct)) == "missing_scope"


# -- writing --------------------------------------------------------------------------------------


async def test_posting_and_editing(
    server: SlackServer, client: AsyncWebClient, jay: User, research: Channel
) -> None:
    posted = await client.chat_postMessage(
        channel=jay.id, text="Hello", blocks=[section("*Hello* there"), button("go")]
    )
    assert posted["channel"] == server.direct_channel(jay).id
    seen = last(server, jay)
    assert (seen.text_as_read, seen.at, seen.by_bot) == ("Hello there", START, True)
    assert [(each.label, each.action_id) for each in seen.buttons] == [("Go", "go")]
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    await client.chat_update(**where, text="Bye", blocks=[section("Bye now")])
    assert (last(server, jay).text_as_read, last(server, jay).edited) == ("Bye now", False)
    await client.chat_update(**where, text="Gone")
    assert (last(server, jay).text_as_read, last(server, jay).edited) == ("Gone", True)
    await client.chat_delete(**where)
    assert server.screen(jay) == []
    assert await error_of(client.chat_update(**where, text="x")) == "message_not_found"


async def test_where_the_bot_may_not_write(
    server: SlackServer, client: AsyncWebClient, jay: User, research: Channel
) -> None:
    ann = server.add_user("ann")
    both = server.add_direct_message(jay, ann)
    elsewhere = server.add_channel("elsewhere", [ann], bot_is_member=False)
    for channel, error in (
        (both.id, "channel_not_found"),
        (elsewhere.id, "not_in_channel"),
        ("C00000404", "channel_not_found"),
    ):
        assert await error_of(client.chat_postMessage(channel=channel, text="x")) == error
    private = client.chat_postEphemeral(channel=research.id, user=ann.id, text="x")
    assert await error_of(private) == "user_not_in_channel"
    ephemeral = await client.chat_postEphemeral(channel=research.id, user=jay.id, text="psst")
    assert last(server, jay).is_ephemeral
    again = client.chat_update(channel=research.id, ts=ephemeral["message_ts"], text="x")
    assert await error_of(again) == "message_not_found"
    await server.archives(research)
    assert await error_of(client.chat_postMessage(channel=research.id, text="x")) == "is_archived"


async def test_what_is_too_much_or_wrong_is_refused(
    server: SlackServer, client: AsyncWebClient, jay: User
) -> None:
    much = [section("x" * 2900)] * 5
    assert await error_of(client.chat_postMessage(channel=jay.id, text="x", blocks=much)) == (
        "msg_blocks_too_long"
    )
    server.violations.clear()
    empty = client.api_call("chat.postMessage", json={"channel": jay.id, "text": ""})
    assert await error_of(empty) == "no_text"
    server.violations.clear()
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=jay.id, text="x", blocks=[button("a"), button("a")])
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["response_metadata"]["messages"]
    assert server.screen(jay) == []
    assert server.violations != []
    server.violations.clear()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("*bold* _slanted_ ~gone~ `a*b*c`", "bold slanted gone a*b*c"),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("<https://a.example/?x=1&amp;y=2|the page> &lt;b&gt;", "the page <b>"),
        ("<@{jay}> in <#{research}>", "@Jay Rao in #research"),
        ("<!channel> &amp; @\u200bchannel", "@channel & @channel"),
        ("&gt; quoted\nnot", "quoted\nnot"),
        ("<!date^1772442000^{date_short_pretty} at {time}|later>", "today at 7:00 PM"),
        ("*<@{jay}>:* done", "@Jay Rao: done"),
    ],
)
async def test_what_a_person_reads(
    server: SlackServer,
    client: AsyncWebClient,
    jay: User,
    research: Channel,
    written: str,
    read: str,
) -> None:
    written = written.replace("{jay}", jay.id).replace("{research}", research.id)
    await client.chat_postMessage(channel=research.id, text="x", blocks=[section(written)])
    assert last(server, jay).text_as_read == read


async def test_rich_text_says_who_is_pinged_and_where_links_lead(
    server: SlackServer, client: AsyncWebClient, jay: User, research: Channel
) -> None:
    words: list[Json] = [
        {"type": "text", "text": "*Hi* <@U1> & "},
        {"type": "user", "user_id": jay.id},
        {"type": "text", "text": ", see "},
        {"type": "link", "url": "https://a.example", "text": "this"},
    ]
    block = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words}]}
    await client.chat_postMessage(channel=research.id, text="Hi", blocks=[block])
    seen = last(server, jay)
    assert seen.text_as_read == "*Hi* <@U1> & @Jay Rao, see this"
    assert seen.pings == frozenset({jay.id})
    assert seen.links == (("this", "https://a.example"),)


async def test_uploads(server: SlackServer, client: AsyncWebClient, jay: User) -> None:
    direct = server.direct_channel(jay).id
    await client.files_upload_v2(
        content=b"png", filename="a.png", title="Chart", alt_txt="Up", channel=direct
    )
    (file,) = server.files
    assert (file.content, file.title, file.alt_text, file.channel) == (
        b"png",
        "Chart",
        "Up",
        direct,
    )
    assert last(server, jay).text_as_read == "Chart – Up"
    url = await client.files_getUploadURLExternal(filename="b.csv", length=2)
    async with (
        aiohttp.ClientSession() as session,
        session.put(url["upload_url"], data=b"ab") as put,
    ):
        assert put.status == 200
    files = [{"id": url["file_id"]}]
    shared = client.files_completeUploadExternal(files=files, channel_id=jay.id)
    assert await error_of(shared) in ("channel_not_found", "invalid_arguments")
    server.violations.clear()


# -- acting, over both transports -----------------------------------------------------------------


async def test_a_command(server: SlackServer, app: BareApp, jay: User, research: Channel) -> None:
    app.answer = replies({"text": "Hello *you*"})
    words = "me @jay #research a & b"
    answer = await server.types_command(jay, research, "/unstuck", words)
    assert answer.is_ok
    heard = app.heard[-1]
    assert heard["text"] == f"me <@{jay.id}|jay> <#{research.id}|research> a &amp; b"
    assert (heard["channel_name"], heard["user_id"]) == ("research", jay.id)
    assert (last(server, jay).text_as_read, last(server, jay).is_ephemeral) == ("Hello you", True)
    await server.types_command(jay, research, "/unstuck", words, should_escape=False)
    assert app.heard[-1]["text"] == "me @jay #research a &amp; b"


async def test_presses(
    server: SlackServer, app: BareApp, client: AsyncWebClient, jay: User, research: Channel
) -> None:
    options = [
        {"text": {"type": "plain_text", "text": text}, "value": text[0]} for text in ("One", "Two")
    ]
    select = {"type": "static_select", "action_id": "pick", "options": options}
    row = button("go", "A & B")
    row["elements"].append(select)
    await client.chat_postMessage(channel=research.id, text="x", blocks=[row])
    assert (await server.presses(jay, last(server, jay), "pick", "Two")).is_ok
    assert app.heard[-1]["actions"][0]["selected_option"]["value"] == "T"
    assert (await server.presses(jay, last(server, jay), "go")).is_ok
    heard = app.heard[-1]
    assert heard["actions"][0]["text"]["text"] == "A &amp; B"
    assert heard["state"]["values"]["row"]["pick"]["selected_option"]["value"] == "T"
    assert heard["message"]["ts"] == heard["container"]["message_ts"]
    await client.chat_postEphemeral(
        channel=research.id, user=jay.id, text="x", blocks=[button("go")]
    )
    await server.presses(jay, last(server, jay), "go")
    assert app.heard[-1]["container"]["is_ephemeral"]
    assert "message" not in app.heard[-1]
    with pytest.raises(AssertionError, match="nothing here has the action_id"):
        await server.presses(jay, last(server, jay), "another")


async def test_a_modal_from_its_opening_to_its_end(
    server: SlackServer, app: BareApp, jay: User, research: Channel
) -> None:
    app.answer = opens(modal(field("need"), field("more"), callback_id="ask", notify_on_close=True))
    await server.types_command(jay, research, "/unstuck", "ask")
    view = shown(server.modal(jay))
    assert (view.title, view.labels["need"], view.values) == (
        "Ask",
        "Need",
        {"need": None, "more": None},
    )
    await server.submits(jay, view, {"need": "a seed"})
    assert shown(server.modal(jay)).errors == {"more": "Please complete this required field."}
    assert app.heard[-1].get("type") != "view_submission"
    app.answer = replies({"response_action": "errors", "errors": {"more": "Longer"}})
    await server.submits(jay, view, {"more": "x"})
    heard = app.heard[-1]["view"]
    assert heard["state"]["values"]["need"]["words"]["value"] == "a seed"
    assert shown(server.modal(jay)).errors == {"more": "Longer"}
    again = modal(field("need", initial_value="other"), field("third", initial_value="new"))
    app.answer = replies({"response_action": "update", "view": again})
    await server.submits(jay, view, {})
    assert shown(server.modal(jay)).values == {"need": "a seed", "third": "new"}
    for _ in range(2):
        app.answer = replies({"response_action": "push", "view": modal(field("deep"))})
        await server.submits(jay, shown(server.modal(jay)), {"deep": "x"} if _ else {})
    app.answer = replies({})
    await server.submits(jay, shown(server.modal(jay)), {"deep": "y"})
    assert shown(server.modal(jay)).values == {"deep": "x"}
    app.answer = replies({"response_action": "clear"})
    await server.submits(jay, shown(server.modal(jay)), {})
    assert server.modal(jay) is None


async def test_closing_a_modal(
    server: SlackServer, app: BareApp, jay: User, research: Channel
) -> None:
    app.answer = opens(modal(field("need"), notify_on_close=True, private_metadata="m"))
    await server.uses_shortcut(jay, "ask")
    assert app.heard[-1]["type"] == "shortcut"
    assert "name" not in app.heard[-1]["user"]
    app.answer = replies({})
    await server.closes(jay, shown(server.modal(jay)))
    heard = app.heard[-1]
    assert (heard["type"], heard["view"]["private_metadata"]) == ("view_closed", "m")
    assert server.modal(jay) is None


async def test_searching(server: SlackServer, app: BareApp, jay: User, research: Channel) -> None:
    element = {"type": "external_select", "action_id": "city", "min_query_length": 2}
    view = modal({**field("where"), "element": element})
    app.answer = opens(view)
    await server.types_command(jay, research, "/unstuck")
    option = {"text": {"type": "plain_text", "text": "Brisbane"}, "value": "bne"}
    app.answer = replies({"options": [option]})
    found = await server.searches(jay, shown(server.modal(jay)), "where", "bri")
    assert (found, app.heard[-1]["value"]) == ([("Brisbane", "bne")], "bri")
    app.answer = replies({})
    await server.submits(jay, shown(server.modal(jay)), {"where": "Brisbane"})
    chosen = app.heard[-1]["view"]["state"]["values"]["where"]["city"]["selected_option"]
    assert chosen == option


async def test_the_home(server: SlackServer, app: BareApp, jay: User) -> None:
    async def publishes(body: Json, client: AsyncWebClient) -> None:
        view = {"type": "home", "blocks": [section("Welcome"), button("go")]}
        await client.views_publish(user_id=body["event"]["user"], view=view)

    app.answer = publishes
    await server.opens_home(jay)
    assert shown(server.home(jay)).text_as_read == "Welcome"
    app.answer = replies({})
    await server.presses(jay, shown(server.home(jay)), "go")
    heard = app.heard[-1]
    assert (heard["container"]["type"], heard["view"]["type"]) == ("view", "home")
    assert "response_url" not in heard


def spec(name: str) -> Json:
    """A payload that Slack sent."""
    payload: Json = json.loads((SPECS / "payloads" / f"{name}.json").read_text())
    return payload


async def test_what_happens_in_the_workspace(
    server: SlackServer, app: BareApp, jay: User, research: Channel
) -> None:
    await server.user_changes(jay, tz="Europe/Berlin", display_name="JJ")
    assert app.heard[-1]["event"]["user"]["tz"] == "Europe/Berlin"
    await server.leaves(jay, research)
    left = app.heard[-1]["event"]
    assert left.keys() - {"event_ts"} == spec("event.member_left_channel")["event"].keys()
    await server.joins(jay, research, inviter=jay)
    joined = app.heard[-1]["event"]
    assert joined.keys() - {"event_ts"} == spec("event.member_joined_channel")["event"].keys()
    await server.leaves(server.workspace.users[server.bot_user_id], research)
    assert app.heard[-1]["event"]["type"] == "channel_left"
    assert app.heard[-1]["event"]["channel"] == research.id
    secret = server.add_channel("secret", [jay], is_private=True)
    await server.archives(secret)
    assert app.heard[-1]["event"]["type"] == "group_archive"
    await server.uninstalls(tokens_first=True)
    assert [each["event"]["type"] for each in app.heard[-2:]] == [
        "tokens_revoked",
        "app_uninstalled",
    ]


async def test_message_shortcuts(
    server: SlackServer, app: BareApp, client: AsyncWebClient, jay: User, research: Channel
) -> None:
    await client.chat_postMessage(channel=research.id, text="Look")
    await server.uses_message_shortcut(jay, "ask", last(server, jay))
    heard = app.heard[-1]
    assert (heard["type"], heard["message"]["text"]) == ("message_action", "Look")
    assert heard["user"] == {"id": jay.id, "name": "jay"}


# -- triggers, views and response urls ------------------------------------------------------------


async def test_triggers_live_three_seconds_and_serve_once(
    server: SlackServer,
    socket_app: BareApp,
    client: AsyncWebClient,
    jay: User,
    research: Channel,
    clock: StillClock,
) -> None:
    await server.types_command(jay, research, "/unstuck")
    await server.types_command(jay, research, "/unstuck")
    first, second = (body["trigger_id"] for body in socket_app.heard)
    view = modal(field("need"))
    await client.views_open(trigger_id=first, view=view)
    for trigger, later, error in (
        (first, 0, "exchanged_trigger_id"),
        (second, 4, "expired_trigger_id"),
        ("1.2.abc", 0, "invalid_trigger_id"),
    ):
        clock.advance(seconds=later)
        assert await error_of(client.views_open(trigger_id=trigger, view=view)) == error


async def test_views_have_a_hash_and_a_depth(
    server: SlackServer, socket_app: BareApp, client: AsyncWebClient, jay: User, research: Channel
) -> None:
    opened = modal(field("need"), button("deeper"))
    socket_app.answer = opens(opened)
    await server.types_command(jay, research, "/unstuck")
    socket_app.answer = replies({})
    for _ in range(2):
        await server.presses(jay, shown(server.modal(jay)), "deeper")
        await client.views_push(trigger_id=socket_app.heard[-1]["trigger_id"], view=opened)
    await server.presses(jay, shown(server.modal(jay)), "deeper")
    trigger = socket_app.heard[-1]["trigger_id"]
    assert await error_of(client.views_push(trigger_id=trigger, view=opened)) == (
        "push_limit_reached"
    )
    view = shown(server.modal(jay)).view
    await client.views_update(view_id=view.id, hash=view.hash, view=opened)
    stale = client.views_update(view_id=view.id, hash="1.a", view=opened)
    assert await error_of(stale) == "hash_conflict"
    assert await error_of(client.views_update(view_id="V00000404", view=opened)) == "not_found"


async def test_response_urls_serve_five_times_in_half_an_hour(
    server: SlackServer,
    socket_app: BareApp,
    client: AsyncWebClient,
    jay: User,
    research: Channel,
    clock: StillClock,
) -> None:
    parent = await client.chat_postMessage(channel=research.id, text="x", blocks=[button("go")])
    await server.presses(jay, last(server, jay), "go")
    await server.presses(jay, last(server, jay), "go")
    first, second = (AsyncWebhookClient(body["response_url"]) for body in socket_app.heard)
    assert (await first.send(text="psst")).body == "ok"
    assert last(server, jay).is_ephemeral
    await first.send(text="all", response_type="in_channel")
    assert not last(server, jay).is_ephemeral
    body = {"text": "there", "thread_ts": parent["ts"]}
    await first.send_dict(body)
    assert last(server, jay).thread_ts == parent["ts"]
    await first.send(text="new", replace_original=True)
    assert server.screen(jay)[0].text_as_read == "new"
    await first.send(delete_original=True)
    assert [each.text_as_read for each in server.screen(jay)] == ["psst", "all", "there"]
    sixth = await first.send(text="x")
    assert (sixth.status_code, json.loads(sixth.body)["error"]) == (404, "used_url")
    clock.advance(minutes=31)
    late = await second.send(text="x")
    assert (late.status_code, json.loads(late.body)["error"]) == (404, "expired_url")


# -- transports -----------------------------------------------------------------------------------


async def test_each_envelope_goes_to_one_of_the_connections(
    server: SlackServer, socket_app: BareApp, jay: User
) -> None:
    await socket_app.connect()
    for _ in range(4):
        await server.user_changes(jay)
    assert len({body["event_id"] for body in socket_app.heard}) == len(socket_app.heard) == 4


async def test_connections_come_back(server: SlackServer, socket_app: BareApp, jay: User) -> None:
    """The client may make two connections and give up the first: Slack sends again."""
    server.deliveries.retry_pauses = (0.2,) * 20
    for break_off in (server.sockets.refresh, server.loses_sockets):
        old = server.sockets.connections[0]
        await break_off()
        assert old not in server.sockets.connections
        await server.user_changes(jay)

        async def arrived() -> bool:
            return any(each.is_ok for each in server.records.deliveries[-1].attempts)

        await eventually(arrived)


async def test_a_connection_without_pongs_is_replaced(
    server: SlackServer, socket_app: BareApp, jay: User
) -> None:
    old = server.sockets.connections[0]
    server.sockets.is_deaf = True

    async def is_gone() -> bool:
        return old not in server.sockets.connections

    await eventually(is_gone)
    server.sockets.is_deaf, server.deliveries.retry_pauses = False, (0.2,) * 20
    await server.user_changes(jay)

    async def arrived() -> bool:
        return any(each.is_ok for each in server.records.deliveries[-1].attempts)

    await eventually(arrived)


async def test_an_eleventh_connection_is_turned_away(
    server: SlackServer, client: AsyncWebClient
) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = []
        for expected in ["hello"] * 10 + ["disconnect"]:
            url = (await client.apps_connections_open(app_token=server.tokens.app))["url"]
            sockets.append(await session.ws_connect(url))
            assert (await sockets[-1].receive_json())["type"] == expected
        assert len(server.sockets.connections) == 10


async def test_a_command_without_an_app_fails_before_the_person(
    server: SlackServer, jay: User, research: Channel
) -> None:
    answer = await server.types_command(jay, research, "/unstuck")
    assert answer.status == 0
    seen = last(server, jay)
    assert seen.text_as_read == '/unstuck failed with the error "dispatch_failed"'
    assert (seen.is_ephemeral, seen.by_bot) == (True, False)


async def test_what_is_not_acknowledged_comes_again(
    server: SlackServer, socket_app: BareApp, jay: User
) -> None:
    server.sockets.ack_seconds, server.deliveries.retry_pauses = 0.5, (0, 0.01)
    door = asyncio.Event()

    async def hangs_once(body: Json, client: AsyncWebClient) -> None:
        if len(socket_app.heard) == 1:
            await door.wait()

    socket_app.answer = hangs_once
    answer = await server.user_changes(jay)
    assert answer is not None
    assert answer.status == 0

    async def came_again() -> bool:
        return len(server.records.deliveries[0].attempts) == 2

    await eventually(came_again)
    assert socket_app.retries == [(0, ""), (1, "timeout")]
    assert len({body["event_id"] for body in socket_app.heard}) == 1
    door.set()

    async def was_found() -> bool:
        return len(server.violations) == 2

    await eventually(was_found)
    assert "not acknowledged within 0.5 s" in server.violations[0]
    assert "acknowledged after" in server.violations[1]
    server.violations.clear()


async def test_a_connection_lost_in_the_middle(
    server: SlackServer, socket_app: BareApp, jay: User
) -> None:
    server.deliveries.retry_pauses = (0.3, 0.3, 0.3)

    async def loses_it(body: Json, client: AsyncWebClient) -> None:
        if len(socket_app.heard) == 1:
            await server.loses_sockets()

    socket_app.answer = loses_it
    await server.user_changes(jay)

    async def arrived() -> bool:
        return any(each.is_ok for each in server.records.deliveries[0].attempts)

    await eventually(arrived)


async def test_what_is_signed_wrongly_or_old_is_not_for_the_app(
    server: SlackServer, http_app: BareApp, jay: User, research: Channel
) -> None:
    http = server.deliveries.http
    assert http is not None
    assert await http.verify_url()
    assert (await server.types_command(jay, research, "/unstuck")).is_ok
    assert (await http.replay(http.sent[-1])).is_ok
    heard = len(http_app.heard)
    http.signs_wrongly = True
    assert (await server.types_command(jay, research, "/unstuck")).status == 401
    http.signs_wrongly, http.clock_offset_seconds = False, -600
    assert (await server.types_command(jay, research, "/unstuck")).status == 401
    assert len(http_app.heard) == heard


async def test_events_over_http_come_again_with_their_number(
    server: SlackServer, http_app: BareApp, jay: User
) -> None:
    server.deliveries.retry_pauses = (0, 0)

    async def fails_once(body: Json, client: AsyncWebClient) -> None:
        if len(http_app.heard) == 1:
            raise RuntimeError("once")

    http_app.answer = fails_once
    await server.user_changes(jay)

    async def came_again() -> bool:
        return len(http_app.heard) == 2

    await eventually(came_again)
    assert http_app.retries == [(0, ""), (1, "http_error")]


async def test_deliveries_come_twice_late_or_under_another_id(
    server: SlackServer, socket_app: BareApp, jay: User
) -> None:
    server.faults.doubled = True
    await server.user_changes(jay)
    assert [each["event_id"] for each in socket_app.heard] == [socket_app.heard[0]["event_id"]] * 2
    server.faults.doubled = False
    await server.delivers_again(server.records.deliveries[0])
    assert socket_app.heard[2] == socket_app.heard[0]
    await server.delivers_again(server.records.deliveries[0], as_new_event=True)
    assert socket_app.heard[3]["event"] == socket_app.heard[0]["event"]
    assert socket_app.heard[3]["event_id"] != socket_app.heard[0]["event_id"]
    server.faults.doubled_as_new_events = True
    await server.user_changes(jay)
    assert len({body["event_id"] for body in socket_app.heard[4:]}) == 2


# -- trouble --------------------------------------------------------------------------------------


async def test_faults(server: SlackServer, client: AsyncWebClient, jay: User) -> None:
    post = "chat.postMessage"
    server.faults.next(post, RateLimited(7), BadStatus(503), HtmlBody(502), Answers("fatal_error"))
    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel=jay.id, text="1")
    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["Retry-After"] == "7"
    for _ in range(3):
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel=jay.id, text="2")
    assert server.screen(jay) == []
    server.faults.next(post, Reset(), Reset(after_effect=True), Slow(0.01))
    for _ in range(2):
        with pytest.raises(CLIENT_ERRORS):
            await client.chat_postMessage(channel=jay.id, text="3")
    assert len(server.screen(jay)) == 1
    assert (await client.chat_postMessage(channel=jay.id, text="4"))["ok"]
    door = server.faults.hangs(post, channel=jay.id)
    sending = asyncio.create_task(client.chat_postMessage(channel=jay.id, text="5"))
    direct = server.direct_channel(jay).id
    sending_by_id = asyncio.create_task(client.chat_postMessage(channel=direct, text="6"))
    assert (await client.auth_test())["ok"]
    assert not sending.done()
    assert not sending_by_id.done()
    door.set()
    await asyncio.gather(sending, sending_by_id)
    server.faults.mends(post)
    door = server.faults.hangs(post, after_effect=True)
    sending = asyncio.create_task(client.chat_postMessage(channel=jay.id, text="7"))

    async def has_worked() -> bool:
        return last(server, jay).text_as_read == "7"

    await eventually(has_worked)
    assert not sending.done()
    door.set()
    await sending
    assert len(server.screen(jay)) == 5
    assert [each.text_as_read for each in server.screen(jay)[:2]] == ["3", "4"]


async def test_the_limiter_refuses_and_recovers(
    server: SlackServer, client: AsyncWebClient, jay: User, clock: StillClock
) -> None:
    limiter = server.use_limiter(channel_burst=2)
    for _ in range(2):
        await client.chat_postMessage(channel=jay.id, text="x")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=server.direct_channel(jay).id, text="x")
    assert caught.value.response.headers["Retry-After"] == "1"
    clock.advance(seconds=1)
    await client.chat_postMessage(channel=jay.id, text="x")
    assert (limiter.refused, len(server.screen(jay))) == (1, 3)
    assert clock.now() == START + timedelta(seconds=1)


async def test_acknowledgements_that_slack_would_not_take_are_found(
    server: SlackServer, socket_app: BareApp, jay: User, research: Channel
) -> None:
    socket_app.answer = opens(modal(field("need")))
    await server.types_command(jay, research, "/unstuck")
    socket_app.answer = replies({"response_action": "errors", "errors": {"another": "x"}})
    await server.submits(jay, shown(server.modal(jay)), {"need": "x"})
    assert "another" in server.violations[-1]
    assert shown(server.modal(jay)).trouble
    server.violations.clear()
    socket_app.answer = opens(modal(field("again")))
    await server.submits(jay, shown(server.modal(jay)), {"need": "x"})
    assert "views.open on the trigger of a view_submission" in server.violations[-1]
    webhook = AsyncWebhookClient(socket_app.heard[0]["response_url"])
    assert (await webhook.send_dict({"text": "x", "response_type": "loud"})).status_code == 400
    assert "response_url" in server.violations[-1]
    server.violations.clear()
    socket_app.answer = replies({"text": "x"})
    await server.user_changes(jay)
    assert "events_api acknowledged with a payload" in server.violations[0]
    server.violations.clear()
