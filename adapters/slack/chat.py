"""Unstuck's way to write into Slack: the chat port over the Web API."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import Calls
from adapters.slack.files import SlackFiles
from adapters.slack.patience import PATIENCE, Patience
from adapters.slack.payloads import Payload
from adapters.slack.render import Json, blocks_of, fallback_of
from bot.domain.ids import PersonId, WorkspaceId
from bot.domain.letters import Urgency
from bot.engine.pacing import Pacer, Rate
from bot.messages.limits import SLACK, Limits
from bot.messages.parts import Image, Message
from bot.ports.chat import Address, ChatError, File, Gone, Posted, TryLater

log = logging.getLogger(__name__)

AccountFinder = Callable[[WorkspaceId, Sequence[PersonId]], Awaitable[Mapping[PersonId, str]]]
"""Slack's ids of these people of a workspace; those without an account are left out."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What Slack takes (docs.slack.dev/apis/web-api/rate-limits, chat.update; specs/limits.md):
    messages in a workspace, of which it says "several hundred a minute", and in a channel;
    edits, tier 3 of a method in a workspace."""

    in_all: Rate
    in_a_channel: Rate
    edits: Rate


RATES = Rates(Rate(4, burst=20), Rate(1, burst=3), Rate(50 / 60, burst=10))


class SlackChat:
    """A Chat, and Files. Slack knows no key of ours for a message: one that was under way when
    the process died may arrive twice.

    `accounts` is asked only when a message addresses somebody; `seconds` is a monotonic clock.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        calls: Calls,
        accounts: AccountFinder,
        seconds: Callable[[], float] = time.monotonic,
        patience: Patience = PATIENCE,
    ) -> None:
        self._client = client
        self._accounts = accounts
        self._seconds = seconds
        self._post_seconds = patience.post
        self._calls = calls
        self._files = SlackFiles(client, calls)
        self._posts = Pacer(RATES.in_all, RATES.in_a_channel)
        self._edits = Pacer(RATES.edits)
        # Whose turn was taken by `pace`.
        self._paced: set[str] = set()

    @property
    def limits(self) -> Limits:
        return SLACK

    def pace(self, address: Address, urgency: Urgency) -> float:
        is_urgent = urgency is Urgency.INTERACTIVE
        now = self._seconds()
        seconds = self._posts.seconds_until(address.outer_id, now, is_urgent=is_urgent)
        if seconds == 0:
            self._paced.add(address.outer_id)
        return seconds

    def give_back(self, address: Address) -> None:
        self._paced.discard(address.outer_id)
        self._posts.give_back(address.outer_id)

    async def post(
        self, address: Address, message: Message, nonce: str, under: Posted | None = None
    ) -> Posted:
        """A user's id stands for our direct messages with them; the answer names those."""
        ends_at = asyncio.get_running_loop().time() + self._post_seconds
        self._take_turn(address.outer_id)
        blocks = await self._blocks(message, address.workspace)
        with self._held_back(self._posts), self._calls.call(to_person=address.is_direct):
            answer = await self._client.chat_postMessage(
                channel=address.outer_id,
                text=fallback_of(message),
                blocks=blocks,
                thread_ts=under.outer_id if under else None,
                unfurl_links=False,
                unfurl_media=False,
            )
            stands = Payload(answer.data)
            posted = Posted(stands.needed("channel"), stands.needed("ts"))
        await self._share_pictures(message, posted, under, ends_at)
        return posted

    async def edit(self, address: Address, posted: Posted, message: Message) -> None:
        seconds = self._edits.seconds_until(posted.outer_id, self._seconds())
        if seconds:
            raise TryLater("Slack takes only so many edits", seconds, is_limit=True)
        blocks = await self._blocks(message, address.workspace)
        with self._held_back(self._edits), self._calls.call(to_person=_is_direct(posted)):
            # Else chat.update looks for names in `text`, which chat.postMessage does not.
            await self._client.chat_update(
                channel=posted.place,
                ts=posted.outer_id,
                text=fallback_of(message),
                blocks=blocks,
                parse="none",
            )

    async def delete(self, posted: Sequence[Posted]) -> None:
        for each in posted:
            with suppress(Gone), self._calls.call(to_person=_is_direct(each)):
                await self._client.chat_delete(channel=each.place, ts=each.outer_id)

    async def upload(self, address: Address, file: File, under: Posted | None = None) -> None:
        await self._files.upload(address, file, under)

    def _take_turn(self, key: str) -> None:
        """The outbox asks once a letter: pieces after the first take turns of their own."""
        if key in self._paced:
            self._paced.remove(key)
            return
        seconds = self._posts.seconds_until(key, self._seconds())
        if seconds:
            raise TryLater("Slack takes only so many messages", seconds, is_limit=True)

    @contextmanager
    def _held_back(self, pacer: Pacer) -> Iterator[None]:
        """When Slack limits one, nobody asks until it is over."""
        try:
            yield
        except TryLater as later:
            if later.is_limit and later.after_seconds:
                pacer.pause(later.after_seconds, self._seconds())
            raise

    async def _blocks(self, message: Message, workspace: WorkspaceId) -> list[Json]:
        known: Mapping[PersonId, str] = {}
        if message.addresses:
            known = await self._accounts(workspace, message.addresses)
        return blocks_of(message, known.get)

    async def _share_pictures(
        self, message: Message, posted: Posted, under: Posted | None, ends_at: float
    ) -> None:
        """The message stands and says them in words: for a picture it is not posted again."""
        for picture in (part for part in message.parts if isinstance(part, Image)):
            title = picture.alt.strip() or "Picture"
            file = File("picture.png", picture.png, title[:150], picture.alt)
            try:
                async with asyncio.timeout_at(ends_at):
                    await self._files.share(posted.place, file, under.outer_id if under else None)
            except (ChatError, TimeoutError) as error:
                log.warning("picture not shared", extra={"why": str(error) or "no time was left"})


def _is_direct(posted: Posted) -> bool:
    """Ids of direct messages begin with D."""
    return posted.place.startswith("D")
