"""Payloads over signed HTTP to the app's request url.

Source: docs.slack.dev, authentication/verifying-requests-from-slack and apis/events-api.
"""

import hmac
import json
import time
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.servers.lived import lived
from tests.servers.slack.records import Acknowledged
from tests.servers.slack.state import Json

USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
RETRY_REASONS = {"timeout": "http_timeout", "refused": "connection_failed", "status": "http_error"}


@dataclass(frozen=True)
class Request:
    """What went over the wire, so that it can be replayed byte for byte."""

    headers: dict[str, str]
    body: bytes


@dataclass
class HttpEvents:
    """The knobs spoil what is sent until they are set back."""

    url: str
    signing_secret: str
    ack_seconds: float = 3.0
    signs_wrongly: bool = False
    clock_offset_seconds: float = 0
    """Added to the timestamp that is signed: -600 is a request of ten minutes ago."""
    sent: list[Request] = field(default_factory=list)
    _session: ClientSession | None = None

    async def send(
        self, kind: str, payload: Json, retry: int = 0, reason: str = ""
    ) -> Acknowledged:
        """One attempt; a command is a form, an interaction a form with JSON, an event JSON."""
        if kind == "slash_commands":
            body, content = urlencode(payload), "application/x-www-form-urlencoded"
        elif kind == "interactive":
            body = urlencode({"payload": json.dumps(payload)})
            content = "application/x-www-form-urlencoded"
        else:
            body, content = json.dumps(payload), "application/json"
        headers = self._signed(body.encode()) | {"Content-Type": content}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        self.sent.append(Request(headers, body.encode()))
        return await self.replay(self.sent[-1])

    async def replay(self, request: Request) -> Acknowledged:
        """The same bytes and headers; reached, but later than three seconds, is not in time."""
        started = time.monotonic()
        if self._session is None:
            self._session = ClientSession(timeout=ClientTimeout(total=None))
        try:
            async with (
                lived(self.ack_seconds),
                self._session.post(self.url, data=request.body, headers=request.headers) as answer,
            ):
                text = await answer.text()
                return Acknowledged(
                    answer.status,
                    _body(answer.content_type, text),
                    time.monotonic() - started,
                    stops_retries=answer.headers.get("X-Slack-No-Retry") == "1",
                )
        except (TimeoutError, ClientError, ConnectionError):
            return Acknowledged(0, {}, time.monotonic() - started)

    async def verify_url(self) -> bool:
        """The handshake that Slack makes when a request url is entered."""
        challenge = sha256(str(time.time()).encode()).hexdigest()
        payload = {"token": "xxx", "challenge": challenge, "type": "url_verification"}
        answer = await self.send("events_api", payload)
        return answer.is_ok and answer.body in ({"challenge": challenge}, {"text": challenge})

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _signed(self, body: bytes) -> dict[str, str]:
        timestamp = str(int(time.time() + self.clock_offset_seconds))
        secret = self.signing_secret + ("?" if self.signs_wrongly else "")
        signature = hmac.new(secret.encode(), b"v0:%s:%s" % (timestamp.encode(), body), sha256)
        return {
            "User-Agent": USER_AGENT,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={signature.hexdigest()}",
        }


def _body(content_type: str, text: str) -> Json:
    """JSON, or text that stands for a message's text."""
    if not text.strip():
        return {}
    if content_type == "application/json":
        body = json.loads(text)
        return body if isinstance(body, dict) else {"text": body}
    return {"text": text}
