"""Messages, as Discord's answers and events show them. Source: discord-openapi.json."""

from datetime import datetime

from tests.servers.discord.components import completed
from tests.servers.discord.shapes import channel_json, member_json, user_json
from tests.servers.discord.state import EPHEMERAL, Json, Message, UploadedFile, World

HAS_THREAD = 1 << 5


def attachment_json(file: UploadedFile, *, is_ephemeral: bool = False) -> Json:
    shown: Json = {
        "id": file.id,
        "filename": file.filename,
        "size": len(file.content),
        "url": file.url,
        "proxy_url": file.url.replace("cdn.discordapp.com", "media.discordapp.net"),
        "content_type": "application/octet-stream",
    }
    if file.title:
        shown["title"] = file.title
    if file.description:
        shown["description"] = file.description
    if is_ephemeral:
        shown["ephemeral"] = True
    return shown


def message_json(world: World, message: Message, *, nested: bool = False) -> Json:
    """`nested`: inside `referenced_message`, which does not go on."""
    is_answer = message.interaction is not None
    shown: Json = {
        "id": message.id,
        "channel_id": message.channel.id,
        "type": _type(message),
        "author": user_json(message.author),
        "timestamp": stamp(message.at),
        "edited_timestamp": stamp(message.edited_at) if message.edited_at else None,
        "content": message.content,
        "mentions": [user_json(user) for user in message.mentions],
        "mention_roles": list(message.mention_roles),
        "mention_everyone": message.mention_everyone,
        "attachments": [
            attachment_json(file, is_ephemeral=bool(message.flags & EPHEMERAL))
            for file in message.files
        ],
        "embeds": [{"type": "rich", **embed} for embed in message.embeds],
        "components": completed(message.components, message.files),
        "flags": message.flags | (HAS_THREAD if message.thread else 0),
        "pinned": False,
        "tts": False,
    }
    if message.nonce:
        shown["nonce"] = message.nonce
    if is_answer:
        shown |= {
            "application_id": world.application_id,
            "webhook_id": world.application_id,
            "interaction_metadata": message.interaction,
        }
    if message.thread and not message.thread.is_deleted:
        shown["thread"] = channel_json(world, message.thread)
    if message.reply_to:
        shown["message_reference"] = {
            "type": 0,
            "message_id": message.reply_to.id,
            "channel_id": message.reply_to.channel.id,
        }
        if not nested:
            gone = message.reply_to.is_deleted
            shown["referenced_message"] = (
                None if gone else message_json(world, message.reply_to, nested=True)
            )
    return shown


def _type(message: Message) -> int:
    """DEFAULT, REPLY, CHAT_INPUT_COMMAND or CONTEXT_MENU_COMMAND."""
    if message.interaction is not None:
        if message.interaction["type"] != 2:
            return 19 if message.reply_to else 0
        is_menu = {"target_user", "target_message_id"} & message.interaction.keys()
        return 23 if is_menu else 20
    return 19 if message.reply_to else 0


def message_event(world: World, message: Message) -> Json:
    """MESSAGE_CREATE and MESSAGE_UPDATE; content only where the bot is concerned.

    Source: docs events/gateway, message content intent.
    """
    shown = message_json(world, message)
    channel = message.channel
    concerns_bot = channel.is_direct or message.author is world.bot or world.bot in message.mentions
    if not concerns_bot:
        shown |= {"content": "", "embeds": [], "attachments": [], "components": []}
    if channel.guild:
        shown["guild_id"] = channel.guild.id
        member = channel.guild.members.get(message.author.id)
        if member:
            shown["member"] = member_json(member, with_user=False)
    return shown


def stamp(at: datetime) -> str:
    """With all six digits, as Discord writes it."""
    return at.isoformat(timespec="microseconds")
