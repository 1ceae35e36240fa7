"""Posting and editing, whoever asks: the Web API, a response_url, an upload."""

import json
from dataclasses import dataclass, field

from tests.servers.slack.blocks import completed
from tests.servers.slack.reading import Reader
from tests.servers.slack.records import Records
from tests.servers.slack.refusals import Refused
from tests.servers.slack.state import Channel, Json, Message, UploadedFile, Workspace

MOST_TEXT = 40_000
"""Source: docs.slack.dev, chat.postMessage: longer texts are cut, and then refused."""
MOST_BLOCKS_CHARACTERS = 13_200
"""Undocumented: bolt-js#2509."""


@dataclass
class Messages:
    """What the bot writes into conversations."""

    workspace: Workspace
    records: Records
    messages_tab_enabled: bool = field(default=True)

    def refuse_unfit(self, body: Json) -> None:
        """Sizes, and nothing at all: Slack has a code of its own for each."""
        blocks = body.get("blocks")
        if not body.get("text") and not blocks and not body.get("attachments"):
            raise Refused("no_text")
        if len(str(body.get("text") or "")) > MOST_TEXT:
            raise Refused("msg_too_long")
        if blocks and len(json.dumps(blocks, ensure_ascii=False)) > MOST_BLOCKS_CHARACTERS:
            raise Refused("msg_blocks_too_long")

    def post(
        self,
        channel: Channel,
        body: Json,
        *,
        seen_only_by: str = "",
        is_response: bool = False,
        files: list[UploadedFile] | None = None,
    ) -> Message:
        """A new message; responses may come into conversations where the bot is not."""
        if not files:
            self.refuse_unfit(body)
        if channel.is_archived:
            raise Refused("is_archived")
        if channel.direct_with and not is_response and not self.messages_tab_enabled:
            raise Refused("messages_tab_disabled")
        thread_ts = str(body.get("thread_ts") or "")
        if thread_ts:
            self._look_at_thread(channel, thread_ts)
        message = Message(
            ts=self.workspace.new_ts(),
            channel=channel,
            user=self.workspace.bot_user_id,
            text=str(body.get("text") or ""),
            blocks=completed(body.get("blocks") or [], in_message=True),
            thread_ts=thread_ts,
            seen_only_by=seen_only_by,
            mrkdwn=str(body.get("mrkdwn", True)).lower() not in ("false", "0"),
            files=files or [],
        )
        if not seen_only_by:
            message.pings = frozenset(Reader(self.workspace).message(message).mentions)
        self.workspace.messages.append(message)
        return message

    def rewrite(self, message: Message, body: Json) -> None:
        """An edit: text alone takes the blocks away and is marked as edited, blocks are not.

        Source: docs.slack.dev, chat.update, arguments.
        """
        self.refuse_unfit(body)
        blocks = body.get("blocks")
        if blocks is not None:
            message.blocks = completed(blocks, in_message=True)
        elif "text" in body:
            message.blocks = []
            message.edited = not message.seen_only_by
        if "text" in body:
            message.text = str(body["text"])

    def _look_at_thread(self, channel: Channel, thread_ts: str) -> None:
        known = [
            message
            for message in self.workspace.messages
            if message.ts == thread_ts and message.channel is channel
        ]
        if not known:
            self.records.found(f"thread_ts {thread_ts} is no message of {channel.id}")
        elif known[0].thread_ts or known[0].seen_only_by:
            self.records.found(f"thread_ts {thread_ts} is a reply or ephemeral, not a parent")
