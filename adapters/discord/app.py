"""Discord, put together: connected by its token, listening, stopped cleanly."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from time import monotonic

import discord

from adapters.discord.chat import DiscordChat
from adapters.discord.client import Client
from adapters.discord.commands import sync
from adapters.discord.core import Core
from adapters.discord.errors import Calls, LockedOut
from adapters.discord.guilds import Guilds
from adapters.discord.happenings import Happenings
from adapters.discord.inbound import Inbound
from adapters.discord.listeners import Listeners
from adapters.discord.rate_limits import RateLimits
from adapters.discord.replies import Replies
from adapters.discord.roll_call import RollCall
from adapters.discord.servers import Accounts, Servers
from adapters.discord.settings import DiscordSettings
from adapters.discord.tokens import REFUSED
from bot.ports.chat import ChatError

log = logging.getLogger(__name__)


class CannotConnect(Exception):
    """Discord does not take our token; the text says how to mend it."""


@dataclass(frozen=True, slots=True)
class DiscordBot:
    """The bot of the token, as Discord names it."""

    outer_id: str
    name: str


class Discord:
    """All servers that the bot is in. `chat` may be used from `connect` until `close`; `seconds`
    is by which its pace is kept."""

    def __init__(
        self,
        settings: DiscordSettings,
        accounts: Accounts,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._settings = settings
        self._accounts = accounts
        limits = RateLimits(seconds)
        self.client = Client(settings, limits)
        self._calls = Calls(settings.patience.call)
        self.guilds = Guilds()
        self.chat = DiscordChat(self.client, self._calls, limits, self.guilds, accounts, seconds)
        self._listeners: Listeners | None = None
        self._happenings: Happenings | None = None
        self.roll_call: RollCall | None = None
        self._running: asyncio.Task[None] | None = None
        self._syncing: asyncio.Task[None] | None = None

    async def connect(self) -> DiscordBot:
        """Whose token it is. Waits while Discord cannot be reached; raises CannotConnect."""
        await self._persist(self._log_in, "Discord cannot be reached")
        bot = self.client.user
        if bot is None:
            raise CannotConnect(str(REFUSED))
        return DiscordBot(str(bot.id), bot.name)

    async def serve(self, core: Core, servers: Servers) -> None:
        """Take what people do there, from now on. Raises CannotConnect and StoreUnavailable."""
        patience = self._settings.patience
        await self.guilds.load(servers)
        inbound = Inbound(core, self.guilds, servers, patience)
        replies = Replies(self._accounts, patience)
        self._listeners = Listeners(core, inbound, replies, servers, patience)
        happenings = Happenings(self.client, self._calls, core, self.guilds, servers, inbound)
        self._happenings = happenings
        self.roll_call = RollCall(self.client, self._calls, core, self.guilds, servers, patience)
        self.chat.on_closed = self.roll_call.ask_after
        is_connected = asyncio.Event()

        async def on_connect() -> None:
            is_connected.set()

        for listener in (
            on_connect,
            happenings.on_ready,
            happenings.on_guild_join,
            happenings.on_guild_available,
            happenings.on_guild_update,
            happenings.on_guild_remove,
            happenings.on_guild_channel_delete,
            happenings.on_guild_role_delete,
            happenings.on_message,
            self._listeners.on_interaction,
        ):
            self.client.event(listener)
        await self._persist(self._find_gateway, "Discord names no gateway")
        self._syncing = asyncio.create_task(self._sync(core))
        self._running = asyncio.create_task(self.client.connect())
        connected = asyncio.create_task(is_connected.wait())
        await asyncio.wait({self._running, connected}, return_when=asyncio.FIRST_COMPLETED)
        connected.cancel()
        if self._running.done():
            raise CannotConnect(_refusal_of(self._running))
        self._running.add_done_callback(_tell_of_end)
        self.roll_call.begin()

    async def stop(self) -> None:
        """Take nothing new, and say what is still to be said. May be called twice."""
        if self.roll_call is not None:
            await self.roll_call.stop()
        if self._syncing is not None:
            self._syncing.cancel()
        if self._listeners is not None:
            self._listeners.is_stopping = True
        # What Discord does not take by then is lost, the state is kept (design.md, "Delivery").
        with suppress(TimeoutError):
            async with asyncio.timeout(self._settings.patience.last_words):
                await self.finish()

    async def finish(self) -> None:
        """Say what is still to be said to those who acted, and keep what happened."""
        if self._listeners is not None:
            await self._listeners.finish()
        if self._happenings is not None:
            await self._happenings.finish()

    async def close(self) -> None:
        """No message can be sent any more."""
        tasks = [task for task in (self._syncing, self._running) if task is not None]
        if self._running is not None:
            self._running.remove_done_callback(_tell_of_end)
            await self._hear_no_more()
            # It says goodbye to its gateway, and that may be silent.
            with suppress(TimeoutError):
                async with asyncio.timeout(self._settings.patience.goodbye):
                    await self.client.close()
        await self.client.http.close()
        for task in tasks:
            # While it connects, discord.py does not hear that it was closed.
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _hear_no_more(self) -> None:
        """Whoever pressed at the last moment is answered still."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._settings.patience.goodbye):
                await asyncio.gather(*(each.disconnect() for each in self.client.shards.values()))
                await self.finish()

    # -- until Discord answers ------------------------------------------------------------------

    async def _log_in(self) -> None:
        try:
            async with self._calls.call():
                await self.client.login(self._settings.token)
        except ChatError:
            # discord.py opens a session at each try, and closes the connector with it.
            await self.client.http.close()
            self.client.http.connector = discord.utils.MISSING
            raise
        except discord.LoginFailure as error:
            raise CannotConnect(str(REFUSED)) from error

    async def _find_gateway(self) -> None:
        async with self._calls.call():
            await self.client.find_gateway()

    async def _sync(self, core: Core) -> None:
        with suppress(CannotConnect):
            tell = partial(sync, self.client, self._calls, core.verbs)
            await self._persist(tell, "commands not registered")

    async def _persist(self, ask: Callable[[], Awaitable[None]], trouble: str) -> None:
        """However often Discord has to be asked. Raises CannotConnect if it takes nothing from
        us until somebody mends it."""
        pause = self._settings.patience.first_ask
        while True:
            try:
                return await ask()
            except LockedOut as error:
                raise CannotConnect(f"{error}.") from error
            except ChatError as error:
                log.warning(trouble, extra={"why": str(error), "again_in_s": pause})
            await asyncio.sleep(pause)
            pause = min(2 * pause, self._settings.patience.longest_ask)


def _refusal_of(running: "asyncio.Task[None]") -> str:
    error = None if running.cancelled() else running.exception()
    if isinstance(error, discord.ConnectionClosed) and error.code == 4004:
        return str(REFUSED)
    why = type(error).__name__ if error else "the connection was closed"
    return f"Discord ended the connection: {why}. Run unstuck doctor to see what is wrong."


def _tell_of_end(running: "asyncio.Task[None]") -> None:
    """discord.py connects again by itself, but for what only the operator can mend."""
    log.error("%s Nobody is heard until Unstuck is started again.", _refusal_of(running))
