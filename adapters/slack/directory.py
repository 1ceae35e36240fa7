"""People and channels as Slack states them: asked once, and kept until it says otherwise."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import Calls
from adapters.slack.lookups import Lookups
from adapters.slack.patience import PATIENCE, Patience
from adapters.slack.payloads import Payload
from adapters.slack.profiles import SlackAccount, account_of, seen_from
from bot.domain.people import Profile
from bot.domain.workspaces import ChannelProfile
from bot.ports.chat import ChatError, Refused, TryLater

Json = Mapping[str, Any]

MOST_USERS = 20_000
MOST_CHANNELS = 2_000

A_FEW = 8
"""So many users are asked about one by one; for more, lists of all are fewer calls."""
PAGE = 500
"""Slack advises 200 and refuses over 1,000."""
READ_FOR_SECONDS = 300.0
"""How long it is worth reading on, and how long what was read is still worth something."""


class NotYet(Exception):
    """The people of a channel are still being read: ask again in a few seconds."""


class CannotSee(Exception):
    """Slack does not show us this channel; the text says what to do about it."""


@dataclass(slots=True)
class _Reading:
    """A channel's members on their way, and afterwards until somebody fetches them."""

    task: "asyncio.Task[tuple[Profile, ...]]"
    since: float


class Directory:
    """One workspace's people and channels. `seconds` is a monotonic clock."""

    def __init__(
        self,
        client: AsyncWebClient,
        calls: Calls,
        team_id: str,
        bot_user_id: str,
        seconds: Callable[[], float] = time.monotonic,
        patience: Patience = PATIENCE,
        most_users: int = MOST_USERS,
    ) -> None:
        self._client = client
        self._team_id = team_id
        self._bot_user_id = bot_user_id
        self._seconds = seconds
        self._patience = patience
        self._calls = calls
        self._users = Lookups("people", self._ask_user, most_users, seconds, patience.lookup)
        self._channels = Lookups(
            "channels",
            self._ask_channel,
            MOST_CHANNELS,
            seconds,
            patience.lookup,
            # Of one that was closed to us people say so, let us in, and try again.
            lasts=lambda channel: channel.is_open,
        )
        self._readings: dict[str, _Reading] = {}

    async def account(self, user_id: str, team_id: str = "") -> SlackAccount:
        """Who this is; `team_id` is the payload's, "" if it names none. Never raises.

        When Slack does not answer within 1.5 s: as last known, else a profile without a name.
        """
        known = await self._users.find(user_id) or SlackAccount(Profile(user_id, ""))
        return seen_from(known, self._team_id, team_id)

    async def told_of(self, user_id: str) -> SlackAccount | None:
        """Who this is, however long it takes; None when Slack tells us nothing of them, as of some
        strangers. Raises TryLater."""
        return await self._users.fetch(user_id)

    def learn(self, user: Json) -> SlackAccount:
        """Keep what a `user_change` event says of somebody."""
        account = self._account_of(user)
        self._users.keep(account.profile.outer_id, account)
        return account

    async def channel(self, channel_id: str) -> ChannelProfile:
        """The channel. Never raises: when Slack does not say, as last known, or closed and
        without a name: of a private one in which we are not it tells nothing."""
        await self._channels.find(channel_id)
        return self.last_known(channel_id)

    def last_known(self, channel_id: str) -> ChannelProfile:
        """The channel, asking nobody: as last known, or closed and without a name."""
        return self._channels.last(channel_id) or ChannelProfile(channel_id, "", False)

    def lose(self, channel_id: str) -> None:
        """It was archived, or we left it: closed, until Slack says that it is open again."""
        known = self._channels.last(channel_id) or ChannelProfile(channel_id, "")
        self._channels.doubt(channel_id, replace(known, is_open=False))

    async def members(self, channel_id: str) -> tuple[Profile, ...]:
        """Those of a channel who can be asked to join: no bots, nobody deactivated, no strangers.

        Raises CannotSee, and NotYet after about 2 s: it then reads on, and the next call finds
        what it read.
        """
        reading = self._reading_of(channel_id)
        await asyncio.wait({reading.task}, timeout=self._patience.members)
        if not reading.task.done():
            raise NotYet
        if self._readings.get(channel_id) is reading:
            del self._readings[channel_id]
        try:
            return reading.task.result()
        except Refused as refusal:
            why = str(refusal)
            raise CannotSee(f"{why[:1].upper()}{why[1:]}.") from None
        except (ChatError, TimeoutError, asyncio.CancelledError):
            raise NotYet from None

    async def close(self) -> None:
        """Nothing is being read any more."""
        tasks = [reading.task for reading in self._readings.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._users.close()
        await self._channels.close()

    # -- one of them --------------------------------------------------------------------------

    async def _ask_user(self, user_id: str) -> SlackAccount:
        with self._calls.call():
            answer = await self._client.users_info(user=user_id)
            user = Payload(answer.data).object("user")
            user.needed("id")
            return self._account_of(user.json())

    async def _ask_channel(self, channel_id: str) -> ChannelProfile:
        with self._calls.call():
            answer = await self._client.conversations_info(channel=channel_id)
            channel = Payload(answer.data).object("channel")
            is_open = channel.is_set("is_member") and not channel.is_set("is_archived")
            return ChannelProfile(channel_id, channel.text("name"), is_open)

    def _account_of(self, user: Json) -> SlackAccount:
        return account_of(user, self._team_id, self._bot_user_id)

    # -- all of a channel ---------------------------------------------------------------------

    def _reading_of(self, channel_id: str) -> _Reading:
        """The one that is under way or waits to be fetched, else a new one."""
        now = self._seconds()
        for old in [id for id, each in self._readings.items() if _is_stale(each, now)]:
            self._readings.pop(old).task.cancel()
        if channel_id not in self._readings:
            task = asyncio.create_task(self._read_members(channel_id))
            # What nobody fetches is not an error that nobody saw.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._readings[channel_id] = _Reading(task, now)
        return self._readings[channel_id]

    async def _read_members(self, channel_id: str) -> tuple[Profile, ...]:
        async def ask(cursor: str) -> Any:
            return await self._client.conversations_members(
                channel=channel_id, cursor=cursor or None, limit=PAGE
            )

        wanted: dict[str, SlackAccount | None] = {}
        async with asyncio.timeout(READ_FOR_SECONDS):
            async for ids in self._pages(ask):
                wanted |= {id: self._users.last(id) for id in map(str, ids)}
            wanted |= await self._accounts({id for id, known in wanted.items() if not known})
        return tuple(a.profile for a in wanted.values() if a and _can_join(a.profile))

    async def _accounts(self, ids: set[str]) -> dict[str, SlackAccount | None]:
        """Those of them whom Slack knows: of some strangers its lists do not tell."""

        async def ask(cursor: str) -> Any:
            return await self._client.users_list(cursor=cursor or None, limit=PAGE)

        if len(ids) <= A_FEW:
            found = await asyncio.gather(*(self._users.fetch(id) for id in ids))
            return dict(zip(ids, found, strict=True))
        accounts: dict[str, SlackAccount | None] = {}
        async for users in self._pages(ask):
            learnt = map(self.learn, users)
            accounts |= {a.profile.outer_id: a for a in learnt if a.profile.outer_id in ids}
            if len(accounts) == len(ids):
                break
        return accounts

    async def _pages(self, ask: Callable[[str], Awaitable[Any]]) -> AsyncIterator[list[Any]]:
        """All pages, however often Slack asks us to wait for one. Raises Refused."""
        cursor = ""
        while True:
            try:
                with self._calls.call():
                    answer = await ask(cursor)
                    members = list(answer["members"])
                    metadata = answer.get("response_metadata") or {}
                    following = str(metadata.get("next_cursor") or "")
            except TryLater as later:
                await asyncio.sleep(later.after_seconds or self._patience.between_pages)
                continue
            yield members
            if not following:
                return
            cursor = following


def _is_stale(reading: _Reading, now: float) -> bool:
    return now - reading.since > READ_FOR_SECONDS


def _can_join(profile: Profile) -> bool:
    return not (profile.is_bot or profile.is_gone or profile.is_stranger)
