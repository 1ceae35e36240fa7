"""What Discord holds: people, guilds, roles, channels, threads, messages, commands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from tests.servers.discord import permissions

Json = dict[str, Any]
"""Foreign JSON, as it goes over the wire."""
EPOCH_MS = 1420070400000
"""Where Discord's ids begin to count. Source: docs reference, snowflakes."""
EPHEMERAL = 1 << 6
LOADING = 1 << 7
SILENT = 1 << 12
COMPONENTS_V2 = 1 << 15
TEXT_CHANNEL, DIRECT, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 11, 12
THREADS = (PUBLIC_THREAD, PRIVATE_THREAD)


@dataclass(eq=False, repr=False)
class User:
    """A person, or a bot."""

    id: str
    username: str
    global_name: str = ""
    is_bot: bool = False
    locale: str = "en-US"
    takes_direct_messages: bool = True

    def __repr__(self) -> str:
        return f"<User {self.username}>"

    @property
    def shown_name(self) -> str:
        return self.global_name or self.username

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(eq=False, repr=False)
class Role:
    """The one everybody has bears the id of its guild."""

    id: str
    name: str
    permissions: int = 0
    is_mentionable: bool = True
    position: int = 1
    is_managed: bool = False

    def __repr__(self) -> str:
        return f"<Role {self.name}>"


@dataclass(eq=False, repr=False)
class Member:
    """A user in a guild; `permissions` are those that an interaction states."""

    guild: "Guild"
    user: User
    nick: str = ""
    roles: list[Role] = field(default_factory=list)
    permissions: int = 0
    joined: datetime = datetime(2024, 1, 1, tzinfo=UTC)

    def __repr__(self) -> str:
        return f"<Member {self.user.username} of {self.guild.name}>"

    @property
    def shown_name(self) -> str:
        return self.nick or self.user.shown_name


@dataclass(eq=False, repr=False)
class Guild:
    """A server of Discord's."""

    id: str
    name: str
    owner_id: str
    locale: str = "en-US"
    has_bot: bool = True
    is_available: bool = True
    members: dict[str, Member] = field(default_factory=dict)
    """By user id; the bot as well."""
    roles: dict[str, Role] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Guild {self.name}>"


@dataclass(eq=False, repr=False)
class Channel:
    """A text channel, a thread or a direct message."""

    id: str
    type: int
    name: str = ""
    guild: Guild | None = None
    recipient: User | None = None
    """Of a direct message with the bot: the person."""
    parent: "Channel | None" = None
    """Of a thread: the channel it belongs to."""
    own_bot_permissions: int = permissions.NEEDED
    seen_by: set[str] | None = None
    """User ids; None: every member of the guild."""
    position: int = 0
    topic: str = ""
    is_deleted: bool = False
    is_archived: bool = False
    is_locked: bool = False
    auto_archive_minutes: int = 1440
    owner_id: str = ""
    created: datetime = datetime(2024, 1, 1, tzinfo=UTC)

    def __repr__(self) -> str:
        return f"<Channel {self.name or self.recipient}>"

    @property
    def is_direct(self) -> bool:
        return self.type == DIRECT

    @property
    def is_thread(self) -> bool:
        return self.type in THREADS

    @property
    def bot_permissions(self) -> int:
        """A thread has its channel's."""
        if self.is_direct:
            return permissions.IN_DIRECT_MESSAGES
        return self.parent.bot_permissions if self.parent else self.own_bot_permissions

    def is_seen_by(self, user: User) -> bool:
        if self.is_deleted or (self.parent and self.parent.is_deleted):
            return False
        if self.recipient:
            return user is self.recipient
        if self.guild is None or user.id not in self.guild.members:
            return False
        holder = self.parent or self
        return holder.seen_by is None or user.id in holder.seen_by


@dataclass(frozen=True)
class UploadedFile:
    """What was attached to a message, or handed in with a modal."""

    id: str
    filename: str
    content: bytes
    title: str = ""
    description: str = ""

    @property
    def url(self) -> str:
        return f"https://cdn.discordapp.com/attachments/1/{self.id}/{self.filename}"


@dataclass(eq=False, repr=False)
class Message:
    """A message as it stands now."""

    id: str
    channel: Channel
    author: User
    at: datetime
    content: str = ""
    components: list[Json] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    files: list[UploadedFile] = field(default_factory=list)
    flags: int = 0
    nonce: str = ""
    edited_at: datetime | None = None
    seen_only_by: User | None = None
    """Ephemeral: the one who sees it."""
    pings: frozenset[str] = frozenset()
    """Ids of users and roles it notified, and "everyone"."""
    mentions: list[User] = field(default_factory=list)
    mention_roles: list[str] = field(default_factory=list)
    mention_everyone: bool = False
    reply_to: "Message | None" = None
    thread: Channel | None = None
    is_deleted: bool = False
    interaction: Json | None = None
    """`interaction_metadata`, of an answer to an interaction."""

    def __repr__(self) -> str:
        return f"<Message {self.id} in {self.channel}: {self.content!r}>"

    @property
    def is_v2(self) -> bool:
        return bool(self.flags & COMPONENTS_V2)


@dataclass
class World:
    """Everything, and the clock it lives by."""

    now: Callable[[], datetime]
    application_id: str = ""
    users: dict[str, User] = field(default_factory=dict)
    guilds: dict[str, Guild] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    """By guild id; the global ones under ""."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.application_id = self.application_id or self.new_id()
        self.bot = User(self.application_id, "unstuck", is_bot=True)
        self.users[self.bot.id] = self.bot

    def new_id(self) -> str:
        """A snowflake of this moment; the lower bits count."""
        ms = int(self.now().timestamp() * 1000) - EPOCH_MS
        return str(max(ms, 1) << 22 | next(self._numbers) & 0x3FFFFF)

    def new_guild_id(self) -> str:
        """A millisecond later than that of the guild before, so that shards share them out."""
        return str(int(self.new_id()) + (len(self.guilds) << 22))

    def direct_channel(self, user: User) -> Channel:
        """The bot's and the person's, made when first asked for."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(self.new_id(), DIRECT, recipient=user, created=self.now())
        self.channels[channel.id] = channel
        return channel

    def has_direct_channel(self, user: User) -> bool:
        return any(channel.recipient is user for channel in self.channels.values())

    def shares_guild(self, user: User) -> bool:
        """Whether the bot and the person are in one guild somewhere."""
        return any(guild.has_bot and user.id in guild.members for guild in self.guilds.values())

    def channels_of(self, guild: Guild) -> list[Channel]:
        return [
            channel
            for channel in self.channels.values()
            if channel.guild is guild and not channel.is_deleted
        ]

    def message(self, channel: Channel, message_id: str) -> Message | None:
        for message in reversed(self.messages):
            if message.id == message_id and message.channel is channel and not message.is_deleted:
                return message
        return None

    def last_message_id(self, channel: Channel) -> str | None:
        shown = (m.id for m in reversed(self.messages) if m.channel is channel)
        return next(shown, None)

    def with_nonce(self, author: User, nonce: str) -> Message | None:
        """What was sent under it in the past minutes. Source: docs resources/message."""
        since = self.now() - NONCE_AGE
        for message in reversed(self.messages):
            if message.nonce == nonce and message.author is author and message.at >= since:
                return message
        return None


NONCE_AGE = timedelta(minutes=5)
"""Discord says "the past few minutes"."""
