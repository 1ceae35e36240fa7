"""One bolt listener for each kind of payload; the registry routes, not bolt.

A listener waits for the commit and acknowledges; what else is to be said goes in a task of its
own, begun at once (design.md, "Intents, actions, forms").
"""

import asyncio
import logging
import re
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.error import BoltUnhandledRequestError

from adapters.slack.core import Core
from adapters.slack.directory import CannotSee, NotYet
from adapters.slack.home import Homes
from adapters.slack.inbound import Inbound, fields_of, group_fields_of, scene_of
from adapters.slack.payloads import Payload, Unreadable
from adapters.slack.render import option_of
from adapters.slack.replies import Replies
from adapters.slack.scenes import Scene, Surface
from bot.engine.actors import NotToldWho
from bot.engine.faults import UnknownButton, refused
from bot.engine.intents import Intent, Reply
from bot.messages.cut import shorten
from bot.messages.limits import SLACK
from bot.messages.parts import Option
from bot.messages.refs import UnreadableRef

log = logging.getLogger(__name__)

Body = Mapping[str, Any]

ANY = re.compile(".*", re.DOTALL)

STILL_READING = "Slack is still telling me who is in there. Press again in a few seconds."

ACKNOWLEDGE_SECONDS = 2.5
"""Slack waits 3, and then tells them that it failed (specs/limits.md)."""

UNKNOWN = Reply(tell=refused(UnknownButton()))


class Listeners:
    """What is done with each kind of payload."""

    def __init__(self, core: Core, inbound: Inbound, replies: Replies, homes: Homes) -> None:
        self._core = core
        self._inbound = inbound
        self._replies = replies
        self._homes = homes
        self._afterwards: set[asyncio.Task[None]] = set()

    def listen(self, app: AsyncApp) -> None:
        """Let bolt bring us all that it knows."""
        app.command(ANY)(self.command)
        app.action({"type": "block_actions", "action_id": ANY})(self.press)
        app.view_submission(ANY)(self.submission)
        app.view_closed(ANY)(self.closed)
        app.options({"type": "block_suggestion", "action_id": ANY})(self.suggestion)
        app.shortcut(ANY)(self.shortcut)
        app.event(ANY)(self.event)
        # Kinds of older apps: none of ours sends anything from which they could come.
        app.attachment_action(ANY)(self.unknown)
        app.dialog_submission(ANY)(self.unknown)
        app.error(self.failed)

    async def finish(self) -> None:
        """Wait for what is still being said."""
        while self._afterwards:
            await asyncio.gather(*self._afterwards, return_exceptions=True)

    async def command(self, body: Body, ack: AsyncAck) -> None:
        began = asyncio.get_running_loop().time()
        intent, scene = await self._inbound.command(body)
        reply = await self._done(intent, scene)
        if asyncio.get_running_loop().time() - began > ACKNOWLEDGE_SECONDS:
            # Slack listens no longer: what an acknowledgement says would be lost.
            self._later(self._replies.after_press(reply, scene))
            await ack()
        else:
            self._later(self._replies.after_command(reply, scene))
            await ack(await self._replies.acknowledge_command(reply))

    async def press(self, body: Body, ack: AsyncAck) -> None:
        try:
            intent, scene = await self._inbound.press(body)
        except UnreadableRef:
            await self.unknown(body, ack)
            return
        reply = await self._done(intent, scene)
        self._later(self._replies.after_press(reply, scene))
        await ack()

    async def submission(self, body: Body, ack: AsyncAck) -> None:
        scene = scene_of(body)
        try:
            intent, scene = await self._inbound.submit(body)
        except UnreadableRef:
            await ack(await self._replies.acknowledge_submission(UNKNOWN, scene, set()))
            return
        except (NotYet, CannotSee) as trouble:
            # The dialog stays open with all that was typed.
            why = str(trouble) or STILL_READING
            await ack(response_action="errors", errors=dict.fromkeys(group_fields_of(body), why))
            return
        reply = await self._done(intent, scene)
        self._later(self._replies.after_submission(reply, scene))
        shown = fields_of(body)
        await ack(await self._replies.acknowledge_submission(reply, scene, shown))

    async def closed(self, ack: AsyncAck) -> None:
        """Somebody thought better of it."""
        await ack()

    async def suggestion(self, body: Body, ack: AsyncAck) -> None:
        try:
            found = await self._core.search(await self._inbound.search(body))
        except Unreadable:
            found = ()
        options = [
            Option(value, shorten(label, SLACK.option, SLACK.bare)) for value, label in found
        ]
        await ack(options=[option_of(option) for option in options])

    async def shortcut(self, body: Body, ack: AsyncAck) -> None:
        try:
            intent, scene = await self._inbound.shortcut(body)
        except UnreadableRef:
            await self.unknown(body, ack)
            return
        reply = await self._done(intent, scene)
        self._later(self._replies.after_press(reply, scene))
        await ack()

    async def event(self, body: Body, ack: AsyncAck) -> None:
        """Raises what keeping it raises: Slack then delivers it again."""
        event = Payload(body).object("event")
        if not self._inbound.concerns_us(body):
            log.info("event of another workspace")
        elif event.text("type") == "app_home_opened":
            if event.text("tab") == "home":
                opened = self._homes.opened(event.needed("user"), Payload(body).text("event_id"))
                self._later(opened)
        else:
            notice = await self._inbound.notice(body)
            if notice is not None:
                await self._core.notice(notice)
        await ack()

    async def unknown(self, body: Body, ack: AsyncAck) -> None:
        """A button or a dialog that is none of ours, or no longer."""
        self._later(self._replies.after_press(UNKNOWN, scene_of(body)))
        await ack()

    async def failed(self, error: Exception, body: Body) -> BoltResponse:
        """Slack delivers anew what failed, but not what nobody could ever read."""
        if isinstance(error, Unreadable | BoltUnhandledRequestError):
            log.warning("payload not readable", extra={"why": _why(error), "kind": _kind(body)})
            with suppress(Unreadable):
                self._later(self._replies.after_press(UNKNOWN, scene_of(body)))
            return BoltResponse(status=200)
        if isinstance(error, NotToldWho):
            # Slack is still being asked who that is.
            log.info("payload put off", extra={"kind": _kind(body)})
            return BoltResponse(status=500)
        log.error("payload failed", exc_info=error)
        return BoltResponse(status=500)

    async def _done(self, intent: Intent, scene: Scene) -> Reply:
        """The Reply, once all that was done is kept: only then is it acknowledged, however long
        Slack has waited."""
        reply = await self._core.handle(intent)
        # Who acts in a view may have their Home before them, of which a new process knows nothing.
        is_view = scene.surface is Surface.VIEW
        publish = self._homes.opened if is_view else self._homes.acted
        self._later(publish(scene.user, intent.origin.event))
        return reply

    def _later(self, saying: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_logged(saying))
        self._afterwards.add(task)
        task.add_done_callback(self._afterwards.discard)


def _why(error: Exception) -> str:
    # bolt's own sentence holds the payload.
    return str(error) if isinstance(error, Unreadable) else "no kind of ours"


def _kind(body: Body) -> str:
    payload = Payload(body)
    return payload.text("event", "type") or payload.text("type")


async def _logged(saying: Coroutine[Any, Any, None]) -> None:
    """What was done is kept; only its answer is lost."""
    try:
        await saying
    except Exception:
        log.exception("answer failed")
