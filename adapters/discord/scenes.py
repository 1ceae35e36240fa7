"""Where somebody acted, and by what."""

from dataclasses import dataclass
from typing import Any

import discord

from adapters.discord.custom_ids import CustomId
from adapters.discord.dialogs import CHANNEL_TYPES
from bot.domain.ids import WorkspaceId
from bot.messages.forms import Form

Interaction = discord.Interaction[Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """`workspace` is None where nobody knows yet; `guild` is to stand in ids where Discord will
    not say it, in direct messages; `used` is what the component or the dialog meant; `choice` is
    the custom_id of the menu “For which server?”; `more` is a form that was sent, where pages of
    it that need not be filled in were not shown."""

    interaction: Interaction
    workspace: WorkspaceId | None = None
    guild: str = ""
    used: CustomId | None = None
    choice: str = ""
    more: Form | None = None

    @property
    def is_on_private(self) -> bool:
        """Whether it was a button on a private reply, or a dialog opened from there: the answer
        takes its place."""
        stood_on = self.interaction.message
        return stood_on is not None and stood_on.flags.ephemeral

    @property
    def can_open(self) -> bool:
        """A dialog is a first answer, and none to a dialog (specs/limits.md, "modal chain")."""
        is_dialog = self.interaction.type is discord.InteractionType.modal_submit
        return not is_dialog and not self.interaction.response.is_done()

    @property
    def has_opened(self) -> bool:
        """Whether a dialog was the first answer."""
        return self.interaction.response.type is discord.InteractionResponseType.modal

    def is_channel_of_messages(self, channel_id: str) -> bool:
        """Whether a menu may offer it: a thread, a forum or a voice channel it may not. What
        nobody has told us of is none of these, as far as we know."""
        here: Any = self.interaction.channel
        if here is None or str(here.id) != channel_id:
            guild = self.interaction.guild
            if guild is None and self.guild:
                guild = self.interaction.client.get_guild(int(self.guild))
            here = guild.get_channel_or_thread(int(channel_id)) if guild is not None else None
        return here is None or here.type in CHANNEL_TYPES

    @property
    def is_thinking(self) -> bool:
        """Whether they see that an answer is to come, and wait for it."""
        given = self.interaction.response.type
        return given is discord.InteractionResponseType.deferred_channel_message
