"""What people do in Discord. Each act is an interaction; it ends with its first answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.servers.discord.command_line import Line, registered
from tests.servers.discord.components import BUTTON, LINK_STYLE, SELECTS, completed, find
from tests.servers.discord.forms import Filled, Form, Thing, amount_refusal, choose
from tests.servers.discord.interactions import Interactions, OpenModal
from tests.servers.discord.payloads import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    Payloads,
)
from tests.servers.discord.records import Answered, Interaction
from tests.servers.discord.state import Channel, Json, Message, User, World


@dataclass
class People:
    """AssertionError: Discord's own client would not let anybody do it."""

    world: World
    interactions: Interactions

    @property
    def payloads(self) -> Payloads:
        return Payloads(self.world)

    async def types_command(
        self, user: User, channel: Channel, name: str, options: Mapping[str, object]
    ) -> Answered:
        """`name` with its subcommands: "task add"."""
        self._is_there(user, channel)
        words = name.removeprefix("/").split(" ")
        command = registered(self.world, user, channel, words[0])
        line = Line(self.world, command, words, options)
        return await self._does(COMMAND, user, channel, line.data(), line.things)

    async def completes(
        self,
        user: User,
        channel: Channel,
        name: str,
        option: str,
        typed: str,
        options: Mapping[str, object],
    ) -> list[tuple[str, Any]]:
        """The choices that are offered while an option is being typed."""
        self._is_there(user, channel)
        words = name.removeprefix("/").split(" ")
        command = registered(self.world, user, channel, words[0])
        line = Line(self.world, command, words, {**options, option: typed}, option)
        answer = await self._does(AUTOCOMPLETE, user, channel, line.data(), line.things)
        return [(each["name"], each["value"]) for each in answer.data.get("choices") or ()]

    async def uses_menu(
        self, user: User, channel: Channel, name: str, on: Message | User
    ) -> Answered:
        """A command of the menu on a person or a message."""
        self._is_there(user, channel)
        kind = 2 if isinstance(on, User) else 3
        command = registered(self.world, user, channel, name, kind)
        if isinstance(on, Message):
            assert on.channel is channel, "this message stands elsewhere"
            assert not on.is_deleted, "this message is deleted"
        data: Json = {key: command[key] for key in ("id", "name", "type")}
        data["target_id"] = on.id
        return await self._does(COMMAND, user, channel, data, [on])

    async def presses(self, user: User, message: Message, custom_id: str) -> Answered:
        component = self._before(user, message, custom_id)
        assert component["type"] == BUTTON, f"{custom_id!r} is no button"
        assert component["style"] != LINK_STYLE, "a link opens a page"
        data = {"component_type": BUTTON, "custom_id": custom_id, "id": component["id"]}
        return await self._does(COMPONENT, user, message.channel, data, [], message=message)

    async def chooses(
        self, user: User, message: Message, custom_id: str, values: Sequence[Thing]
    ) -> Answered:
        component = self._before(user, message, custom_id)
        assert component["type"] in SELECTS, f"{custom_id!r} is no select"
        things: list[object] = []
        chosen = choose(self.world, component, values, things)
        wrong = amount_refusal(component, len(chosen))
        assert not wrong, wrong
        data = {
            "component_type": component["type"],
            "custom_id": custom_id,
            "values": chosen,
            "id": component["id"],
        }
        return await self._does(COMPONENT, user, message.channel, data, things, message=message)

    async def submits(self, user: User, modal: OpenModal, values: Mapping[str, Filled]) -> Answered:
        """Fill fields and press Submit; the client itself refuses what is not filled."""
        assert self.interactions.modals.get(user.id) is modal, "this modal is not open"
        form = Form(self.world, modal.data, values)
        components = form.components()
        if form.refusals:
            return Answered(False, "refused by the client", {"errors": form.refusals}, 0)
        data: Json = {"custom_id": modal.data["custom_id"], "components": components}
        opener = modal.opener
        answer = await self._does(
            MODAL_SUBMIT,
            user,
            opener.channel,
            data,
            form.things,
            message=opener.message,
            opener=opener,
        )
        if answer.is_ok and self.interactions.modals.get(user.id) is modal:
            del self.interactions.modals[user.id]
        modal.has_failed = not answer.is_ok
        return answer

    def dismisses(self, user: User, modal: OpenModal) -> None:
        """Nobody hears of it."""
        assert self.interactions.modals.get(user.id) is modal, "this modal is not open"
        del self.interactions.modals[user.id]

    async def repeats(self, interaction: Interaction) -> Answered:
        """The same once more, under the same id and token.

        It ends at once if the first time was answered: that answer stands.
        """
        return await self.interactions.deliver(interaction)

    # -- the same in all ------------------------------------------------------------------------

    async def _does(
        self,
        kind: int,
        user: User,
        channel: Channel,
        data: Json,
        things: list[object],
        *,
        message: Message | None = None,
        opener: Interaction | None = None,
    ) -> Answered:
        resolved = self.payloads.resolved(things, channel)
        if resolved:
            data["resolved"] = resolved
        interaction = self.payloads.interaction(
            kind, user, channel, data, message=message, opener=opener
        )
        self.interactions.issue(interaction)
        return await self.interactions.deliver(interaction)

    def _is_there(self, user: User, channel: Channel) -> None:
        assert channel.is_seen_by(user), f"{user.username} does not see this channel"
        assert not channel.guild or channel.guild.is_available, "this guild has an outage"
        assert not channel.guild or channel.guild.has_bot, "the app is not in this guild"

    def _before(self, user: User, message: Message, custom_id: str) -> Json:
        self._is_there(user, message.channel)
        assert not message.is_deleted, "this message is deleted"
        assert message.seen_only_by in (None, user), f"{user.username} does not see this message"
        component = find(completed(message.components), custom_id)
        assert component, f"nothing {custom_id!r} on this message"
        assert not component.get("disabled"), f"{custom_id!r} is disabled"
        return component
