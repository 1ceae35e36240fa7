"""Where somebody acted, and by what."""

from dataclasses import dataclass
from typing import Any

import discord

from adapters.discord.custom_ids import CustomId
from bot.domain.ids import WorkspaceId

Interaction = discord.Interaction[Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """`workspace` is None where nobody knows yet; `guild` is to stand in ids where Discord will
    not say it, in direct messages; `used` is what the component or the dialog meant; `choice` is
    the custom_id of the menu “For which server?”."""

    interaction: Interaction
    workspace: WorkspaceId | None = None
    guild: str = ""
    used: CustomId | None = None
    choice: str = ""

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

    @property
    def is_thinking(self) -> bool:
        """Whether they see that an answer is to come, and wait for it."""
        given = self.interaction.response.type
        return given is discord.InteractionResponseType.deferred_channel_message
