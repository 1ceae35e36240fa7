"""What a process does on Slack beyond the rest: it marks what it sends, and stands still at
points of its own."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from unittest.mock import patch

from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.cli import slack_side
from adapters.cli.settings import Settings
from adapters.slack import socket_mode
from adapters.slack.app import Slack
from adapters.slack.settings import SlackSettings
from bot.domain.letters import Urgency
from bot.messages.limits import Limits
from bot.messages.parts import Message
from bot.messages.refs import Ref
from bot.ports.chat import Address, Chat, Posted
from tests.crash.child import Orders
from tests.crash.points import ACT, Point, Watch, WatchedChat

BOT_TOKEN = "xoxb-1-2-three"
APP_TOKEN = "xapp-1-A0UNSTUCK-2-three"

_NONCE: ContextVar[str] = ContextVar("nonce")
"""Of the letter that this task is sending."""


def settings(orders: Orders) -> Settings:
    slack = SlackSettings(BOT_TOKEN, APP_TOKEN, api_url=orders.api_url)
    return Settings(orders.url, slack=slack)


def variables(api_url: str) -> dict[str, str]:
    """The same for `unstuck run`."""
    return {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": api_url}


class Marked:
    """A Chat whose messages carry their nonce and their process, for whoever counts them: Slack
    makes nothing of it."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    @property
    def limits(self) -> Limits:
        return self._chat.limits

    def pace(self, address: Address, urgency: Urgency) -> float:
        return self._chat.pace(address, urgency)

    def give_back(self, address: Address) -> None:
        self._chat.give_back(address)

    async def post(
        self, address: Address, message: Message, nonce: str, under: Posted | None = None
    ) -> Posted:
        token = _NONCE.set(f"{nonce}#{os.getpid()}")
        try:
            return await self._chat.post(address, message, nonce, under)
        finally:
            _NONCE.reset(token)

    async def edit(self, address: Address, posted: Posted, message: Message) -> None:
        await self._chat.edit(address, posted, message)

    async def delete(self, posted: Sequence[Posted]) -> None:
        await self._chat.delete(posted)


@contextmanager
def marking(watch: Watch | None) -> Iterator[None]:
    """Meanwhile what is sent to Slack is marked, and watched if there is a watch."""
    post_message = AsyncWebClient.chat_postMessage

    async def with_nonce(client: AsyncWebClient, **given: Any) -> Any:
        nonce = _NONCE.get("")
        if nonce:
            given["metadata"] = {"event_type": "sent", "event_payload": {"nonce": nonce}}
        return await post_message(client, **given)

    def connect(*given: Any) -> Slack:
        slack = Slack(*given)
        chat: Any = Marked(slack.chat)
        slack.chat = WatchedChat(chat, watch) if watch else chat  # type: ignore[assignment]
        return slack

    with (
        patch.object(AsyncWebClient, "chat_postMessage", with_nonce),
        patch.object(slack_side, "Slack", connect),
        _answers_watched(watch),
    ):
        yield


@contextmanager
def _answers_watched(watch: Watch | None) -> Iterator[None]:
    if watch is None:
        yield
        return
    module: Any = socket_mode
    acknowledge, respond = module.send_async_response, AsyncWebhookClient.send_dict

    async def acknowledging(socket: Any, request: SocketModeRequest, *given: Any) -> None:
        does = _does(request.payload)
        watch.reach(Point.BEFORE_ACKNOWLEDGED, does)
        await acknowledge(socket, request, *given)
        watch.reach(Point.AFTER_ACKNOWLEDGED, does)

    async def responding(*given: Any) -> Any:
        act = ACT.get(None)
        does = act.name if act else "something else"
        watch.reach(Point.BEFORE_ANSWER, does)
        answer = await respond(*given)
        watch.reach(Point.AFTER_ANSWER, does)
        return answer

    with (
        patch.object(socket_mode, "send_async_response", acknowledging),
        patch.object(AsyncWebhookClient, "send_dict", responding),
    ):
        yield


def _does(payload: dict[str, Any]) -> str:
    """The button that was pressed, or the form that was sent."""
    actions = payload.get("actions")
    ref = actions[0]["action_id"] if actions else payload["view"]["callback_id"]
    return Ref.decode(ref).name
