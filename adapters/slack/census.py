"""What Slack told of while we were not there: found by a look at its people and our channels."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.core import Core
from adapters.slack.directory import Directory
from adapters.slack.errors import Calls
from adapters.slack.known import Followed, Known
from adapters.slack.patience import PATIENCE, Patience
from adapters.slack.payloads import Payload
from adapters.slack.tokens import why_of
from bot.domain.ids import WorkspaceId
from bot.domain.people import Person, Profile
from bot.domain.workspaces import Platform
from bot.engine.actors import as_stated
from bot.engine.intents import (
    ChannelLost,
    GroupChanged,
    GroupLost,
    Happening,
    Notice,
    ProfileChanged,
)
from bot.ports.chat import ChatError, TryLater
from bot.ports.store import StoreUnavailable

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

DAY_SECONDS = 86_400.0
"""Between two looks."""
AGAIN_SECONDS = 600.0
"""After one that was not finished."""

PAGE = 200
"""As Slack advises: nobody waits for us, and many at once would hold up whoever presses."""
A_FEW = 20
"""Learnt between two turns of the loop."""


class Census:
    """Looks once begun, and then once a day; what Slack states otherwise than the core knows it
    is a Notice. Of whom and what the core does not know nothing is said."""

    def __init__(
        self,
        client: AsyncWebClient,
        calls: Calls,
        directory: Directory,
        core: Core,
        known: Known,
        workspace: WorkspaceId,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        patience: Patience = PATIENCE,
    ) -> None:
        self._client = client
        self._directory = directory
        self._core = core
        self._known = known
        self._workspace = workspace
        self._sleep = sleep
        self._pause = patience.between_looks
        self._calls = calls
        self._task: asyncio.Task[None] | None = None
        self._is_whole = True
        self._is_in_trouble = False

    def begin(self) -> None:
        """Look, from now on, until `stop`."""
        self._task = asyncio.create_task(self._look_daily())

    async def stop(self) -> None:
        """Break off. May be called without `begin`, and twice."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> bool:
        """Whether all was seen and kept. Never raises: of trouble the first look logs."""
        self._is_whole = True
        for part in (self._look_at_people, self._look_at_channels, self._look_at_members):
            try:
                await part()
            except Exception as error:
                self._trouble(error)
        if self._is_whole:
            self._is_in_trouble = False
        return self._is_whole

    async def _look_daily(self) -> None:
        while True:
            is_whole = await self.look()
            await self._sleep(DAY_SECONDS if is_whole else AGAIN_SECONDS)

    async def _look_at_people(self) -> None:
        people = await self._known.people()
        cursor = ""
        while people:
            users, cursor = await self._patiently(partial(self._page, cursor))
            for number, user in enumerate(map(Payload, users)):
                if number % A_FEW == 0:
                    await asyncio.sleep(0)
                known = people.get(user.text("id"))
                if known is None:
                    continue
                profile = self._directory.learn(user.json()).profile
                if _is_news(known, profile):
                    await self._say(profile.outer_id, ProfileChanged(profile))
            if not cursor:
                return
            await self._sleep(self._pause)

    async def _look_at_channels(self) -> None:
        for channel in await self._known.open_channels():
            await self._sleep(self._pause)
            try:
                why = await self._patiently(partial(self._why_lost, channel))
            except ChatError as error:
                # The next one may be told of.
                self._trouble(error)
                continue
            if why:
                self._directory.lose(channel)
                await self._say(channel, ChannelLost(channel, why))

    async def _look_at_members(self) -> None:
        """Of the channels that are followed, and of no others."""
        for channel, followed in (await self._known.followed()).items():
            await self._sleep(self._pause)
            try:
                why = await self._patiently(partial(self._why_lost, channel))
                if why:
                    await self._say(channel, GroupLost(channel, why))
                else:
                    await self._compare(channel, followed)
            except ChatError as error:
                self._trouble(error)

    async def _compare(self, channel: str, followed: Followed) -> None:
        there: set[str] = set()
        cursor = ""
        while True:
            ids, cursor = await self._patiently(partial(self._members, channel, cursor))
            there |= set(map(str, ids))
            if not cursor:
                break
            await self._sleep(self._pause)
        for gone in sorted(set(followed.brought) - there):
            await self._say(channel, GroupChanged(Profile(gone, ""), channel, is_in=False))
        for new in sorted(there - set(followed.settled)):
            await self._sleep(self._pause)
            try:
                account = await self._patiently(partial(self._directory.told_of, new))
            except ChatError as error:
                # The next one may be told of.
                self._trouble(error)
                continue
            # Of some strangers Slack tells nobody anything.
            profile = account.profile if account else Profile(new, "")
            if profile.name and not (profile.is_bot or profile.is_stranger or profile.is_gone):
                await self._say(channel, GroupChanged(profile, channel, is_in=True))

    async def _members(self, channel: str, cursor: str) -> tuple[list[Any], str]:
        answer = await self._client.conversations_members(
            channel=channel, cursor=cursor or None, limit=PAGE
        )
        following = Payload(answer.data).text("response_metadata", "next_cursor")
        return list(answer["members"]), following

    async def _page(self, cursor: str) -> tuple[list[Any], str]:
        """Some of the people, and the cursor of the next."""
        answer = await self._client.users_list(cursor=cursor or None, limit=PAGE)
        following = Payload(answer.data).text("response_metadata", "next_cursor")
        return list(answer["members"]), following

    async def _why_lost(self, channel_id: str) -> str:
        """As a ChannelLost says it; "" while we may write there."""
        try:
            answer = await self._client.conversations_info(channel=channel_id)
        except SlackApiError as error:
            if why_of(error) == "channel_not_found":
                return "is closed to me: I was taken out of it, or it is no longer there"
            raise
        channel = Payload(answer.data).object("channel")
        channel.needed("id")
        if channel.is_set("is_archived"):
            return "was archived"
        return "" if channel.is_set("is_member") else "is closed to me: I was taken out of it"

    async def _patiently(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """However often Slack asks us to wait. Raises ChatError for all else."""
        while True:
            try:
                with self._calls.call():
                    return await ask()
            except TryLater as later:
                if not later.is_limit:
                    raise
                await self._sleep(later.after_seconds or self._pause)

    async def _say(self, outer_id: str, what: Happening) -> None:
        """Under one id for the same finding of one day, whichever process finds it. Raises
        StoreUnavailable; other trouble is this one's alone."""
        finding = sha256(repr(what).encode()).hexdigest()[:16]
        event = f"census:{outer_id}:{self._known.today()}:{finding}"
        try:
            await self._core.notice(Notice(self._workspace, Platform.SLACK, event, what))
        except StoreUnavailable:
            raise
        except Exception as error:
            self._trouble(error)

    def _trouble(self, error: Exception) -> None:
        """Said once, until a look sees all again."""
        self._is_whole = False
        if self._is_in_trouble:
            return
        self._is_in_trouble = True
        text = "Slack's people and channels were not all looked at: %s"
        if isinstance(error, ChatError | StoreUnavailable):
            log.warning(text, error)
        else:
            log.error(text, type(error).__name__, exc_info=error)


def _is_news(known: Person, profile: Profile) -> bool:
    was_gone = known.gone_at is not None
    stated = replace(as_stated(known, profile), gone_at=known.gone_at)
    return profile.is_gone != was_gone or stated != known
