"""What the core answers to the one who acted, put where they acted."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.dialogs import modal_of, notice_of
from adapters.slack.errors import Calls
from adapters.slack.render import blocks_of, fallback_of
from adapters.slack.scenes import Scene, Surface
from bot.domain.ids import PersonId
from bot.engine.intents import Reply
from bot.messages.forms import Form
from bot.messages.limits import SLACK, SLACK_FORM
from bot.messages.pages import pages
from bot.messages.parts import Message, message, say
from bot.messages.split import split
from bot.ports.chat import ChatError

log = logging.getLogger(__name__)

Json = dict[str, Any]

MOST_ANSWERS = 4
"""A response_url takes 5 messages (specs/limits.md); one is for the message pressed."""

TITLE = "Unstuck"

Accounts = Callable[[Sequence[PersonId]], Awaitable[Mapping[PersonId, str]]]


class Unanswered(Exception):
    """Slack did not take an answer; the text is its word for it."""


class Replies:
    """Answers. What Slack does not take where somebody acted goes to them directly."""

    def __init__(
        self,
        client: AsyncWebClient,
        calls: Calls,
        session: aiohttp.ClientSession,
        accounts: Accounts,
    ) -> None:
        self._client = client
        self._session = session
        self._accounts = accounts
        self._calls = calls

    # -- in the acknowledgement itself ----------------------------------------------------

    async def acknowledge_command(self, reply: Reply) -> Json:
        """A short answer, so that it costs no second request; a longer one follows in order."""
        pieces = _pieces(reply.tell)
        if reply.form is not None or len(pieces) != 1:
            return {}
        return {"response_type": "ephemeral", **await self._body(pieces[0])}

    async def acknowledge_submission(self, reply: Reply, scene: Scene, shown: set[str]) -> Json:
        """Faults beside their fields, or the next dialog; else the dialog closes. `shown` are
        the fields of the dialog as it is open."""
        if reply.faults and set(reply.faults) <= shown:
            return {"response_action": "errors", "errors": dict(reply.faults)}
        if reply.form is not None:
            # Its fields are no longer those that are open.
            view = _modal(reply.form, scene, reply.faults)
            return {"response_action": "update", "view": view}
        if reply.faults:
            sentences = message(*(say(sentence) for sentence in reply.faults.values()))
            return {"response_action": "update", "view": notice_of(sentences, TITLE)}
        pieces = _pieces(reply.tell)
        if scene.surface is Surface.VIEW and pieces:
            view = notice_of(pieces[0], TITLE, scene.metadata())
            return {"response_action": "update", "view": view}
        return {}

    # -- afterwards -----------------------------------------------------------------------

    async def after_command(self, reply: Reply, scene: Scene) -> None:
        pieces = _pieces(reply.tell)
        if reply.form is not None:
            await self._open(_modal(reply.form, scene), scene, _too_late())
        elif len(pieces) == 1:
            return
        await self._tell(pieces, scene)

    async def after_submission(self, reply: Reply, scene: Scene) -> None:
        if reply.faults or reply.form is not None:
            return
        pieces = _pieces(reply.tell)
        await self._tell(pieces[1:] if scene.surface is Surface.VIEW else pieces, scene)

    async def after_press(self, reply: Reply, scene: Scene) -> None:
        """The dialog first: its trigger lives 3 s."""
        if reply.form is not None:
            await self._open(_modal(reply.form, scene), scene, _too_late())
        if reply.edit is not None:
            await self._rewrite(reply.edit, reply.piece, scene)
        pieces = _pieces(reply.tell)
        if pieces and reply.form is None and scene.surface is Surface.VIEW:
            first = pieces.pop(0)
            await self._open(notice_of(first, TITLE, scene.metadata()), scene, first)
        await self._tell(pieces, scene)

    async def _open(self, view: Json, scene: Scene, otherwise: Message) -> None:
        """Open a dialog, or put it into the one that is open; `otherwise` is told where Slack
        does not. The button stays, to be pressed again."""
        try:
            with self._calls.call():
                if scene.view:
                    await self._client.views_update(view_id=scene.view, view=view)
                else:
                    await self._client.views_open(trigger_id=scene.trigger, view=view)
        except ChatError as error:
            log.warning("dialog not opened", extra={"why": str(error)})
            await self._tell([otherwise], replace(scene, surface=Surface.CONVERSATION))

    async def _rewrite(self, edit: Message, piece: int, scene: Scene) -> None:
        """The message that was pressed, as it is now; the rest of a long one is a letter's."""
        pieces = _pieces(edit)
        body = await self._body(pieces[min(piece, len(pieces) - 1)])
        try:
            await self._respond(scene.response_url, {"replace_original": True, **body})
        except Unanswered:
            try:
                with self._calls.call():
                    # Else chat.update looks for names in `text`.
                    await self._client.chat_update(
                        channel=scene.conversation, ts=scene.message, parse="none", **body
                    )
            except ChatError as error:
                log.warning("message not rewritten", extra={"why": str(error)})

    async def _tell(self, pieces: Sequence[Message], scene: Scene) -> None:
        """Privately where they acted; a button on a private reply gives way to the answer."""
        is_replacing = scene.surface is Surface.PRIVATE
        for number, piece in enumerate(pieces):
            body = await self._body(piece)
            answer: Json = {"response_type": "ephemeral", "replace_original": False, **body}
            if is_replacing and number == 0:
                answer["replace_original"] = True
            elif scene.thread:
                answer["thread_ts"] = scene.thread
            try:
                if number >= MOST_ANSWERS:
                    raise Unanswered("too many")
                await self._respond(scene.response_url, answer)
            except Unanswered:
                await self._write_to(scene.user, body)

    async def _respond(self, url: str, body: Json) -> None:
        """Raises Unanswered."""
        if not url:
            raise Unanswered("no response_url")
        try:
            answer = await AsyncWebhookClient(url, session=self._session).send_dict(body)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unanswered(type(error).__name__) from error
        if answer.status_code != 200:
            raise Unanswered(str(answer.status_code))

    async def _write_to(self, user: str, body: Json) -> None:
        """In their direct messages: whoever acts has agreed to an answer."""
        try:
            with self._calls.call(to_person=True):
                await self._client.chat_postMessage(
                    channel=user, unfurl_links=False, unfurl_media=False, **body
                )
        except ChatError as error:
            # The state is kept; the same input again is answered (design.md, "Delivery").
            log.warning("private reply lost", extra={"why": str(error)})

    async def _body(self, piece: Message) -> Json:
        accounts = await self._accounts(piece.addresses) if piece.addresses else {}
        return {"text": fallback_of(piece), "blocks": blocks_of(piece, accounts.get)}


def _pieces(told: Message | None) -> list[Message]:
    return list(split(told, SLACK)) if told is not None else []


def _modal(form: Form, scene: Scene, faults: Mapping[str, str] | None = None) -> Json:
    """Slack's dialogs hold 100 blocks: every form of ours is one page."""
    return modal_of(pages(form, SLACK_FORM)[0], scene.metadata(), faults or {})


def _too_late() -> Message:
    return message(
        say("Slack gave me too little time to open the form; nothing is lost. Please try again.")
    )
