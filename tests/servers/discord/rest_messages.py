"""Messages and threads over the HTTP API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.servers.discord import permissions
from tests.servers.discord.message_shapes import message_json
from tests.servers.discord.messages import Messages
from tests.servers.discord.refusals import Refused
from tests.servers.discord.rest import Answer, Asked, Handler
from tests.servers.discord.shapes import channel_json
from tests.servers.discord.state import (
    EPHEMERAL,
    LOADING,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    Channel,
    Json,
    Message,
    World,
)

IN_CHANNEL = "/channels/{channel_id}/messages"
ONE = "/channels/{channel_id}/messages/{message_id}"


@dataclass
class Writing:
    """What a bot does with its token in channels and direct messages."""

    world: World
    messages: Messages
    refuse: Callable[[Asked, list[str]], None]

    def handlers(self) -> Mapping[tuple[str, str], Handler]:
        return {
            ("POST", IN_CHANNEL): self.post,
            ("GET", IN_CHANNEL): self.history,
            ("GET", ONE): self.get,
            ("PATCH", ONE): self.edit,
            ("DELETE", ONE): self.delete,
            ("POST", f"{ONE}/threads"): self.start_thread_from,
            ("POST", "/channels/{channel_id}/threads"): self.start_thread,
            ("POST", "/channels/{channel_id}/typing"): self.typing,
        }

    def post(self, asked: Asked) -> Answer:
        channel = self.channel(asked)
        self._may_send(channel, asked)
        wrong = self.messages.sentences(
            asked.body or {}, asked.uploads, message=None, is_interaction=False
        )
        self.refuse(asked, wrong)
        nonce = str(asked.body.get("nonce") or "")
        if nonce and asked.body.get("enforce_nonce"):
            known = self.world.with_nonce(self.world.bot, nonce)
            if known:
                return 200, message_json(self.world, known)
        message = self.messages.create(channel, asked.body, asked.uploads)
        return 200, message_json(self.world, message)

    def history(self, asked: Asked) -> Answer:
        channel = self.channel(asked)
        self._needs(channel, permissions.READ_MESSAGE_HISTORY)
        limit, query = int(asked.query.get("limit", 50)), asked.query
        found = [
            message
            for message in self.world.messages
            if message.channel is channel
            and not message.is_deleted
            and message.seen_only_by is None
            and int(message.id) > int(query.get("after", 0))
            and int(message.id) < int(query.get("before", 1 << 63))
        ]
        found.sort(key=lambda message: int(message.id), reverse="after" not in query)
        chosen = sorted(found[:limit], key=lambda message: int(message.id), reverse=True)
        return 200, [message_json(self.world, message) for message in chosen]

    def get(self, asked: Asked) -> Answer:
        channel = self.channel(asked)
        self._needs(channel, permissions.READ_MESSAGE_HISTORY)
        return 200, message_json(self.world, self.message(channel, asked))

    def edit(self, asked: Asked) -> Answer:
        channel = self.channel(asked)
        message = self.message(channel, asked)
        if message.author is not self.world.bot:
            raise Refused(403, 50005)
        if channel.is_archived:
            raise Refused(400, 50083)
        wrong = self.messages.sentences(
            asked.body or {}, asked.uploads, message=message, is_interaction=False
        )
        self.refuse(asked, wrong)
        return 200, message_json(
            self.world, self.messages.edit(message, asked.body or {}, asked.uploads)
        )

    def delete(self, asked: Asked) -> Answer:
        channel = self.channel(asked)
        message = self.message(channel, asked)
        if message.author is not self.world.bot:
            if channel.is_direct:
                raise Refused(403, 50003)
            self._needs(channel, permissions.MANAGE_MESSAGES)
        if channel.is_archived:
            raise Refused(400, 50083)
        self.messages.delete(message)
        return 204, None

    def typing(self, asked: Asked) -> Answer:
        self._may_send(self.channel(asked), asked)
        return 204, None

    # -- threads --------------------------------------------------------------------------------

    def start_thread_from(self, asked: Asked) -> Answer:
        channel = self.channel(asked)
        message = self.message(channel, asked)
        if channel.is_direct or channel.is_thread:
            raise Refused(400, 50024)
        self._needs(channel, permissions.CREATE_PUBLIC_THREADS)
        if message.thread:
            raise Refused(400, 160004)
        message.thread = self.open_thread(channel, asked.body, message.id, PUBLIC_THREAD)
        return 201, channel_json(self.world, message.thread)

    def start_thread(self, asked: Asked) -> Answer:
        """Without a message; private unless the type says otherwise."""
        channel = self.channel(asked)
        if channel.is_direct or channel.is_thread:
            raise Refused(400, 50024)
        kind = asked.body.get("type", PRIVATE_THREAD)
        is_public = kind == PUBLIC_THREAD
        needed = "CREATE_PUBLIC_THREADS" if is_public else "CREATE_PRIVATE_THREADS"
        self._needs(channel, getattr(permissions, needed))
        thread = self.open_thread(channel, asked.body, self.world.new_id(), kind)
        return 201, channel_json(self.world, thread)

    def open_thread(self, channel: Channel, body: Json, id: str, kind: int) -> Channel:
        thread = Channel(
            id,
            kind,
            body["name"],
            channel.guild,
            parent=channel,
            auto_archive_minutes=body.get("auto_archive_duration") or 1440,
            owner_id=self.world.bot.id,
            created=self.world.now(),
        )
        self.world.channels[id] = thread
        event = {**channel_json(self.world, thread), "newly_created": True}
        self.messages.tell("THREAD_CREATE", event)
        return thread

    # -- may it ---------------------------------------------------------------------------------

    def channel(self, asked: Asked) -> Channel:
        """The one in the path, if it is there and the bot sees it."""
        channel = self.world.channels.get(asked.params["channel_id"])
        if channel is None or channel.is_deleted or (channel.parent and channel.parent.is_deleted):
            raise Refused(404, 10003)
        if channel.guild and not channel.guild.has_bot:
            raise Refused(403, 50001)
        if not permissions.has(channel.bot_permissions, permissions.VIEW_CHANNEL):
            raise Refused(403, 50001)
        return channel

    def message(self, channel: Channel, asked: Asked) -> Message:
        """Ephemeral ones are not there for whoever comes this way."""
        message = self.world.message(channel, asked.params["message_id"])
        if message is None or message.flags & (EPHEMERAL | LOADING):
            raise Refused(404, 10008)
        return message

    def _may_send(self, channel: Channel, asked: Asked) -> None:
        person = channel.recipient
        if person:
            if not self.world.shares_guild(person):
                raise Refused(403, 50278)
            if not person.takes_direct_messages:
                raise Refused(403, 50007)
            return
        in_thread = channel.is_thread
        self._needs(
            channel,
            permissions.SEND_MESSAGES_IN_THREADS if in_thread else permissions.SEND_MESSAGES,
        )
        if asked.uploads:
            self._needs(channel, permissions.ATTACH_FILES)
        if channel.is_archived and channel.is_locked:
            self._needs(channel, permissions.MANAGE_THREADS)

    def _needs(self, channel: Channel, wanted: int) -> None:
        if not permissions.has(channel.bot_permissions, wanted):
            raise Refused(403, 50013)
