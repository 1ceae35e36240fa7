"""A Slack of our own that speaks Slack's protocol: Web API, Socket Mode, signed HTTP.

Real slack_sdk and slack-bolt clients talk to it over HTTP and WebSocket on a free port. A test
acts for people by calling methods here, looks at `screen`, `modal` and `home`, and asserts in its
teardown that `violations` is empty.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from tests.servers.slack.deliveries import Deliveries
from tests.servers.slack.events import SUBSCRIBED, Events
from tests.servers.slack.faults import Faults
from tests.servers.slack.http_events import HttpEvents
from tests.servers.slack.limiter import Limiter
from tests.servers.slack.messages import Messages
from tests.servers.slack.people import Filled, People
from tests.servers.slack.records import Acknowledged, Call, Delivery, Records
from tests.servers.slack.response_urls import ResponseUrls
from tests.servers.slack.screen import SeenMessage, SeenView, screen, see_view
from tests.servers.slack.socket_mode import SocketMode
from tests.servers.slack.state import Channel, Json, UploadedFile, User, Workspace
from tests.servers.slack.triggers import Triggers
from tests.servers.slack.views import Views
from tests.servers.slack.web_api import Tokens, WebApi
from tests.servers.slack.web_directory import Directory
from tests.servers.slack.web_files import Uploading
from tests.servers.slack.web_messages import Showing, Writing

BOT_SCOPES = (
    "commands",
    "chat:write",
    "im:write",
    "users:read",
    "files:write",
    "channels:read",
    "groups:read",
)


class SlackServer:
    """One workspace with one app installed."""

    def __init__(
        self,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        bot_token: str = "xoxb-1-2-three",
        app_token: str = "xapp-1-A0UNSTUCK-2-three",
        scopes: Sequence[str] = BOT_SCOPES,
    ) -> None:
        self.workspace = Workspace(now)
        self.records = Records()
        self.faults = Faults()
        self.tokens = Tokens(bot_token, app_token, list(scopes))
        self.views = Views(self.workspace)
        self.messages = Messages(self.workspace, self.records)
        self.sockets = SocketMode(self.workspace.app_id, self.records)
        self.deliveries = Deliveries(self.workspace, self.records, self.faults, self.sockets)
        self._triggers = Triggers(self.workspace)
        self._response_urls = ResponseUrls(self.messages, self.records, self.faults)
        self._people = People(
            self.workspace, self.views, self._triggers, self._response_urls, self.deliveries
        )
        writing = Writing(self.workspace, self.tokens, self.messages)
        self.directory = Directory(self.workspace, self.tokens, self.sockets)
        self._uploading = Uploading(self.workspace, self.messages, writing, self.faults)
        showing = Showing(self.workspace, self.views, self._triggers, self.records)
        self._api = WebApi(
            self.workspace,
            self.tokens,
            self.records,
            self.faults,
            self.messages.refuse_unfit,
            methods={
                **self.directory.methods(),
                **writing.methods(),
                **showing.methods(),
                **self._uploading.methods(),
            },
        )
        self.events = Events(
            self.workspace, self.directory, self.tokens, self.deliveries, set(SUBSCRIBED)
        )
        self._runner: web.AppRunner | None = None
        self.host = ""

    # -- running ------------------------------------------------------------------------------

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._api.serve)
        app.router.add_get("/link/", self.sockets.serve)
        app.router.add_post("/{kind:commands|actions|app}/{rest:.*}", self._response_urls.serve)
        app.router.add_route("*", "/upload/v1/{ticket}", self._uploading.receive)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self.sockets.host = self.host
        self._response_urls.base_url = f"http://{self.host}"
        self._uploading.base_url = f"http://{self.host}"

    async def stop(self) -> None:
        self.faults.opens_doors()
        await self.deliveries.stop()
        if self.deliveries.http:
            await self.deliveries.http.stop()
        await self.sockets.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """For slack_sdk."""
        return f"http://{self.host}/api/"

    def use_http(self, url: str, signing_secret: str) -> HttpEvents:
        """From now on payloads go to this request url; the knobs are on what is given back."""
        self.deliveries.http = HttpEvents(url, signing_secret, self.sockets.ack_seconds)
        return self.deliveries.http

    def use_limiter(self, **limits: Any) -> Limiter:
        """From now on there are rate limits."""
        self._api.limiter = Limiter(self.workspace.now, **limits)
        return self._api.limiter

    # -- what is there ------------------------------------------------------------------------

    @property
    def team_id(self) -> str:
        return self.workspace.team_id

    @property
    def bot_user_id(self) -> str:
        return self.workspace.bot_user_id

    @property
    def app_id(self) -> str:
        return self.workspace.app_id

    @property
    def calls(self) -> list[Call]:
        return self.records.calls

    @property
    def violations(self) -> list[str]:
        return self.records.violations

    @property
    def files(self) -> list[UploadedFile]:
        return self.workspace.files

    def add_user(
        self, name: str, real_name: str = "", tz: str = "America/Los_Angeles", **flags: Any
    ) -> User:
        """Flags: is_admin, is_restricted, is_ultra_restricted, deleted, is_bot, team_id, …"""
        flags.setdefault("team_id", self.team_id)
        user = User(self.workspace.new_id("U"), name, real_name or name.title(), tz, **flags)
        self.workspace.users[user.id] = user
        return user

    def add_channel(
        self,
        name: str,
        members: Sequence[User] = (),
        is_private: bool = False,
        bot_is_member: bool = True,
    ) -> Channel:
        ids = [user.id for user in members] + [self.bot_user_id] * bot_is_member
        created = int(self.workspace.now().timestamp())
        channel = Channel(self.workspace.new_id("C"), name, created, ids, is_private)
        self.workspace.channels[channel.id] = channel
        return channel

    def add_direct_message(self, one: User, other: User) -> Channel:
        """Of two people, without the bot."""
        created = int(self.workspace.now().timestamp())
        channel = Channel(self.workspace.new_id("D"), "", created, [one.id, other.id])
        self.workspace.channels[channel.id] = channel
        return channel

    def direct_channel(self, user: User) -> Channel:
        return self.workspace.direct_channel(user.id)

    def screen(self, user: User) -> list[SeenMessage]:
        """All that the person can see in Slack, oldest first."""
        return screen(self.workspace, user)

    def modal(self, user: User) -> SeenView | None:
        """The top view of the person's stack."""
        view = self.views.top(user)
        return see_view(self.workspace, view) if view else None

    def home(self, user: User) -> SeenView | None:
        view = self.views.homes.get(user.id)
        return see_view(self.workspace, view) if view else None

    # -- what people do -----------------------------------------------------------------------

    async def types_command(
        self, user: User, channel: Channel, command: str, text: str = "", should_escape: bool = True
    ) -> Acknowledged:
        return await self._people.types_command(
            user, channel, command, text, should_escape=should_escape
        )

    async def presses(
        self, user: User, on: SeenMessage | SeenView, action_id: str, option: Filled = None
    ) -> Acknowledged:
        return await self._people.presses(user, on, action_id, option)

    async def submits(
        self, user: User, view: SeenView, values: Mapping[str, Filled]
    ) -> Acknowledged:
        return await self._people.submits(user, view, values)

    async def closes(self, user: User, view: SeenView, all_of_them: bool = False) -> Acknowledged:
        return await self._people.closes(user, view, all_of_them=all_of_them)

    async def searches(
        self, user: User, view: SeenView, block_id: str, words: str
    ) -> list[tuple[str, str]]:
        return await self._people.searches(user, view, block_id, words)

    async def uses_shortcut(self, user: User, callback_id: str) -> Acknowledged:
        return await self._people.uses_shortcut(user, callback_id)

    async def uses_message_shortcut(
        self, user: User, callback_id: str, message: SeenMessage
    ) -> Acknowledged:
        return await self._people.uses_message_shortcut(user, callback_id, message.message)

    async def opens_home(self, user: User, tab: str = "home") -> Acknowledged | None:
        event: Json = {"user": user.id, "channel": self.direct_channel(user).id, "tab": tab}
        if tab == "home" and user.id in self.views.homes:
            event["view"] = self.views.as_json(self.views.homes[user.id])
        return await self.events.tell("app_home_opened", **event)

    # -- what happens -------------------------------------------------------------------------

    async def sends_event(self, event: Json, event_id: str | None = None) -> Acknowledged:
        """Any event, subscribed or not."""
        return await self.events.send(event, event_id)

    async def user_changes(self, user: User, **changes: object) -> Acknowledged | None:
        return await self.events.user_changes(user, **changes)

    async def archives(self, channel: Channel) -> Acknowledged | None:
        return await self.events.archives(channel, by=channel.members[0])

    async def leaves(self, user: User, channel: Channel) -> Acknowledged | None:
        return await self.events.leaves(user, channel)

    async def joins(
        self, user: User, channel: Channel, inviter: User | None = None
    ) -> Acknowledged | None:
        return await self.events.joins(user, channel, inviter)

    async def uninstalls(self, tokens_first: bool = False) -> None:
        await self.events.uninstalls(tokens_first=tokens_first)

    async def revokes_tokens(self) -> Acknowledged | None:
        return await self.events.revokes_tokens()

    async def loses_sockets(self) -> None:
        """Every Socket Mode connection breaks without a word."""
        self.sockets.lose()

    async def delivers_again(self, delivery: Delivery, as_new_event: bool = False) -> Acknowledged:
        """One of `records.deliveries`, however late, or the same under another event id."""
        return await self.deliveries.again(delivery, as_new_event=as_new_event)
