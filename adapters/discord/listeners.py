"""What is done with each thing that Discord tells; the registry routes, not discord.py."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

import discord

from adapters.discord.core import Core
from adapters.discord.custom_ids import CustomId, ServerChoice, Step
from adapters.discord.inbound import Inbound, Typed, custom_id_of, said, server_chosen
from adapters.discord.mending import given_back
from adapters.discord.patience import Patience
from adapters.discord.questions import which_server
from adapters.discord.replies import Replies
from adapters.discord.scenes import Interaction, Scene
from adapters.discord.servers import Servers
from bot.domain.errors import Refusal
from bot.engine.faults import UnknownButton, broken, refused, unsaved
from bot.engine.intents import Intent, Origin, Reply, Resume, Submit
from bot.messages.forms import Form
from bot.messages.parts import Message, message, say
from bot.messages.refs import UnreadableRef
from bot.ports.store import StoreUnavailable

log = logging.getLogger(__name__)

RESTARTING = "I am being restarted: nothing was changed. Please do that again in a minute."

UNREADABLE = (LookupError, TypeError, ValueError, AttributeError)
"""What a payload raises that is not as Discord documents it."""


class Listeners:
    """What people do there."""

    def __init__(
        self,
        core: Core,
        inbound: Inbound,
        replies: Replies,
        servers: Servers,
        patience: Patience,
    ) -> None:
        self._core = core
        self._inbound = inbound
        self._replies = replies
        self._servers = servers
        self._patience = patience
        self._under_way: set[asyncio.Task[Any]] = set()
        self.is_stopping = False

    async def finish(self) -> None:
        """Wait for what is still being done and said."""
        while others := self._under_way - {asyncio.current_task()}:
            await asyncio.gather(*others, return_exceptions=True)

    async def on_interaction(self, interaction: Interaction) -> None:
        if self.is_stopping and interaction.type is not discord.InteractionType.autocomplete:
            why = _undone(message(say(RESTARTING)), interaction)
            await self._kept(self._replies.say(why, Scene(interaction)))
            return
        match interaction.type:
            case discord.InteractionType.application_command:
                await self._kept(self._command(interaction))
            case discord.InteractionType.component:
                await self._kept(self._component(interaction))
            case discord.InteractionType.modal_submit:
                await self._kept(self._submission(interaction))
            case discord.InteractionType.autocomplete:
                await self._kept(self._completion(interaction))
            case _:
                log.info("interaction of another kind", extra={"kind": int(interaction.type.value)})

    async def _kept(self, doing: Coroutine[Any, Any, None]) -> None:
        """discord.py gives each of its events a task; those under way are waited for at the end."""
        task = asyncio.current_task()
        if task is not None:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        await doing

    # -- commands -----------------------------------------------------------------------------

    async def _command(self, interaction: Interaction) -> None:
        async def read() -> tuple[Intent | Reply, Scene]:
            typed = await self._inbound.typed(interaction)
            if interaction.guild_id is None:
                return await self._in_direct(interaction, typed)
            command = await self._inbound.command(interaction, typed)
            return command, Scene(interaction, command.origin.workspace)

        await self._answer(interaction, read)

    async def _in_direct(
        self, interaction: Interaction, typed: Typed
    ) -> tuple[Intent | Reply, Scene]:
        """For the server in which they are known; if there are several they are asked."""
        servers = await self._servers.of_account(str(interaction.user.id))
        if len(servers) != 1:
            asked = which_server(servers, typed.verb, typed.said)
            return Reply(tell=asked.message), Scene(interaction, choice=asked.choice)
        return await self._for_server(interaction, typed, servers[0][0])

    async def _for_server(
        self, interaction: Interaction, typed: Typed, guild: str
    ) -> tuple[Intent, Scene]:
        command = await self._inbound.command(interaction, typed, guild)
        return command, Scene(interaction, command.origin.workspace, guild)

    # -- components and dialogs -----------------------------------------------------------------

    async def _component(self, interaction: Interaction) -> None:
        async def read() -> tuple[Intent, Scene]:
            used = custom_id_of(interaction)
            if isinstance(used, ServerChoice):
                typed = said(used.verb, used.words)
                return await self._for_server(interaction, typed, server_chosen(interaction))
            press = await self._inbound.press(interaction, used)
            return press, _scene(interaction, press.origin, used)

        await self._answer(interaction, read)

    async def _submission(self, interaction: Interaction) -> None:
        async def read() -> tuple[Intent, Scene]:
            used = custom_id_of(interaction)
            if isinstance(used, ServerChoice):
                raise UnreadableRef(used.verb)
            submit = await self._inbound.submit(interaction, used)
            return submit, _scene(interaction, submit.origin, used)

        await self._answer(interaction, read)

    async def _answer(
        self,
        interaction: Interaction,
        read: Callable[[], Awaitable[tuple[Intent | Reply, Scene]]],
    ) -> None:
        """Read it, have it done, and say what came of it; within 3 s, or ask for more time."""
        doing = asyncio.ensure_future(self._done(interaction, read))
        await asyncio.wait({doing}, timeout=self._patience.answer)
        if not doing.done():
            await self._replies.more_time(Scene(interaction))
        reply, scene = await doing
        await self._replies.say(reply, scene)

    async def _done(
        self,
        interaction: Interaction,
        read: Callable[[], Awaitable[tuple[Intent | Reply, Scene]]],
    ) -> tuple[Reply, Scene]:
        scene = Scene(interaction)
        try:
            what, scene = await read()
        except Refusal as refusal:
            return _undone(refused(refusal), interaction), scene
        except StoreUnavailable as trouble:
            log.error("store unavailable", extra={"why": str(trouble)})
            return _undone(unsaved(str(trouble)), interaction), scene
        except (UnreadableRef, *UNREADABLE) as error:
            log.warning("interaction not readable", extra={"why": type(error).__name__})
            return _undone(refused(UnknownButton()), interaction), scene
        if isinstance(what, Reply):
            return what, scene
        try:
            reply = await self._core.handle(what)
            if isinstance(what, Submit) and reply.form is None and not reply.faults:
                scene = replace(scene, more=await self._more(what, scene))
            return reply, scene
        except Exception:
            incident = str(interaction.id)
            log.exception("interaction failed", extra={"incident": incident})
            return _undone(broken(incident), interaction), scene

    async def _more(self, sent: Submit, scene: Scene) -> Form | None:
        """The form as it is now, if pages of it were not shown."""
        if scene.used is None or scene.used.step is not Step.OPEN:
            return None
        origin = replace(sent.origin, event=f"{sent.origin.event}:more")
        return (await self._core.handle(Resume(origin, sent.does))).form

    # -- completions ----------------------------------------------------------------------------

    async def _completion(self, interaction: Interaction) -> None:
        try:
            async with asyncio.timeout(self._patience.answer):
                found = await self._core.search(await self._inbound.search(interaction))
        except (Refusal, StoreUnavailable, TimeoutError, *UNREADABLE) as error:
            log.info("no completions", extra={"why": type(error).__name__})
            found = ()
        await self._replies.complete(interaction, found)


def _scene(interaction: Interaction, origin: Origin, used: CustomId) -> Scene:
    return Scene(interaction, origin.workspace, used.guild, used)


def _undone(why: Message, interaction: Interaction) -> Reply:
    """Why nothing was done, and what they typed, where it would be lost."""
    return Reply(tell=why + message(*given_back(interaction)))
