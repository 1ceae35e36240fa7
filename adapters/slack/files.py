"""Files into Slack, in its three steps: an address for the bytes, the bytes, the sharing."""

from io import BytesIO
from typing import cast

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import Calls
from adapters.slack.payloads import Payload
from bot.ports.chat import Address, File, Posted, TryLater

MOST_ALT_TEXT = 1_000
"""Source: files.getUploadURLExternal, alt_txt_too_large."""


class SlackFiles:
    """Files. Only its last step shows anything to anybody."""

    def __init__(self, client: AsyncWebClient, calls: Calls) -> None:
        self._client = client
        self._calls = calls

    async def upload(self, address: Address, file: File, under: Posted | None = None) -> None:
        """Slack shares with conversations only: a person's is opened first (bolt-js#2115)."""
        if under is not None:
            place = under.place
        elif address.is_direct:
            with self._calls.call(to_person=True):
                opened = await self._client.conversations_open(users=address.outer_id)
                place = Payload(opened.data).needed("channel", "id")
        else:
            place = address.outer_id
        await self.share(place, file, under.outer_id if under else None)

    async def share(self, place: str, file: File, thread: str | None = None) -> None:
        """With a conversation, or in a thread of it."""
        with self._calls.call():
            given = await self._client.files_getUploadURLExternal(
                filename=file.name,
                length=len(file.content),
                alt_txt=file.alt[:MOST_ALT_TEXT] or None,
            )
            ticket = Payload(given.data)
            url, id = ticket.needed("upload_url"), ticket.needed("file_id")
        with self._calls.call():
            await self._send(url, file.content)
        with self._calls.call():
            await self._client.files_completeUploadExternal(
                files=[{"id": id, "title": file.title}], channel_id=place, thread_ts=thread
            )

    async def _send(self, url: str, content: bytes) -> None:
        """The address is the key: no token goes there."""
        session = cast(ClientSession, self._client.session)
        async with session.post(
            url, data=BytesIO(content), proxy=self._client.proxy, ssl=self._client.ssl or True
        ) as answer:
            if answer.status != 200:
                raise TryLater(f"Slack did not take the file (HTTP {answer.status})")
