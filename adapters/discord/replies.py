"""What the core answers to the one who acted, put where they acted."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

import aiohttp
import discord

from adapters.discord.custom_ids import CustomId
from adapters.discord.dialogs import choosable, modal_of
from adapters.discord.errors import UNKNOWN_MESSAGE
from adapters.discord.mending import goes_on, more_of, step_of, to_mend
from adapters.discord.patience import Patience
from adapters.discord.questions import WHICH
from adapters.discord.render import Rendered, rendered
from adapters.discord.scenes import Interaction, Scene
from adapters.discord.servers import Accounts
from adapters.discord.words import is_visible, one_line
from bot.domain.ids import PersonId
from bot.engine.faults import noted
from bot.engine.intents import Reply
from bot.messages.cost import length
from bot.messages.cut import shorten
from bot.messages.forms import Form
from bot.messages.limits import DISCORD, DISCORD_FORM
from bot.messages.pages import pages
from bot.messages.parts import Message, message, say
from bot.messages.refs import Ref
from bot.messages.split import split
from bot.ports.store import StoreUnavailable

log = logging.getLogger(__name__)

LOST = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)
"""What an answer that does not arrive raises."""

UNSHOWN = message(
    say("I cannot show you the answer at the moment. Type /unstuck to see what is open for you.")
)


class Replies:
    """Answers. One that does not arrive is lost: the state is kept, and the same input again is
    answered (design.md, "Delivery")."""

    def __init__(self, accounts: Accounts, patience: Patience) -> None:
        self._accounts = accounts
        self._patience = patience

    async def more_time(self, scene: Scene) -> None:
        """Ask Discord for the 15 minutes that it gives to who answers at once."""
        try:
            is_press = scene.interaction.type is discord.InteractionType.component
            if is_press or scene.is_on_private:
                await scene.interaction.response.defer()
            else:
                await scene.interaction.response.defer(ephemeral=True, thinking=True)
        except LOST as error:
            log.warning("no more time", extra={"why": _why(error)})
        except Exception:
            # A page in place of Discord's answer is read as one by discord.py.
            log.exception("no more time")

    async def say(self, reply: Reply, scene: Scene) -> None:
        """Never silent, and never raises."""
        try:
            async with asyncio.timeout(self._patience.reply):
                await self._say(reply, scene)
        except LOST as error:
            log.warning("reply lost", extra={"why": _why(error)})
        except Exception:
            log.exception("reply lost")
            await self._say_so(scene)

    async def _say_so(self, scene: Scene) -> None:
        """That there is an answer, where it cannot be shown: it may be a yes or a no."""
        if scene.has_opened:
            return
        try:
            async with asyncio.timeout(self._patience.lookup):
                await self._tell([UNSHOWN], scene, None, is_replacing=scene.is_thinking)
        except Exception as error:
            log.warning("reply lost", extra={"why": _why(error)})

    async def complete(self, interaction: Interaction, found: Sequence[tuple[str, str]]) -> None:
        """Completions of what is being typed."""
        shown: dict[str, str] = {}
        for value, label in found:
            if 0 < length(value) <= DISCORD.option and is_visible(label):
                shown.setdefault(shorten(one_line(label), DISCORD.option, DISCORD.bare), value)
        choices = [
            discord.app_commands.Choice(name=label, value=value)
            for label, value in list(shown.items())[: DISCORD.options]
        ]
        try:
            await interaction.response.autocomplete(choices)
        except LOST as error:
            # Whoever types on asks again.
            log.info("completions lost", extra={"why": _why(error)})
        except Exception:
            log.exception("completions lost")

    async def _say(self, reply: Reply, scene: Scene) -> None:
        told, way = reply.tell, None
        if reply.faults:
            told, way = to_mend(reply, scene)
        elif reply.form is not None and scene.can_open:
            await self._open(reply.form, scene)
        elif reply.form is not None:
            by_button, way = goes_on(reply.form, scene)
            told = told + by_button if told is not None else by_button
        elif scene.more is not None and (more := more_of(scene.more, scene)) is not None:
            by_button, way = more
            told = told + by_button if told is not None else by_button
        is_shown = scene.has_opened
        if reply.edit is not None:
            is_shown = await self._rewrite(reply.edit, reply.piece, scene)
        pieces = list(split(told, DISCORD)) if told is not None else []
        if not pieces and (scene.is_thinking or not is_shown):
            pieces = [noted()]
        # What is thought of is filled; a button on a private reply gives way to the answer.
        gives_way = scene.is_on_private and reply.edit is None and not scene.has_opened
        is_replacing = scene.is_thinking or gives_way
        await self._tell(pieces, scene, way, is_replacing=is_replacing)

    async def _open(self, form: Form, scene: Scene) -> None:
        """The dialog of a form's page, as the first answer: the one that a button asks for, or
        the first."""
        found = pages(form, DISCORD_FORM)
        used = scene.used
        page = min(used.page, len(found) - 1) if used is not None else 0
        step = step_of(found, page, used)
        custom_id = CustomId(form.does, scene.guild, step, page).encode()
        shown = choosable(found[page], scene.is_channel_of_messages)
        await scene.interaction.response.send_modal(modal_of(shown, custom_id))

    async def _rewrite(self, edit: Message, piece: int, scene: Scene) -> bool:
        """The message that was pressed, as it is now; the rest of a long one is a letter's.
        Whether that was taken: it may have been deleted."""
        pieces = list(split(edit, DISCORD))
        interaction = scene.interaction
        if interaction.message is None:
            return False
        try:
            shown = await self._rendered(pieces[min(piece, len(pieces) - 1)], scene)
            # After a deferral it is what was pressed, and not in the bucket of our letters.
            rewrite = _editing(interaction)
            await rewrite(view=shown.view, attachments=shown.files, allowed_mentions=shown.mentions)
        except StoreUnavailable as trouble:
            log.warning("message not rewritten", extra={"why": str(trouble)})
            return False
        except LOST as error:
            log.warning("message not rewritten", extra={"why": _why(error)})
            return False
        return True

    async def _tell(
        self,
        pieces: Sequence[Message],
        scene: Scene,
        way: CustomId | None,
        *,
        is_replacing: bool,
    ) -> None:
        """Privately where they acted; the first in the place of what is there already."""
        interaction = scene.interaction
        for number, piece in enumerate(pieces):
            try:
                shown = await self._rendered(piece, scene, way)
            except StoreUnavailable as trouble:
                # Nobody is pinged by a private answer: names say the same.
                log.error("store unavailable", extra={"why": str(trouble)})
                shown = await self._rendered(replace(piece, addresses=()), scene, way)
            if is_replacing and number == 0 and await _replace(interaction, shown):
                continue
            for file in shown.files:
                file.reset()
            if not interaction.response.is_done():
                await interaction.response.send_message(
                    view=shown.view,
                    files=shown.files,
                    ephemeral=True,
                    allowed_mentions=shown.mentions,
                )
            else:
                await interaction.followup.send(
                    view=shown.view,
                    files=shown.files,
                    ephemeral=True,
                    allowed_mentions=shown.mentions,
                )

    async def _rendered(
        self, piece: Message, scene: Scene, way: CustomId | None = None
    ) -> Rendered:
        known: dict[PersonId, str] = {}
        if piece.addresses and scene.workspace is not None:
            known = dict(await self._accounts.of(scene.workspace, piece.addresses))

        def id_of(ref: Ref) -> str:
            if ref == WHICH:
                return scene.choice
            return (way if way and way.ref == ref else CustomId(ref, scene.guild)).encode()

        return rendered(piece, known.get, id_of)


async def _replace(interaction: Interaction, shown: Rendered) -> bool:
    """Whether it was still there: whoever has no more use for a private reply dismisses it."""
    try:
        await _editing(interaction)(
            view=shown.view, attachments=shown.files, allowed_mentions=shown.mentions
        )
    except discord.NotFound as error:
        if error.code != UNKNOWN_MESSAGE:
            raise
        return False
    return True


def _editing(interaction: Interaction) -> Callable[..., Awaitable[Any]]:
    """Of what the interaction came from, or of what was deferred."""
    if interaction.response.is_done():
        return interaction.edit_original_response
    return interaction.response.edit_message


def _why(error: Exception) -> str:
    """Without Discord's own words, which may quote what somebody wrote."""
    code = getattr(error, "code", "")
    return f"{type(error).__name__} {code}".strip()
