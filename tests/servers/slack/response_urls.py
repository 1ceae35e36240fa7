"""response_urls: five uses in thirty minutes, for one place and one person."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from aiohttp import web

from tests.servers.slack.faults import Faults
from tests.servers.slack.messages import Messages
from tests.servers.slack.records import Call, Records
from tests.servers.slack.refusals import Refused
from tests.servers.slack.rules import check_webhook
from tests.servers.slack.state import Channel, Json, Message, User
from tests.servers.slack.web_api import with_fault

LIFE = timedelta(minutes=30)
MOST_USES = 5
"""Both: docs.slack.dev, interactivity/handling-user-interaction#message_responses."""

GONE = ("no_service", "used_url", "expired_url", "message_not_found")


@dataclass(eq=False)
class ResponseUrl:
    """Where the app may answer to what a person did; `original` is the message pressed."""

    user: User
    channel: Channel
    issued_at: datetime
    original: Message | None
    uses: int = 0


@dataclass
class ResponseUrls:
    """All that were given out, by their paths."""

    messages: Messages
    records: Records
    faults: Faults
    base_url: str = ""
    _issued: dict[str, ResponseUrl] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def issue(
        self, kind: str, user: User, channel: Channel, original: Message | None = None
    ) -> str:
        workspace = self.messages.workspace
        path = f"/{kind}/{workspace.team_id}/{next(self._numbers)}/{user.id}"
        self._issued[path] = ResponseUrl(user, channel, workspace.now(), original)
        return self.base_url + path

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """`ok` as text, or what is wrong: 404 with JSON when the url serves no more, else 400."""
        url = self._issued.get(request.path)
        channel = url.channel.id if url else ""
        body = json.loads(await request.text())
        call = Call("response_url", body, self.messages.workspace.now(), channel, None)

        def answer() -> web.Response:
            try:
                self.use(request.path, body)
            except Refused as refused:
                self.records.calls.append(replace(call, answer=refused.as_json()))
                if refused.error in GONE:
                    return web.json_response(refused.as_json(), status=404)
                return web.Response(status=400, text=refused.error)
            self.records.calls.append(replace(call, answer={"ok": True}))
            return web.Response(text="ok")

        fault = self.faults.meets("response_url", {channel})
        return await with_fault(request, fault, answer, lambda: self.records.calls.append(call))

    def use(self, path: str, body: Json) -> None:
        """Do what the body says; refused when the url is used up, old or unknown."""
        url = self._issued.get(path)
        if url is None:
            raise Refused("no_service")
        if url.uses >= MOST_USES:
            raise Refused("used_url")
        if self.messages.workspace.now() - url.issued_at > LIFE:
            raise Refused("expired_url")
        url.uses += 1
        wrong = check_webhook(body)
        if wrong:
            self.records.found(*(f"response_url: {sentence}" for sentence in wrong))
            raise Refused("invalid_blocks" if "blocks" in body else "invalid_payload")
        self.respond(url, body)

    def respond(self, url: ResponseUrl, body: Json) -> None:
        """Post, replace or delete; what is posted by a command becomes its original."""
        if body.get("delete_original") or body.get("replace_original"):
            if url.original is not None and not url.original.is_deleted:
                if body.get("delete_original"):
                    url.original.is_deleted = True
                else:
                    self.messages.rewrite(url.original, body)
                return
            if url.original is not None:
                raise Refused("message_not_found")
            self.records.found("response_url: a command's has no original to replace or delete")
        private = body.get("response_type", "ephemeral") == "ephemeral"
        posted = self.messages.post(
            url.channel, body, seen_only_by=url.user.id if private else "", is_response=True
        )
        if url.original is None:
            url.original = posted

    def respond_to_command(self, url: str, body: Json) -> None:
        """The body with which a command is acknowledged is its first response; no use counts."""
        self.respond(self._issued[url.removeprefix(self.base_url)], body)
