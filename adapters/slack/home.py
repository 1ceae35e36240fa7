"""App Home: what is open for somebody, published anew whenever it may have changed."""

import logging
from collections import OrderedDict
from itertools import count

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.core import Core
from adapters.slack.errors import Calls
from adapters.slack.inbound import Inbound
from adapters.slack.render import home_of
from bot.domain.ids import PersonId
from bot.ports.chat import ChatError

log = logging.getLogger(__name__)

MOST_USERS = 10_000
"""Whose Home we keep up to date: those who opened it last."""


class Homes:
    """Publishes on opening and after one's own action; of several at once the last one counts."""

    def __init__(self, client: AsyncWebClient, calls: Calls, inbound: Inbound, core: Core) -> None:
        self._client = client
        self._inbound = inbound
        self._core = core
        self._calls = calls
        self._looking: OrderedDict[str, bool] = OrderedDict()
        """Who has opened their Home, and whether it is to be published once more."""
        self._publishing: set[str] = set()
        self._numbers = count()

    async def opened(self, user: str, event: str) -> None:
        """They look at it now."""
        self._looking[user] = False
        self._looking.move_to_end(user)
        while len(self._looking) > MOST_USERS:
            self._looking.popitem(last=False)
        await self._publish(user, event)

    async def acted(self, user: str, event: str) -> None:
        """What is open for them may be another."""
        if user in self._looking:
            await self._publish(user, event)

    async def _publish(self, user: str, event: str) -> None:
        if user in self._publishing:
            self._looking[user] = True
            return
        self._publishing.add(user)
        try:
            is_wanted = True
            while is_wanted:
                self._looking[user] = False
                await self._publish_once(user, f"{event}:home:{next(self._numbers)}")
                is_wanted = self._looking.get(user, False)
        finally:
            self._publishing.discard(user)

    async def _publish_once(self, user: str, event: str) -> None:
        reply = await self._core.handle(await self._inbound.home(user, event))
        if reply.tell is None:
            return
        try:
            with self._calls.call():
                await self._client.views_publish(user_id=user, view=home_of(reply.tell, _nobody))
        except ChatError as error:
            # It is published again when they open it.
            log.warning("home not published", extra={"why": str(error)})


def _nobody(_: PersonId) -> None:
    """A Home pings nobody."""
