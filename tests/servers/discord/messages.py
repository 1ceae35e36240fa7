"""Making, editing and deleting messages, whoever asks for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.servers.discord.mentions import find_mentions
from tests.servers.discord.message_shapes import message_event
from tests.servers.discord.refusals import Refused
from tests.servers.discord.rules import check_message
from tests.servers.discord.shapes import channel_json
from tests.servers.discord.state import (
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    SILENT,
    Channel,
    Json,
    Message,
    UploadedFile,
    User,
    World,
)

Tell = Callable[[str, Json], None]
"""Tells the app of an event through the gateway."""
Uploads = Mapping[int, tuple[str, bytes]]
"""Name and bytes by the number in files[n]."""
MOST_BYTES = 25 * 1024 * 1024
MOST_BYTES_A_FILE = 10 * 1024 * 1024
SUPPRESS_EMBEDS = 1 << 2
SETTABLE = EPHEMERAL | SILENT | COMPONENTS_V2 | SUPPRESS_EMBEDS


@dataclass
class Messages:
    """What is the same for channel messages and answers to interactions."""

    world: World
    tell: Tell

    def sentences(
        self, body: Json, uploads: Uploads, *, message: Message | None, is_interaction: bool
    ) -> list[str]:
        """What is wrong with a message, or with an edit of one, by Discord's rules."""
        names = {name for name, _ in uploads.values()}
        if message is None:
            return check_message(body, is_interaction=is_interaction, files=frozenset(names))
        kept = _kept(message, body)
        names |= {file.filename for file in kept} | {file.url for file in kept}
        wrong = check_message(
            body,
            is_edit=True,
            is_interaction=is_interaction,
            was_v2=message.is_v2,
            files=frozenset(names),
        )
        if not wrong and not is_v2_after(message, body):
            wrong += self._emptied(message, body, kept, uploads)
        elif not message.is_v2 and (message.content and "content" not in body):
            wrong.append("flags: a message with content cannot become one of Components V2")
        return wrong

    def _emptied(
        self, message: Message, body: Json, kept: Sequence[UploadedFile], uploads: Uploads
    ) -> list[str]:
        left = [
            body.get("content", message.content),
            body.get("components", message.components),
            body.get("embeds", message.embeds),
            kept,
            uploads,
        ]
        is_empty = not any(left) and not message.flags & LOADING
        return ["nothing would be left of the message"] if is_empty else []

    def create(
        self,
        channel: Channel,
        body: Json,
        uploads: Uploads,
        *,
        author: User | None = None,
        interaction: Json | None = None,
        seen_only_by: User | None = None,
    ) -> Message:
        message = Message(
            self.world.new_id(),
            channel,
            author or self.world.bot,
            self.world.now(),
            flags=(body.get("flags") or 0) & SETTABLE,
            nonce=str(body.get("nonce") or ""),
            interaction=interaction,
            seen_only_by=seen_only_by,
        )
        reference = body.get("message_reference")
        if reference:
            message.reply_to = self.world.message(channel, str(reference.get("message_id")))
            if message.reply_to is None and reference.get("fail_if_not_exists", True):
                raise Refused(400, 50035, sentences=["message_reference: Unknown message"])
        self.fill(message, body, uploads)
        self.publish(message)
        return message

    def publish(self, message: Message) -> None:
        self.world.messages.append(message)
        if message.channel.is_archived:
            self.unarchive(message.channel)
        if message.seen_only_by is None:
            self.tell("MESSAGE_CREATE", message_event(self.world, message))

    def unarchive(self, thread: Channel) -> None:
        """As a message in it does."""
        thread.is_archived = False
        self.tell("THREAD_UPDATE", channel_json(self.world, thread))

    def fill(self, message: Message, body: Json, uploads: Uploads) -> None:
        """Put in what the body says, and notify."""
        self._put(message, body, uploads)
        found = find_mentions(
            self.world,
            message,
            body.get("allowed_mentions"),
            is_interaction=message.interaction is not None,
        )
        message.mentions, message.mention_roles = found.users, found.roles
        message.mention_everyone = found.everyone
        message.pings = frozenset(found.pings)

    def edit(self, message: Message, body: Json, uploads: Uploads) -> Message:
        """An edit notifies nobody; the first words of a deferred answer do."""
        if message.flags & LOADING:
            message.flags &= ~LOADING
            message.flags |= (body.get("flags") or 0) & COMPONENTS_V2
            self.fill(message, body, uploads)
        else:
            before = message.pings
            if "flags" in body:
                fixed = message.flags & (EPHEMERAL | COMPONENTS_V2 | SILENT)
                message.flags = fixed | (body["flags"] or 0) & SETTABLE & ~EPHEMERAL
            self.fill(message, body, uploads)
            message.pings = before
            message.edited_at = self.world.now()
        if message.seen_only_by is None:
            self.tell("MESSAGE_UPDATE", message_event(self.world, message))
        return message

    def delete(self, message: Message) -> None:
        message.is_deleted = True
        if message.seen_only_by is None:
            event: Json = {"id": message.id, "channel_id": message.channel.id}
            if message.channel.guild:
                event["guild_id"] = message.channel.guild.id
            self.tell("MESSAGE_DELETE", event)

    def _put(self, message: Message, body: Json, uploads: Uploads) -> None:
        if "content" in body:
            message.content = body["content"] or ""
        if "components" in body:
            message.components = list(body["components"] or ())
        if "embeds" in body:
            message.embeds = list(body["embeds"] or ())
        message.files = [*_kept(message, body), *self._uploaded(body, uploads)]

    def _uploaded(self, body: Json, uploads: Uploads) -> list[UploadedFile]:
        told = {str(each.get("id")): each for each in body.get("attachments") or ()}
        files = []
        for number, (name, content) in uploads.items():
            about = told.get(str(number), {})
            files.append(
                UploadedFile(
                    self.world.new_id(),
                    about.get("filename") or name,
                    content,
                    about.get("title") or "",
                    about.get("description") or "",
                )
            )
        return files


def is_v2_after(message: Message, body: Json) -> bool:
    return message.is_v2 or bool((body.get("flags") or 0) & COMPONENTS_V2)


def refuse_sizes(uploads: Uploads) -> None:
    """Source: docs reference, uploading files; 10 MiB is what a guild without boosts has."""
    sizes = [len(content) for _, content in uploads.values()]
    if sum(sizes) > MOST_BYTES or max(sizes, default=0) > MOST_BYTES_A_FILE:
        raise Refused(413, 40005)


def _kept(message: Message, body: Json) -> list[UploadedFile]:
    """`attachments` of an edit names what stays; without it everything does."""
    if body.get("attachments") is None:
        return message.files
    ids = {str(each.get("id")) for each in body["attachments"]}
    return [file for file in message.files if file.id in ids]
