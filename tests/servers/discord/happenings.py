"""What happens in Discord without anybody's answer: guilds come and go, channels change."""

from dataclasses import dataclass

from tests.servers.discord import permissions
from tests.servers.discord.messages import Messages, Tell
from tests.servers.discord.shapes import channel_json, guild_create_json, role_json
from tests.servers.discord.state import (
    PUBLIC_THREAD,
    TEXT_CHANNEL,
    Channel,
    Guild,
    Json,
    Member,
    Message,
    Role,
    User,
    World,
)


@dataclass
class Happenings:
    """Each changes the world and tells the app what Discord would."""

    world: World
    messages: Messages
    tell: Tell

    def ready(self) -> list[tuple[str, Json]]:
        """What follows READY: every guild with the bot in it."""
        return [
            ("GUILD_CREATE", guild_create_json(self.world, guild))
            if guild.is_available
            else ("GUILD_DELETE", {"id": guild.id, "unavailable": True})
            for guild in self.world.guilds.values()
            if guild.has_bot
        ]

    # -- guilds ---------------------------------------------------------------------------------

    def add_guild(self, name: str, *, has_bot: bool = True) -> Guild:
        owner = User(self.world.new_id(), f"owner-of-{name.lower()}".replace(" ", "-"))
        self.world.users[owner.id] = owner
        guild = Guild(self.world.new_guild_id(), name, owner.id, has_bot=has_bot)
        everyone = Role(guild.id, "@everyone", permissions.EVERYBODY, False, 0)
        guild.roles[everyone.id] = everyone
        own = Role(self.world.new_id(), "unstuck", permissions.NEEDED, False, 1, is_managed=True)
        guild.roles[own.id] = own
        for user, roles in ((owner, []), (self.world.bot, [own])):
            held = permissions.ALL if user is owner else permissions.NEEDED
            guild.members[user.id] = Member(guild, user, "", roles, held, self.world.now())
        self.world.guilds[guild.id] = guild
        if has_bot:
            self.tell("GUILD_CREATE", guild_create_json(self.world, guild))
        return guild

    def joins_guild(self, guild: Guild) -> None:
        guild.has_bot = True
        if self.world.bot.id not in guild.members:
            own = [role for role in guild.roles.values() if role.is_managed]
            guild.members[self.world.bot.id] = Member(
                guild, self.world.bot, "", own, permissions.NEEDED, self.world.now()
            )
        self.tell("GUILD_CREATE", guild_create_json(self.world, guild))

    def leaves_guild(self, guild: Guild) -> None:
        """Removed from it: no `unavailable` in the event."""
        guild.has_bot = False
        guild.members.pop(self.world.bot.id, None)
        self.world.commands.pop(guild.id, None)
        self.tell("GUILD_DELETE", {"id": guild.id})

    def becomes_unavailable(self, guild: Guild) -> None:
        guild.is_available = False
        self.tell("GUILD_DELETE", {"id": guild.id, "unavailable": True})

    def becomes_available(self, guild: Guild) -> None:
        guild.is_available = True
        event = {**guild_create_json(self.world, guild), "unavailable": False}
        self.tell("GUILD_CREATE", event)

    def add_role(self, guild: Guild, name: str, *, is_mentionable: bool) -> Role:
        role = Role(self.world.new_id(), name, 0, is_mentionable, len(guild.roles))
        guild.roles[role.id] = role
        if guild.has_bot:
            event = {"guild_id": guild.id, "role": role_json(role)}
            self.tell("GUILD_ROLE_CREATE", event)
        return role

    def deletes_role(self, guild: Guild, role: Role) -> None:
        """docs events/gateway-events, "Guild Role Delete". Of those who had it nothing is told."""
        del guild.roles[role.id]
        for member in guild.members.values():
            if role in member.roles:
                member.roles.remove(role)
        if guild.has_bot:
            self.tell("GUILD_ROLE_DELETE", {"guild_id": guild.id, "role_id": role.id})

    # -- channels -------------------------------------------------------------------------------

    def add_channel(
        self, guild: Guild, name: str, bot_permissions: int, seen_by: set[str] | None
    ) -> Channel:
        channel = Channel(
            self.world.new_id(),
            TEXT_CHANNEL,
            name,
            guild,
            own_bot_permissions=bot_permissions,
            seen_by=seen_by,
            position=len(self.world.channels_of(guild)),
            created=self.world.now(),
        )
        self.world.channels[channel.id] = channel
        self._tell_of(channel, "CREATE")
        return channel

    def add_thread(self, channel: Channel, name: str, owner: User) -> Channel:
        thread = Channel(
            self.world.new_id(),
            PUBLIC_THREAD,
            name,
            channel.guild,
            parent=channel,
            owner_id=owner.id,
            created=self.world.now(),
        )
        self.world.channels[thread.id] = thread
        self._tell_of(thread, "CREATE")
        return thread

    def changes(self, channel: Channel, **changes: object) -> None:
        for name, value in changes.items():
            setattr(channel, name, value)
        self._tell_of(channel, "UPDATE")

    def deletes_channel(self, channel: Channel) -> None:
        channel.is_deleted = True
        self._tell_of(channel, "DELETE")

    def deletes_message(self, message: Message) -> None:
        self.messages.delete(message)

    def _tell_of(self, channel: Channel, what: str) -> None:
        guild = channel.guild
        if guild is None or not guild.has_bot:
            return
        sees = permissions.has(channel.bot_permissions, permissions.VIEW_CHANNEL)
        if channel.is_thread and not sees:
            return
        shown = channel_json(self.world, channel)
        if channel.is_thread and what == "DELETE":
            keys = ("id", "guild_id", "parent_id", "type")
            shown = {key: shown[key] for key in keys}
        self.tell(f"{'THREAD' if channel.is_thread else 'CHANNEL'}_{what}", shown)
