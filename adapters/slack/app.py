"""Slack, put together: connected by its tokens, listening, stopped cleanly."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from time import monotonic

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.census import Census
from adapters.slack.chat import AccountFinder, SlackChat
from adapters.slack.client import make_client, open_session
from adapters.slack.core import Core
from adapters.slack.directory import Directory
from adapters.slack.errors import Calls
from adapters.slack.home import Homes
from adapters.slack.http_requests import Http
from adapters.slack.inbound import Inbound
from adapters.slack.known import Known
from adapters.slack.listeners import Listeners
from adapters.slack.replies import Replies
from adapters.slack.settings import SlackSettings
from adapters.slack.socket_mode import SocketMode
from adapters.slack.tokens import APP, BOT, FAILURES, fault_of, why_of
from adapters.slack.transports import Transport
from bot.domain.ids import WorkspaceId

log = logging.getLogger(__name__)


class CannotConnect(Exception):
    """Slack does not take our tokens; the text says which, and how to mend it."""


@dataclass(frozen=True, slots=True)
class SlackTeam:
    """The workspace of the bot token, as Slack names it."""

    outer_id: str
    name: str
    bot_user: str


class Slack:
    """One workspace. `chat` may be used before `serve`, and until `close`; `seconds` is by which
    its pace is kept."""

    def __init__(
        self,
        settings: SlackSettings,
        host: str,
        port: int,
        accounts: AccountFinder,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._settings = settings
        self._host = host
        self._port = port
        self._accounts = accounts
        self._session = open_session(settings.patience)
        self._client = make_client(settings, self._session)
        self._calls = Calls()
        self.chat = SlackChat(self._client, self._calls, accounts, seconds, settings.patience)
        self._team: SlackTeam | None = None
        self._directory: Directory | None = None
        self._listeners: Listeners | None = None
        self.census: Census | None = None
        self.transport: Transport | None = None

    async def connect(self) -> SlackTeam:
        """Whose token it is. Waits while Slack cannot be reached; raises CannotConnect."""
        bot = await self._ask(BOT, self._client.auth_test)
        if self._settings.app_token:
            open_connection = partial(
                self._client.apps_connections_open, app_token=self._settings.app_token
            )
            await self._ask(APP, open_connection)
        self._team = SlackTeam(bot["team_id"], bot["team"], bot["user_id"])
        return self._team

    async def serve(self, core: Core, workspace: WorkspaceId, known: Known | None = None) -> None:
        """Take what people do there, from now on, and what Slack told of before; that only with
        `known`. Raises OSError if our port cannot be had."""
        team = self._team
        if team is None:
            raise RuntimeError("connect before serve")
        settings, patience = self._settings, self._settings.patience
        self._directory = Directory(
            self._client, self._calls, team.outer_id, team.bot_user, patience=patience
        )
        inbound = Inbound(self._directory, workspace, team.outer_id)
        accounts = partial(self._accounts, workspace)
        replies = Replies(self._client, self._calls, self._session, accounts)
        homes = Homes(self._client, self._calls, inbound, core)
        self._listeners = Listeners(core, inbound, replies, homes)
        app = self._bolt(team)
        self._listeners.listen(app)
        if settings.app_token:
            self.transport = SocketMode(app, settings.app_token, self._client, patience)
        else:
            self.transport = Http(app, settings.signing_secret, self._host, self._port, patience)
        await self.transport.start()
        if known is not None:
            self.census = Census(
                self._client,
                self._calls,
                self._directory,
                core,
                known,
                workspace,
                patience=patience,
            )
            self.census.begin()

    async def stop(self) -> None:
        """Take nothing new, and say what is still to be said. May be called twice."""
        if self.census is not None:
            await self.census.stop()
        if self.transport is not None:
            await self.transport.stop()
        # What Slack does not take by then is lost, the state is kept (design.md, "Delivery").
        with suppress(TimeoutError):
            async with asyncio.timeout(self._settings.patience.last_words):
                await self.finish()
        if self._directory is not None:
            await self._directory.close()

    async def finish(self) -> None:
        """Say what is still to be said to those who acted."""
        if self._listeners is not None:
            await self._listeners.finish()

    async def close(self) -> None:
        """No message can be sent any more."""
        await self._session.close()

    def _bolt(self, team: SlackTeam) -> AsyncApp:
        token = self._settings.bot_token
        known = AuthorizeResult(
            enterprise_id=None, team_id=team.outer_id, bot_user_id=team.bot_user, bot_token=token
        )

        async def authorize() -> AuthorizeResult:
            return known

        # bolt logs payloads on INFO and DEBUG, and what people wrote is in them.
        quiet = logging.getLogger("adapters.slack.bolt")
        quiet.setLevel(logging.ERROR)
        return AsyncApp(
            logger=quiet,
            # Without a name bolt reads the source of all who called it, which takes 0.2 s.
            name="unstuck",
            client=self._client,
            authorize=authorize,
            # What comes over the socket is not signed, the connection is ours; what comes over
            # HTTP is verified before it is read (http_requests.py).
            request_verification_enabled=False,
            # Told to `Listeners.failed`, instead of a 404 that Slack would repeat.
            raise_error_for_unhandled_request=True,
            # A listener that waits for the commit answers at once after it: without this bolt
            # looks every 10 ms whether it did (design.md).
            process_before_response=True,
        )

    async def _ask(
        self, setting: str, ask: Callable[[], Awaitable[AsyncSlackResponse]]
    ) -> AsyncSlackResponse:
        pause = self._settings.patience.first_ask
        while True:
            try:
                return await ask()
            except FAILURES as error:
                why = why_of(error)
                fault = fault_of(setting, why)
                if fault is not None:
                    raise CannotConnect(f"{fault.what} {fault.mend}") from error
            log.warning("Slack cannot be reached", extra={"why": why, "again_in_s": pause})
            await asyncio.sleep(pause)
            pause = min(2 * pause, self._settings.patience.longest_ask)
