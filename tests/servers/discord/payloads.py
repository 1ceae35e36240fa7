"""INTERACTION_CREATE as Discord sends it.

Source: docs interactions/receiving-and-responding, payloads/discord/*interaction*.json.
"""

from dataclasses import dataclass
from uuid import uuid4

from tests.servers.discord import permissions
from tests.servers.discord.message_shapes import attachment_json, message_json
from tests.servers.discord.records import Interaction
from tests.servers.discord.shapes import (
    channel_json,
    member_json,
    role_json,
    thread_metadata,
    user_json,
)
from tests.servers.discord.state import (
    Channel,
    Json,
    Member,
    Message,
    Role,
    UploadedFile,
    User,
    World,
)

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
MOST_BYTES_A_FILE = 10 * 1024 * 1024


@dataclass
class Payloads:
    """Makes interactions of a person in a channel."""

    world: World

    def interaction(
        self,
        kind: int,
        user: User,
        channel: Channel,
        data: Json,
        *,
        message: Message | None = None,
        opener: Interaction | None = None,
    ) -> Interaction:
        """`message`: the one it comes from; `opener`: of a modal, what it answered."""
        interaction = Interaction(
            id=self.world.new_id(),
            type=kind,
            token=f"aW50ZXJhY3Rpb246{uuid4().hex}{uuid4().hex}",
            user=user,
            channel=channel,
            begun=self.world.now(),
            message=message,
        )
        interaction.payload = self._payload(interaction, data)
        interaction.metadata = self._metadata(interaction, data, opener)
        return interaction

    def _payload(self, interaction: Interaction, data: Json) -> Json:
        channel, user = interaction.channel, interaction.user
        payload: Json = {
            "id": interaction.id,
            "application_id": self.world.application_id,
            "type": interaction.type,
            "data": data,
            "token": interaction.token,
            "version": 1,
            "channel_id": channel.id,
            "channel": self._channel(channel, user),
            "app_permissions": str(channel.bot_permissions),
            "locale": user.locale,
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": _owners(channel),
            "context": 1 if channel.is_direct else 0,
            "attachment_size_limit": MOST_BYTES_A_FILE,
        }
        if channel.guild:
            guild = channel.guild
            member = guild.members[user.id]
            payload |= {
                "guild_id": guild.id,
                "guild_locale": guild.locale,
                "guild": {"id": guild.id, "locale": guild.locale, "features": ["COMMUNITY"]},
                "member": {**member_json(member), "permissions": str(_held(member))},
            }
        else:
            payload["user"] = user_json(user)
        if interaction.message:
            payload["message"] = message_json(self.world, interaction.message)
        return payload

    def _metadata(self, interaction: Interaction, data: Json, opener: Interaction | None) -> Json:
        metadata: Json = {
            "id": interaction.id,
            "type": interaction.type,
            "user": user_json(interaction.user),
            "authorizing_integration_owners": _owners(interaction.channel),
        }
        if interaction.type == COMMAND and data.get("type") == 2:
            metadata["target_user"] = user_json(self.world.users[data["target_id"]])
        if interaction.type == COMMAND and data.get("type") == 3:
            metadata["target_message_id"] = data["target_id"]
        if interaction.type == COMPONENT and interaction.message:
            metadata["interacted_message_id"] = interaction.message.id
        if opener:
            metadata["triggering_interaction_metadata"] = opener.metadata
        return metadata

    def _channel(self, channel: Channel, user: User) -> Json:
        shown = channel_json(self.world, channel)
        member = channel.guild.members[user.id] if channel.guild else None
        held = _held(member) if member else permissions.IN_DIRECT_MESSAGES
        shown["permissions"] = str(held)
        if channel.is_thread:
            shown["thread_metadata"] = thread_metadata(channel)
        shown.pop("permission_overwrites", None)
        return shown

    def resolved(self, things: list[object], channel: Channel) -> Json:
        """Whatever ids in `data` mean."""
        found: Json = {}
        for thing in things:
            match thing:
                case User():
                    found.setdefault("users", {})[thing.id] = user_json(thing)
                    member = channel.guild.members.get(thing.id) if channel.guild else None
                    if member:
                        shown = member_json(member, with_user=False)
                        shown["permissions"] = str(_held(member))
                        del shown["deaf"], shown["mute"]
                        found.setdefault("members", {})[thing.id] = shown
                case Role():
                    found.setdefault("roles", {})[thing.id] = role_json(thing)
                case Channel():
                    shown = channel_json(self.world, thing)
                    shown["permissions"] = str(permissions.EVERYBODY)
                    shown.pop("permission_overwrites", None)
                    found.setdefault("channels", {})[thing.id] = shown
                case Message():
                    found.setdefault("messages", {})[thing.id] = message_json(self.world, thing)
                case UploadedFile():
                    shown = attachment_json(thing, is_ephemeral=True)
                    found.setdefault("attachments", {})[thing.id] = shown
        return found


def _owners(channel: Channel) -> Json:
    """Installed to a guild: in a direct message the owner is "0"."""
    return {"0": channel.guild.id if channel.guild else "0"}


def _held(member: Member) -> int:
    return permissions.ALL if member.guild.owner_id == member.user.id else member.permissions
