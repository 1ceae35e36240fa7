"""A Discord of our own that speaks Discord's protocol: the HTTP API v10 and the gateway.

A real discord.py client talks to it over HTTP and WebSocket on a free port. A test acts for
people by calling methods here, looks at `screen` and `modal`, and asserts in its teardown that
`violations` is empty.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from tests.servers.discord import permissions
from tests.servers.discord.faults import Faults
from tests.servers.discord.forms import Filled, Thing
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.happenings import Happenings
from tests.servers.discord.interactions import Interactions
from tests.servers.discord.limiter import Limiter
from tests.servers.discord.messages import Messages
from tests.servers.discord.people import People
from tests.servers.discord.records import Answered, Call, Interaction, Records
from tests.servers.discord.rest import Rest
from tests.servers.discord.rest_commands import Commands
from tests.servers.discord.rest_directory import Directory
from tests.servers.discord.rest_messages import Writing
from tests.servers.discord.screen import SeenMessage, SeenModal, screen, see_message, see_modal
from tests.servers.discord.shapes import own_user_json
from tests.servers.discord.state import Channel, Guild, Json, Member, Role, User, World
from tests.servers.discord.telling import Telling


class DiscordServer:
    """One application with one bot."""

    def __init__(
        self,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        token: str = "discord-token",
        application_id: str = "",
    ) -> None:
        self.token = token
        self.world = World(now, application_id)
        self.records = Records()
        self.faults = Faults()
        self.gateway = Gateway(
            self.records,
            lambda: f"ws://{self.host}/gateway",
            lambda: self.happenings.ready(),
            self._identity,
            token,
        )
        self._telling = Telling(self.gateway)
        tell = self._telling.tell
        self.rest = Rest(self.world, self.records, self.faults, token)
        self.messages = Messages(self.world, tell)
        self.interactions = Interactions(
            self.world,
            self.records,
            self.messages,
            tell,
            lambda: self.gateway.is_connected,
            self.rest.refuse,
        )
        self.happenings = Happenings(self.world, self.messages, tell)
        self.commands = Commands(self.world, self.rest.refuse)
        self._people = People(self.world, self.interactions)
        writing = Writing(self.world, self.messages, self.rest.refuse)
        self.directory = Directory(
            self.world,
            writing,
            tell,
            lambda: (self.gateway.url, self.gateway.session_start_limit()),
            lambda: self.rest.limiter,
        )
        self.rest.handlers = {
            **self.directory.handlers(),
            **writing.handlers(),
            **self.commands.handlers(),
            **self.interactions.handlers(),
        }
        self.rest.on_fault = lambda asked, fault: self.interactions.meets_fault(asked)
        self._runner: web.AppRunner | None = None
        self.host = ""

    # -- running ------------------------------------------------------------------------------

    async def start(self) -> None:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_route("*", "/api/v10/{rest:.*}", self.rest.serve)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        self._telling.start()

    async def stop(self) -> None:
        self.faults.opens_doors()
        await self._telling.stop()
        await self.gateway.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    def _identity(self) -> Json:
        application = {"id": self.application_id, "flags": 0}
        return {"user": own_user_json(self.world.bot), "application": application}

    @property
    def base_url(self) -> str:
        """For discord.http.Route.BASE."""
        return f"http://{self.host}/api/v10"

    def use_limiter(self, **limits: Any) -> Limiter:
        """From now on there are rate limits."""
        self.rest.limiter = Limiter(**limits)
        return self.rest.limiter

    async def settles(self) -> None:
        """Until everything that happened was sent to the app."""
        await self._telling.settles()

    # -- what is there ------------------------------------------------------------------------

    @property
    def application_id(self) -> str:
        return self.world.application_id

    @property
    def bot_user_id(self) -> str:
        return self.world.bot.id

    @property
    def calls(self) -> list[Call]:
        return self.records.calls

    @property
    def violations(self) -> list[str]:
        return self.records.violations

    @property
    def answered(self) -> list[Answered]:
        return self.records.answered

    @property
    def syncs(self) -> int:
        """How often commands were put."""
        return self.commands.syncs

    def registered_commands(self, guild: Guild | None = None) -> Sequence[Json]:
        return tuple(self.world.commands.get(guild.id if guild else "", ()))

    def add_guild(self, name: str, has_bot: bool = True) -> Guild:
        return self.happenings.add_guild(name, has_bot=has_bot)

    def add_user(self, username: str, global_name: str = "", **about: Any) -> User:
        """About: locale, is_bot, takes_direct_messages."""
        user = User(self.world.new_id(), username, global_name, **about)
        self.world.users[user.id] = user
        return user

    def add_member(
        self,
        guild: Guild,
        user: User,
        nick: str | None = None,
        roles: Sequence[Role] = (),
        permissions: int = 0,
    ) -> Member:
        """`permissions` are those that an interaction of theirs states."""
        now = self.world.now()
        member = Member(guild, user, nick or "", list(roles), permissions, now)
        guild.members[user.id] = member
        return member

    def deletes_role(self, guild: Guild, role: Role) -> None:
        self.happenings.deletes_role(guild, role)

    def add_role(self, guild: Guild, name: str, is_mentionable: bool = True) -> Role:
        return self.happenings.add_role(guild, name, is_mentionable=is_mentionable)

    def add_channel(
        self,
        guild: Guild,
        name: str,
        bot_permissions: int = permissions.NEEDED,
        seen_by: Sequence[User] | None = None,
    ) -> Channel:
        """`seen_by`: None for every member."""
        ids = None if seen_by is None else {user.id for user in seen_by}
        return self.happenings.add_channel(guild, name, bot_permissions, ids)

    def add_thread(self, channel: Channel, name: str, owner: User | None = None) -> Channel:
        return self.happenings.add_thread(channel, name, owner or self.world.bot)

    def direct_channel(self, user: User) -> Channel:
        return self.world.direct_channel(user)

    def closes_direct_messages(self, user: User) -> None:
        user.takes_direct_messages = False

    def opens_direct_messages(self, user: User) -> None:
        user.takes_direct_messages = True

    def set_bot_permissions(self, channel: Channel, bot_permissions: int) -> None:
        self.happenings.changes(channel, own_bot_permissions=bot_permissions)

    def screen(self, user: User, tz: str | None = None) -> list[SeenMessage]:
        """All that the person can see in Discord, oldest first; times in their zone."""
        return screen(self.world, user, ZoneInfo(tz) if tz else None)

    def modal(self, user: User) -> SeenModal | None:
        modal = self.interactions.modals.get(user.id)
        return see_modal(self.world, modal) if modal else None

    # -- what people do -----------------------------------------------------------------------

    async def types_command(
        self, user: User, channel: Channel, name: str, options: Mapping[str, object] | None = None
    ) -> Answered:
        return await self._people.types_command(user, channel, name, options or {})

    async def completes(
        self,
        user: User,
        channel: Channel,
        name: str,
        option: str,
        typed: str,
        options: Mapping[str, object] | None = None,
    ) -> list[tuple[str, Any]]:
        return await self._people.completes(user, channel, name, option, typed, options or {})

    async def presses(self, user: User, message: SeenMessage, custom_id: str) -> Answered:
        return await self._people.presses(user, message.message, custom_id)

    async def chooses(
        self, user: User, message: SeenMessage, custom_id: str, values: Sequence[Thing]
    ) -> Answered:
        return await self._people.chooses(user, message.message, custom_id, values)

    async def submits(
        self, user: User, modal: SeenModal, values: Mapping[str, Filled] | None = None
    ) -> Answered:
        return await self._people.submits(user, modal.modal, values or {})

    def dismisses(self, user: User, modal: SeenModal) -> None:
        self._people.dismisses(user, modal.modal)

    async def uses_menu(
        self, user: User, channel: Channel, name: str, on: SeenMessage | User
    ) -> Answered:
        target = on if isinstance(on, User) else on.message
        return await self._people.uses_menu(user, channel, name, target)

    async def writes(
        self, user: User, channel: Channel, text: str, reply_to: SeenMessage | None = None
    ) -> SeenMessage:
        """A message of a person's own."""
        body: Json = {"content": text}
        if reply_to:
            body["message_reference"] = {"message_id": reply_to.id}
        assert channel.is_seen_by(user), f"{user.username} does not see this channel"
        message = self.messages.create(channel, body, {}, author=user)
        await self.settles()
        return see_message(self.world, message, None)

    async def repeats(self, interaction: Interaction) -> Answered:
        """The same interaction delivered again, under the same id."""
        return await self._people.repeats(interaction)

    # -- what happens -------------------------------------------------------------------------

    async def joins_guild(self, guild: Guild) -> None:
        self.happenings.joins_guild(guild)
        await self.settles()

    async def leaves_guild(self, guild: Guild) -> None:
        """The bot is removed from it."""
        self.happenings.leaves_guild(guild)
        await self.settles()

    async def loses_guild(self, guild: Guild) -> None:
        """An outage of Discord's: the guild is unavailable."""
        self.happenings.becomes_unavailable(guild)
        await self.settles()

    async def regains_guild(self, guild: Guild) -> None:
        self.happenings.becomes_available(guild)
        await self.settles()

    async def deletes_channel(self, channel: Channel) -> None:
        """Or a thread."""
        self.happenings.deletes_channel(channel)
        await self.settles()

    async def deletes_thread(self, thread: Channel) -> None:
        await self.deletes_channel(thread)

    async def renames(self, channel: Channel, name: str) -> None:
        self.happenings.changes(channel, name=name)
        await self.settles()

    async def archives_thread(self, thread: Channel, locks: bool = False) -> None:
        self.happenings.changes(thread, is_archived=True, is_locked=locks)
        await self.settles()

    async def deletes_message(self, message: SeenMessage) -> None:
        self.happenings.deletes_message(message.message)
        await self.settles()

    async def member_leaves(self, user: User, guild: Guild) -> None:
        """No event: that would need a privileged intent."""
        guild.members.pop(user.id)
        await asyncio.sleep(0)
